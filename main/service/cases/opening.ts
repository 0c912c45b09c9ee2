import { addDays } from '../../../shared/calendar/calendar.ts';
import { caseOrigins, caseRelations, telephoneKinds } from '../../../shared/cases/origins.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { fieldOf } from '../../../shared/forms/definition.ts';
import type { CaseKind } from '../../../shared/forms/kinds.ts';
import { latestForm } from '../../../shared/forms/registry.ts';
import { checkField } from '../../../shared/forms/validate.ts';
import { type FormContent, isEmptyValue } from '../../../shared/forms/values.ts';
import { dayOf, type Instant, type RecordUid } from '../../../shared/ids.ts';
import { mayRecord } from '../../../shared/policy/permissions.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { casesOfRecord, unjoinedRecords, waitingCases } from '../../database/stores/cases.ts';
import { masterByIds, masterByUids } from '../../database/stores/master.ts';
import { putLink } from '../../database/stores/recordParts.ts';
import type { ListedRecord } from '../../database/stores/recordRows.ts';
import { createRecord } from '../../records/drafts.ts';
import { type RecordContext, requireRecord } from '../../records/reading.ts';
import { startOfDay, type WholeRecord } from '../../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory } from '../../records/writing.ts';

/** A unit's record belongs to the telephone case when both lie within so many days. */
const matchDays = 31;

/**
 * `cases.openFrom`.
 * @throws AppError record.not-found, gate.forbidden, case.not-from-here, case.doubled, case.maybe-doubled
 */
export const openFrom: HandlerFor<Contract['cases']['openFrom']> = async (ctx, input) => {
  const reading = inside(ctx);
  const origin = await requireRecord(reading, input.fromUid);
  if (!(caseOrigins[origin.kind] ?? []).includes(input.kind)) throw new AppError('case.not-from-here');
  if (!mayRecord(ctx.actor.roles, 'write', input.kind)) throw new AppError('gate.forbidden');
  if ((await casesOfRecord(ctx.tx, origin.record.id, input.kind)) > 0) throw new AppError('case.doubled');
  const waiting = telephoneKinds.includes(input.kind) ? await waitingFor(reading, origin) : [];
  if (waiting.some((row) => row.kind === input.kind) && input.separateReason.length < 2) {
    throw new AppError('case.maybe-doubled');
  }
  const equipment = origin.equipment.map((entry) => entry.uid);
  const { max } = latestForm(input.kind).head.equipment;
  const made = await createRecord(ctx, {
    kind: input.kind,
    content: fitting(input.kind, await prefill(ctx, origin, input.kind)),
    customerUid: origin.customer?.uid ?? null,
    equipmentUids: equipment.slice(0, max ?? undefined),
    taskUid: latestForm(input.kind).head.task === 'none' ? null : (origin.task?.uid ?? taskItself(origin)),
  });
  await putLink(ctx.tx, made.record.id, origin.record.id, caseRelations.origin, ctx.now);
  await noteHistory(ctx, made.record, 'link', made.state, caseRelations.origin);
  if (input.separateReason !== '') {
    await noteHistory(ctx, made.record, 'separate', made.state, input.separateReason);
  }
  auditRecord(ctx, made.record);
  return { uid: made.record.uid as RecordUid };
};

/**
 * `cases.join`: the unit's own record of what it reported by telephone stands beside the case, and is not doubled.
 * @throws AppError record.not-found, gate.forbidden, case.not-joined
 */
