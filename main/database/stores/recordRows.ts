import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { namedInOrder, type ReaderScope, visible } from './visibility.ts';

/** What a row of any list of records shows. */
export interface ListedRecord {
  readonly id: number;
  readonly uid: string;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly registration_number: string | null;
  readonly archive_number: string | null;
  readonly level: number;
  readonly marking: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly due_on: string | null;
  readonly customer_id: number | null;
  readonly customer_uid: string | null;
  readonly customer_code: string | null;
  readonly customer_name: string | null;
  readonly task_uid: string | null;
  readonly author_name: string;
  readonly owning_site: string;
  readonly original_state: 'none' | 'expected' | 'received' | 'missing';
}

/** Row number of a listed record with the keys that its order goes by. */
export interface Keyed {
  readonly id: number;
}

/**
 * Columns of listed records whose row numbers another query found, joined to customer and task. However they were found, the
 * access rule is asked of each row here: a query that finds too much shows nothing for it. The task's identity is left out
 * where the reader may not see the task.
 * @param keys query that answers rows with a column `id`
 * @param order SQL order over `r` (records)
 */
export function listedRecords(
  scope: ReaderScope,
  keys: RawBuilder<Keyed>,
  order: RawBuilder<unknown>,
): RawBuilder<ListedRecord> {
  return sql<ListedRecord>`SELECT ${named} ${fromKeys(scope, keys, order)}`;
}

/**
 * The rows of {@link listedRecords}. Each comes as one text: the binding makes a value of every cell on the program's own
 * thread, and a page has a thousand of them.
 */
export async function readListed(
  db: ReadDb,
  scope: ReaderScope,
  keys: RawBuilder<Keyed>,
  order: RawBuilder<unknown>,
): Promise<ListedRecord[]> {
  const statement = sql<{ cells: string }>`SELECT ${cells} AS cells ${fromKeys(scope, keys, order)}`;
  const { rows } = await statement.execute(executor(db));
  return rows.map((row) => {
    const values = JSON.parse(row.cells) as unknown[];
    const listed: Record<string, unknown> = {};
    for (let at = 0; at < columnNames.length; at += 1) listed[columnNames[at] ?? ''] = values[at];
    return listed as unknown as ListedRecord;
  });
}

/** Where each column of a listed record comes from. */
const columns = {
  id: 'r.id',
  uid: 'r.uid',
  kind: 'r.kind',
  state: 'r.state',
  title: 'r.title',
  registration_number: 'r.registration_number',
  archive_number: 'r.archive_number',
  level: 'r.level',
  marking: 'r.marking',
  occurred_at: 'r.occurred_at',
  recorded_at: 'r.recorded_at',
  due_on: 'r.due_on',
  customer_id: 'r.customer_id',
  customer_uid: 'c.uid',
  customer_code: 'c.code',
  customer_name: 'c.name',
  task_uid: 't.uid',
  author_name: 'r.author_name',
  owning_site: 'r.owning_site',
  original_state: 'r.original_state',
} as const satisfies Readonly<Record<keyof ListedRecord, string>>;
const columnNames = Object.keys(columns);
const named = sql.raw(
  Object.entries(columns)
    .map(([name, source]) => `${source} AS ${name}`)
    .join(', '),
);
const cells = sql.raw(`json_array(${Object.values(columns).join(', ')})`);

function fromKeys(
  scope: ReaderScope,
  keys: RawBuilder<Keyed>,
  order: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`FROM (${keys}) k CROSS JOIN records r ON r.id = k.id AND ${visible(scope, 'r', namedInOrder(scope, 'r'))}
    LEFT JOIN master c ON c.id = r.customer_id
    LEFT JOIN records t ON t.id = r.task_id AND ${visible(scope, 't')}
    ORDER BY ${order}`;
}

/** Newest first, the order of most lists. */
export const newestFirst: RawBuilder<unknown> = sql`r.occurred_at DESC, r.id DESC`;

