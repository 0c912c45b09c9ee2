import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { Connection } from './driver.ts';

/** File-system types (statfs magic numbers of Linux) whose locks another machine may not see. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x65735546, 'fuse'],
  [0x01021997, '9p'],
  [0x00c36400, 'ceph'],
  [0x0bd00bd0, 'lustre'],
  [0x5346414f, 'afs'],
  [0x6b414653, 'afs'],
  [0x73757245, 'coda'],
  [0x564c, 'ncp'],
  [0x786f4256, 'vboxsf'],
  [0xbacbacbc, 'vmhgfs'],
  [0x7461636f, 'ocfs2'],
  [0x01161970, 'gfs2'],
]);

/** Reads the type number of the file system that holds a folder. */
export type FileSystemType = (folder: string) => Promise<number>;

const readFileSystemType: FileSystemType = async (folder) => (await statfs(folder)).type >>> 0;

/**
 * Refuses a data folder that another machine could open at the same time.
 * @throws AppError database.network-folder
 */
export async function refuseNetworkFolder(
  folder: string,
  fileSystemType: FileSystemType = readFileSystemType,
): Promise<void> {
  if (networkFileSystems.has(await fileSystemType(folder))) throw new AppError('database.network-folder');
}

/** A held folder lock. */
export interface StationLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process alone, through an exclusive SQLite lock on an empty side file: the
 * operating system gives it back when the process ends in whatever way, so no stale lock can remain.
 * @throws AppError database.in-use
 */
export async function lockFolder(folder: string): Promise<StationLock> {
  const connection = await Connection.open({
    file: join(folder, 'station.lock'),
    mode: 'create',
    busyTimeoutMs: 0,
  });
  try {
    await connection.script('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    await connection.close();
    throw error instanceof AppError && error.code === 'database.busy'
      ? new AppError('database.in-use')
      : error;
  }
  return { release: () => connection.close() };
}
