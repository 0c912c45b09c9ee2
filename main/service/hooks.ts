import { AppError } from '../../shared/errors.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import { checkRowSchema } from '../../shared/forms/values.ts';
import { stateWords } from '../../shared/lifecycle/states.ts';
import { checkListFor, demandedWords, isAtCustomer } from '../../shared/rules/demandedReports.ts';
import type { WriteContext } from '../access/context.ts';
import { equipmentOfRecords } from '../database/stores/recordParts.ts';
import { recordById } from '../database/stores/records.ts';
import { recordsInTask, siteKindOf } from '../database/stores/tasks.ts';
import { readerOfSite } from '../database/stores/visibility.ts';
import { type MoveHooks, type MoveInput, registerMoveHooks } from '../records/moveHooks.ts';
import { nameReader, nameStaff, readerReasons, staffUids } from '../records/readersOfRecord.ts';
import type { RecordContext } from '../records/reading.ts';
import { numberOf } from '../records/recordRow.ts';
import { kindOf, stateOf, type WholeRecord } from '../records/wholeRecord.ts';
import { besideRecords, closingProofOf } from './ends.ts';
import { noteItemsOut } from './itemsOut.ts';
import { reportHooks, reportProblem } from './reportHooks.ts';
import { overrideFields, personsOfNotice, staffAsIssued } from './staff/noticeStaff.ts';
import {
  type Demand,
  demandsOf,
  openChecks,
  proposedSite,
  rulesOfTask,
  serviceOf,
  siteKind,
  type TaskRecord,
  taskFactsOf,
  toTaskRecord,
} from './taskFacts.ts';

/** Kinds that can belong to a task and answer a demand of the service table. */
export const taskKinds = [
  'phoneRecord',
  'faxRecord',
  'customerInformation',
  'dispatchNotice',
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
  'outgoingItem',
  'incomingItem',
  'serviceInformation',
] as const;

/** Gives the move engine the rules of tasks and dispatch notices; called once by the composition root. */
export function registerServiceHooks(): void {
  registerMoveHooks({ task: taskHooks, dispatchNotice: noticeHooks, ...reportHooks });
}

/** Figure 1 and the service table: what must be there before a task goes on. */
const taskHooks: MoveHooks = {
  check: async (ctx, whole, move) => {
    switch (move) {
      case 'analyse':
        return await responsibilityProblem(ctx, whole);
      case 'carryOut':
        return await noticeProblem(ctx, whole);
      case 'handIn':
        return openItemsError(await lackingBeforeHandIn(ctx, whole));
      case 'close':
        return openItemsError(await lackingBeforeClosing(ctx, whole));
      default:
        return null;
    }
  },
  fill: async (ctx, whole, move) => {
    if (move === 'close') return { closingProof: await closingProof(ctx, whole) };
    if (move !== 'analyse') return {};
    const proposed = await proposedSite(ctx.db, whole);
    const service = serviceOf(whole.content);
    const rules = await rulesOfTask(ctx.db, whole);
    const hasList = Array.isArray(whole.content.checkList) && whole.content.checkList.length > 0;
    return {
      responsibleReason:
        proposed === null ? '产品型号尚未登记，按分析结果确定' : `${proposed.reason}（${proposed.clause}）`,
      rulesVersion: rules.version,
      ...(hasList || service === null ? {} : { checkList: checkListFor(service, rules.table) }),
    };
  },
  after: async (ctx, whole, move) => {
    if (move === 'analyse') await nameResponsibleSite(ctx, whole);
  },
};

/** A task that another site is to carry out travels there: its readers include that site from now on (spec 4). */
async function nameResponsibleSite(ctx: WriteContext, task: WholeRecord): Promise<void> {
  const code = task.content.responsibleSite;
  const own = task.record.owning_site === ctx.site.code && code !== ctx.site.code;
  if (!own || typeof code !== 'string' || (await siteKindOf(ctx.tx, code)) === undefined) return;
  const grant = { by: ctx.actor.uid, at: ctx.now };
  await nameReader(ctx.tx, task.record, readerOfSite(code), readerReasons.responsible, grant);
}

/** 5.5.4 and 5.2.1: a notice is issued by a named issuer for qualified staff. */
const noticeHooks: MoveHooks = {
  check: async (ctx, whole, move, input) => {
    if (move === 'issue') return await staffProblem(ctx, whole, input);
    return move === 'recordReturn' ? await reportProblem(ctx, whole) : null;
  },
  fill: async (ctx, whole, move, input) => {
    if (move !== 'issue') return {};
    const by = { uid: ctx.actor.uid, name: ctx.actor.name };
    const persons = await personsOfNotice(ctx, whole);
    const reason = input.overrideReason.trim();
    return {
      staff: staffAsIssued(whole.content, persons),
      issuedBy: by,
      issuedAt: ctx.now,
      ...overrideFields(persons),
      ...(persons.some((person) => !person.able) ? { overrideReason: reason, overrideBy: by } : {}),
    };
  },
  after: async (ctx, whole, move) => {
    if (move === 'issue') await nameDispatched(ctx, whole);
    if (move === 'recordReturn') await noteItemsOut(ctx, whole);
  },
};

async function staffProblem(
  ctx: RecordContext,
  whole: WholeRecord,
  input: MoveInput | null,
): Promise<AppError | null> {
  if (staffUids(whole.content).length === 0) return new AppError('dispatch.no-staff');
  if (whole.task === null) return null;
  const unfit = await unqualified(ctx, whole);
  if (unfit.length === 0) return null;
  const leader = ctx.actor.roles.some((role) => role === 'centerLeader' || role === 'unitLeader');
  // While the button is only drawn, a leader may press it and give the reason then.
  if (leader && (input === null || input.overrideReason.trim().length >= 2)) return null;
  return new AppError('dispatch.unqualified', { detail: unfit.join('；') });
}

