import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type {
  PrintAuthorisationsTable,
  PrintCopiesTable,
  PrintCopyEventsTable,
  PrintersTable,
  PrintJobsTable,
} from '../schema.ts';
import { type ReaderScope, visible } from './visibility.ts';
import { wholeVisible } from './volumes.ts';

/** Registered printer as stored. */
export type StoredPrinter = Selectable<PrintersTable>;
/** Standing authorisation as stored. */
export type StoredAuthorisation = Selectable<PrintAuthorisationsTable>;
/** State of a print order. */
export type PrintJobState = StoredJob['state'];
/** Print order as stored. */
export type StoredJob = Selectable<PrintJobsTable>;
/** Copy as stored. */
export type StoredCopy = Selectable<PrintCopiesTable>;
/** State of a copy. */
export type PrintCopyState = StoredCopy['state'];
/** Line of a copy's history. */
export type StoredCopyEvent = Selectable<PrintCopyEventsTable>;

/** Print order with the names and identities that a ledger line shows. */
export interface LedgerJob extends StoredJob {
  /** Null for an audit report, which is no record. */
  readonly record_uid: string | null;
  readonly record_kind: string | null;
  readonly applicant_name: string;
  readonly applicant_uid: string;
  readonly approver_name: string | null;
  readonly approver_uid: string | null;
}

/** Who sees which orders: all up to a level (print keepers), or those of records that the reader may see. */
export type LedgerScope =
  | { readonly all: true; readonly clearance: number }
  | { readonly all: false; readonly readers: ReaderScope };

/** Printers in use, by name. */
export async function registeredPrinters(db: ReadDb): Promise<StoredPrinter[]> {
  return await db
    .selectFrom('printers')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('name')
    .execute();
}

/** A printer in use by name. */
export async function registeredPrinter(db: ReadDb, name: string): Promise<StoredPrinter | undefined> {
  return await db
    .selectFrom('printers')
    .selectAll()
    .where('name', '=', name)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
}

/** Registers a printer, or changes what is registered of it. */
export async function putPrinter(tx: WriteTx, printer: Insertable<PrintersTable>): Promise<void> {
  const { name: _, ...rest } = printer;
  await tx
    .insertInto('printers')
    .values(printer)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ ...rest, retired_at: null }))
    .execute();
}

/** Enters a standing authorisation. */
export async function insertAuthorisation(
  tx: WriteTx,
  authorisation: Insertable<PrintAuthorisationsTable>,
): Promise<void> {
  await tx.insertInto('print_authorisations').values(authorisation).execute();
}

/** Standing authorisations, newest first. */
export async function authorisations(db: ReadDb): Promise<StoredAuthorisation[]> {
  return await db
    .selectFrom('print_authorisations')
    .selectAll()
    .orderBy('given_at', 'desc')
    .orderBy('uid')
    .execute();
}

/** Enters a print order. */
export async function insertJob(
  tx: WriteTx,
  job: Omit<Insertable<PrintJobsTable>, 'id'>,
): Promise<StoredJob> {
  return await tx.insertInto('print_jobs').values(job).returningAll().executeTakeFirstOrThrow();
}

/** Enters the copies of an order, in order. */
export async function insertCopies(
  tx: WriteTx,
  copies: readonly Omit<Insertable<PrintCopiesTable>, 'id'>[],
): Promise<StoredCopy[]> {
  return await tx
    .insertInto('print_copies')
    .values([...copies])
    .returningAll()
    .execute();
}

/** The order by public identity, as far as the scope sees it. */
export async function ledgerJob(db: ReadDb, scope: LedgerScope, uid: string): Promise<LedgerJob | undefined> {
  return await ledgerJobs(db, scope).where('print_jobs.uid', '=', uid).executeTakeFirst();
}

/** What the ledger is narrowed by. */
export interface LedgerFilter {
  /** First moment that belongs, and first that no longer does. */
  readonly from: string | null;
  readonly before: string | null;
  readonly state: PrintJobState | null;
  readonly recordUid: string | null;
}

/** One page of the ledger, newest order first. @param beforeId row number of the last order shown */
export async function listLedger(
  db: ReadDb,
  scope: LedgerScope,
  filter: LedgerFilter,
  beforeId: number | null,
  limit: number,
): Promise<LedgerJob[]> {
  return await ledgerPage(db, scope, filter, beforeId, limit).execute();
}

/** The statement of one page, for the test of its plan. */
export function ledgerPage(
  db: ReadDb,
  scope: LedgerScope,
  filter: LedgerFilter,
  beforeId: number | null,
  limit: number,
) {
  let query = ledgerJobs(db, scope);
  if (filter.from !== null) query = query.where('print_jobs.applied_at', '>=', filter.from);
  if (filter.before !== null) query = query.where('print_jobs.applied_at', '<', filter.before);
  if (filter.state !== null) query = query.where('print_jobs.state', '=', filter.state);
  if (filter.recordUid !== null) query = query.where('records.uid', '=', filter.recordUid);
  if (beforeId !== null) query = query.where('print_jobs.id', '<', beforeId);
  return query.orderBy('print_jobs.id', 'desc').limit(limit);
}

/** Copies of orders with their history, in order of their numbers. */
export async function copiesOf(
  db: ReadDb,
  jobIds: readonly number[],
): Promise<
  (StoredCopy & { readonly events: readonly (StoredCopyEvent & { second_name: string | null })[] })[]
