import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountRef } from '../../shared/contract/primitives.ts';
import type { Day } from '../../shared/ids.ts';
import { api, client } from '../client.ts';
import { AccountPicker } from '../parts/AccountPicker.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshAccess } from './refresh.ts';

/** Who decides on emergency access beside the leaders, and on which days; leaders appoint. */
export function Duty() {
  const problem = useProblem();
  const { today } = useSession();
  const appoints = useMay().act('reader.grant') ? null : '只有领导可以指定值班领导。';
  const duty = useQuery(api.access.duty.queryOptions());
  const [who, setWho] = useState<AccountRef | null>(null);
  const [from, setFrom] = useState<Day | null>(today as Day);
  const [to, setTo] = useState<Day | null>(today as Day);
  const gap = appoints ?? (who === null || from === null || to === null ? '请选择人员和起止日期。' : null);
  const rows = duty.data?.rows ?? [];
  return (
    <>
      <p className="hint">值班领导在指定日期内可审批紧急知悉。一次最长 31 天，不能指定自己。</p>
      <div className="line-fields">
        <AccountPicker label="值班领导" value={who} onChange={setWho} />
        <DayInput label="自" value={from} onChange={setFrom} />
        <DayInput label="至" value={to} onChange={setTo} />
        <KeyButton
          label="指定"
          keyName="main"
          tone="main"
          blocked={gap}
          onAct={() => {
            if (who === null || from === null || to === null) return;
            client.access.appointDuty({ accountUid: who.uid, from, to }).then(async () => {
              showDone(`已指定 ${who.name} 为值班领导`);
              setWho(null);
              await refreshAccess();
            }, problem);
          }}
        />
      </div>
      {rows.length === 0 && <Empty why="没有指定值班领导，紧急知悉由领导审批。" />}
      <ul className="decision-list" aria-label="值班领导">
        {rows.map((row) => (
          <li key={row.uid}>
            <div className="decision-line">
              <b>{row.name}</b>
              <span>
                {row.from} 至 {row.to}
              </span>
              {row.today && <ToneTag tone="done">今日值班</ToneTag>}
              <span className="dim">{row.appointedBy} 指定</span>
              <KeyButton
                label="撤销"
                blocked={appoints}
                onAct={() => {
                  client.access.withdrawDuty({ uid: row.uid }).then(async () => {
                    showDone(`已撤销 ${row.name} 的值班`);
                    await refreshAccess();
                  }, problem);
                }}
              />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
