import type { ReadDb } from '../handles.ts';

/** Identity of an account by row number; null for a row that is not there. */
export async function accountUidById(db: ReadDb, id: number): Promise<string | null> {
  const row = await db.selectFrom('accounts').select('uid').where('id', '=', id).executeTakeFirst();
  return row?.uid ?? null;
}

/** Identity and name of an account by row number. */
export async function accountById(
  db: ReadDb,
  id: number,
): Promise<{ uid: string; name: string } | undefined> {
  return await db.selectFrom('accounts').select(['uid', 'name']).where('id', '=', id).executeTakeFirst();
}

/** Names of accounts by public identity. */
export async function accountNames(db: ReadDb, uids: readonly string[]): Promise<Map<string, string>> {
  if (uids.length === 0) return new Map();
  const rows = await db.selectFrom('accounts').select(['uid', 'name']).where('uid', 'in', uids).execute();
  return new Map(rows.map((row) => [row.uid, row.name]));
}
