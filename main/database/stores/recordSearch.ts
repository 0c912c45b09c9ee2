import { type RawBuilder, sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { type ListFilter, type ListPosition, matches } from './recordFilter.ts';
import { executor, type Keyed } from './recordRows.ts';
import { readsMost } from './recordSources.ts';
import { namedRecords, openKinds, type ReaderScope, textList, visible } from './visibility.ts';

/** Rows of a set that is still cheaper to make than hits are to look up one by one. */
const mostInSet = 20_000;

/** Which sets of a reader are small enough to be made before the hits of a search are judged. */
export interface SmallSets {
  /** The records that name the reader. */
  readonly named: boolean;
  /** All that the reader can see at all: those and the open ones. */
  readonly everything: boolean;
}

/** Looks how large the sets of a reader are, no further than needed. */
export async function smallSets(db: ReadDb, scope: ReaderScope): Promise<SmallSets> {
  const upTo = (rows: RawBuilder<unknown>) => sql`(SELECT count(*) FROM (${rows} LIMIT ${mostInSet + 1}))`;
  const open = readsMost(scope) ? sql`${mostInSet + 1}` : upTo(openRecords(scope));
  const answer = await sql<{
    named: number;
    open: number;
  }>`SELECT ${upTo(namedRecords(scope))} AS named, ${open} AS open`.execute(executor(db));
  const { named, open: others } = answer.rows[0] ?? { named: mostInSet + 1, open: mostInSet + 1 };
  return { named: named <= mostInSet, everything: named + others <= mostInSet };
}

/**
 * Row numbers of one page of the hits of a full-text search, newest record first.
 * @param sets what {@link smallSets} found; null asks each hit by itself, which is cheapest where a page is soon full
 */
export function textKeys(
  scope: ReaderScope,
  filter: ListFilter,
  match: string,
  after: ListPosition | null,
  limit: number,
  sets: SmallSets | null,
): RawBuilder<Keyed> {
  return sql<Keyed>`${hits(scope, filter, match, after, sets)} ORDER BY f.rowid DESC LIMIT ${limit}`;
}

/** The same hits as they come, at most `most`: to be counted. */
export function unorderedTextKeys(
  scope: ReaderScope,
  filter: ListFilter,
  match: string,
  most: number,
  sets: SmallSets,
): RawBuilder<Keyed> {
  return sql<Keyed>`${hits(scope, filter, match, null, sets)} LIMIT ${most}`;
}

function hits(
  scope: ReaderScope,
  filter: ListFilter,
  match: string,
  after: ListPosition | null,
  sets: SmallSets | null,
): RawBuilder<unknown> {
  const bound = after === null ? sql`` : sql`AND f.rowid < ${after.id}`;
  // A reader of little would have every hit looked up and thrown away; the hits are instead met with what can be seen.
  const only =
    sets?.everything === true
      ? sql`AND +f.rowid IN (${namedRecords(scope)} UNION ALL ${openRecords(scope)})`
      : sql``;
  const rule =
    sets?.named === true && !sets.everything
      ? visible(scope, 'r', sql`r.id IN (${namedRecords(scope)})`)
      : visible(scope, 'r');
  return sql`SELECT f.rowid AS id FROM record_fts f CROSS JOIN records r INDEXED BY records_access ON r.id = f.rowid
    WHERE f.record_fts MATCH ${match} ${bound} ${only} AND ${rule} AND ${matches(filter)}`;
}

/** Unrestricted records of the kinds that the reader reads somewhere without being named; SQLite takes no index for none. */
function openRecords(scope: ReaderScope): RawBuilder<unknown> {
  const kinds = openKinds(scope);
  if (kinds.length === 0) return sql`SELECT 0 WHERE 0`;
  return sql`SELECT o.id FROM records o INDEXED BY records_open_by_kind
    WHERE o.kind IN ${textList(kinds)} AND o.restricted = 0`;
}
