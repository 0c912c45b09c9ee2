import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { ItemsOutTable, SupportRequestsTable } from '../schema.ts';
import { executor, type ListedRecord, relatedRecords } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** A thing that did not come back, as stored. */
export type StoredItemOut = Selectable<ItemsOutTable>;
/** A question to the technical department, as stored. */
export type StoredSupport = Selectable<SupportRequestsTable>;

/** Enters things that did not come back. */
export async function insertItemsOut(
  tx: WriteTx,
  rows: readonly Omit<Insertable<ItemsOutTable>, 'id'>[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('items_out')
      .values([...rows])
      .execute();
}

/** Everything that was ever missing on some notices, oldest first. */
export async function itemsOutOf(db: ReadDb, noticeIds: readonly number[]): Promise<StoredItemOut[]> {
  if (noticeIds.length === 0) return [];
  return await db
    .selectFrom('items_out')
    .selectAll()
    .where('notice_id', 'in', [...noticeIds])
    .orderBy('id')
    .execute();
}

/** One missing thing by its public identity. */
export async function itemOutByUid(db: ReadDb, uid: string): Promise<StoredItemOut | undefined> {
  return await db.selectFrom('items_out').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Settles a missing thing that is still open. @returns false when somebody else was first */
export async function settleItemOut(
  tx: WriteTx,
  id: number,
  settled: Required<
    Pick<Insertable<ItemsOutTable>, 'settled_how' | 'settled_note' | 'settled_by' | 'settled_at'>
  >,
): Promise<boolean> {
  const result = await tx
    .updateTable('items_out')
    .set(settled)
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Notices on which something is still missing, as far as the reader may see them. */
export async function noticesWithItemsOut(
  db: ReadDb,
  scope: ReaderScope,
  limit: number,
): Promise<ListedRecord[]> {
  const source = sql`(SELECT DISTINCT notice_id FROM items_out WHERE settled_at IS NULL) o CROSS JOIN records s ON s.id = o.notice_id`;
  return await relatedRecords(db, scope, source, sql<boolean>`1`, limit);
}

/** Asks the technical department. */
export async function insertSupport(
  tx: WriteTx,
  row: Omit<Insertable<SupportRequestsTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('support_requests').values(row).execute();
}

/** Questions of one task, oldest first. */
export async function supportOfTask(db: ReadDb, taskId: number): Promise<StoredSupport[]> {
  return await db
    .selectFrom('support_requests')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('id')
    .execute();
}

/** A question with the row number of its task. */
export async function supportByUid(db: ReadDb, uid: string): Promise<StoredSupport | undefined> {
  return await db.selectFrom('support_requests').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Answers or closes a question. */
export async function changeSupport(
  tx: WriteTx,
  id: number,
  change: Partial<
    Pick<
      StoredSupport,
      'answer' | 'answered_by' | 'answered_name' | 'answered_at' | 'closed_at' | 'closed_name' | 'closed_note'
    >
  >,
): Promise<void> {
  await tx.updateTable('support_requests').set(change).where('id', '=', id).execute();
}

/** Questions that are not closed, of tasks that the reader may see, oldest first, with identity and number of the task. */
export async function openSupport(
  db: ReadDb,
  scope: ReaderScope,
  limit: number,
): Promise<
  (StoredSupport & {
    task_uid: string;
    task_number: string | null;
    task_marking: string;
    task_title: string;
  })[]
> {
  if (scope.kinds.length === 0) return [];
  const answer = await sql<
    StoredSupport & { task_uid: string; task_number: string | null; task_marking: string; task_title: string }
  >`SELECT q.*, t.uid AS task_uid, t.registration_number AS task_number, t.marking AS task_marking, t.title AS task_title
    FROM support_requests q INDEXED BY support_requests_open CROSS JOIN records t ON t.id = q.task_id
    WHERE q.closed_at IS NULL AND ${visible(scope, 't')} ORDER BY q.id LIMIT ${limit}`.execute(executor(db));
  return answer.rows;
}

/** What happened to the paper of some records: orders and copies, oldest first. */
export interface PrintEvent {
  readonly record_id: number;
  readonly at: string;
  readonly by: string;
  readonly what: 'applied' | 'decided' | 'refused' | 'copy';
  readonly document: string;
  readonly copy_number: string | null;
  readonly to_state: string | null;
  readonly note: string;
}

/** Prints of some records: application, decision, every step of every copy. */
export async function printsOfRecords(db: ReadDb, recordIds: readonly number[]): Promise<PrintEvent[]> {
  if (recordIds.length === 0) return [];
  const ids = sql.join(recordIds.map((id) => sql`${id}`));
  const answer =
    await sql<PrintEvent>`SELECT j.record_id, j.applied_at AS at, a.name AS by, 'applied' AS what, j.document, NULL AS copy_number,
      NULL AS to_state, j.purpose AS note
    FROM print_jobs j INDEXED BY print_jobs_by_record JOIN accounts a ON a.id = j.applicant_id WHERE j.record_id IN (${ids})
    UNION ALL SELECT j.record_id, j.approved_at, a.name, CASE j.state WHEN 'refused' THEN 'refused' ELSE 'decided' END, j.document, NULL,
      NULL, coalesce(j.refusal, '')
    FROM print_jobs j INDEXED BY print_jobs_by_record JOIN accounts a ON a.id = j.approver_id
    WHERE j.record_id IN (${ids}) AND j.approved_at IS NOT NULL
    UNION ALL SELECT j.record_id, e.at, e.account_name, 'copy', j.document, c.copy_number, e.to_state, e.note
    FROM print_jobs j INDEXED BY print_jobs_by_record JOIN print_copies c ON c.job_id = j.id JOIN print_copy_events e ON e.copy_id = c.id
    WHERE j.record_id IN (${ids}) ORDER BY at`.execute(executor(db));
  return answer.rows;
}

/** Print orders of some records that nobody has finished: applied for or approved, not printed. */
export async function printsWaiting(
  db: ReadDb,
  recordIds: readonly number[],
): Promise<{ record_id: number; state: 'applied' | 'approved'; document: string }[]> {
  if (recordIds.length === 0) return [];
  const rows = await db
    .selectFrom('print_jobs')
    .select(['record_id', 'state', 'document'])
    .where('record_id', 'in', [...recordIds])
    .where('state', 'in', ['applied', 'approved'])
    .orderBy('id')
    .execute();
  return rows.flatMap(({ record_id, state, document }) =>
    record_id !== null && (state === 'applied' || state === 'approved')
      ? [{ record_id, state, document }]
      : [],
  );
}

/** A record that left in a package. */
export interface PackageEvent {
  readonly record_uid: string;
  readonly at: string;
  readonly site: string;
  readonly period: string;
  readonly seq: number | null;
}

/** Packages in which some records were written to a medium, oldest first. What comes back stands in the records' own history. */
export async function packagesOfRecords(db: ReadDb, uids: readonly string[]): Promise<PackageEvent[]> {
  if (uids.length === 0) return [];
  const rows = await db
    .selectFrom('package_records as l')
    .innerJoin('packages_out as p', 'p.id', 'l.package_id')
    .select(['l.record_uid', 'p.written_at as at', 'p.recipient as site', 'p.period', 'p.seq'])
    .where('l.record_uid', 'in', [...uids])
    .where('p.written_at', 'is not', null)
    .orderBy('p.written_at')
    .execute();
  return rows.flatMap((row) => (row.at === null ? [] : [{ ...row, at: row.at }]));
}
