import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { isRecordKind, recordKinds } from '../../../shared/forms/kinds.ts';
import { statesOfKind } from '../../../shared/lifecycle/lifecycle.ts';
import { states } from '../../../shared/lifecycle/states.ts';
import {
  afterPosition,
  type ListFilter,
  type ListPosition,
  type ListSort,
  matches,
  matchesHead,
  matchesRest,
  narrowSource,
  orders,
  yes,
} from './recordFilter.ts';
import type { Keyed } from './recordRows.ts';
import {
  closedReaches,
  everyReach,
  namedAs,
  notEnded,
  openAt,
  openKinds,
  openSite,
  permitted,
  type ReaderScope,
  textList,
  visible,
} from './visibility.ts';

/** Terms that SQLite takes in one compound (SQLITE_MAX_COMPOUND_SELECT). */
const mostArms = 500;
/** Beyond it the states of a kind become a plain condition of its arms. */
const mostArmsOfKind = Math.floor(mostArms / recordKinds.length);

/**
 * Row numbers of one page. From a narrow source in any order; from the arms newest first only, which is how each arm walks
 * its index: other orders ask for one group after another.
 */
export function pageKeys(
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
  also: RawBuilder<SqlBool> | null = null,
): RawBuilder<Keyed> {
  const narrow = narrowSource(filter);
  if (narrow !== null) return walk(narrow, scope, filter, sort, after, limit, also);
  const arms = allArms(scope, filter, after, also);
  return arms === null
    ? noKeys
    : sql<Keyed>`SELECT id FROM (${arms} ORDER BY occurred_at DESC, id DESC LIMIT ${limit})`;
}

const noKeys = sql<Keyed>`SELECT id FROM records WHERE 0`;

/** Rows looked at, as a multiple of the page, before the visible ones are taken for too thinly sown to be simply walked. */
const windowRows = 8;

/** Whether most kinds that the reader may read are open to it somewhere; else what it sees are mostly records that name it. */
export function readsMost(scope: ReaderScope): boolean {
  return openKinds(scope).length * 2 >= scope.kinds.length;
}

/** The walk of the newest records, and how to tell that it reached the end of them. */
export interface NewestWalk {
  readonly keys: RawBuilder<Keyed>;
  /** Rows looked at, visible or not, when all of them are. */
  readonly looked: RawBuilder<{ n: number }>;
  /** Rows looked at, at most; fewer are all there were. */
  readonly most: number;
}

/**
 * The newest visible records found by walking the newest of all, or of some states, in the order of an index: for readers
 * who may see most of them it is as cheap as the page without any rule. Looks at `windowRows` times the page at most, so it
 * may find too few; then {@link pageKeys} answers. Null where a filter makes the walk pointless.
 */
export function newestWalk(
  scope: ReaderScope,
  filter: ListFilter,
  after: ListPosition | null,
  limit: number,
): NewestWalk | null {
  if (filter.kinds.length > 0 || filter.mineOf !== null) return null;
  if (!readsMost(scope) || narrowSource(filter) !== null) return null;
  const bound = sql`${afterPosition('occurred', after)} AND ${matches(filter)}`;
  const columns = sql`SELECT id, kind, level, restricted, owning_site, occurred_at FROM records r`;
  const walked =
    filter.states.length === 0
      ? sql`${columns} INDEXED BY records_by_occurred WHERE ${bound}`
      : sql.join(
          filter.states.map(
            (state) => sql`${columns} INDEXED BY records_by_state WHERE r.state = ${state} AND ${bound}`,
          ),
          sql` UNION ALL `,
        );
  const most = limit * windowRows;
  // The window is a co-routine: it hands out its rows in order and stops when the page is full.
  const window = sql`(${walked} ORDER BY occurred_at DESC, id DESC LIMIT ${most})`;
  return {
    keys: sql<Keyed>`SELECT r.id FROM ${window} r WHERE ${visible(scope, 'r')} LIMIT ${limit}`,
    looked: sql<{ n: number }>`SELECT count(*) AS n FROM ${window}`,
    most,
  };
}

/**
 * Every visible record by one arm at least: what is open to the reader by kind, and what names the reader. Whoever wrote or
 * answers for a record is named on it, so one's own records need no other arm. Null when nothing can be visible.
 */