> {
  if (jobIds.length === 0) return [];
  const copies = await db
    .selectFrom('print_copies')
    .selectAll()
    .where('job_id', 'in', [...jobIds])
    .orderBy('id')
    .execute();
  const events = await db
    .selectFrom('print_copy_events')
    .innerJoin('print_copies', 'print_copies.id', 'print_copy_events.copy_id')
    .leftJoin('accounts', 'accounts.uid', 'print_copy_events.second_account_uid')
    .selectAll('print_copy_events')
    .select('accounts.name as second_name')
    .where('print_copies.job_id', 'in', [...jobIds])
    .orderBy('print_copy_events.id')
    .execute();
  return copies.map((copy) => ({ ...copy, events: events.filter((event) => event.copy_id === copy.id) }));
}

/** A copy by public identity or by trace code, with the identity of its order. */
export async function findCopy(
  db: ReadDb,
  key: { readonly uid: string } | { readonly traceCode: string },
): Promise<(StoredCopy & { readonly job_uid: string }) | undefined> {
  const query = db
    .selectFrom('print_copies')
    .innerJoin('print_jobs', 'print_jobs.id', 'print_copies.job_id')
    .selectAll('print_copies')
    .select('print_jobs.uid as job_uid');
  return await ('uid' in key
    ? query.where('print_copies.uid', '=', key.uid)
    : query.where('print_copies.trace_code', '=', key.traceCode)
  ).executeTakeFirst();
}

/**
 * Changes an order that is still in the state expected.
 * @returns false when it was not: somebody else was first
 */
export async function changeJob(
  tx: WriteTx,
  id: number,
  expected: PrintJobState,
  change: Partial<
    Pick<
      StoredJob,
      | 'state'
      | 'approver_id'
      | 'approved_at'
      | 'refusal'
      | 'body_sha256'
      | 'body_content_name'
      | 'body_wrapped_key'
      | 'pages'
    >
  >,
): Promise<boolean> {
  const result = await tx
    .updateTable('print_jobs')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', expected)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/**
 * Moves a copy that is still in the state expected and appends the line of its history.
 * @returns false when it was not there any more
 */
export async function changeCopy(
  tx: WriteTx,
  copyId: number,
  holder: string,
  event: Omit<Insertable<PrintCopyEventsTable>, 'id' | 'copy_id' | 'from_state' | 'to_state'> & {
    from_state: PrintCopyState;
    to_state: PrintCopyState;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('print_copies')
    .set({ state: event.to_state, holder })
    .where('id', '=', copyId)
    .where('state', '=', event.from_state)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) !== 1) return false;
  await tx
    .insertInto('print_copy_events')
    .values({ ...event, copy_id: copyId })
    .execute();
  return true;
}

/** A body that was already rendered for the same class, version and digest of a record: every print shows the same pages. */
export async function keptBody(
  db: ReadDb,
  recordId: number,
  printClass: StoredJob['class'],
  digest: string,
  marking: string,
): Promise<StoredJob | undefined> {
  return await db
    .selectFrom('print_jobs')
    .selectAll()
    .where('record_id', '=', recordId)
    .where('class', '=', printClass)
    .where('digest', '=', digest)
    .where('marking', '=', marking)
    .where('body_content_name', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

function ledgerJobs(db: ReadDb, scope: LedgerScope) {
  const query = db
    .selectFrom('print_jobs')
    .leftJoin('records', 'records.id', 'print_jobs.record_id')
    .innerJoin('accounts as applicant', 'applicant.id', 'print_jobs.applicant_id')
    .leftJoin('accounts as approver', 'approver.id', 'print_jobs.approver_id')
    .selectAll('print_jobs')
    .select([
      'records.uid as record_uid',
      'records.kind as record_kind',
      'applicant.name as applicant_name',
      'applicant.uid as applicant_uid',
      'approver.name as approver_name',
      'approver.uid as approver_uid',
    ]);
  if (scope.all) return query.where(sql<boolean>`print_jobs.level <= ${scope.clearance}`);
  // Papers of the house have neither record nor volume: only the ledger's keepers meet them.
  const { readers } = scope;
  return query.where(sql<boolean>`CASE WHEN print_jobs.record_id IS NOT NULL THEN ${visible(readers, 'records')}
    WHEN print_jobs.volume_id IS NOT NULL THEN print_jobs.level <= ${readers.clearance} AND ${wholeVisible(readers, 'print_jobs.volume_id')}
    ELSE 0 END`);
}

/** Audit reports on paper, newest first. */
export async function auditReportJobs(db: ReadDb, count: number): Promise<StoredJob[]> {
  return await db
    .selectFrom('print_jobs')
    .selectAll()
    .where('class', '=', 'auditReport')
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
}

/** The standing authorisation of audit reports is in the register from the first report on. */
export async function keepAuthorisation(
  tx: WriteTx,
  authorisation: Insertable<PrintAuthorisationsTable>,
): Promise<void> {
  await tx
    .insertInto('print_authorisations')
    .values(authorisation)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Names of the known sites by code. */
export async function siteNames(db: ReadDb): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('sites').select(['code', 'name']).execute();
  return new Map(rows.map((row) => [row.code, row.name]));
}
