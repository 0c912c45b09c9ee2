import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { periodWords } from '../../shared/figures/periods.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { type Tone, ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';

type Answer = HandlerOutput<'evaluation.periods'>;
type Cell = Answer['senders'][number]['cells'][number];

const cellWords: Readonly<Record<Cell['state'], { readonly label: string; readonly tone: Tone }>> = {
  onTime: { label: '按时', tone: 'done' },
  late: { label: '迟到', tone: 'attention' },
  missing: { label: '逾期未到', tone: 'refused' },
  waiting: { label: '待到', tone: 'underway' },
  future: { label: '—', tone: 'draft' },
};

/** A year: what arrived from whom and when, locks of its periods, late records. */
export function Periods() {
  const { today } = useSession();
  const present = Number(today.slice(0, 4));
  const [year, setYear] = useState(present);
  const found = useQuery(api.evaluation.periods.queryOptions({ input: { year } }));
  return (
    <>
      <search className="statistics-bar" aria-label="年度">
        <Select
          label="年度"
          allowDeselect={false}
          data={[0, 1, 2, 3, 4].map((n) => String(present - n))}
          value={String(year)}
          onChange={(value) => value !== null && setYear(Number(value))}
        />
      </search>
      {found.error !== null ? (
        <Empty why={problemOf(found.error).message} />
      ) : found.data === undefined ? (
        <Loading what="正在读取报告期" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="page-body" aria-label="报告期" tabIndex={0}>
          <Arrivals answer={found.data} />
          <Locks rows={found.data.periods} />
        </section>
      )}
    </>
  );
}

function Arrivals({ answer }: { answer: Answer }) {
  return (
    <section className="section">
      <h2>
        各单位月度数据 <span className="clause">5.5.6</span>
      </h2>
      {answer.senders.length === 0 ? (
        <Empty why="还没有建立信任的单位。单位在“包交换”中加入后，这里逐月列出其数据到达情况。" />
      ) : (
        <table className="small-table period-grid">
          <thead>
            <tr>
              <th scope="col">单位</th>
              {answer.months.map((month) => (
                <th key={month} scope="col">
                  {Number(month.slice(5))}月
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.senders.map((sender) => (
              <tr key={sender.code}>
                <th scope="row">{sender.name}</th>
                {sender.cells.map((cell, at) => (
                  <td
                    key={answer.months[at]}
                    title={
                      cell.at === null
                        ? `应于 ${cell.due} 前到达`
                        : `${displayInstant(cell.at)} 到达，${cell.records} 份；应于 ${cell.due} 前到达`
                    }
                  >
                    {cell.state === 'future' ? (
                      <span className="dim">—</span>
                    ) : (
                      <ToneTag tone={cellWords[cell.state].tone}>{cellWords[cell.state].label}</ToneTag>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Locks({ rows }: { rows: Answer['periods'] }) {
  const may = useMay();
  const problem = useProblem();
  const [asked, setAsked] = useState<{ period: string; act: 'lock' | 'unlock' } | null>(null);
  const carryOut = (reason: string) => {
    if (asked === null) return;
    const { period, act } = asked;
    const done =
      act === 'lock'
        ? client.evaluation.lock({ period, reason })
        : client.evaluation.unlock({ period, reason });
    done.then(async () => {
      setAsked(null);
      await queryClient.invalidateQueries({ queryKey: api.evaluation.key() });
      showDone(
        act === 'lock' ? '已锁定报告期' : '已解锁报告期',
        act === 'lock'
          ? '本期报告不再重新取数，迟到的记录列入下一期。'
          : '本期报告重新提交时按现有记录取数。',
      );
    }, problem);
  };
  return (
    <section className="section">
      <h2>
        报告期锁定 <span className="clause">5.7.3</span>
      </h2>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">报告期</th>
            <th scope="col">状态</th>
            <th scope="col">报告</th>
            <th scope="col">报告后的补报与更正</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{periodWords(row)}</th>
              <td>
                {row.locked ? (
                  <ToneTag tone="done">已锁定</ToneTag>
                ) : row.over ? (
                  <ToneTag tone="underway">未锁定</ToneTag>
                ) : (
                  <span className="dim">未结束</span>
                )}
                {row.at !== null && (
                  <span className="dim">
                    {` ${row.by} ${displayInstant(row.at)}${row.locked ? '' : ' 解锁'}${row.reason === '' ? '' : `：${row.reason}`}`}
                  </span>
                )}
              </td>
              <td>{row.reports === 0 ? '—' : `${row.reports} 份`}</td>
              <td>{row.late === 0 ? '—' : `${row.late} 份，列入下一期报告`}</td>
              <td>
                {!row.locked && row.over && may.act('period.lock') && (
                  <KeyButton label="锁定" onAct={() => setAsked({ period: row.key, act: 'lock' })} />
                )}
                {row.locked && may.act('period.unlock') && (
                  <KeyButton label="解锁" onAct={() => setAsked({ period: row.key, act: 'unlock' })} />
                )}
                {row.locked && !may.act('period.unlock') && <span className="hint">由领导解锁</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked !== null && (
        <ReasonDialog
          title={asked.act === 'lock' ? '锁定报告期' : '解锁报告期'}
          confirm={asked.act === 'lock' ? '锁定' : '解锁'}
          hint={
            asked.act === 'lock'
              ? '锁定后，本期报告保持已冻结的数据；以后到达的记录作为补报列入下一期。'
              : '解锁的理由记入登记，审计可查。'
          }
          onClose={() => setAsked(null)}
          onConfirm={carryOut}
        />
      )}
    </section>
  );
}
