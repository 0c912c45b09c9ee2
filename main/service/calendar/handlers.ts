import { missingYear } from '../../../shared/calendar/calendar.ts';
import type { Instant } from '../../../shared/ids.ts';
import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { calendarYearHistory, calendarYears, insertCalendarYear } from '../../database/stores/rules.ts';
import { canonicalJson } from '../../records/canonicalJson.ts';
import { siteCalendar } from '../../records/due.ts';
import { readYear, recomputeDueDays } from './recomputing.ts';

/** Service functions of the area `calendar`. */
export const calendarHandlers: AreaHandlers<'calendar'> = {
  years: async (ctx) => ({
    rows: (await calendarYears(ctx.db)).map((row) => ({
      file: readYear(row),
      version: row.version,
      source: row.source,
      editedBy: row.edited_name,
      editedAt: row.edited_at as Instant,
    })),
    missing: missingYear(await siteCalendar(ctx.db), ctx.today),
  }),

  history: async (ctx, input) => {
    ctx.audited({ kind: 'calendar', uid: String(input.year) });
    const rows = await calendarYearHistory(ctx.db, input.year);
    return {
      rows: rows.map((row) => {
        const { holidays, workdays } = readYear(row);
        return {
          version: row.version,
          source: row.source,
          editedBy: row.edited_name,
          editedAt: row.edited_at as Instant,
          holidays: Object.keys(holidays).length,
          workdays: Object.keys(workdays).length,
        };
      }),
    };
  },

  save: async (ctx, input) => {
    const { year } = input.file;
    const [newest] = await calendarYearHistory(ctx.tx, year);
    const version = (newest?.version ?? 0) + 1;
    await insertCalendarYear(ctx.tx, {
      year,
      version,
      file: canonicalJson(input.file),
      source: input.source,
      edited_by: ctx.actor.uid,
      edited_name: ctx.actor.name,
      edited_at: ctx.now,
    });
    ctx.audited({ kind: 'calendar', uid: String(year), number: `v${version}` });
    return { version, moved: await recomputeDueDays(ctx) };
  },
};