function allArms(
  scope: ReaderScope,
  filter: ListFilter,
  after: ListPosition | null,
  also: RawBuilder<SqlBool> | null,
): RawBuilder<unknown> | null {
  const mine = filter.mineOf !== null;
  const kinds = scope.kinds
    .filter((kind) => filter.kinds.length === 0 || filter.kinds.includes(kind))
    .filter((kind) => statesOf(kind, filter.states).length > 0);
  // Where little is open, the records that name the reader are walked as they come, without asking for each closed kind.
  const asTheyCome = filter.kinds.length === 0 && (mine || !readsMost(scope));
  const walkedKinds = asTheyCome ? kinds.filter((kind) => mine || openAt(scope, kind) === 'nowhere') : [];
  const named = (kind: string) =>
    (mine ? everyReach : closedReaches(scope, kind)).map((reach) => ({ kind, reach }));
  const parts = [
    ...(walkedKinds.length === 0 ? [] : [{ kinds: walkedKinds }]),
    ...kinds.filter((kind) => !walkedKinds.includes(kind)).flatMap(named),
  ];
  const arms = [
    ...(mine ? [] : kinds.flatMap((kind) => openArms(scope, filter, kind, after, also))),
    ...parts.flatMap((part) => namedArms(scope, filter, part, after, also)),
  ];
  if (arms.length === 0) return null;
  // A person of very many offices: the rule as a condition, slower and as true.
  if (arms.length > mostArms)
    return sql`SELECT r.id AS id, r.occurred_at AS occurred_at FROM records r INDEXED BY records_by_occurred
      WHERE ${visible(scope, 'r')} AND ${matches(filter)} AND ${afterPosition('occurred', after)} AND ${also ?? yes}`;
  return sql.join(arms, sql` UNION ALL `);
}

/** Row numbers of what the reader may see, as they come, at most `most`: to be counted. */
export function unorderedKeys(scope: ReaderScope, filter: ListFilter, most: number): RawBuilder<Keyed> {
  const narrow = narrowSource(filter);
  if (narrow !== null) return walk(narrow, scope, filter, 'occurred', null, most, null);
  const arms = allArms(scope, filter, null, null);
  return arms === null ? noKeys : sql<Keyed>`SELECT id FROM (${arms}) LIMIT ${most}`;
}

