import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutActs, type KillGround, killGround } from './backupKill.ts';

/** Points tried here, spread over each act; `npm run soak` tries every one. */
const tried = 2;
const messages = [
  'database.backup-failed',
  'database.disk-full',
  'gate.audit-failed',
  'database.nearly-full',
];

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
  return Array.from({ length: tried }, (_, n) => 1 + Math.floor(((n + 0.5) / tried) * ended.points));
}

describe.each(cutActs)('%s', (act) => {
  it('killed at points all along its way leaves the old or the new state, whole and usable', async () => {
    for (const point of await spread(act, 'kill')) {
      const { ended, works } = await ground.attempt(act, point, 'kill');
      expect(ended, `point ${point}`).toBe('killed');
      expect(works, `point ${point}`).toEqual([]);
    }
  }, 600_000);

  it('on a disk that is full at points all along its way says so and loses nothing', async () => {
    for (const point of await spread(act, 'full')) {
      const { ended, works } = await ground.attempt(act, point, 'full');
      if (ended === 'killed') throw new Error('nothing was to kill it');
      if (ended.outcome !== 'done')
        expect(messages, `point ${point}: ${ended.outcome}`).toContain(ended.outcome);
      expect(works, `point ${point}`).toEqual([]);
    }
  }, 600_000);
});
