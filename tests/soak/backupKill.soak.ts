import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutActs, fullDiskAnswers, type KillGround, killGround } from '../attack/backupKill.ts';

/** Every point of every act, killed and starved of disk: `npm test` draws one of each. */
const hours = 3_600_000;
let ground: KillGround;
beforeAll(async () => {
  ground = await killGround();
}, hours);
afterAll(() => ground.remove());

describe.each(cutActs)('%s', (act) => {
  it.each(['kill', 'full'] as const)(
    'cut short by %s at every point leaves the old or the new state, whole and usable',
    async (fault) => {
      const { ended } = await ground.attempt(act, 0, fault);
      if (ended === 'killed') throw new Error('nothing was to kill it');
      for (let point = 1; point <= ended.points; point++) {
        const cut = await ground.attempt(act, point, fault);
        const where = `point ${point} of ${ended.points}`;
        expect(cut.works, where).toEqual([]);
        if (cut.ended !== 'killed') expect(fullDiskAnswers, where).toContain(cut.ended.outcome);
        if (point % 10 === 0) console.log(`${act} ${fault}: ${point} of ${ended.points}`);
      }
    },
    4 * hours,
  );
});