/** Rows of an index that is walked with the whole visibility rule as a condition. */
function walk(
  source: RawBuilder<unknown>,
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
  also: RawBuilder<SqlBool> | null,
): RawBuilder<Keyed> {
  return sql<Keyed>`SELECT r.id FROM ${source} AND ${visible(scope, 'r')} AND ${matches(filter)} AND ${also ?? yes}
    AND ${afterPosition(sort, after)} ORDER BY ${orders[sort]} LIMIT ${limit}`;
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
  const narrow = narrowSource(filter);
  const keyed = sort === 'due' ? sql<SqlBool>`r.due_on IS NOT NULL` : sql<SqlBool>`r.customer_id IS NOT NULL`;
  return narrow === null
    ? walk(own, scope, filter, sort, after, limit, null)
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
    ORDER BY ${orders[sort]} LIMIT ${limit}`;
}

/**
 * Kind or state first, for a reader of named records only: those are few, and their rows hold what the order goes by. Null
 * for every other reader or filter.
 */
export function namedGroupKeys(
  scope: ReaderScope,
  filter: ListFilter,
  sort: 'kind' | 'state',
  after: ListPosition | null,
  limit: number,
): RawBuilder<Keyed> | null {
  if (openKinds(scope).length > 0 || filter.mineOf !== null || matchesRest(filter).length > 0) return null;
  const group = sql.ref(`n.${sort}`);
  const bound =
    after === null
      ? yes
      : sql`(${group} > ${after[sort]}
          OR (${group} = ${after[sort]} AND (n.occurred_at, n.record_id) < (${after.occurred_at}, ${after.id})))`;
  const head = matchesHead(filter, 'n');
  return sql<Keyed>`SELECT DISTINCT n.record_id AS id FROM record_readers n INDEXED BY record_readers_newest
    WHERE n.reader IN ${textList(scope.names)} AND n.level <= ${scope.clearance} AND n.kind IN ${textList(scope.kinds)}
    AND ${notEnded(scope, 'n')} AND ${head.length === 0 ? yes : sql.join(head, sql` AND `)} AND ${bound}
    ORDER BY ${group}, n.occurred_at DESC, n.record_id DESC LIMIT ${limit}`;
}

/**
 * The arms of one kind that is open to the reader: one per level (and state, where states are asked for), each walking its
 * index newest first. SQLite merges the arms lazily, so a page reads about as many rows as it shows, whatever else the
 * table holds.
 */
function openArms(
  scope: ReaderScope,
  filter: ListFilter,
  kind: string,
  after: ListPosition | null,
  also: RawBuilder<SqlBool> | null,
): RawBuilder<unknown>[] {
  const at = openAt(scope, kind);
  if (at === 'nowhere') return [];
  const site = filter.owningSite ?? (at === 'own' ? scope.site : null);
  const levels = [1, 2, 3].filter((level) => level <= scope.clearance);
  const wanted = statesOf(kind, filter.states);
  const armsAtMost = wanted.length * levels.length + scope.names.length * everyReach.length;
  const byState = filter.states.length > 0 && armsAtMost <= mostArmsOfKind;
  const index = byState
    ? 'records_open_by_state'
    : site === null
      ? 'records_open_by_kind'
      : 'records_open_by_site';
  const bound = sql`${afterPosition('occurred', after)} AND ${openSite(scope, kind, 'r')} AND ${matches(filter)} AND ${also ?? yes}`;
  const inSite = site === null ? yes : sql`r.owning_site = ${site}`;
  return (byState ? wanted : [null]).flatMap((state) => {
    const inState = state === null ? yes : sql`r.state = ${state}`;
    return levels.map(
      (level) => sql`SELECT r.id AS id, r.occurred_at AS occurred_at
        FROM records r INDEXED BY ${sql.ref(index)}
        WHERE r.kind = ${kind} AND r.level = ${level} AND r.restricted = 0 AND ${inSite} AND ${inState} AND ${bound}`,
    );
  });
}

/** States that a record of the kind can be in, of those wanted; a kind unknown to the lifecycles may be in any. */
function statesOf(kind: string, wanted: readonly string[]): string[] {
  const known = isRecordKind(kind) ? statesOfKind(kind) : states;
  return known.filter((state) => wanted.length === 0 || wanted.includes(state));
}

/**
 * Records that name the reader, by an index that holds all that the rule looks at: one arm per name, so that each walks its
 * index newest first; a record that an earlier name reaches already is left out.
 * @param part kind and reach that are closed to the reader otherwise, or kinds that are closed to it everywhere, at once
 */
function namedArms(
  scope: ReaderScope,
  filter: ListFilter,
  part: { readonly kind: string; readonly reach: string } | { readonly kinds: readonly string[] },
  after: ListPosition | null,
  also: RawBuilder<SqlBool> | null,
): RawBuilder<unknown>[] {
  // What the reader's row does not hold is asked of the record itself.
  const rest = [...matchesRest(filter), ...(also === null ? [] : [also])];
  const record = rest.length === 0 ? sql`` : sql`CROSS JOIN records r ON r.id = n.record_id`;
  const bound =
    after === null ? yes : sql`(n.occurred_at, n.record_id) < (${after.occurred_at}, ${after.id})`;
  const index = 'kinds' in part ? 'record_readers_newest' : 'record_readers_by_kind';
  const inPart =
    'kinds' in part
      ? sql`n.kind IN ${textList(part.kinds)}`
      : sql`n.kind = ${part.kind} AND n.reach = ${part.reach}`;
  const conditions = sql.join([inPart, bound, ...matchesHead(filter, 'n'), ...rest], sql` AND `);
  return scope.names.map((name, place) => {
    const earlier = scope.names.slice(0, place);
    const once = earlier.length === 0 ? yes : sql`NOT ${namedAs(scope, earlier, sql.ref('n.record_id'))}`;
    return sql`SELECT n.record_id AS id, n.occurred_at AS occurred_at FROM record_readers n INDEXED BY ${sql.ref(index)} ${record}
        WHERE n.reader = ${name} AND n.level <= ${scope.clearance} AND ${notEnded(scope, 'n')} AND ${once} AND ${conditions}`;
  });
}
