import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { masterValueSchema } from '../../../shared/forms/values.ts';
import type { RecordUid } from '../../../shared/ids.ts';
import { mayRecord } from '../../../shared/policy/permissions.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { equipmentOfModel, setSerials } from '../../database/stores/cases.ts';
import { masterByUids } from '../../database/stores/master.ts';
import { putLink } from '../../database/stores/recordParts.ts';
import { createRecord, requireEditable } from '../../records/drafts.ts';
import { dayField, type WholeRecord } from '../../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory, writeEdit } from '../../records/writing.ts';
import { type SettledSerial, serialsOf } from './facts.ts';

/**
 * `cases.affect`: the sets of the model, of one batch where one is given, become affected.
 * @throws AppError record.not-found, record.not-draft, record.incomplete (no model yet)
 */
export const affect: HandlerFor<Contract['cases']['affect']> = async (ctx, input) => {
  const whole = await requireChange(ctx, input.uid, 'opened');
  const model = masterValueSchema.safeParse(whole.content.model);
  if (!model.success) throw new AppError('record.incomplete', { detail: '产品型号（必填）' });
  const found = await equipmentOfModel(ctx.tx, model.data.uid, input.batch === '' ? null : input.batch);
  const known = await masterByUids(
    ctx.tx,
    whole.equipment.map((entry) => entry.uid),
  );
  const ids = new Set(known.map((entry) => entry.id));
  const before = ids.size;
  for (const entry of found) ids.add(entry.id);
  const after = await writeEdit(ctx, whole, { equipmentIds: [...ids] });
  auditRecord(ctx, after.record);
  return { added: ids.size - before };
};

/**
 * `cases.openTasks`: one refit task for each customer of the chosen serials.
 * @throws AppError record.not-found, case.serial (settled already, or without a customer)
 */
export const openTasks: HandlerFor<Contract['cases']['openTasks']> = async (ctx, input) => {
  const whole = await requireChange(ctx, input.uid, 'organised');
  const chosen = await chosenSerials(ctx, whole, input.equipmentUids);
  const byCustomer = Map.groupBy(chosen, (serial) => {
    if (serial.customer_uid === null)
      throw new AppError('case.serial', { serial: serial.serial, detail: '产品未登记用户单位' });
    return serial.customer_uid;
  });
  const tasks: RecordUid[] = [];
  for (const [customerUid, serials] of byCustomer) {
    const task = await createRecord(ctx, {
      kind: 'task',
      content: {
        service: 'refit',
        occasion: 'quality',
        description: `按更改单 ${String(whole.content.changeOrder)} 落实设计更改：${String(whole.content.change)}`,
        model: whole.content.model,
        neededBy: dayField(whole.content, 'due'),
      },
      customerUid,
      equipmentUids: serials.map((serial) => serial.equipment_uid),
    });
    await putLink(ctx.tx, whole.record.id, task.record.id, '落实任务', ctx.now);
    await settle(ctx, whole, serials, { task_id: task.record.id, waived_reason: null });
    tasks.push(task.record.uid as RecordUid);
  }
  await noteHistory(ctx, whole.record, 'settle', whole.state, `安排任务：${namesOf(chosen)}`);
  auditRecord(ctx, whole.record);
  return { tasks };
};

/**
 * `cases.waive`: a serial on which the change is not carried out, with the reason.
 * @throws AppError record.not-found, case.serial (settled already)
 */
export const waive: HandlerFor<Contract['cases']['waive']> = async (ctx, input) => {
  const whole = await requireChange(ctx, input.uid, 'organised');
  const chosen = await chosenSerials(ctx, whole, input.equipmentUids);
  await settle(ctx, whole, chosen, { task_id: null, waived_reason: input.reason });
  await noteHistory(ctx, whole.record, 'settle', whole.state, `不落实：${namesOf(chosen)}。${input.reason}`);
  auditRecord(ctx, whole.record);
  return { done: true };
};

async function requireChange(
  ctx: WriteContext,
  uid: string,
  state: 'opened' | 'organised',
): Promise<WholeRecord> {
  const whole = await requireEditable(ctx, uid);
  if (whole.kind !== 'designChange') throw new AppError('record.not-found');
  if (whole.state !== state || !mayRecord(ctx.actor.roles, 'write', 'designChange')) {
    throw new AppError('case.serial', {
      serial: '',
      detail: state === 'opened' ? '受影响产品已经确定' : '尚未确定受影响产品',
    });
  }
  return whole;
}

/** The chosen serials; what is done or waived stays so. */
async function chosenSerials(
  ctx: WriteContext,
  whole: WholeRecord,
  uids: readonly string[],
): Promise<SettledSerial[]> {
  const all = await serialsOf(inside(ctx).db, whole);
  return uids.map((uid) => {
    const serial = all.find((one) => one.equipment_uid === uid);
    if (serial === undefined) throw new AppError('case.serial', { serial: '', detail: '不在受影响产品之列' });
    if (serial.state === 'done')
      throw new AppError('case.serial', { serial: serial.serial, detail: '已经落实' });
    return serial;
  });
}

async function settle(
  ctx: WriteContext,
  whole: WholeRecord,
  serials: readonly SettledSerial[],
  how: { task_id: number | null; waived_reason: string | null },
): Promise<void> {
  await setSerials(
    ctx.tx,
    whole.record.id,
    serials.map((serial) => serial.equipment_id),
    how,
    { account_uid: ctx.actor.uid, account_name: ctx.actor.name, at: ctx.now },
  );
}

function namesOf(serials: readonly SettledSerial[]): string {
  const names = serials.map((serial) => serial.serial);
  return names.length > 20 ? `${names.slice(0, 20).join('、')} 等 ${names.length} 台` : names.join('、');
}
