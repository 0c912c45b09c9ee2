import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Instant, ObjectUid } from '../../../shared/ids.ts';
import { isOwnHand, signerWords } from '../../access/deputies.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import {
  decideStoredOverride,
  insertOverride,
  overrideByUid,
  overridesOf,
  type StoredOverride,
} from '../../database/stores/staff.ts';
import { type RecordContext, requireRecord } from '../../records/reading.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { inside } from '../../records/writing.ts';
import { faultsOf, personsOfNotice } from './noticeStaff.ts';

/** `staff.overrides`: who on a notice may not be sent as is, and what was asked and decided about it. */
export const overrides: HandlerFor<Contract['staff']['overrides']> = async (ctx, input) => {
  const notice = await requireNotice(ctx, input.noticeUid);
  const persons = notice.state === 'draft' ? await personsOfNotice(ctx, notice) : [];
  return {
    rows: (await overridesOf(ctx.db, notice.record.uid)).map(toOverride),
    unfit: persons
      .filter((person) => !person.able)
      .map((person) => ({ staffUid: person.uid, name: person.name, faults: [...person.reasons] })),
  };
};

/**
 * `staff.askOverride`: asks the leader to let somebody go who does not meet 5.2.1, for this notice and these faults.
 * @throws AppError override.needless, record.not-draft
 */
export const askOverride: HandlerFor<Contract['staff']['askOverride']> = async (ctx, input) => {
  const reading = inside(ctx);
  const notice = await requireNotice(reading, input.noticeUid);
  if (notice.state !== 'draft') throw new AppError('record.not-draft', { state: '已签发' });
  const person = (await personsOfNotice(reading, notice)).find((one) => one.uid === input.staffUid);
  const waiting = (await overridesOf(ctx.tx, notice.record.uid)).some(
    (one) => one.staff_uid === input.staffUid && one.decision === null,
  );
  if (person === undefined || person.able || waiting)
    throw new AppError('override.needless', { name: person?.name ?? '' });
  const uid = ctx.newUid();
  await insertOverride(ctx.tx, {
    uid,
    notice_uid: notice.record.uid,
    staff_uid: person.uid,
    staff_name: person.name,
    faults: JSON.stringify(person.reasons),
    reason: input.reason,
    asked_by: ctx.actor.uid,
    asked_name: signerWords(ctx.actor.name, ctx.represented?.name ?? null),
    asked_at: ctx.now,
    decision: null,
    decided_by: null,
    decided_name: null,
    decided_at: null,
  });
  ctx.audited({ kind: 'override', uid });
  return { uid };
};

/**
 * `staff.decideOverride`: the leader's decision, never of the person who asked.
 * @throws AppError override.not-found, override.own
 */
export const decideOverride: HandlerFor<Contract['staff']['decideOverride']> = async (ctx, input) => {
  const asked = await overrideByUid(ctx.tx, input.uid);
  if (asked === undefined || asked.decision !== null) throw new AppError('override.not-found');
  // Who may not see the notice does not decide on it.
  await requireNotice(inside(ctx), asked.notice_uid);
  if (isOwnHand(ctx, asked.asked_by)) throw new AppError('override.own');
  await decideStoredOverride(ctx.tx, asked.id, {
    decision: input.approve ? 'approved' : 'refused',
    decided_by: ctx.actor.uid,
    decided_name: signerWords(ctx.actor.name, ctx.represented?.name ?? null),
    decided_at: ctx.now,
    decision_note: input.note.trim(),
  });
  ctx.audited({ kind: 'override', uid: asked.uid });
  return { done: true };
};

async function requireNotice(ctx: Pick<RecordContext, 'db' | 'scope'>, uid: string): Promise<WholeRecord> {
  const notice = await requireRecord(ctx, uid);
  if (notice.kind !== 'dispatchNotice') throw new AppError('record.not-found');
  return notice;
}

function toOverride(row: StoredOverride) {
  return {
    uid: row.uid as ObjectUid,
    staffUid: row.staff_uid,
    staffName: row.staff_name,
    faults: faultsOf(row),
    reason: row.reason,
    askedBy: row.asked_name,
    askedAt: row.asked_at as Instant,
    decision: row.decision,
    decidedBy: row.decided_name ?? '',
    decidedAt: row.decided_at as Instant | null,
    decisionNote: row.decision_note,
  };
}
