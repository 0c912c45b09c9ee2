import type { Contract } from '../../shared/contract/contract.ts';
import type { Day, Instant } from '../../shared/ids.ts';
import { formatMarking, levelRank, type Marking } from '../../shared/marking/marking.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { marksEnding as ending, marksProposed as proposed } from '../database/stores/markEnds.ts';
import { appendMarking } from '../database/stores/recordParts.ts';
import { readerOfRole } from '../database/stores/visibility.ts';
import { nameReader, readerReasons } from './readersOfRecord.ts';
import { toRecordRow } from './recordRow.ts';
import { recordDigest, type WholeRecord } from './wholeRecord.ts';

/** How long before its end a mark is listed (spec 3: 90 days). */
export const expiryNoticeDays = 90;
const mostListed = 500;

/**
 * Enters a proposed mark: it counts at once (预), stands in the register, and the marking officers become readers, because
 * they process it now. The caller writes the returned columns with its own edit.
 */
export async function proposeMark(
  ctx: WriteContext,
  whole: WholeRecord,
  marking: Marking,
): Promise<{ level: number; marking: string }> {
  const head = { level: levelRank(marking.level), marking: formatMarking(marking) };
  await appendMarking(ctx.tx, {
    record_id: whole.record.id,
    ...head,
    status: 'proposed',
    proposed_by: ctx.actor.uid,
    decided_by: null,
    reason: '',
    digest: recordDigest(whole),
    signature: null,
    at: ctx.now,
  });
  await nameReader(ctx.tx, whole.record, readerOfRole('markingOfficer'), readerReasons.marking, {
    by: ctx.actor.uid,
    at: ctx.now,
  });
  return head;
}

/** `access.marksProposed`: what waits for the marking officer, oldest first. */
export const marksProposed: HandlerFor<Contract['access']['marksProposed']> = async (ctx) => ({
  rows: (await proposed(ctx.db, ctx.scope, mostListed)).map(({ row, marking, by, at }) => ({
    row: toRecordRow(row),
    marking,
    by,
    at: at as Instant,
  })),
});

/** `access.marksEnding`: ended or ending within {@link expiryNoticeDays}, the first to end first. */
export const marksEnding: HandlerFor<Contract['access']['marksEnding']> = async (ctx) => {
  const before = new Date(Date.parse(ctx.today) + (expiryNoticeDays + 1) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  const rows = await ending(ctx.db, ctx.scope, before, mostListed);
  return { rows: rows.map((row) => ({ row: toRecordRow(row), endsOn: row.mark_ends_on as Day })) };
};
