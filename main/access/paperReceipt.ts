import { fromPaper, toPaper } from '../database/paperText.ts';

/** What a paper receipt says: everything of this stream through a number has been taken in. */
export interface ReceiptPlace {
  /** Site that sent the packages. */
  readonly sender: string;
  /** Site that took them in and signs. */
  readonly receiver: string;
  /** `e01` … */
  readonly epoch: string;
  readonly throughSeq: number;
  /** SHA-256 of the package.json of the last one. */
  readonly digest: string;
}

/** SSHSIG namespace of paper receipts. */
export const receiptNamespace = 'xpkg-receipt-v1';
const signatureBytes = 64;

/** The bytes that the receiver's site key signs: canonical JSON and LF (docs/package-format.md section 10). */
export function receiptStatement(place: ReceiptPlace): Uint8Array {
  const { digest, epoch, receiver, sender, throughSeq } = place;
  const value = { digest, epoch, receiver, sender, through_seq: throughSeq };
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/**
 * The one text of a paper receipt that is typed back: number, epoch and signature, with a checksum over them all. The digest
 * is not typed: the sender knows what it sealed under that number, and only its signature fits.
 * @param armored SSHSIG over {@link receiptStatement}
 */
export function receiptCode(place: Pick<ReceiptPlace, 'epoch' | 'throughSeq'>, armored: string): string {
  const body = armored.replaceAll(/-----[^-]+-----|\s/g, '');
  // An SSHSIG ends with the raw signature.
  const signature = Buffer.from(body, 'base64').subarray(-signatureBytes);
  const epoch = Buffer.alloc(2);
  epoch.writeUInt16BE(Number(place.epoch.slice(1)));
  const label = place.throughSeq.toString(16).padStart(8, '0');
  return toPaper({ kind: 'R', label, bytes: Buffer.concat([epoch, signature]) });
}

/** Reads {@link receiptCode} as typed; undefined when a character is wrong. */
export function readReceiptCode(
  text: string,
): { readonly epoch: string; readonly throughSeq: number; readonly signature: Buffer } | undefined {
  const read = fromPaper(text);
  if (read?.kind !== 'R' || read.bytes.length !== 2 + signatureBytes) return undefined;
  return {
    epoch: `e${String(read.bytes.readUInt16BE(0)).padStart(2, '0')}`,
    throughSeq: Number.parseInt(read.label, 16),
    signature: read.bytes.subarray(2),
  };
}
