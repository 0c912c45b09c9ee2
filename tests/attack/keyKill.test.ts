import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnownSite, keyActs, makeKnown } from './keyActs.ts';
import { expectWhole, killedAt, picturesOf } from './keyActsKilled.ts';

let folder: string;
let known: KnownSite;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyKill-'));
  known = await makeKnown(join(folder, 'site'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an act on keys that is cut short', () => {
  // A kill leaves the disk as it stood: one run of an act shows its disk at every step.
  it.each(keyActs)(
    'at any step: %s leaves the old or the new state, and it works',
    async (act) => {
      const made = await picturesOf(known, act);
      expect(made.pictures.length).toBeGreaterThan(2);
      for (const [step, picture] of made.pictures.entries())
        await expectWhole(known, act, picture, `${act} at step ${step} of ${made.pictures.length}`);
      rmSync(made.folder, { recursive: true });
    },
    300_000,
  );

  it('by a real kill in the middle: the same', async () => {
    for (const [act, step] of [
      ['rotate', 9],
      ['rotate', 17],
      ['split', 7],
    ] as const) {
      const site = await killedAt(known, act, step);
      if (site === undefined) throw new Error(`${act} has no step ${step}`);
      await expectWhole(known, act, site, `${act} killed at step ${step}`);
      rmSync(join(site, '..'), { recursive: true });
    }
  });
});
