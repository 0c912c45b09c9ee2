import { randomBytes } from 'node:crypto';
import type { SiteCode } from '../../shared/ids.ts';
import { makeTraceCode, traceCodeBytes } from '../../shared/printing/traceCode.ts';
import { requireNotWithheld } from '../access/conditions.ts';
import type { WriteContext } from '../access/context.ts';
import { signerWords } from '../access/deputies.ts';
import { nextCounter, registerNumber } from '../database/stores/numbers.ts';
import {
  changeCopy,
  insertCopies,
  type PrintCopyState,
  type StoredCopy,
  type StoredJob,
} from '../database/stores/printing.ts';

/** Series of print orders in the number register; copies are numbered within their order. */
export const printSeries = 'FH';

/**
 * Issues the next order number of the year and one copy line per recipient, numbered `HQ-2026-000123/01`. The number is in
 * the register like every other, so that none is ever used again.
 * @throws AppError site.date-unconfirmed, site.restored
 */
export async function issueCopies(
  ctx: WriteContext,
  job: Pick<StoredJob, 'id'>,
  recordUid: string,
  recipients: readonly string[],
): Promise<StoredCopy[]> {
  await requireNotWithheld(ctx.tx, ['numbering', 'printing']);
  const site = ctx.site.code;
  const year = Number(ctx.today.slice(0, 4));
  const n = await nextCounter(ctx.tx, printSeries, year, site);
  const number = `${site}-${year}-${String(n).padStart(6, '0')}`;
  await registerNumber(ctx.tx, { number, series: printSeries, year, site, n, recordUid, at: ctx.now });
  return await insertCopies(
    ctx.tx,
    recipients.map((recipient, index) => ({
      uid: ctx.newUid(),
      job_id: job.id,
      copy_number: `${number}/${String(index + 1).padStart(2, '0')}`,
      trace_code: makeTraceCode(site as SiteCode, randomBytes(traceCodeBytes)),
      recipient,
      state: 'waiting' as const,
      holder: '',
    })),
  );
}

/** A move of a copy by the acting person, with its ledger line. @returns false when the copy is elsewhere by now */
export async function moveCopyTo(
  ctx: WriteContext,
  copy: Pick<StoredCopy, 'id' | 'state' | 'holder'>,
  to: PrintCopyState,
  detail: { readonly holder?: string; readonly second?: string | null; readonly note: string },
): Promise<boolean> {
  return await changeCopy(ctx.tx, copy.id, detail.holder ?? copy.holder, {
    from_state: copy.state,
    to_state: to,
    at: ctx.now,
    account_uid: ctx.actor.uid,
    account_name: signerWords(ctx.actor.name, ctx.represented?.name ?? null),
    second_account_uid: detail.second ?? null,
    note: detail.note,
  });
}
