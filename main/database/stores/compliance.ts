import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ComplianceTile } from '../../../shared/rules/compliance.ts';
import type { ReadDb } from '../handles.ts';
import { executor, type ListedRecord, relatedRecords } from './recordRows.ts';
import { type ReaderScope, textList, visible } from './visibility.ts';

/** What the queries of the board are asked with. Days are days at the site. */
export interface ComplianceQuestion {
  /** First moment that belongs, and first that no longer does: a record counts by its occurrence. */
  readonly from: string;
  readonly before: string;
  readonly today: string;
  /** Day some days from today (negative: before). */
  readonly dayFromToday: (days: number) => string;
  /** First moment of that day. */
  readonly momentOfDay: (day: string) => string;
  readonly site: string;
  readonly isCenter: boolean;
  /** First day of this month, and the day of it by which units send. */
  readonly monthStart: string;
  readonly sendingDayOver: boolean;
  /** Months that a training without its own end is valid. */
  readonly trainingMonths: number;
}

interface TileQuery {
  readonly kinds: readonly string[];
  readonly red: (ask: ComplianceQuestion) => RawBuilder<SqlBool>;
  readonly amber: (ask: ComplianceQuestion) => RawBuilder<SqlBool>;
}

const onSite = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'];
const contacts = ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'];
const forms = [...contacts, ...onSite, 'customerInformation', 'dispatchNotice', 'serviceInformation'];
const finished = sql`('closed','archived','compiled','disposed','voided','invalid')`;
const handed = sql`('submitted','reviewed','archived','compiled')`;
const never = sql<SqlBool>`0`;
const field = (key: string): RawBuilder<unknown> => sql`json_extract(s.content, ${`$.${key}`})`;
const lastStep = sql`(SELECT max(h.at) FROM record_history h WHERE h.record_id = s.id AND h.from_state IS NOT h.to_state)`;
const inTask = (kind: string, states: RawBuilder<unknown>) =>
  sql<SqlBool>`EXISTS (SELECT 1 FROM records n INDEXED BY records_by_task WHERE n.task_id = s.task_id AND n.kind = ${kind} AND n.state NOT IN ${states})`;

/** Whatever has a due day: red when it has passed, amber when it is near. */
function byDue(kinds: readonly string[], near: number, states?: RawBuilder<unknown>): TileQuery {
  const open = states === undefined ? sql`s.state NOT IN ${finished}` : sql`s.state IN ${states}`;
  return {
    kinds,
    red: (ask) => sql<SqlBool>`${open} AND s.due_on < ${ask.today}`,
    amber: (ask) =>
      sql<SqlBool>`${open} AND s.due_on >= ${ask.today} AND s.due_on <= ${ask.dayFromToday(near)}`,
  };
}

/** Whatever waits in a state: red and amber by the days since its last step. */
function byWaiting(
  kinds: readonly string[],
  states: RawBuilder<unknown>,
  redAfter: number,
  amberAfter: number,
  also: (ask: ComplianceQuestion) => RawBuilder<SqlBool> = () => sql<SqlBool>`1`,
): TileQuery {
  const before = (ask: ComplianceQuestion, days: number) => ask.momentOfDay(ask.dayFromToday(-days));
  return {
    kinds,
    red: (ask) =>
      sql<SqlBool>`s.state IN ${states} AND ${also(ask)} AND ${lastStep} < ${before(ask, redAfter)}`,
    amber: (ask) =>
      sql<SqlBool>`s.state IN ${states} AND ${also(ask)} AND ${lastStep} >= ${before(ask, redAfter)} AND ${lastStep} < ${before(ask, amberAfter)}`,
  };
}

const unqualified = sql<SqlBool>`s.state NOT IN ('draft','voided') AND EXISTS (SELECT 1 FROM json_each(s.content, '$.staff') p
  WHERE coalesce(json_extract(p.value, '$.qualification'), '') <> '可派')`;
