import { createHash, randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutActs, fullDiskAnswers, type KillGround, killGround } from './backupKill.ts';

/** One point of each act and fault, drawn anew at each run; `npm run soak` tries every one. */
const seed = Number(process.env.BACKUP_KILL_SEED ?? randomInt(2 ** 31));
console.log(`BACKUP_KILL_SEED=${seed}`);

let ground: KillGround;
beforeAll(async () => {
  ground = await killGround();
}, 300_000);
afterAll(() => ground.remove());

async function spread(act: (typeof cutActs)[number], fault: 'kill' | 'full'): Promise<number[]> {
  const { ended, works } = await ground.attempt(act, 0, fault);
  expect(works).toEqual([]);
  if (ended === 'killed') throw new Error('nothing was to kill it');
  expect(ended.outcome).toBe('done');
  const drawn = createHash('sha256').update(`${seed} ${act} ${fault}`).digest().readUInt32BE(0);
  return [1 + (drawn % ended.points)];
}

describe.each(cutActs)('%s', (act) => {
  it('killed at any point of its way leaves the old or the new state, whole and usable', async () => {
    for (const point of await spread(act, 'kill')) {
      const { ended, works } = await ground.attempt(act, point, 'kill');
      // The way is a few steps longer or shorter from run to run, by how the pieces of a file fall.
      if (ended !== 'killed') expect(ended.points, `point ${point}`).toBeLessThan(point);
      expect(works, `point ${point}`).toEqual([]);
    }
  }, 600_000);

  it('on a disk that is full at any point of its way says so and loses nothing', async () => {
    for (const point of await spread(act, 'full')) {
      const { ended, works } = await ground.attempt(act, point, 'full');
      if (ended === 'killed') throw new Error('nothing was to kill it');
      expect(fullDiskAnswers, `point ${point}: ${ended.outcome}`).toContain(ended.outcome);
      expect(works, `point ${point}`).toEqual([]);
    }
  }, 600_000);
});
