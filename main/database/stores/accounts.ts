import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { AccountRolesTable, AccountsTable, PersonKeysTable } from '../schema.ts';
import { type CarriedRole, rolesCarried } from './deputies.ts';

/** Account as stored. */
export type StoredAccount = Selectable<AccountsTable>;
/** Role of an account as stored. */
export type StoredRole = Selectable<AccountRolesTable>;

/** An account with its roles that have not ended before `today`. */
export interface AccountWithRoles {
  readonly account: StoredAccount;
  readonly roles: readonly StoredRole[];
  /** Roles carried out in another person's place today. */
  readonly carried: readonly CarriedRole[];
}

/** One account by its public identity, with its present roles. */
export async function accountByUid(
  db: ReadDb,
  uid: string,
  today: string,
): Promise<AccountWithRoles | undefined> {
  const account = await db.selectFrom('accounts').selectAll().where('uid', '=', uid).executeTakeFirst();
  if (account === undefined) return undefined;
  const roles = await db
    .selectFrom('account_roles')
    .selectAll()
    .where('account_id', '=', account.id)
    .execute();
  return {
    account,
    roles: roles.filter((role) => role.until === null || role.until >= today),
    carried: await rolesCarried(db, account.id, today),
  };
}

/** One account by its log-in name. */
export async function accountByLogin(db: ReadDb, login: string): Promise<StoredAccount | undefined> {
  return await db.selectFrom('accounts').selectAll().where('login', '=', login).executeTakeFirst();
}

/** All accounts by log-in name; an administrators' list, tens to hundreds of rows. */
export async function allAccounts(
  db: ReadDb,
): Promise<(StoredAccount & { staff_uid: string | null; staff_name: string | null })[]> {
  return await db
    .selectFrom('accounts')
    .leftJoin('master', 'master.id', 'accounts.staff_id')
    .selectAll('accounts')
    .select(['master.uid as staff_uid', 'master.name as staff_name'])
    .orderBy('accounts.login')
    .execute();
}

/** Roles of all accounts. */
export async function allRoles(db: ReadDb): Promise<StoredRole[]> {
  return await db.selectFrom('account_roles').selectAll().execute();
}

/** Adds an account; returns its row number. */
export async function insertAccount(tx: WriteTx, account: Insertable<AccountsTable>): Promise<number> {
  const row = await tx.insertInto('accounts').values(account).returning('id').executeTakeFirstOrThrow();
  return row.id;
}

/** Changes columns of an account. */
export async function updateAccount(
  tx: WriteTx,
  id: number,
  change: Partial<
    Pick<
      StoredAccount,
      'state' | 'clearance' | 'must_change_password' | 'password_changed_at' | 'settings' | 'staff_id'
    >
  >,
): Promise<void> {
  await tx.updateTable('accounts').set(change).where('id', '=', id).execute();
}

/** Replaces the roles of an account; the triggers refuse exclusive posts and the last holder. */
export async function replaceRoles(
  tx: WriteTx,
  accountId: number,
  roles: readonly Omit<StoredRole, 'account_id'>[],
): Promise<void> {
  const before = await tx
    .selectFrom('account_roles')
    .select('role')
    .where('account_id', '=', accountId)
    .execute();
  const kept = new Set(roles.map((role) => role.role));
  for (const { role } of before) {
    if (!kept.has(role)) {
      await tx
        .deleteFrom('account_roles')
        .where('account_id', '=', accountId)
        .where('role', '=', role)
        .execute();
    }
  }
  for (const role of roles) {
    await tx
      .insertInto('account_roles')
      .values({ account_id: accountId, ...role })
      .onConflict((conflict) => conflict.columns(['account_id', 'role']).doUpdateSet({ until: role.until }))
      .execute();
  }
}

/** The person's present signing key, if one was made. */
export async function currentPersonKey(
  db: ReadDb,
  accountId: number,
): Promise<Selectable<PersonKeysTable> | undefined> {
  return await db
    .selectFrom('person_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
}

/** A key of the register by its id, present or retired: old signatures stay valid. */
export async function personKeyById(
  db: ReadDb,
  keyId: string,
): Promise<Selectable<PersonKeysTable> | undefined> {
  return await db.selectFrom('person_keys').selectAll().where('key_id', '=', keyId).executeTakeFirst();
}

/** Present keys of all active persons with their names; the roster is made from it. */
export async function currentPersonKeys(
  db: ReadDb,
): Promise<(Selectable<PersonKeysTable> & { uid: string; login: string; name: string })[]> {
  return await db
    .selectFrom('person_keys')
    .innerJoin('accounts', 'accounts.id', 'person_keys.account_id')
    .selectAll('person_keys')
    .select(['accounts.uid', 'accounts.login', 'accounts.name'])
    .where('person_keys.retired_at', 'is', null)
    .where('accounts.state', '=', 'active')
    .orderBy('person_keys.key_id')
    .execute();
}

/** Enters a key into the register. */
export async function insertPersonKey(tx: WriteTx, key: Insertable<PersonKeysTable>): Promise<void> {
  await tx.insertInto('person_keys').values(key).execute();
}

/** Why a key of the register ended; its signatures stay valid. */
export type KeyEnd = NonNullable<Selectable<PersonKeysTable>['retired_because']>;

/** Ends the present key of an account in the register. */
export async function retirePersonKeys(
  tx: WriteTx,
  accountId: number,
  at: string,
  because: KeyEnd,
): Promise<void> {
  await tx
    .updateTable('person_keys')
    .set({ retired_at: at, retired_because: because })
    .where('account_id', '=', accountId)
    .where('retired_at', 'is', null)
    .execute();
}

/** Verifiers of earlier passwords, newest first. */
export async function passwordHistory(db: ReadDb, accountId: number, count: number): Promise<string[]> {
  const rows = await db
    .selectFrom('password_history')
    .select('verifier')
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
  return rows.map((row) => row.verifier);
}

/** Remembers a password's verifier. */
export async function insertPasswordHistory(
  tx: WriteTx,
  accountId: number,
  changedAt: string,
  verifier: string,
): Promise<void> {
  await tx
    .insertInto('password_history')
    .values({ account_id: accountId, changed_at: changedAt, verifier })
    .execute();
}

/** Active accounts whose name or log-in contains the text, narrowed to a role where given; for pickers. */
export async function chooseAccounts(
  db: ReadDb,
  text: string,
  role: StoredRole['role'] | null,
): Promise<{ uid: string; name: string }[]> {
  let query = db
    .selectFrom('accounts')
    .select(['uid', 'name'])
    .where('state', '=', 'active')
    .where((eb) => eb.or([eb('name', 'like', `%${text}%`), eb('login', 'like', `${text}%`)]))
    .orderBy('name')
    .limit(50);
  if (role !== null) {
    query = query.where(
      'id',
      'in',
      db.selectFrom('account_roles').select('account_id').where('role', '=', role),
    );
  }
  return await query.execute();
}

/** Names of accounts by row number. */
export async function accountNames(
  db: ReadDb,
  ids: readonly (number | null)[],
): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
