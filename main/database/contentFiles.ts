import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { copyDurably, syncFolder } from './durableFiles.ts';

/**
 * Puts a sealed file of another store (a backup set) in the place of the one that is damaged or missing. Whether it is
 * whole is for the reader to find: each piece carries its own proof.
 * @throws AppError content.missing for a name that is none, database.disk-full
 */
export async function copyWhole(from: string, to: string, name: string): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(name)) throw new AppError('content.missing', { name: '' });
  const place = join(to, name.slice(0, 2), name);
  const temporary = join(to, `${name.slice(0, 16)}.tmp`);
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  await rm(temporary, { force: true });
  try {
    await copyDurably(join(from, name.slice(0, 2), name), temporary);
    await rename(temporary, place);
    await syncFolder(dirname(place));
  } finally {
    await rm(temporary, { force: true });
  }
}
