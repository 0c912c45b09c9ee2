import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem } from '../../parts/TwoPersons.tsx';
import { useSession } from '../../shell/session.tsx';
import { KeyActPane, refreshKeys } from './KeyActPane.tsx';
import type { KeyState } from './words.ts';

/** Prints wrapped key and station secret again: the sheet of before a change of key opens old copies only. */
export function PrintWrappedForm({ state, onBack }: { state: KeyState; onBack: () => void }) {
  const { person } = useSession();
  const problem = useProblem();
  const last = state.split?.papers.findLast((paper) => paper.paper === 'wrapped');
  const [keeper, setKeeper] = useState(last?.custodian ?? '');
  const [printer, setPrinter] = useState(state.printers[0] ?? '');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const print = () => {
    setBusy(true);
    client.keys.printWrapped({ keeper: keeper.trim(), printer, second }).then(
      async () => {
        await refreshKeys();
        showDone('已打印封装密钥与工作站密钥', '放入保密柜，旧页当面销毁。');
        onBack();
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <KeyActPane
      title="重新打印封装密钥"
      secondDoes="监督打印和旧页销毁，输入自己的口令表示同意。"
      second={second}
      onSecond={setSecond}
      onBack={onBack}
      act={
        <KeyButton
          label="两人确认打印"
          tone="main"
          keyName="main"
          blocked={keeper.trim() === '' ? '存放处未填写' : secondProblem(second, person.login)}
          reasonBeside
          busy={busy}
          onAct={print}
        />
      }
    >
      <p className="callout">没有两份恢复份额，这张纸打不开任何数据。更换数据库密钥之后须重新打印。</p>
      <TextInput
        label="封装密钥存放处"
        maxLength={100}
        value={keeper}
        onChange={(event) => setKeeper(event.currentTarget.value)}
      />
      <Select
        label="打印机"
        allowDeselect={false}
        data={state.printers}
        value={printer}
        onChange={(value) => setPrinter(value ?? '')}
      />
    </KeyActPane>
  );
}
