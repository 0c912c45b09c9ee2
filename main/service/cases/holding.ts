import { caseDue, heldKinds, holdsOf, openHold } from '../../../shared/cases/clocks.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { lifecycleOf } from '../../../shared/lifecycle/lifecycle.ts';
import { mayRecord } from '../../../shared/policy/permissions.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { updateRecord } from '../../database/stores/records.ts';
import { requireRecord } from '../../records/reading.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory, writeEdit } from '../../records/writing.ts';
import { clockTime } from './facts.ts';

/**
 * `cases.hold`: a clock counts only time inside its calendar; a hold carries a reason (spec 1, Deadlines).
 * @throws AppError record.not-found, record.not-owned, gate.forbidden, case.no-clock, case.held-already
 */
export const hold: HandlerFor<Contract['cases']['hold']> = async (ctx, input) => {
  const whole = await requireClock(ctx, input.uid);
  if (openHold(whole.content) !== undefined) throw new AppError('case.held-already');
  const holds = [
    ...holdsOf(whole.content),
    { from: ctx.today, to: null, reason: input.reason, by: ctx.actor.name },
  ];
  await write(ctx, whole, holds, 'hold', input.reason);
  return { done: true };
};

/**
 * `cases.resume`.
 * @throws AppError record.not-found, record.not-owned, gate.forbidden, case.no-clock, case.not-held
 */
export const resume: HandlerFor<Contract['cases']['resume']> = async (ctx, input) => {
  const whole = await requireClock(ctx, input.uid);
  const open = openHold(whole.content);
  if (open === undefined) throw new AppError('case.not-held');
  const holds = holdsOf(whole.content).map((one) => (one.to == null ? { ...one, to: ctx.today } : one));
  await write(ctx, whole, holds, 'resume', open.reason);
  return { done: true };
};

/** Whether the acting person may hold or resume the clock of a case. */
export function mayHoldClock(ctx: Pick<WriteContext, 'site' | 'actor'>, whole: WholeRecord): boolean {
  return (
    whole.record.owning_site === ctx.site.code &&
    heldKinds.includes(whole.kind) &&
    lifecycleOf(whole.kind).editable.includes(whole.state) &&
    mayRecord(ctx.actor.roles, 'write', whole.kind)
  );
}

async function requireClock(ctx: WriteContext, uid: string): Promise<WholeRecord> {
  const whole = await requireRecord(inside(ctx), uid);
  if (whole.record.owning_site !== ctx.site.code) {
    throw new AppError('record.not-owned', { site: whole.record.owning_site });
  }
  if (!mayRecord(ctx.actor.roles, 'write', whole.kind)) throw new AppError('gate.forbidden');
  if (!mayHoldClock(ctx, whole)) throw new AppError('case.no-clock');
  return whole;
}

async function write(
  ctx: WriteContext,
  whole: WholeRecord,
  holds: readonly unknown[],
  act: 'hold' | 'resume',
  reason: string,
): Promise<void> {
  const after = await writeEdit(ctx, whole, { content: { ...whole.content, holds } });
  const { calendar, deadlines } = await clockTime(inside(ctx), after);
  const due = caseDue(after.kind, after.state, after.content, calendar, deadlines);
  const stored = await updateRecord(ctx.tx, after.record.id, { due_on: due, changed_at: ctx.now });
  await noteHistory(ctx, stored, act, after.state, reason);
  auditRecord(ctx, stored);
}
