import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { executor } from './recordRows.ts';

/** What figures cover: days, and what narrows them. Everything left out or null narrows nothing. */
export interface FigureScope {
  /** First and last day that belong. */
  readonly from: string;
  readonly to: string;
  readonly branch?: string | null;
  /** Leaves out what concerns a product that is known not to be military (5.7.4). */
  readonly military?: boolean;
  /** Row numbers of master data. */
  readonly customer?: number | null;
  readonly model?: number | null;
  /** Site that owns the records. */
  readonly site?: string | null;
}

/** Rows that are counted: what the records say now, or what a report froze. */
export type FactSource = 'live' | { readonly report: number; readonly version: number };

type Condition = RawBuilder<SqlBool>;

/** Rows that count towards a figure, and how they are added up. */
export interface Measure {
  readonly where: Condition;
  /** count of rows; sum or mean of a column; share in per cent of those that meet a further condition; different values. */
  readonly way: 'count' | 'sum' | 'mean' | 'share' | 'distinct';
  readonly column?: RawBuilder<unknown>;
  readonly meets?: Condition;
}

const is = (kind: string): Condition => sql<SqlBool>`f.kind = ${sql.lit(kind)}`;
const report = sql<SqlBool>`f.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport')`;
const repair = sql<SqlBool>`f.repair = 1`;
const training = sql<SqlBool>`f.training = 1`;
const notice = is('dispatchNotice');
const and = (one: Condition, other: Condition): Condition => sql<SqlBool>`${one} AND ${other}`;
const col = (name: string): RawBuilder<unknown> => sql.ref(`f.${name}`);
const count = (where: Condition): Measure => ({ where, way: 'count' });
const sum = (where: Condition, name: string): Measure => ({ where, way: 'sum', column: col(name) });
const mean = (where: Condition, name: string): Measure => ({
  where: and(where, sql<SqlBool>`${col(name)} IS NOT NULL`),
  way: 'mean',
  column: col(name),
});
const workOf = (work: string): Measure => sum(sql<SqlBool>`f.work = ${sql.lit(work)}`, 'sets');

/** Causes for which the product does not answer: faults apart from those that count for its reliability (spec 5 "relevant"). */
export const irrelevantCauses = ['use', 'transport', 'external'] as const;
const irrelevant = sql<SqlBool>`f.cause IN (${sql.join(irrelevantCauses.map((cause) => sql.lit(cause)))})`;

/** Every figure that one pass over the rows answers, by key. Definitions in words stand beside them in the service. */
export const measures = {
  services: count(report),
  sites: { where: report, way: 'distinct', column: col('customer_id') },
  staffTrips: sum(notice, 'people'),
  staffDays: sum(and(notice, sql<SqlBool>`f.returned IS NOT NULL`), 'person_days'),
  calls: count(is('phoneRecord')),
  faxes: count(is('faxRecord')),
  installation: workOf('installation'),
  opening: workOf('opening'),
  refit: workOf('refit'),
  trial: workOf('trial'),
  training: count(training),
  support: count(sql<SqlBool>`f.support = 1`),
  faults: count(repair),
  faultsIrrelevant: count(and(repair, irrelevant)),
  faultsOpen: count(and(repair, sql<SqlBool>`f.restored = 0`)),
  responseHours: mean(repair, 'response_hours'),
  repairHours: mean(repair, 'repair_hours'),
  onTimeRate: {
    where: and(notice, sql<SqlBool>`f.on_time IS NOT NULL`),
    way: 'share',
    meets: sql<SqlBool>`f.on_time = 1`,
  },
  partsUsed: sum(and(repair, sql<SqlBool>`f.parts_used > 0`), 'parts_used'),
  trainingHours: sum(training, 'training_hours'),
  trainingPersons: sum(training, 'training_people'),
  visits: count(and(is('customerInformation'), sql<SqlBool>`f.source = 'visit'`)),
  qualityInformation: count(and(is('customerInformation'), sql<SqlBool>`f.class = 'quality'`)),
  feedback: count(is('qualityFeedback')),
  feedbackOpen: count(and(is('qualityFeedback'), sql<SqlBool>`f.open = 1`)),
  complaints: count(is('complaint')),
  complaintsOpen: count(and(is('complaint'), sql<SqlBool>`f.open = 1`)),
  complaintDays: mean(is('complaint'), 'closed_days'),
  archived: count(and(report, sql<SqlBool>`f.state IN ('archived','compiled')`)),
  handedIn: count(and(notice, sql<SqlBool>`f.returned IS NOT NULL AND f.handed IS NOT NULL`)),
  evaluated: count(and(report, sql<SqlBool>`f.evaluation = 'given'`)),
  evaluationRate: {
    where: and(report, sql<SqlBool>`f.evaluation IS NOT NULL`),
    way: 'share',
    meets: sql<SqlBool>`f.evaluation = 'given'`,
  },
  lowAnswers: count(and(report, sql<SqlBool>`f.low > 0`)),
} as const satisfies Readonly<Record<string, Measure>>;
/** Key of a measure. */
export type MeasureKey = keyof typeof measures;
/** All measures in their order. */
export const measureKeys = Object.keys(measures) as readonly MeasureKey[];

/** Two sums of a measure: of what is counted, and of what it is divided by. They add up over months. */
export interface Tally {
  readonly a: number;
  readonly b: number;
}

/** Every measure of the scope in one pass over its rows; `sites` holds for the scope as a whole and adds up with no other. */
export async function tallies(db: ReadDb, scope: FigureScope): Promise<Record<MeasureKey, Tally>> {
  const answer = await talliesStatement(scope).execute(executor(db));
  const row = answer.rows[0] ?? {};
  return Object.fromEntries(
    measureKeys.map((key, at) => [key, { a: Number(row[`a${at}`] ?? 0), b: Number(row[`b${at}`] ?? 0) }]),
  ) as Record<MeasureKey, Tally>;
}

