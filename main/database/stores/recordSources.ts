import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { isRecordKind } from '../../../shared/forms/kinds.ts';
import { statesOfKind } from '../../../shared/lifecycle/lifecycle.ts';
import { states } from '../../../shared/lifecycle/states.ts';
import type { Keyed } from './recordRows.ts';
import {
  namedAs,
  notEnded,
  openKinds,
  openSite,
  openTo,
  permitted,
  type ReaderScope,
  textList,
  visible,
} from './visibility.ts';

/** What a list is narrowed by, with row numbers in place of public identities; together they are AND. */
export interface ListFilter {
  readonly kinds: readonly string[];
  readonly states: readonly string[];
  /** FTS5 MATCH expression. */
  readonly match: string | null;
  readonly customerId: number | null;
  readonly equipmentId: number | null;
  readonly taskId: number | null;
  readonly owningSite: string | null;
  /** First moment that belongs, and first that no longer does. */
  readonly from: string | null;
  readonly before: string | null;
  /** Author or responsible. */
  readonly mineOf: number | null;
  /** Due before this day. */
  readonly overdueOn: string | null;
  readonly originalMissing: boolean;
}

/** Order of a list; a full-text search is always newest record first. */
export type ListSort = 'occurred' | 'kind' | 'state' | 'due' | 'customer';

/** Keys of the last row of the page before. */
export interface ListPosition {
  readonly id: number;
  readonly occurred_at: string;
  readonly kind: string;
  readonly state: string;
  readonly due_on: string | null;
  readonly customer_id: number | null;
}

/** SQLite refuses more terms than this in one compound; beyond it states become a plain condition. */
const mostArms = 400;

interface Order {
  readonly keys: RawBuilder<unknown>;
  readonly rows: RawBuilder<unknown>;
}
/** SQL orders of the key query and of the rows joined to it. */
export const orders: Readonly<Record<ListSort | 'text', Order>> = {
  occurred: { keys: sql`occurred_at DESC, id DESC`, rows: sql`r.occurred_at DESC, r.id DESC` },
  kind: {
    keys: sql`kind, occurred_at DESC, id DESC`,
    rows: sql`r.kind, r.occurred_at DESC, r.id DESC`,
  },
  state: {
    keys: sql`state, occurred_at DESC, id DESC`,
    rows: sql`r.state, r.occurred_at DESC, r.id DESC`,
  },
  due: { keys: sql`due_on, id`, rows: sql`r.due_on, r.id` },
  customer: {
    keys: sql`customer_id, occurred_at DESC, id DESC`,
    rows: sql`r.customer_id, r.occurred_at DESC, r.id DESC`,
  },
  text: { keys: sql`id DESC`, rows: sql`r.id DESC` },
};

export function pageKeys(
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
  also: RawBuilder<SqlBool> = sql<SqlBool>`1`,
): RawBuilder<Keyed> {
  const narrow = narrowSource(filter, sort);
  if (narrow !== null) return walk(narrow, scope, filter, sort, after, limit, also);
  const arms = allArms(scope, filter, sort, after, also);
  return sql<Keyed>`SELECT id FROM (${arms} ORDER BY ${orders[sort].keys} LIMIT ${limit})`;
}

/** Rows looked at before the newest records are taken for too thinly visible to be simply walked. */
const windowRows = 4;

/**
 * The newest visible records found by walking all records, for readers who may see most of them: as cheap as the page
 * without any rule. Looks at `windowRows` times the page at most, so it may find too few; then {@link pageKeys} answers.
 * Null where a filter makes the walk pointless.
 */
export function newestKeys(
  scope: ReaderScope,
  filter: ListFilter,
  after: ListPosition | null,
  limit: number,
): RawBuilder<Keyed> | null {
  const narrowed = filter.kinds.length > 0 || filter.states.length > 0 || filter.mineOf !== null;
  if (narrowed || openKinds(scope).length === 0 || narrowSource(filter, 'occurred') !== null) return null;
  // The window is a co-routine: it hands out its rows in order and stops when the page is full.
  return sql<Keyed>`SELECT r.id FROM (SELECT id, kind, level, restricted, owning_site, occurred_at FROM records r INDEXED BY records_by_occurred
      WHERE ${afterPosition('occurred', after)} AND ${matches(filter)}
      ORDER BY occurred_at DESC, id DESC LIMIT ${limit * windowRows}) r
    WHERE ${visible(scope, 'r')} LIMIT ${limit}`;
}

