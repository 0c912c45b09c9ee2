import { PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { posts, roleNames } from '../../shared/policy/roles.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SessionFrame } from './SessionFrame.tsx';

interface Typed {
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly again: string;
}
const empty: Typed = { login: '', name: '', password: '', again: '' };

/** Opens the site with recovery shares when no administrator can log in: custodians type their papers, three administrators get passwords. */
export function Recover({ onLeave }: { onLeave: () => void }) {
  const problem = useProblem();
  const [shares, setShares] = useState<readonly [string, string]>(['', '']);
  const [wrapped, setWrapped] = useState('');
  const [secret, setSecret] = useState('');
  const [people, setPeople] = useState<readonly Typed[]>(posts.map(() => empty));
  const [busy, setBusy] = useState(false);
  const blocked =
    shares[0].trim() === '' || shares[1].trim() === ''
      ? '须输入两份不同的份额'
      : (people.map((person, index) => personProblem(person, index)).find((found) => found !== null) ?? null);
  const recover = () => {
    setBusy(true);
    client.session
      .recover({
        shares: [...shares],
        wrappedKey: wrapped.trim() === '' ? null : wrapped.trim(),
        stationSecret: secret.trim() === '' ? null : secret.trim(),
        administrators: posts.map((post, index) => {
          const { login, name, password } = people[index] ?? empty;
          return { post, login, name: name.trim() || roleNames[post], password };
        }),
      })
      .then(
        ({ keptAccounts }) => {
          showDone(
            '站点已打开，三名管理员可以登录',
            keptAccounts
              ? '其他人员用原口令登录。登录后请尽快重新分割恢复份额。'
              : '其他人员须由两名管理员重置口令后登录。登录后请尽快重新分割恢复份额。',
          );
          onLeave();
        },
        (error: unknown) => {
          setBusy(false);
          problem(error);
        },
      );
  };
  const change = (index: number, part: Partial<Typed>) =>
    setPeople((before) => before.map((person, at) => (at === index ? { ...person, ...part } : person)));
  return (
    <SessionFrame
      title="用恢复份额打开"
      reason="口令全部遗失、更换工作站或密钥文件损坏时使用。两名保管人到场，各自输入份额。"
    >
      <form onSubmit={(event) => event.preventDefault()}>
        {([0, 1] as const).map((index) => (
          <Textarea
            key={index}
            label={`第${index === 0 ? '一' : '二'}名保管人的份额`}
            description="S 开头，照纸面输入，大小写和空格不限"
            autosize
            minRows={2}
            autoComplete="off"
            spellCheck={false}
            value={shares[index]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setShares((before) => (index === 0 ? [value, before[1]] : [before[0], value]));
            }}
          />
        ))}
        <Textarea
          label="封装密钥（密钥文件完好时可不填）"
          description="W 开头"
          autosize
          minRows={2}
          autoComplete="off"
          spellCheck={false}
          value={wrapped}
          onChange={(event) => setWrapped(event.currentTarget.value)}
        />
        <Textarea
          label="工作站密钥（本机完好时可不填）"
          description="T 开头；填写后原有人员的口令继续有效"
          autosize
          minRows={1}
          autoComplete="off"
          spellCheck={false}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        {posts.map((post, index) => (
          <fieldset key={post} className="recover-person">
            <legend>{roleNames[post]}</legend>
            <TextInput
              label="登录名"
              description="在任者，或接任的新人"
              autoComplete="off"
              spellCheck={false}
              maxLength={32}
              value={people[index]?.login ?? ''}
              onChange={(event) => change(index, { login: event.currentTarget.value.trim().toLowerCase() })}
            />
            <TextInput
              label="姓名（换人时填写）"
              autoComplete="off"
              maxLength={40}
              value={people[index]?.name ?? ''}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <PasswordInput
              label="新口令"
              autoComplete="new-password"
              value={people[index]?.password ?? ''}
              onChange={(event) => change(index, { password: event.currentTarget.value })}
            />
            <PasswordInput
              label="新口令再输一次"
              autoComplete="new-password"
              value={people[index]?.again ?? ''}
              onChange={(event) => change(index, { again: event.currentTarget.value })}
            />
          </fieldset>
        ))}
        <div className="session-act">
          <KeyButton label="返回登录" keyName="back" onAct={onLeave} />
          <KeyButton
            label="打开站点"
            tone="main"
            keyName="main"
            blocked={blocked}
            reasonBeside
            busy={busy}
            onAct={recover}
          />
        </div>
      </form>
    </SessionFrame>
  );
}

function personProblem({ login, password, again }: Typed, index: number): string | null {
  const post = posts[index];
  const name = post === undefined ? '' : roleNames[post];
  if (!/^[a-z][a-z0-9.-]{1,31}$/.test(login)) return `${name}的登录名未填写`;
  if (password === '') return `${name}的新口令未填写`;
  return password === again ? null : `${name}两次输入的口令不一致`;
}
