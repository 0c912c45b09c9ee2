import { addDays, nextWorkingDay, type WorkingCalendar } from '../../shared/calendar/calendar.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import type { Day } from '../../shared/ids.ts';
import type { State } from '../../shared/lifecycle/lifecycle.ts';
import type { ReadDb } from '../database/handles.ts';
import { heldDays } from '../database/stores/holds.ts';
import { deadlinesOf, dueOf, handInDueInTask, onSiteReports, siteCalendar } from './due.ts';
import { kindOf } from './wholeRecord.ts';

/**
 * The due day of a record after its holds: none while the clock stands still, later by the days on which it stood, and never a
 * rest day (spec 1 "A clock counts only time inside its calendar; holds carry a reason").
 * @param due day that follows from content and rules alone
 */
export async function heldDue(
  db: ReadDb,
  recordId: number,
  due: Day | null,
  calendar: WorkingCalendar,
): Promise<Day | null> {
  if (due === null) return null;
  const days = await heldDays(db, recordId);
  if (days === 'standing') return null;
  return days === 0 ? due : nextWorkingDay(calendar, addDays(due, days));
}

/**
 * The due day of a record in a state, wherever it comes from: of reports of an on-site service from the return of their people, of
 * everything else from content and rules; always after its holds.
 */
export async function stepDue(
  db: ReadDb,
  record: {
    readonly id: number;
    readonly kind: string;
    readonly task_id: number | null;
    readonly recorded_at: string;
  },
  state: State,
  content: FormContent,
): Promise<Day | null> {
  const kind = kindOf(record);
  const calendar = await siteCalendar(db);
  if (onSiteReports.includes(kind)) {
    const due = state === 'draft' ? await handInDueInTask(db, record.task_id) : null;
    return await heldDue(db, record.id, due, calendar);
  }
  const deadlines = await deadlinesOf(db, { ...record, rulesVersion: content.rulesVersion });
  return await heldDue(db, record.id, dueOf(kind, state, content, calendar, deadlines), calendar);
}
