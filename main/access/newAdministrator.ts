import type { AccountUid, Instant } from '../../shared/ids.ts';
import type { Post } from '../../shared/policy/roles.ts';
import type { WriteTx } from '../database/handles.ts';
import { insertAccount, replaceRoles } from '../database/stores/accounts.ts';

/** Who becomes an administrator at the first run, or when shares opened the site. */
export interface NewAdministrator {
  readonly uid: AccountUid;
  readonly login: string;
  readonly name: string;
  readonly post: Post;
}

/**
 * Enters the account of an administrator with its one post, able to log in at once with the password just chosen.
 * @returns row number of the account
 */
export async function insertAdministrator(
  tx: WriteTx,
  { uid, login, name, post }: NewAdministrator,
  at: Instant,
): Promise<number> {
  const id = await insertAccount(tx, {
    uid,
    login,
    name,
    staff_id: null,
    state: 'active',
    clearance: 1,
    must_change_password: 0,
    password_changed_at: at,
    created_at: at,
  });
  await replaceRoles(tx, id, [{ role: post, granted_at: at, until: null }]);
  return id;
}
