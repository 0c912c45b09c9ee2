import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { RecordsTable } from '../schema.ts';
import { markEndsOn } from './markEnds.ts';
import { nextChangeSeq } from './meta.ts';
import { executor } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** Record as stored. */
export type StoredRecord = Selectable<RecordsTable>;
/** Columns of a new record; the store itself numbers the change and computes when the mark ends. */
export type NewRecord = Omit<Insertable<RecordsTable>, 'id' | 'change_seq' | 'mark_ends_on'>;
/** Columns that may be set later; identity never. */
export type RecordChange = Omit<Updateable<RecordsTable>, 'id' | 'uid' | 'change_seq' | 'mark_ends_on'> & {
  changed_at: string;
};

/**
 * Row to be judged for an identity: its own, or, where there is none, any other. What does not exist then costs the same pages
 * and the same rule as what is hidden; only the identity, compared last, tells them apart.
 */
const judgedId = (uid: string) => sql<number>`coalesce((SELECT s.id FROM records s WHERE s.uid = ${uid}),
  (SELECT d.id FROM records d WHERE d.id >= abs(random()) % (SELECT max(m.id) FROM records m) ORDER BY d.id LIMIT 1))`;

/** One record that the reader may see; undefined for hidden and for not existing alike, after the same work. */
export async function visibleRecord(
  db: ReadDb,
  scope: ReaderScope,
  uid: string,
): Promise<StoredRecord | undefined> {
  return await db
    .selectFrom('records')
    .selectAll()
    .where('id', '=', judgedId(uid))
    .where(visible(scope, 'records'))
    .where(sql<boolean>`+uid = ${uid}`)
    .executeTakeFirst();
}

/** Records among `uids` that the reader may see. */
export async function visibleRecords(
  db: ReadDb,
  scope: ReaderScope,
  uids: readonly string[],
): Promise<StoredRecord[]> {
  if (uids.length === 0) return [];
  return await db
    .selectFrom('records')
    .selectAll()
    .where('uid', 'in', uids)
    .where(visible(scope, 'records'))
    .execute();
}

/** One record whatever its readers: for the writer's own bookkeeping, exchange and figures; never for an answer to a page. */
export async function recordByUid(db: ReadDb, uid: string): Promise<StoredRecord | undefined> {
  return await db.selectFrom('records').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** What the writer needs of a record that another one names. */
export type RecordKey = Pick<StoredRecord, 'id' | 'uid' | 'kind'>;

/** Those of many records that are here, whatever their readers: for the writer's own bookkeeping and exchange. */
export async function knownRecords(
  db: ReadDb,
  uids: readonly string[],
): Promise<ReadonlyMap<string, RecordKey>> {
  // A list of bound values would end at 32,766.
  const answer =
    await sql<RecordKey>`SELECT r.id, r.uid, r.kind FROM json_each(${JSON.stringify(uids)}) wanted
    CROSS JOIN records r ON r.uid = wanted.value`.execute(executor(db));
  return new Map(answer.rows.map((row) => [row.uid, row]));
}

/** Row number of the newest record; 0 while there is none. */
export async function newestRecordId(db: ReadDb): Promise<number> {
  const row = await db
    .selectFrom('records')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  return Number(row?.id ?? 0);
}

/** One record by row number, whatever its readers. */
export async function recordById(db: ReadDb, id: number): Promise<StoredRecord> {
  return await db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** Adds a record; its change is numbered for exchange. */
export async function insertRecord(tx: WriteTx, record: NewRecord): Promise<StoredRecord> {
  const change_seq = await nextChangeSeq(tx);
  return await tx
    .insertInto('records')
    .values({ ...record, change_seq, mark_ends_on: markEndsOn(record.marking, record.recorded_at) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Changes columns of a record and numbers the change. Returns the record as it is now. */
export async function updateRecord(tx: WriteTx, id: number, change: RecordChange): Promise<StoredRecord> {
  const change_seq = await nextChangeSeq(tx);
  const marking = change.marking;
  const ends =
    marking === undefined
      ? {}
      : { mark_ends_on: markEndsOn(marking, change.recorded_at ?? (await recordById(tx, id)).recorded_at) };
  return await tx
    .updateTable('records')
    .set({ ...change, ...ends, change_seq })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Removes a draft that never left its author, with everything that hangs on it. The triggers refuse anything else. */
export async function deleteDraft(tx: WriteTx, id: number): Promise<void> {
  await tx.deleteFrom('record_fts').where('rowid', '=', id).execute();
  await tx.deleteFrom('record_readers').where('record_id', '=', id).execute();
  await tx.deleteFrom('record_equipment').where('record_id', '=', id).execute();
  await tx.deleteFrom('attachments').where('record_id', '=', id).execute();
  await tx.deleteFrom('records').where('id', '=', id).execute();
}
