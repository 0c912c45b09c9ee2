import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, Month, SiteCode } from '../../shared/ids.ts';
import { monthOf } from '../../shared/ids.ts';
import type { ReadContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { levelRank } from '../access/identities.ts';
import {
  activeMedia,
  allSites,
  insertMedium,
  newestRosters,
  packagesIn,
  packagesOut,
  type StoredPackageIn,
} from '../database/stores/exchange.ts';
import { incomingHandlers } from './incoming.ts';
import { epochHandlers } from './newEpoch.ts';
import { outgoingHandlers } from './outgoing.ts';
import { heldOf, overdueOf, requestsOf } from './overdue.ts';
import { ownKeyHandlers } from './ownKeys.ts';
import { enterReceipt } from './paperReceipts.ts';
import { addMonths, dueDayOf } from './periods.ts';
import type { Previews } from './previews.ts';
import { rootHandlers } from './roots.ts';
import { packageInRow, packageOutRow, siteRow } from './rows.ts';
import { siteHandlers } from './sites.ts';

/** Months that the receipt board shows, the present one last. */
const boardMonths = 12;
/** Packages that the lists show, newest first. */
const shownPackages = 200;

/** Exchange between sites (spec 4); `previews` of the running program hold what was checked and not yet decided. */
export const exchangeHandlers = (previews: Previews): AreaHandlers<'exchange'> => ({
  ...siteHandlers,
  ...epochHandlers,
  ...ownKeyHandlers,
  ...rootHandlers,
  ...outgoingHandlers,
  ...incomingHandlers(previews),
  enterReceipt,

  overview: async (ctx) => {
    const [sites, rosters, outgoing, incoming] = await Promise.all([
      allSites(ctx.db),
      newestRosters(ctx.db),
      packagesOut(ctx.db, shownPackages),
      packagesIn(ctx.db, shownPackages),
    ]);
    const rosterOf = new Map(rosters.map((roster) => [roster.site, roster]));
    const months = Array.from({ length: boardMonths }, (_, index) =>
      addMonths(monthOf(ctx.today), index - boardMonths + 1),
    );
    const [held, requests, overdue] = await Promise.all([heldOf(ctx), requestsOf(ctx), overdueOf(ctx)]);
    return {
      held,
      requests,
      overdue,
      sites: sites.map((site) => siteRow(site, rosterOf.get(site.code))),
      outgoing: await Promise.all(outgoing.map(async (row) => await packageOutRow(ctx.db, row))),
      incoming: await Promise.all(incoming.map(async (row) => await packageInRow(ctx.db, row))),
      board: sites
        .filter((site) => site.is_self === 0 && site.kind === 'unit')
        .flatMap((site) =>
          months.map((month) => boardCell(ctx, site.code, site.root_pinned_at, month, incoming)),
        ),
      months,
    };
  },

  media: async (ctx) => {
    const rows = await activeMedia(ctx.db);
    return {
      rows: rows.map((row) => ({
        number: row.number,
        kind: row.kind,
        serial: row.serial,
        level: levelRank(row.level),
        holder: row.holder,
        registeredAt: row.registered_at as Instant,
      })),
    };
  },

  registerMedium: async (ctx, input) => {
    const known = await activeMedia(ctx.db);
    if (known.some((medium) => medium.number === input.number))
      throw new AppError('master.duplicate', { code: input.number });
    await insertMedium(ctx.tx, { ...input, registered_by: ctx.actor.uid, registered_at: ctx.now });
    ctx.audited({ kind: 'medium', uid: input.number });
    return { done: true };
  },
});

/** The first package of a stream tries the way; it is no month's package. */
function isTrial(row: StoredPackageIn): boolean {
  return row.seq === 1 && row.kind === 'receipt';
}

/** What arrived from a unit for a month, against the day on which it is due. */
function boardCell(
  ctx: ReadContext,
  site: string,
  pinnedAt: string | null,
  month: Month,
  incoming: readonly StoredPackageIn[],
): HandlerOutput<'exchange.overview'>['board'][number] {
  const arrived = incoming.filter(
    (row) => row.sender === site && row.period === month && row.state === 'imported' && !isTrial(row),
  );
  const due = dueDayOf(month);
  const cell = { site: site as SiteCode, month, seqs: arrived.map((row) => row.seq) };
  const [first] = [...arrived].sort((a, b) => (a.imported_at < b.imported_at ? -1 : 1));
  if (first !== undefined)
    return { ...cell, state: first.imported_at.slice(0, 10) <= due ? 'onTime' : 'late' };
  // A unit owes nothing for the time before trust was made.
  if (pinnedAt !== null && month < pinnedAt.slice(0, 7)) return { ...cell, state: 'future' };
  return { ...cell, state: ctx.today > due ? 'missing' : 'expected' };
}
