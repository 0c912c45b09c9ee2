import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCost, derivePasswordKey } from '../../main/database/passwordKey.ts';
import type { Site } from '../program/site.ts';
import { median, print, type Result, single, timed } from './measure.ts';

/**
 * Log-in to the first list beside the derivation of the password key alone, which costs what it costs on purpose; and the
 * lock, from the trigger to the closed database.
 */
export async function measureUnlock(site: Site, size: number, login: string): Promise<Result[]> {
  const { password } = site.person(login);
  const key = { password, stationSecret: new Uint8Array(32), salt: new Uint8Array(16), cost: defaultCost };
  const times = { unlocked: [] as number[], derived: [] as number[], locked: [] as number[] };
  await site.close();
  for (let round = 0; round < 6; round += 1) {
    times.derived.push(await timed(async () => await derivePasswordKey(key)));
    times.unlocked.push(
      await timed(async () => {
        await site.call('session.unlock', { login, password });
        await site.call('records.list', { filter: {} });
      }),
    );
    times.locked.push(await timed(async () => await site.app.station.lock('测量')));
  }
  return [
    result('unlock to first list, beside the key derivation', size, times.unlocked, times.derived),
    result('lock, from the trigger to the closed database', size, times.locked, null),
  ];
}

/** Median and worst of a few long rounds. */
function result(name: string, size: number, mine: number[], bare: number[] | null): Result {
  const sorted = mine.toSorted((a, b) => a - b);
  const floor = bare?.toSorted((a, b) => a - b);
  return print({
    name,
    size,
    unit: 'ms',
    p50: median(sorted),
    p95: sorted.at(-1) ?? Number.NaN,
    floorP50: floor === undefined ? null : median(floor),
  });
}

/** A backup set of everything: copied, opened again and checked. */
export async function measureBackup(site: Site, size: number): Promise<Result> {
  await site.asPost('systemAdmin');
  const folder = join(site.options.folder, 'backup-target');
  await mkdir(folder, { recursive: true });
  await site.call('backup.configure', { folder, second: site.second(site.loginOf('securityAdmin')) });
  const took = await timed(async () => await site.call('backup.run'));
  return single('verified backup set', size, 's', took / 1000);
}
