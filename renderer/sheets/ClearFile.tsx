import type { ObjectUid } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';

/** The clear file that a table was taken from: erased now, or kept, and the answer is on record. */
export function ClearFile(props: { uid: ObjectUid; path: string; onDone: () => void }) {
  const problem = useProblem();
  const settle = (erase: boolean) => {
    client.sheets.clearFile({ uid: props.uid, path: props.path, erase }).then(() => {
      showDone(erase ? '原文件已删除' : '已登记：原文件保留');
      props.onDone();
    }, problem);
  };
  return (
    <div className="callout attention" role="status">
      <p>▲ 明文原文件仍在磁盘上：{props.path}</p>
      <div className="act-row">
        <KeyButton label="删除原文件" onAct={() => settle(true)} />
        <KeyButton label="保留" onAct={() => settle(false)} />
      </div>
    </div>
  );
}
