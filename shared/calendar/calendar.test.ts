import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../ids.ts';
import {
  addDays,
  addMonths,
  addWorkingDays,
  buildCalendar,
  builtInYears,
  calendarYearSchema,
  dayName,
  daysBetween,
  dueWords,
  isDetermined,
  isWorkingDay,
  missingYear,
  nextWorkingDay,
  workingDaysBetween,
} from './calendar.ts';

const calendar = buildCalendar();
const day = (text: string) => text as Day;
const anyDay = fc.integer({ min: 0, max: 1460 }).map((offset) => addDays(day('2024-01-01'), offset));

describe('working days of 2026', () => {
  it.each([
    ['2026-01-01', false, '元旦'],
    ['2026-01-04', true, '元旦'], // Sunday worked for 2 January
    ['2026-02-14', true, '春节'], // Saturday worked
    ['2026-02-16', false, '春节'],
    ['2026-02-23', false, '春节'],
    ['2026-02-24', true, null],
    ['2026-02-28', true, '春节'],
    ['2026-05-05', false, '劳动节'],
    ['2026-05-09', true, '劳动节'],
    ['2026-09-20', true, '国庆节'], // Sunday worked
    ['2026-10-07', false, '国庆节'],
    ['2026-10-10', true, '国庆节'],
    ['2026-10-11', false, null],
    ['2026-11-20', true, null],
    ['2026-11-21', false, null],
  ])('%s works: %s (%s)', (text, works, name) => {
    expect(isWorkingDay(calendar, day(text))).toBe(works);
    expect(dayName(calendar, day(text))).toBe(name);
  });

  it('counts over the spring festival', () => {
    expect(addWorkingDays(calendar, day('2026-02-13'), 1)).toBe('2026-02-14');
    expect(addWorkingDays(calendar, day('2026-02-14'), 1)).toBe('2026-02-24');
    expect(addWorkingDays(calendar, day('2026-02-13'), 10)).toBe('2026-03-05');
    expect(workingDaysBetween(calendar, day('2026-02-14'), day('2026-02-24'))).toBe(1);
  });

  it('moves a rest day to the next working day', () => {
    expect(nextWorkingDay(calendar, day('2026-10-03'))).toBe('2026-10-08');
    expect(nextWorkingDay(calendar, day('2026-10-10'))).toBe('2026-10-10');
    expect(addWorkingDays(calendar, day('2026-10-03'), 0)).toBe('2026-10-08');
  });
});

describe('day arithmetic', () => {
  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-11-22', 24, '2028-11-22'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
  ])('%s plus %i months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  it('adds and counts days as inverses', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -900, max: 900 }), (from, count) => {
        expect(daysBetween(from, addDays(from, count))).toBe(count);
      }),
    );
  });

  it('adds and counts working days as inverses', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const to = addWorkingDays(calendar, from, count);
        expect(isWorkingDay(calendar, to)).toBe(true);
        expect(workingDaysBetween(calendar, from, to)).toBe(count);
        expect(workingDaysBetween(calendar, to, from)).toBe(-count);
      }),
    );
  });
});

describe('years', () => {
  it('come with the program up to 2026, each in its own year', () => {
    const years = builtInYears.map((file) => file.year);
    expect(years).toEqual(expect.arrayContaining([2024, 2025, 2026]));
    expect(new Set(years).size).toBe(years.length);
  });

  it('without a file count weekdays and say 日历未定', () => {
    expect(isDetermined(calendar, day('2027-03-01'))).toBe(false);
    expect(isWorkingDay(calendar, day('2027-01-01'))).toBe(true);
    expect(dueWords(calendar, day('2026-12-30'), day('2027-01-05'))).toBe('还有 4 个工作日（日历未定）');
  });

  it('are replaced by the file of the information office', () => {
    const edited = buildCalendar([
      { year: 2027, holidays: { '2027-01-01': '元旦' }, workdays: { '2027-01-02': '元旦' } },
    ]);
    expect(isWorkingDay(edited, day('2027-01-01'))).toBe(false);
    expect(isWorkingDay(edited, day('2027-01-02'))).toBe(true);
    expect(dueWords(edited, day('2026-12-30'), day('2027-01-05'))).toBe('还有 4 个工作日');
  });

  it('are warned of from 1 December', () => {
    expect(missingYear(calendar, day('2026-11-30'))).toBeNull();
    expect(missingYear(calendar, day('2026-12-01'))).toBe(2027);
    expect(missingYear(calendar, day('2027-06-01'))).toBe(2027);
    expect(missingYear(calendar, day('2025-12-31'))).toBeNull();
  });

  it.each([
    ['a day of another year', { year: 2027, holidays: { '2026-01-01': '元旦' }, workdays: {} }],
    [
      'a day both off and worked',
      { year: 2027, holidays: { '2027-01-02': '元旦' }, workdays: { '2027-01-02': '元旦' } },
    ],
    ['a day that does not exist', { year: 2027, holidays: { '2027-02-30': 'x' }, workdays: {} }],
  ])('refuse %s', (_, file) => {
    expect(calendarYearSchema.safeParse(file).success).toBe(false);
  });
});

describe('dueWords', () => {
  it.each([
    ['2026-11-18', '2026-11-20', '还有 2 个工作日'],
    ['2026-11-20', '2026-11-20', '今天到期'],
    ['2026-11-20', '2026-11-23', '还有 1 个工作日'],
    ['2026-11-21', '2026-11-20', '逾期不满 1 个工作日'],
    ['2026-11-25', '2026-11-20', '逾期 3 个工作日'],
    ['2026-11-21', '2026-11-22', '即将到期'],
    ['2026-09-30', '2026-10-09', '还有 2 个工作日'],
  ])('on %s for %s: %s', (today, due, words) => {
    expect(dueWords(calendar, day(today), day(due))).toBe(words);
  });
});
