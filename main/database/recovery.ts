import { createHash, randomBytes } from 'node:crypto';
import { combine, split } from 'shamir-secret-sharing';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { fromPaper, type PaperText, toPaper } from './paperText.ts';
import { makeKeyPair, publicBytesOf, seal, unseal, zero } from './sealing.ts';

/** Shares made, and shares that open (spec 3 "Keys": 2 of 3). */
export const sharesMade = 3;
export const sharesNeeded = 2;

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** Shape of the recovery entry in the slot file. */
export const recoverySchema = z.strictObject({
  /** Names one split, on every paper: shares of different splits never mix. */
  splitId: z.string().regex(/^[0-9a-f]{8}$/),
  /** X25519 public key whose secret is what was split. */
  publicKey: base64,
  /** Database key sealed to it. */
  wrapped: base64,
});
/** Recovery entry: whoever joins two shares opens the database with it, without any password or station secret. */
export type Recovery = Readonly<z.infer<typeof recoverySchema>>;

/** What a split gives: an entry for the slot file, and the texts for three papers. */
export interface Split {
  readonly recovery: Recovery;
  /** Text of each share, in order; goes to paper and nowhere else. */
  readonly shares: readonly string[];
}

function contextOf(splitId: string): string {
  return `recovery/1 ${splitId}`;
}

/** The entry with this database key sealed to its public key; needs no share. */
export function sealToRecovery(recovery: Recovery, databaseKey: Uint8Array): Recovery {
  const publicKey = Buffer.from(recovery.publicKey, 'base64');
  return {
    ...recovery,
    wrapped: seal(publicKey, databaseKey, contextOf(recovery.splitId)).toString('base64'),
  };
}

/** Makes a new recovery secret, seals the database key to it and splits it; the secret itself is kept nowhere. */
export async function splitRecovery(databaseKey: Uint8Array): Promise<Split> {
  const splitId = randomBytes(4).toString('hex');
  const pair = makeKeyPair('x25519');
  let parts: Uint8Array[] = [];
  try {
    // The library insists on a plain array of bytes, not on Node's kind of it.
    parts = await split(new Uint8Array(pair.secret), sharesMade, sharesNeeded);
    const publicKey = pair.publicKey.toString('base64');
    return {
      recovery: sealToRecovery({ splitId, publicKey, wrapped: '' }, databaseKey),
      shares: parts.map((part, index) =>
        toPaper({ kind: 'S', label: `${splitId}${index + 1}`, bytes: part }),
      ),
    };
  } finally {
    zero(pair.secret, ...parts);
  }
}

/** Text of the wrapped key for paper; opens nothing without two shares. */
export function wrappedKeyPaper(recovery: Recovery): string {
  const bytes = Buffer.concat([
    Buffer.from(recovery.publicKey, 'base64'),
    Buffer.from(recovery.wrapped, 'base64'),
  ]);
  return toPaper({ kind: 'W', label: recovery.splitId, bytes });
}

/** Reads the wrapped key back from paper. @throws AppError recovery.text-damaged */
export function wrappedKeyFromPaper(text: string): Recovery {
  const { label, bytes } = readPaper(text, 'W', '封装密钥');
  if (bytes.length < 64) throw new AppError('recovery.text-damaged', { what: '封装密钥' });
  return {
    splitId: label,
    publicKey: bytes.subarray(0, 32).toString('base64'),
    wrapped: bytes.subarray(32).toString('base64'),
  };
}

/** Text of the station secret for paper, kept with the wrapped key. */
export function stationSecretPaper(stationSecret: Uint8Array): string {
  const label = createHash('sha256').update('station ').update(stationSecret).digest('hex').slice(0, 8);
  return toPaper({ kind: 'T', label, bytes: stationSecret });
}

/** Reads the station secret back from paper; the caller zeroes it. @throws AppError recovery.text-damaged */
export function stationSecretFromPaper(text: string): Buffer {
  const { bytes } = readPaper(text, 'T', '工作站密钥');
  if (bytes.length !== 32) throw new AppError('recovery.text-damaged', { what: '工作站密钥' });
  return bytes;
}

/**
 * Opens the database key with shares and the wrapped key.
 * @param shares texts as typed from paper; order does not matter
 * @returns raw database key; the caller zeroes it
 * @throws AppError recovery.text-damaged (names the share), recovery.too-few, recovery.other-split, recovery.refused
 */
export async function openWithShares(recovery: Recovery, shares: readonly string[]): Promise<Buffer> {
  const read = shares.map((text, index) => readPaper(text, 'S', `第 ${index + 1} 份恢复份额`));
  const parts = new Map(read.map(({ label, bytes }) => [label, new Uint8Array(bytes)]));
  let secret: Uint8Array | undefined;
  try {
    if (read.some(({ label }) => label.slice(0, 8) !== recovery.splitId))
      throw new AppError('recovery.other-split');
    if (parts.size < sharesNeeded) throw new AppError('recovery.too-few', { needed: sharesNeeded });
    secret = await combine([...parts.values()]).catch(() => undefined);
    if (secret?.length !== 32) throw new AppError('recovery.refused');
    const fits = publicBytesOf('x25519', secret).equals(Buffer.from(recovery.publicKey, 'base64'));
    const wrapped = Buffer.from(recovery.wrapped, 'base64');
    const key = fits ? unseal(secret, wrapped, contextOf(recovery.splitId)) : undefined;
    if (key === undefined) throw new AppError('recovery.refused');
    return key;
  } finally {
    zero(secret, ...parts.values(), ...read.map(({ bytes }) => bytes));
  }
}

function readPaper(text: string, kind: PaperText['kind'], what: string): PaperText {
  const read = fromPaper(text);
  if (read?.kind !== kind) throw new AppError('recovery.text-damaged', { what });
  return read;
}
