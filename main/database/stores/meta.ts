import { sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';

/** Single values of the site. Each key has one meaning and one writer. */
export type MetaKey =
  | 'slot-generation'
  | 'epoch'
  | 'journal-id'
  | 'change-seq'
  | 'backup-target'
  | 'last-backup-day'
  | 'last-used-at'
  | 'query-digest-key'
  | 'root-public-key'
  | 'planned-people'
  // Conditions of the site (shared/policy/siteConditions.ts): present while they hold.
  | 'dateUnconfirmed'
  | 'restored'
  | 'retired'
  | 'clone-alarm'
  | 'last-page-check'
  // Digests of what an import stores before its transaction names it.
  | 'import-contents';

/** The value, or null if it was never set. */
export async function getMeta(db: ReadDb, key: MetaKey): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Which of the keys have a value. */
export async function presentMeta(db: ReadDb, keys: readonly MetaKey[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('meta').select('key').where('key', 'in', keys).execute();
  return new Set(rows.map((row) => row.key));
}

/** Removes a value: what it stood for no longer holds. */
export async function removeMeta(tx: WriteTx, key: MetaKey): Promise<void> {
  await tx.deleteFrom('meta').where('key', '=', key).execute();
}

/** Sets a value. */
export async function setMeta(tx: WriteTx, key: MetaKey, value: string): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** The next number of the change counter that exchange follows (records and receipts changed since the last package). */
export async function nextChangeSeq(tx: WriteTx): Promise<number> {
  return await reserveChangeSeqs(tx, 1);
}

/** The first of `count` next numbers of the change counter, all of them taken. */
export async function reserveChangeSeqs(tx: WriteTx, count: number): Promise<number> {
  const row = await tx
    .insertInto('meta')
    .values({ key: 'change-seq', value: String(count) })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value: sql<string>`CAST(meta.value AS INTEGER) + ${count}` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(row.value) - count + 1;
}
