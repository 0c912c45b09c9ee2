import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import { errorCode } from './failures.ts';

/** Makes the entries of a folder durable: a rename is only safe on disk once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file in one step: temporary file, fsync, rename, fsync of the folder. A reader sees the old or
 * the new bytes, never a part. Mode 0600.
 * @throws AppError database.disk-full
 */
export async function writeDurably(file: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskFailure(error);
  }
}

/**
 * Copies a file and makes the copy durable; shares blocks where the file system can.
 * @throws AppError database.disk-full, or the system error (target exists, not readable)
 */
export async function copyDurably(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(to, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskFailure(error);
  }
}

/** True when something of that name exists. Other failures (no permission) are thrown. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** SHA-256 of a file, read as a stream. */
export async function fileSha256(file: string): Promise<Sha256Hex> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex') as Sha256Hex;
}

/** A system error as the sentence for it, where there is one. */
export function diskFailure(error: unknown): unknown {
  const code = errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? new AppError('database.disk-full') : error;
}
