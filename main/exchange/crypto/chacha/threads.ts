import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../../database/workerFile.ts';
import { type BatchAnswer, type ChunkBatch, runBatch } from './chunks.ts';

/** Batches that are done where they are asked for: a thread costs more than a small package. */
const batchesBeforeThreads = 8;
const mostThreads = 2;

/** A batch's answer and the memory that holds it. */
interface Answer extends BatchAnswer {
  readonly memory: Uint8Array<ArrayBuffer>;
}

/** A thread and the batches it has not answered yet, oldest first. */
interface CipherThread {
  readonly worker: Worker;
  readonly waiting: { resolve(answer: Answer): void; reject(reason: unknown): void }[];
}

/** Seals or opens the batches of one stream, on two threads once it is long. Call `close` when the stream ends. */
export class CipherThreads {
  #threads: CipherThread[] = [];
  #asked = 0;
  #failure: unknown;

  /** Batches that may be under way at once. */
  get window(): number {
    return this.#threads.length === 0 ? 1 : 2 * this.#threads.length;
  }

  /** Does one batch; answers come in the order of the asking when they are awaited in it. */
  async run(batch: ChunkBatch): Promise<Answer> {
    const index = this.#asked;
    this.#asked += 1;
    if (index < batchesBeforeThreads) return { ...runBatch(batch), memory: batch.memory };
    if (this.#threads.length === 0) this.#start();
    if (this.#failure !== undefined) throw this.#failure;
    const thread = this.#threads[index % this.#threads.length];
    if (thread === undefined) throw new Error('the threads are closed');
    return await new Promise<Answer>((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(batch, [batch.memory.buffer]);
    });
  }

  #start(): void {
    const count = Math.min(mostThreads, availableParallelism());
    this.#threads = Array.from({ length: count }, () => this.#thread());
  }

  #thread(): CipherThread {
    const thread: CipherThread = { worker: new Worker(workerFile('chunks')), waiting: [] };
    const fail = (reason: unknown): void => {
      this.#failure = reason;
      for (const { reject } of thread.waiting.splice(0)) reject(reason);
    };
    thread.worker.on('message', (answer: Answer) => thread.waiting.shift()?.resolve(answer));
    thread.worker.on('error', fail);
    thread.worker.on('exit', () => fail(new Error('a cipher thread has ended')));
    return thread;
  }

  /** Ends the threads; a batch still under way fails. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map(async ({ worker }) => await worker.terminate()));
  }
}
