import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, RecordUid } from '../../shared/ids.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { removeTrash, trashByUid } from '../database/stores/trash.ts';
import { createRecord } from './drafts.ts';
import { trashedDraft } from './trash.ts';
import { kindOf } from './wholeRecord.ts';
import { auditRecord, noteHistory } from './writing.ts';

/**
 * `records.restore`: a discarded draft comes back as a new draft with the same words. Drafts whose mark was proposed never get here: they
 * are voided and stay.
 * @throws AppError record.not-found, gate.forbidden, master.not-found (what it named is gone)
 */
export const restore: HandlerFor<Contract['records']['restore']> = async (ctx, input) => {
  const stored = await trashByUid(ctx.tx, ctx.actor.id, ctx.actor.clearance, input.uid);
  if (stored === undefined) throw new AppError('record.not-found');
  const draft = trashedDraft.parse(JSON.parse(stored.draft));
  const whole = await createRecord(ctx, {
    kind: kindOf(stored),
    content: draft.content,
    parts: draft.parts,
    taskUid: draft.taskUid,
    customerUid: draft.customerUid,
    equipmentUids: draft.equipmentUids,
    occurredAt: draft.occurredAt as Instant,
  });
  await removeTrash(ctx.tx, stored.id);
  await noteHistory(ctx, whole.record, 'restored', whole.state, stored.reason);
  auditRecord(ctx, whole.record);
  return { uid: whole.record.uid as RecordUid };
};
