import './area.css';
import { PasswordInput, TextInput } from '@mantine/core';
import { type Role, roleNames } from '../../shared/policy/roles.ts';
import { useSession } from '../shell/session.tsx';
import type { SecondPerson } from './dialogs.tsx';

/** Nothing typed yet. */
export const nobody: SecondPerson = { login: '', password: '' };

/** Why the second person's part is not complete; null when it is. */
export function secondProblem(second: SecondPerson, own: string): string | null {
  if (second.login.trim() === '') return '第二人的帐号未填写';
  if (second.login.trim() === own) return '第二人不能与第一人相同';
  return second.password === '' ? '第二人的口令未填写' : null;
}

/** Both persons of a two-person act on one screen: the one at the session, and the one beside with the own password. */
export function TwoPersons(props: {
  /** What the first person does. */
  firstDoes: string;
  post: Role;
  secondDoes: string;
  value: SecondPerson;
  onChange: (value: SecondPerson) => void;
}) {
  const { person } = useSession();
  const { value, onChange } = props;
  return (
    <div className="two-persons">
      <fieldset>
        <legend>第一人（{person.roles.map((role) => roleNames[role]).join('、')}）</legend>
        <p>
          <b>{person.name}</b>
          <span className="dim">　{person.login}　已登录</span>
        </p>
        <p className="dim">{props.firstDoes}</p>
      </fieldset>
      <fieldset>
        <legend>第二人（{roleNames[props.post]}）</legend>
        <TextInput
          label="第二人帐号"
          autoComplete="off"
          spellCheck={false}
          value={value.login}
          onChange={(event) => onChange({ ...value, login: event.currentTarget.value.trim().toLowerCase() })}
        />
        <PasswordInput
          label="第二人口令"
          autoComplete="off"
          value={value.password}
          onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
        />
        <p className="dim">{props.secondDoes}</p>
      </fieldset>
    </div>
  );
}
