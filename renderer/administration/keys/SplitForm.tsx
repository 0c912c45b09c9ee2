import { Autocomplete, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem } from '../../parts/TwoPersons.tsx';
import { useSession } from '../../shell/session.tsx';
import { KeyActPane, refreshKeys } from './KeyActPane.tsx';
import type { KeyState } from './words.ts';

const numbers = ['一', '二', '三'] as const;

/** Splits a new recovery secret among three custodians; every share goes to its own sheet of paper. */
export function SplitForm({ state, onBack }: { state: KeyState; onBack: () => void }) {
  const { person } = useSession();
  const problem = useProblem();
  const [reason, setReason] = useState(state.split === null ? '首次分割' : '');
  const [names, setNames] = useState<readonly [string, string, string]>(['', '', '']);
  const [keeper, setKeeper] = useState('');
  const [printer, setPrinter] = useState(state.printers[0] ?? '');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const labels = state.people.map((one) => `${one.name}（${one.login}）`);
  const accountOf = (typedName: string) => state.people[labels.indexOf(typedName.trim())];
  const typed = names.map((name) => name.trim());
  const blocked =
    reason.trim().length < 2
      ? '原因未填写'
      : typed.includes('')
        ? '三名保管人未填齐'
        : new Set(typed).size < 3
          ? '三份份额须由三个不同的人保管'
          : keeper.trim() === ''
            ? '封装密钥的存放处未填写'
            : secondProblem(second, person.login);
  const split = () => {
    setBusy(true);
    const custodian = (typedName: string) => {
      const chosen = accountOf(typedName);
      return { name: chosen?.name ?? typedName.trim(), accountUid: chosen?.uid ?? null };
    };
    const [a, b, c] = names;
    client.keys
      .split({
        reason: reason.trim(),
        custodians: [custodian(a), custodian(b), custodian(c)],
        keeper: keeper.trim(),
        printer,
        second,
      })
      .then(
        async ({ splitId }) => {
          await refreshKeys();
          showDone(
            `已分割并打印四张纸（编号 ${splitId.toUpperCase()}）`,
            '当面交给各保管人密封，上一次的份额收回销毁。',
          );
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
      title={state.split === null ? '分割恢复份额' : '重新分割恢复份额'}
      secondDoes="核对三名保管人，输入自己的口令表示同意。"
      second={second}
      onSecond={setSecond}
      onBack={onBack}
      act={
        <KeyButton
          label="两人确认分割并打印"
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={split}
        />
      }
    >
      <p className="callout">
        {'打印四张纸：三份份额各一张，封装密钥与工作站密钥一张。请三名保管人在打印机旁各取一张，当场密封。' +
          '四张全部送出后新的分割才生效，此前的份额随之失效。'}
      </p>
      <TextInput
        label="分割原因"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {numbers.map((number, index) => (
        <Autocomplete
          key={number}
          label={`第${number}份保管人`}
          description={
            typed[index] !== '' && accountOf(names[index] ?? '') === undefined
              ? '站外人员：离岗时程序不能提醒重新分割'
              : '选择本站帐号，或填写站外人员姓名'
          }
          data={labels}
          limit={20}
          maxLength={80}
          value={names[index] ?? ''}
          onChange={(value) =>
            setNames(
              (before) => before.map((name, at) => (at === index ? value : name)) as [string, string, string],
            )
          }
        />
      ))}
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
