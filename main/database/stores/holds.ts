import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { RecordHoldsTable } from '../schema.ts';
import { executor, type ListedRecord, relatedRecords } from './recordRows.ts';
import type { ReaderScope } from './visibility.ts';

/** A stretch in which a record's clock stood still, as stored. */
export type StoredHold = Selectable<RecordHoldsTable>;

/** Holds of some records, oldest first. */
export async function holdsOf(db: ReadDb, recordIds: readonly number[]): Promise<StoredHold[]> {
  if (recordIds.length === 0) return [];
  return await db
    .selectFrom('record_holds')
    .selectAll()
    .where('record_id', 'in', [...recordIds])
    .orderBy('id')
    .execute();
}

/** Begins a hold. */
export async function insertHold(tx: WriteTx, hold: Omit<Insertable<RecordHoldsTable>, 'id'>): Promise<void> {
  await tx.insertInto('record_holds').values(hold).execute();
}

/** Ends the hold that is open on a record. */
export async function endHold(
  tx: WriteTx,
  holdId: number,
  ended: { readonly days: number; readonly name: string; readonly at: string },
): Promise<void> {
  await tx
    .updateTable('record_holds')
    .set({ days: ended.days, ended_name: ended.name, ended_at: ended.at })
    .where('id', '=', holdId)
    .execute();
}

/** Records whose clock stands still now, as far as the reader may see them, newest first. */
export async function heldRecords(db: ReadDb, scope: ReaderScope, limit: number): Promise<ListedRecord[]> {
  const source = sql`record_holds h INDEXED BY record_holds_open CROSS JOIN records s ON s.id = h.record_id`;
  const condition = sql<boolean>`h.ended_at IS NULL AND s.state NOT IN ('closed','archived','compiled','disposed','voided','invalid')`;
  return await relatedRecords(db, scope, source, condition, limit);
}

/** Days on which the clock of a record stood still so far, or `standing` while it does. */
export async function heldDays(db: ReadDb, recordId: number): Promise<number | 'standing'> {
  const answer = await sql<{
    open: number;
    days: number;
  }>`SELECT count(*) FILTER (WHERE ended_at IS NULL) AS open, coalesce(sum(days), 0) AS days
    FROM record_holds WHERE record_id = ${recordId}`.execute(executor(db));
  const row = answer.rows[0];
  return row === undefined || row.open === 0 ? (row?.days ?? 0) : 'standing';
}
