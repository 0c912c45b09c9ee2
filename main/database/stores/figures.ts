import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { executor, type ListedRecord, listedRecords, newestFirst } from './recordRows.ts';
import type { ReaderScope } from './visibility.ts';

/** What a report covers: records of customers of one branch, about military products, that occurred in a period. */
export interface FigureScope {
  readonly branch: string;
  /** First moment that belongs, and first that no longer does. */
  readonly from: string;
  readonly before: string;
}

/** Records that count towards a figure, and how they are added up. */
export interface Measure {
  readonly kinds: readonly string[];
  readonly states: readonly string[];
  readonly where: RawBuilder<SqlBool>;
  /** Aggregate over the counted rows `r`; null when nothing is known. */
  readonly value: RawBuilder<number | null>;
}

// Drafts do not count yet; what was voided or declared invalid (no customer's signature) never does.
const reportStates = ['submitted', 'reviewed', 'archived', 'compiled', 'disposed'];
const closedStates = ['closed', 'archived', 'compiled', 'disposed'];
const noticeStates = ['issued', 'returned', 'reviewed', 'archived', 'compiled', 'disposed'];
const archivedStates = ['archived', 'compiled', 'disposed'];
const serviceReports = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'];

const every = sql<SqlBool>`1`;
const count = sql<number | null>`count(*)`;
const part = (key: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = ${key})`;
const field = (key: string): RawBuilder<unknown> => sql`json_extract(r.content, ${`$.${key}`})`;
const total = (expression: RawBuilder<unknown>): RawBuilder<number | null> =>
  sql<number | null>`coalesce(sum(${expression}), 0)`;
const hoursBetween = (start: string, end: string): RawBuilder<number | null> =>
  sql<number | null>`avg((julianday(${field(end)}) - julianday(${field(start)})) * 24)`;
const both = (one: string, other: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${field(one)} IS NOT NULL AND ${field(other)} IS NOT NULL`;
/** Sets treated by a report: one, or the ticked sets of a batch report. */
const sets = sql`CASE r.kind WHEN 'batchReport' THEN json_array_length(r.content, '$.serials') ELSE 1 END`;
const reports = (where: RawBuilder<SqlBool>, value = count, kinds = serviceReports): Measure => ({
  kinds,
  states: reportStates,
  where,
  value,
});
const workOf = (kind: string): Measure =>
  reports(sql<SqlBool>`${field('workKind')} = ${kind}`, total(sets), ['commissioningReport', 'batchReport']);
const information = (where: RawBuilder<SqlBool>): Measure => reports(where, count, ['customerInformation']);
const training = sql<SqlBool>`(r.kind = 'trainingRecord' OR ${part('training')})`;
const trainingKinds = ['trainingRecord', 'repairReport'];
const notices = (where: RawBuilder<SqlBool>, value: RawBuilder<number | null>): Measure => ({
  kinds: ['dispatchNotice'],
  states: noticeStates,
  where,
  value,
});
const repair = (where: RawBuilder<SqlBool>, value = count): Measure =>
  reports(sql<SqlBool>`${part('repair')} AND ${where}`, value, ['repairReport']);