/** Whoever wrote or answers for a record is named on it, so one's own records need no other arm. */
function allArms(
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  also: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  const own = filter.mineOf !== null;
  const arms = own ? [] : openArms(scope, filter, after, also);
  const notOpen = own ? also : sql<SqlBool>`NOT ${openTo(scope, 'r')} AND ${also}`;
  const named = scope.names.map((_, place) => namedArm(scope, place, filter, sort, after, notOpen));
  return sql.join([...arms, ...named], sql` UNION ALL `);
}

export function unorderedKeys(scope: ReaderScope, filter: ListFilter, most: number): RawBuilder<Keyed> {
  const narrow = narrowSource(filter, 'occurred');
  const yes = sql<SqlBool>`1`;
  if (narrow !== null) return walk(narrow, scope, filter, 'occurred', null, most, yes);
  return sql<Keyed>`SELECT id FROM (${allArms(scope, filter, 'occurred', null, yes)}) LIMIT ${most}`;
}

/** Source whose own index already narrows the rows to few, or null when the arms are walked. */
export function narrowSource(filter: ListFilter, sort: ListSort): RawBuilder<unknown> | null {
  if (filter.taskId !== null)
    return sql`records r INDEXED BY records_by_task WHERE r.task_id = ${filter.taskId}`;
  if (filter.equipmentId !== null) {
    return sql`record_equipment e CROSS JOIN records r ON r.id = e.record_id WHERE e.equipment_id = ${filter.equipmentId}`;
  }
  if (filter.overdueOn !== null) {
    return sql`records r INDEXED BY records_by_due WHERE r.due_on < ${filter.overdueOn}`;
  }
  if (filter.originalMissing) {
    return sql`records r INDEXED BY records_without_original WHERE r.original_state = 'missing'`;
  }
  if (filter.customerId !== null) {
    return sql`records r INDEXED BY records_by_customer WHERE r.customer_id = ${filter.customerId}`;
  }
  if (filter.owningSite !== null && sort === 'occurred') {
    return sql`records r INDEXED BY records_by_site WHERE r.owning_site = ${filter.owningSite}`;
  }
  return null;
}

/** Rows of an index that is walked with the whole visibility rule as a condition. */
function walk(
  source: RawBuilder<unknown>,
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
  also: RawBuilder<SqlBool>,
): RawBuilder<Keyed> {
  return sql<Keyed>`SELECT r.id FROM ${source} AND ${visible(scope, 'r')} AND ${matches(filter)} AND ${also}
    AND ${afterPosition(sort, after)} ORDER BY ${orders[sort].rows} LIMIT ${limit}`;
}

/** Rows that have a due day, or a customer, in the order of that index. */
export function walkedKeys(
  scope: ReaderScope,
  filter: ListFilter,
  sort: 'due' | 'customer',
  after: ListPosition | null,
  limit: number,
): RawBuilder<Keyed> {
  if (openKinds(scope).length === 0 || filter.mineOf !== null)
    return namedKeys(scope, filter, sort, after, limit);
  const own =
    sort === 'due'
      ? sql`records r INDEXED BY records_by_due WHERE r.due_on IS NOT NULL`
      : sql`records r INDEXED BY records_by_customer WHERE r.customer_id IS NOT NULL`;
  const narrow = narrowSource(filter, sort);
  const yes = sql<SqlBool>`1`;
  const keyed = sort === 'due' ? sql<SqlBool>`r.due_on IS NOT NULL` : sql<SqlBool>`r.customer_id IS NOT NULL`;
  return narrow === null
    ? walk(own, scope, filter, sort, after, limit, yes)
    : walk(narrow, scope, filter, sort, after, limit, keyed);
}

