import { type Insertable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { SatisfactionMattersTable } from '../schema.ts';
import { counted, type FigureScope } from './facts.ts';
import { executor } from './recordRows.ts';

/** An evaluation with an item at the lowest option that nobody followed up yet. */
export interface LowEvaluation {
  readonly uid: string;
  /** Answers as a JSON array in the order of the evaluation items. */
  readonly answers: string;
}

/** Evaluations of a scope with an item at the lowest option and no follow-up, newest first. */
export async function openLowEvaluations(db: ReadDb, scope: FigureScope): Promise<LowEvaluation[]> {
  const answer =
    await sql<LowEvaluation>`SELECT r.uid, f.answers FROM (SELECT f.record_id, f.answers, f.day ${counted(scope, 'live')}
      AND f.low > 0) f CROSS JOIN records r ON r.id = f.record_id
    WHERE NOT EXISTS (SELECT 1 FROM satisfaction_matters s WHERE s.record_id = f.record_id)
    ORDER BY f.day DESC, f.record_id DESC`.execute(executor(db));
  return answer.rows;
}

/** Whether an evaluation was followed up. */
export async function isFollowedUp(db: ReadDb, recordId: number): Promise<boolean> {
  const row = await db
    .selectFrom('satisfaction_matters')
    .select('id')
    .where('record_id', '=', recordId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a record's evaluation says; undefined where it does not count. */
export async function evaluationOf(
  db: ReadDb,
  recordId: number,
): Promise<{ low: number; day: string } | undefined> {
  return await db
    .selectFrom('record_facts')
    .select(['low', 'day'])
    .where('record_id', '=', recordId)
    .executeTakeFirst();
}

/** Improvement items that results of a period below the limit led to, by scope. */
export async function improvementsOf(
  db: ReadDb,
  period: string,
): Promise<{ scope: string; uid: string; number: string | null; state: string }[]> {
  const answer = await sql<{ scope: string; uid: string; number: string | null; state: string }>`
    SELECT s.scope, r.uid, coalesce(r.archive_number, r.registration_number) AS number, r.state
    FROM satisfaction_matters s CROSS JOIN records r ON r.id = s.improvement_id
    WHERE s.about = 'result' AND s.period = ${period} AND r.state <> 'voided'`.execute(executor(db));
  return answer.rows;
}

/** Enters what became of an evaluation or a result. */
export async function insertMatter(tx: WriteTx, row: Insertable<SatisfactionMattersTable>): Promise<void> {
  await tx.insertInto('satisfaction_matters').values(row).execute();
}
