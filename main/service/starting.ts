import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { checkField } from '../../shared/forms/validate.ts';
import { type FormContent, isEmptyValue, staffRowSchema } from '../../shared/forms/values.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { masterByIds, masterByUids, type StoredMaster } from '../database/stores/master.ts';
import { recordsInTask } from '../database/stores/tasks.ts';
import { createRecord } from '../records/drafts.ts';
import { requireRecord } from '../records/reading.ts';
import { contentOf, dayField, startOfDay, type WholeRecord } from '../records/wholeRecord.ts';
import { inside } from '../records/writing.ts';
import { demandsOf, modelOf, serviceOf, taskFactsOf, toTaskRecord } from './taskFacts.ts';

/** Everything that is known before a record is started. */
interface Known {
  readonly ctx: WriteContext;
  readonly task: WholeRecord;
  readonly notice: WholeRecord | null;
  readonly call: FormContent;
  readonly callAt: string | null;
  readonly equipment: readonly StoredMaster[];
  readonly model: StoredMaster | undefined;
}

/** `service.startFor`: a record inside a task with everything filled in that task, notice, call and equipment already say. */
export const startFor: HandlerFor<Contract['service']['startFor']> = async (ctx, input) => {
  const reading = inside(ctx);
  const task = await requireRecord(reading, input.taskUid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  const notice = await noticeFor(ctx, task, input.noticeUid);
  const form = latestForm(input.kind);
  const { max } = form.head.equipment;
  const all = task.equipment.map((entry) => entry.uid);
  const uids = (input.equipmentUids.length > 0 ? input.equipmentUids : all).slice(0, max ?? undefined);
  const calls = await recordsInTask(ctx.tx, task.record.id, ['phoneRecord', 'faxRecord']);
  const call = calls.at(-1);
  const known: Known = {
    ctx,
    task,
    notice,
    call: call === undefined ? {} : contentOf(call),
    callAt: call?.occurred_at ?? null,
    equipment: await masterByUids(ctx.tx, uids),
    model: await modelOf(ctx.tx, task),
  };
  const parts = await partsFor(known, input.kind);
  const whole = await createRecord(ctx, {
    kind: input.kind,
    content: fitting(input.kind, await prefill(known, input.kind)),
    parts,
    taskUid: task.record.uid,
    customerUid: task.customer?.uid ?? null,
    equipmentUids: uids,
  });
  return { uid: whole.record.uid as RecordUid };
};

async function noticeFor(
  ctx: WriteContext,
  task: WholeRecord,
  uid: string | null,
): Promise<WholeRecord | null> {
  if (uid !== null) {
    const notice = await requireRecord(inside(ctx), uid);
    if (notice.kind !== 'dispatchNotice' || notice.record.task_id !== task.record.id) {
      throw new AppError('record.not-found');
    }
    return notice;
  }
  const notices = await recordsInTask(ctx.tx, task.record.id, ['dispatchNotice']);
  const last = notices.findLast((notice) => notice.state !== 'voided');
  // A notice that the person may not see fills nothing in.
  return last === undefined ? null : await requireRecord(inside(ctx), last.uid).catch(() => null);
}

/** Parts of the form that the service table demands of this task (06A). */
async function partsFor(known: Known, kind: RecordKind): Promise<string[]> {
  if (kind !== 'repairReport') return [];
  const { ctx, task } = known;
  const records = (await recordsInTask(ctx.tx, task.record.id, ['repairReport'])).map((record) =>
    toTaskRecord(record, []),
  );
  const facts = await taskFactsOf(ctx.tx, ctx.site, task, records);
  const parts = demandsOf(facts, records, task.content)
    .filter((demand) => demand.report.kind === 'repairReport' && demand.report.part !== null)
    .map((demand) => demand.report.part);
  const wanted = parts.filter((part) => part !== null);
  return wanted.length > 0 ? [...new Set(wanted)] : ['repair'];
}

async function prefill(known: Known, kind: RecordKind): Promise<Record<string, unknown>> {
  const { task, notice, ctx } = known;
  const place = notice?.content.place ?? task.content.place;
  const from =
    notice === null ? null : (dayField(notice.content, 'arrivedDay') ?? dayField(notice.content, 'startDay'));
  const to = notice === null ? null : dayField(notice.content, 'returnedDay');
  const staff = staffRowSchema.array().safeParse(notice?.content.staff ?? []).data ?? [];
  const model =
    known.model === undefined
      ? undefined
      : { uid: known.model.uid, code: known.model.code, name: known.model.name };
  const service = serviceOf(task.content);
  switch (kind) {
    case 'dispatchNotice':
      return {
        reason: task.content.occasion,
        service,
        place,
        contact: known.call.caller,
        contactPhone: known.call.callerNumber,
        taskText: task.content.description,
        startDay: ctx.today,
        dueOnSite: task.content.neededBy ?? ctx.today,
      };
    case 'repairReport':
      return {
        ...repairFacts(known),
        serviceDay: from ?? ctx.today,
        place,
        staff,
        symptom: task.content.description,
      };
    case 'commissioningReport':
      return {
        workKind: service,
        platform: equipmentField(known, 'platform'),
        startedDay: from ?? ctx.today,
        finishedDay: to ?? from ?? ctx.today,
        staff,
      };
    case 'batchReport':
      return {
        workKind: service,
        model,
        place,
        startedDay: from ?? ctx.today,
        finishedDay: to ?? from ?? ctx.today,
        staff,
        serials: await serialRows(known),
      };
    case 'trainingRecord':
      return {
        model,
        place,
        startDay: from ?? ctx.today,
        endDay: to ?? from ?? ctx.today,
        hours: task.content.trainingHours,
        mode: 'onSite',
        teachers: staff,
      };
    case 'serviceInformation':
      return {
        unit: ctx.site.name,
        serviceKind: service,
        model,
        periodFrom: from ?? ctx.today,
        periodTo: to ?? from ?? ctx.today,
        staff,
      };
    case 'customerInformation':
      return { source: service === 'visit' ? 'visit' : 'phone', content: task.content.description };
    default:
      return {};
  }
}

function repairFacts(known: Known): Record<string, unknown> {
  const { notice, task } = known;
  const warranty = equipmentField(known, 'warrantyUntil');
  const arrived = notice === null ? null : dayField(notice.content, 'arrivedDay');
  return {
    serial: known.equipment[0]?.code,
    batch: equipmentField(known, 'batch'),
    deliveredDay: equipmentField(known, 'deliveredDay'),
    inWarranty: typeof warranty === 'string' ? warranty >= known.ctx.today : undefined,
    hoursUsed: equipmentField(known, 'hoursUsed'),
    reportedAt: known.callAt ?? task.record.occurred_at,
    arrivedAt: arrived === null ? undefined : startOfDay(arrived),
    trainingHours: task.content.trainingHours,
  };
}

function equipmentField(known: Known, key: string): unknown {
  const [first] = known.equipment;
  return first === undefined ? undefined : (JSON.parse(first.content) as Record<string, unknown>)[key];
}

async function serialRows(known: Known): Promise<unknown[]> {
  const ids = known.equipment.map((entry) => entry.model_id).filter((id) => id !== null);
  const models = await masterByIds(known.ctx.tx, ids);
  return known.equipment.map((entry) => ({
    equipment: entry.uid,
    serial: entry.code,
    model: models.find((model) => model.id === entry.model_id)?.code ?? '',
    done: false,
  }));
}

/** Only values that the form takes: what another form says may not be among this one's choices. */
function fitting(kind: RecordKind, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const form = latestForm(kind);
  const content: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isEmptyValue(value) || fieldOf(form, key) === undefined) continue;
    if (checkField(form, key, value) === null) content[key] = value;
  }
  return content;
}
