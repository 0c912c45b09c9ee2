import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import { day, instant, recordKind, recordUid, state } from '../../shared/contract/primitives.ts';
import { type RecordFilter, recordSorts } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import { matchExpression } from '../../shared/text/cjk.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { masterByUid } from '../database/stores/master.ts';
import {
  countRecords,
  type ListFilter,
  type ListPosition,
  type ListSort,
  listRecords,
} from '../database/stores/recordList.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import { visibleRecord } from '../database/stores/records.ts';
import type { RecordContext } from './reading.ts';
import { toRecordRow } from './recordRow.ts';
import { endOfDay, startOfDay } from './wholeRecord.ts';

/** Counts go no further: beyond it a list says "more than", and the cost stays the same at any size. */
export const mostCounted = 10_000;

/** Row number that no row has: a filter on something unknown or hidden finds nothing. */
const nothing = -1;

/** The page's filter with identities resolved to row numbers. What the reader may not see counts as unknown. */
export async function toListFilter(
  ctx: Pick<RecordContext, 'db' | 'scope' | 'actor' | 'today'>,
  filter: RecordFilter,
): Promise<ListFilter> {
  const masterId = async (uid: string | null): Promise<number | null> =>
    uid === null ? null : ((await masterByUid(ctx.db, uid))?.id ?? nothing);
  const text = filter.text.trim();
  return {
    // A walk by kind or state would show a record once for each time that it is asked for.
    kinds: [...new Set(filter.kinds)],
    states: [...new Set(filter.states)],
    match: text === '' ? null : matchExpression(text),
    customerId: await masterId(filter.customerUid),
    equipmentId: await masterId(filter.equipmentUid),
    taskId:
      filter.taskUid === null
        ? null
        : ((await visibleRecord(ctx.db, ctx.scope, filter.taskUid))?.id ?? nothing),
    owningSite: filter.owningSite,
    from: filter.from === null ? null : startOfDay(filter.from),
    before: filter.to === null ? null : endOfDay(filter.to),
    mineOf: filter.mine ? ctx.actor.id : null,
    overdueOn: filter.overdue ? ctx.today : null,
    originalMissing: filter.originalMissing,
  };
}

const cursorSchema = z.tuple([
  z.enum([...recordSorts, 'text']),
  recordUid,
  instant,
  recordKind,
  state,
  day.nullable(),
]);

/** Where the next page starts. Holds what the reader has just seen, never a row number. */
export function encodeCursor(sort: ListSort | 'text', row: ListedRecord): string {
  const cursor = [sort, row.uid, row.occurred_at, row.kind, row.state, row.due_on];
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/**
 * Reads what {@link encodeCursor} wrote.
 * @throws AppError cursor.bad for anything else, another sort, or a row that is gone or hidden by now
 */
export async function decodeCursor(
  ctx: Pick<RecordContext, 'db' | 'scope'>,
  text: string,
  sort: ListSort | 'text',
): Promise<ListPosition> {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data[0] !== sort) throw new AppError('cursor.bad');
  const [, uid, occurred_at, kind, inState, due_on] = parsed.data;
  const record = await visibleRecord(ctx.db, ctx.scope, uid);
  if (record === undefined) throw new AppError('cursor.bad');
  return { id: record.id, customer_id: record.customer_id, occurred_at, kind, state: inState, due_on };
}

/** `records.list`: one page of what the reader may see. */
export const list: HandlerFor<Contract['records']['list']> = async (ctx, input) => {
  const filter = await toListFilter(ctx, input.filter);
  const sort = filter.match === null ? input.sort : 'text';
  const after = input.cursor === null ? null : await decodeCursor(ctx, input.cursor, sort);
  const rows = await listRecords(ctx.db, ctx.scope, filter, input.sort, after, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    rows: page.map(toRecordRow),
    next: rows.length > page.length && last !== undefined ? encodeCursor(sort, last) : null,
  };
};

/** `records.count`: exact up to {@link mostCounted}. */
export const count: HandlerFor<Contract['records']['count']> = async (ctx, input) => ({
  count: await countRecords(ctx.db, ctx.scope, await toListFilter(ctx, input.filter), mostCounted),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
