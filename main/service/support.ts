import type { Contract } from '../../shared/contract/contract.ts';
import type { SupportRow } from '../../shared/contract/following.ts';
import { AppError } from '../../shared/errors.ts';
import type { Day, Instant, ObjectUid, RecordUid } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import {
  changeSupport,
  insertSupport,
  openSupport,
  type StoredSupport,
  supportByUid,
} from '../database/stores/following.ts';
import { recordById } from '../database/stores/records.ts';
import { requireRecord } from '../records/reading.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory } from '../records/writing.ts';

type Handlers = Contract['service'];
/** Questions that one answer lists. */
const mostRequests = 200;

/** A question as the page gets it. */
export function toSupportRow(stored: StoredSupport): SupportRow {
  return {
    uid: stored.uid as ObjectUid,
    question: stored.question,
    dueOn: stored.due_on as Day | null,
    askedBy: stored.asked_name,
    askedAt: stored.asked_at as Instant,
    answer: stored.answer,
    answeredBy: stored.answered_name,
    answeredAt: stored.answered_at as Instant | null,
    closedAt: stored.closed_at as Instant | null,
    closedBy: stored.closed_name,
    closedNote: stored.closed_note,
  };
}

/** `service.supportRequests`: what waits for the technical department or for the asking side. */
export const supportRequests: HandlerFor<Handlers['supportRequests']> = async (ctx) => ({
  rows: (await openSupport(ctx.db, ctx.scope, mostRequests)).map((row) => ({
    request: toSupportRow(row),
    task: {
      uid: row.task_uid as RecordUid,
      number: row.task_number ?? '',
      title: row.task_title,
      marking: row.task_marking,
    },
  })),
});

/**
 * `service.askSupport`: a question to the technical department inside an open task.
 * @throws AppError record.not-found, support.state
 */
export const askSupport: HandlerFor<Handlers['askSupport']> = async (ctx, input) => {
  const task = await requireRecord(inside(ctx), input.taskUid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  if (!lifecycleOf('task').editable.includes(task.state))
    throw new AppError('support.state', { detail: '任务已办结' });
  const uid = ctx.newUid();
  await insertSupport(ctx.tx, {
    uid,
    task_id: task.record.id,
    question: input.question,
    due_on: input.dueOn,
    asked_by: ctx.actor.uid,
    asked_name: ctx.actor.name,
    asked_at: ctx.now,
  });
  await noteHistory(ctx, task.record, 'supportAsked', task.state, input.question);
  auditRecord(ctx, task.record);
  return { uid };
};

/**
 * `service.answerSupport`: the technical department's answer; never by the person who asked, and it stays as given.
 * @throws AppError record.not-found, support.state
 */
export const answerSupport: HandlerFor<Handlers['answerSupport']> = async (ctx, input) => {
  const { request, task } = await requireRequest(ctx, input.uid);
  if (request.closed_at !== null || request.answer !== null)
    throw new AppError('support.state', { detail: '已经答复或办结' });
  if (request.asked_by === ctx.actor.uid)
    throw new AppError('support.state', { detail: '提出人不能自己答复' });
  await changeSupport(ctx.tx, request.id, {
    answer: input.answer,
    answered_by: ctx.actor.uid,
    answered_name: ctx.actor.name,
    answered_at: ctx.now,
  });
  await noteHistory(ctx, task.record, 'supportAnswered', task.state, input.answer);
  auditRecord(ctx, task.record);
  return { done: true };
};

/**
 * `service.closeSupport`: the asking side takes the answer over, or withdraws an unanswered question with a reason.
 * @throws AppError record.not-found, support.state
 */
export const closeSupport: HandlerFor<Handlers['closeSupport']> = async (ctx, input) => {
  const { request, task } = await requireRequest(ctx, input.uid);
  if (request.closed_at !== null) throw new AppError('support.state', { detail: '已经办结' });
  if (request.answer === null && input.note.trim().length < 2)
    throw new AppError('support.state', { detail: '尚未答复，撤回须写明理由' });
  await changeSupport(ctx.tx, request.id, {
    closed_at: ctx.now,
    closed_name: ctx.actor.name,
    closed_note: input.note,
  });
  await noteHistory(ctx, task.record, 'supportClosed', task.state, input.note);
  auditRecord(ctx, task.record);
  return { done: true };
};

/** The question with its task, as far as the acting person may see the task. */
async function requireRequest(
  ctx: WriteContext,
  uid: string,
): Promise<{ request: StoredSupport; task: WholeRecord }> {
  const request = await supportByUid(ctx.tx, uid);
  if (request === undefined) throw new AppError('record.not-found');
  const task = await recordById(ctx.tx, request.task_id);
  return { request, task: await requireRecord(inside(ctx), task.uid) };
}
