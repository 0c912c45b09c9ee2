import { planPartKeys, planParts } from '../../shared/plan/lines.ts';
import type { Tally } from '../../shared/plan/progress.ts';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import type { PlanOverview } from './words.ts';

const columns = [
  { key: 'planned', label: '计划' },
  { key: 'done', label: '完成' },
  { key: 'underway', label: '办理中' },
  { key: 'late', label: '逾期' },
  { key: 'dropped', label: '取消' },
] as const satisfies readonly { key: keyof Tally; label: string }[];

const rate = (tally: Tally) =>
  tally.planned - tally.dropped <= 0
    ? '—'
    : `${Math.round((1000 * tally.done) / (tally.planned - tally.dropped)) / 10}%`;
const sum = (all: readonly Tally[], key: keyof Tally) => all.reduce((total, one) => total + one[key], 0);

/** Plan against done by kind and month; what was not planned stands apart. */
export function PlanFigures({ data }: { data: PlanOverview }) {
  const parts = planPartKeys.map((part) => data.byPart[part]);
  const total = Object.fromEntries(columns.map(({ key }) => [key, sum(parts, key)])) as unknown as Tally;
  const kinds = new Map<string, number[]>();
  for (const task of data.unplanned) {
    const row = kinds.get(task.service) ?? Array.from({ length: 12 }, () => 0);
    row[task.month - 1] = (row[task.month - 1] ?? 0) + 1;
    kinds.set(task.service, row);
  }
  return (
    <ScrollBody label="完成情况">
      <section className="section">
        <h2>
          按类别 <span className="clause">完成率 = 完成 ÷（计划 − 取消）；任务汇报上交即为完成</span>
        </h2>
        <table className="small-table figures">
          <thead>
            <tr>
              <th scope="col">类别</th>
              {columns.map(({ key, label }) => (
                <th key={key} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">完成率</th>
            </tr>
          </thead>
          <tbody>
            {planPartKeys.map((part) => (
              <Row key={part} label={planParts[part].label} tally={data.byPart[part]} />
            ))}
            <Row label="合计" tally={total} />
          </tbody>
        </table>
      </section>
      <section className="section">
        <h2>按月</h2>
        <table className="small-table figures">
          <thead>
            <tr>
              <th scope="col">月份</th>
              {columns.map(({ key, label }) => (
                <th key={key} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">完成率</th>
              <th scope="col">计划外任务</th>
            </tr>
          </thead>
          <tbody>
            {data.byMonth.map((tally, index) => (
              <Row
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the month
                key={index}
                label={`${index + 1} 月`}
                tally={tally}
                extra={data.unplanned.filter((task) => task.month === index + 1).length}
              />
            ))}
          </tbody>
        </table>
      </section>
      <section className="section">
        <h2>
          计划外需求 <b>{data.unplanned.length}</b>
        </h2>
        {kinds.size > 0 && (
          <table className="small-table figures">
            <thead>
              <tr>
                <th scope="col">服务类别</th>
                {Array.from({ length: 12 }, (_, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place is the month
                  <th key={index} scope="col">
                    {index + 1} 月
                  </th>
                ))}
                <th scope="col">合计</th>
              </tr>
            </thead>
            <tbody>
              {[...kinds].map(([service, months]) => (
                <tr key={service}>
                  <td>{service === '' ? '未定' : service}</td>
                  {months.map((n, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the place is the month
                    <td key={index}>{n === 0 ? '' : n}</td>
                  ))}
                  <td>{months.reduce((one, other) => one + other, 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </ScrollBody>
  );
}

function Row({ label, tally, extra }: { label: string; tally: Tally; extra?: number }) {
  return (
    <tr>
      <td>{label}</td>
      {columns.map(({ key }) => (
        <td key={key} className={key === 'late' && tally.late > 0 ? 'tone-refused' : ''}>
          {tally[key]}
        </td>
      ))}
      <td>{rate(tally)}</td>
      {extra !== undefined && <td>{extra === 0 ? '' : extra}</td>}
    </tr>
  );
}
