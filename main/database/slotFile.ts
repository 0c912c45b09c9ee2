import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { writeDurably } from './durableFiles.ts';
import { errorCode } from './failures.ts';
import { recoverySchema } from './recovery.ts';
import { deriveSubkey, zero } from './sealing.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const slotSchema = z.strictObject({
  /** Keyed digest of the log-in name: a stolen file names nobody. */
  loginTag: z.string().regex(/^[0-9a-f]{64}$/),
  accountUid: z.string(),
  /** A post only ever waits after failures, a business account is blocked; known while locked. */
  afterFailures: z.enum(['wait', 'block']),
  salt: base64,
  cost: z.strictObject({
    memoryKiB: z
      .int()
      .min(8)
      .max(1 << 22),
    iterations: z.int().min(1).max(1000),
    parallelism: z.int().min(1).max(16),
  }),
  /** X25519 public key of the account; the secret is in `box`, wrapped under the password key. */
  boxPublicKey: base64,
  box: base64,
  /** Database key sealed to `boxPublicKey`; null while the account is not effective. */
  databaseKey: base64.nullable(),
  /** Ed25519 seed wrapped under the password key; null until made, and again after a reset. */
  signing: z.strictObject({ publicKey: base64, wrapped: base64 }).nullable(),
});
/** One account's way to the database key. */
export type Slot = Readonly<z.infer<typeof slotSchema>>;

const contentSchema = z.strictObject({
  format: z.literal('slots/1'),
  fileId: z.string().regex(/^[0-9a-f]{32}$/),
  generation: z.int().min(1),
  /** Public key of the split recovery secret and the database key sealed to it; null before the first split. */
  recovery: recoverySchema.nullable(),
  slots: z.array(slotSchema),
  mac: base64,
});
/** Whole slot file. `mac` covers everything else, under a key derived from the database key. */
export type SlotContent = Readonly<z.infer<typeof contentSchema>>;

/** Names of the two copies. */
export const slotCopies = ['slots-1.json', 'slots-2.json'] as const;

function macOf(content: Omit<SlotContent, 'mac'>, databaseKey: Uint8Array): Buffer {
  const key = deriveSubkey(databaseKey, 'slot file mac 1');
  const { format, fileId, generation, recovery, slots } = content;
  const mac = createHmac('sha256', key)
    .update(JSON.stringify({ format, fileId, generation, recovery, slots }))
    .digest();
  zero(key);
  return mac;
}

/** True when the content was written by somebody who held the database key, and not changed since. */
export function isAuthentic(content: SlotContent, databaseKey: Uint8Array): boolean {
  const mac = Buffer.from(content.mac, 'base64');
  const expected = macOf(content, databaseKey);
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}

/** Writes both copies, one after the other: whenever the power fails, one of them is whole. */
export async function writeSlotFile(
  folder: string,
  content: Omit<SlotContent, 'mac'>,
  databaseKey: Uint8Array,
): Promise<SlotContent> {
  const whole: SlotContent = { ...content, mac: macOf(content, databaseKey).toString('base64') };
  const text = JSON.stringify(contentSchema.parse(whole));
  for (const copy of slotCopies) await writeDurably(join(folder, copy), `${text}\n${checksum(text)}\n`);
  return whole;
}

/**
 * Reads the newest copy that is whole. The plain checksum tells damage apart from a wrong password before any
 * password is tried, and says nothing about passwords; the MAC is checked at unlock.
 * @throws AppError slots.missing (no copy at all), slots.damaged (none whole)
 */
export async function readSlotFile(folder: string): Promise<SlotContent> {
  const found = await Promise.all(slotCopies.map((copy) => readCopy(join(folder, copy))));
  if (found.every((copy) => copy === 'missing')) throw new AppError('slots.missing');
  const whole = found.filter((copy) => typeof copy === 'object');
  const newest = whole.sort((a, b) => b.generation - a.generation)[0];
  if (!newest) throw new AppError('slots.damaged');
  return newest;
}

async function readCopy(file: string): Promise<SlotContent | 'missing' | 'damaged'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
  const [json, sum, rest, ...more] = text.split('\n');
  if (json === undefined || sum !== checksum(json) || rest !== '' || more.length > 0) return 'damaged';
  const parsed = contentSchema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : 'damaged';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
