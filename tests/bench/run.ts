import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureImports } from './imports.ts';
import { measureChange, measureLock } from './lock.ts';
import { markdown, type Result } from './measure.ts';
import { measurePackages } from './packages.ts';
import { measureColdStart, measureIdleMemory } from './process.ts';
import { measureHidden, measureRecords, measureSaves } from './records.ts';
import { readers, siteWithRecords } from './site.ts';
import { measureBackup, measureUnlock } from './station.ts';
import { measureVolume } from './volumes.ts';
import { measureYear } from './yearReport.ts';

/** Parts of a run, in their order. */
const parts = ['records', 'year', 'lock', 'imports', 'packages', 'volume', 'start'] as const;
/** Sets are copied at this size only: the bar stands for it. */
const backupSize = 100_000;
/** Size at which locks are measured while long work runs. */
const lockSize = 20_000;

/**
 * `npm run bench [-- --json FILE] [--markdown FILE] [--sizes 100000,1000000] [--imports 10000,100000] [--parts records,imports] [--data DIR]`: figures
 * beside their floors, of one run. With `--data` the built databases are kept there and used again by the next run.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      markdown: { type: 'string' },
      sizes: { type: 'string', default: '100000,1000000' },
      imports: { type: 'string', default: '10000,100000' },
      parts: { type: 'string', default: parts.join(',') },
      data: { type: 'string' },
    },
  });
  const wanted = values.parts.split(',');
  const unknown = wanted.find((part) => !parts.some((known) => known === part));
  if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${parts.join(', ')}`);
  const results: Result[] = [];
  const add = async (part: (typeof parts)[number], work: () => Promise<Result[]>): Promise<void> => {
    if (!wanted.includes(part)) return;
    results.push(...(await work()));
    // After every part: a run that is stopped leaves what it has.
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
    if (values.markdown !== undefined) await writeFile(values.markdown, markdown(results));
  };
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'bench-')));
  try {
    for (const size of values.sizes.split(',').map(Number)) {
      await add('records', async () => await measureSize(join(folder, String(size)), size));
      await add('year', async () => await measureYear(join(folder, String(size)), size));
    }
  } finally {
    if (values.data === undefined) await rm(folder, { recursive: true, force: true });
  }
  await add('lock', measureLocks);
  await add('imports', async () => await measureImports(values.imports.split(',').map(Number)));
  await add('packages', measurePackages);
  await add('volume', async () => await measureVolume(join(tmpdir(), `bench-volume-${process.pid}`)));
  await add('start', async () => [await measureColdStart()]);
}

/** A site of its own: the change of the database key and the sets are its work. */
async function measureLocks(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-lock-'));
  const { site } = await siteWithRecords(folder, lockSize);
  const [most, some] = readers;
  try {
    const changed = await measureChange(site, lockSize, [most.login, some.login]);
    return [changed, ...(await measureLock(site, lockSize, most.login))];
  } finally {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSize(folder: string, size: number): Promise<Result[]> {
  const { site, results } = await siteWithRecords(folder, size);
  const [most, , sparse] = readers;
  try {
    for (const reader of readers) results.push(...(await measureRecords(site, size, reader)));
    results.push(await measureHidden(site, size, sparse.login));
    results.push(...(await measureSaves(site, size, most.login)));
    results.push(...(await measureUnlock(site, size, most.login)));
    if (size === backupSize) results.push(await measureBackup(site, size));
  } finally {
    await site.close();
  }
  results.push(measureIdleMemory(folder, size, most.login));
  return results;
}

await main();
