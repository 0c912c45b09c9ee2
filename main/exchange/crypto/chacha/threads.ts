import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../../database/workerFile.ts';
import {
  type BatchAnswer,
  type ChunkBatch,
  type CipherThreadData,
  runBatch,
  sealedBatchBytes,
  type Way,
} from './chunks.ts';

/** Batches that are done where they are asked for: a thread costs more than a small package. */
const batchesBeforeThreads = 4;
const mostThreads = 2;
/** A cipher thread holds a few chunks; V8's own sizes would let it gather tens of megabytes of used ones. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 } as const;
/** Batches that may be under way at once. */
export const windowSize = 2 * mostThreads;
/** Besides those under way, one piece of memory is being filled and one is lent to the reader. */
export const slotCount = windowSize + 2;

/** A thread and the batches it has not answered yet, oldest first. */
interface CipherThread {
  readonly worker: Worker;
  readonly waiting: { resolve(answer: BatchAnswer): void; reject(reason: unknown): void }[];
}

/**
 * Seals or opens the batches of one stream in shared memory, on one or two threads once the stream is long. Batch n stands in
 * slot n modulo the number of slots. Call `close` when the stream ends.
 */
export class CipherThreads {
  readonly #data: CipherThreadData;
  readonly #slots: Uint8Array[] = [];
  /** Most bytes that stood in each slot. */
  readonly #used: number[] = [];
  #threads: CipherThread[] = [];
  #asked = 0;
  #failure: unknown;

  constructor(way: Way, key: Uint8Array) {
    this.#data = { way, key, memory: [] };
  }

  /** Memory for batch `n` or of its answer. Made when first asked for: most packages are small. */
  slot(n: number): Uint8Array {
    const index = n % slotCount;
    const known = this.#slots[index];
    if (known !== undefined) return known;
    const memory = new SharedArrayBuffer(sealedBatchBytes);
    const made = new Uint8Array(memory);
    this.#slots[index] = made;
    this.#used[index] = 0;
    this.#data.memory[index] = memory;
    return made;
  }

  /** Does one batch; answers come in the order of the asking when they are awaited in it. */
  async run(batch: ChunkBatch): Promise<BatchAnswer> {
    const index = this.#asked;
    this.#asked += 1;
    const memory = this.slot(batch.slot);
    this.#used[batch.slot] = Math.max(this.#used[batch.slot] ?? 0, batch.length);
    if (index < batchesBeforeThreads) return runBatch(this.#data.way, this.#data.key, memory, batch);
    if (this.#threads.length === 0) this.#start();
    if (this.#failure !== undefined) throw this.#failure;
    const thread = this.#threads[index % this.#threads.length];
    if (thread === undefined) throw new Error('the threads are closed');
    return await new Promise<BatchAnswer>((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(batch);
    });
  }

  #start(): void {
    for (let n = 0; n < slotCount; n += 1) this.slot(n);
    // The asking thread hashes meanwhile and keeps a core busy itself.
    const count = Math.max(1, Math.min(mostThreads, availableParallelism() - 1));
    this.#threads = Array.from({ length: count }, () => this.#thread());
  }

  #thread(): CipherThread {
    const worker = new Worker(workerFile('chunks'), { workerData: this.#data, resourceLimits });
    const thread: CipherThread = { worker, waiting: [] };
    const fail = (reason: unknown): void => {
      this.#failure = reason;
      for (const { reject } of thread.waiting.splice(0)) reject(reason);
    };
    worker.on('message', (answer: BatchAnswer) => thread.waiting.shift()?.resolve(answer));
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a cipher thread has ended')));
    return thread;
  }

  /** Ends the threads and forgets key and contents; a batch still under way fails. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map(async ({ worker }) => await worker.terminate()));
    this.#data.key.fill(0);
    // A sealed batch is longer by its tags.
    for (const [index, slot] of this.#slots.entries()) slot.fill(0, 0, (this.#used[index] ?? 0) + 1024);
  }
}
