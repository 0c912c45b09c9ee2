import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** What every query on records is limited by (spec 3 "Who may read a record"). */
export interface ReaderScope {
  readonly accountUid: string;
  readonly clearance: number;
  readonly kinds: readonly string[];
  readonly defaultKinds: readonly string[];
  readonly today: string;
}

/** Reader name of an account in `record_readers`. */
export function readerOfAccount(accountUid: string): string {
  return `a:${accountUid}`;
}

/** Kinds that the scope reads without being named; never a kind that its roles may not read at all. */
export function openKinds(scope: ReaderScope): string[] {
  return scope.defaultKinds.filter((kind) => scope.kinds.includes(kind));
}

/** SQL list of texts; SQLite takes an empty list, which is false for every value (a NULL would make its negation unknown). */
export function textList(values: readonly string[]): RawBuilder<unknown> {
  return values.length === 0 ? sql`()` : sql`(${sql.join(values)})`;
}

/**
 * The one condition that decides whether a reader may see a row of `records` (fails closed): kind permitted, clearance
 * reaches the level, and either the kind is open to the reader's roles and the record unrestricted, or the reader is
 * named and the grant has not ended.
 * @param alias table alias of `records` in the query
 */
export function visible(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${permitted(scope, alias)} AND (${openTo(scope, alias)} OR ${named(scope, alias)}))`;
}

/** Kind and level alone: the part that no naming of a reader can replace. */
export function permitted(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${column(alias, 'level')} <= ${scope.clearance} AND ${column(alias, 'kind')} IN ${textList(scope.kinds)})`;
}

/** The record is open to the reader's roles. */
export function openTo(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${column(alias, 'restricted')} = 0 AND ${column(alias, 'kind')} IN ${textList(openKinds(scope))})`;
}

// Left to itself SQLite walks all records of the reader for every row looked at.
function named(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM record_readers reader INDEXED BY record_readers_by_record WHERE reader.record_id = ${column(alias, 'id')}
    AND reader.reader = ${readerOfAccount(scope.accountUid)} AND (reader.until IS NULL OR reader.until >= ${scope.today}))`;
}

function column(alias: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${alias}.${name}`);
}
