import { type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { RecordHistoryTable } from '../schema.ts';
import { executor, type ListedRecord, relatedRecords } from './recordRows.ts';
import type { StoredRecord } from './records.ts';
import type { ReaderScope } from './visibility.ts';

/** Account of a staff entry, for naming dispatched staff as readers. */
export async function accountsOfStaff(
  db: ReadDb,
  staffUids: readonly string[],
): Promise<
  { staff_uid: string; account_id: number; account_uid: string; account_name: string; clearance: number }[]
> {
  if (staffUids.length === 0) return [];
  return await db
    .selectFrom('accounts')
    .innerJoin('master', 'master.id', 'accounts.staff_id')
    .select([
      'master.uid as staff_uid',
      'accounts.id as account_id',
      'accounts.uid as account_uid',
      'accounts.name as account_name',
      'accounts.clearance',
    ])
    .where('master.uid', 'in', staffUids)
    .where('accounts.state', '=', 'active')
    .execute();
}

/** Records of a task of some kinds, whatever their readers: for the rules, never for an answer to a page. */
export async function recordsInTask(
  db: ReadDb,
  taskId: number,
  kinds: readonly string[],
): Promise<StoredRecord[]> {
  return await db
    .selectFrom('records')
    .selectAll()
    .where('task_id', '=', taskId)
    .where('kind', 'in', kinds)
    .orderBy('id')
    .execute();
}

/** Sets the due day of the reports of a task that are still to be handed in; a clock that stands still keeps standing. */
export async function setHandInDue(
  tx: WriteTx,
  taskId: number,
  kinds: readonly string[],
  due: string | null,
): Promise<void> {
  await tx
    .updateTable('records')
    .set({ due_on: due })
    .where('task_id', '=', taskId)
    .where('kind', 'in', kinds)
    .where('state', '=', 'draft')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('record_holds as h')
            .select('h.id')
            .whereRef('h.record_id', '=', 'records.id')
            .where('h.ended_at', 'is', null),
        ),
      ),
    )
    .execute();
}

/** A notice that has people away. */
export interface OpenNotice {
  readonly uid: string;
  readonly registration_number: string | null;
  readonly content: string;
}

/**
 * Issued notices whose people have not handed in yet. There are as many as people are away, whatever the size of the
 * archive: the state index holds them together.
 */
export async function openNotices(db: ReadDb): Promise<OpenNotice[]> {
  const answer = await sql<OpenNotice>`SELECT uid, registration_number, content FROM records
    INDEXED BY records_open_by_state WHERE kind = 'dispatchNotice' AND state = 'issued' AND restricted = 0
    UNION ALL SELECT uid, registration_number, content FROM records
    INDEXED BY records_restricted WHERE kind = 'dispatchNotice' AND state = 'issued' AND restricted = 1`.execute(
    executor(db),
  );
  return answer.rows;
}

/** History of several records, oldest first; for the chain of a task. */
export async function historyOfRecords(
  db: ReadDb,
  recordIds: readonly number[],
): Promise<Selectable<RecordHistoryTable>[]> {
  if (recordIds.length === 0) return [];
  return await db
    .selectFrom('record_history')
    .selectAll()
    .where('record_id', 'in', recordIds)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** Kind of a site by its code, or undefined for a site that is not known here. */
export async function siteKindOf(
  db: ReadDb,
  code: string,
): Promise<'center' | 'unit' | 'department' | undefined> {
  const row = await db.selectFrom('sites').select('kind').where('code', '=', code).executeTakeFirst();
  return row?.kind;
}

/** Tasks due in a stretch of days, as far as the reader may see them, by due day. */
export async function tasksDueBetween(
  db: ReadDb,
  scope: ReaderScope,
  from: string,
  to: string,
): Promise<ListedRecord[]> {
  const source = sql`records s INDEXED BY records_by_due`;
  const condition = sql<boolean>`s.due_on >= ${from} AND s.due_on <= ${to} AND s.kind = 'task'`;
  return await relatedRecords(db, scope, source, condition, 500);
}
