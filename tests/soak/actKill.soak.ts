import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ActGround, actGround, dailyActs } from '../attack/actKill.ts';
import { seeded } from '../attack/leak/random.ts';

/**
 * Kills of saving, archiving, export and import at random points. With those of acts on keys (`keyKill`), backup, rehearsal,
 * restore and handing over (`backupKill`) they are the 500 of spec 6; SOAK_KILLS says how many of these four.
 */
const kills = Number(process.env.SOAK_KILLS ?? 200);
const seed = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));
const hours = 3_600_000;
let ground: ActGround;
beforeAll(async () => {
  ground = await actGround();
}, hours);
afterAll(() => ground.remove());

it(
  `nothing is lost or half done after each of ${kills} kills at random points of daily acts (seed ${seed})`,
  async () => {
    const random = seeded(seed);
    const points = new Map<string, number>();
    for (const act of dailyActs) {
      const { ended, complaints } = await ground.attempt(act, 0);
      expect(complaints, act).toEqual([]);
      if (ended === 'killed') throw new Error('nothing was to kill it');
      expect(ended.outcome, act).toBe('done');
      points.set(act, ended.points);
    }
    for (let done = 0; done < kills; ) {
      const act = random.pick(dailyActs);
      const point = 1 + random.below(points.get(act) ?? 1);
      const { ended, complaints } = await ground.attempt(act, point);
      expect(complaints, `${act} killed at point ${point}`).toEqual([]);
      if (ended !== 'killed') continue;
      done += 1;
      if (done % 10 === 0) console.log(`${done} of ${kills}`);
    }
  },
  4 * hours,
);
