import type { Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { AuditTable } from '../schema.ts';

/** One row of the audit log as stored. */
export type StoredAuditRow = Selectable<AuditTable>;

/** Sequence number and digest of the newest audit row; zero and 64 zeros before the first. */
export interface AuditHead {
  readonly seq: number;
  readonly digest: string;
  readonly at: string | null;
}

/** The newest row, read inside the caller's transaction so that the chain has no gap. */
export async function auditHead(db: ReadDb): Promise<AuditHead> {
  const row = await db
    .selectFrom('audit')
    .select(['seq', 'digest', 'at'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { seq: 0, digest: '0'.repeat(64), at: null };
}

/** Appends one row; the trigger refuses anything that does not continue the chain. */
export async function insertAuditRow(tx: WriteTx, row: StoredAuditRow): Promise<void> {
  await tx.insertInto('audit').values(row).execute();
}

/** Filter of the auditor's list. */
export interface AuditFilter {
  readonly from: string | null;
  readonly to: string | null;
  readonly account: string | null;
  readonly act: string | null;
  readonly failuresOnly: boolean;
  readonly before: number | null;
  readonly limit: number;
  /** Accounts whose rows the reader may not review (null: all rows). */
  readonly exceptAccounts: readonly string[] | null;
}

/** Rows, newest first. `from` and `to` are moments; `before` is the keyset. */
export async function listAudit(
  db: ReadDb,
  filter: AuditFilter,
): Promise<(StoredAuditRow & { account_name: string | null })[]> {
  let query = db
    .selectFrom('audit')
    .leftJoin('accounts', 'accounts.uid', 'audit.account')
    .selectAll('audit')
    .select('accounts.name as account_name')
    .orderBy('audit.seq', 'desc')
    .limit(filter.limit);
  if (filter.before !== null) query = query.where('audit.seq', '<', filter.before);
  if (filter.from !== null) query = query.where('audit.at', '>=', filter.from);
  if (filter.to !== null) query = query.where('audit.at', '<', filter.to);
  if (filter.account !== null) query = query.where('audit.account', '=', filter.account);
  if (filter.act !== null) query = query.where('audit.act', '=', filter.act);
  if (filter.failuresOnly) query = query.where('audit.outcome', '<>', 'done');
  if (filter.exceptAccounts !== null && filter.exceptAccounts.length > 0) {
    query = query.where('audit.account', 'not in', [...filter.exceptAccounts]);
  }
  return await query.execute();
}

/** The chain in order, `size` rows after `seq`; for verification and export. */
export async function auditAfter(db: ReadDb, seq: number, size: number): Promise<StoredAuditRow[]> {
  return await db.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(size).execute();
}

/** Keeps a signed head, the anchor that shows a cut tail. */
export async function insertAuditHead(
  tx: WriteTx,
  head: { seq: number; digest: string; key_id: string; signature: string; at: string },
): Promise<void> {
  await tx
    .insertInto('audit_heads')
    .values(head)
    .onConflict((c) => c.doNothing())
    .execute();
}
