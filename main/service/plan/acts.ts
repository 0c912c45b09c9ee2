import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RecordUid } from '../../../shared/ids.ts';
import { type PlanLine, planPartKeys, planParts } from '../../../shared/plan/lines.ts';
import { mayRecord } from '../../../shared/policy/permissions.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { type ListedMaster, listMaster } from '../../database/stores/master.ts';
import { linkPlanTask, notePlanOutcome } from '../../database/stores/plan.ts';
import { putLink } from '../../database/stores/recordParts.ts';
import { createRecord } from '../../records/drafts.ts';
import { requireRecord } from '../../records/reading.ts';
import { numberOf } from '../../records/recordRow.ts';
import { inside } from '../../records/writing.ts';
import { heldLines, inForceOf, planVersions, requireLine } from './plans.ts';

/** `plan.begin`: the year's plan, once. */
export const begin: HandlerFor<Contract['plan']['begin']> = async (ctx, input) => {
  const { year } = input;
  if ((await planVersions(inside(ctx), year)).length > 0) throw new AppError('plan.exists', { year });
  const before = input.copyOpen ? (await heldLines(inside(ctx), year)).lines.map(({ line }) => line) : [];
  const whole = await createRecord(ctx, {
    kind: 'servicePlan',
    content: { planYear: year, amendment: 0, ...rowsOf(before) },
  });
  return { uid: whole.record.uid as RecordUid };
};

/** `plan.amend`: a new version of the plan in force, with the same lines and numbers to start from. */
export const amend: HandlerFor<Contract['plan']['amend']> = async (ctx, input) => {
  const { year } = input;
  const versions = await planVersions(inside(ctx), year);
  const plan = inForceOf(versions);
  if (plan === undefined) throw new AppError('plan.none-in-force', { year });
  const waiting = versions.find((version) => version.amendment > plan.amendment);
  if (waiting !== undefined) throw new AppError('plan.exists', { year });
  const whole = await createRecord(ctx, {
    kind: 'servicePlan',
    content: {
      ...plan.content,
      spares: null,
      amendment: plan.amendment + 1,
      amends: numberOf(plan.stored),
      amendReason: input.reason,
    },
  });
  await putLink(ctx.tx, whole.record.id, plan.stored.id, '修订', ctx.now);
  return { uid: whole.record.uid as RecordUid };
};

/** `plan.raise`: lines become tasks; what the line says is filled in, the rest follows as in any task. */
export const raise: HandlerFor<Contract['plan']['raise']> = async (ctx, input) => {
  const held = await heldLines(inside(ctx), input.year);
  const tasks: RecordUid[] = [];
  for (const number of input.lines) {
    const { line, state, tasks: there } = requireLine(held, input.year, number, '转为任务');
    const refuse = (detail: string) =>
      new AppError('plan.line-refused', { line: number, act: '转为任务', detail });
    const { service } = planParts[line.part];
    if (service === null) throw refuse('此类计划项不是对用户的服务，完成后登记结果');
    if (state === 'done' || state === 'dropped') throw refuse('已完成或已取消');
    if (there.length > 0) throw refuse('已有任务');
    const customer = await named(ctx, 'customer', line.customer);
    if (customer === undefined) throw refuse(`基础资料中没有用户单位“${line.customer}”`);
    const model = line.model === '' ? undefined : await named(ctx, 'model', line.model);
    const task = await createRecord(ctx, {
      kind: 'task',
      customerUid: customer.uid,
      content: {
        service,
        occasion: 'plan',
        description: `计划项 ${number}：${line.what}`,
        ...(line.place === '' ? {} : { place: line.place }),
        ...(line.day === null ? {} : { neededBy: line.day }),
        ...(model === undefined ? {} : { model: { uid: model.uid, code: model.code, name: model.name } }),
        ...(service === 'training' && line.hours !== null ? { trainingHours: line.hours } : {}),
      },
    });
    await linkPlanTask(ctx.tx, {
      ...linkedBy(ctx),
      task_uid: task.record.uid,
      year: held.linesFrom ?? input.year,
      line: number,
      reason: '由计划项登记',
    });
    tasks.push(task.record.uid as RecordUid);
  }
  ctx.audited({ kind: 'plan', uid: String(input.year), number: `n=${tasks.length}` });
  return { tasks };
};

