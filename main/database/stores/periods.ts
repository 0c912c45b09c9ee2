import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { PeriodLocksTable } from '../schema.ts';
import { executor } from './recordRows.ts';

/** Latest lock or unlock of a period. */
export type StoredLock = Selectable<PeriodLocksTable>;

/** The latest lock or unlock of each of some periods that has any. */
export async function latestLocks(db: ReadDb, periods: readonly string[]): Promise<StoredLock[]> {
  const answer = await sql<StoredLock>`SELECT l.* FROM json_each(${JSON.stringify(periods)}) p
    CROSS JOIN period_locks l ON l.id = (SELECT max(k.id) FROM period_locks k WHERE k.period = p.value)`.execute(
    executor(db),
  );
  return answer.rows;
}

/** Enters a lock or unlock. */
export async function insertLock(tx: WriteTx, row: Insertable<PeriodLocksTable>): Promise<void> {
  await tx.insertInto('period_locks').values(row).execute();
}

/** First package of each site and month that was taken in, with the records of all; test packages (the first, without records) left out. */
export async function arrivals(
  db: ReadDb,
  months: readonly string[],
): Promise<{ sender: string; month: string; at: string; records: number }[]> {
  const answer = await sql<{ sender: string; month: string; at: string; records: number }>`
    SELECT sender, period AS month, min(imported_at) AS at, sum(record_count) AS records FROM packages_in
    WHERE state = 'imported' AND NOT (seq = 1 AND kind = 'receipt') AND period IN (${sql.join([...months])})
    GROUP BY 1, 2`.execute(executor(db));
  return answer.rows;
}
