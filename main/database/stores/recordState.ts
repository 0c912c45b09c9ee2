import { sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { executor } from './recordRows.ts';

/** Whether a draft was never printed, frozen, linked, marked or handed over and has no attachment: only such a one goes to the trash. */
export async function isUntouchedDraft(db: ReadDb, recordId: number): Promise<boolean> {
  const answer = await sql<{ touched: number }>`SELECT
      EXISTS (SELECT 1 FROM record_versions WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM print_jobs WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM record_links WHERE from_id = ${recordId} OR to_id = ${recordId})
      OR EXISTS (SELECT 1 FROM marking_decisions WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM reader_requests WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM emergency_requests WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM attachments WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM custody WHERE record_id = ${recordId})
      OR EXISTS (SELECT 1 FROM records WHERE task_id = ${recordId} OR supersedes_id = ${recordId})
    AS touched`.execute(executor(db));
  return answer.rows[0]?.touched === 0;
}
