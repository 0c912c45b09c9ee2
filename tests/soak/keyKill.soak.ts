import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type KeyAct, type KnownSite, keyActs, makeKnown } from '../attack/keyActs.ts';
import { expectWhole, killedAt } from '../attack/keyActsKilled.ts';

const kills = Number(process.env.SOAK_KILLS ?? 500);
const seed = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));

/** Numbers from a seed (mulberry32), so that a run can be repeated. */
function chances(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(`the site works after each of ${kills} kills at random steps of random acts on keys (seed ${seed})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keySoak-'));
  const known: KnownSite = await makeKnown(join(folder, 'site'));
  const chance = chances(seed);
  let done = 0;
  while (done < kills) {
    const act: KeyAct = keyActs[Math.floor(chance() * keyActs.length)] ?? 'rotate';
    const step = Math.floor(chance() * 60);
    const site = await killedAt(known, act, step);
    // The act was over before that step.
    if (site === undefined) continue;
    await expectWhole(known, act, site, `${act} killed at step ${step}`);
    rmSync(join(site, '..'), { recursive: true });
    done += 1;
    if (done % 25 === 0) console.log(`${done} of ${kills}`);
  }
  rmSync(folder, { recursive: true });
  expect(done).toBe(kills);
});
