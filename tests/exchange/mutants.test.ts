import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageCodes } from '../../main/exchange/format/packageError.ts';
import { layers, tryMutants } from './mutants.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** Per layer; eight layers make more than two thousand. */
const perLayer = 270;

describe('generated mutants of every layer', () => {
  it('are refused with a code, never thrown, and leave nothing; what an authorised sender may say is sound', async () => {
    const seed = Number(process.env.MUTANT_SEED ?? Math.floor(Math.random() * 2 ** 32));
    process.stdout.write(`mutants: MUTANT_SEED=${seed}\n`);
    const { tried, outcomes, faults } = await tryMutants(world, seed, perLayer);
    process.stdout.write(
      `mutants: ${tried} tried in ${layers.length} layers, ${[...outcomes].map(([code, n]) => `${code} ${n}`).join(', ')}\n`,
    );
    expect(faults, `seed ${seed}`).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(2000);
    for (const outcome of outcomes.keys())
      if (outcome !== 'staged') expect(Object.keys(packageCodes)).toContain(outcome);
    // Every layer's own checks are reached, not only the outermost.
    for (const code of ['E_AGE_AUTH', 'E_AGE_HEADER', 'E_SITE_SIG', 'E_RELEASE_SIG', 'E_NOT_CANONICAL'])
      expect(outcomes.get(code) ?? 0, code).toBeGreaterThan(0);
    for (const code of ['E_TAR_CHECKSUM', 'E_MANIFEST', 'E_RECORDS', 'E_HEAD'])
      expect(outcomes.get(code) ?? 0, code).toBeGreaterThan(0);
  }, 600_000);
});
