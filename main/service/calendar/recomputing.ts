import { type CalendarYear, calendarYearSchema } from '../../../shared/calendar/calendar.ts';
import type { WriteContext } from '../../access/context.ts';
import { openDueRecords, setDueDay } from '../../database/stores/dueDays.ts';
import type { StoredCalendarYear } from '../../database/stores/rules.ts';
import { stepDue } from '../../records/holds.ts';
import { contentOf, stateOf } from '../../records/wholeRecord.ts';

/** Records looked at in one step. */
const pageSize = 500;

/** A year's file as stored, read strictly. */
export function readYear(row: Pick<StoredCalendarYear, 'file'>): CalendarYear {
  return calendarYearSchema.parse(JSON.parse(row.file));
}

/**
 * Computes the due day of every open record of this site again, from the same starting days and by the rules that each
 * began with, when a year's file arrives or changes. Days that people wrote themselves stay as written.
 * @returns how many due days moved
 */
export async function recomputeDueDays(ctx: WriteContext): Promise<number> {
  let moved = 0;
  for (let after = 0; ; ) {
    const page = await openDueRecords(ctx.tx, ctx.site.code, after, pageSize);
    for (const record of page) {
      const due = await stepDue(ctx.tx, record, stateOf(record), contentOf(record));
      if (due === null || due === record.due_on) continue;
      await setDueDay(ctx.tx, record.id, due);
      moved += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return moved;
    after = last.id;
  }
}
