import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../main/database/database.ts';
import { exists } from '../../main/database/durableFiles.ts';
import { bareHost, type Person, Site, type SiteOptions } from '../program/site.ts';
import { type Author, fillRecords } from './dataset.ts';
import { type Result, single } from './measure.ts';

/** The people whose calls are measured, by what they may see. */
export const readers = [
  { login: 'zhiban', label: 'reads every site' },
  { login: 'zhuguan', label: 'reads this site' },
  { login: 'gongcheng', label: 'named on 1 in 400' },
] as const;

/** Open database of the person at the screen. */
export function databaseOf(site: Site): Database {
  const { session } = site.app.station;
  if (session === undefined) throw new Error('locked');
  return session.database;
}

/**
 * The site with `size` records and 500 accounts that wrote them: the one that an earlier run left in the folder, or a new one.
 * @returns the site and the figures of its building
 */
export async function siteWithRecords(
  folder: string,
  size: number,
): Promise<{ site: Site; results: Result[] }> {
  const options: SiteOptions = {
    folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
  };
  const notes = join(folder, 'people.json');
  if (await exists(notes)) {
    const site = await Site.open(options);
    for (const person of JSON.parse(await readFile(notes, 'utf8')) as Person[])
      site.people.set(person.login, person);
    return { site, results: [] };
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const site = await Site.create(options);
  await site.addPeople([
    { login: 'zhiban', name: '值班员', roles: ['informationOfficer', 'operator'], clearance: 2 },
    { login: 'zhuguan', name: '主管', roles: ['supervisor'], clearance: 1 },
    { login: 'gongcheng', name: '工程师', roles: ['engineer'], clearance: 2 },
  ]);
  await site.as('zhiban');
  const seconds = await fillRecords(databaseOf(site), size, await authors(site));
  const built = single('bulk build of the database', size, 'rows/s', size / seconds);
  await databaseOf(site).checkpoint();
  await writeFile(notes, JSON.stringify([...site.people.values()]));
  return { site, results: [built] };
}

/** 500 accounts, of which the engineer that is measured is one. */
async function authors(site: Site): Promise<Author[]> {
  const database = databaseOf(site);
  const at = new Date().toISOString();
  await database.inTransaction(async (tx) => {
    for (let n = 0; n < 499; n += 1) {
      await tx
        .insertInto('accounts')
        .values({
          uid: `HQ-${String(n).padStart(16, '0')}`,
          login: `bench${n}`,
          name: `人员${n}`,
          state: 'created',
          password_changed_at: at,
          created_at: at,
        })
        .execute();
    }
  });
  return await database.read
    .selectFrom('accounts')
    .select(['id', 'uid', 'name'])
    .where((eb) => eb.or([eb('login', 'like', 'bench%'), eb('login', '=', 'gongcheng')]))
    .orderBy('id')
    .execute();
}
