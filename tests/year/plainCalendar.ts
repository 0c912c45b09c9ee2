/**
 * The working calendar as a person would count it on a wall calendar, written anew for the year so that due days are compared with
 * something that shares no code with the program: rest days and make-up days of 2026 as the State Council announced them.
 */

/** First and last days of each holiday of 2026. */
const holidays = [
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
] as const;
/** Weekend days that are worked. */
const makeUpDays = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];
/** What the information office enters for 2027 in December 2026: invented, like everything here. */
export const nextYear = {
  year: 2027,
  holidays: { '2027-01-01': '元旦', '2027-01-02': '元旦', '2027-01-03': '元旦', '2027-01-04': '元旦调休' },
  workdays: { '2027-01-09': '元旦调休上班' },
};

/** A day so many calendar days later. */
export function later(day: string, count: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Whether people work on that day. @param knows2027 the file of 2027 has been entered */
export function worked(day: string, knows2027 = false): boolean {
  if (makeUpDays.includes(day)) return true;
  if (holidays.some(([first, last]) => first <= day && day <= last)) return false;
  if (knows2027 && day in nextYear.workdays) return true;
  if (knows2027 && day in nextYear.holidays) return false;
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6;
}

/** The day itself or the next one that is worked. */
export function firstWorked(day: string, knows2027 = false): string {
  let found = day;
  while (!worked(found, knows2027)) found = later(found, 1);
  return found;
}

/** The day on which the last of so many working days is over; the day itself does not count. */
export function workingDaysLater(day: string, count: number, knows2027 = false): string {
  let found = day;
  for (let left = count; left > 0; ) {
    found = later(found, 1);
    if (worked(found, knows2027)) left -= 1;
  }
  return found;
}
