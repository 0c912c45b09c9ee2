import { type RawBuilder, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import {
  counted,
  type FactSource,
  type FigureScope,
  firstOfTask,
  irrelevantCauses,
  repeated,
} from './facts.ts';
import { executor } from './recordRows.ts';

/** What services are broken down by. */
export type Dimension =
  | 'customer'
  | 'model'
  | 'branch'
  | 'site'
  | 'cause'
  | 'complaintClass'
  | 'grade'
  | 'batch';

/** Services and faults of one value of a dimension. */
export interface DimensionRow {
  /** Identity or code of the value; null where a record names none. */
  readonly key: string | null;
  readonly name: string | null;
  readonly services: number;
  readonly faults: number;
}

const causes = sql`(${sql.join(irrelevantCauses.map((cause) => sql.lit(cause)))})`;
const nameOf = (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(SELECT CASE m.type WHEN 'model' THEN trim(m.code || ' ' || m.name) ELSE m.name END FROM master m WHERE m.id = ${id})`;
const uidOf = (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(SELECT m.uid FROM master m WHERE m.id = ${id})`;

/** Service reports and faults by customer, model, branch or site; most served first. */
export async function servicesBy(
  db: ReadDb,
  scope: FigureScope,
  by: Dimension,
  most: number,
): Promise<DimensionRow[]> {
  const column = sql.ref(by === 'customer' ? 'f.customer_id' : by === 'model' ? 'f.model_id' : `f.${by}`);
  const whole = sql.ref('g.value');
  const [key, name] =
    by === 'customer' || by === 'model'
      ? [uidOf(whole), nameOf(whole)]
      : [whole, by === 'site' ? sql`(SELECT s.name FROM sites s WHERE s.code = g.value)` : whole];
  const answer = await sql<DimensionRow>`SELECT ${key} AS key, ${name} AS name, g.services, g.faults FROM (
      SELECT ${column} AS value, count(*) AS services, sum(f.repair) AS faults ${counted(scope, 'live')}
        AND f.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') GROUP BY 1) g
    ORDER BY services DESC, name LIMIT ${most}`.execute(executor(db));
  return answer.rows;
}

/** Faults by model and cause. A record without product has no model. */
export async function faultsByModel(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ model: string | null; cause: string; n: number }[]> {
  const answer = await sql<{
    model: string | null;
    cause: string;
    n: number;
  }>`SELECT ${nameOf(sql.ref('g.model_id'))} AS model,
      g.cause, g.n FROM (SELECT f.model_id, f.cause, count(*) AS n ${counted(scope, 'live')} AND f.repair = 1 GROUP BY 1, 2) g
    ORDER BY 1, 2`.execute(executor(db));
  return answer.rows;
}

/** Faults by batch of the sets. */
export async function faultsByBatch(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ model: string | null; batch: string; n: number; sets: number }[]> {
  const answer = await sql<{ model: string | null; batch: string; n: number; sets: number }>`
    SELECT ${nameOf(sql.ref('q.model_id'))} AS model, json_extract(q.content, '$.batch') AS batch, sum(g.n) AS n, count(*) AS sets
    FROM (SELECT f.equipment_id, count(*) AS n ${counted(scope, 'live')} AND f.repair = 1 AND f.equipment_id IS NOT NULL GROUP BY 1) g
      CROSS JOIN master q ON q.id = g.equipment_id
    WHERE json_extract(q.content, '$.batch') <> '' GROUP BY q.model_id, 2 ORDER BY n DESC, batch LIMIT 50`.execute(
    executor(db),
  );
  return answer.rows;
}

/** Sets with two or more faults in the scope. */
export async function faultsBySerial(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ model: string | null; serial: string; n: number }[]> {
  const answer = await sql<{ model: string | null; serial: string; n: number }>`
    SELECT ${nameOf(sql.ref('q.model_id'))} AS model, q.code AS serial, g.n AS n
    FROM (SELECT f.equipment_id, count(*) AS n ${counted(scope, 'live')} AND f.repair = 1 AND f.equipment_id IS NOT NULL
      GROUP BY 1 HAVING count(*) > 1) g CROSS JOIN master q ON q.id = g.equipment_id
    ORDER BY g.n DESC, q.code LIMIT 50`.execute(executor(db));
  return answer.rows;
}

/** Cases of a kind by class (complaints) or grade (quality feedback), with how many are open or overdue on the last day. */
export async function casesByClass(
  db: ReadDb,
  scope: FigureScope,
  kind: 'complaint' | 'qualityFeedback',
): Promise<{ class: string | null; n: number; open: number; overdue: number; days: number | null }[]> {
  const answer = await sql<{
    class: string | null;
    n: number;
    open: number;
    overdue: number;
    days: number | null;
  }>`
    SELECT f.class, count(*) AS n, sum(f.open) AS open, sum(f.open = 1 AND f.due_on IS NOT NULL AND f.due_on <= ${scope.to}) AS overdue,
      avg(f.closed_days) AS days
    ${counted(scope, 'live')} AND f.kind = ${kind} GROUP BY 1 ORDER BY 2 DESC, 1`.execute(executor(db));
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
  }>`SELECT f.returned, f.handed, count(*) AS n
    ${counted(scope, 'live')} AND f.kind = 'dispatchNotice' AND f.returned IS NOT NULL AND f.handed IS NOT NULL GROUP BY 1, 2`.execute(
    executor(db),
  );
  return answer.rows;
}

/** Equal answers of one customer about one model with their number. */
export interface AnswerGroup {
  readonly customer: number;
  readonly customerUid: string;
  readonly customerName: string;
  readonly branch: string;
  readonly model: string | null;
  readonly modelUid: string | null;
  /** Answers as a JSON array in the order of the evaluation items; an item without answer is null. */
  readonly answers: string;
  readonly n: number;
}

/** Evaluations that customers gave, equal ones together. */
export async function answerGroups(
  db: ReadDb,
  scope: FigureScope,
  source: FactSource = 'live',
): Promise<AnswerGroup[]> {
  const answer =
    await sql<AnswerGroup>`SELECT g.customer, c.uid AS customerUid, c.name AS customerName, g.branch,
      ${nameOf(sql.ref('g.model'))} AS model, ${uidOf(sql.ref('g.model'))} AS modelUid, g.answers, g.n
    FROM (SELECT f.customer_id AS customer, f.branch, f.model_id AS model, f.answers, count(*) AS n
      ${counted(scope, source)} AND f.evaluation = 'given' AND f.customer_id IS NOT NULL GROUP BY 1, 2, 3, 4) g
      CROSS JOIN master c ON c.id = g.customer
    ORDER BY c.uid, modelUid, g.answers`.execute(executor(db));
  return answer.rows;
}

/** What is known of the sets of one model up to a day: hours, faults since delivery, faults in the scope. */
export interface ReliabilityRow {
  readonly model: string;
  /** Sets delivered by the last day of the scope. */
  readonly sets: number;
  /** Those whose hours are known, of which from a repair report. */
  readonly known: number;
  readonly reported: number;
  /** Hours of the known sets together. */
  readonly hours: number;
  /** Faults of the known sets since delivery that the product answers for, and those that it does not. */
  readonly relevant: number;
  readonly irrelevant: number;
  /** Relevant faults of all sets of the model in the scope. */
  readonly inScope: number;
}

/** Reliability by model from the hours of repair reports, and where there is none of master data. Models without sets are left out. */
export async function reliability(db: ReadDb, scope: FigureScope): Promise<ReliabilityRow[]> {
  const { from, to } = scope;
  const narrow = [
    ...(scope.branch == null
      ? []
      : [
          sql`(SELECT json_extract(c.content, '$.branch') FROM master c WHERE c.id = q.customer_id) = ${scope.branch}`,
        ]),
    ...(scope.military === true ? [sql`json_extract(m.content, '$.military') IS NOT 0`] : []),
    ...(scope.customer == null ? [] : [sql`q.customer_id = ${scope.customer}`]),
    ...(scope.model == null ? [] : [sql`m.id = ${scope.model}`]),
  ];
  const where = narrow.length === 0 ? sql`1` : sql.join(narrow, sql` AND `);
  const answer = await sql<ReliabilityRow>`WITH sets AS MATERIALIZED (
      SELECT m.id AS model_id, trim(m.code || ' ' || m.name) AS model, s.reading AS reading,
        coalesce(s.reading, CAST(json_extract(q.content, '$.hoursUsed') AS REAL)) AS hours, s.relevant, s.irrelevant, s.inScope
      FROM master q CROSS JOIN master m ON m.id = q.model_id
        LEFT JOIN (SELECT f.equipment_id, max(f.hours_used) AS reading, sum(f.cause NOT IN ${causes}) AS relevant,
            sum(f.cause IN ${causes}) AS irrelevant, sum(f.cause NOT IN ${causes} AND f.day >= ${from}) AS inScope
          FROM record_facts f INDEXED BY record_facts_repairs WHERE f.repair = 1 AND f.equipment_id IS NOT NULL AND f.day <= ${to}
          GROUP BY 1) s ON s.equipment_id = q.id
      WHERE q.type = 'equipment' AND q.state IN ('active','provisional')
        AND coalesce(json_extract(q.content, '$.deliveredDay'), '') <= ${to} AND ${where})
    SELECT model, count(*) AS sets, count(hours) AS known, count(reading) AS reported, total(hours) AS hours,
      coalesce(sum(relevant) FILTER (WHERE hours IS NOT NULL), 0) AS relevant,
      coalesce(sum(irrelevant) FILTER (WHERE hours IS NOT NULL), 0) AS irrelevant, coalesce(sum(inScope), 0) AS inScope
    FROM sets GROUP BY model_id ORDER BY model`.execute(executor(db));
  return answer.rows;
}

/** Sets that design changes touch, opened by the last day of the scope, and those of them that are settled (table 1: 1-5). */
export async function changeCoverage(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ settled: number; all: number }> {
  const branch =
    scope.branch == null
      ? sql`1`
      : sql`(SELECT json_extract(c.content, '$.branch') FROM master q JOIN master c ON c.id = q.customer_id WHERE q.id = e.equipment_id) = ${scope.branch}`;
  const answer = await sql<{ settled: number; all: number }>`SELECT count(*) AS "all",
      coalesce(sum(EXISTS (SELECT 1 FROM change_serials s WHERE s.case_id = r.id AND s.equipment_id = e.equipment_id)), 0) AS settled
    FROM records r INDEXED BY records_by_kind_occurred CROSS JOIN record_equipment e ON e.record_id = r.id
    WHERE r.kind = 'designChange' AND r.state NOT IN ('draft','voided') AND date(r.occurred_at, '+8 hours') <= ${scope.to} AND ${branch}`.execute(
    executor(db),
  );
  return answer.rows[0] ?? { settled: 0, all: 0 };
}

/** Markings of all records that count in the scope, each once. */
export async function markingsBehind(db: ReadDb, scope: FigureScope): Promise<string[]> {
  const answer = await sql<{
    marking: string;
  }>`SELECT DISTINCT r.marking FROM (SELECT f.record_id ${counted(scope, 'live')}) f
    CROSS JOIN records r ON r.id = f.record_id`.execute(executor(db));
  return answer.rows.map((row) => row.marking);
}

/** Identity, version and digest of every record that counts, in the order of days: what the digest of the frozen rows is made from. */
export async function countedLines(db: ReadDb, scope: FigureScope): Promise<string[]> {
  const answer = await sql<{ line: string }>`SELECT r.uid || ' ' || r.version || ' ' || f.state AS line
    FROM (SELECT f.record_id, f.state, f.day ${counted(scope, 'live')}) f CROSS JOIN records r ON r.id = f.record_id
    ORDER BY f.day, f.record_id`.execute(executor(db));
  return answer.rows.map((row) => row.line);
}

/** Keeps the rows that a report counts as they are now. */
export async function freezeFacts(
  tx: WriteTx,
  scope: FigureScope,
  report: { readonly id: number; readonly version: number },
): Promise<void> {
  await sql`INSERT INTO report_facts SELECT ${report.id}, ${report.version}, f.*, ${firstOfTask}, ${repeated}
    ${counted(scope, 'live')}`.execute(tx);
}

/** Records of a period and branch that a frozen report of then did not count, by kind: what came late or was changed. */
export async function lateFacts(
  db: ReadDb,
  scope: FigureScope,
  report: { readonly id: number; readonly version: number },
): Promise<{ kind: string; added: number; gone: number }[]> {
  const frozen = sql`SELECT p.record_id FROM report_facts p WHERE p.report_id = ${report.id} AND p.version = ${report.version}`;
  const answer = await sql<{
    kind: string;
    added: number;
    gone: number;
  }>`SELECT kind, sum(added) AS added, sum(gone) AS gone FROM (
      SELECT f.kind, 1 AS added, 0 AS gone ${counted(scope, 'live')} AND f.record_id NOT IN (${frozen})
      UNION ALL SELECT p.kind, 0, 1 FROM report_facts p WHERE p.report_id = ${report.id} AND p.version = ${report.version}
        AND p.record_id NOT IN (SELECT f.record_id ${counted(scope, 'live')}))
    GROUP BY kind ORDER BY kind`.execute(executor(db));
  return answer.rows;
}
