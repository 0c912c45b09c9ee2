import type { HandlerOutput } from '../../shared/contract/contract.ts';
import type { Day, SiteCode } from '../../shared/ids.ts';
import type { ReadContext } from '../access/context.ts';
import { importedDigests, lastImported } from '../database/stores/exchange.ts';
import {
  heldPackages,
  newestImported,
  reissueRequests,
  unansweredPackages,
  withdrawnOf,
} from '../database/stores/exchangeSeries.ts';
import type { PackageJson } from './format/packageJson.ts';
import { reachedIn } from './judging.ts';
import { addMonths, dueDayOf } from './periods.ts';

type Overview = HandlerOutput<'exchange.overview'>;

/** Months without a receipt after which the sender warns (spec 4: two periods). */
const periodsWithoutReceipt = 2;

/** What is overdue, both ways: packages by the day that their sender named, and receipts for ours after two periods. */
export async function overdueOf(ctx: ReadContext): Promise<Overview['overdue']> {
  const overdue: Overview['overdue'] = [];
  for (const last of await newestImported(ctx.db)) {
    const head = JSON.parse(Buffer.from(last.package_json).toString('utf8')) as PackageJson;
    if (head.next_expected !== null && head.next_expected < ctx.today)
      overdue.push({
        site: last.sender as SiteCode,
        what: 'package',
        seq: last.seq + 1,
        since: head.next_expected as Day,
      });
  }
  const seen = new Set<string>();
  for (const sent of await unansweredPackages(ctx.db)) {
    const due = dueDayOf(addMonths(sent.period, periodsWithoutReceipt - 1));
    if (seen.has(sent.recipient) || due >= ctx.today) continue;
    seen.add(sent.recipient);
    overdue.push({ site: sent.recipient as SiteCode, what: 'receipt', seq: sent.seq, since: due });
  }
  return overdue;
}

/** Packages that wait, and whether each could go on now. */
export async function heldOf(ctx: ReadContext): Promise<Overview['held']> {
  const held: Overview['held'] = [];
  for (const row of await heldPackages(ctx.db)) {
    const last = await lastImported(ctx.db, row.sender);
    const withdrawn = (await withdrawnOf(ctx.db, row.sender)).filter((one) => one.epoch === row.epoch);
    const reached = reachedIn(
      last?.epoch === row.epoch ? { seq: last.seq, digest: last.digest } : { seq: 0, digest: null },
      withdrawn,
    );
    held.push({
      uid: row.uid as Overview['held'][number]['uid'],
      sender: row.sender as SiteCode,
      epoch: row.epoch,
      seq: row.seq,
      heldAt: row.held_at as Overview['held'][number]['heldAt'],
      next:
        row.seq === reached.seq + 1 ||
        (await importedDigests(ctx.db, row.sender)).has(`${row.epoch}/${row.seq}`),
    });
  }
  return held;
}

/** Numbers of ours that partners asked for and have not acknowledged since. */
export async function requestsOf(ctx: ReadContext): Promise<Overview['requests']> {
  const open = await unansweredPackages(ctx.db);
  const requests = new Map<string, Overview['requests'][number]>();
  for (const { partner, epoch, from_seq: fromSeq, to_seq: toSeq } of await reissueRequests(ctx.db)) {
    const stillOpen = open.some(
      (row) =>
        row.recipient === partner &&
        row.epoch === epoch &&
        row.seq !== null &&
        row.seq >= fromSeq &&
        row.seq <= toSeq,
    );
    if (stillOpen)
      requests.set(`${partner} ${epoch} ${fromSeq}-${toSeq}`, {
        partner: partner as SiteCode,
        epoch,
        fromSeq,
        toSeq,
      });
  }
  return [...requests.values()];
}