/** `plan.link`: a task that was registered without the plan carries out a line after all, or no longer does. */
export const link: HandlerFor<Contract['plan']['link']> = async (ctx, input) => {
  const task = await requireRecord(inside(ctx), input.taskUid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  const held = await heldLines(inside(ctx), input.year);
  if (input.line !== null) requireLine(held, input.year, input.line, '对应任务');
  await linkPlanTask(ctx.tx, {
    ...linkedBy(ctx),
    task_uid: input.taskUid,
    year: held.linesFrom ?? input.year,
    line: input.line,
    reason: input.reason,
  });
  ctx.audited({
    kind: 'task',
    uid: task.record.uid,
    number: numberOf(task.record),
    mark: task.record.marking,
  });
  return { done: true };
};

/** `plan.settle`: what became of a line beside its tasks. Only who draws up the plan decides it. */
export const settle: HandlerFor<Contract['plan']['settle']> = async (ctx, input) => {
  if (!mayRecord(ctx.actor.roles, 'write', 'servicePlan')) throw new AppError('gate.forbidden');
  const held = await heldLines(inside(ctx), input.year);
  const act = { done: '登记完成', dropped: '取消', reopened: '恢复' }[input.outcome];
  const refuse = (detail: string) => new AppError('plan.line-refused', { line: input.line, act, detail });
  const { line, state } = requireLine(held, input.year, input.line, act);
  if (input.outcome === 'done' && planParts[line.part].service !== null)
    throw refuse('对用户的服务以任务办结为完成');
  if (input.outcome === 'reopened' && state !== 'done' && state !== 'dropped') throw refuse('没有登记过结果');
  if (input.outcome !== 'reopened' && (state === 'done' || state === 'dropped')) throw refuse('已登记结果');
  if (input.outcome === 'done' && input.day > ctx.today) throw refuse('完成日期在今日之后');
  await notePlanOutcome(ctx.tx, {
    year: held.linesFrom ?? input.year,
    line: input.line,
    outcome: input.outcome,
    day: input.day,
    note: input.note.trim(),
    decided_by: ctx.actor.uid,
    decided_name: ctx.actor.name,
    at: ctx.now,
  });
  ctx.audited({ kind: 'plan', uid: String(input.year), number: input.line });
  return { done: true };
};

function linkedBy(ctx: WriteContext): { linked_by: string; linked_name: string; at: string } {
  return { linked_by: ctx.actor.uid, linked_name: ctx.actor.name, at: ctx.now };
}

/** Rows of a new plan from lines that were left open: without number, and their day to be set anew. */
function rowsOf(lines: readonly PlanLine[]): Record<string, unknown> {
  const rows: Record<string, unknown> = {};
  for (const part of planPartKeys) {
    const own = lines.filter((line) => line.part === part);
    if (own.length === 0) continue;
    rows[part] = own.map((line) => ({
      what: line.what,
      ...(part === 'trainings' || part === 'visits' ? { customer: line.customer, place: line.place } : {}),
      ...(part === 'trainings' || part === 'materials' ? { model: line.model } : {}),
      ...(part === 'trainings' && line.hours !== null ? { hours: line.hours } : {}),
      owner: line.owner,
    }));
  }
  return rows;
}

/** The entry that a plan names by code and name, by code, or by name; undefined if none or several fit. */
async function named(
  ctx: WriteContext,
  type: 'customer' | 'model',
  words: string,
): Promise<ListedMaster | undefined> {
  const wanted = words.trim();
  const [code = ''] = wanted.split(/\s/);
  const filter = { type, text: code, customerId: null, modelId: null };
  const found = await listMaster(ctx.tx, filter, null, 200);
  const exact = found.filter(
    (entry) => `${entry.code} ${entry.name}` === wanted || entry.code === wanted || entry.name === wanted,
  );
  return exact.length === 1 ? exact[0] : undefined;
}
