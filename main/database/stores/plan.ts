import type { Insertable, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { PlanLineOutcomesTable, PlanLineTasksTable } from '../schema.ts';
import { executor } from './recordRows.ts';

/** Which line a task carries out, the latest word of each task. */
export interface PlannedTask {
  readonly task_uid: string;
  readonly year: number;
  readonly line: string | null;
}

/** The latest link of every task that was ever linked to a year's plan. */
export async function plannedTasks(db: ReadDb, year: number): Promise<PlannedTask[]> {
  const answer = await sql<PlannedTask>`SELECT t.task_uid, t.year, t.line FROM plan_line_tasks t
    WHERE t.id IN (SELECT max(id) FROM plan_line_tasks WHERE task_uid IN
      (SELECT task_uid FROM plan_line_tasks INDEXED BY plan_line_tasks_by_line WHERE year = ${year}) GROUP BY task_uid)
    ORDER BY t.id`.execute(executor(db));
  return answer.rows;
}

/** Says which line a task carries out from now on. */
export async function linkPlanTask(
  tx: WriteTx,
  row: Omit<Insertable<PlanLineTasksTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('plan_line_tasks').values(row).execute();
}

/** What was decided of the lines of a year, oldest first. */
export async function planOutcomes(db: ReadDb, year: number): Promise<Selectable<PlanLineOutcomesTable>[]> {
  return await db
    .selectFrom('plan_line_outcomes')
    .selectAll()
    .where('year', '=', year)
    .orderBy('id')
    .execute();
}

/** Notes what became of a line. */
export async function notePlanOutcome(
  tx: WriteTx,
  row: Omit<Insertable<PlanLineOutcomesTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('plan_line_outcomes').values(row).execute();
}

/** Last day on which each record came into one of some states, by row number of the record. */
export async function lastArrivals(
  db: ReadDb,
  recordIds: readonly number[],
  states: readonly string[],
): Promise<Map<number, string>> {
  if (recordIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('record_history')
    .select((one) => ['record_id', one.fn.max('at').as('at')])
    .where('record_id', 'in', recordIds)
    .where('to_state', 'in', states)
    .groupBy('record_id')
    .execute();
  return new Map(rows.map((row) => [row.record_id, row.at]));
}
