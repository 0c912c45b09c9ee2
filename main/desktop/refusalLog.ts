import type { Refusal } from './security.ts';

/** Writes one audit row for so many refusals of one kind and target; answers whether it could (nobody may be logged in). */
export type WriteRefusal = (refusal: Refusal, count: number) => Promise<boolean>;

/** Everything that was refused, on its way to the audit log. */
export interface RefusalLog {
  /** Notes a refusal; it is written at once if it can be. */
  note(refusal: Refusal): void;
  /** Writes what is still waiting; to be called at each unlock. */
  flush(): Promise<void>;
}

/** Different refusals that are kept while nothing can be written; a page cannot fill the memory with more. */
export const mostWaiting = 1000;

/**
 * Makes the log. Refusals while locked go to the journal of the locked time; what it does not take waits for the next unlock; equal ones that come while one is being written become
 * one row with their number, so that a page that asks in a loop cannot flood the audit log.
 */
export function createRefusalLog(write: WriteRefusal): RefusalLog {
  const waiting = new Map<string, { refusal: Refusal; count: number }>();
  let running = Promise.resolve();
  let queued: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    for (const [key, entry] of [...waiting]) {
      const { refusal, count } = entry;
      const written = await write(refusal, count).catch(() => false);
      if (!written) return;
      entry.count -= count;
      if (entry.count === 0) waiting.delete(key);
    }
  };
  // A round that found nobody logged in must not swallow the one that the unlock asked for meanwhile.
  const flush = (): Promise<void> => {
    queued ??= running.then(() => {
      queued = undefined;
      running = writeAll();
      return running;
    });
    return queued;
  };

  return {
    note(refusal) {
      const key = `${refusal.kind} ${refusal.target}`;
      const entry = waiting.get(key);
      if (entry !== undefined) entry.count += 1;
      else if (waiting.size < mostWaiting) waiting.set(key, { refusal, count: 1 });
      void flush();
    },
    flush,
  };
}
