import { useQuery } from '@tanstack/react-query';
import type { Queue } from '../../shared/contract/service.ts';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { RecordRows } from '../records/RecordRows.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { AccessNotices } from './AccessNotices.tsx';
import { Compliance } from './Compliance.tsx';
import { DueNotices } from './DueNotices.tsx';
import { Inspection } from './Inspection.tsx';
import { OtherWork } from './OtherWork.tsx';
import { Overdue } from './Overdue.tsx';
import { SavedFilters } from './SavedFilters.tsx';
import { SiteState } from './SiteState.tsx';
import { TrashLink } from './Trash.tsx';

type Part = 'today' | 'overdue' | 'compliance' | 'inspection';

/** The home page of each role: what waits now; beside it what is overdue or stands still, and for those who answer for it the clauses. */
export function HomeScreen() {
  const may = useMay();
  const parts: AreaPart<Part>[] = [
    { key: 'today', label: '待办' },
    ...(may.act('record.work') ? [{ key: 'overdue' as const, label: '逾期与暂停' }] : []),
    ...(may.act('compliance.read')
      ? [
          { key: 'compliance' as const, label: '条款符合性' },
          { key: 'inspection' as const, label: '检查抽样' },
        ]
      : []),
  ];
  const [part, choose] = useAreaPart('home', parts);
  return (
    <>
      {parts.length > 1 && <AreaTabs label="首页" parts={parts} chosen={part} onChoose={choose} />}
      {part === 'today' && <Today />}
      {part === 'overdue' && <Overdue />}
      {part === 'compliance' && <Compliance />}
      {part === 'inspection' && <Inspection />}
    </>
  );
}

/** What this person must do now, by due time; each row one key away from the work. */
function Today() {
  const session = useSession();
  const may = useMay();
  const tabs = useTabs();
  const home = useQuery(api.service.home.queryOptions());
  const queues = home.data?.queues ?? [];
  useMarkingsOnScreen(queues.flatMap((queue) => queue.rows.map((row) => row.marking)));
  const waiting = queues.filter((queue) => queue.count > 0);
  const quiet = queues.filter((queue) => queue.count === 0);
  const total = waiting.reduce((sum, queue) => sum + queue.count, 0);
  return (
    <>
      <PageHeader
        title={`${session.person.name}，${session.today}`}
        under={
          <span>
            {home.data === undefined ? '正在读取待办' : total === 0 ? '没有待办' : `待办 ${total} 件`}
          </span>
        }
      />
      <div className="page-body">
        <SiteState />
        <AccessNotices />
        <OtherWork />
        <DueNotices />
        {home.isPending && <Loading what="正在读取待办" />}
        {home.error !== null && <Empty why={problemOf(home.error).message} />}
        {home.data !== undefined && total === 0 && (
          <Empty
            why="现在没有等您办理的事项。"
            next={
              may.write('phoneRecord') ? (
                <button type="button" className="link-button" onClick={() => tabs.open('phone')}>
                  记录新电话 F2
                </button>
              ) : undefined
            }
          />
        )}
        <section
          aria-label="待办事项"
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step === 0) return;
            const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.queue-row')];
            const index = rows.indexOf(document.activeElement as HTMLElement);
            const next = rows[index + step];
            if (next === undefined) return;
            event.preventDefault();
            next.focus();
          }}
        >
          {waiting.map((queue) => (
            <QueueSection key={queue.key} queue={queue} />
          ))}
        </section>
        <SavedFilters />
        <TrashLink />
        {quiet.length > 0 && total > 0 && (
          <p className="dim">已办清：{quiet.map((queue) => queue.label).join('、')}</p>
        )}
      </div>
    </>
  );
}

function QueueSection({ queue }: { queue: Queue }) {
  const tabs = useTabs();
  const rest = queue.count - queue.rows.length;
  return (
    <section className="section" aria-label={queue.label}>
      <h2>
        {queue.label} <b>{queue.count}</b>
        {queue.overdue > 0 && <ToneTag tone="refused">{`逾期 ${queue.overdue}`}</ToneTag>}
        {queue.clause !== '' && <span className="clause">{queue.clause}</span>}
      </h2>
      <RecordRows rows={queue.rows} />
      {rest > 0 && (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            tabs.open('queue', { filter: JSON.stringify(queue.filter), title: queue.label }, queue.label)
          }
        >
          还有 {rest} 件，全部列出
        </button>
      )}
    </section>
  );
}