/**
 * Visible records that stand in a small, indexed relation to something: the source must be bounded by its own index
 * (records of one task, of one equipment, linked records), because its rows are sorted in memory.
 * @param source what follows FROM, with `records` aliased `s`
 * @param condition on the source
 */
export async function relatedRecords(
  db: ReadDb,
  scope: ReaderScope,
  source: RawBuilder<unknown>,
  condition: RawBuilder<SqlBool>,
  limit: number,
): Promise<ListedRecord[]> {
  // Whoever may read no kind sees nothing; SQLite finds no plan for a named index under a condition that is never true.
  if (scope.kinds.length === 0) return [];
  const keys = sql<Keyed>`SELECT s.id FROM ${source} WHERE ${condition} AND ${visible(scope, 's')}
    ORDER BY s.occurred_at DESC, s.id DESC LIMIT ${limit}`;
  return await readListed(db, scope, keys, newestFirst);
}

/** Records of one task, newest first. */
export async function recordsOfTask(db: ReadDb, scope: ReaderScope, taskId: number): Promise<ListedRecord[]> {
  const source = sql`records s INDEXED BY records_by_task`;
  return relatedRecords(db, scope, source, sql<SqlBool>`s.task_id = ${taskId}`, 2000);
}

/** An entry and what was joined to it: frozen records keep the entry that they were signed with. */
function withJoined(masterId: number): RawBuilder<unknown> {
  return sql`(SELECT ${masterId} UNION ALL SELECT id FROM master WHERE merged_into = ${masterId})`;
}

/** Records that name one equipment: its whole life, newest first. */
export async function recordsOfEquipment(
  db: ReadDb,
  scope: ReaderScope,
  equipmentId: number,
  limit: number,
): Promise<ListedRecord[]> {
  const source = sql`record_equipment e CROSS JOIN records s ON s.id = e.record_id`;
  return relatedRecords(db, scope, source, sql<SqlBool>`e.equipment_id IN ${withJoined(equipmentId)}`, limit);
}

/** Records of one customer, newest first. */
export async function recordsOfCustomer(
  db: ReadDb,
  scope: ReaderScope,
  customerId: number,
  limit: number,
): Promise<ListedRecord[]> {
  const source = sql`records s INDEXED BY records_by_customer`;
  return relatedRecords(db, scope, source, sql<SqlBool>`s.customer_id IN ${withJoined(customerId)}`, limit);
}

/** Open work of one customer of some kinds since a moment, newest first; for the caller's context (5.1.2). */
export async function recentOfCustomer(
  db: ReadDb,
  scope: ReaderScope,
  customerId: number,
  wanted: {
    readonly kinds: readonly string[];
    readonly since: string | null;
    readonly notIn: readonly string[];
  },
  limit: number,
): Promise<ListedRecord[]> {
  const source = sql`records s INDEXED BY records_by_customer`;
  const since = wanted.since === null ? sql`` : sql`AND s.occurred_at >= ${wanted.since}`;
  const notIn = wanted.notIn.length === 0 ? sql`` : sql`AND s.state NOT IN (${sql.join(wanted.notIn)})`;
  const condition = sql<SqlBool>`s.customer_id = ${customerId} AND s.kind IN (${sql.join(wanted.kinds)}) ${since} ${notIn}`;
  return relatedRecords(db, scope, source, condition, limit);
}

/** Listed rows of the visible ones among `uids`, newest first. */
export async function listedByUid(
  db: ReadDb,
  scope: ReaderScope,
  uids: readonly string[],
): Promise<ListedRecord[]> {
  if (uids.length === 0) return [];
  return relatedRecords(db, scope, sql`records s`, sql<SqlBool>`s.uid IN (${sql.join(uids)})`, uids.length);
}

/** Kysely's raw statements want an executor provider; reading handles are one, only their type hides it. */
export function executor(db: ReadDb): Parameters<RawBuilder<unknown>['execute']>[0] {
  return db as unknown as Parameters<RawBuilder<unknown>['execute']>[0];
}
