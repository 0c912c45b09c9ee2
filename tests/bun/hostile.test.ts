/** The hostile files of the exchange format under BoringSSL: the verdicts must be those of the OpenSSL run. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeTar, honestMembers } from '../exchange/forge.ts';
import { hostileActs } from '../exchange/hostileActs.ts';
import { hostileCases } from '../exchange/hostileCases.ts';
import { chunksOf, makeWorld, outcomeOf, receive, sealTo, type World } from '../exchange/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe('hostile packages', () => {
  for (const hostile of hostileCases) {
    test(`group ${hostile.group}: ${hostile.name}`, async () => {
      const file = join(world.folder, 'hostile.age');
      await writeFile(file, await hostile.make(world));
      expect(hostile.expect).toContain(await outcomeOf(await receive(world, file, hostile.request)));
    }, 60_000);
  }

  for (const act of hostileActs) {
    test(`group ${act.group}: ${act.name}`, async () => act.run(world), 60_000);
  }

  test('an honest package passes', async () => {
    const file = join(world.folder, 'honest.age');
    await sealTo(file, chunksOf(forgeTar(await honestMembers(world))), [world.siteB.age.recipient]);
    expect(await outcomeOf(await receive(world, file))).toBe('staged');
  });
});
