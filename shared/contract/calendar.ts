import { z } from 'zod';
import { calendarYearSchema } from '../calendar/calendar.ts';
import { instant } from './primitives.ts';
import { command, query } from './procedure.ts';

/** The working calendar, one file a year, with make-up days (调休). */
export const calendar = {
  /** Every file that the information office entered, newest version of each year; the built-in years come with the program. */
  years: query('person', 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          file: calendarYearSchema,
          version: z.number(),
          source: z.string(),
          editedBy: z.string(),
          editedAt: instant,
        }),
      ),
      /** Year whose file must be asked for now: the current one, or from 1 December the next. */
      missing: z.number().nullable(),
    }),
  ),
  history: query('master.read', 'calendar.read')
    .input(z.strictObject({ year: z.int().min(2000).max(2100) }))
    .output(
      z.strictObject({
        rows: z.array(
          z.strictObject({
            version: z.number(),
            source: z.string(),
            editedBy: z.string(),
            editedAt: instant,
            holidays: z.number(),
            workdays: z.number(),
          }),
        ),
      }),
    ),
  /** Enters a year's file; every open due date that depends on it is computed again in the same transaction. */
  save: command('calendar.edit', 'calendar.edited')
    .input(
      z.strictObject({
        file: calendarYearSchema,
        /** Where it comes from: the notice of the State Council, the company's own arrangement. */
        source: z.string().trim().min(2).max(200),
      }),
    )
    .output(z.strictObject({ version: z.number(), moved: z.number() })),
};
