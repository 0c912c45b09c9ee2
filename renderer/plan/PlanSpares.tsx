import { Empty } from '../parts/Empty.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';
import type { PlanOverview } from './words.ts';

/** The sixth part: what the spares plan says, never typed a second time. */
export function PlanSpares({ data, year }: { data: PlanOverview; year: number }) {
  const tabs = useTabs();
  const { spares } = data;
  if (spares === null) {
    return <Empty why={`${year} 年备件预投计划尚未编制，或您无权查阅。它在“备件”中编制、批准（5.9）。`} />;
  }
  const { row } = spares;
  return (
    <ScrollBody label="备件预投">
      <section className="section">
        <h2>
          备件预投计划{' '}
          <button
            type="button"
            className="link-button"
            onClick={() => tabs.open('record', { uid: row.uid }, row.number || '备件预投计划')}
          >
            {row.number || '未编号'}
          </button>{' '}
          <MarkingTag marking={row.marking} /> <StateTag state={row.state} />
        </h2>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">备件代码</th>
              <th scope="col">名称</th>
              <th scope="col">决定预投</th>
              <th scope="col">理由</th>
            </tr>
          </thead>
          <tbody>
            {spares.lines.map((line) => (
              <tr key={line.code}>
                <td className="number">{line.code}</td>
                <td>{line.name}</td>
                <td>{line.decided ?? '未决定'}</td>
                <td>{line.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </ScrollBody>
  );
}
