import { randomBytes } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { rowCounts, verifyDatabaseFile } from './copy.ts';
import { Connection } from './driver.ts';
import { syncFolder } from './durableFiles.ts';
import { rawKeyText } from './rawKey.ts';
import { zero } from './sealing.ts';

/** A copy to be made under another key. */
export interface RekeyedCopy {
  /** Database file; nothing may write to it meanwhile. */
  readonly file: string;
  readonly key: Uint8Array;
  readonly nextKey: Uint8Array;
  /** Path of the copy; must not exist. */
  readonly target: string;
  /** Stops the work at once. */
  readonly signal: AbortSignal;
  /** Bytes written so far of about so many. */
  readonly onProgress: (done: number, total: number) => void;
}

const progressEveryMs = 200;

/**
 * Writes all of a database into a new file under another key (SQLCipher's own export) and verifies it: checksum of every
 * page, rows of every table against the original, and a canary that is read back through a connection of its own.
 * On failure the copy is removed.
 * @throws AppError keys.rotation-failed, database.disk-full, gate.locked (stopped)
 */
export async function writeRekeyed(copy: RekeyedCopy): Promise<void> {
  const { target, signal } = copy;
  try {
    refuseStopped(signal);
    // The connection may write but not create: an empty file is a new database to it.
    await writeFile(target, '', { flag: 'wx', mode: 0o600 });
    const expected = await exportTo(copy);
    refuseStopped(signal);
    const found = (await stopping(signal, verifyDatabaseFile(target, copy.nextKey))).rows;
    for (const [table, count] of Object.entries(expected))
      if (found[table] !== count)
        throw new AppError('keys.rotation-failed', { detail: `表 ${table} 的行数与原库不一致` });
    await readCanaryBack(target, copy.nextKey);
    refuseStopped(signal);
    await syncFolder(dirname(target));
  } catch (error) {
    for (const side of ['', '-wal', '-shm', '-journal']) await rm(target + side, { force: true });
    if (signal.aborted) throw new AppError('gate.locked');
    throw error;
  }
}

async function exportTo(copy: RekeyedCopy): Promise<Record<string, number>> {
  const { file, target, signal, onProgress } = copy;
  const total = (await stat(file)).size;
  const source = await Connection.open({ file, key: copy.key, mode: 'write' });
  const stop = () => source.interrupt();
  const watching = setInterval(() => {
    stat(target).then(
      ({ size }) => onProgress(Math.min(size, total), total),
      () => undefined,
    );
  }, progressEveryMs);
  signal.addEventListener('abort', stop, { once: true });
  const keyText = rawKeyText(copy.nextKey);
  try {
    await source.run('ATTACH DATABASE ? AS rotated KEY ?', [target, keyText]);
    // A copy that is cut short is thrown away: it needs no journal, and is made durable once, at its end.
    await source.script('PRAGMA rotated.journal_mode = OFF; PRAGMA rotated.synchronous = OFF');
    await source.script('BEGIN');
    const expected = await rowCounts(source);
    await source.run("SELECT sqlcipher_export('rotated')");
    await source.script('COMMIT');
    await source.script('DETACH DATABASE rotated');
    onProgress(total, total);
    return expected;
  } finally {
    clearInterval(watching);
    signal.removeEventListener('abort', stop);
    zero(keyText);
    await source.close();
  }
}

/** Writes a value through the new key, closes, reads it through a new connection, and takes it out again. */
async function readCanaryBack(file: string, key: Uint8Array): Promise<void> {
  const canary = randomBytes(16).toString('hex');
  const writer = await Connection.open({ file, key, mode: 'write' });
  try {
    await writer.makeDurable();
    await writer.run("INSERT INTO meta (key, value) VALUES ('rotation-canary', ?)", [canary]);
    const reader = await Connection.open({ file, key, mode: 'read' });
    try {
      const row = await reader.first("SELECT value FROM meta WHERE key = 'rotation-canary'");
      if (row?.value !== canary)
        throw new AppError('keys.rotation-failed', { detail: '新库写入后读回不一致' });
    } finally {
      await reader.close();
    }
    await writer.run("DELETE FROM meta WHERE key = 'rotation-canary'");
    await writer.run('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await writer.close();
  }
}

function refuseStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('gate.locked');
}

/** The outcome of the work, or at once the refusal when it was stopped; what still runs then only reads. */
async function stopping<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError('gate.locked'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    work.catch(() => undefined);
    signal.removeEventListener('abort', stop);
  }
}
