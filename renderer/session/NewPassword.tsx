import { PasswordInput } from '@mantine/core';
import { type PasswordPolicy, passwordProblem } from '../../shared/policy/sessionPolicy.ts';

/** A new password as typed twice. */
export interface TypedPassword {
  readonly password: string;
  readonly again: string;
}

/** Nothing typed yet. */
export const noPassword: TypedPassword = { password: '', again: '' };

/** Why the password cannot be taken yet, in Chinese; null when it can. */
export function newPasswordProblem(
  typed: TypedPassword,
  login: string,
  policy: PasswordPolicy,
): string | null {
  if (typed.password === '') return '口令未填写';
  const weak = passwordProblem(typed.password, login === '' ? '\u0000' : login, policy);
  if (weak !== undefined) return `口令${weak}`;
  if (typed.again === '') return '口令还须再输一次';
  return typed.again === typed.password ? null : '两次输入的口令不一致';
}

/** The rule for passwords in one sentence. */
export function passwordRule(policy: PasswordPolicy): string {
  return `口令至少 ${policy.passwordLength} 个字符，含大写字母、小写字母、数字、符号中的${policy.passwordClasses === 4 ? '四' : '三'}类，不得包含登录名；每 ${policy.passwordDays} 天更换，不得与最近 ${policy.passwordHistory} 次相同。`;
}

/** A new password, typed twice, with the state of the rule below. */
export function NewPassword(props: {
  label: string;
  login: string;
  policy: PasswordPolicy;
  value: TypedPassword;
  onChange: (value: TypedPassword) => void;
  field?: string;
}) {
  const { value, onChange } = props;
  const problem = newPasswordProblem(value, props.login, props.policy);
  return (
    <>
      <PasswordInput
        label={props.label}
        data-field={props.field}
        autoComplete="new-password"
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      />
      <PasswordInput
        label={`${props.label}再输一次`}
        autoComplete="new-password"
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
      />
      <p className={problem === null ? 'password-state fits' : 'password-state'} role="status">
        {problem === null ? '✓ 符合要求' : value.password === '' ? '○ 尚未填写' : `○ ${problem}`}
      </p>
    </>
  );
}
