import { addDays, nextWorkingDay, type WorkingCalendar } from '../../shared/calendar/calendar.ts';
import type { Day } from '../../shared/ids.ts';
import type { ReadDb } from '../database/handles.ts';
import { heldDays } from '../database/stores/holds.ts';

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
