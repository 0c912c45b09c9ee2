import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrapDisk } from '../../program/faultyDisk.ts';
import { type Counts, noCounts } from './counts.ts';
import { History, type Power, PowerFailure } from './history.ts';
import { makeTemplates } from './templates.ts';

/** Memory where there is a file system in memory: what the model is about is the order of durable steps, not the disk. */
const ground = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const codes = ['HQ', 'U1', 'U2', 'U3', 'U4', 'U5'] as const;

/**
 * Runs histories, each from a seed of its own.
 * @param first seed of the first history; the others count on from it
 * @param tell called after every history
 */
export async function runHistories(
  count: number,
  first: number,
  steps: number,
  tell: (done: number) => void = () => undefined,
): Promise<Counts> {
  const folder = mkdtempSync(join(ground, 'exchange-model-'));
  const power: Power = { left: null };
  await wrapDisk(() => {
    if (power.left === null) return;
    power.left -= 1;
    if (power.left < 0) throw new PowerFailure('the power has failed');
  });
  const counts = noCounts();
  try {
    const templates = await makeTemplates(join(folder, 'templates'), codes);
    for (let at = 0; at < count; at++) {
      const seed = first + at;
      const history = new History(seed, join(folder, `history-${at}`), power, counts);
      try {
        await history.run(templates, steps);
      } catch (error) {
        throw new Error(`history with seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
      tell(at + 1);
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
