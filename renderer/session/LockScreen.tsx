import { PasswordInput, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { client } from '../client.ts';
import { enterGoesNext } from '../parts/enterNext.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf } from '../parts/problem.tsx';
import { enterSession, useSessionState } from '../shell/session.tsx';
import { Recover } from './Recover.tsx';
import { Restore } from './Restore.tsx';
import { SessionFrame } from './SessionFrame.tsx';

/** The locked program: its name, why it is locked, and the way in. Tells nothing about site, people or data. */
export function LockScreen({ reason }: { reason: string }) {
  const [recovering, setRecovering] = useState(false);
  return recovering ? (
    <Recover onLeave={() => setRecovering(false)} />
  ) : (
    <LoginScreen reason={reason} onRecover={() => setRecovering(true)} />
  );
}

function LoginScreen({ reason, onRecover }: { reason: string; onRecover: () => void }) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [capsLock, setCapsLock] = useState(false);
  const loginInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const waiting = useWaiting(problem);
  const [restoring, setRestoring] = useState(false);

  const enter = () => {
    if (waiting !== null || busy) return;
    if (login.trim() === '') return loginInput.current?.focus();
    if (password === '') return passwordInput.current?.focus();
    setBusy(true);
    setProblem(null);
    client.session.unlock({ login: login.trim().toLowerCase(), password }).then(
      (state) => enterSession(state),
      (error: unknown) => {
        const data = problemOf(error);
        // A name that cannot be a log-in name is answered like any wrong one.
        setProblem(data.code === 'gate.bad-input' ? wrongCredentials : data);
        setPassword('');
        setBusy(false);
        passwordInput.current?.focus();
      },
    );
  };
  const watchKeys = (event: KeyboardEvent<HTMLFormElement>) => {
    setCapsLock(event.getModifierState('CapsLock'));
    enterGoesNext(event, enter);
  };

  if (restoring) return <Restore locked onLeave={() => setRestoring(false)} />;
  return (
    <SessionFrame title="服务过程管理系统" reason={reason === '' ? '已锁定，请登录。' : reason}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter();
        }}
        onKeyDown={watchKeys}
      >
        <TextInput
          ref={loginInput}
          label="帐号"
          name="login"
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={32}
          value={login}
          onChange={(event) => {
            // A wait belongs to the name that failed; somebody else may try at once.
            setLogin(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <PasswordInput
          ref={passwordInput}
          label="口令"
          name="password"
          autoComplete="off"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {capsLock && (
          <p className="session-note" role="status">
            ▲ 大写锁定已打开
          </p>
        )}
        {problem !== null && (
          <p className="session-problem" role="alert">
            {sentence(problem)}
          </p>
        )}
        <SealedWork />
        <div className="session-act">
          <KeyButton
            label={busy ? '正在核对…' : '登录'}
            tone="main"
            keyName="main"
            blocked={waiting === null ? null : `须等待 ${waiting}`}
            reasonBeside
            busy={busy}
            onAct={enter}
          />
          <button type="button" className="quiet-link" onClick={onRecover}>
            用恢复份额打开…
          </button>
          <button type="button" className="quiet-link" onClick={() => setRestoring(true)}>
            从备份恢复…
          </button>
        </div>
      </form>
    </SessionFrame>
  );
}

/** Work that goes on under lock: how far it is, and nothing of what it is about. */
function SealedWork() {
  const state = useSessionState();
  const working = state.data?.phase === 'locked' ? (state.data.working ?? []) : [];
  const { refetch } = state;
  const some = working.length > 0;
  useEffect(() => {
    if (!some) return undefined;
    const timer = setInterval(() => void refetch(), 1000);
    return () => clearInterval(timer);
  }, [some, refetch]);
  return working.map(({ what, done, total }) => (
    <p className="session-note" role="status" key={what}>
      {what}：{total === 0 ? '进行中' : `${Math.floor((done / total) * 100)}%`}
    </p>
  ));
}

const wrongCredentials: ErrorData = {
  code: 'slots.wrong-credentials',
  params: {},
  message: '帐号或口令不正确。数据未改动。请检查后重新输入。',
};

/** Moments in the waiting sentence are written as people read them. */
function sentence(problem: ErrorData): string {
  const { until } = problem.params;
  return typeof until === 'string'
    ? problem.message.replace(until, displayInstant(until).slice(11))
    : problem.message;
}

/** Time left until the next attempt, as 4:05; null when one may try. */
function useWaiting(problem: ErrorData | null): string | null {
  const until = problem?.code === 'people.login-waiting' ? problem.params.until : undefined;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  if (until === undefined) return null;
  const left = Math.ceil((Date.parse(String(until)) - now) / 1000);
  if (!(left > 0)) return null;
  return `${Math.floor(left / 60)} 分 ${String(left % 60).padStart(2, '0')} 秒`;
}
