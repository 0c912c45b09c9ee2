import { dayOf, type Instant } from '../../shared/ids.ts';
import { everySeries, seriesUse } from '../../shared/numbers/seriesWords.ts';
import type { ReadDb } from '../database/handles.ts';
import { allSites } from '../database/stores/exchange.ts';
import { type NumberSeries, numberSeries, type StoredRestoration } from '../database/stores/restoration.ts';
import type { SiteIdentity } from './context.ts';

/**
 * Every series in which a number may have been given between the set and its restore: all that have numbers in the set, and
 * all that could have begun since, in the years from the one before the set to the one of the restore. The center also
 * archives for its units.
 */
export async function possibleSeries(
  db: ReadDb,
  site: SiteIdentity,
  restoration: Pick<StoredRestoration, 'set_at' | 'at'>,
): Promise<NumberSeries[]> {
  const present = await numberSeries(db);
  const known = new Set(present.map((row) => `${row.series} ${row.year} ${row.site}`));
  const yearOf = (at: string) => Number(dayOf(at as Instant).slice(0, 4));
  const units =
    site.kind === 'unit'
      ? []
      : (await allSites(db)).filter((other) => other.is_self === 0 && other.kind === 'unit');
  const begun: NumberSeries[] = [];
  for (let year = yearOf(restoration.set_at); year <= yearOf(restoration.at); year++) {
    for (const series of everySeries) {
      const owners = [site.code, ...(seriesUse(series) === 'archive' ? units.map((unit) => unit.code) : [])];
      for (const owner of owners)
        if (!known.has(`${series} ${year} ${owner}`)) begun.push({ series, year, site: owner, highest: 0 });
    }
  }
  return [...present, ...begun];
}