/** Staff of a notice who may not be sent, each with the reasons. */
async function unqualified(ctx: RecordContext, whole: WholeRecord): Promise<string[]> {
  const rows = await personsOfNotice(ctx, whole);
  return rows.filter((row) => !row.able).map((row) => `${row.name}：${row.reasons.join('，')}`);
}

/** Dispatched staff read the notice, its task and what is already in the task. */
async function nameDispatched(ctx: WriteContext, notice: WholeRecord): Promise<void> {
  const grant = { by: ctx.actor.uid, at: ctx.now };
  await nameStaff(ctx.tx, [notice.record], staffUids(notice.content), grant);
  if (notice.record.task_id === null) return;
  const task = await recordById(ctx.tx, notice.record.task_id);
  const records = await recordsInTask(ctx.tx, task.id, taskKinds);
  const staff = records
    .filter((record) => record.kind === 'dispatchNotice' && !['draft', 'voided'].includes(record.state))
    .flatMap((record) => staffUids(JSON.parse(record.content) as FormContent));
  const others = records.filter((record) => record.kind !== 'dispatchNotice');
  await nameStaff(ctx.tx, [task, ...others], staff, grant);
}

async function responsibilityProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  const proposed = await proposedSite(ctx.db, whole);
  if (proposed === null) return null;
  const chosen = (await siteKind(ctx.db, ctx.site, whole.content)) === 'unit' ? 'unit' : 'center';
  const reason = whole.content.responsibleOverride;
  if (chosen === proposed.value || (typeof reason === 'string' && reason.trim() !== '')) return null;
  const detail = `${proposed.reason}（${proposed.clause}），改派须填写理由`;
  return new AppError('record.incomplete', { detail });
}

/** 5.5.4: nobody works at the customer's without an issued notice. */
async function noticeProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  const records = await taskRecords(ctx, whole);
  const facts = await taskFactsOf(ctx.db, ctx.site, whole, records);
  if (facts === null || !isAtCustomer(facts)) return null;
  const issued = records.some(
    (record) => record.kind === 'dispatchNotice' && !['draft', 'voided'].includes(record.state),
  );
  return issued ? null : openItemsError(['现场服务须先签发售后服务通知单（5.5.4）']);
}

async function lackingBeforeHandIn(ctx: RecordContext, whole: WholeRecord): Promise<string[]> {
  const { records, demands } = await rulesOf(ctx, whole);
  const drafts = records.filter((record) => record.state === 'draft').length;
  return [
    ...lackingWords(demands),
    ...(drafts > 0 ? [`${drafts} 份记录还是草稿`] : []),
    ...openChecks(whole.content).map((label) => `核对项目“${label}”未核对`),
  ];
}

async function lackingBeforeClosing(ctx: RecordContext, whole: WholeRecord): Promise<string[]> {
  const { records, demands } = await rulesOf(ctx, whole);
  const open = records.filter((record) =>
    ['draft', 'issued', 'returned', 'submitted'].includes(record.state),
  ).length;
  const stored = await recordsInTask(ctx.db, whole.record.id, taskKinds);
  const beside = await besideRecords(ctx.db, whole.record, stored);
  return [
    ...lackingWords(demands),
    ...(open > 0 ? [`${open} 份记录尚未审查或办结`] : []),
    ...new Set(beside.ends.map((end) => `${end.plain}（${end.clause}）`)),
  ];
}

/** What was looked at when nothing was found open any more; frozen with the task. */
async function closingProof(ctx: RecordContext, whole: WholeRecord): Promise<string> {
  const stored = await recordsInTask(ctx.db, whole.record.id, taskKinds);
  const rows = stored.map((record) => ({
    title: latestForm(kindOf(record)).title,
    number: numberOf(record),
    state: stateWords[stateOf(record)].label,
  }));
  const checks = checkRowSchema.array().safeParse(whole.content.checkList ?? []).data ?? [];
  const words = checks.map((row) => `${row.label}${row.state === 'done' ? '完成' : '不适用'}`);
  return closingProofOf(rows, await besideRecords(ctx.db, whole.record, stored), words);
}

function lackingWords(demands: readonly Demand[]): string[] {
  return demands
    .filter((demand) => demand.lacking > 0)
    .map(
      (demand) => `缺${demandedWords(demand.report.kind)} ${demand.lacking} 份（${demand.report.reason}）`,
    );
}

async function rulesOf(ctx: RecordContext, whole: WholeRecord) {
  const records = await taskRecords(ctx, whole);
  const facts = await taskFactsOf(ctx.db, ctx.site, whole, records);
  return { records, demands: demandsOf(facts, records, whole.content) };
}

/** Every record of a task whatever its readers: a task is not closed over what its closer may not see. */
async function taskRecords(ctx: RecordContext, whole: WholeRecord): Promise<TaskRecord[]> {
  const stored = await recordsInTask(ctx.db, whole.record.id, taskKinds);
  const equipment = await equipmentOfRecords(
    ctx.db,
    stored.map((record) => record.id),
  );
  return stored.map((record) =>
    toTaskRecord(
      record,
      equipment.filter((entry) => entry.record_id === record.id).map((entry) => entry.uid),
    ),
  );
}

function openItemsError(items: readonly string[]): AppError | null {
  return items.length === 0 ? null : new AppError('task.open-items', { detail: items.join('；') });
}
