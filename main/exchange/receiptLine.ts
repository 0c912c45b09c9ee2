import { z } from 'zod';
import { instant, recordUid, sha256Hex } from '../../shared/contract/primitives.ts';
import type { RecordReceipt } from '../database/stores/exchange.ts';

/** Line of a package that brings the owner of a record the other side's decision. */
export const receiptLineSchema = z.strictObject({
  type: z.literal('receipt'),
  /** `receipt <record uid> <verdict> <moment> <start of the package's digest>`: one line per decision. */
  id: z.string().max(120),
  record: recordUid,
  package: sha256Hex,
  verdict: z.enum(['accepted', 'archived', 'returned', 'refused']),
  archiveNumber: z.string().max(60).nullable(),
  reason: z.string().max(1000),
  at: instant,
});
/** Receipt of one record as it travels. */
export type ReceiptLine = z.infer<typeof receiptLineSchema>;

/** A stored receipt as its line. */
export function receiptLine(receipt: RecordReceipt): ReceiptLine {
  return receiptLineSchema.parse({
    type: 'receipt',
    id: `receipt ${receipt.record_uid} ${receipt.verdict} ${receipt.at} ${receipt.package_digest.slice(0, 12)}`,
    record: receipt.record_uid,
    package: receipt.package_digest,
    verdict: receipt.verdict,
    archiveNumber: receipt.archive_number,
    reason: receipt.reason,
    at: receipt.at,
  });
}
