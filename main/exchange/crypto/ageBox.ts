import { hkdfSync, randomBytes } from 'node:crypto';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { ByteReader } from '../format/byteReader.ts';
import { asPackageError, PackageError } from '../format/packageError.ts';
import { openStream, PayloadError, sealStream } from './ageStream.ts';
import { tagBytes } from './chacha/cipher.ts';
import { joinBytes } from './sshWire.ts';

const headerLimit = 64 * 1024;
/** Most recipients of one package. */
export const maxRecipients = 32;
const versionLine = 'age-encryption.org/v1';
const recipientGrammar = /^age1[02-9ac-hj-np-z]{58}$/;

/** An age key pair: `AGE-SECRET-KEY-1…` (secret) and `age1…`. */
export interface AgeKey {
  readonly identity: string;
  readonly recipient: string;
}

/** What the header says before anything is decrypted. */
export interface AgeHeader {
  /** Number of stanzas that name a recipient (everything except `*-grease`). */
  readonly recipients: number;
  /** Length of the header with its MAC line, bytes. */
  readonly bytes: number;
}

/** A new X25519 key pair. */
export async function generateAgeKey(): Promise<AgeKey> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Recipient of an X25519 identity. */
export function ageRecipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity);
}

/** True for a native X25519 recipient (`age1` and 58 bech32 characters). */
export function isAgeRecipient(text: string): boolean {
  return recipientGrammar.test(text);
}

/**
 * Reads the first lines of an age v1 file by our own strict rules: MAC line within 64 KiB, only X25519 and grease
 * stanzas. Throws E_AGE_HEADER, E_AGE_SCRYPT (the work factor is never looked at) or E_AGE_RECIPIENTS.
 */
export function readAgeHeader(start: Uint8Array): AgeHeader {
  const text = Buffer.from(start.subarray(0, headerLimit)).toString('latin1');
  const mac = /\n--- [A-Za-z0-9+/]{43}\n/.exec(text);
  if (mac === null || !text.startsWith(`${versionLine}\n`)) throw new PackageError('E_AGE_HEADER');
  const lines = text.slice(versionLine.length + 1, mac.index + 1).split('\n');
  lines.pop();
  let recipients = 0;
  let bodyOpen = false;
  for (const line of lines) {
    if (bodyOpen) {
      if (!/^[A-Za-z0-9+/]{0,64}$/.test(line)) throw new PackageError('E_AGE_HEADER');
      bodyOpen = line.length === 64;
      continue;
    }
    const type = /^-> ([\x21-\x7e]+)(?: [\x21-\x7e]+)*$/.exec(line)?.[1];
    if (type === undefined) throw new PackageError('E_AGE_HEADER');
    if (type === 'scrypt') throw new PackageError('E_AGE_SCRYPT');
    if (!type.endsWith('-grease')) {
      if (type !== 'X25519') throw new PackageError('E_AGE_RECIPIENTS', '收件类型不是 X25519');
      recipients += 1;
    }
    bodyOpen = true;
  }
  if (bodyOpen || recipients === 0) throw new PackageError('E_AGE_HEADER');
  // Each stanza costs a curve operation per identity; no head names more than this.
  if (recipients > maxRecipients) throw new PackageError('E_AGE_RECIPIENTS');
  return { recipients, bytes: mac.index + mac[0].length };
}

const payloadNonceBytes = 16;

/** Key of the payload from the file key and the payload's nonce (age v1 "Payload"). */
function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/**
 * Encrypts a stream to X25519 recipients (age v1, binary). Memory use does not grow with the input.
 * Throws E_AGE_RECIPIENTS when the list is empty or holds another kind of recipient; source errors pass through.
 */
export async function* ageEncrypt(
  recipients: readonly string[],
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (recipients.length === 0 || !recipients.every(isAgeRecipient))
    throw new PackageError('E_AGE_RECIPIENTS');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  let fileKey: Uint8Array = new Uint8Array(0);
  // A recipient without stanzas: it only hears the file key, so that the payload can be sealed by the fast cipher.
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = key.slice();
      return [];
    },
  });
  const empty = await encrypter.encrypt(new Uint8Array(0));
  // Header, nonce, and the tag of an empty payload: only the header is kept.
  const header = empty.subarray(0, empty.length - payloadNonceBytes - tagBytes);
  const nonce = new Uint8Array(randomBytes(payloadNonceBytes));
  yield joinBytes([header, nonce]);
  const key = payloadKey(fileKey, nonce);
  fileKey.fill(0);
  yield* sealStream(key, plaintext);
}

/** An opened age file: header facts and the plaintext, each chunk authenticated, the whole only when it has ended. */
export interface OpenedAge {
  readonly header: AgeHeader;
  readonly plaintext: AsyncIterable<Uint8Array>;
}

/**
 * Opens an age file with any of the identities. The header is bounded and checked before the library sees it; of the
 * library only its header code runs, the payload is opened by the fastest cipher of this runtime (chacha/cipher.ts).
 * Throws E_AGE_HEADER, E_AGE_SCRYPT, E_AGE_RECIPIENTS, E_NO_IDENTITY, E_AGE_AUTH here or, for damage further in, while
 * `plaintext` is read.
 */
export async function ageDecrypt(
  identities: readonly string[],
  ciphertext: AsyncIterable<Uint8Array>,
): Promise<OpenedAge> {
  const iterator = ciphertext[Symbol.asyncIterator]();
  const start = await readStart(iterator);
  let header: AgeHeader;
  try {
    header = readAgeHeader(start.bytes);
  } catch (thrown) {
    await iterator.return?.();
    throw thrown;
  }
  const source = new ByteReader(resume(start.bytes, start.ended, iterator));
  try {
    if (identities.length === 0) throw new PackageError('E_NO_IDENTITY');
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    const fileKey = await decrypter
      .decryptHeader(await source.upTo(header.bytes))
      .catch((thrown: unknown) => {
        if (thrown instanceof Error && thrown.message.startsWith('no identity matched'))
          throw new PackageError('E_NO_IDENTITY');
        throw new PackageError('E_AGE_AUTH', undefined, { cause: thrown });
      });
    const nonce = await source.upTo(payloadNonceBytes);
    if (nonce.length < payloadNonceBytes) throw new PackageError('E_AGE_AUTH');
    const key = payloadKey(fileKey, nonce);
    fileKey.fill(0);
    return { header, plaintext: authenticated(key, source) };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

async function* authenticated(key: Uint8Array, source: ByteReader): AsyncGenerator<Uint8Array> {
  try {
    yield* openStream(key, rest(source));
  } catch (thrown) {
    if (thrown instanceof PayloadError) throw new PackageError('E_AGE_AUTH', undefined, { cause: thrown });
    throw asPackageError(thrown);
  } finally {
    await source.close();
  }
}

async function* rest(source: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const part = await source.some(Number.MAX_SAFE_INTEGER);
    if (part === null) return;
    yield part;
  }
}

/** Collects bytes until the header limit or the end of the file. */
async function readStart(
  iterator: AsyncIterator<Uint8Array>,
): Promise<{ readonly bytes: Uint8Array; readonly ended: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < headerLimit) {
    const next = await iterator.next();
    if (next.done === true) return { bytes: joinBytes(parts), ended: true };
    parts.push(next.value.slice());
    length += next.value.length;
  }
  return { bytes: joinBytes(parts), ended: false };
}

async function* resume(
  start: Uint8Array,
  ended: boolean,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield start;
    if (ended) return;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
