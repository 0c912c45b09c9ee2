import { daysBetween } from '../../shared/calendar/calendar.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { OverdueRow } from '../../shared/contract/following.ts';
import { recordFilter } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import { caseKinds } from '../../shared/forms/kinds.ts';
import type { Day, Instant } from '../../shared/ids.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { endHold, heldRecords, holdsOf, insertHold, type StoredHold } from '../database/stores/holds.ts';
import { listRecords } from '../database/stores/recordList.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import { updateRecord } from '../database/stores/records.ts';
import { stepDue } from '../records/holds.ts';
import { toListFilter } from '../records/listing.ts';
import { requireRecord } from '../records/reading.ts';
import { toRecordRow } from '../records/recordRow.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory } from '../records/writing.ts';

type Handlers = Contract['service'];
/** Rows of the overdue list; who has more to do works these off first. */
const mostOverdue = 500;

/** `service.overdue`: what is overdue, oldest due day first, and what stands still, each hold with its reason. */
export const overdue: HandlerFor<Handlers['overdue']> = async (ctx) => {
  const filter = await toListFilter(ctx, recordFilter.parse({ overdue: true }));
  const late = await listRecords(ctx.db, ctx.scope, filter, 'due', null, mostOverdue);
  const standing = await heldRecords(ctx.db, ctx.scope, mostOverdue);
  const holds = await holdsOf(
    ctx.db,
    [...late, ...standing].map((row) => row.id),
  );
  return {
    overdue: late.map((row) => toOverdueRow(row, holds)),
    standing: standing.map((row) => toOverdueRow(row, holds)),
  };
};

function toOverdueRow(row: ListedRecord, holds: readonly StoredHold[]): OverdueRow {
  return {
    row: toRecordRow(row),
    holds: holds
      .filter((hold) => hold.record_id === row.id)
      .map((hold) => ({
        reason: hold.reason,
        from: hold.from_day as Day,
        by: hold.by_name,
        days: hold.days,
        endedAt: hold.ended_at as Instant | null,
        endedBy: hold.ended_name,
      })),
  };
}

/**
 * `service.hold`: stops a record's clock, with a reason.
 * @throws AppError record.not-found, hold.refused
 */
export const hold: HandlerFor<Handlers['hold']> = async (ctx, input) => {
  const whole = await requireHoldable(ctx, input.uid);
  if (whole.record.due_on === null) throw new AppError('hold.refused', { detail: '没有期限，或已经暂停' });
  await insertHold(ctx.tx, {
    uid: ctx.newUid(),
    record_id: whole.record.id,
    reason: input.reason,
    from_day: ctx.today,
    by_name: ctx.actor.name,
    at: ctx.now,
  });
  const after = await updateRecord(ctx.tx, whole.record.id, { due_on: null, changed_at: ctx.now });
  await noteHistory(ctx, after, 'hold', whole.state, input.reason);
  auditRecord(ctx, after);
  return { done: true };
};

/**
 * `service.resume`: lets the clock run again; the due day moves by the days on which it stood.
 * @throws AppError record.not-found, hold.refused
 */
export const resume: HandlerFor<Handlers['resume']> = async (ctx, input) => {
  const whole = await requireHoldable(ctx, input.uid);
  const { record, content, state } = whole;
  const open = (await holdsOf(ctx.tx, [record.id])).find((one) => one.ended_at === null);
  if (open === undefined) throw new AppError('hold.refused', { detail: '没有暂停' });
  const days = Math.max(0, daysBetween(open.from_day as Day, ctx.today));
  await endHold(ctx.tx, open.id, { days, name: ctx.actor.name, at: ctx.now });
  const due = await stepDue(ctx.tx, record, state, content);
  const after = await updateRecord(ctx.tx, record.id, { due_on: due, changed_at: ctx.now });
  await noteHistory(ctx, after, 'resume', state, `暂停 ${days} 天${due === null ? '' : `，期限改为 ${due}`}`);
  auditRecord(ctx, after);
  return { dueOn: due };
};

/** Records of this site whose clock follows from their own content; cases have a clock of their own. */
async function requireHoldable(ctx: WriteContext, uid: string): Promise<WholeRecord> {
  const whole = await requireRecord(inside(ctx), uid);
  const { record, kind } = whole;
  if (record.owning_site !== ctx.site.code)
    throw new AppError('record.not-owned', { site: record.owning_site });
  const isCase = (caseKinds as readonly string[]).includes(kind);
  if (isCase || kind === 'situationReport')
    throw new AppError('hold.refused', { detail: '此类记录的期限不在这里暂停' });
  return whole;
}
