import type { RecordUid } from '../../../shared/ids.ts';
import { client } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';

/** Puts the number into the clipboard: the only content that may be copied out, and audited. */
export function CopyNumber({ uid }: { uid: RecordUid }) {
  const problem = useProblem();
  const copy = () => {
    client.copying
      .number({ uid })
      .then(({ number }) => showDone('编号已复制', `${number}，锁定时从剪贴板清除。`), problem);
  };
  return <KeyButton label="复制编号" onAct={copy} />;
}
