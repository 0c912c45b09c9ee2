import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MasterUid } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { enterGoesNext } from '../parts/enterNext.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { NewPassword, newPasswordProblem, noPassword, passwordRule } from '../session/NewPassword.tsx';
import { useSession } from '../shell/session.tsx';
import { refreshPeople } from './refreshPeople.ts';

/** First half of a new account: systemAdmin names the person; nothing opens until securityAdmin enables it. */
export function CreateAccount(props: { onDone: (uid: string) => void; onLeave: () => void }) {
  const { policy } = useSession();
  const problem = useProblem();
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [typed, setTyped] = useState(noPassword);
  const [busy, setBusy] = useState(false);
  const blocked =
    name.trim() === ''
      ? '姓名未填写'
      : !/^[a-z][a-z0-9.-]{1,31}$/.test(login)
        ? '登录名须以小写字母开头，2–32 位小写字母、数字、点或短横'
        : newPasswordProblem(typed, login, policy);
  const create = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    const staffUid: MasterUid | null = null;
    client.people.create({ name: name.trim(), login, password: typed.password, staffUid }).then(
      async ({ uid }) => {
        await refreshPeople();
        showDone(`已建立帐号 ${login}`, '下一步：安全保密管理员登录后启用，授予岗位和涉密等级。');
        props.onDone(uid);
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <>
      <PageHeader title="建立帐号" under="系统管理员的一步。帐号启用之前不能登录。" />
      <form
        className="page-body act-form"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event, create)}
      >
        <TextInput
          label="姓名"
          data-field="name"
          autoFocus
          autoComplete="off"
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="登录名"
          data-field="login"
          autoComplete="off"
          spellCheck={false}
          maxLength={32}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value.trim().toLowerCase())}
        />
        <NewPassword
          label="初始口令"
          field="password"
          login={login}
          policy={policy}
          value={typed}
          onChange={setTyped}
        />
        <p className="hint">{passwordRule(policy)}本人首次登录时须修改。</p>
      </form>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onLeave} />
        <KeyButton
          label="建立"
          keyName="main"
          tone="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={create}
        />
      </div>
    </>
  );
}
