import { type RawBuilder, type SqlBool, sql } from 'kysely';

/**
 * What every query on records is limited by (spec 3 "Who may read a record"). The rule itself stands in this file and
 * nowhere else; lists take it apart (`recordSources.ts`) but only with the fragments below.
 */
export interface ReaderScope {
  /** Names under which the person may stand in `record_readers`: the account itself and the offices (roles) held. */
  readonly names: readonly string[];
  readonly clearance: number;
  /** Kinds that the roles permit to read at all. */
  readonly kinds: readonly string[];
  /** This site: its records and those of other sites are open to different roles. */
  readonly site: string;
  /** Kinds whose unrestricted records of this site are read without being named. */
  readonly openOwn: readonly string[];
  /** The same for records of other sites. */
  readonly openForeign: readonly string[];
  /** Moment of the question: a grant ends at a moment. */
  readonly now: string;
}

/** Reader name of an account in `record_readers`. */
export function readerOfAccount(accountUid: string): string {
  return `a:${accountUid}`;
}

/** Reader name of an office of this site: everybody who holds the role. */
export function readerOfRole(role: string): string {
  return `r:${role}`;
}

/** Reader name of another site: the record travels to it. */
export function readerOfSite(code: string): string {
  return `s:${code}`;
}

/** Kinds that the scope reads somewhere without being named; never a kind that its roles may not read at all. */
export function openKinds(scope: ReaderScope): string[] {
  return scope.kinds.filter((kind) => scope.openOwn.includes(kind) || scope.openForeign.includes(kind));
}

const word = /^[A-Za-z]{1,60}$/;

/**
 * SQL list of texts; SQLite takes an empty list, which is false for every value (a NULL would make its negation unknown).
 * Plain words, such as kinds and states, stand in the text itself: a rule names a hundred of them, and each bound value costs.
 */
export function textList(values: readonly string[]): RawBuilder<unknown> {
  if (values.every((value) => word.test(value)))
    return sql.raw(`(${values.map((value) => `'${value}'`).join(',')})`);
  return sql`(${sql.join(values)})`;
}

/**
 * The one condition that decides whether a reader may see a row of `records` (fails closed): kind permitted, clearance
 * reaches the level, and either the record is open to the reader's roles, or the reader is named and the grant has not
 * ended.
 * @param alias table alias of `records` in the query
 * @param naming how to find out whether the row names the reader; a look-up for each row unless said otherwise
 */
export function visible(
  scope: ReaderScope,
  alias: string,
  naming: RawBuilder<SqlBool> = named(scope, alias),
): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${permitted(scope, alias)} AND (${openTo(scope, alias)} OR ${naming}))`;
}

/** Kind and level alone: the part that no naming of a reader can replace. */
export function permitted(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  // The sign keeps the list out of the choice of an index: a seek for each kind would make every row cost as many.
  return sql<SqlBool>`(${column(alias, 'level')} <= ${scope.clearance} AND +${column(alias, 'kind')} IN ${textList(scope.kinds)})`;
}

/** The record is open to the reader's roles: unrestricted, and of a kind that they read by default at the site that owns it. */
export function openTo(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  const kinds = openKinds(scope);
  const sameEverywhere = kinds.every((kind) => openAt(scope, kind) === 'anywhere');
  // All that the reader may read at all: `permitted` has said so already.
  if (sameEverywhere && kinds.length === scope.kinds.length)
    return sql<SqlBool>`(${column(alias, 'restricted')} = 0)`;
  const where = sameEverywhere
    ? sql`${column(alias, 'kind')} IN ${textList(kinds)}`
    : sql`CASE WHEN ${column(alias, 'owning_site')} = ${scope.site} THEN ${column(alias, 'kind')} IN ${textList(only(scope, scope.openOwn))}
        ELSE ${column(alias, 'kind')} IN ${textList(only(scope, scope.openForeign))} END`;
  return sql<SqlBool>`(${column(alias, 'restricted')} = 0 AND ${where})`;
}

/** The part of {@link openTo} that is about the owning site, for rows of one kind that the scope reads by default. */
export function openSite(scope: ReaderScope, kind: string, alias: string): RawBuilder<SqlBool> {
  const where = openAt(scope, kind);
  if (where === 'anywhere') return sql<SqlBool>`1`;
  if (where === 'nowhere') return sql<SqlBool>`0`;
  return where === 'own'
    ? sql<SqlBool>`${column(alias, 'owning_site')} = ${scope.site}`
    : sql<SqlBool>`${column(alias, 'owning_site')} <> ${scope.site}`;
}

/** A row of `record_readers` (under an alias) whose grant has not ended. `until` is the first moment that no longer belongs. */
export function notEnded(scope: Pick<ReaderScope, 'now'>, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${column(alias, 'until')} IS NULL OR ${column(alias, 'until')} > ${scope.now})`;
}

/**
 * The record of a row names the reader under one of some names: a look-up by the key of `record_readers`.
 * @param record SQL of the record's row number
 */
export function namedAs(
  scope: ReaderScope,
  names: readonly string[],
  record: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM record_readers reader WHERE reader.record_id = ${record}
    AND reader.reader IN ${textList(names)} AND ${notEnded(scope, 'reader')})`;
}

/** Row numbers of all records that name the reader, from one stretch of an index: a set that SQLite makes once for a query. */
export function namedRecords(scope: ReaderScope): RawBuilder<unknown> {
  return sql`SELECT n.record_id FROM record_readers n INDEXED BY record_readers_newest
    WHERE n.reader IN ${textList(scope.names)} AND ${notEnded(scope, 'n')}`;
}

/**
 * The record of a row names the reader, asked of the index in which a list walks what names the reader: its pages are at hand
 * there, those of the key are as many as rows. The index holds a record's moment because a trigger keeps it so; without it the
 * row is not shown.
 * @param alias of `records` itself
 */
export function namedInOrder(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM record_readers reader INDEXED BY record_readers_newest
    WHERE reader.reader IN ${textList(scope.names)} AND reader.occurred_at = ${column(alias, 'occurred_at')}
    AND reader.record_id = ${column(alias, 'id')} AND ${notEnded(scope, 'reader')})`;
}

function named(scope: ReaderScope, alias: string): RawBuilder<SqlBool> {
  return namedAs(scope, scope.names, column(alias, 'id'));
}

/** At which sites the records of a kind are open to the reader's roles. */
export function openAt(scope: ReaderScope, kind: string): 'own' | 'foreign' | 'anywhere' | 'nowhere' {
  const permittedKind = scope.kinds.includes(kind);
  const own = permittedKind && scope.openOwn.includes(kind);
  const foreign = permittedKind && scope.openForeign.includes(kind);
  return own && foreign ? 'anywhere' : own ? 'own' : foreign ? 'foreign' : 'nowhere';
}

/** Whom a record's own openness reaches, as the reader rows keep it (`record_readers.reach`). */
export const everyReach = ['own', 'foreign', 'restricted'] as const;

/** The reaches of a kind that {@link openTo} does not open: what the reader sees of them, it sees by being named. */
export function closedReaches(scope: ReaderScope, kind: string): (typeof everyReach)[number][] {
  const at = openAt(scope, kind);
  return everyReach.filter((reach) => reach === 'restricted' || (at !== 'anywhere' && at !== reach));
}

function only(scope: ReaderScope, kinds: readonly string[]): string[] {
  return kinds.filter((kind) => scope.kinds.includes(kind));
}

function column(alias: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${alias}.${name}`);
}
