import { dayOf, type Instant, monthOf } from '../../shared/ids.ts';

/** How many sets are kept of each age (spec 3 "Backup"). */
const kept = { days: 7, weeks: 5, months: 13 } as const;
const dayMs = 86_400_000;

/** Name of the folder of a set: its moment without the characters some media refuse. */
export function setName(at: Instant): string {
  return at.replaceAll(/[-:.]/g, '');
}

/** Moment of a set by its folder name; undefined for other folders. */
export function setMoment(name: string): Instant | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(name);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, ms] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z` as Instant;
}

/** Monday of the week of a moment, as a day number; weeks of the site begin on Monday. */
function weekOf(at: Instant): number {
  const day = Math.floor(Date.parse(dayOf(at)) / dayMs);
  // Day 0 of the epoch was a Thursday.
  return day - ((day + 3) % 7);
}

/**
 * The sets that may go: all but the newest of each of the last 7 days, 5 weeks and 13 months that have any.
 * A pause leaves the older sets in place, because only days with a set count.
 */
export function expiredSets(moments: readonly Instant[]): Instant[] {
  const newestFirst = [...moments].sort().reverse();
  const keep = new Set<Instant>();
  const keepNewestOf = (count: number, periodOf: (at: Instant) => string | number) => {
    const periods = new Set<string | number>();
    for (const at of newestFirst) {
      const period = periodOf(at);
      if (periods.has(period) || periods.size === count) continue;
      periods.add(period);
      keep.add(at);
    }
  };
  keepNewestOf(kept.days, dayOf);
  keepNewestOf(kept.weeks, weekOf);
  keepNewestOf(kept.months, (at) => monthOf(dayOf(at)));
  return newestFirst.filter((at) => !keep.has(at)).reverse();
}
