import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { exists, writeDurably } from './durableFiles.ts';
import { errorCode } from './failures.ts';

const secretSize = 32;

/**
 * Makes the secret of this workstation at first run: 32 random bytes, mode 0600, outside the data folder.
 * An existing one is kept: another data folder of the same station may depend on it.
 */
export async function makeStationSecret(file: string): Promise<void> {
  if (await exists(file)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(file, randomBytes(secretSize));
}

/**
 * Reads the secret of this workstation; the caller zeroes it.
 * @throws AppError slots.station-secret-missing, also for a file of the wrong size
 */
export async function readStationSecret(file: string): Promise<Buffer> {
  let secret: Buffer;
  try {
    secret = await readFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new AppError('slots.station-secret-missing');
    throw error;
  }
  if (secret.length !== secretSize) throw new AppError('slots.station-secret-missing');
  return secret;
}
