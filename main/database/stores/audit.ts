import { type Selectable, sql } from 'kysely';
import { StatementError } from '../failures.ts';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { AuditHeadsTable, AuditPagesTable, AuditTable } from '../schema.ts';

/** One row of the audit log as stored. */
export type StoredAuditRow = Selectable<AuditTable>;
/** One line of the page counts as stored: a further page of a query raised its count. */
export type StoredPageLine = Selectable<AuditPagesTable>;
/** A signed head as stored. */
export type StoredHead = Selectable<AuditHeadsTable>;

/** Digest before the first row of a chain. */
export const genesis = '0'.repeat(64);

/** Where the chain stands: its newest row, and the newest line of the page counts. */
export interface AuditHead {
  readonly seq: number;
  readonly digest: string;
  readonly at: string | null;
  readonly pageId: number;
  readonly pagesDigest: string;
}

/** The newest row, or zero and 64 zeros before the first. */
export async function auditHead(db: ReadDb): Promise<AuditHead> {
  const row = await db
    .selectFrom('audit')
    .select(['seq', 'digest', 'at'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const line = await db
    .selectFrom('audit_pages')
    .select(['id', 'digest'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const kept =
    line ??
    (await db
      .selectFrom('audit_segments')
      .select(['last_page_id as id', 'last_page_digest as digest'])
      .orderBy('to_seq', 'desc')
      .limit(1)
      .executeTakeFirst());
  return {
    ...(row ?? { seq: 0, digest: genesis, at: null }),
    pageId: kept?.id ?? 0,
    pagesDigest: kept?.digest ?? genesis,
  };
}

/** The trigger refuses anything that does not continue the chain; the statement alone is undone, the transaction goes on. */
async function unlessBroken(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (error instanceof StatementError && error.message.endsWith('audit chain broken')) return false;
    throw error;
  }
}

/** Appends one row. @returns false when it does not continue the chain; nothing was written then */
export async function insertAuditRow(tx: WriteTx, row: StoredAuditRow): Promise<boolean> {
  return await unlessBroken(tx.insertInto('audit').values(row).execute());
}

/** Appends one line of the page counts. @returns false when it does not continue their chain */
export async function insertPageLine(tx: WriteTx, line: StoredPageLine): Promise<boolean> {
  return await unlessBroken(tx.insertInto('audit_pages').values(line).execute());
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
  /** Whose rows the reader reviews: everybody's, or all but those of the two administrators and of the program. */
  readonly reviews: 'all' | 'usersAndAuditor';
}

/** A row as the auditor's list shows it: with the name of the account and the count that further pages raised. */
export type ListedAuditRow = StoredAuditRow & {
  readonly account_name: string | null;
  /** Name of the person in whose place it was done. */
  readonly in_place_of: string | null;
  readonly page: number | null;
  readonly paged_rows: number | null;
};

/**
 * Rows that the security administrator reviews (spec 3 "Posts"): of accounts that never held one of the other two posts,
 * and failed log-ins under names that are no account. An account that once was an administrator stays out.
 */
const reviewable = sql<boolean>`(audit.account = 'locked' OR EXISTS (SELECT 1 FROM accounts r WHERE r.uid = audit.account
  AND NOT EXISTS (SELECT 1 FROM post_holders p WHERE p.account_uid = r.uid AND p.role IN ('systemAdmin','securityAdmin'))))`;

/** Rows, newest first. `from` and `to` are moments; `before` is the keyset. */
export async function listAudit(db: ReadDb, filter: AuditFilter): Promise<ListedAuditRow[]> {
  let query = db
    .selectFrom('audit')
    .leftJoin('accounts', 'accounts.uid', 'audit.account')
    .leftJoin('acts_in_place', 'acts_in_place.audit_seq', 'audit.seq')
    .selectAll('audit')
    .select(['accounts.name as account_name', 'acts_in_place.for_name as in_place_of'])
    .select((of) => [
      of
        .selectFrom('audit_pages')
        .select('audit_pages.page')
        .whereRef('query_seq', '=', 'audit.seq')
        .orderBy('id', 'desc')
        .limit(1)
        .as('page'),
      of
        .selectFrom('audit_pages')
        .select('audit_pages.rows')
        .whereRef('query_seq', '=', 'audit.seq')
        .orderBy('id', 'desc')
        .limit(1)
        .as('paged_rows'),
    ])
    .orderBy('audit.seq', 'desc')
    .limit(filter.limit);
  if (filter.before !== null) query = query.where('audit.seq', '<', filter.before);
  if (filter.from !== null) query = query.where('audit.at', '>=', filter.from);
  if (filter.to !== null) query = query.where('audit.at', '<', filter.to);
  if (filter.account !== null) query = query.where('audit.account', '=', filter.account);
  if (filter.act !== null) query = query.where('audit.act', '=', filter.act);
  if (filter.failuresOnly) query = query.where('audit.outcome', '<>', 'done');
  if (filter.reviews === 'usersAndAuditor') query = query.where(reviewable);
  return await query.execute();
}

/** The chain in order, `size` rows after `seq`; for verification and export. */
export async function auditAfter(db: ReadDb, seq: number, size: number): Promise<StoredAuditRow[]> {
  return await db.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(size).execute();
}

/** Lines of the page counts in order, after line `afterId` and written no later than row `through`. */
export async function pageLines(
  db: ReadDb,
  afterId: number,
  through: number,
  size: number,
): Promise<StoredPageLine[]> {
  return await db
    .selectFrom('audit_pages')
    .selectAll()
    .where('id', '>', afterId)
    .where('after_seq', '<=', through)
    .orderBy('id')
    .limit(size)
    .execute();
}

/** Rows that declare what a restore lost. */
export async function declaredCuts(db: ReadDb): Promise<StoredAuditRow[]> {
  return await db.selectFrom('audit').selectAll().where('act', '=', 'audit.cut-declared').execute();
}

/** One row by its number. */
export async function auditRowAt(db: ReadDb, seq: number): Promise<StoredAuditRow | undefined> {
  return await db.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirst();
}

/** Number of the first row that is still live; 1 on an empty log. */
export async function firstLiveRow(db: ReadDb): Promise<number> {
  const first = await db.selectFrom('audit').select('seq').orderBy('seq').limit(1).executeTakeFirst();
  return first?.seq ?? 1;
}

/** Keeps a signed head, the anchor that shows a cut tail. */
export async function insertAuditHead(tx: WriteTx, head: StoredHead): Promise<void> {
  await tx
    .insertInto('audit_heads')
    .values(head)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Signed heads in order, in slices, for the check of the whole chain against them. */
export async function auditHeadsAfter(db: ReadDb, seq: number, size: number): Promise<StoredHead[]> {
  return await db
    .selectFrom('audit_heads')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(size)
    .execute();
}
