import { chunkBytes, chunkCipher, tagBytes } from './cipher.ts';

/** An age chunk with its tag. */
const sealedChunkBytes = chunkBytes + tagBytes;
/** Chunks that travel together to a thread. */
const chunksPerBatch = 16;
/** Plaintext of a full batch. */
export const plainBatchBytes = chunksPerBatch * chunkBytes;
/** Ciphertext of a full batch. */
export const sealedBatchBytes = chunksPerBatch * sealedChunkBytes;

/** Sealing, or opening. */
export type Way = 'seal' | 'open';

/** Consecutive chunks of one age payload, in a piece of memory of `sealedBatchBytes`; the answer stands there too. */
export interface ChunkBatch {
  /** Which piece of the stream's memory. */
  readonly slot: number;
  /** Number of the batch's first chunk. */
  readonly first: number;
  /** The batch ends the payload. */
  readonly last: boolean;
  /** Bytes of the memory that count. */
  readonly length: number;
}

/** What a cipher thread gets at its start. */
export interface CipherThreadData {
  readonly way: Way;
  /** Payload key, 32 bytes. */
  readonly key: Uint8Array;
  readonly memory: SharedArrayBuffer[];
}

/** age's STREAM nonce: 11 bytes of counter, big-endian, and the mark of the last chunk. */
function nonceOf(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(3, Math.floor(index / 2 ** 32));
  view.setUint32(7, index % 2 ** 32);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** What came of a batch. */
export interface BatchAnswer {
  /** Bytes of the batch's memory that are good. */
  readonly length: number;
  /** False when the chunk after them does not verify. */
  readonly sound: boolean;
}

function seal(key: Uint8Array, memory: Uint8Array, batch: ChunkBatch): BatchAnswer {
  const { length, first } = batch;
  const count = Math.max(1, Math.ceil(length / chunkBytes));
  // From the end: the sealed chunk is longer and would run over the next one's plaintext.
  for (let at = count - 1; at >= 0; at -= 1) {
    const plaintext = memory.subarray(at * chunkBytes, Math.min(length, (at + 1) * chunkBytes));
    const into = memory.subarray(at * sealedChunkBytes, at * sealedChunkBytes + plaintext.length + tagBytes);
    chunkCipher().seal(key, nonceOf(first + at, batch.last && at === count - 1), plaintext, into);
  }
  return { length: length + count * tagBytes, sound: true };
}

function open(key: Uint8Array, memory: Uint8Array, batch: ChunkBatch): BatchAnswer {
  const { length, first } = batch;
  const count = Math.max(1, Math.ceil(length / sealedChunkBytes));
  for (let at = 0; at < count; at += 1) {
    const failed: BatchAnswer = { length: at * chunkBytes, sound: false };
    const sealed = memory.subarray(at * sealedChunkBytes, Math.min(length, (at + 1) * sealedChunkBytes));
    if (sealed.length < tagBytes) return failed;
    // Only a payload that is empty altogether ends in an empty chunk.
    if (sealed.length === tagBytes && first + at > 0) return failed;
    const into = memory.subarray(at * chunkBytes, at * chunkBytes + sealed.length - tagBytes);
    if (!chunkCipher().open(key, nonceOf(first + at, batch.last && at === count - 1), sealed, into))
      return failed;
  }
  return { length: length - count * tagBytes, sound: true };
}

/** Seals or opens a batch in its memory. */
export function runBatch(way: Way, key: Uint8Array, memory: Uint8Array, batch: ChunkBatch): BatchAnswer {
  return (way === 'seal' ? seal : open)(key, memory, batch);
}
