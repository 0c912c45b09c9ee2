import type { Contract } from '../../shared/contract/contract.ts';
import type { BlankRow } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, ObjectUid, RecordUid } from '../../shared/ids.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import type { StoredAttachment } from '../database/stores/attachments.ts';
import {
  blankByTrace,
  blankByUid,
  blanksOfNotices,
  blanksOfRecord,
  changeBlank,
  type StoredBlank,
} from '../database/stores/blankForms.ts';
import { recordById, visibleRecord } from '../database/stores/records.ts';
import { requireRecord } from './reading.ts';
import { kindOf, recordDigest, type WholeRecord } from './wholeRecord.ts';
import { auditRecord, inside, noteHistory } from './writing.ts';

type Handlers = Contract['records'];

/**
 * The numbered blank form of a trace code, if a report may be transcribed from it: same kind, went with a notice of the same task,
 * has not come back unused or spoiled, was not used for another report. Null for a trace code of other paper.
 * @throws AppError record.scan-not-bound
 */
export async function blankFor(
  db: ReadDb,
  whole: WholeRecord,
  traceCode: string,
): Promise<StoredBlank | null> {
  const blank = await blankByTrace(db, traceCode);
  if (blank === undefined) return null;
  const refuse = (detail: string) => new AppError('record.scan-not-bound', { detail });
  const notice = await recordById(db, blank.notice_id);
  if (notice.task_id === null || notice.task_id !== whole.record.task_id)
    throw refuse('该空白表单随另一任务的通知单带出');
  if (blank.kind !== whole.kind) throw refuse('该空白表单是另一种报告');
  if (blank.state === 'used' && blank.record_id !== whole.record.id)
    throw refuse('该空白表单已用于另一份报告');
  if (blank.state === 'unused' || blank.state === 'spoiled') throw refuse('该空白表单已登记为未用或作废');
  if (['waiting', 'spoiled', 'destroyed'].includes(blank.copy_state)) throw refuse('该份尚未打印或已作废');
  return blank;
}

/** The scan is the original from now on, and what is typed its transcription, bound to the scan's digest. */
export async function takeBlank(
  ctx: WriteContext,
  blank: StoredBlank,
  whole: WholeRecord,
  sha256: string,
): Promise<void> {
  await changeBlank(ctx.tx, blank.id, {
    state: 'used',
    record_id: whole.record.id,
    scan_sha256: sha256,
    // Another scan of the same paper is compared anew.
    compared_digest: null,
    compared_by: null,
    compared_name: null,
    compared_at: null,
    settled_name: ctx.actor.name,
    settled_at: ctx.now,
  });
}

/** Forms whose scan is the valid original of a report. */
export function originalsByHand(
  blanks: readonly StoredBlank[],
  attachments: readonly StoredAttachment[],
): StoredBlank[] {
  return blanks.filter((blank) =>
    attachments.some(
      (scan) =>
        scan.role === 'signedScan' &&
        scan.voided_at === null &&
        scan.trace_code === blank.trace_code &&
        scan.sha256 === blank.scan_sha256,
    ),
  );
}

/** Why a report written by hand is not reviewed yet, or null: its reviewer must have compared what was typed with the paper. */
export function comparisonProblem(
  whole: WholeRecord,
  blanks: readonly StoredBlank[],
  reviewerUid: string,
): AppError | null {
  const digest = recordDigest(whole);
  const done = blanks.every((blank) => blank.compared_digest === digest && blank.compared_by === reviewerUid);
  return done ? null : new AppError('record.not-compared');
}

/**
 * `records.compareTranscription`: the reviewer confirms that what was typed is what stands on the paper. It holds for exactly what the
 * record says now; a corrected transcription is compared again, the signature stays.
 * @throws AppError record.not-found, gate.forbidden, blank.refused, record.same-person
 */
export const compareTranscription: HandlerFor<Handlers['compareTranscription']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  if (!mayRecord(ctx.actor.roles, 'review', whole.kind)) throw new AppError('gate.forbidden');
  if (whole.state !== 'submitted') throw new AppError('blank.refused', { detail: '提交后由审查人核对' });
  if (whole.record.author_id === ctx.actor.id)
    throw new AppError('record.same-person', { detail: '您已拟制' });
  const blanks = await blanksOfRecord(ctx.tx, whole.record.id);
  if (blanks.length === 0) throw new AppError('blank.refused', { detail: '本记录没有手写原件' });
  for (const blank of blanks) {
    await changeBlank(ctx.tx, blank.id, {
      compared_digest: recordDigest(whole),
      compared_by: ctx.actor.uid,
      compared_name: ctx.actor.name,
      compared_at: ctx.now,
    });
  }
  const numbers = blanks.map((blank) => blank.copy_number).join('、');
  await noteHistory(ctx, whole.record, 'compared', whole.state, numbers);
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** `records.blankForms`: numbered forms that went with a notice, and what became of each. */
export const blankForms: HandlerFor<Handlers['blankForms']> = async (ctx, input) => {
  const notice = await requireRecord(ctx, input.noticeUid);
  const rows: BlankRow[] = [];
  for (const blank of await blanksOfNotices(ctx.db, [notice.record.id])) {
    const stored = blank.record_id === null ? null : await recordById(ctx.db, blank.record_id);
    const used = stored === null ? undefined : await visibleRecord(ctx.db, ctx.scope, stored.uid);
    rows.push({
      uid: blank.uid as ObjectUid,
      kind: kindOf(blank),
      copyNumber: blank.copy_number,
      traceCode: blank.trace_code,
      state: blank.state,
      note: blank.note,
      settledBy: blank.settled_name,
      settledAt: blank.settled_at as Instant | null,
      record:
        used === undefined
          ? null
          : { uid: used.uid as RecordUid, number: used.archive_number ?? used.registration_number ?? '' },
    });
  }
  return { rows };
};

/**
 * `records.settleBlank`: a form came back unused or spoiled. Used ones are settled by taking in their scan.
 * @throws AppError record.not-found, gate.forbidden, blank.refused
 */
export const settleBlank: HandlerFor<Handlers['settleBlank']> = async (ctx, input) => {
  const blank = await blankByUid(ctx.tx, input.uid);
  if (blank === undefined) throw new AppError('record.not-found');
  const notice = await requireRecord(inside(ctx), (await recordById(ctx.tx, blank.notice_id)).uid);
  if (!mayRecord(ctx.actor.roles, 'recordReturn', 'dispatchNotice')) throw new AppError('gate.forbidden');
  if (blank.state !== 'issued') throw new AppError('blank.refused', { detail: '已经登记去向' });
  await changeBlank(ctx.tx, blank.id, {
    state: input.state,
    note: input.note,
    settled_name: ctx.actor.name,
    settled_at: ctx.now,
  });
  const words = input.state === 'unused' ? '未用交回' : '作废交回';
  await noteHistory(
    ctx,
    notice.record,
    'blankSettled',
    notice.state,
    `${blank.copy_number} ${words} ${input.note}`.trim(),
  );
  auditRecord(ctx, notice.record);
  return { done: true };
};
