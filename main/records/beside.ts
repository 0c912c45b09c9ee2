import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import {
  appendCustody,
  appendMarking,
  insertSignature,
  markingsOf,
  putLink,
} from '../database/stores/recordParts.ts';
import { updateRecord } from '../database/stores/records.ts';
import { requireReviewer } from './knowing.ts';
import { markStatement } from './markSeal.ts';
import { requireRecord } from './reading.ts';
import { recordDigest, type WholeRecord } from './wholeRecord.ts';
import { auditRecord, inside, noteHistory, writeEdit } from './writing.ts';

/** `records.link`: stands beside both records, so it is possible on archived ones too. */
export const link: HandlerFor<Contract['records']['link']> = async (ctx, input) => {
  const reading = inside(ctx);
  const from = await requireRecord(reading, input.fromUid);
  const to = await requireRecord(reading, input.toUid);
  if (!mayRecord(ctx.actor.roles, 'write', from.kind)) throw new AppError('gate.forbidden');
  if (from.record.id === to.record.id) throw new AppError('gate.bad-input', { detail: '不能关联自身' });
  await putLink(ctx.tx, from.record.id, to.record.id, input.relation, ctx.now);
  await noteHistory(ctx, from.record, 'link', from.state, input.relation);
  auditRecord(ctx, from.record);
  return { done: true };
};

/**
 * `records.recordCustody`: hand-over of the paper original, append-only. On an unsigned report, `missing` with a due day
 * is the supervisor's decision to get the signature later, and only a reviewer may make it.
 */
export const recordCustody: HandlerFor<Contract['records']['recordCustody']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  const { record, kind, state } = whole;
  const may = (act: 'write' | 'review' | 'archive') => mayRecord(ctx.actor.roles, act, kind);
  const decides = input.event === 'missing' && whole.form.customerSigned && state === 'draft';
  if (decides ? !may('review') : !(may('write') || may('review') || may('archive'))) {
    throw new AppError('gate.forbidden');
  }
  if (input.event === 'handed' && (input.from.trim() === '' || input.to.trim() === '')) {
    throw new AppError('gate.bad-input', { detail: '移交原件须写明交件人和接件人' });
  }
  if (input.event === 'missing' && input.dueOn === null) {
    throw new AppError('gate.bad-input', { detail: '原件未到须填写到期日' });
  }
  await appendCustody(ctx.tx, {
    record_id: record.id,
    event: input.event,
    from_name: input.from,
    to_name: input.to,
    place: input.place,
    file: input.file,
    volume: input.volume,
    page: input.page,
    due_on: input.dueOn,
    at: ctx.now,
    account_uid: ctx.actor.uid,
  });
  const whereabouts = [
    input.place,
    input.file === '' ? '' : `卷宗 ${input.file}`,
    input.volume === '' ? '' : `第 ${input.volume} 册`,
    input.page === '' ? '' : `第 ${input.page} 页`,
  ];
  const missing = input.event === 'missing';
  const after = await updateRecord(ctx.tx, record.id, {
    original_state: missing ? 'missing' : 'received',
    original_due_on: missing ? input.dueOn : null,
    changed_at: ctx.now,
  });
  await noteHistory(
    ctx,
    after,
    'custody',
    state,
    [input.from, input.to, ...whereabouts].filter(Boolean).join(' → '),
  );
  auditRecord(ctx, after);
  return { done: true };
};

/**
 * `records.decideMarking`: the marking officer's signed decision. It names the digest and stands beside the record; the
 * latest one is effective, also on archived records.
 */
export const decideMarking: HandlerFor<Contract['records']['decideMarking']> = async (ctx, input) => {
  const marking = parseMarking(input.marking);
  if (marking === null) {
    throw new AppError('record.field-invalid', { field: '密级', detail: '应为“秘密★5年”的形式' });
  }
  const level = levelRank(marking.level);
  const whole = await requireRecord(ctx, input.uid);
  if (level > ctx.actor.clearance || level > ctx.site.highestLevel) throw new AppError('record.clearance');
  const digest = decidedDigest(whole);
  const statement = markStatement(whole.record.uid, digest, input.marking, ctx.now);
  const signature = await ctx.keys.signAsPerson(ctx.actor, input.password, 'spm-marking-v1', statement);
  await ctx.commit(async (writing) => {
    const again = await requireRecord(inside(writing), input.uid);
    if (decidedDigest(again) !== digest) throw new AppError('record.stale');
    const earlier = await markingsOf(writing.tx, again.record.id);
    const decided = earlier.some((line) => line.status !== 'proposed');
    const proposal = earlier.findLast((line) => line.status === 'proposed');
    const proposer =
      proposal?.proposed_by ?? (again.record.author_id === ctx.actor.id ? ctx.actor.uid : null);
    if (proposer === ctx.actor.uid) throw new AppError('record.mark-own');
    await requireReviewer(writing, again.record, { ...again.record, level }, null);
    await appendMarking(writing.tx, {
      record_id: again.record.id,
      level,
      marking: input.marking,
      status: !decided ? 'formal' : level === 1 ? 'lifted' : 'changed',
      proposed_by: proposer ?? ctx.actor.uid,
      decided_by: ctx.actor.uid,
      reason: input.reason,
      digest,
      signature: signature.signature,
      at: ctx.now,
    });
    await insertSignature(writing.tx, {
      object_kind: 'marking',
      object_uid: again.record.uid,
      purpose: 'marking',
      digest,
      key_id: signature.keyId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      on_behalf_of: ctx.represented?.name ?? null,
      signature: signature.signature,
      at: ctx.now,
    });
    const head = { level, marking: input.marking };
    const open = lifecycleOf(again.kind).editable.includes(again.state);
    // What is printed for signature carries the mark: while content is open, a new mark is a new version like any edit.
    const after = open
      ? (await writeEdit(writing, again, { head })).record
      : await updateRecord(writing.tx, again.record.id, { ...head, changed_at: ctx.now });
    await noteHistory(writing, after, 'marking', again.state, input.reason);
    auditRecord(writing, after);
  });
  return { done: true };
};

function decidedDigest(whole: WholeRecord): string {
  return whole.record.digest === '' ? recordDigest(whole) : whole.record.digest;
}
