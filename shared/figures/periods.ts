import type { Day, Month } from '../ids.ts';

/** Length of a period of reports. */
export const periodKinds = ['month', 'halfYear', 'year'] as const;
/** Length of a period of reports. */
export type PeriodKind = (typeof periodKinds)[number];
/** Chinese name of each length. */
export const periodKindWords: Readonly<Record<PeriodKind, string>> = {
  month: '月度',
  halfYear: '半年度',
  year: '年度',
};

/** A month, half-year or year as an object: 2026-10, 2026H2, 2026. */
export interface Period {
  readonly key: string;
  readonly kind: PeriodKind;
  readonly from: Day;
  readonly to: Day;
  /** Its months in order. */
  readonly months: readonly Month[];
}

/** Texts that name a period. */
export const periodPattern = /^(\d{4})(?:-(0[1-9]|1[0-2])|H([12]))?$/;

/** Month with a number of months added. */
export function monthPlus(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7) as Month;
}

/** The period that a text names, or null. */
export function periodOfKey(key: string): Period | null {
  const match = periodPattern.exec(key);
  if (match === null) return null;
  const [, year = '', month, half] = match;
  const kind: PeriodKind = month !== undefined ? 'month' : half !== undefined ? 'halfYear' : 'year';
  const first = `${year}-${month ?? (half === '2' ? '07' : '01')}` as Month;
  const length = { month: 1, halfYear: 6, year: 12 }[kind];
  const months = Array.from({ length }, (_, n) => monthPlus(first, n));
  const last = new Date(Date.parse(`${monthPlus(first, length)}-01T00:00:00Z`) - 1)
    .toISOString()
    .slice(0, 10);
  return { key, kind, from: `${first}-01` as Day, to: last as Day, months };
}

/** The period that begins and ends with two days, or null where none does. */
export function periodOfDays(kind: string, from: string, to: string): Period | null {
  const year = from.slice(0, 4);
  const key =
    kind === 'month'
      ? from.slice(0, 7)
      : kind === 'halfYear'
        ? `${year}H${from.slice(5, 7) === '07' ? 2 : 1}`
        : year;
  const period = periodOfKey(key);
  return period !== null && period.from === from && period.to === to ? period : null;
}

/** The period of the same length before. */
export function periodBefore(period: Period): Period {
  const first = monthPlus(period.from.slice(0, 7) as Month, -period.months.length);
  const year = first.slice(0, 4);
  const key =
    period.kind === 'month'
      ? first
      : period.kind === 'year'
        ? year
        : `${year}H${first.endsWith('07') ? 2 : 1}`;
  const before = periodOfKey(key);
  if (before === null) throw new RangeError(`before ${period.key}`);
  return before;
}

/** A period as people write it: 2026年10月, 2026年上半年, 2026年. */
export function periodWords({ key, kind }: Pick<Period, 'key' | 'kind'>): string {
  const year = key.slice(0, 4);
  if (kind === 'month') return `${year}年${Number(key.slice(5))}月`;
  return kind === 'year' ? `${year}年` : `${year}年${key.endsWith('1') ? '上' : '下'}半年`;
}

/** The period of a length that holds a month. */
export function periodAround(kind: PeriodKind, month: Month): Period {
  const year = month.slice(0, 4);
  const key =
    kind === 'month' ? month : kind === 'year' ? year : `${year}H${Number(month.slice(5)) <= 6 ? 1 : 2}`;
  const period = periodOfKey(key);
  if (period === null) throw new RangeError(month);
  return period;
}
