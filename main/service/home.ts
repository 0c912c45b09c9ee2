import type { Contract } from '../../shared/contract/contract.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { countRecords, listRecords } from '../database/stores/recordList.ts';
import { toListFilter } from '../records/listing.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { queueDefinitions } from './queues.ts';

/** Queues count no further: whoever has more to do sees "more than". */
const mostInQueue = 1000;
/** First rows of a queue that the home page shows. */
const rowsShown = 5;

/** `service.home`: the queues of the person's roles with live counts; each is a filter that the list opens too. */
export const home: HandlerFor<Contract['service']['home']> = async (ctx) => {
  const roles: readonly string[] = ctx.actor.roles;
  const own = queueDefinitions.filter((queue) => queue.roles.some((role) => roles.includes(role)));
  const queues = [];
  for (const { key, label, clause, filter } of own) {
    const wanted = await toListFilter(ctx, filter);
    const readable = filter.kinds.length === 0 || filter.kinds.some((kind) => ctx.scope.kinds.includes(kind));
    if (!readable) continue;
    const count = await countRecords(ctx.db, ctx.scope, wanted, mostInQueue);
    const late = { ...wanted, overdueOn: ctx.today };
    const rows = count === 0 ? [] : await listRecords(ctx.db, ctx.scope, wanted, 'occurred', null, rowsShown);
    queues.push({
      key,
      label,
      clause,
      count,
      overdue: count === 0 ? 0 : await countRecords(ctx.db, ctx.scope, late, mostInQueue),
      filter,
      rows: rows.map(toRecordRow),
    });
  }
  return { queues };
};
