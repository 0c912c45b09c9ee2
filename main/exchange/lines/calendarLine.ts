import { z } from 'zod';
import { calendarYearSchema } from '../../../shared/calendar/calendar.ts';
import { instant } from '../../../shared/contract/primitives.ts';
import { calendarYearHistory, calendarYears, insertCalendarYear } from '../../database/stores/rules.ts';
import { canonicalJson } from '../../records/canonicalJson.ts';
import { recomputeDueDays } from '../../service/calendar/recomputing.ts';
import { ownLine } from './ownLine.ts';

/** A year of the working calendar. */
const calendarLine = z.strictObject({
  type: z.literal('calendar'),
  /** `calendar <year> v<version>`. */
  id: z.string().max(40),
  version: z.number().int().min(1).max(100_000),
  file: calendarYearSchema,
  source: z.string().max(1000),
  editedBy: z.string().max(60),
  editedName: z.string().max(200),
  editedAt: instant,
});

/** The working calendar by year: the center's newest file of each. */
export const calendar = ownLine({
  type: 'calendar',
  schema: calendarLine,
  from: 'center',
  most: 200,
  idOf: (line) => `calendar ${line.file.year} v${line.version}`,
  collect: async ({ db }) =>
    (await calendarYears(db)).map((row) =>
      calendarLine.parse({
        type: 'calendar',
        id: `calendar ${row.year} v${row.version}`,
        version: row.version,
        file: JSON.parse(row.file),
        source: row.source,
        editedBy: row.edited_by,
        editedName: row.edited_name,
        editedAt: row.edited_at,
      }),
    ),
  outlook: async (db, line) => {
    const [newest] = await calendarYearHistory(db, line.file.year);
    const same = newest?.file === canonicalJson(line.file);
    return {
      title: `${line.file.year} 年：${line.source}`,
      verdict: same ? 'same' : newest === undefined ? 'new' : 'changed',
      reason: `节假日 ${Object.keys(line.file.holidays).length} 天，调休 ${Object.keys(line.file.workdays).length} 天`,
    };
  },
  apply: async (ctx, lines) => {
    let entered = 0;
    for (const line of lines) {
      const { year } = line.file;
      const file = canonicalJson(line.file);
      const [newest] = await calendarYearHistory(ctx.tx, year);
      if (newest?.file === file) continue;
      await insertCalendarYear(ctx.tx, {
        year,
        // A file that was entered here meanwhile stays in the history, behind the center's.
        version: (newest?.version ?? 0) + 1,
        file,
        source: line.source,
        edited_by: line.editedBy,
        edited_name: line.editedName,
        edited_at: line.editedAt,
      });
      entered += 1;
    }
    if (entered > 0) await recomputeDueDays(ctx);
  },
});
