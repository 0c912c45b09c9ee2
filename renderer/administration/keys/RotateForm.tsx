import { Select, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { type RotationReason, rotationReasons } from '../../../shared/contract/keys.ts';
import { client } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { Progress, useProgress } from '../../parts/Progress.tsx';
import { problemOf, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem } from '../../parts/TwoPersons.tsx';
import { useSession } from '../../shell/session.tsx';
import { KeyActPane } from './KeyActPane.tsx';
import type { KeyState } from './words.ts';
import { rotationWords } from './words.ts';

/** Makes a new database key: everybody keeps the own password, and logs in again. */
export function RotateForm({ state, onBack }: { state: KeyState; onBack: () => void }) {
  const { person } = useSession();
  const problem = useProblem();
  const asked = state.dues.some((due) => due.act === 'rotate' && due.why.includes('离岗'));
  const [reason, setReason] = useState<RotationReason>(asked ? 'leaver' : 'yearly');
  const [note, setNote] = useState('');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  const progress = useProgress('keys.rotate', busy);
  const noteProblem = reason === 'other' && note.trim() === '' ? '请说明原因' : null;
  const rotate = () => {
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    client.keys
      .rotate({ reason, note: note.trim(), second }, { signal: stop.signal })
      .catch((error: unknown) => {
        setBusy(false);
        // Done is done: the program locks itself and asks everybody to log in anew.
        if (!stop.signal.aborted && problemOf(error).code !== 'gate.locked') problem(error);
      });
  };
  return (
    <KeyActPane
      title="更换数据库密钥"
      secondDoes="核对更换原因，输入自己的口令表示同意。"
      second={second}
      onSecond={setSecond}
      onBack={onBack}
      {...(busy ? { running: <Progress event={progress} what="更换数据库密钥" /> } : {})}
      act={
        busy ? (
          <KeyButton label="取消更换" keyName="back" onAct={() => running.current?.abort()} />
        ) : (
          <KeyButton
            label="两人确认更换"
            tone="main"
            keyName="main"
            blocked={noteProblem ?? secondProblem(second, person.login)}
            reasonBeside
            onAct={rotate}
          />
        )
      }
    >
      <p className="callout">
        {'程序另写一份新密钥的数据库，逐页核对后替换原库，附件不重写。期间可以查阅，不能保存；切换之前可以取消。' +
          '完成后程序自动锁定，全体人员用原口令重新登录。'}
      </p>
      <p className="callout attention">
        旧备份集和旧副本仍用旧密钥，能用当时的口令打开；更换之后请立即备份，并重新打印封装密钥。
      </p>
      <Select
        label="更换原因"
        allowDeselect={false}
        data={rotationReasons.map((value) => ({ value, label: rotationWords[value] }))}
        value={reason}
        onChange={(value) => setReason((value ?? 'yearly') as RotationReason)}
      />
      <TextInput
        label="说明"
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </KeyActPane>
  );
}
