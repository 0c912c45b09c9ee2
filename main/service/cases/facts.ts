import { type ClockTime, caseClocks } from '../../../shared/cases/clocks.ts';
import type { CaseFacts, SerialState } from '../../../shared/cases/stepRules.ts';
import { equipmentRowSchema, masterValueSchema } from '../../../shared/forms/values.ts';
import type { ReadDb } from '../../database/handles.ts';
import {
  besideCase,
  type ChangeSerial,
  changeSerials,
  settlingReports,
} from '../../database/stores/cases.ts';
import { deadlinesOf, siteCalendar } from '../../records/due.ts';
import type { RecordContext } from '../../records/reading.ts';
import { kindOf, stateOf, type WholeRecord } from '../../records/wholeRecord.ts';

/** An affected serial with its state as it follows from task and reports. */
export interface SettledSerial extends ChangeSerial {
  readonly state: SerialState;
  /** Number of the report that settled it, or the reason why it is not settled. */
  readonly words: string;
  /** Identity of that report: its number is for those who may read it. */
  readonly report: string | null;
}

/** What the clocks of a case are measured against: calendar and the deadlines that the case began with. */
export async function clockTime(ctx: RecordContext, whole: WholeRecord): Promise<ClockTime> {
  return {
    now: ctx.now,
    today: ctx.today,
    calendar: await siteCalendar(ctx.db),
    deadlines: await deadlinesOf(ctx.db, whole.record),
  };
}

/** Everything that the rules of a case's steps look at. */
export async function caseFactsOf(ctx: RecordContext, whole: WholeRecord): Promise<CaseFacts> {
  const beside = await besideCase(ctx.db, whole.record);
  const serials = whole.kind === 'designChange' ? await serialsOf(ctx.db, whole) : [];
  const model = masterValueSchema.safeParse(whole.content.model);
  return {
    state: whole.state,
    content: whole.content,
    time: await clockTime(ctx, whole),
    linked: beside.map((record) => ({
      kind: kindOf(record),
      state: stateOf(record),
      owningSite: record.owning_site,
    })),
    serials: serials.map((serial) => serial.state),
    modelFits: serials.every((serial) => model.success && serial.model_uid === model.data.uid),
  };
}

/** The clocks of a case now. */
export async function clocksOf(ctx: RecordContext, whole: WholeRecord) {
  return caseClocks(whole.kind, whole.state, whole.content, await clockTime(ctx, whole));
}

/**
 * The affected serials of a design change. Done is what a reviewed 07A of its task covers, or a reviewed 08A that ticks it; a
 * task that was voided leaves its serials open.
 */
export async function serialsOf(db: ReadDb, whole: WholeRecord): Promise<SettledSerial[]> {
  const rows = await changeSerials(db, whole.record.id);
  const reports = await settlingReports(db, whole.record.id);
  return rows.map((row) => {
    if (row.waived_reason !== null)
      return { ...row, state: 'waived', words: row.waived_reason, report: null };
    if (row.task_id === null || row.task_state === 'voided')
      return { ...row, state: 'open', words: '', report: null };
    const settled = reports.find(
      (report) =>
        report.task_id === row.task_id &&
        report.equipment_id === row.equipment_id &&
        (report.kind === 'commissioningReport' || isTicked(report.content, row.equipment_uid)),
    );
    return settled === undefined
      ? { ...row, state: 'task', words: '', report: null }
      : { ...row, state: 'done', words: settled.number ?? '', report: settled.uid };
  });
}

/** Whether a batch report ticks the set: an exception has its own report. */
function isTicked(content: string, equipmentUid: string): boolean {
  const { serials } = JSON.parse(content) as { serials?: unknown };
  const rows = equipmentRowSchema.array().safeParse(serials ?? []);
  return rows.success && rows.data.some((row) => row.equipment === equipmentUid && row.done === true);
}
