import { centerKinds } from '../../shared/cases/origins.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { summaryOf } from '../../shared/forms/display.ts';
import { isCaseKind, type RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { checkField, isFieldEditable } from '../../shared/forms/validate.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import { initialContent } from '../../shared/forms/versions.ts';
import type { Instant, RecordUid } from '../../shared/ids.ts';
import { lifecycleOf, stateWords } from '../../shared/lifecycle/lifecycle.ts';
import { isLowerMarking, levelRank, parseMarking } from '../../shared/marking/marking.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import { presentConditions } from '../access/conditions.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { noteDoubtfulTime } from '../database/stores/dates.ts';
import { masterByUids } from '../database/stores/master.ts';
import { markingsOf, replaceEquipment } from '../database/stores/recordParts.ts';
import { isUntouchedDraft } from '../database/stores/recordState.ts';
import { deleteDraft, insertRecord, type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { deadlinesOf, dueOf, handInDueInTask, onSiteReports, siteCalendar } from './due.ts';
import { proposeMark } from './marks.ts';
import { issueNumber, opening, voidNumbersOf, yearOfOccurrence } from './numbering.ts';
import { nameReader, readerReasons, staffReaders } from './readersOfRecord.ts';
import { requireRecord } from './reading.ts';
import { keepInTrash } from './trash.ts';
import { type WholeRecord, wholeWith } from './wholeRecord.ts';
import { auditRecord, indexRecord, inside, noteHistory, occurredFrom, writeEdit } from './writing.ts';

/** What a new record starts with. Content is checked for shape, not for completeness. */
export interface NewRecordSpec {
  readonly kind: RecordKind;
  readonly content: FormContent;
  readonly parts?: readonly string[];
  readonly taskUid?: string | null;
  readonly customerUid?: string | null;
  readonly equipmentUids?: readonly string[];
  readonly occurredAt?: Instant | null;
  readonly responsible?: { readonly id: number; readonly uid: string } | null;
}

/**
 * Creates a record in the first state of its kind: author and task staff become readers, tasks get their registration
 * number at once, the search row is written in the same transaction.
 * @throws AppError gate.forbidden, record.not-found (task), master.not-found, record.field-unknown, record.field-invalid
 */
export async function createRecord(ctx: WriteContext, spec: NewRecordSpec): Promise<WholeRecord> {
  const { tx, site, actor, now } = ctx;
  if (!mayRecord(actor.roles, 'write', spec.kind)) throw new AppError('gate.forbidden');
  if (site.kind === 'unit' && centerKinds.includes(spec.kind)) throw new AppError('case.center-only');
  const form = latestForm(spec.kind);
  const content: Record<string, unknown> = { ...initialContent(form) };
  for (const [key, value] of Object.entries(spec.content)) {
    if (fieldOf(form, key) === undefined) throw new AppError('record.field-unknown', { field: key });
    requireKeepable({ form }, key, value);
    if (value !== null && value !== '') content[key] = value;
  }
  const parts = requireParts({ form }, spec.parts ?? []);
  const task = await taskFor(ctx, spec.taskUid ?? null);
  const customer = await requireMaster(ctx, 'customer', spec.customerUid == null ? [] : [spec.customerUid]);
  const equipment = await requireMaster(ctx, 'equipment', spec.equipmentUids ?? []);
  const occurredAt = occurredFrom({ form }, content) ?? spec.occurredAt ?? now;
  yearOfOccurrence(occurredAt);
  const state = lifecycleOf(spec.kind).initial;
  const calendar = await siteCalendar(tx);
  const deadlines = await deadlinesOf(tx, { recorded_at: now, task_id: task?.id ?? null });
  let record = await insertRecord(tx, {
    uid: ctx.newUid(),
    kind: spec.kind,
    form_version: form.version,
    owning_site: site.code,
    state,
    title: summaryOf(form, content),
    level: 1,
    marking: '内部',
    occurred_at: occurredAt,
    recorded_at: now,
    due_on: onSiteReports.includes(spec.kind)
      ? await handInDueInTask(tx, task?.id ?? null)
      : dueOf(spec.kind, state, content, calendar, deadlines),
    author_id: actor.id,
    author_name: actor.name,
    responsible_id: spec.responsible?.id ?? actor.id,
    customer_id: customer[0]?.id ?? null,
    task_id: task?.id ?? null,
    content: JSON.stringify(content),
    parts: JSON.stringify(parts),
    changed_at: now,
  });
  if (opening[spec.kind] === 'create') {
    const registration_number = await issueNumber(tx, record, 'registration', now);
    record = await updateRecord(tx, record.id, { registration_number, changed_at: now });
  }
  if (equipment.length > 0) {
    await replaceEquipment(
      tx,
      record.id,
      equipment.map((entry) => entry.id),
    );
  }
  await nameFirstReaders(ctx, record, task, spec.responsible ?? null);
  await noteHistory(ctx, record, 'create', null);
  if ((await presentConditions(tx)).includes('dateUnconfirmed')) await noteDoubtfulTime(tx, record.id, now);
  const byCode = equipment.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const whole = wholeWith(record, { customer: customer[0] ?? null, equipment: byCode, task });
  await indexRecord(tx, whole);
  auditRecord(ctx, record);
  return whole;
}

/** `records.create`. */
export const create: HandlerFor<Contract['records']['create']> = async (ctx, input) => {
  const whole = await createRecord(ctx, input);
  return { uid: whole.record.uid as RecordUid };
};

/**
 * `records.saveField`: each call is a transaction of its own, so that nothing typed is lost by a crash. An incomplete
 * value is kept and its fault answered.
 */
export const saveField: HandlerFor<Contract['records']['saveField']> = async (ctx, input) => {
  const whole = await requireEditable(ctx, input.uid);
  const field = fieldOf(whole.form, input.field);
  if (field === undefined) throw new AppError('record.field-unknown', { field: input.field });
  if (!isFieldEditable(whole.form, field, whole.state)) throw notEditable(whole);
  if (input.version !== null && input.version !== whole.record.version) throw new AppError('record.stale');
  const problem = requireKeepable(whole, input.field, input.value);
  const content: Record<string, unknown> = { ...whole.content };
  if (input.value === null || input.value === '') delete content[input.field];
  else content[input.field] = input.value;
  const after = await writeEdit(ctx, whole, { content });
  auditRecord(ctx, after.record);
  return { savedAt: ctx.now, problem };
};

/** `records.saveHead`. */
export const saveHead: HandlerFor<Contract['records']['saveHead']> = async (ctx, input) => {
  const whole = await requireEditable(ctx, input.uid);
  // An issued notice takes only its return part, a case only its next step: the head is covered by the first signature.
  const signedHead = whole.kind === 'dispatchNotice' || isCaseKind(whole.kind);
  if (signedHead && whole.state !== lifecycleOf(whole.kind).initial) throw notEditable(whole);
  const head: Record<string, string | number | null> = {};
  if (input.occurredAt !== undefined) head.occurred_at = input.occurredAt;
  if (input.parts !== undefined) head.parts = JSON.stringify(requireParts(whole, input.parts));
  if (input.customerUid !== undefined) {
    const uids = input.customerUid === null ? [] : [input.customerUid];
    head.customer_id = (await requireMaster(ctx, 'customer', uids))[0]?.id ?? null;
  }
  if (input.taskUid !== undefined) head.task_id = (await taskFor(ctx, input.taskUid))?.id ?? null;
  if (input.marking !== undefined) Object.assign(head, await proposeMarking(ctx, whole, input.marking));
  const equipment =
    input.equipmentUids === undefined
      ? undefined
      : await requireMaster(ctx, 'equipment', input.equipmentUids);
  const after = await writeEdit(ctx, whole, {
    head,
    ...(equipment === undefined ? {} : { equipmentIds: equipment.map((entry) => entry.id) }),
  });
  auditRecord(ctx, after.record);
  return { savedAt: ctx.now };
};

/**
 * `records.discard`: a draft that nothing refers to goes to its author's trash; one that was printed, linked or has attachments is voided
 * and stays.
 */
export const discard: HandlerFor<Contract['records']['discard']> = async (ctx, input) => {
  const whole = await requireEditable(ctx, input.uid);
  const { record } = whole;
  const own = record.author_id === ctx.actor.id || record.responsible_id === ctx.actor.id;
  if (!own) throw new AppError('gate.forbidden');
  if (whole.state !== 'draft') throw notEditable(whole);
  auditRecord(ctx, record);
  if (record.registration_number === null && (await isUntouchedDraft(ctx.tx, record.id))) {
    await keepInTrash(ctx, whole, input.reason);
    await deleteDraft(ctx.tx, record.id);
    return { done: true };
  }
  await voidNumbersOf(ctx.tx, record, input.reason);
  const voided = await updateRecord(ctx.tx, record.id, {
    state: 'voided',
    due_on: null,
    changed_at: ctx.now,
  });
  await noteHistory(ctx, voided, 'void', 'draft', input.reason);
  return { done: true };
};

/**
 * The record, if the acting person may write it now.
 * @throws AppError record.not-found, record.not-owned, gate.forbidden, record.frozen, record.not-draft
 */
export async function requireEditable(ctx: WriteContext, uid: string): Promise<WholeRecord> {
  const whole = await requireRecord(inside(ctx), uid);
  const reason = editProblem(ctx, whole);
  if (reason !== null) throw reason;
  return whole;
}

/** Why the acting person may not write the record now, or null. */
export function editProblem(ctx: Pick<WriteContext, 'site' | 'actor'>, whole: WholeRecord): AppError | null {
  if (whole.record.owning_site !== ctx.site.code) {
    return new AppError('record.not-owned', { site: whole.record.owning_site });
  }
  if (!mayRecord(ctx.actor.roles, 'write', whole.kind)) return new AppError('gate.forbidden');
  const lifecycle = lifecycleOf(whole.kind);
  if (lifecycle.frozen.includes(whole.state)) return new AppError('record.frozen');
  return lifecycle.editable.includes(whole.state) ? null : notEditable(whole);
}

/**
 * Checks a value for shape. Incomplete typing is kept with its fault; structures that the form does not know never are.
 * @returns the fault in Chinese, or null
 * @throws AppError record.field-invalid
 */
export function requireKeepable(
  whole: Pick<WholeRecord, 'form'>,
  key: string,
  value: unknown,
): string | null {
  const problem = checkField(whole.form, key, value);
  if (problem === null) return null;
  const plain = typeof value === 'string' && value.length <= 20_000;
  if (plain || typeof value === 'number') return problem.problem;
  throw new AppError('record.field-invalid', { field: problem.label, detail: problem.problem }, key);
}

function notEditable(whole: WholeRecord): AppError {
  return new AppError('record.not-draft', { state: stateWords[whole.state].label });
}

function requireParts(whole: Pick<WholeRecord, 'form'>, parts: readonly string[]): string[] {
  const known = whole.form.parts.filter((part) => part.use === 'chosen').map((part) => part.key);
  const unknown = parts.find((part) => !known.includes(part));
  if (unknown !== undefined) throw new AppError('record.field-unknown', { field: unknown });
  return [...new Set(parts)];
}

async function requireMaster(ctx: WriteContext, type: string, uids: readonly string[]) {
  const entries = await masterByUids(ctx.tx, uids);
  const fit = entries.filter((entry) => entry.type === type);
  if (fit.length < new Set(uids).size) throw new AppError('master.not-found');
  return fit;
}

/** The task that a record is put into; it must be visible, a task, and still open. */
async function taskFor(ctx: WriteContext, uid: string | null): Promise<StoredRecord | null> {
  if (uid === null) return null;
  const task = await requireRecord(inside(ctx), uid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  if (lifecycleOf('task').frozen.includes(task.state)) throw new AppError('record.frozen');
  return task.record;
}

async function nameFirstReaders(
  ctx: WriteContext,
  record: StoredRecord,
  task: StoredRecord | null,
  responsible: { readonly uid: string } | null,
): Promise<void> {
  const grant = { by: ctx.actor.uid, at: ctx.now };
  const author = readerOfAccount(ctx.actor.uid);
  await nameReader(ctx.tx, record, author, readerReasons.author, grant);
  const named = new Set([author]);
  if (responsible !== null && !named.has(readerOfAccount(responsible.uid))) {
    const reader = readerOfAccount(responsible.uid);
    await nameReader(ctx.tx, record, reader, readerReasons.responsible, grant);
    named.add(reader);
  }
  for (const reader of task === null ? [] : await staffReaders(ctx.tx, task.id)) {
    if (!named.has(reader)) await nameReader(ctx.tx, record, reader, readerReasons.staff, grant);
  }
}

/** A marking written into a draft is a proposal; below an earlier decision it needs the marking officer. */
async function proposeMarking(ctx: WriteContext, whole: WholeRecord, text: string) {
  const marking = parseMarking(text);
  if (marking === null)
    throw new AppError('record.field-invalid', { field: '密级', detail: '应为“秘密★5年”的形式' });
  const level = levelRank(marking.level);
  if (level > ctx.actor.clearance || level > ctx.site.highestLevel) throw new AppError('record.clearance');
  const current = parseMarking(whole.record.marking);
  const decided = (await markingsOf(ctx.tx, whole.record.id)).some((line) => line.status !== 'proposed');
  if (decided && current !== null && isLowerMarking(marking, current, ctx.today)) {
    throw new AppError('record.marking-lower');
  }
  return await proposeMark(ctx, whole, marking);
}
