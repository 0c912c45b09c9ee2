import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, syncFolder } from './durableFiles.ts';
import { slotCopies } from './slotFile.ts';
import { lockFolder } from './stationLock.ts';

/** Where a new database and its slots are made; worth nothing before {@link declareReady}. */
export function rotationFolder(dataFolder: string): string {
  return join(dataFolder, 'rotation');
}

function readyFolder(dataFolder: string): string {
  return join(dataFolder, 'rotation-ready');
}

/** Removes what an unfinished rotation left. */
export async function clearRotation(dataFolder: string): Promise<void> {
  await rm(rotationFolder(dataFolder), { recursive: true, force: true });
}

/**
 * The one step that makes the new key the key: the folder with the whole new state gets its final name. Before it the old
 * files are the site; after it {@link finishRotation} moves the new ones in, again if it was cut short.
 */
export async function declareReady(dataFolder: string): Promise<void> {
  await syncFolder(rotationFolder(dataFolder));
  await rename(rotationFolder(dataFolder), readyFolder(dataFolder));
  await syncFolder(dataFolder);
}

/**
 * Moves a ready rotation into place: slots first, then the database; every step may be repeated. Needs no key. Does nothing
 * when there is none, or when another program holds the folder (it will do it).
 */
export async function finishRotation(dataFolder: string, slotFolder: string): Promise<void> {
  await clearRotation(dataFolder);
  const ready = readyFolder(dataFolder);
  if (!(await exists(ready))) return;
  const lock = await lockFolder(dataFolder).catch(() => undefined);
  if (lock === undefined) return;
  try {
    const moves = [
      ...slotCopies.map((name) => [join(ready, 'slots', name), join(slotFolder, name)] as const),
      [join(ready, 'site.db'), join(dataFolder, 'site.db')] as const,
    ];
    for (const [from, to] of moves) {
      if (!(await exists(from))) continue;
      // The old log would be replayed over the new file.
      if (to.endsWith('.db')) for (const side of ['-wal', '-shm']) await rm(to + side, { force: true });
      await rename(from, to);
    }
    await syncFolder(slotFolder);
    await syncFolder(dataFolder);
    await rm(ready, { recursive: true, force: true });
    await syncFolder(dataFolder);
  } finally {
    await lock.release();
  }
}
