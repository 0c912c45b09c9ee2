import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportRow } from '../../shared/contract/sheets.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient, refreshRecords } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { targetWords } from './targets.ts';

/** Own imports, newest first; each is taken back whole while nothing was built on it. */
export function ImportRegister() {
  const problem = useProblem();
  const list = useQuery(api.sheets.imports.queryOptions());
  const [undoing, setUndoing] = useState<ImportRow | null>(null);
  const undo = (row: ImportRow, reason: string) => {
    setUndoing(null);
    client.sheets.undo({ uid: row.uid, reason }).then(async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: api.sheets.key() }),
        queryClient.invalidateQueries({ queryKey: api.master.key() }),
        refreshRecords(),
      ]);
      showDone('已撤销导入', '新建的条目已停用，改过的已恢复原样，草稿在回收站。');
    }, problem);
  };
  const rows = list.data?.rows ?? [];
  return (
    <ScrollBody label="导入台账">
      {list.isError && <Empty why={problemOf(list.error).message} />}
      {list.isPending && <Loading what="正在读取导入台账" />}
      {list.data !== undefined && rows.length === 0 && <Empty why="您还没有导入过表格。" />}
      {rows.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">内容</th>
              <th scope="col">文件</th>
              <th scope="col">新建</th>
              <th scope="col">更改</th>
              <th scope="col">撤销</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.uid}>
                <td className="whole">{displayInstant(row.at)}</td>
                <td>{targetWords(row.target)}</td>
                <td>{row.file}</td>
                <td className="number">{row.added}</td>
                <td className="number">{row.changed}</td>
                <td>
                  {row.undoneAt === null ? (
                    <KeyButton label="撤销…" size="xs" onAct={() => setUndoing(row)} />
                  ) : (
                    `${displayInstant(row.undoneAt)} ${row.undoneReason ?? ''}`
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {undoing !== null && (
        <ReasonDialog
          title={`撤销导入 ${undoing.file}`}
          confirm="撤销"
          hint="整次撤销；其中有一条已被使用或更改的，全部保留。"
          onConfirm={(reason) => undo(undoing, reason)}
          onClose={() => setUndoing(null)}
        />
      )}
    </ScrollBody>
  );
}
