import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { z } from 'zod';
import type { Day } from '../ids.ts';

// Only the published data of chinese-days is used: its functions read a day as local midnight and name the day before
// on machines west of Greenwich. All arithmetic here is on UTC days and therefore free of time zones.

const dayText = z.iso.date();

/** Schema of one year's file as the information office edits it. */
export const calendarYearSchema = z
  .strictObject({
    year: z.int().min(2000).max(2100),
    /** Days off that would be weekdays or weekend days: day → name. */
    holidays: z.record(dayText, z.string().max(40)),
    /** Make-up working days on weekends (调休): day → name. */
    workdays: z.record(dayText, z.string().max(40)),
  })
  .refine(
    (file) =>
      [...Object.keys(file.holidays), ...Object.keys(file.workdays)].every(
        (day) => Number(day.slice(0, 4)) === file.year,
      ),
    { error: '日期不在该年度内' },
  )
  .refine((file) => Object.keys(file.holidays).every((day) => !(day in file.workdays)), {
    error: '同一天不能既放假又上班',
  });
/** Holidays and make-up working days of one year. */
export type CalendarYear = z.infer<typeof calendarYearSchema>;

/** The working calendar: one file a year; a year without a file counts weekdays. */
export interface WorkingCalendar {
  readonly years: ReadonlyMap<number, CalendarYear>;
}

/** The years that came with the program (State Council notices as published in chinese-days). */
export const builtInYears: readonly CalendarYear[] = readPublished();

/**
 * The calendar in force: built-in years, each replaced by the site's own file where there is one.
 * @param edited files of the information office
 */
export function buildCalendar(edited: readonly CalendarYear[] = []): WorkingCalendar {
  const years = new Map(builtInYears.map((file) => [file.year, file]));
  for (const file of edited) years.set(file.year, calendarYearSchema.parse(file));
  return { years };
}

/** True if the calendar has the file of the day's year; otherwise what depends on it shows 日历未定. */
export function isDetermined(calendar: WorkingCalendar, day: Day): boolean {
  return calendar.years.has(yearOf(day));
}

/** Work on that day? Holidays and make-up days first, then weekdays. */
export function isWorkingDay(calendar: WorkingCalendar, day: Day): boolean {
  const file = calendar.years.get(yearOf(day));
  if (file !== undefined) {
    if (day in file.workdays) return true;
    if (day in file.holidays) return false;
  }
  const weekday = new Date(toTime(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Name of a holiday or make-up day, or null for an ordinary day. */
export function dayName(calendar: WorkingCalendar, day: Day): string | null {
  const file = calendar.years.get(yearOf(day));
  return file?.holidays[day] ?? file?.workdays[day] ?? null;
}

/** A day plus calendar days (may be negative). */
export function addDays(day: Day, count: number): Day {
  return fromTime(toTime(day) + count * dayMs);
}

/** A day plus months; a day that the target month lacks becomes its last day. */
export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + count + 1, 0)).getUTCDate();
  return fromTime(Date.UTC(year, month - 1 + count, Math.min(date, last)));
}

/** Calendar days from one day to another; negative when the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((toTime(to) - toTime(from)) / dayMs);
}

/** The day itself if it is a working day, else the next one. */
export function nextWorkingDay(calendar: WorkingCalendar, day: Day): Day {
  let current = day;
  while (!isWorkingDay(calendar, current)) current = addDays(current, 1);
  return current;
}

/**
 * The `count`th working day after a day; 0 gives the day itself, moved off a rest day.
 * @param count whole working days, not negative
 */
export function addWorkingDays(calendar: WorkingCalendar, from: Day, count: number): Day {
  let current = count === 0 ? nextWorkingDay(calendar, from) : from;
  for (let left = count; left > 0; ) {
    current = addDays(current, 1);
    if (isWorkingDay(calendar, current)) left -= 1;
  }
  return current;
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier. */
export function workingDaysBetween(calendar: WorkingCalendar, from: Day, to: Day): number {
  if (to < from) return -workingDaysBetween(calendar, to, from);
  let count = 0;
  for (let current = from; current < to; ) {
    current = addDays(current, 1);
    if (isWorkingDay(calendar, current)) count += 1;
  }
  return count;
}

/** How far off a due day is, in words: 还有 2 个工作日, 今天到期, 逾期 3 个工作日; with （日历未定） where a year has no file. */
export function dueWords(calendar: WorkingCalendar, today: Day, due: Day): string {
  const unsure = isDetermined(calendar, today) && isDetermined(calendar, due) ? '' : '（日历未定）';
  return `${plainDueWords(calendar, today, due)}${unsure}`;
}

/** The year whose file is missing and must be asked for now: the current one, or from 1 December the next; else null. */
export function missingYear(calendar: WorkingCalendar, today: Day): number | null {
  const year = yearOf(today);
  if (!calendar.years.has(year)) return year;
  return today.slice(5, 7) === '12' && !calendar.years.has(year + 1) ? year + 1 : null;
}

function plainDueWords(calendar: WorkingCalendar, today: Day, due: Day): string {
  if (today === due) return '今天到期';
  const count = workingDaysBetween(calendar, today, due);
  if (due > today) return count === 0 ? '即将到期' : `还有 ${count} 个工作日`;
  return count === 0 ? '逾期不满 1 个工作日' : `逾期 ${-count} 个工作日`;
}

const dayMs = 24 * 60 * 60 * 1000;

function toTime(day: Day): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

function fromTime(time: number): Day {
  return new Date(time).toISOString().slice(0, 10) as Day;
}

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** Published entries read `English name,中文名,n`. */
function readPublished(): CalendarYear[] {
  const files = new Map<number, { holidays: Record<string, string>; workdays: Record<string, string> }>();
  for (const part of ['holidays', 'workdays'] as const) {
    for (const [day, words] of Object.entries(published[part])) {
      const year = Number(day.slice(0, 4));
      const file = files.get(year) ?? { holidays: {}, workdays: {} };
      file[part][day] = words.split(',')[1] ?? words;
      files.set(year, file);
    }
  }
  return [...files]
    .map(([year, file]) => calendarYearSchema.parse({ year, ...file }))
    .sort((a, b) => a.year - b.year);
}
