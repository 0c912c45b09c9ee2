import { join } from 'node:path';
import { exists } from '../database/durableFiles.ts';
import type { StationOptions } from './stationTypes.ts';

/** True when a data folder holds nothing of a site: only then may a first run make one. */
export async function isEmptySite(options: StationOptions): Promise<boolean> {
  const present = await Promise.all(
    ['site.db', 'slots/slots-1.json', 'slots/slots-2.json'].map((name) =>
      exists(join(options.dataFolder, name)),
    ),
  );
  return !present.includes(true);
}
