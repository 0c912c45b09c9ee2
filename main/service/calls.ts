import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { listMaster, masterByUid } from '../database/stores/master.ts';
import { recentOfCustomer } from '../database/stores/recordRows.ts';
import { createRecord } from '../records/drafts.ts';
import { toMasterRef, toRecordRow } from '../records/recordRow.ts';
import { auditRecord } from '../records/writing.ts';

/** Rows of each list beside a call. */
const mostBeside = 20;

/** `service.phone`: quick entry of a call (QR758-02A), with a task at once where the call asks for one. */
export const phone: HandlerFor<Contract['service']['phone']> = async (ctx, input) => {
  const head = { customerUid: input.customerUid, equipmentUids: input.equipmentUids };
  let taskUid: RecordUid | null = input.taskUid;
  if (input.openTask && taskUid === null) {
    if (!mayAct(ctx.actor.roles, 'task.open')) throw new AppError('gate.forbidden');
    const task = await createRecord(ctx, {
      kind: 'task',
      content: { occasion: 'customer', description: input.need },
      ...head,
    });
    taskUid = task.record.uid as RecordUid;
  }
  const call = await createRecord(ctx, {
    kind: 'phoneRecord',
    content: {
      direction: input.direction,
      startedAt: ctx.now,
      caller: input.caller,
      callerNumber: input.number,
      need: input.need,
      opinion: input.opinion,
      result: input.result,
      solvedOnCall: input.solved,
    },
    taskUid,
    ...head,
  });
  auditRecord(ctx, call.record);
  return { uid: call.record.uid as RecordUid, taskUid };
};

/** `service.callerContext`: what the caller's customer has, what is open, and what may be the same call again. */
export const callerContext: HandlerFor<Contract['service']['callerContext']> = async (ctx, input) => {
  const customer = await masterByUid(ctx.db, input.customerUid);
  if (customer === undefined || customer.type !== 'customer') throw new AppError('master.not-found');
  const equipment = await listMaster(
    ctx.db,
    { type: 'equipment', text: '', customerId: customer.id, modelId: null },
    null,
    200,
  );
  const done = ['closed', ...lifecycleOf('task').frozen];
  const openTasks = await recentOfCustomer(
    ctx.db,
    ctx.scope,
    customer.id,
    { kinds: ['task'], since: null, notIn: done },
    mostBeside,
  );
  const dayAgo = new Date(Date.parse(ctx.now) - 24 * 60 * 60 * 1000).toISOString();
  const recentCalls = await recentOfCustomer(
    ctx.db,
    ctx.scope,
    customer.id,
    { kinds: ['phoneRecord', 'faxRecord', 'customerInformation'], since: dayAgo, notIn: ['voided'] },
    mostBeside,
  );
  return {
    equipment: equipment.map(toMasterRef),
    openTasks: openTasks.map(toRecordRow),
    recentCalls: recentCalls.map(toRecordRow),
  };
};
