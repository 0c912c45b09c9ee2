import type { Contract } from '../../shared/contract/contract.ts';
import { recordFilter } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { countRecords } from '../database/stores/recordList.ts';
import { deleteFilter, filtersFor, putFilter } from '../database/stores/savedFilters.ts';
import { mostCounted, toListFilter } from '../records/listing.ts';

type Handlers = Contract['service'];

/**
 * `service.filters`: own and shared filters. A shared filter is a question, not an answer: each person counts only what that person
 * may read.
 */
export const filters: HandlerFor<Handlers['filters']> = async (ctx) => {
  const rows = [];
  for (const saved of await filtersFor(ctx.db, ctx.actor.id)) {
    const filter = recordFilter.parse(JSON.parse(saved.filter));
    rows.push({
      uid: saved.uid as ObjectUid,
      name: saved.name,
      shared: saved.shared === 1,
      mine: saved.owner_id === ctx.actor.id,
      owner: saved.owner_name,
      count: await countRecords(ctx.db, ctx.scope, await toListFilter(ctx, filter), mostCounted),
      filter,
    });
  }
  return { rows };
};

/** `service.saveFilter`: keeps a filter under a name, for oneself or for everybody at the site; the own one of that name is replaced. */
export const saveFilter: HandlerFor<Handlers['saveFilter']> = async (ctx, input) => {
  const uid = await putFilter(ctx.tx, {
    uid: ctx.newUid(),
    owner_id: ctx.actor.id,
    name: input.name,
    filter: JSON.stringify(input.filter),
    shared: input.shared ? 1 : 0,
    at: ctx.now,
  });
  ctx.audited({ kind: 'filter', uid });
  return { uid: uid as ObjectUid };
};

/**
 * `service.removeFilter`: by its owner alone.
 * @throws AppError record.not-found
 */
export const removeFilter: HandlerFor<Handlers['removeFilter']> = async (ctx, input) => {
  if (!(await deleteFilter(ctx.tx, ctx.actor.id, input.uid))) throw new AppError('record.not-found');
  ctx.audited({ kind: 'filter', uid: input.uid });
  return { done: true };
};
