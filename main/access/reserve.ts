import { randomFillSync } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Bytes } from '../../shared/ids.ts';

/** Size of the reserve file (spec 3 "Audit"). */
export const reserveBytes = (256 * 1024 ** 2) as Bytes;

const blockBytes = 1024 ** 2;

/**
 * A file that only takes up room. When the disk is full it is removed, so that audit rows, log-ins, reading, backup and
 * the export of audit segments still have space while business writes are refused.
 */
export class Reserve {
  readonly #file: string;
  readonly #bytes: number;
  #making: Promise<void> | undefined;

  constructor(dataFolder: string, bytes: number = reserveBytes) {
    this.#file = join(dataFolder, 'audit.reserve');
    this.#bytes = bytes;
  }

  /** Whether the room is held. */
  async isHeld(): Promise<boolean> {
    const found = await stat(this.#file).catch(() => undefined);
    return found !== undefined && found.size >= this.#bytes;
  }

  /** Takes the room if it is not held yet. A disk that has none leaves nothing behind and is told by the disk state. */
  async hold(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    await this.#making;
  }

  async #make(): Promise<void> {
    if (await this.isHeld()) return;
    // Noise: a file system that compresses or leaves out empty blocks would hold nothing for zeros.
    const block = randomFillSync(Buffer.alloc(Math.min(blockBytes, this.#bytes)));
    try {
      const target = await open(this.#file, 'w', 0o600);
      try {
        for (let done = 0; done < this.#bytes; done += block.length) {
          await target.write(block, 0, Math.min(block.length, this.#bytes - done));
        }
        await target.sync();
      } finally {
        await target.close();
      }
    } catch {
      await rm(this.#file, { force: true });
    }
  }

  /** Gives the room back. @returns whether there was any to give */
  async release(): Promise<boolean> {
    await this.#making;
    const held = (await stat(this.#file).catch(() => undefined)) !== undefined;
    await rm(this.#file, { force: true });
    return held;
  }

  /** Runs a write that must not be lost; when the disk is full the reserve is given back and it runs once more. */
  async spend<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'database.disk-full') throw error;
      if (!(await this.release())) throw error;
      return await write();
    }
  }
}
