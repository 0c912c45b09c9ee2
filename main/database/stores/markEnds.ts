import { sql } from 'kysely';
import { dayOf, type Instant } from '../../../shared/ids.ts';
import { parseMarking, termEnd } from '../../../shared/marking/marking.ts';
import type { ReadDb } from '../handles.ts';
import { executor, type ListedRecord, listedRecords } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/**
 * Day on which the term of a mark ends, counted from the day the record was made (the term runs from the day of issue);
 * null for no term and for 长期, which never end by themselves.
 */
export function markEndsOn(marking: string, recordedAt: string): string | null {
  const parsed = parseMarking(marking);
  if (parsed === null || parsed.term.kind === 'none' || parsed.term.kind === 'permanent') return null;
  return termEnd(parsed.term, dayOf(recordedAt as Instant));
}

/** Visible records whose mark ends before a day, the first to end first; ended ones included. */
export async function marksEnding(
  db: ReadDb,
  scope: ReaderScope,
  before: string,
  limit: number,
): Promise<(ListedRecord & { mark_ends_on: string })[]> {
  if (scope.kinds.length === 0) return [];
  const keys = sql<{ id: number }>`SELECT s.id FROM records s INDEXED BY records_by_mark_end
    WHERE s.mark_ends_on < ${before} AND s.level > 1 AND s.state <> 'disposed' AND ${visible(scope, 's')} ORDER BY s.mark_ends_on, s.id LIMIT ${limit}`;
  const rows = (await listedRecords(scope, keys, sql`r.mark_ends_on, r.id`).execute(executor(db))).rows;
  const ends = await db
    .selectFrom('records')
    .select(['id', 'mark_ends_on'])
    .where('id', 'in', rows.length === 0 ? [-1] : rows.map((row) => row.id))
    .execute();
  const byId = new Map(ends.map((row) => [row.id, row.mark_ends_on ?? '']));
  return rows.map((row) => ({ ...row, mark_ends_on: byId.get(row.id) ?? '' }));
}

/** Visible records whose latest marking is a proposal that nobody has decided yet, oldest proposal first. */
export async function marksProposed(
  db: ReadDb,
  scope: ReaderScope,
  limit: number,
): Promise<{ row: ListedRecord; marking: string; by: string; at: string }[]> {
  if (scope.kinds.length === 0) return [];
  const proposals = await sql<{ id: number; marking: string; by: string | null; at: string }>`
    SELECT d.record_id AS id, d.marking AS marking, a.name AS by, d.at AS at
    FROM marking_decisions d INDEXED BY marking_proposals CROSS JOIN records s ON s.id = d.record_id
    LEFT JOIN accounts a ON a.uid = d.proposed_by
    WHERE d.status = 'proposed' AND ${visible(scope, 's')} AND s.state NOT IN ('voided', 'disposed')
      AND NOT EXISTS (SELECT 1 FROM marking_decisions later WHERE later.record_id = d.record_id AND later.id > d.id)
    ORDER BY d.id LIMIT ${limit}`.execute(executor(db));
  if (proposals.rows.length === 0) return [];
  const keys = sql<{
    id: number;
  }>`SELECT s.id FROM records s WHERE s.id IN (${sql.join(proposals.rows.map((row) => row.id))})`;
  const rows = (await listedRecords(scope, keys, sql`r.id`).execute(executor(db))).rows;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return proposals.rows.flatMap(({ id, marking, by, at }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ row, marking, by: by ?? '', at }];
  });
}
