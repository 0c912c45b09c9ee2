import { z } from 'zod';
import { instant, sha256Hex } from '../../shared/contract/primitives.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import { verifySshsig } from './crypto/sshsig.ts';
import { canonicalBytes, type JsonObject } from './format/canonicalJson.ts';
import { PackageError } from './format/packageError.ts';
import { epochSchema, keyIdSchema, type PackageJson } from './format/packageJson.ts';
import type { Roster } from './format/roster.ts';
import { checkKeyUse, TrustedKeys } from './format/trustedKeys.ts';

const sequence = z.number().int().min(1).max(99_999_999);

/** The sender takes back a number of its stream; what it held comes again in later numbers. */
export const voidLineSchema = z.strictObject({
  type: z.literal('void'),
  /** `void <epoch> <number>`. */
  id: z.string().max(40),
  epoch: epochSchema,
  seq: sequence,
  /** Digest of the package.json that is taken back. */
  digest: sha256Hex,
  reason: z.string().min(2).max(1000),
});
/** The sender takes back a number of its stream. */
export type VoidLine = z.infer<typeof voidLineSchema>;

/** Numbers of the recipient's stream that did not arrive here. */
export const requestLineSchema = z
  .strictObject({
    type: z.literal('request'),
    /** `request <epoch> <first>-<last>`. */
    id: z.string().max(60),
    epoch: epochSchema,
    fromSeq: sequence,
    toSeq: sequence,
  })
  .refine((line) => line.fromSeq <= line.toSeq);
/** Numbers of the recipient's stream that did not arrive here. */
export type RequestLine = z.infer<typeof requestLineSchema>;

/** The second person of a void or a snapshot (spec 4: two persons). */
export const countersignSchema = z.strictObject({
  type: z.literal('countersign'),
  id: z.literal('countersign'),
  key: keyIdSchema,
  name: z.string().min(1).max(200),
  at: instant,
  signature: z.string().max(8192),
});
/** The second person of a void or a snapshot. */
export type Countersign = z.infer<typeof countersignSchema>;

/** Kinds of packages that one person alone cannot release. */
export type TwoPersonKind = 'void' | 'snapshot';

/** Whether a package of this kind takes two persons. */
export function needsSecond(kind: PackageJson['kind']): kind is TwoPersonKind {
  return kind === 'void' || kind === 'snapshot';
}

/** SSHSIG namespace in which the second person signs. */
export function countersignNamespace(kind: TwoPersonKind): 'spm-void-v1' | 'spm-snapshot-v1' {
  return kind === 'void' ? 'spm-void-v1' : 'spm-snapshot-v1';
}

/** What the second person signs: this place in this stream, and what is taken back there. */
export function countersignStatement(
  place: Pick<PackageJson, 'sender' | 'recipient' | 'epoch' | 'seq' | 'prev'> & {
    readonly kind: TwoPersonKind;
  },
  withdrawn: string | null,
  at: string,
): Uint8Array {
  const { sender, recipient, epoch, seq, prev, kind } = place;
  const value: JsonObject = { at, epoch, kind, prev, recipient, sender, seq, withdrawn };
  return canonicalBytes(value);
}

/**
 * Demands a second person of the sender: another key than the releasing one, in the sender's roster, good for this number.
 * @throws PackageError E_RELEASE_SIG, E_KEY_REVOKED, E_KEY_RANGE
 */
export function requireCountersign(
  head: PackageJson,
  roster: Roster | undefined,
  line: Countersign | undefined,
  withdrawn: string | null,
): void {
  const { kind } = head;
  if (!needsSecond(kind)) return;
  const key = roster?.keys.find((candidate) => candidate.id === line?.key && candidate.role !== 'site');
  if (line === undefined || roster === undefined || key === undefined || key.id === head.released_by.key)
    throw new PackageError('E_RELEASE_SIG', '须由两人签署');
  const statement = countersignStatement({ ...head, kind }, withdrawn, line.at);
  const signature = Buffer.from(line.signature, 'latin1');
  if (!verifySshsig(parsePublicKeyLine(key.pub), countersignNamespace(kind), statement, signature))
    throw new PackageError('E_RELEASE_SIG', '第二人签名无效');
  const trusted = new TrustedKeys([roster]).find(head.sender, key.id, key.role);
  if (trusted !== undefined)
    checkKeyUse(trusted, {
      recipient: head.recipient,
      epoch: head.epoch,
      seq: head.seq,
      day: head.released_at.slice(0, 10),
    });
}
