import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeTar, honestMembers } from './forge.ts';
import { hostileActs } from './hostileActs.ts';
import { hostileCases } from './hostileCases.ts';
import { hostileGroups } from './hostileGroups.ts';
import { chunksOf, makeWorld, outcomeOf, receive, sealTo, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe.each(hostileGroups.map((group, at) => ({ ...group, number: at + 1 })))(
  '$number · $title',
  ({ number, alsoIn = [] }) => {
    const cases = hostileCases.filter(({ group }) => group === number);
    const acts = hostileActs.filter(({ group }) => group === number);

    it('is held here or in the files named', () => {
      expect(cases.length + acts.length + alsoIn.length).toBeGreaterThan(0);
      for (const name of alsoIn) {
        const text = readFileSync(join(import.meta.dirname, name), 'utf8');
        if (cases.length + acts.length === 0 && !name.startsWith('..'))
          expect(text).toMatch(new RegExp(`groups? ${number}\\b`));
      }
    });

    it.each(cases)('$name → $expect', async (hostile) => {
      const file = join(world.folder, 'hostile.age');
      await writeFile(file, await hostile.make(world));
      const verdict = await receive(world, file, hostile.request);
      expect(hostile.expect).toContain(await outcomeOf(verdict));
      expect(await readdir(join(world.folder, 'staging'))).toEqual([]);
    });

    it.each(acts)('$name', async (act) => {
      await act.run(world);
    });
  },
);

describe('the tables themselves', () => {
  it('have forty-one groups and no case outside them', () => {
    expect(hostileGroups).toHaveLength(41);
    for (const { group } of [...hostileCases, ...hostileActs]) expect(hostileGroups[group - 1]).toBeDefined();
  });

  it('a forged tar of honest members is accepted', async () => {
    const file = join(world.folder, 'honest.age');
    await sealTo(file, chunksOf(forgeTar(await honestMembers(world))), [world.siteB.age.recipient]);
    expect(await outcomeOf(await receive(world, file))).toBe('staged');
  });
});
