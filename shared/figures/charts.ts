import type { FigureTable } from '../contract/reports.ts';

/** A pair of bars: two numbers of one row of a table. */
export interface ChartBar {
  readonly label: string;
  readonly value: number;
  readonly second: number | null;
}

/** What is drawn of a table. */
export interface Chart {
  readonly title: string;
  /** Bars lie; months stand. */
  readonly form: 'bars' | 'months';
  readonly names: readonly [string, string];
  readonly bars: readonly ChartBar[];
}

const drawn: Readonly<Record<string, Pick<Chart, 'form' | 'names'>>> = {
  monthly: { form: 'months', names: ['服务次数', '故障数'] },
  servicesByKind: { form: 'bars', names: ['本期', '上期'] },
  servicesByBranch: { form: 'bars', names: ['服务次数', '其中故障'] },
  servicesByModel: { form: 'bars', names: ['服务次数', '其中故障'] },
};
/** More rows than this are read in the table, not looked at. */
const mostBars = 12;

/** The chart of a table where people would look rather than read: its second and third column. Null for all other tables. */
export function chartOf(table: FigureTable): Chart | null {
  const kind = drawn[table.key];
  if (kind === undefined || table.rows.length < 2) return null;
  const bars = table.rows.slice(0, mostBars).map(([label, value, second]) => ({
    label: String(label),
    value: Number(value ?? 0),
    second: typeof second === 'number' ? second : null,
  }));
  if (bars.every((bar) => bar.value === 0 && (bar.second ?? 0) === 0)) return null;
  const more = table.rows.length > mostBars ? `（前 ${mostBars} 项）` : '';
  return { title: `${table.title}${more}`, ...kind, bars };
}
