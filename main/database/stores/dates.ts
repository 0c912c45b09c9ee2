import type { Insertable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { DateConfirmationsTable } from '../schema.ts';

/** Keeps a confirmation of the date with both dates and both persons. @returns its row number */
export async function insertDateConfirmation(
  tx: WriteTx,
  confirmation: Insertable<DateConfirmationsTable>,
): Promise<number> {
  const row = await tx
    .insertInto('date_confirmations')
    .values(confirmation)
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Notes that a record was begun while the date was in doubt. */
export async function noteDoubtfulTime(tx: WriteTx, recordId: number, at: string): Promise<void> {
  await tx
    .insertInto('doubtful_times')
    .values({ record_id: recordId, written_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The records of the doubt now have a confirmation beside their time. */
export async function confirmDoubtfulTimes(tx: WriteTx, confirmation: number): Promise<void> {
  await tx
    .updateTable('doubtful_times')
    .set({ confirmation_id: confirmation })
    .where('confirmation_id', 'is', null)
    .execute();
}

/** The doubt about a record's time with its confirmation, if there was one. */
export async function doubtfulTimeOf(
  db: ReadDb,
  recordId: number,
): Promise<{ writtenAt: string; confirmedAt: string | null } | null> {
  const row = await db
    .selectFrom('doubtful_times as t')
    .leftJoin('date_confirmations as c', 'c.id', 't.confirmation_id')
    .select(['t.written_at', 'c.confirmed_at'])
    .where('t.record_id', '=', recordId)
    .executeTakeFirst();
  return row === undefined ? null : { writtenAt: row.written_at, confirmedAt: row.confirmed_at };
}
