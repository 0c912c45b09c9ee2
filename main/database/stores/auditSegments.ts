import type { Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { AuditSegmentRemovalsTable, AuditSegmentsTable } from '../schema.ts';

/** A yearly segment as registered when its file was read back. */
export type StoredSegment = Selectable<AuditSegmentsTable>;
/** A segment with its removal from the live file, where there was one. */
export interface SegmentState extends StoredSegment {
  readonly removal: Selectable<AuditSegmentRemovalsTable> | null;
}

/** All segments, oldest first, with their removals. */
export async function auditSegments(db: ReadDb): Promise<SegmentState[]> {
  const segments = await db.selectFrom('audit_segments').selectAll().orderBy('from_seq').execute();
  const removals = await db.selectFrom('audit_segment_removals').selectAll().execute();
  return segments.map((segment) => ({
    ...segment,
    removal: removals.find((removal) => removal.segment_uid === segment.uid) ?? null,
  }));
}

/**
 * Number of the last row with a time before `at`, or undefined when none is. A row with a wrong later time that lies before
 * it belongs to the same segment: the clock never holds up a segment.
 */
export async function lastRowBefore(db: ReadDb, at: string): Promise<number | undefined> {
  const last = await db
    .selectFrom('audit')
    .select((of) => of.fn.max('seq').as('seq'))
    .where('at', '<', at)
    .executeTakeFirst();
  return typeof last?.seq === 'number' ? last.seq : undefined;
}

/** Registers a segment; the trigger refuses one that does not fit the chain. */
export async function insertSegment(tx: WriteTx, segment: StoredSegment): Promise<void> {
  await tx.insertInto('audit_segments').values(segment).execute();
}

/** Registers the removal of a segment by the two posts, and removes its rows from the live file. */
export async function removeSegment(
  tx: WriteTx,
  segment: StoredSegment,
  removal: { readonly auditor: string; readonly systemAdmin: string; readonly at: string },
): Promise<void> {
  await tx
    .insertInto('audit_segment_removals')
    .values({
      segment_uid: segment.uid,
      auditor: removal.auditor,
      system_admin: removal.systemAdmin,
      at: removal.at,
    })
    .execute();
  await tx.deleteFrom('audit').where('seq', '<=', segment.to_seq).execute();
  await tx.deleteFrom('audit_pages').where('after_seq', '<=', segment.to_seq).execute();
}
