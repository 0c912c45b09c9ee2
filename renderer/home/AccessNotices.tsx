import { useQuery } from '@tanstack/react-query';
import { displayInstant } from '../../shared/forms/display.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { RecordLink } from '../access/RecordLink.tsx';
import { refreshAccess } from '../access/refresh.ts';
import { api, client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Emergency access to records that this person reads, and what waits in 知悉与定密. Nothing to say, nothing shown. */
export function AccessNotices() {
  const may = useMay();
  const tabs = useTabs();
  const problem = useProblem();
  const works = may.act('record.work');
  const notices = useQuery(api.access.notices.queryOptions({ enabled: works }));
  const requests = useQuery(api.access.requests.queryOptions({ enabled: may.act('reader.grant') }));
  const emergencies = useQuery(api.access.emergencies.queryOptions({ enabled: may.act('emergency.decide') }));
  const proposed = useQuery(api.access.marksProposed.queryOptions({ enabled: may.act('mark.decide') }));
  const ending = useQuery(api.access.marksEnding.queryOptions({ enabled: may.act('mark.decide') }));
  const rows = notices.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((notice) => notice.row.marking));
  const mine = emergencies.data?.rows.filter((row) => row.blocked === null).length ?? 0;
  const waiting = [
    { key: 'emergencies', label: '待批紧急知悉', count: mine },
    { key: 'requests', label: '待批知悉', count: requests.data?.rows.length ?? 0 },
    { key: 'proposed', label: '待定密', count: proposed.data?.rows.length ?? 0 },
    { key: 'ending', label: '密级到期（90 天内）', count: ending.data?.rows.length ?? 0 },
  ].filter((queue) => queue.count > 0);
  const seen = (uid: ObjectUid) => {
    client.access.acknowledge({ uid }).then(refreshAccess, problem);
  };
  if (rows.length === 0 && waiting.length === 0) return null;
  return (
    <>
      {rows.length > 0 && (
        <section className="section" aria-label="紧急知悉通知">
          <h2>
            紧急知悉通知 <b>{rows.length}</b>
          </h2>
          <ul className="decision-list">
            {rows.map((notice) => (
              <li key={notice.uid} className="emergency-row">
                <div className="decision-line">
                  <ToneTag tone="refused">紧急知悉</ToneTag>
                  <b>{notice.who}</b>
                  <span>
                    经 {notice.grantedBy} 批准，可读至 {displayInstant(notice.until)}
                  </span>
                  <KeyButton label="知道了" onAct={() => seen(notice.uid)} />
                </div>
                <div className="decision-line">
                  <RecordLink row={notice.row} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section className="section" aria-label="知悉与定密">
          <h2>知悉与定密</h2>
          <ul className="named-rows">
            {waiting.map((queue) => (
              <li key={queue.key}>
                <button
                  type="button"
                  className="link-button"
                  onClick={() => tabs.open('knowing', { part: queue.key })}
                >
                  {queue.label} <b>{queue.count}</b>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
