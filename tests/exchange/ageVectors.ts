import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import * as vectorFiles from 'cctv-age';
import { ageDecrypt } from '../../main/exchange/crypto/ageBox.ts';
import { PackageError } from '../../main/exchange/format/packageError.ts';
import { chunksOf } from './world.ts';

/** One file of the age project's own test vectors (C2SP/CCTV). */
export interface AgeVector {
  readonly name: string;
  /** `success`, or which check must fail. */
  readonly expect: string;
  /** SHA-256 of the plaintext; for a payload failure, of what may be given out before it. */
  readonly payload: string | undefined;
  readonly identities: readonly string[];
  readonly armored: boolean;
  readonly file: Uint8Array;
}

function parse(name: string, bytes: Uint8Array): AgeVector {
  const whole = Buffer.from(bytes);
  const end = whole.indexOf('\n\n');
  const fields = whole
    .toString('latin1', 0, end)
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const);
  const first = (key: string): string | undefined => fields.find(([name_]) => name_ === key)?.[1];
  const body = whole.subarray(end + 2);
  return {
    name,
    expect: first('expect') ?? '',
    payload: first('payload'),
    identities: fields.filter(([key]) => key === 'identity').map(([, value]) => value),
    armored: first('armored') === 'yes',
    file: new Uint8Array(first('compressed') === 'zlib' ? inflateSync(body) : body),
  };
}

/** All vectors, by name. */
export const ageVectors: readonly AgeVector[] = Object.entries(
  vectorFiles as unknown as Record<string, Uint8Array>,
)
  .filter(([, bytes]) => bytes instanceof Uint8Array)
  .map(([name, bytes]) => parse(name, bytes));

/** Verdict of our reader on a vector. */
export interface VectorVerdict {
  /** Refusal code, or `opened`. */
  readonly outcome: string;
  readonly sha256: string;
  /** Bytes given out before the end or the refusal. */
  readonly bytes: number;
}

/** Opens a vector as a package would be opened, in pieces of 7001 bytes. */
export async function judgeVector(vector: AgeVector): Promise<VectorVerdict> {
  const hash = createHash('sha256');
  let bytes = 0;
  const verdict = (outcome: string): VectorVerdict => ({ outcome, sha256: hash.digest('hex'), bytes });
  try {
    const identities = vector.identities.filter((identity) => identity.startsWith('AGE-SECRET-KEY-1'));
    const { plaintext } = await ageDecrypt(identities, chunksOf(vector.file));
    for await (const part of plaintext) {
      hash.update(part);
      bytes += part.length;
    }
    return verdict('opened');
  } catch (thrown) {
    if (!(thrown instanceof PackageError)) throw thrown;
    return verdict(thrown.code);
  }
}

/** What a package may not be, though it is good age: sealed by passphrase, to another kind of recipient, or armored. */
const refusedByPolicy = ['E_AGE_SCRYPT', 'E_AGE_RECIPIENTS', 'E_AGE_HEADER', 'E_NO_IDENTITY'];

/**
 * The reference gives out a full chunk at the end of the file before it notices that its mark is wrong; we decide by the
 * end of the file first and give out nothing of it.
 */
function givesLess({ name }: AgeVector): boolean {
  return name === 'stream_no_final_two_chunks_full' || name === 'stream_two_final_chunks_second';
}

/** True when the verdict is what the vector asks for, or what our narrower rules make of it. */
export function isRight(vector: AgeVector, verdict: VectorVerdict): boolean {
  if (verdict.outcome === 'opened') return vector.expect === 'success' && verdict.sha256 === vector.payload;
  // What was given out before a failure is plaintext too, and must be exactly what the vector allows.
  if (vector.expect !== 'success') {
    if (verdict.bytes === 0) return true;
    return vector.expect === 'payload failure' && (verdict.sha256 === vector.payload || givesLess(vector));
  }
  return isNarrower(vector) && refusedByPolicy.includes(verdict.outcome);
}

/** True for vectors of kinds that packages do not use. */
export function isNarrower(vector: AgeVector): boolean {
  const header = Buffer.from(vector.file.subarray(0, 65_536)).toString('latin1').split('\n--- ')[0] ?? '';
  const types = [...header.matchAll(/^-> (\S+)/gm)].map(([, type = '']) => type);
  return vector.armored || types.some((type) => type !== 'X25519' && !type.endsWith('-grease'));
}