/** The statement of {@link tallies}, for the test of its plan. */
export function talliesStatement(scope: FigureScope): RawBuilder<Record<string, number>> {
  const columns = measureKeys.map((key, at): RawBuilder<unknown> => {
    const { where, way, column, meets } = measures[key] as Measure;
    const a = sql.ref(`a${at}`);
    const b = sql.ref(`b${at}`);
    const all = sql`count(*) FILTER (WHERE ${where})`;
    if (way === 'sum') return sql`total(${column}) FILTER (WHERE ${where}) AS ${a}`;
    if (way === 'distinct') return sql`count(DISTINCT ${column}) FILTER (WHERE ${where}) AS ${a}`;
    if (way === 'mean') return sql`total(${column}) FILTER (WHERE ${where}) AS ${a}, ${all} AS ${b}`;
    if (way === 'share') return sql`count(*) FILTER (WHERE ${where} AND ${meets}) AS ${a}, ${all} AS ${b}`;
    return sql`${all} AS ${a}`;
  });
  return sql<Record<string, number>>`SELECT ${sql.join(columns)} ${counted(scope, 'live')}`;
}

/** Value of a measure from its sums; null where nothing is known. Means to two decimals, shares in per cent to one. */
export function measuredValue(key: MeasureKey, { a, b }: Tally): number | null {
  const { way } = measures[key] as Measure;
  if (way === 'mean') return b === 0 ? null : Math.round((100 * a) / b) / 100;
  if (way === 'share') return percent(a, b);
  return Math.round(a * 100) / 100;
}

/** Share in per cent to one decimal; nothing of nothing is 无数据. */
export function percent(some: number, all: number): number | null {
  return all === 0 ? null : Math.round((1000 * some) / all) / 10;
}

/** Figures that look at the order of faults; each with the rows behind it. */
export const ordered = ['firstFixRate', 'repeatFaults'] as const;
/** Key of a figure that looks at the order of faults. */
export type OrderedKey = (typeof ordered)[number];

/** Days within which another fault of the same set is a repeated one (spec 5). */
export const repeatDays = 30;

/** The first repair report of each task in the scope, with whether it restored the set: numerator and denominator. */
export async function firstFixes(db: ReadDb, scope: FigureScope): Promise<Tally> {
  const answer = await sql<{
    a: number;
    b: number;
  }>`SELECT count(*) FILTER (WHERE restored = 1) AS a, count(*) AS b
    FROM (SELECT f.restored ${counted(scope, 'live')} AND ${firstOfTask})`.execute(executor(db));
  return answer.rows[0] ?? { a: 0, b: 0 };
}

/** The first repair report of its task. */
export const firstOfTask = sql<SqlBool>`f.repair = 1 AND NOT EXISTS (SELECT 1 FROM record_facts p WHERE p.repair = 1 AND p.task_id = f.task_id
  AND (p.day < f.day OR (p.day = f.day AND p.record_id < f.record_id)))`;
/** A fault with another one of the same set in the thirty days before. */
export const repeated = sql<SqlBool>`f.repair = 1 AND f.equipment_id IS NOT NULL AND EXISTS (SELECT 1 FROM record_facts p WHERE p.repair = 1
  AND p.equipment_id = f.equipment_id AND p.day >= date(f.day, ${sql.lit(`-${repeatDays} days`)})
  AND (p.day < f.day OR (p.day = f.day AND p.record_id < f.record_id)))`;

/** Faults with another fault of the same set in the thirty days before. */
export async function repeatFaults(db: ReadDb, scope: FigureScope): Promise<number> {
  const answer = await sql<{
    n: number;
  }>`SELECT count(*) AS n ${counted(scope, 'live')} AND ${repeated}`.execute(executor(db));
  return answer.rows[0]?.n ?? 0;
}

/** Identities of the records behind a figure, newest first. Whoever shows them asks the access rule again. */
export async function factRows(
  db: ReadDb,
  scope: FigureScope,
  key: MeasureKey | OrderedKey,
  source: FactSource = 'live',
): Promise<string[]> {
  const where =
    key === 'firstFixRate'
      ? firstOfTask
      : key === 'repeatFaults'
        ? repeated
        : (measures[key] as Measure).where;
  const answer = await sql<{ uid: string }>`SELECT r.uid FROM (SELECT f.record_id, f.day
    ${counted(scope, source)} AND ${where}) found CROSS JOIN records r ON r.id = found.record_id
    ORDER BY found.day DESC, r.occurred_at DESC, found.record_id DESC`.execute(executor(db));
  return answer.rows.map((row) => row.uid);
}

/** FROM and WHERE over the rows `f` of a scope. */
export function counted(scope: FigureScope, source: FactSource): RawBuilder<unknown> {
  const from =
    source === 'live'
      ? sql`FROM record_facts f WHERE`
      : sql`FROM report_facts f WHERE f.report_id = ${source.report} AND f.version = ${source.version} AND`;
  const narrow = [
    sql`f.day >= ${scope.from} AND f.day <= ${scope.to}`,
    ...(scope.branch == null ? [] : [sql`f.branch = ${scope.branch}`]),
    ...(scope.military === true ? [sql`f.civil = 0`] : []),
    ...(scope.customer == null ? [] : [sql`f.customer_id = ${scope.customer}`]),
    ...(scope.model == null ? [] : [sql`f.model_id = ${scope.model}`]),
    ...(scope.site == null ? [] : [sql`f.site = ${scope.site}`]),
  ];
  return sql`${from} ${sql.join(narrow, sql` AND `)}`;
}