/** Every figure that a report shows, by key. Definitions in words stand beside them in the service. */
export const measures = {
  services: reports(every),
  sites: reports(every, sql<number | null>`count(DISTINCT r.customer_id)`),
  staffTrips: notices(every, total(sql`json_array_length(r.content, '$.staff')`)),
  staffDays: notices(
    both('startDay', 'returnedDay'),
    total(
      sql`json_array_length(r.content, '$.staff') * (julianday(${field('returnedDay')}) - julianday(${field('startDay')}) + 1)`,
    ),
  ),
  calls: { kinds: ['phoneRecord'], states: closedStates, where: every, value: count },
  faxes: { kinds: ['faxRecord'], states: closedStates, where: every, value: count },
  installation: workOf('installation'),
  opening: workOf('opening'),
  refit: workOf('refit'),
  trial: workOf('trial'),
  training: reports(training, count, trainingKinds),
  support: reports(part('support'), count, ['repairReport']),
  faults: repair(every),
  faultsOpen: repair(sql<SqlBool>`${field('restored')} = 0`),
  responseHours: repair(both('reportedAt', 'arrivedAt'), hoursBetween('reportedAt', 'arrivedAt')),
  repairHours: repair(both('arrivedAt', 'restoredAt'), hoursBetween('arrivedAt', 'restoredAt')),
  partsUsed: repair(
    sql<SqlBool>`json_array_length(r.content, '$.partsSwapped') > 0`,
    total(
      sql`(SELECT sum(json_extract(swapped.value, '$.quantity')) FROM json_each(r.content, '$.partsSwapped') swapped)`,
    ),
  ),
  trainingHours: reports(
    training,
    total(sql`coalesce(${field('hours')}, ${field('trainingHours')}, 0)`),
    trainingKinds,
  ),
  trainingPersons: reports(
    training,
    total(sql`coalesce(${field('participantCount')}, ${field('trainingPeople')}, 0)`),
    trainingKinds,
  ),
  visits: information(sql<SqlBool>`${field('source')} = 'visit'`),
  qualityInformation: information(sql<SqlBool>`${field('informationKind')} = 'quality'`),
  complaints: information(sql<SqlBool>`${field('informationKind')} = 'complaint'`),
  archived: { kinds: serviceReports, states: archivedStates, where: every, value: count },
  handedIn: notices(both('returnedDay', 'handedInDay'), count),
  evaluated: reports(sql<SqlBool>`${field('evaluationState')} = 'given'`),
  asked: reports(sql<SqlBool>`${field('evaluationState')} IS NOT NULL`),
} as const satisfies Readonly<Record<string, Measure>>;
/** Key of a measure. */
export type MeasureKey = keyof typeof measures;

/** The value of one measure in the scope. */
export async function measure(db: ReadDb, scope: FigureScope, key: MeasureKey): Promise<number | null> {
  const answer = await measureStatement(scope, key).execute(executor(db));
  const value = answer.rows[0]?.value ?? null;
  return value === null ? null : Math.round(value * 100) / 100;
}

/** The statement of one measure, for the test of its plan. */
export function measureStatement(scope: FigureScope, key: MeasureKey): RawBuilder<{ value: number | null }> {
  const { value } = measures[key];
  return sql<{ value: number | null }>`SELECT ${value} AS value ${counted(scope, measures[key])}`;
}

/** Identities of the records behind a measure, newest first. Whoever shows them asks the access rule again. */
export async function measureRows(db: ReadDb, scope: FigureScope, key: MeasureKey): Promise<string[]> {
  const answer = await sql<{
    uid: string;
  }>`SELECT r.uid ${counted(scope, measures[key])} ORDER BY r.occurred_at DESC, r.id DESC`.execute(
    executor(db),
  );
  return answer.rows.map((row) => row.uid);
}

/** Markings of the records behind measures, each once. */
export async function markingsBehind(
  db: ReadDb,
  scope: FigureScope,
  keys: readonly MeasureKey[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const key of keys) {
    const answer = await sql<{
      marking: string;
    }>`SELECT DISTINCT r.marking ${counted(scope, measures[key])}`.execute(executor(db));
    for (const row of answer.rows) found.add(row.marking);
  }
  return [...found];
}

/** Faults by model and cause. A record without equipment has no model. */
export async function faultsByModel(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ model: string | null; cause: string; n: number }[]> {
  const answer = await sql<{ model: string | null; cause: string; n: number }>`SELECT ${modelOf} AS model,
      coalesce(${field('causeClass')}, 'unknown') AS cause, count(*) AS n
    ${counted(scope, measures.faults)} GROUP BY 1, 2 ORDER BY 1, 2`.execute(executor(db));
  return answer.rows;
}

/** Service reports and faults by customer, most served first. */
export async function servicesBySite(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ name: string; services: number; faults: number }[]> {
  const answer = await sql<{
    name: string;
    services: number;
    faults: number;
  }>`SELECT c.name AS name, count(*) AS services,
      sum(CASE WHEN r.kind = 'repairReport' AND ${part('repair')} THEN 1 ELSE 0 END) AS faults
    ${counted(scope, measures.services)} GROUP BY c.id ORDER BY services DESC, c.name LIMIT 200`.execute(
    executor(db),
  );
  return answer.rows;
}

