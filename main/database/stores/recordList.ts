import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { type ListFilter, type ListPosition, type ListSort, narrowSource, orders } from './recordFilter.ts';
import { executor, type Keyed, type ListedRecord, listedRecords, readListed } from './recordRows.ts';
import { smallSets, textKeys, unorderedTextKeys } from './recordSearch.ts';
import {
  namedGroupKeys,
  newestWalk,
  pageKeys,
  readsMost,
  unorderedKeys,
  walkedKeys,
} from './recordSources.ts';
import type { ReaderScope } from './visibility.ts';

export type { ListFilter, ListPosition, ListSort } from './recordFilter.ts';

/**
 * One page of the records that the reader may see.
 * @param after keys of the last row shown, or null for the first page
 * @param limit most rows to answer
 */
export async function listRecords(
  db: ReadDb,
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
): Promise<ListedRecord[]> {
  if (scope.kinds.length === 0) return [];
  if (filter.match !== null) {
    const sets = readsMost(scope) ? null : await smallSets(db, scope);
    return run(db, scope, textKeys(scope, filter, filter.match, after, limit, sets), 'text');
  }
  if (sort === 'occurred') {
    return newestRecords(db, scope, filter, after, limit);
  }
  if (sort === 'kind' || sort === 'state') return listByGroup(db, scope, filter, sort, after, limit);
  // Rows without the key come last, newest first.
  const column = sort === 'due' ? 'due_on' : 'customer_id';
  const withKey =
    after !== null && after[column] === null
      ? []
      : await run(db, scope, walkedKeys(scope, filter, sort, after, limit), sort);
  if (withKey.length === limit) return withKey;
  const rest = pageKeys(
    scope,
    filter,
    'occurred',
    after !== null && after[column] === null ? after : null,
    limit - withKey.length,
    sql<SqlBool>`r.${sql.ref(column)} IS NULL`,
  );
  return [...withKey, ...(await run(db, scope, rest, 'occurred'))];
}

/** Newest first: by walking the newest of all where that finds enough or reaches the end, else by what is open and named. */
async function newestRecords(
  db: ReadDb,
  scope: ReaderScope,
  filter: ListFilter,
  after: ListPosition | null,
  limit: number,
): Promise<ListedRecord[]> {
  const walk = newestWalk(scope, filter, after, limit);
  if (walk !== null) {
    const rows = await run(db, scope, walk.keys, 'occurred');
    if (rows.length === limit) return rows;
    const looked = (await walk.looked.execute(executor(db))).rows[0]?.n ?? walk.most;
    if (looked < walk.most) return rows;
  }
  return run(db, scope, pageKeys(scope, filter, 'occurred', after, limit), 'occurred');
}

/**
 * Kinds or states one after another, each newest first: a page is full after the first groups, and every group walks its
 * own index. A narrow source is few anyway and is sorted in memory instead.
 */
async function listByGroup(
  db: ReadDb,
  scope: ReaderScope,
  filter: ListFilter,
  sort: 'kind' | 'state',
  after: ListPosition | null,
  limit: number,
): Promise<ListedRecord[]> {
  if (narrowSource(filter) !== null) {
    return run(db, scope, pageKeys(scope, filter, sort, after, limit), sort);
  }
  const named = namedGroupKeys(scope, filter, sort, after, limit);
  if (named !== null) return run(db, scope, named, sort);
  const wanted = sort === 'kind' ? filter.kinds : filter.states;
  const all: readonly string[] = wanted.length > 0 ? wanted : await groupsInUse(db, sort);
  const rows: ListedRecord[] = [];
  for (const group of [...new Set(all)].sort()) {
    if (after !== null && group < after[sort]) continue;
    const own = sort === 'kind' ? { ...filter, kinds: [group] } : { ...filter, states: [group] };
    const from = after !== null && group === after[sort] ? after : null;
    rows.push(...(await newestRecords(db, scope, own, from, limit - rows.length)));
    if (rows.length >= limit) break;
  }
  return rows;
}

/** Kinds or states that any record has, found by one step of the index for each. */
async function groupsInUse(db: ReadDb, sort: 'kind' | 'state'): Promise<string[]> {
  const group = sql.ref(sort);
  const source = sql`records INDEXED BY ${sql.ref(sort === 'kind' ? 'records_by_kind_occurred' : 'records_by_state')}`;
  const { rows } = await sql<{ value: string }>`WITH RECURSIVE found(value) AS (
      SELECT min(${group}) FROM ${source}
      UNION ALL SELECT (SELECT min(${group}) FROM ${source} WHERE ${group} > value) FROM found WHERE value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL`.execute(executor(db));
  return rows.map((row) => row.value);
}

/**
 * How many records the reader may see, counted no further than `most`.
 * @returns the exact count, or `most` when there are at least so many
 */
export async function countRecords(
  db: ReadDb,
  scope: ReaderScope,
  filter: ListFilter,
  most: number,
): Promise<number> {
  if (scope.kinds.length === 0) return 0;
  const keys =
    filter.match === null
      ? unorderedKeys(scope, filter, most)
      : unorderedTextKeys(scope, filter, filter.match, most, await smallSets(db, scope));
  const answer = await sql<{ n: number }>`SELECT count(*) AS n FROM (${keys})`.execute(executor(db));
  return answer.rows[0]?.n ?? 0;
}

/** The statement of one page as it is run, for the tests of its plan. */
export function listStatement(
  scope: ReaderScope,
  filter: ListFilter,
  sort: ListSort,
  after: ListPosition | null,
  limit: number,
): RawBuilder<ListedRecord> {
  const keys =
    filter.match === null
      ? pageKeys(scope, filter, sort, after, limit)
      : textKeys(scope, filter, filter.match, after, limit, null);
  return listedRecords(scope, keys, orders[filter.match === null ? sort : 'text']);
}

async function run(
  db: ReadDb,
  scope: ReaderScope,
  keys: RawBuilder<Keyed>,
  sort: ListSort | 'text',
): Promise<ListedRecord[]> {
  return await readListed(db, scope, keys, orders[sort]);
}