/** For a reader of named records only: those are few, and sorted in memory. */
function namedKeys(
  scope: ReaderScope,
  filter: ListFilter,
  sort: 'due' | 'customer',
  after: ListPosition | null,
  limit: number,
): RawBuilder<Keyed> {
  const keyed = sort === 'due' ? sql`r.due_on IS NOT NULL` : sql`r.customer_id IS NOT NULL`;
  return sql<Keyed>`SELECT DISTINCT r.id FROM record_readers n CROSS JOIN records r ON r.id = n.record_id
    WHERE n.reader IN ${textList(scope.names)} AND ${notEnded(scope, 'n')} AND ${keyed}
    AND ${permitted(scope, 'r')} AND ${matches(filter)} AND ${afterPosition(sort, after)}
    ORDER BY ${orders[sort].rows} LIMIT ${limit}`;
}

/**
 * One arm per kind and level (and state, where states are asked for) that is open to the reader, each walking its index
 * newest first. SQLite merges the arms lazily, so a page reads about as many rows as it shows, whatever else the table
 * holds.
 */
function openArms(
  scope: ReaderScope,
  filter: ListFilter,
  after: ListPosition | null,
  also: RawBuilder<SqlBool>,
): RawBuilder<unknown>[] {
  const kinds = openKinds(scope).filter((kind) => filter.kinds.length === 0 || filter.kinds.includes(kind));
  const levels = [1, 2, 3].filter((level) => level <= scope.clearance);
  const statesIn = new Map(kinds.map((kind) => [kind, statesOf(kind, filter.states)]));
  const count = [...statesIn.values()].reduce((sum, states) => sum + states.length, 0) * levels.length;
  const byState = filter.states.length > 0 && count <= mostArms;
  const bound = sql<SqlBool>`${afterPosition('occurred', after)} AND ${also}`;
  return kinds.flatMap((kind) =>
    (byState ? (statesIn.get(kind) ?? []) : [null]).flatMap((state) =>
      levels.map((level) => openArm(scope, filter, kind, level, state, bound)),
    ),
  );
}

/** States that a record of the kind can be in, of those wanted; a kind unknown to the lifecycles may be in any. */
function statesOf(kind: string, wanted: readonly string[]): string[] {
  const known = isRecordKind(kind) ? statesOfKind(kind) : states;
  return known.filter((state) => wanted.length === 0 || wanted.includes(state));
}

function openArm(
  scope: ReaderScope,
  filter: ListFilter,
  kind: string,
  level: number,
  state: string | null,
  bound: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  const index = state === null ? sql`records_open_by_kind` : sql`records_open_by_state`;
  const inState = state === null ? sql`` : sql`AND r.state = ${state}`;
  const rest = state === null ? matches(filter) : matches({ ...filter, states: [] });
  return sql`SELECT r.id AS id, r.occurred_at AS occurred_at, r.kind AS kind, r.state AS state FROM records r INDEXED BY ${index}
    WHERE r.kind = ${kind} AND r.level = ${level} AND r.restricted = 0 ${inState} AND ${openSite(scope, kind, 'r')} AND ${bound} AND ${rest}`;
}

/**
 * Records that name the reader under one of its names. One arm per name keeps each in the order of its index; a record
 * that an earlier name reaches already is left out.
 * @param place of the name among those of the scope
 */
function namedArm(
  scope: ReaderScope,
  place: number,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  also: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  const bound =
    sort === 'occurred' && after !== null
      ? sql`(n.occurred_at, n.record_id) < (${after.occurred_at}, ${after.id})`
      : sort === 'occurred'
        ? sql`1`
        : afterPosition(sort, after);
  const range = sql`${filter.from === null ? sql`1` : sql`n.occurred_at >= ${filter.from}`} AND ${
    filter.before === null ? sql`1` : sql`n.occurred_at < ${filter.before}`
  }`;
  const earlier = scope.names.slice(0, place);
  const once = earlier.length === 0 ? sql`1` : sql`NOT ${namedAs(scope, earlier, sql.ref('n.record_id'))}`;
  return sql`SELECT n.record_id AS id, n.occurred_at AS occurred_at, r.kind AS kind, r.state AS state
    FROM record_readers n CROSS JOIN records r ON r.id = n.record_id
    WHERE n.reader = ${scope.names[place]} AND ${notEnded(scope, 'n')} AND ${once} AND ${range}
    AND ${bound} AND ${permitted(scope, 'r')} AND ${matches(filter)} AND ${also}`;
}

