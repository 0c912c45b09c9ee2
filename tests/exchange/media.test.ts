import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCarry, findCarries, readCarriedFile, writeCarry } from '../../main/exchange/format/carry.ts';
import { acceptRoster } from '../../main/exchange/format/roster.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { writeAge } from '../../main/exchange/format/writePackage.ts';
import { makePackage, makeWorld, outcomeOf, receive, signedRoster, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let folders = 0;
function fresh(): string {
  folders += 1;
  const folder = join(world.folder, `case-${folders}`);
  mkdirSync(folder);
  return folder;
}

describe('media', () => {
  async function carried(volumeBytes?: number) {
    const made = await makePackage(world);
    const folder = fresh();
    const packages = await writeAge({
      ...made,
      folder: join(folder, 'out'),
      ...(volumeBytes ? { volumeBytes } : {}),
    });
    const roster = await signedRoster(world.siteA);
    mkdirSync(join(folder, 'medium'));
    const carry = await writeCarry({
      medium: join(folder, 'medium'),
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages,
      rosters: [
        { name: 'siteA.roster.json', bytes: roster.bytes },
        { name: 'siteA.roster.json.sig', bytes: roster.signature },
      ],
    });
    return { medium: join(folder, 'medium'), folder: carry.folder, packages };
  }

  it('a carry is found, its list is signed and complete, its roster and packages pass', async () => {
    const { medium } = await carried();
    const [found] = await findCarries(medium);
    if (found === undefined) throw new Error('nothing found');
    expect(await checkCarry(found, world.trust)).toEqual({
      list: 'signed',
      missing: [],
      changed: [],
      unlisted: [],
    });
    const [roster] = found.rosters;
    const accepted = acceptRoster(
      { site: 'siteA', rootKey: world.siteA.root.publicKey, current: null },
      await readCarriedFile(roster?.path ?? ''),
      await readCarriedFile(roster?.signature ?? ''),
    );
    expect(accepted.roster).toEqual(world.siteA.roster);
    expect(await outcomeOf(await receive(world, found.packages[0] ?? ''))).toBe('staged');
  });

  it('group 34: list absent, unsigned, signed by another, naming absent or changed files: warned, packages decide', async () => {
    const { medium, folder } = await carried();
    const check = async () => {
      const [found] = await findCarries(medium);
      if (found === undefined) throw new Error('nothing found');
      return checkCarry(found, world.trust);
    };
    const sums = readFileSync(join(folder, 'SHA256SUMS'));
    writeFileSync(join(folder, 'SHA256SUMS.sig'), await world.siteX.siteSigner.sign('xpkg-carry-v1', sums));
    expect((await check()).list).toBe('bad-signature');
    rmSync(join(folder, 'SHA256SUMS.sig'));
    expect((await check()).list).toBe('unsigned');
    renameSync(join(folder, 'siteA.roster.json'), join(folder, 'siteX.roster.json'));
    writeFileSync(join(folder, 'siteA.roster.json.sig'), 'x');
    expect(await check()).toMatchObject({
      missing: ['siteA.roster.json'],
      changed: ['siteA.roster.json.sig'],
      unlisted: ['siteX.roster.json'],
    });
    rmSync(join(folder, 'SHA256SUMS'));
    expect((await check()).list).toBe('absent');
    expect(await outcomeOf(await receive(world, join(folder, 'siteA-siteB-e01-000001.age')))).toBe('staged');
  });

  it('group 34: volumes pass together, from whichever is named; missing, swapped or repeated ones do not', async () => {
    const { folder } = await carried(65_000);
    const volume = (n: number): string => join(folder, `siteA-siteB-e01-000001.age.00${n}`);
    expect(await outcomeOf(await receive(world, volume(0)))).toBe('staged');
    expect(await outcomeOf(await receive(world, volume(2)))).toBe('staged');
    const [one, two] = [readFileSync(volume(1)), readFileSync(volume(2))];
    writeFileSync(volume(1), two);
    expect(await outcomeOf(await receive(world, volume(0)))).toBe('E_AGE_AUTH');
    writeFileSync(volume(2), one);
    expect(await outcomeOf(await receive(world, volume(0)))).toBe('E_AGE_AUTH');
    rmSync(volume(1));
    expect(await outcomeOf(await receive(world, volume(0)))).toBe('E_VOLUME');
    rmSync(volume(2));
    rmSync(volume(3));
    expect(await outcomeOf(await receive(world, volume(0)))).toBe('E_AGE_AUTH');
  });

  it('group 33: a link in place of the file or of its folders is refused', async () => {
    const { medium, folder } = await carried();
    const other = fresh();
    symlinkSync(join(folder, 'siteA-siteB-e01-000001.age'), join(other, 'link.age'));
    expect(await outcomeOf(await receive(world, join(other, 'link.age')))).toBe('E_LINK');
    mkdirSync(join(other, 'XFER'));
    symlinkSync(folder, join(other, 'XFER', 'siteA'));
    expect(await outcomeOf(await receive(world, join(other, 'XFER/siteA/siteA-siteB-e01-000001.age')))).toBe(
      'E_LINK',
    );
    await expect(findCarries(other)).rejects.toMatchObject({ code: 'E_LINK' });
    const third = fresh();
    symlinkSync(join(medium, 'XFER'), join(third, 'XFER'));
    await expect(findCarries(third)).rejects.toMatchObject({ code: 'E_LINK' });
    const target = {
      medium: third,
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages: [],
      rosters: [],
    };
    await expect(writeCarry(target)).rejects.toMatchObject({ code: 'E_LINK' });
    // Nothing is made behind a link before it is seen.
    const behind = fresh();
    const fourth = fresh();
    symlinkSync(behind, join(fourth, 'XFER'));
    await expect(writeCarry({ ...target, medium: fourth })).rejects.toMatchObject({ code: 'E_LINK' });
    expect(readdirSync(behind)).toEqual([]);
  });

  it('group 32: a stick that was pulled before writing is not made again as a folder of the disk', async () => {
    const gone = join(fresh(), 'usb');
    const target = {
      medium: gone,
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages: [],
      rosters: [],
    };
    await expect(writeCarry(target)).rejects.toMatchObject({ code: 'E_MEDIA_READ' });
    expect(existsSync(gone)).toBe(false);
  });

  it('group 32: a medium without the folder, or a file that is gone, is a reading error', async () => {
    await expect(findCarries(fresh())).rejects.toMatchObject({ code: 'E_MEDIA_READ' });
    expect(await outcomeOf(await receive(world, join(fresh(), 'gone.age')))).toBe('E_MEDIA_READ');
  });

  it('a name that is not a package is refused', async () => {
    const file = join(fresh(), 'package.zip');
    writeFileSync(file, 'x');
    expect(await outcomeOf(await receive(world, file))).toBe('E_VOLUME');
  });

  it('leftovers of killed imports are removed at start-up', async () => {
    const parent = fresh();
    await Staging.create(parent);
    await Staging.clean(parent);
    expect(readdirSync(parent)).toEqual([]);
  });
});
