import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { KeyRotationsTable, RecoveryPapersTable, RecoverySplitsTable } from '../schema.ts';

/** Newest split of the recovery secret, if any. */
export async function newestSplit(db: ReadDb): Promise<Selectable<RecoverySplitsTable> | undefined> {
  return await db.selectFrom('recovery_splits').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
}

/** Papers of a split in the order of printing, with the state of a custodian who has an account. */
export async function papersOf(
  db: ReadDb,
  splitId: string,
): Promise<(Selectable<RecoveryPapersTable> & { custodian_state: string | null })[]> {
  return await db
    .selectFrom('recovery_papers')
    .leftJoin('accounts', 'accounts.id', 'recovery_papers.custodian_id')
    .selectAll('recovery_papers')
    .select('accounts.state as custodian_state')
    .where('split_id', '=', splitId)
    .orderBy('recovery_papers.id')
    .execute();
}

/** Enters a split with its papers. */
export async function insertSplit(
  tx: WriteTx,
  split: Insertable<RecoverySplitsTable>,
  papers: readonly Insertable<RecoveryPapersTable>[],
): Promise<void> {
  await tx.insertInto('recovery_splits').values(split).execute();
  await insertPapers(tx, papers);
}

/** Enters papers printed of an existing split. */
export async function insertPapers(
  tx: WriteTx,
  papers: readonly Insertable<RecoveryPapersTable>[],
): Promise<void> {
  await tx
    .insertInto('recovery_papers')
    .values([...papers])
    .execute();
}

/** Newest change of the database key, if any. */
export async function newestRotation(db: ReadDb): Promise<Selectable<KeyRotationsTable> | undefined> {
  return await db.selectFrom('key_rotations').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
}

/** Enters a change of the database key. */
export async function insertRotation(tx: WriteTx, rotation: Insertable<KeyRotationsTable>): Promise<void> {
  await tx.insertInto('key_rotations').values(rotation).execute();
}

/** Names of persons whose key was ended after a moment because they left, newest first; they may know an older database key's file. */
export async function leaversSince(db: ReadDb, after: string): Promise<string[]> {
  const rows = await db
    .selectFrom('person_keys')
    .innerJoin('accounts', 'accounts.id', 'person_keys.account_id')
    .select('accounts.name')
    .where('retired_because', '=', 'disabled')
    .where('retired_at', '>', after)
    .orderBy('retired_at', 'desc')
    .execute();
  return rows.map((row) => row.name);
}
