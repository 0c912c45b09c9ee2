import type { AccountRow } from '../../shared/contract/people.ts';
import { roleNames } from '../../shared/policy/roles.ts';
import type { Tone } from '../parts/tags.tsx';

/** States of an account as people read them. */
export const accountStates: Readonly<
  Record<AccountRow['state'], { readonly label: string; readonly tone: Tone }>
> = {
  created: { label: '待启用', tone: 'attention' },
  active: { label: '在用', tone: 'done' },
  disabled: { label: '已停用', tone: 'refused' },
  closed: { label: '已注销', tone: 'draft' },
};

/** Roles of an account in one line. */
export function rolesWords(row: AccountRow): string {
  if (row.roles.length === 0) return '—';
  return row.roles
    .map(({ role, until }) => (until === null ? roleNames[role] : `${roleNames[role]}（至 ${until}）`))
    .join('、');
}
