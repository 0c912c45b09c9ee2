import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeTar, honestMembers, membersWithRecords, text } from './forge.ts';
import { hostileCases } from './hostileCases.ts';
import { chunksOf, makeWorld, outcomeOf, receive, sealTo, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe('hostile packages are refused with their code and leave no staging', () => {
  it.each(hostileCases.map((hostile) => ({ ...hostile, title: `group ${hostile.group}: ${hostile.name}` })))(
    '$title',
    async (hostile) => {
      const file = join(world.folder, 'hostile.age');
      await writeFile(file, await hostile.make(world));
      const verdict = await receive(world, file, hostile.request);
      expect(hostile.expect).toContain(await outcomeOf(verdict));
      expect(await readdir(join(world.folder, 'staging'))).toEqual([]);
    },
  );
});

describe('the forger itself is sound', () => {
  it('a forged tar of honest members is accepted', async () => {
    const file = join(world.folder, 'honest.age');
    await sealTo(file, chunksOf(forgeTar(await honestMembers(world))), [world.siteB.age.recipient]);
    expect(await outcomeOf(await receive(world, file))).toBe('staged');
  });

  it('group 28: script, formulas and lying types are stored inert, byte for byte', async () => {
    const file = join(world.folder, 'inert.age');
    const lines = text('{"id":"1","text":"=cmd()","type":"t"}\n');
    await sealTo(file, chunksOf(forgeTar(membersWithRecords(world, lines))), [world.siteB.age.recipient]);
    expect(await outcomeOf(await receive(world, file))).toBe('staged');
  });
});
