import { sql } from 'kysely';
import type { WriteTx } from '../../../main/database/handles.ts';

/** Content of a report whose figures were frozen over some records. */
export function reportContent(behind: readonly string[]) {
  return {
    figures: {
      set: { figures: [], tables: [], months: [] },
      satisfaction: { method: 1, digest: '' },
      rows: { version: 1, count: behind.length, sha256: '' },
    },
  };
}

/** Keeps records as the rows that a report counted as services. */
export async function freezeRows(tx: WriteTx, report: number, behind: readonly string[]): Promise<void> {
  for (const uid of behind) {
    await sql`INSERT INTO report_facts (report_id, version, day, record_id, kind, state, site, branch, civil, sets, repair, training,
        support, parts_used, low, open, first_of_task, repeated)
      SELECT ${report}, 1, '2026-06-01', id, 'repairReport', 'submitted', owning_site, '', 0, 1, 1, 0, 0, 0, 0, 0, 0, 0
      FROM records WHERE uid = ${uid}`.execute(tx);
  }
}
