import type { PlanLineRow } from '../../shared/contract/plan.ts';
import { lineStates } from '../../shared/plan/progress.ts';
import { Empty } from '../parts/Empty.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import type { PlanOverview } from './words.ts';

/** The lines of the year by month and day. */
export function PlanYear({ year, data }: { year: number; data: PlanOverview }) {
  const { today } = useSession();
  if (data.lines.length === 0) return <Empty why={`${year} 年没有执行中的计划项。`} />;
  const shown = data.linesFrom ?? year;
  return (
    <ScrollBody label={`${shown} 年计划年历`}>
      <div className="plan-year">
        {Array.from({ length: 12 }, (_, index) => `${shown}-${String(index + 1).padStart(2, '0')}`).map(
          (month) => (
            <section
              key={month}
              aria-label={month}
              className={today.startsWith(month) ? 'plan-month present' : 'plan-month'}
            >
              <h2>{Number(month.slice(5))} 月</h2>
              <ul>
                {data.lines
                  .filter((line) => line.day?.startsWith(month) === true)
                  .sort((one, other) => ((one.day ?? '') < (other.day ?? '') ? -1 : 1))
                  .map((line) => (
                    <Entry key={line.line} line={line} />
                  ))}
              </ul>
            </section>
          ),
        )}
      </div>
    </ScrollBody>
  );
}

function Entry({ line }: { line: PlanLineRow }) {
  const tabs = useTabs();
  const [task] = line.tasks;
  const { label, tone } = lineStates[line.state];
  const words = (
    <>
      <span className="number">{Number(line.day?.slice(8))} 日</span> {line.line} {line.what}
    </>
  );
  return (
    <li>
      {task === undefined ? (
        <span>{words}</span>
      ) : (
        <button
          type="button"
          className="link-button"
          title={`打开任务 ${task.number}`}
          onClick={() => tabs.open('task', { uid: task.uid }, task.number)}
        >
          {words}
        </button>
      )}
      {line.customer !== '' && <div className="dim cut">{line.customer}</div>}
      <ToneTag tone={tone}>{label}</ToneTag>
    </li>
  );
}
