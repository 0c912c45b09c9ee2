import { volumeNumber, volumeSeries } from '../archive/volumes.ts';
import { type RecordKind, recordKinds } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import type { SiteCode } from '../ids.ts';
import {
  archiveSeries,
  formatArchiveNumber,
  formatRegistrationNumber,
  type NumberUse,
  parseRecordNumber,
  registrationSeries,
} from './numbers.ts';

/** Series of print orders; copies are numbered within their order. */
export const copySeries = 'FH';

interface SeriesKind {
  readonly kind: RecordKind;
  readonly use: NumberUse;
}

const kindOf: ReadonlyMap<string, SeriesKind> = new Map<string, SeriesKind>([
  ...recordKinds.map((kind): [string, SeriesKind] => [archiveSeries(kind), { kind, use: 'archive' }]),
  ...recordKinds.map((kind): [string, SeriesKind] => [
    registrationSeries[kind],
    { kind, use: 'registration' },
  ]),
]);

/** All series of records, both uses, the print orders and the volumes. */
export const everySeries: readonly string[] = [...kindOf.keys(), copySeries, volumeSeries];

/** What a series is for. */
export function seriesUse(series: string): NumberUse | 'copies' {
  return kindOf.get(series)?.use ?? 'copies';
}

/** Chinese name of a series, such as `电话记录登记编号`. */
export function seriesName(series: string): string {
  const found = kindOf.get(series);
  if (found === undefined)
    return series === copySeries ? '打印份号' : series === volumeSeries ? '册号' : series;
  return `${latestForm(found.kind).title}${found.use === 'archive' ? '归档编号' : '登记编号'}`;
}

/** A number of a series as it stands in the register. @throws RangeError for a number that cannot be */
export function numberText(series: string, year: number, site: string, n: number): string {
  const found = kindOf.get(series);
  if (series === volumeSeries) return volumeNumber(year, site, n);
  if (found === undefined) return `${site}-${year}-${String(n).padStart(6, '0')}`;
  return found.use === 'archive'
    ? formatArchiveNumber(found.kind, year, site as SiteCode, n)
    : formatRegistrationNumber(found.kind, year, site as SiteCode, n);
}

/** A typed archive number in its one spelling; undefined when it is none. */
export function archiveNumberOf(text: string): string | undefined {
  const parsed = parseRecordNumber(text);
  if (parsed === null || parsed.use !== 'archive') return undefined;
  return formatArchiveNumber(parsed.kind, parsed.year, parsed.site, parsed.counter);
}
