import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { copyVerified } from '../database/backup.ts';
import {
  compareFiles,
  contentFolder,
  databaseName,
  faultText,
  keysFolder,
  type Manifest,
} from '../database/backupManifest.ts';
import { exists, syncFolder, writeDurably } from '../database/durableFiles.ts';

/** Where a restore is prepared, inside the data folder; removed at start unless the swap was decided. */
const stagingName = 'restoring';
/** Its presence is the decision: from then on every start carries the swap to its end. */
const decisionName = 'restore.json';
/** Everything of a site that a restore replaces; the side files of the database belong to it. */
const members = ['site.db', 'site.db-wal', 'site.db-shm', 'slots', 'attachments', 'held'] as const;

const decisionSchema = z.strictObject({
  /** Folder beside, in which the files that were there before are kept. */
  replaced: z.string().regex(/^replaced-[0-9TZ]+$/),
  /** Members that the restore brings. */
  brings: z.array(z.enum(members)),
  /** A new station secret lies beside the present one. */
  secret: z.boolean(),
});

/** Layout of a site in a folder, as the station expects it. */
export interface SiteFolder {
  readonly databaseFile: string;
  readonly slotFolder: string;
  readonly contentFolder: string;
}

/** The layout inside a folder. */
export function siteFolder(folder: string): SiteFolder {
  return {
    databaseFile: join(folder, 'site.db'),
    slotFolder: join(folder, 'slots'),
    contentFolder: join(folder, 'attachments'),
  };
}

/** Where a restore of this data folder is prepared. */
export function restoreStaging(dataFolder: string): string {
  return join(dataFolder, stagingName);
}

/** A new station secret waits here until the swap. */
export function waitingSecret(stationSecretFile: string): string {
  return `${stationSecretFile}.restoring`;
}

/**
 * Checks a set file by file and copies it into an empty folder in the layout of a site; each copy is read back.
 * @param onFile called with files done and of all, both passes together
 * @throws AppError backup.set-damaged naming the files, database.backup-failed, database.disk-full
 */
export async function copySet(
  set: string,
  manifest: Manifest,
  to: string,
  onFile: (done: number, of: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const files = [...manifest.core.files, ...manifest.content];
  const total = files.length * 2;
  const faults = await compareFiles(set, manifest, (done) => {
    signal?.throwIfAborted();
    onFile(done, total);
  });
  if (faults.length > 0) throw new AppError('backup.set-damaged', { detail: faultText(faults) });
  const site = siteFolder(to);
  for (const folder of [site.slotFolder, site.contentFolder])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  const places: Readonly<Record<string, string>> = {
    [databaseName]: 'site.db',
    [keysFolder]: 'slots',
    [contentFolder]: 'attachments',
  };
  const folders = new Set<string>([to, site.slotFolder, site.contentFolder]);
  for (const [done, file] of files.entries()) {
    signal?.throwIfAborted();
    const [top = '', ...rest] = file.path.split('/');
    const path = [places[top] ?? top, ...rest].join('/');
    const copied = await copyVerified(join(set, file.path), to, path);
    // Read twice, and the same both times: the medium could change between.
    if (copied.sha256 !== file.sha256)
      throw new AppError('backup.set-damaged', { detail: `${file.path} 已改动` });
    folders.add(dirname(join(to, path)));
    onFile(files.length + done + 1, total);
  }
  for (const folder of folders) await syncFolder(folder);
}

/**
 * Decides the swap: after this the site is the restored one, however the program ends.
 * @returns name of the folder that will keep what was there
 */
export async function decideSwap(dataFolder: string, stamp: string, secret: boolean): Promise<string> {
  const staging = restoreStaging(dataFolder);
  const brings: (typeof members)[number][] = [];
  for (const member of members) if (await exists(join(staging, member))) brings.push(member);
  const replaced = `replaced-${stamp}`;
  await syncFolder(staging);
  await syncFolder(dataFolder);
  await writeDurably(
    join(dataFolder, decisionName),
    JSON.stringify(decisionSchema.parse({ replaced, brings, secret })),
  );
  return replaced;
}

/**
 * At every start, and right after a restore: carries a decided swap to its end, or removes a restore that was not decided.
 * Each step may have happened before.
 * @returns folder with the files that were replaced, when a swap was ended that replaced any
 */
export async function settleSwap(dataFolder: string, stationSecretFile: string): Promise<string | undefined> {
  const staging = restoreStaging(dataFolder);
  const decision = join(dataFolder, decisionName);
  if (!(await exists(decision))) {
    await rm(staging, { recursive: true, force: true });
    await rm(waitingSecret(stationSecretFile), { force: true });
    return undefined;
  }
  const { replaced, brings, secret } = decisionSchema.parse(JSON.parse(await readFile(decision, 'utf8')));
  const aside = join(dataFolder, replaced);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const member of members) {
    const here = join(dataFolder, member);
    const staged = join(staging, member);
    const brought = brings.includes(member);
    // Once the staged one is gone, what is here is the new one.
    const stillOld = brought ? await exists(staged) : !(await exists(join(aside, member)));
    if (stillOld && (await exists(here)) && !(await exists(join(aside, member))))
      await rename(here, join(aside, member));
    if (brought && (await exists(staged))) await rename(staged, here);
  }
  await syncFolder(aside);
  await syncFolder(dataFolder);
  if (secret) await takeSecret(stationSecretFile, `${stationSecretFile}.${replaced}`);
  await rm(staging, { recursive: true, force: true });
  const kept = brings.some((member) => member === 'site.db') && (await exists(join(aside, 'site.db')));
  if (!kept) await rm(aside, { recursive: true, force: true });
  await rm(decision);
  await syncFolder(dataFolder);
  return kept ? aside : undefined;
}

async function takeSecret(file: string, aside: string): Promise<void> {
  const waiting = waitingSecret(file);
  if (!(await exists(waiting))) return;
  if ((await exists(file)) && !(await exists(aside))) await rename(file, aside);
  await rename(waiting, file);
  await syncFolder(dirname(file));
}
