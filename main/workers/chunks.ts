import { parentPort, workerData } from 'node:worker_threads';
import { type ChunkBatch, type CipherThreadData, runBatch } from '../exchange/crypto/chacha/chunks.ts';

const { way, key, memory } = workerData as CipherThreadData;
const slots = memory.map((buffer) => new Uint8Array(buffer));

// One answer per batch, in order; what it is about stands in the shared memory.
parentPort?.on('message', (batch: ChunkBatch) => {
  const slot = slots[batch.slot];
  if (slot === undefined) throw new RangeError('no such memory');
  parentPort?.postMessage(runBatch(way, key, slot, batch));
});
