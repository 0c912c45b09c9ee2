import { statfs } from 'node:fs/promises';
import type { Bytes } from '../../shared/ids.ts';

/**
 * Room on the disk of the data folder: `ok`; `warn` from 80 % used on; `full` when so little is left that the next audit
 * rows could be lost, so business writes are refused (spec 3 "Audit").
 */
export type DiskLevel = 'ok' | 'warn' | 'full';

/** Free and whole size of a disk with what follows from them. */
export interface DiskState {
  readonly freeBytes: Bytes;
  readonly totalBytes: Bytes;
  readonly level: DiskLevel;
}

/** Share of the disk from which on a warning is shown. */
export const warnFrom = 0.8;
/** Free bytes below which business writes are refused: twice the audit reserve, so that the refusal comes before the need. */
export const fullBelow = (512 * 1024 ** 2) as Bytes;

/** Reads free and total bytes of the disk that holds a folder; another one only in tests. */
export type ReadSpace = (folder: string) => Promise<{ readonly free: number; readonly total: number }>;

const readSpace: ReadSpace = async (folder) => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
};

/** What free and total bytes mean. A disk that is small as a whole is full only when almost nothing is left of it. */
export function diskLevel(free: number, total: number): DiskLevel {
  // A disk smaller than five times the bound could never be anything but full; a twentieth of it is its bound.
  const bound = Math.min(fullBelow, total / 20);
  if (free < bound) return 'full';
  return total - free >= total * warnFrom ? 'warn' : 'ok';
}

/**
 * State of the disk that holds a folder.
 * @throws the system error when the folder cannot be read
 */
export async function diskState(folder: string, read: ReadSpace = readSpace): Promise<DiskState> {
  const { free, total } = await read(folder);
  return { freeBytes: free as Bytes, totalBytes: total as Bytes, level: diskLevel(free, total) };
}

/** How long an answer of {@link DiskWatch} is taken for true: asking before every write must cost nothing. */
const trustedMs = 5_000;

/** The disk of the data folder, asked at most every five seconds. A disk that cannot be asked counts as full: fail closed. */
export class DiskWatch {
  readonly #folder: string;
  readonly #read: ReadSpace;
  #last: { readonly askedAt: number; readonly state: Promise<DiskState> } | undefined;

  constructor(folder: string, read: ReadSpace = readSpace) {
    this.#folder = folder;
    this.#read = read;
  }

  /** The state, not older than five seconds. */
  async state(): Promise<DiskState> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.askedAt > trustedMs) {
      const state = diskState(this.#folder, this.#read).catch(
        (): DiskState => ({ freeBytes: 0 as Bytes, totalBytes: 0 as Bytes, level: 'full' }),
      );
      this.#last = { askedAt: now, state };
    }
    return await this.#last.state;
  }

  /** Forgets the last answer, after something large was written or removed. */
  forget(): void {
    this.#last = undefined;
  }
}
