import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OverdueRow } from '../../shared/contract/following.ts';
import { caseKinds } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { api, client, refreshRecords } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { DueTag, MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useOpenRecord } from '../shell/openRecord.ts';
import { useMay, useSession } from '../shell/session.tsx';

/** Everything overdue, oldest due day first, and everything whose clock stands still, each hold with its reason. */
export function Overdue() {
  const found = useQuery(api.service.overdue.queryOptions());
  const all = [...(found.data?.overdue ?? []), ...(found.data?.standing ?? [])];
  useMarkingsOnScreen(all.map(({ row }) => row.marking));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取逾期事项" />;
  return (
    <div className="page-body">
      <Rows title="逾期" rows={found.data.overdue} none="没有逾期的事项。" act="hold" />
      <Rows title="暂停计时" rows={found.data.standing} none="没有暂停计时的事项。" act="resume" />
    </div>
  );
}

function Rows(props: { title: string; rows: readonly OverdueRow[]; none: string; act: 'hold' | 'resume' }) {
  const { rows } = props;
  const open = useOpenRecord();
  const may = useMay();
  const problem = useProblem();
  const { today } = useSession();
  const [holding, setHolding] = useState<OverdueRow | null>(null);
  const notAllowed = may.act('clock.hold') ? null : '由主管、单位领导或中心领导办理。';
  const resume = ({ row }: OverdueRow) => {
    client.service.resume({ uid: row.uid }).then(async ({ dueOn }) => {
      showDone(dueOn === null ? '计时已恢复' : `计时已恢复，期限 ${dueOn}`);
      await refreshRecords();
    }, problem);
  };
  const hold = (reason: string) => {
    if (holding === null) return;
    setHolding(null);
    client.service.hold({ uid: holding.row.uid, reason }).then(async () => {
      showDone('已暂停计时，恢复后期限顺延');
      await refreshRecords();
    }, problem);
  };
  return (
    <section className="section" aria-label={props.title}>
      <h2>
        {props.title} <b>{rows.length}</b>
      </h2>
      {rows.length === 0 ? (
        <p className="dim">{props.none}</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">编号</th>
              <th scope="col">事项</th>
              <th scope="col">状态</th>
              <th scope="col">期限</th>
              <th scope="col">暂停</th>
              <th scope="col">办理</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => {
              const { row, holds } = one;
              const isCase = (caseKinds as readonly string[]).includes(row.kind);
              return (
                <tr key={row.uid}>
                  <td className="whole">
                    <button type="button" className="link-button" onClick={() => open(row)}>
                      {row.number || latestForm(row.kind).title}
                    </button>{' '}
                    <MarkingTag marking={row.marking} />
                  </td>
                  <td>
                    {row.title} <span className="dim">{row.customer?.name ?? ''}</span>
                  </td>
                  <td className="whole">
                    <StateTag state={row.state} />
                  </td>
                  <td className="whole">
                    {row.dueOn} <DueTag dueOn={row.dueOn} today={today} />
                  </td>
                  <td>
                    {holds.map((hold) => (
                      <div key={`${hold.from}-${hold.endedAt ?? ''}`}>
                        <ToneTag tone={hold.endedAt === null ? 'attention' : 'draft'}>
                          {hold.endedAt === null ? `${hold.from} 起` : `停 ${hold.days ?? 0} 天`}
                        </ToneTag>{' '}
                        {hold.reason} <span className="dim">{hold.by}</span>
                      </div>
                    ))}
                  </td>
                  <td>
                    <KeyButton
                      label={props.act === 'hold' ? '暂停' : '恢复'}
                      size="xs"
                      blocked={notAllowed ?? (isCase ? '案件的计时在案件页上暂停、恢复。' : null)}
                      onAct={() => (props.act === 'hold' ? setHolding(one) : resume(one))}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {holding !== null && (
        <ReasonDialog
          title={`暂停计时 ${holding.row.number}`}
          confirm="暂停"
          hint="写明等什么、等谁。恢复后期限顺延停的天数，遇休息日再顺延。"
          onClose={() => setHolding(null)}
          onConfirm={hold}
        />
      )}
    </section>
  );
}
