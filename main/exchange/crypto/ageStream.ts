import { type BatchAnswer, plainBatchBytes, sealedBatchBytes, type Way } from './chacha/chunks.ts';
import { CipherThreads, slotCount, windowSize } from './chacha/threads.ts';

/** Thrown for a payload that is cut, changed, extended, or ends in an empty chunk. */
export class PayloadError extends Error {
  constructor() {
    super('age payload does not verify');
    this.name = 'PayloadError';
  }
}

/**
 * Cuts a stream into batches of `size` bytes, in the slots by turns. A batch is only given out when it is known whether
 * it is the last.
 */
async function* batches(
  threads: CipherThreads,
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly slot: number; readonly length: number; readonly last: boolean }> {
  let slot = 0;
  let length = 0;
  for await (const part of source) {
    let from = 0;
    while (from < part.length) {
      if (length === size) {
        yield { slot, length, last: false };
        slot = (slot + 1) % slotCount;
        length = 0;
      }
      const piece = part.subarray(from, from + size - length);
      threads.slot(slot).set(piece, length);
      length += piece.length;
      from += piece.length;
    }
  }
  yield { slot, length, last: true };
}

const chunksOfBatch = plainBatchBytes / (64 * 1024);

async function* run(
  way: Way,
  key: Uint8Array,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const threads = new CipherThreads(way, key);
  const underWay: { readonly slot: number; readonly answer: Promise<BatchAnswer> }[] = [];
  async function* next(): AsyncGenerator<Uint8Array> {
    const oldest = underWay.shift();
    if (oldest === undefined) return;
    const { length, sound } = await oldest.answer;
    if (length > 0) yield threads.slot(oldest.slot).subarray(0, length);
    if (!sound) throw new PayloadError();
  }
  let first = 0;
  try {
    for await (const batch of batches(threads, source, way === 'seal' ? plainBatchBytes : sealedBatchBytes)) {
      const answer = threads.run({ ...batch, first });
      // Awaited in its turn; until then a failure must not count as unhandled.
      answer.catch(() => undefined);
      underWay.push({ slot: batch.slot, answer });
      first += chunksOfBatch;
      while (underWay.length > windowSize) yield* next();
    }
    while (underWay.length > 0) yield* next();
  } finally {
    await threads.close();
  }
}

/**
 * age's STREAM (age-encryption.org/v1 "Payload") under a payload key of 32 bytes, which is zeroed at the end. Parts are
 * lent; memory does not grow.
 */
export function sealStream(
  key: Uint8Array,
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  return run('seal', key, plaintext);
}

/**
 * Opens what `sealStream` made; the key is zeroed, parts are lent. Each part has been verified when it is given out; that
 * nothing is missing is known only at the end. Throws PayloadError.
 */
export function openStream(key: Uint8Array, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return run('open', key, sealed);
}