export function textKeys(
  scope: ReaderScope,
  filter: ListFilter,
  match: string,
  after: ListPosition | null,
  limit: number,
): RawBuilder<Keyed> {
  const bound = after === null ? sql`` : sql`AND f.rowid < ${after.id}`;
  const open = openKinds(scope);
  // A reader of few kinds would have every hit looked up and thrown away; the hits are instead met with what names them.
  const only =
    open.length > 0
      ? sql``
      : sql`AND +f.rowid IN (SELECT n.record_id FROM record_readers n WHERE n.reader IN ${textList(scope.names)})`;
  return sql<Keyed>`SELECT f.rowid AS id FROM record_fts f CROSS JOIN records r ON r.id = f.rowid
    WHERE f.record_fts MATCH ${match} ${bound} ${only} AND ${visible(scope, 'r')} AND ${matches(filter)}
    ORDER BY f.rowid DESC LIMIT ${limit}`;
}

/** Conditions of the filter on a row of `records r`, whichever way the row was found. */
function matches(filter: ListFilter): RawBuilder<SqlBool> {
  const all: RawBuilder<unknown>[] = [];
  if (filter.kinds.length > 0) all.push(sql`r.kind IN ${textList(filter.kinds)}`);
  if (filter.states.length > 0) all.push(sql`r.state IN ${textList(filter.states)}`);
  if (filter.customerId !== null) all.push(sql`r.customer_id = ${filter.customerId}`);
  if (filter.taskId !== null) all.push(sql`r.task_id = ${filter.taskId}`);
  if (filter.equipmentId !== null) {
    all.push(
      sql`EXISTS (SELECT 1 FROM record_equipment q WHERE q.record_id = r.id AND q.equipment_id = ${filter.equipmentId})`,
    );
  }
  if (filter.owningSite !== null) all.push(sql`r.owning_site = ${filter.owningSite}`);
  if (filter.from !== null) all.push(sql`r.occurred_at >= ${filter.from}`);
  if (filter.before !== null) all.push(sql`r.occurred_at < ${filter.before}`);
  if (filter.mineOf !== null) {
    all.push(sql`(r.author_id = ${filter.mineOf} OR r.responsible_id = ${filter.mineOf})`);
  }
  if (filter.overdueOn !== null) all.push(sql`r.due_on < ${filter.overdueOn}`);
  if (filter.originalMissing) all.push(sql`r.original_state = 'missing'`);
  return all.length === 0 ? sql<SqlBool>`1` : sql<SqlBool>`${sql.join(all, sql` AND `)}`;
}

/** Keyset condition over `records r`. */
function afterPosition(sort: ListSort, after: ListPosition | null): RawBuilder<SqlBool> {
  if (after === null) return sql<SqlBool>`1`;
  const later = sql`(r.occurred_at, r.id) < (${after.occurred_at}, ${after.id})`;
  switch (sort) {
    case 'occurred':
      return sql<SqlBool>`${later}`;
    case 'kind':
      return sql<SqlBool>`(r.kind > ${after.kind} OR (r.kind = ${after.kind} AND ${later}))`;
    case 'state':
      return sql<SqlBool>`(r.state > ${after.state} OR (r.state = ${after.state} AND ${later}))`;
    case 'due':
      return sql<SqlBool>`(r.due_on, r.id) > (${after.due_on}, ${after.id})`;
    case 'customer':
      return sql<SqlBool>`(r.customer_id > ${after.customer_id} OR (r.customer_id = ${after.customer_id} AND ${later}))`;
  }
}
