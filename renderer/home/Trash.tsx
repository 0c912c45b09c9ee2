import { useQuery } from '@tanstack/react-query';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { api, client, refreshRecords } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** The way to the trash, where there is something in it. */
export function TrashLink() {
  const may = useMay();
  const tabs = useTabs();
  const found = useQuery(api.records.trash.queryOptions({ enabled: may.act('record.work') }));
  const count = found.data?.rows.length ?? 0;
  if (count === 0) return null;
  return (
    <p>
      <button type="button" className="link-button" onClick={() => tabs.open('trash')}>
        回收站 <b>{count}</b>
      </button>
    </p>
  );
}

/** Own discarded drafts with the reason; each can be taken back as a new draft. */
export function TrashScreen() {
  const tabs = useTabs();
  const problem = useProblem();
  const found = useQuery(api.records.trash.queryOptions());
  const take = (uid: ObjectUid) => {
    client.records.restore({ uid }).then(async (made) => {
      showDone('已取回，是一份新草稿');
      tabs.open('record', { uid: made.uid });
      await refreshRecords();
    }, problem);
  };
  return (
    <>
      <PageHeader title="回收站" under={<span>您删除的草稿；别人看不到</span>} />
      <div className="page-body">
        {found.error !== null && <Empty why={problemOf(found.error).message} />}
        {found.isPending && <Loading what="正在读取回收站" />}
        {found.data?.rows.length === 0 && <Empty why="回收站是空的。" />}
        {found.data !== undefined && found.data.rows.length > 0 && (
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">表单</th>
                <th scope="col">摘要</th>
                <th scope="col">删除</th>
                <th scope="col">理由</th>
                <th scope="col">办理</th>
              </tr>
            </thead>
            <tbody>
              {found.data.rows.map((row) => (
                <tr key={row.uid}>
                  <td className="whole">
                    {latestForm(row.kind).title} <MarkingTag marking={row.marking} />
                  </td>
                  <td>{row.title}</td>
                  <td className="whole">{displayInstant(row.at)}</td>
                  <td>{row.reason}</td>
                  <td>
                    <KeyButton label="取回" size="xs" onAct={() => take(row.uid)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
