import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { textList } from './visibility.ts';

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

/** SQL orders of listed rows. */
export const orders: Readonly<Record<ListSort | 'text', RawBuilder<unknown>>> = {
  occurred: sql`r.occurred_at DESC, r.id DESC`,
  kind: sql`r.kind, r.occurred_at DESC, r.id DESC`,
  state: sql`r.state, r.occurred_at DESC, r.id DESC`,
  due: sql`r.due_on, r.id`,
  customer: sql`r.customer_id, r.occurred_at DESC, r.id DESC`,
  text: sql`r.id DESC`,
};

/** Condition that every row meets. */
export const yes = sql<SqlBool>`1`;

/** Source whose own index already narrows the rows to few, or null when the arms are walked. */
export function narrowSource(filter: ListFilter): RawBuilder<unknown> | null {
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
  return null;
}

/** Conditions of the filter on a row of `records r`, whichever way the row was found. */
export function matches(filter: ListFilter): RawBuilder<SqlBool> {
  const all = [...matchesHead(filter, 'r'), ...matchesRest(filter)];
  return all.length === 0 ? sql<SqlBool>`1` : sql<SqlBool>`${sql.join(all, sql` AND `)}`;
}

/** Those conditions that a reader's row can answer too. */
export function matchesHead(filter: ListFilter, alias: 'r' | 'n'): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = [];
  if (filter.kinds.length > 0) all.push(sql`${sql.ref(`${alias}.kind`)} IN ${textList(filter.kinds)}`);
  if (filter.states.length > 0) all.push(sql`${sql.ref(`${alias}.state`)} IN ${textList(filter.states)}`);
  if (filter.from !== null) all.push(sql`${sql.ref(`${alias}.occurred_at`)} >= ${filter.from}`);
  if (filter.before !== null) all.push(sql`${sql.ref(`${alias}.occurred_at`)} < ${filter.before}`);
  return all;
}

/** The other conditions: only the record itself answers them. */
export function matchesRest(filter: ListFilter): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = [];
  if (filter.customerId !== null) all.push(sql`r.customer_id = ${filter.customerId}`);
  if (filter.taskId !== null) all.push(sql`r.task_id = ${filter.taskId}`);
  if (filter.equipmentId !== null) {
    all.push(
      sql`EXISTS (SELECT 1 FROM record_equipment q WHERE q.record_id = r.id AND q.equipment_id = ${filter.equipmentId})`,
    );
  }
  if (filter.owningSite !== null) all.push(sql`r.owning_site = ${filter.owningSite}`);
  if (filter.mineOf !== null) {
    all.push(sql`(r.author_id = ${filter.mineOf} OR r.responsible_id = ${filter.mineOf})`);
  }
  if (filter.overdueOn !== null) all.push(sql`r.due_on < ${filter.overdueOn}`);
  if (filter.originalMissing) all.push(sql`r.original_state = 'missing'`);
  return all;
}

/** Keyset condition over `records r`. */
export function afterPosition(sort: ListSort, after: ListPosition | null): RawBuilder<SqlBool> {
  if (after === null) return yes;
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
