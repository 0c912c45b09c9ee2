import { parentPort, workerData } from 'node:worker_threads';
import { argon2id } from 'hash-wasm';

/** One key derivation; see `main/database/passwordKey.ts` for the meaning of the numbers. */
export interface Argon2Job {
  readonly password: Uint8Array;
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

async function derive(job: Argon2Job): Promise<void> {
  const key = await argon2id({
    password: job.password,
    secret: job.secret,
    salt: job.salt,
    memorySize: job.memoryKiB,
    iterations: job.iterations,
    parallelism: job.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  job.password.fill(0);
  job.secret.fill(0);
  parentPort?.postMessage(key);
}

// A rejection ends the thread with an error event, which fails the derivation that waits for it.
void derive(workerData as Argon2Job);
