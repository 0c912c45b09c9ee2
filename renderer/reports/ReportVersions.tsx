import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordDetail } from '../../shared/contract/records.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';

/** Versions that were submitted: who approved, what ended the approval, what changed; and the frozen result computed again. */
export function ReportVersions({ detail }: { detail: RecordDetail }) {
  const { uid, state } = detail.row;
  const versions = useQuery(api.reports.versions.queryOptions({ input: { uid } }));
  if (versions.error !== null) return <Empty why={problemOf(versions.error).message} />;
  if (versions.data === undefined) return <Loading what="正在读取版本" />;
  const { rows } = versions.data;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="page-body" aria-label="版本与变更" tabIndex={0}>
      {state !== 'draft' && <Recompute key={detail.version} uid={uid} />}
      {rows.length === 0 && (
        <Empty why="报告还没有提交过。提交后，这里逐版列出批准情况、变更说明和数据的变化。" />
      )}
      {rows.map((row) => (
        <section key={row.version} className="section">
          <h2>
            第 {row.version} 版{' '}
            {row.endedAt !== null ? (
              <ToneTag tone="refused">{row.approvedAt === null ? '已退回' : '批准已作废'}</ToneTag>
            ) : (
              <ToneTag tone={row.approvedAt === null ? 'underway' : 'done'}>
                {row.approvedAt === null ? '待批准' : '已批准'}
              </ToneTag>
            )}
          </h2>
          <p className="dim">
            {row.submittedBy} {displayInstant(row.submittedAt)} 提交
            {row.approvedAt !== null && `，${row.approvedBy ?? ''} ${displayInstant(row.approvedAt)} 批准`}
          </p>
          {row.endedAt !== null && (
            <p>
              {displayInstant(row.endedAt)} {row.approvedAt === null ? '退回' : '改为新稿，原批准作废'}：
              {row.endedReason}
            </p>
          )}
          {row.changeNote !== '' && <p>变更说明：{row.changeNote}</p>}
          {row.changes.length > 0 && (
            <table className="small-table">
              <caption>与上一版相比变化的数据</caption>
              <thead>
                <tr>
                  <th scope="col">指标</th>
                  <th scope="col">上一版</th>
                  <th scope="col">本版</th>
                </tr>
              </thead>
              <tbody>
                {row.changes.map((change) => (
                  <tr key={change.label}>
                    <td>{change.label}</td>
                    <td>{change.before}</td>
                    <td>{change.after}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </section>
  );
}

function Recompute({ uid }: { uid: RecordDetail['row']['uid'] }) {
  const problem = useProblem();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ same: boolean; words: string } | null>(null);
  const act = () => {
    setBusy(true);
    client.reports
      .recompute({ uid })
      .then(({ method, rows, same }) => {
        setSaid({
          same,
          words: `按第 ${method} 版方法、冻结的 ${rows} 条记录复算满意度，与冻结的结果${same ? '逐位一致' : '不一致'}。`,
        });
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section">
      <KeyButton label="复算核对" busy={busy} onAct={act} />
      {said !== null && (
        <p role="status" className={said.same ? 'callout' : 'callout attention'}>
          {said.same ? '✓ ' : '▲ '}
          {said.words}
        </p>
      )}
    </section>
  );
}