const taskAtCustomer = sql<SqlBool>`EXISTS (SELECT 1 FROM records t WHERE t.id = s.task_id AND json_extract(t.content, '$.mode') IN ('onSite','training'))`;
const byUnit = sql<SqlBool>`EXISTS (SELECT 1 FROM sites u WHERE u.code = ${field('responsibleSite')} AND u.kind = 'unit')`;
const noInformation = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM records n INDEXED BY records_by_task WHERE n.task_id = s.id
  AND n.kind = 'serviceInformation' AND n.state NOT IN ('voided','disposed'))`;
const unsent = (
  ask: ComplianceQuestion,
) => sql<SqlBool>`${sql.lit(ask.isCenter ? 0 : 1)} AND s.state = 'reviewed' AND s.owning_site = ${ask.site}
  AND ${lastStep} < ${ask.momentOfDay(ask.monthStart)} AND NOT EXISTS (SELECT 1 FROM package_records l INDEXED BY package_records_by_record
    JOIN packages_out p ON p.id = l.package_id WHERE l.record_uid = s.uid AND p.written_at IS NOT NULL)`;

/** Somebody on the notice whose latest training in service norms ends before a day; one without its own end is valid as long as the rules say. */
const normsEndBefore = (ask: ComplianceQuestion, days: number) => sql<SqlBool>`EXISTS (
  SELECT 1 FROM json_each(s.content, '$.staff') p JOIN master m ON m.uid = json_extract(p.value, '$.staff')
  WHERE (SELECT max(coalesce(json_extract(t.value, '$.validUntil'), date(json_extract(t.value, '$.day'), ${`+${ask.trainingMonths} months`})))
    FROM json_each(m.content, '$.trainings') t WHERE json_extract(t.value, '$.kind') = 'norms') < ${ask.dayFromToday(days)})`;
/** A contact not closed, written in a shift of who is responsible for it, which ended before today. */
const leftOpen = (ask: ComplianceQuestion) => sql<SqlBool>`s.state = 'draft' AND EXISTS (
  SELECT 1 FROM accounts a JOIN duty_shifts h ON h.account_uid = a.uid
  WHERE a.id = s.responsible_id AND h.ended_at IS NULL AND h.from_at <= s.recorded_at AND h.to_at > s.recorded_at
    AND h.to_at <= ${ask.momentOfDay(ask.today)})`;
const handedOver = (which: RawBuilder<unknown>) => sql<SqlBool>`EXISTS (
  SELECT 1 FROM duty_handovers d JOIN json_each(d.calls) c ON c.value = s.uid WHERE d.given_at >= s.recorded_at AND ${which})`;
const inRegister = (number: RawBuilder<unknown>) =>
  sql<SqlBool>`EXISTS (SELECT 1 FROM number_register n WHERE n.number = ${number} AND n.record_uid = s.uid)`;

/** The query of each tile; its words are in `shared/rules/compliance.ts`. */
const tiles: Readonly<Record<ComplianceTile, TileQuery>> = {
  contactsClosed: {
    kinds: contacts,
    red: (ask) =>
      sql<SqlBool>`s.state = 'draft' AND s.recorded_at < ${ask.momentOfDay(ask.dayFromToday(-2))}`,
    amber: (ask) =>
      sql<SqlBool>`s.state = 'draft' AND s.recorded_at >= ${ask.momentOfDay(ask.dayFromToday(-2))} AND s.recorded_at < ${ask.momentOfDay(ask.dayFromToday(-1))}`,
  },
  needsAnswered: byDue(['forwardedNeed'], 2),
  staffQualified: {
    kinds: ['dispatchNotice'],
    red: () => sql<SqlBool>`${unqualified} AND coalesce(${field('overrideReason')}, '') = ''`,
    amber: () => sql<SqlBool>`${unqualified} AND coalesce(${field('overrideReason')}, '') <> ''`,
  },
  trainingKept: {
    kinds: ['dispatchNotice'],
    red: (ask) => sql<SqlBool>`s.state = 'issued' AND ${normsEndBefore(ask, 0)}`,
    amber: (ask) =>
      sql<SqlBool>`s.state = 'issued' AND ${normsEndBefore(ask, 60)} AND NOT ${normsEndBefore(ask, 0)}`,
  },
  urgentReported: byDue(['urgentReport'], 2),
  tasksInTime: byDue(['task'], 2),
  planInForce: byDue(['servicePlan'], 30),
  callsHandedOver: {
    kinds: contacts,
    red: (ask) => sql<SqlBool>`${leftOpen(ask)} AND NOT ${handedOver(sql`1`)}`,
    amber: (ask) => sql<SqlBool>`${leftOpen(ask)} AND ${handedOver(sql`d.taken_at IS NULL`)}`,
  },
  noticeIssued: {
    kinds: onSite.slice(1),
    red: () =>
      sql<SqlBool>`s.state IN ${handed} AND s.task_id IS NOT NULL AND ${taskAtCustomer} AND NOT ${inTask('dispatchNotice', sql`('draft','voided')`)}`,
    amber: () => sql<SqlBool>`s.state IN ${handed} AND s.task_id IS NULL`,
  },
  thingsBack: {
    kinds: ['dispatchNotice'],
    red: (
      ask,
    ) => sql<SqlBool>`EXISTS (SELECT 1 FROM items_out o WHERE o.notice_id = s.id AND o.settled_at IS NULL
      AND (o.kind = 'medium' OR o.noted_at < ${ask.momentOfDay(ask.dayFromToday(-3))}))`,
    amber: (
      ask,
    ) => sql<SqlBool>`EXISTS (SELECT 1 FROM items_out o WHERE o.notice_id = s.id AND o.settled_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM items_out o WHERE o.notice_id = s.id AND o.settled_at IS NULL
        AND (o.kind = 'medium' OR o.noted_at < ${ask.momentOfDay(ask.dayFromToday(-3))}))`,
  },
  customerSigned: {
    kinds: onSite,
    red: (ask) =>
      sql<SqlBool>`s.state IN ${handed} AND coalesce(${field('signature')}, 'none') = 'none' AND (s.original_due_on IS NULL OR s.original_due_on < ${ask.today})`,
    amber: (ask) =>
      sql<SqlBool>`s.state IN ${handed} AND coalesce(${field('signature')}, 'none') = 'none' AND s.original_due_on >= ${ask.today}`,
  },
  evaluationAsked: {
    kinds: onSite,
    red: () => sql<SqlBool>`s.state IN ${handed} AND coalesce(${field('evaluationState')}, '') = ''`,
    amber: () => sql<SqlBool>`s.state IN ${handed} AND ${field('evaluationState')} = 'declined'`,
  },
  handedIn: byDue(['dispatchNotice', ...onSite], 1, sql`('draft','issued')`),
  reviewedInTime: byWaiting(
    [...onSite, 'customerInformation', 'dispatchNotice', 'serviceInformation'],
    sql`('submitted','returned')`,
    10,
    3,
  ),
  archivedInTime: byWaiting(forms, sql`('reviewed','closed')`, 30, 10, (ask) =>
    ask.isCenter ? sql<SqlBool>`1` : never,
  ),
  numbersKept: {
    kinds: [...forms, 'task', 'situationReport'],
    red: (
      ask,
    ) => sql<SqlBool>`(s.owning_site = ${ask.site} AND s.registration_number IS NOT NULL AND NOT ${inRegister(sql`s.registration_number`)}
      OR ${sql.lit(ask.isCenter ? 1 : 0)} AND (s.archive_number IS NULL AND s.state IN ('archived','compiled')
        OR s.archive_number IS NOT NULL AND NOT ${inRegister(sql`s.archive_number`)}))`,
    amber: () => sql<SqlBool>`EXISTS (SELECT 1 FROM number_register n
      WHERE n.number IN (s.registration_number, s.archive_number) AND n.status <> 'issued' AND n.reason = '')`,
  },
  unitsHandIn: {
    kinds: forms,
    red: (ask) => (ask.sendingDayOver ? unsent(ask) : never),
    amber: (ask) => (ask.sendingDayOver ? never : unsent(ask)),
  },
  originalsReceived: {
    kinds: forms,
    red: (ask) =>
      sql<SqlBool>`s.original_state = 'missing' AND (s.original_due_on IS NULL OR s.original_due_on < ${ask.today})`,
    amber: (ask) => sql<SqlBool>`s.original_state = 'missing' AND s.original_due_on >= ${ask.today}`,
  },
  unitInformation: {
    kinds: ['task'],
    red: () =>
      sql<SqlBool>`s.state IN ('handedIn','followedUp','closed','archived') AND ${byUnit} AND ${noInformation}`,
    amber: () => sql<SqlBool>`s.state IN ('carriedOut','accepted') AND ${byUnit} AND ${noInformation}`,
  },
  returnsRepaired: byDue(['returnCase'], 2),
  complaintsHandled: byDue(['complaint'], 2),
  informationHandled: {
    kinds: ['customerInformation'],
    red: (ask) => sql<SqlBool>`s.state = 'draft' AND s.due_on < ${ask.today}`,
    amber: () =>
      sql<SqlBool>`s.state IN ${handed} AND ${field('repliedAt')} IS NULL AND coalesce(${field('informationKind')}, '') <> 'praise'`,
  },
  qualityFollowed: byDue(['qualityFeedback'], 2),
  reportsSent: byDue(['situationReport'], 3, sql`('draft','submitted','reviewed','approved')`),
  customerProperty: byDue(['customerProperty'], 2),
  sparesPlanned: byDue(['sparesPlan'], 30, sql`('draft','submitted','reviewed')`),
  improved: byDue(['improvement'], 2),
  designChanges: byDue(['designChange'], 2),
  copiesAccounted: {
    kinds: [...forms, 'task', 'situationReport'],
    red: (
      ask,
    ) => sql<SqlBool>`EXISTS (SELECT 1 FROM print_jobs j INDEXED BY print_jobs_by_record JOIN print_copies c ON c.job_id = j.id
      JOIN print_copy_events e ON e.copy_id = c.id AND e.to_state = 'submitted'
      WHERE j.record_id = s.id AND c.state = 'submitted' AND e.at < ${ask.momentOfDay(ask.dayFromToday(-1))})`,
    amber: (ask) => sql<SqlBool>`EXISTS (SELECT 1 FROM print_jobs j INDEXED BY print_jobs_by_record
      WHERE j.record_id = s.id AND j.state IN ('applied','approved') AND j.applied_at < ${ask.momentOfDay(ask.dayFromToday(-3))})`,
  },
  marksInTerm: {
    kinds: [...forms, 'task', 'situationReport'],
    red: (ask) => sql<SqlBool>`s.level > 1 AND s.state <> 'disposed' AND s.mark_ends_on < ${ask.today}`,
    amber: (ask) =>
      sql<SqlBool>`s.level > 1 AND s.state <> 'disposed' AND s.mark_ends_on >= ${ask.today} AND s.mark_ends_on <= ${ask.dayFromToday(90)}`,
  },
};

const source = sql`records s INDEXED BY records_by_kind_occurred`;

function conditionOf(
  tile: ComplianceTile,
  tone: 'red' | 'amber',
  ask: ComplianceQuestion,
): RawBuilder<SqlBool> {
  const query = tiles[tile];
  return sql<SqlBool>`s.kind IN ${textList(query.kinds)} AND s.occurred_at >= ${ask.from} AND s.occurred_at < ${ask.before} AND ${query[tone](ask)}`;
}

/** Evidence of a tile: the records that make it red or amber, as far as the reader may see them. */
export async function tileRows(
  db: ReadDb,
  scope: ReaderScope,
  tile: ComplianceTile,
  tone: 'red' | 'amber',
  ask: ComplianceQuestion,
  limit: number,
): Promise<ListedRecord[]> {
  return await relatedRecords(db, scope, source, conditionOf(tile, tone, ask), limit);
}

/** How many records make a tile red or amber. */
export async function tileCount(
  db: ReadDb,
  scope: ReaderScope,
  tile: ComplianceTile,
  tone: 'red' | 'amber',
  ask: ComplianceQuestion,
): Promise<number> {
  if (scope.kinds.length === 0) return 0;
  const answer = await sql<{ n: number }>`SELECT count(*) AS n FROM ${source}
    WHERE ${conditionOf(tile, tone, ask)} AND ${visible(scope, 's')}`.execute(executor(db));
  return answer.rows[0]?.n ?? 0;
}

/** Identities of the records of some kinds that occurred in a stretch of time, for drawing a sample. */
export async function uidsInPeriod(
  db: ReadDb,
  scope: ReaderScope,
  kinds: readonly string[],
  from: string,
  before: string,
): Promise<string[]> {
  if (scope.kinds.length === 0) return [];
  const answer = await sql<{ uid: string }>`SELECT s.uid FROM ${source} WHERE s.kind IN ${textList(kinds)}
    AND s.occurred_at >= ${from} AND s.occurred_at < ${before} AND s.state NOT IN ('draft') AND ${visible(scope, 's')}`.execute(
    executor(db),
  );
  return answer.rows.map((row) => row.uid);
}
