import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays } from '../../shared/calendar/calendar.ts';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { Day } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { useSession } from '../shell/session.tsx';

const shownDays = 28;
type Workload = CallOutput<'staff.workload'>;
type What = Workload['rows'][number]['entries'][number]['what'];
const signs: Readonly<Record<What, { readonly sign: string; readonly label: string }>> = {
  away: { sign: '外', label: '在外' },
  planned: { sign: '拟', label: '拟派' },
  duty: { sign: '值', label: '值班' },
  plan: { sign: '计', label: '计划项' },
};

/** Four weeks, one line a person: away, planned, on duty, lines of the plan. */
export function WorkloadPart() {
  const { today } = useSession();
  const [from, setFrom] = useState<Day>(today as Day);
  const found = useQuery(
    api.staff.workload.queryOptions({
      input: { from, days: shownDays },
      placeholderData: (before) => before,
    }),
  );
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取工作量" />;
  const { days, rows } = found.data;
  return (
    <>
      <div className="workload-bar">
        <Button size="xs" variant="default" onClick={() => setFrom(addDays(from, -shownDays))}>
          前四周
        </Button>
        <b className="number">
          {from} 至 {addDays(from, shownDays - 1)}
        </b>
        <Button size="xs" variant="default" onClick={() => setFrom(addDays(from, shownDays))}>
          后四周
        </Button>
        <span className="dim">
          {Object.values(signs)
            .map(({ sign, label }) => `${sign} ${label}`)
            .join('　')}
          {'　灰底为休息日'}
        </span>
      </div>
      <ScrollBody label="工作量日历">
        <ScrollBody label="人员安排" className="workload-scroll">
          <table className="workload">
            <thead>
              <tr>
                <th scope="col">姓名</th>
                {days.map((entry) => (
                  <th
                    key={entry.day}
                    scope="col"
                    className={entry.working ? '' : 'rest'}
                    title={`${entry.day} ${entry.name ?? ''}`}
                  >
                    {entry.day.endsWith('-01') || entry.day === from ? (
                      <span className="workload-month">{Number(entry.day.slice(5, 7))} 月</span>
                    ) : null}
                    {Number(entry.day.slice(8))}
                  </th>
                ))}
                <th scope="col">天数</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.staff.uid}>
                  <th scope="row">{row.staff.name}</th>
                  {days.map((entry) => (
                    <Cell
                      key={entry.day}
                      rest={!entry.working}
                      entries={row.entries.filter((one) => one.day === entry.day)}
                    />
                  ))}
                  <td className="number">{row.busy}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBody>
      </ScrollBody>
    </>
  );
}

function Cell({ rest, entries }: { rest: boolean; entries: Workload['rows'][number]['entries'] }) {
  const [first] = entries;
  const words = entries.map((one) => `${signs[one.what].label}：${one.words}`).join('；');
  return (
    <td
      className={`${rest ? 'rest' : ''} ${first === undefined ? '' : `load-${first.what}`}`}
      title={words === '' ? undefined : words}
    >
      {entries.map((one) => signs[one.what].sign).join('')}
      {words !== '' && <span className="hidden-label">{words}</span>}
    </td>
  );
}
