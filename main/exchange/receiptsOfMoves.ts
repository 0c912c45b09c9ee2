import type { Move } from '../../shared/lifecycle/lifecycle.ts';
import type { WriteContext } from '../access/context.ts';
import { insertReceipt, packageOfRecord } from '../database/stores/exchange.ts';
import { nextChangeSeq } from '../database/stores/meta.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';

/**
 * A decision on a record that another site owns becomes a receipt to its owner: archive number, or the reason why it goes
 * back. Runs in the transaction of the move.
 */
export async function receiptAfterMove(
  ctx: WriteContext,
  whole: WholeRecord,
  move: Move,
  reason: string,
): Promise<void> {
  const { record } = whole;
  if (record.owning_site === ctx.site.code || (move !== 'archive' && move !== 'sendBack')) return;
  const packageDigest = await packageOfRecord(ctx.tx, record.uid);
  if (packageDigest === undefined) return;
  await insertReceipt(ctx.tx, {
    record_uid: record.uid,
    package_digest: packageDigest,
    verdict: move === 'archive' ? 'archived' : 'returned',
    archive_number: move === 'archive' ? record.archive_number : null,
    reason: move === 'archive' ? '' : reason,
    at: ctx.now,
    change_seq: await nextChangeSeq(ctx.tx),
  });
}
