import { type ChunkBatch, plainBatchBytes, sealedBatchBytes } from './chacha/chunks.ts';
import { CipherThreads } from './chacha/threads.ts';

/** Thrown for a payload that is cut, changed, extended, or ends in an empty chunk. */
export class PayloadError extends Error {
  constructor() {
    super('age payload does not verify');
    this.name = 'PayloadError';
  }
}

/** Cuts a stream into batches of `size` bytes, the last one marked; a batch is only given out when what follows is known. */
async function* batches(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Pick<ChunkBatch, 'memory' | 'length' | 'last'>> {
  let memory = new Uint8Array(sealedBatchBytes);
  let length = 0;
  for await (const part of source) {
    let from = 0;
    while (from < part.length) {
      if (length === size) {
        yield { memory, length, last: false };
        memory = new Uint8Array(sealedBatchBytes);
        length = 0;
      }
      const piece = part.subarray(from, from + size - length);
      memory.set(piece, length);
      length += piece.length;
      from += piece.length;
    }
  }
  yield { memory, length, last: true };
}

async function* run(
  way: ChunkBatch['way'],
  key: Uint8Array,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const threads = new CipherThreads();
  const underWay: ReturnType<CipherThreads['run']>[] = [];
  async function* next(): AsyncGenerator<Uint8Array> {
    const answer = await underWay.shift();
    if (answer === undefined) return;
    if (answer.length > 0) yield answer.memory.subarray(0, answer.length);
    if (!answer.sound) throw new PayloadError();
  }
  const size = way === 'seal' ? plainBatchBytes : sealedBatchBytes;
  const chunks = size / (way === 'seal' ? 64 * 1024 : 64 * 1024 + 16);
  let first = 0;
  try {
    for await (const batch of batches(source, size)) {
      const answer = threads.run({ way, key, first, ...batch });
      // Awaited in its turn; until then a failure must not count as unhandled.
      answer.catch(() => undefined);
      underWay.push(answer);
      first += chunks;
      while (underWay.length > threads.window) yield* next();
    }
    while (underWay.length > 0) yield* next();
  } finally {
    await threads.close();
  }
}

/** age's STREAM (age-encryption.org/v1 "Payload") under a payload key of 32 bytes. Memory does not grow with the input. */
export function sealStream(
  key: Uint8Array,
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  return run('seal', key, plaintext);
}

/**
 * Opens what `sealStream` made. Each part has been verified when it is given out; that nothing is missing is known only
 * at the end. Throws PayloadError.
 */
export function openStream(key: Uint8Array, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return run('open', key, sealed);
}