export const join: HandlerFor<Contract['cases']['join']> = async (ctx, input) => {
  const reading = inside(ctx);
  const whole = await requireRecord(reading, input.caseUid);
  const record = await requireRecord(reading, input.recordUid);
  if (!telephoneKinds.some((kind) => kind === whole.kind)) throw new AppError('record.not-found');
  if (!mayRecord(ctx.actor.roles, 'write', whole.kind)) throw new AppError('gate.forbidden');
  const unit = typeof whole.content.unitSite === 'string' ? whole.content.unitSite : '';
  const fits = unit !== '' && record.record.owning_site === unit && record.record.id !== whole.record.id;
  if (!fits || (await casesOfRecord(ctx.tx, record.record.id, whole.kind)) > 0) {
    throw new AppError('case.not-joined', { unit: unit === '' ? '所填单位' : unit });
  }
  await putLink(ctx.tx, whole.record.id, record.record.id, caseRelations.unitRecord, ctx.now);
  await noteHistory(ctx, whole.record, 'link', whole.state, caseRelations.unitRecord);
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** Telephone cases that a unit's record may belong to. */
export async function waitingFor(ctx: RecordContext, origin: WholeRecord): Promise<ListedRecord[]> {
  if (origin.record.customer_id === null || origin.record.owning_site === ctx.site.code) return [];
  return await waitingCases(ctx.db, ctx.scope, {
    kinds: telephoneKinds,
    customerId: origin.record.customer_id,
    unit: origin.record.owning_site,
    ...around(origin),
  });
}

/** Records of the unit that a telephone case may wait for. */
export async function arrivedFor(ctx: RecordContext, whole: WholeRecord): Promise<ListedRecord[]> {
  const { unitSite } = whole.content;
  if (whole.record.customer_id === null || typeof unitSite !== 'string' || unitSite === '') return [];
  return await unjoinedRecords(ctx.db, ctx.scope, {
    kinds: [whole.kind],
    customerId: whole.record.customer_id,
    unit: unitSite,
    ...around(whole),
  });
}

function around(whole: WholeRecord): { from: string; to: string } {
  const day = dayOf(whole.record.occurred_at as Instant);
  return { from: startOfDay(addDays(day, -matchDays)), to: startOfDay(addDays(day, matchDays + 1)) };
}

function taskItself(origin: WholeRecord): string | null {
  return origin.kind === 'task' ? origin.record.uid : null;
}

async function prefill(ctx: WriteContext, origin: WholeRecord, kind: CaseKind): Promise<FormContent> {
  const { content, record } = origin;
  const happened = record.occurred_at as Instant;
  const words = wordsOf(origin);
  const unit = record.owning_site === ctx.site.code ? undefined : record.owning_site;
  const person = content.caller ?? content.informant ?? content.reportedBy ?? record.author_name;
  switch (kind) {
    case 'complaint':
      return {
        receivedAt: happened,
        receivedWay: wayOf(origin),
        unitSite: unit,
        complainant: person,
        complainantPhone: content.callerNumber,
        content: words,
      };
    case 'qualityFeedback':
      return {
        foundDay: dayOf(happened),
        foundWhere: content.foundWhere ?? content.place,
        unitSite: unit,
        reporter: person,
        problem: words,
        firstAid: content.action,
        model: await modelValue(ctx, origin),
      };
    case 'urgentReport':
      return {
        happenedAt: happened,
        reportedAt: ctx.now,
        reportedBy: person,
        reportWay: 'phone',
        unitSite: unit,
        place: content.place,
        matter: words,
      };
    case 'forwardedNeed':
      return { need: words };
    case 'improvement':
      return { origin: improvementOrigin(origin), problem: words };
    case 'returnCase':
      return { receivedDay: dayOf(happened), symptom: content.condition ?? words };
    case 'customerProperty':
      return { foundAt: ctx.now, item: origin.equipment.map((entry) => entry.code).join('、'), quantity: 1 };
    case 'designChange':
      return {};
  }
}

/** What a record says in words: the need, the content, the symptom, the suggestion. */
function wordsOf(origin: WholeRecord): string {
  const { content, record } = origin;
  const keys = [
    'suggestion',
    'need',
    'content',
    'problem',
    'qualityInformation',
    'symptom',
    'matter',
    'demands',
    'conclusion',
    'description',
  ];
  const found = keys
    .map((key) => content[key])
    .find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof found === 'string' ? found : record.title;
}

function wayOf(origin: WholeRecord): string | undefined {
  if (origin.kind === 'phoneRecord') return 'phone';
  if (origin.kind === 'faxRecord') return 'fax';
  return typeof origin.content.source === 'string' ? origin.content.source : undefined;
}

function improvementOrigin(origin: WholeRecord): string {
  switch (origin.kind) {
    case 'complaint':
      return 'complaint';
    case 'complaintCheck':
      return 'check';
    case 'customerInformation':
      return origin.content.source === 'visit' ? 'visit' : 'suggestion';
    case 'task':
      return origin.content.service === 'visit' ? 'visit' : 'other';
    default:
      return typeof origin.content.suggestion === 'string' ? 'suggestion' : 'score';
  }
}

async function modelValue(ctx: WriteContext, origin: WholeRecord): Promise<unknown> {
  if (origin.content.model !== undefined) return origin.content.model;
  const [first] = await masterByUids(
    ctx.tx,
    origin.equipment.slice(0, 1).map((entry) => entry.uid),
  );
  if (first === undefined || first.model_id === null) return undefined;
  const [model] = await masterByIds(ctx.tx, [first.model_id]);
  return model === undefined ? undefined : { uid: model.uid, code: model.code, name: model.name };
}

/** Only values that the form takes: what another form says may not be among this one's choices. */
function fitting(kind: CaseKind, values: FormContent): Record<string, unknown> {
  const form = latestForm(kind);
  const content: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isEmptyValue(value) || fieldOf(form, key) === undefined) continue;
    if (checkField(form, key, value) === null) content[key] = value;
  }
  return content;
}
