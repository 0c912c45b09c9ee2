import { buildCalendar, calendarYearSchema, type WorkingCalendar } from '../../shared/calendar/calendar.ts';
import { caseDue } from '../../shared/cases/clocks.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import type { Day } from '../../shared/ids.ts';
import type { State } from '../../shared/lifecycle/lifecycle.ts';
import { type Deadlines, dueDay } from '../../shared/rules/deadlines.ts';
import type { ReadDb } from '../database/handles.ts';
import { calendarYears } from '../database/stores/rules.ts';
import { recordsInTask } from '../database/stores/tasks.ts';
import { type BegunRecord, rulesOfRecord } from './rulesInForce.ts';
import { contentOf, dayField } from './wholeRecord.ts';

let built: { readonly from: string; readonly calendar: WorkingCalendar } | undefined;

/** The working calendar in force: built-in years and the site's own files. */
export async function siteCalendar(db: ReadDb): Promise<WorkingCalendar> {
  const files = (await calendarYears(db)).map((row) => row.file);
  const from = files.join('\n');
  // Every save asks for it, and it changes once a year.
  if (built?.from !== from) {
    built = {
      from,
      calendar: buildCalendar(files.map((file) => calendarYearSchema.parse(JSON.parse(file)))),
    };
  }
  return built.calendar;
}

/** The deadlines of the rules that a record began with. */
export async function deadlinesOf(db: ReadDb, record: BegunRecord): Promise<Deadlines> {
  return (await rulesOfRecord(db, record)).deadlines;
}

/** Kinds of report that are handed in after an on-site service (5.5.6). */
export const onSiteReports: readonly RecordKind[] = [
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
];

const openTaskStates: readonly State[] = [
  'registered',
  'analysed',
  'organised',
  'carriedOut',
  'accepted',
  'handedIn',
  'followedUp',
];

/**
 * The day by which a record's present step is due, or null. On-site reports take theirs from the dispatch notice of
 * their task and are not answered here.
 */
export function dueOf(
  kind: RecordKind,
  state: State,
  content: FormContent,
  calendar: WorkingCalendar,
  deadlines: Deadlines,
): Day | null {
  switch (kind) {
    case 'task':
      return openTaskStates.includes(state) ? dayField(content, 'neededBy') : null;
    case 'dispatchNotice':
      return state === 'issued' ? handInDue(dayField(content, 'returnedDay'), calendar, deadlines) : null;
    case 'customerInformation':
      return state === 'draft' ? dayField(content, 'due') : null;
    case 'outgoingItem':
    case 'incomingItem':
      return state === 'draft' ? dayField(content, 'returnDue') : null;
    case 'situationReport': {
      const end = dayField(content, 'periodTo');
      const done = ['dispatched', 'archived', 'compiled', 'disposed', 'voided'].includes(state);
      return end === null || done ? null : dueDay('situationReport', end, calendar, deadlines).due;
    }
    case 'sparesPlan': {
      const year = content.planYear;
      const done = ['approved', 'inForce', 'archived', 'compiled', 'disposed', 'voided'].includes(state);
      return typeof year !== 'number' || done
        ? null
        : dueDay('sparesPlan', `${year - 1}-01-01` as Day, calendar, deadlines).due;
    }
    case 'servicePlan': {
      const year = content.planYear;
      const settled = ['inForce', 'archived', 'compiled', 'disposed', 'voided'].includes(state);
      // An amendment has no due day of its own.
      return typeof year !== 'number' || settled || content.amendment !== 0
        ? null
        : dueDay('annualPlan', `${year}-01-01` as Day, calendar, deadlines).due;
    }
    default:
      return caseDue(kind, state, content, calendar, deadlines);
  }
}

/** Due day of the papers of an on-site service: three days after the return, moved off rest days (5.5.6). */
export function handInDue(
  returnedDay: Day | null,
  calendar: WorkingCalendar,
  deadlines: Deadlines,
): Day | null {
  return returnedDay === null ? null : dueDay('onSitePapers', returnedDay, calendar, deadlines).due;
}

/** Due day of the reports of a task: from the last return that its notices record; null while nobody is back. */
export async function handInDueInTask(db: ReadDb, taskId: number | null): Promise<Day | null> {
  if (taskId === null) return null;
  const notices = await recordsInTask(db, taskId, ['dispatchNotice']);
  const returned = notices
    .map((notice) => dayField(contentOf(notice), 'returnedDay'))
    .filter((day) => day !== null);
  const deadlines = await deadlinesOf(db, { recorded_at: '', task_id: taskId });
  return handInDue(returned.sort().at(-1) ?? null, await siteCalendar(db), deadlines);
}
