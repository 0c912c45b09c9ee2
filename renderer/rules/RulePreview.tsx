import { useQuery } from '@tanstack/react-query';
import { contradictions } from '../../shared/rules/ruleSet.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useTabs } from '../shell/tabs.tsx';
import type { RuleVersionState } from './useRuleVersion.ts';

/** In what the version differs from the one that held before, with both wordings. */
export function RuleDifferences({ version }: { version: RuleVersionState }) {
  const { data } = version;
  if (data === undefined) return null;
  return (
    <>
      {data.problems.length > 0 && (
        <section className="section" aria-label="须更正">
          <h2>须更正</h2>
          <ul className="missing-list">
            {data.problems.map((problem) => (
              <li key={problem} className="tone-refused">
                {problem}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="section">
        <h2>
          与第 {data.comparedWith} 版的差别 <b>{data.differences.length}</b>
        </h2>
        {data.differences.length === 0 ? (
          <Empty why="没有差别。" />
        ) : (
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">项目</th>
                <th scope="col">依据</th>
                <th scope="col">原为</th>
                <th scope="col">改为</th>
              </tr>
            </thead>
            <tbody>
              {data.differences.map((row) => (
                <tr key={row.what}>
                  <td>{row.what}</td>
                  <td>{row.clause}</td>
                  <td className="pre-line">{row.before || '—'}</td>
                  <td className="pre-line">{row.after || '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

/** What would be different for the open tasks, had they begun with this version. */
export function RulePreview({ number }: { number: number }) {
  const tabs = useTabs();
  const found = useQuery(api.rules.preview.queryOptions({ input: { version: number } }));
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.marking));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在预演" />;
  return (
    <section className="section">
      <h2>
        对未办结任务的影响 <b>{rows.length}</b>
        <span className="clause">
          已看 {found.data.looked}{' '}
          个您有权查看的任务；它们仍按各自开始时的版本办理，此处只说明假如按本版会怎样
        </span>
      </h2>
      {rows.length === 0 ? (
        <Empty why="没有任务会因本版而不同。" />
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">任务</th>
              <th scope="col">现按</th>
              <th scope="col">按本版</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.uid}>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => tabs.open('task', { uid: row.uid }, row.number)}
                  >
                    {row.number}
                  </button>{' '}
                  <MarkingTag marking={row.marking} />
                  <div className="dim">{row.title}</div>
                </td>
                <td className="whole">第 {row.version} 版</td>
                <td>
                  <ul className="rule-items">
                    {row.changes.map((change) => (
                      <li key={change}>{change}</li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The contradictions of the procedure with what the program makes of each. */
export function Contradictions() {
  return (
    <section className="section">
      <h2>程序文件中的矛盾和处置</h2>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">条款</th>
            <th scope="col">文件中的写法</th>
            <th scope="col">本程序的处置</th>
          </tr>
        </thead>
        <tbody>
          {contradictions.map((row) => (
            <tr key={row.document}>
              <td className="whole">{row.clause}</td>
              <td>{row.document}</td>
              <td>{row.decision}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
