import type { CallInput } from '../../../shared/contract/contract.ts';
import { type SiteCode, siteCodePattern } from '../../../shared/ids.ts';
import { coverageGaps, type Gap } from '../../../shared/policy/coverage.ts';
import { defaultPolicy } from '../../../shared/policy/policyTable.ts';
import type { Post, Role, SiteKind } from '../../../shared/policy/roles.ts';
import { posts, roleNames } from '../../../shared/policy/roles.ts';
import { type PasswordPolicy, passwordProblem } from '../../../shared/policy/sessionPolicy.ts';
import { newPasswordProblem, noPassword, type TypedPassword } from '../NewPassword.tsx';

/** One of the three administrators as typed. */
export interface AdministratorDraft {
  readonly post: Post;
  readonly name: string;
  readonly login: string;
  readonly typed: TypedPassword;
}

/** Everything the first run asks for; kept in memory only until the site is made. */
export interface FirstRunDraft {
  readonly code: string;
  readonly name: string;
  readonly kind: SiteKind;
  readonly highestLevel: 1 | 2 | 3;
  readonly administrators: readonly [AdministratorDraft, AdministratorDraft, AdministratorDraft];
  readonly halves: readonly [TypedPassword, TypedPassword];
  readonly rootFolder: string | null;
  readonly backupFolder: string | null;
  readonly backupLater: boolean;
  /** Who is to work here; may stay empty. */
  readonly people: readonly PlannedPerson[];
}

/** A person who is to work at the site. */
export interface PlannedPerson {
  readonly name: string;
  readonly roles: readonly Role[];
}

const administrator = (post: Post): AdministratorDraft => ({ post, name: '', login: '', typed: noPassword });

/** An empty draft. */
export const emptyDraft: FirstRunDraft = {
  code: '',
  name: '',
  kind: 'center',
  highestLevel: 3,
  administrators: [administrator(posts[0]), administrator(posts[1]), administrator(posts[2])],
  halves: [noPassword, noPassword],
  rootFolder: null,
  backupFolder: null,
  backupLater: false,
  people: [],
};

/** Policy that the site's highest level asks for. */
export function policyOf(draft: FirstRunDraft): PasswordPolicy {
  return defaultPolicy(draft.highestLevel);
}

/** What is missing in the step of the site; null when it is complete. */
export function siteProblem(draft: FirstRunDraft): string | null {
  if (draft.name.trim() === '') return '站点名称未填写';
  if (draft.code === '') return '站点代码未填写';
  if (!siteCodePattern.test(draft.code)) return '站点代码须为 2–8 位大写字母或数字，字母开头';
  return null;
}

/** What is missing for the three administrators; null when complete. */
export function administratorsProblem(draft: FirstRunDraft): string | null {
  for (const { post, name, login, typed } of draft.administrators) {
    const who = roleNames[post];
    if (name.trim() === '') return `${who}的姓名未填写`;
    if (login === '') return `${who}的登录名未填写`;
    if (!/^[a-z][a-z0-9.-]{1,31}$/.test(login))
      return `${who}的登录名须以小写字母开头，2–32 位小写字母、数字、点或短横`;
    const problem = newPasswordProblem(typed, login, policyOf(draft));
    if (problem !== null) return `${who}：${problem}`;
  }
  const logins = new Set(draft.administrators.map((one) => one.login));
  const names = new Set(draft.administrators.map((one) => one.name.trim()));
  if (logins.size < 3) return '三人的登录名须互不相同';
  if (names.size < 3) return '三个岗位须由三个不同的人担任';
  return null;
}

/** What is missing for the root key; null when complete. */
export function rootKeyProblem(draft: FirstRunDraft): string | null {
  for (const [index, half] of draft.halves.entries()) {
    const which = index === 0 ? '前半段' : '后半段';
    const problem = halfProblem(half);
    if (problem !== null) return `${which}：${problem}`;
  }
  return draft.rootFolder === null ? '存放根密钥的文件夹未选择' : null;
}

/** What is wrong with one half of the passphrase; each half must be a good password by itself. */
export function halfProblem(half: TypedPassword): string | null {
  if (half.password === '') return '尚未填写';
  const weak = passwordProblem(half.password, '\u0000', defaultPolicy(3));
  if (weak !== undefined) return weak;
  return half.again === half.password ? null : half.again === '' ? '还须再输一次' : '两次输入不一致';
}

/** What is missing for the backup target; null when complete or put off on purpose. */
export function backupProblem(draft: FirstRunDraft): string | null {
  return draft.backupFolder === null && !draft.backupLater ? '备份文件夹未选择' : null;
}

/** What is wrong in the plan of persons; null when it can be taken, also when it is empty. */
export function peopleProblem(draft: FirstRunDraft): string | null {
  const unnamed = draft.people.some(({ name }) => name.trim() === '');
  if (unnamed) return '有一行没有姓名';
  const idle = draft.people.find(({ roles }) => roles.length === 0);
  if (idle !== undefined) return `${idle.name}还没有岗位`;
  const names = new Set(draft.people.map(({ name }) => name.trim()));
  return names.size < draft.people.length ? '同一个人列了两次' : null;
}

/** Acts that nobody of the plan can do, with the administrators named before. */
export function plannedGaps(draft: FirstRunDraft): Gap[] {
  const posts = draft.administrators.map(({ post, name }) => ({ name, roles: [post] }));
  return coverageGaps([...posts, ...draft.people], draft.kind);
}

/** The call that makes the site. */
export function firstRunInput(draft: FirstRunDraft): CallInput<'session.firstRun'> {
  return {
    site: {
      code: draft.code as SiteCode,
      name: draft.name.trim(),
      kind: draft.kind,
      highestLevel: draft.highestLevel,
    },
    administrators: draft.administrators.map(({ post, name, login, typed }) => ({
      post,
      login,
      name: name.trim(),
      password: typed.password,
    })),
    rootPassphrase: [draft.halves[0].password, draft.halves[1].password],
    rootFolder: draft.rootFolder ?? '',
    backupFolder: draft.backupFolder,
    people: draft.people.map(({ name, roles }) => ({ name: name.trim(), roles: [...roles] })),
  };
}
