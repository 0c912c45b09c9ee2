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

/** A finished set on the target. */
export interface PresentSet {
  readonly at: Instant;
  /** Its manifest and its database are as they were written; a set that is not counts for nothing. */
  readonly good: boolean;
}

/**
 * The sets that may go: all but the newest good one of each of the last 7 days, 5 weeks and 13 months that have any.
 * A pause leaves the older sets in place, because only days with a set count. The last good set never goes; a damaged
 * one goes only when a good one is newer.
 */
export function expiredSets(sets: readonly PresentSet[]): Instant[] {
  const newestFirst = [...sets].sort((a, b) => (a.at < b.at ? 1 : -1));
  const good = newestFirst.filter((set) => set.good).map((set) => set.at);
  const [lastGood] = good;
  if (lastGood === undefined) return [];
  const keep = new Set<Instant>();
  const keepNewestOf = (count: number, periodOf: (at: Instant) => string | number) => {
    const periods = new Set<string | number>();
    for (const at of good) {
      const period = periodOf(at);
      if (periods.has(period) || periods.size === count) continue;
      periods.add(period);
      keep.add(at);
    }
  };
  keepNewestOf(kept.days, dayOf);
  keepNewestOf(kept.weeks, weekOf);
  keepNewestOf(kept.months, (at) => monthOf(dayOf(at)));
  return newestFirst
    .filter((set) => (set.good ? !keep.has(set.at) : set.at < lastGood))
    .map((set) => set.at)
    .reverse();
}
