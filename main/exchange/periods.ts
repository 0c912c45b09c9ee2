import type { Day, Month } from '../../shared/ids.ts';

/** Day of the month on which a unit's package of the month before is due (spec 1 "Deadlines"). */
const packageDueDay = 5;

/** `count` months after a month. */
export function addMonths(month: string, count: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}` as Month;
}

/** Day on which the package of a period is due. */
export function dueDayOf(period: string): Day {
  return `${addMonths(period, 1)}-0${packageDueDay}` as Day;
}

/** Day on which the package after this period's is due: what the recipient waits for. */
export function nextExpectedDay(period: string): Day {
  return dueDayOf(addMonths(period, 1));
}
