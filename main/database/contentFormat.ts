import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';

/**
 * Encrypted attachment file: `SPC1` ‖ wrapped file key (60) ‖ nonce prefix (7) ‖ chunks.
 * The chunks follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): 64 KiB each under
 * AES-256-GCM with nonce = prefix ‖ 32-bit counter ‖ last-chunk flag, so that order, number and end are
 * authenticated and a reader gets nothing that was not checked.
 */
export const headerSize = 4 + 60 + 7;
const magic = Buffer.from('SPC1');
const prefixSize = 7;
const chunkSize = 64 * 1024;
const tagSize = 16;
const sealedChunkSize = chunkSize + tagSize;
/** Chunks read or written at once: about 1 MiB, so that the disk and not the number of calls sets the pace. */
const chunksPerCall = 16;

/** Reads a header; undefined when the bytes are none. */
export function readHeader(header: Uint8Array): { wrappedKey: Buffer; prefix: Buffer } | undefined {
  const bytes = Buffer.from(header);
  if (bytes.length < headerSize || !bytes.subarray(0, 4).equals(magic)) return undefined;
  return { wrappedKey: bytes.subarray(4, 64), prefix: bytes.subarray(64, headerSize) };
}

function nonceOf(prefix: Uint8Array, counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.set(prefix, 0);
  nonce.writeUInt32BE(counter, prefixSize);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Ciphertext and tag of one chunk, as they are written one after the other. */
function sealChunk(
  key: Uint8Array,
  prefix: Uint8Array,
  counter: number,
  last: boolean,
  text: Uint8Array,
): Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(prefix, counter, last));
  return [cipher.update(text), cipher.final(), cipher.getAuthTag()];
}

function openChunk(
  key: Uint8Array,
  prefix: Uint8Array,
  counter: number,
  last: boolean,
  sealed: Uint8Array,
): Buffer | undefined {
  if (sealed.length < tagSize) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(prefix, counter, last), {
    authTagLength: tagSize,
  });
  decipher.setAuthTag(sealed.subarray(-tagSize));
  try {
    const text = decipher.update(sealed.subarray(0, -tagSize));
    decipher.final();
    return text;
  } catch {
    return undefined;
  }
}

/** Cuts a stream into pieces of exactly one chunk and a last one that may be shorter, even empty. */
async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ text: Buffer; last: boolean }> {
  let held = Buffer.alloc(0);
  for await (const piece of source) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    // One chunk is held back: only the end of the stream tells which is the last.
    let from = 0;
    for (; held.length - from > chunkSize; from += chunkSize) {
      yield { text: held.subarray(from, from + chunkSize), last: false };
    }
    held = held.subarray(from);
  }
  yield { text: held, last: true };
}

/**
 * A disk that runs full can take a part without an error; a file cut like that must not be called stored.
 * @throws AppError database.disk-full
 */
async function writeAll(file: FileHandle, parts: readonly Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(parts);
  const expected = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytesWritten !== expected) throw new AppError('database.disk-full');
}

/** Encrypts a stream into an open file, from its start. */
export async function writeSealed(
  file: FileHandle,
  key: Uint8Array,
  wrappedKey: Uint8Array,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const prefix = randomBytes(prefixSize);
  await writeAll(file, [Buffer.concat([magic, wrappedKey, prefix])]);
  let counter = 0;
  let waiting: Buffer[] = [];
  for await (const { text, last } of chunksOf(source)) {
    waiting.push(...sealChunk(key, prefix, counter, last, text));
    counter++;
    if (!last && counter % chunksPerCall !== 0) continue;
    await writeAll(file, waiting);
    waiting = [];
  }
}

/**
 * Decrypts an open file chunk by chunk. Ends early with `onDamage()` thrown when anything was changed, cut,
 * added or moved.
 */
export async function* readSealed(
  file: FileHandle,
  key: Uint8Array,
  onDamage: () => Error,
): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(headerSize);
  const read = await file.read(header, 0, headerSize, 0);
  const parts = readHeader(header.subarray(0, read.bytesRead));
  if (!parts) throw onDamage();
  const size = (await file.stat()).size - headerSize;
  const count = Math.max(1, Math.ceil(size / sealedChunkSize));
  const block = Buffer.alloc(chunksPerCall * sealedChunkSize);
  for (let first = 0; first < count; first += chunksPerCall) {
    const position = headerSize + first * sealedChunkSize;
    const { bytesRead } = await file.read(block, 0, block.length, position);
    for (let counter = first; counter < Math.min(first + chunksPerCall, count); counter++) {
      const from = (counter - first) * sealedChunkSize;
      const sealed = block.subarray(from, Math.min(from + sealedChunkSize, bytesRead));
      const text = openChunk(key, parts.prefix, counter, counter === count - 1, sealed);
      if (!text) throw onDamage();
      yield text;
    }
  }
}