/** Pairs of return day and hand-in day of dispatch notices with their number: few, whatever the number of notices. */
export async function handInDays(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ returned: string; handed: string; n: number }[]> {
  const answer = await sql<{
    returned: string;
    handed: string;
    n: number;
  }>`SELECT ${field('returnedDay')} AS returned,
      ${field('handedInDay')} AS handed, count(*) AS n
    ${counted(scope, measures.handedIn)} GROUP BY 1, 2`.execute(executor(db));
  return answer.rows;
}

/** Equal answers of one customer with their number. */
export interface AnswerGroup {
  readonly customer: number;
  /** Answers as a JSON array in the order asked for; an item without answer is null. */
  readonly answers: string;
  readonly n: number;
}

/** Evaluations that customers gave, equal ones together. @param items keys of the evaluation items */
export async function answerGroups(
  db: ReadDb,
  scope: FigureScope,
  items: readonly string[],
): Promise<AnswerGroup[]> {
  const answers = sql`json_array(${sql.join(items.map((item) => field(item)))})`;
  const answer = await sql<AnswerGroup>`SELECT r.customer_id AS customer, ${answers} AS answers, count(*) AS n
    ${counted(scope, measures.evaluated)} GROUP BY 1, 2 ORDER BY 1, 2`.execute(executor(db));
  return answer.rows;
}

/** Listed rows of the visible ones among many records, newest first. */
export async function listedBehind(
  db: ReadDb,
  scope: ReaderScope,
  uids: readonly string[],
  visibleTo: RawBuilder<SqlBool>,
): Promise<ListedRecord[]> {
  const keys = sql<{ id: number }>`SELECT s.id FROM json_each(${JSON.stringify(uids)}) wanted
    CROSS JOIN records s ON s.uid = wanted.value WHERE ${visibleTo}`;
  return (await listedRecords(scope, keys, newestFirst).execute(executor(db))).rows;
}

/** A situation report of the period and branch that was not voided. */
export async function reportOfPeriod(
  db: ReadDb,
  wanted: {
    readonly branch: string;
    readonly reportKind: string;
    readonly from: string;
    readonly before: string;
    readonly periodFrom: string;
  },
): Promise<string | undefined> {
  const answer = await sql<{ uid: string }>`SELECT r.uid FROM records r INDEXED BY records_by_kind_occurred
    WHERE r.kind = 'situationReport' AND r.occurred_at >= ${wanted.from} AND r.occurred_at < ${wanted.before} AND r.state <> 'voided'
      AND ${field('branch')} = ${wanted.branch} AND ${field('reportKind')} = ${wanted.reportKind}
      AND ${field('periodFrom')} = ${wanted.periodFrom} LIMIT 1`.execute(executor(db));
  return answer.rows[0]?.uid;
}

/** Branches of present customers, each once. */
export async function customerBranches(db: ReadDb): Promise<string[]> {
  const answer = await sql<{
    branch: string | null;
  }>`SELECT DISTINCT json_extract(content, '$.branch') AS branch
    FROM master WHERE type = 'customer' AND state IN ('active', 'provisional')`.execute(executor(db));
  return answer.rows.flatMap((row) => (row.branch === null ? [] : [row.branch]));
}

const modelOf = sql`coalesce((SELECT trim(m.code || ' ' || m.name) FROM record_equipment e JOIN master q ON q.id = e.equipment_id
  JOIN master m ON m.id = q.model_id WHERE e.record_id = r.id ORDER BY q.code LIMIT 1), json_extract(r.content, '$.model.name'))`;

// Military unless the product is known and not military (5.7.4 reports military products only).
const military = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id
    JOIN master m ON m.id = q.model_id WHERE e.record_id = r.id AND json_extract(m.content, '$.military') = 0)
  AND NOT EXISTS (SELECT 1 FROM master m WHERE m.uid = json_extract(r.content, '$.model.uid')
    AND json_extract(m.content, '$.military') = 0)`;

function counted(scope: FigureScope, of: Measure): RawBuilder<unknown> {
  return sql`FROM records r INDEXED BY records_by_kind_occurred CROSS JOIN master c ON c.id = r.customer_id
    WHERE r.kind IN (${sql.join([...of.kinds])}) AND r.occurred_at >= ${scope.from} AND r.occurred_at < ${scope.before}
      AND r.state IN (${sql.join([...of.states])}) AND json_extract(c.content, '$.branch') = ${scope.branch}
      AND ${military} AND ${of.where}`;
}
