import { parentPort } from 'node:worker_threads';
import { type ChunkBatch, runBatch } from '../exchange/crypto/chacha/chunks.ts';

// One answer per batch, in order; the memory travels back with it.
parentPort?.on('message', (batch: ChunkBatch) => {
  const answer = runBatch(batch);
  parentPort?.postMessage({ ...answer, memory: batch.memory }, [batch.memory.buffer]);
});
