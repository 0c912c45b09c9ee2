import type { Day } from '../../shared/ids.ts';

/** First day of the year of a day: logs are printed for the year so far. */
export function yearStart(today: string): Day {
  return `${today.slice(0, 4)}-01-01` as Day;
}
