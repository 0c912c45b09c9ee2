import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bareHost, Site } from '../program/site.ts';
import { fillRecords } from './dataset.ts';
import type { Result } from './measure.ts';
import { single } from './measure.ts';
import { measurePackages } from './packages.ts';
import { measureRecords, measureSaves, measureUnlock } from './records.ts';

/** `npm run bench [-- --json FILE] [--sizes 100000,1000000] [--without-packages]`: figures beside their floors, of one run. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      sizes: { type: 'string', default: '100000,1000000' },
      'without-packages': { type: 'boolean', default: false },
    },
  });
  const results: Result[] = [];
  for (const size of values.sizes.split(',').map(Number)) results.push(...(await measureSize(size)));
  if (!values['without-packages']) results.push(...(await measurePackages()));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

async function measureSize(size: number): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      host: bareHost,
    });
    await site.addPeople([
      { login: 'zhiban', name: '值班员', roles: ['informationOfficer', 'operator'], clearance: 2 },
      { login: 'gongcheng', name: '工程师', roles: ['engineer'], clearance: 2 },
    ]);
    await site.as('zhiban');
    const session = site.app.station.session;
    if (session === undefined) throw new Error('locked');
    const seconds = await fillRecords(session.database, size, await authors(site), 'HQ');
    const filled = single('bulk build of the database', size, 'rows/s', size / seconds, null);
    const { rss } = process.memoryUsage();
    const memory = single('memory of the process after the build', size, 'MiB', rss / 1024 ** 2, null);
    const results = [
      filled,
      memory,
      ...(await measureRecords(site, size, 'zhiban', 'reads most')),
      ...(await measureRecords(site, size, 'gongcheng', 'reads 1 in 500 and its kinds')),
      ...(await measureSaves(site, size, 'zhiban')),
      ...(await measureUnlock(site, size, 'zhiban')),
    ];
    await site.close();
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 500 accounts, of which the engineer that is measured is one. */
async function authors(site: Site): Promise<{ id: number; uid: string; name: string }[]> {
  const session = site.app.station.session;
  if (session === undefined) throw new Error('locked');
  const at = new Date().toISOString();
  const engineer = site.person('gongcheng').uid;
  await session.database.inTransaction(async (tx) => {
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
  const rows = await session.database.read
    .selectFrom('accounts')
    .select(['id', 'uid', 'name'])
    .where('login', 'like', 'bench%')
    .execute();
  const own = await session.database.read
    .selectFrom('accounts')
    .select(['id', 'uid', 'name'])
    .where('uid', '=', engineer ?? '')
    .execute();
  return [...rows, ...own];
}

await main();
