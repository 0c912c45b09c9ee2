import { PasswordInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import { client } from '../client.ts';
import { enterGoesNext } from '../parts/enterNext.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf, showDone } from '../parts/problem.tsx';
import { enterSession, useSession } from '../shell/session.tsx';
import { NewPassword, newPasswordProblem, noPassword, passwordRule } from './NewPassword.tsx';
import { SessionFrame } from './SessionFrame.tsx';

/** The forced change at first log-in or after the password's term: nothing else can be done before. */
export function ChangePassword() {
  const { person } = useSession();
  return (
    <SessionFrame
      title="修改口令"
      reason={`${person.name}（${person.login}）首次登录或口令已到期，须先修改口令。帐号不受影响。`}
    >
      <ChangePasswordForm
        onLeave={() => {
          client.session.lock().then(
            () => enterSession(),
            () => enterSession(),
          );
        }}
      />
    </SessionFrame>
  );
}

/** Old password once, new one twice. */
export function ChangePasswordForm({ onLeave }: { onLeave?: () => void }) {
  const { person, policy } = useSession();
  const [oldPassword, setOldPassword] = useState('');
  const [typed, setTyped] = useState(noPassword);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const blocked = oldPassword === '' ? '现用口令未填写' : newPasswordProblem(typed, person.login, policy);
  const change = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    setProblem(null);
    client.session.changePassword({ oldPassword, newPassword: typed.password }).then(
      async () => {
        setOldPassword('');
        setTyped(noPassword);
        setBusy(false);
        await enterSession();
        showDone('口令已修改', '下次登录使用新口令。');
      },
      (error: unknown) => {
        setProblem(problemOf(error));
        setBusy(false);
        first.current?.focus();
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change();
      }}
      onKeyDown={(event) => enterGoesNext(event, change)}
    >
      <PasswordInput
        ref={first}
        label="现用口令"
        autoFocus
        autoComplete="off"
        value={oldPassword}
        onChange={(event) => setOldPassword(event.currentTarget.value)}
      />
      <NewPassword label="新口令" login={person.login} policy={policy} value={typed} onChange={setTyped} />
      <p className="hint">{passwordRule(policy)}</p>
      {problem !== null && (
        <p className="session-problem" role="alert">
          {problem.message}
        </p>
      )}
      <div className="session-act">
        <KeyButton label="修改口令" tone="main" keyName="main" blocked={blocked} busy={busy} onAct={change} />{' '}
        {onLeave !== undefined && <KeyButton label="锁定" onAct={onLeave} />}
      </div>
    </form>
  );
}
