import { Worker } from 'node:worker_threads';
import type { Argon2Job } from '../workers/argon2.ts';
import { workerFile } from './workerFile.ts';

/** Cost of Argon2id (RFC 9106); stored in every slot, so that it can be raised without locking anybody out. */
export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** Second recommended set of RFC 9106 (64 MiB, three passes), one lane: WebAssembly has no second. */
export const defaultCost: Argon2Cost = { memoryKiB: 65536, iterations: 3, parallelism: 1 };

/** What a password key is made from. */
export interface PasswordKeyInput {
  readonly password: string;
  /** Secret of this workstation, kept outside the data folder; without it a copied folder cannot be guessed at. */
  readonly stationSecret: Uint8Array;
  /** 16 random bytes of the slot. */
  readonly salt: Uint8Array;
  readonly cost: Argon2Cost;
}

/** Turns a password into a 32-byte key; the caller zeroes it. */
export type DerivePasswordKey = (input: PasswordKeyInput) => Promise<Buffer>;

/**
 * Argon2id of password and station secret, on a thread of its own: the main process stays responsive, and the
 * memory of the derivation ends with the thread.
 */
export const derivePasswordKey: DerivePasswordKey = async ({ password, stationSecret, salt, cost }) => {
  // NFC, so that the same characters from another input method are the same password.
  const bytes = new TextEncoder().encode(password.normalize('NFC'));
  const job: Argon2Job = { password: bytes, secret: stationSecret, salt, ...cost };
  const worker = new Worker(workerFile('argon2'), { workerData: job });
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (key: Uint8Array) =>
        resolve(Buffer.from(key.buffer, key.byteOffset, key.length)),
      );
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`key derivation ended with code ${code}`)));
    });
  } finally {
    bytes.fill(0);
    await worker.terminate();
  }
};
