import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Bytes, type Instant, type Sha256Hex, toInstant } from '../../shared/ids.ts';
import {
  type BackupCore,
  bytesOf,
  compareFiles,
  contentFolder,
  coreBytes,
  databaseName,
  describeFile,
  digestOf,
  keysFolder,
  type Manifest,
  type ManifestFile,
  manifestName,
  manifestText,
  momentOf,
  readManifest,
  type SetFault,
} from './backupManifest.ts';
import { expiredSets, type PresentSet, setMoment, setName } from './backupSets.ts';
import { verifyDatabaseFile } from './copy.ts';
import { fileSha256, syncFolder, writeDurably } from './durableFiles.ts';
import { errorCode } from './failures.ts';
import type { Database } from './handles.ts';
import { readSlotFile } from './slotFile.ts';

/** What a backup set is made of and where it goes. */
export interface BackupOptions {
  readonly database: Database;
  /** Folder of the two slot copies. */
  readonly slotFolder: string;
  /** Folder of the content store. */
  readonly contentFolder: string;
  /** Folder on the backup medium; each set is a folder in it. */
  readonly target: string;
  readonly clock: () => Date;
  /** The site's signature over database, slots and audit head; left out where there is no site yet. */
  readonly sign?: (bytes: Uint8Array) => Promise<{ readonly keyId: string; readonly armored: string }>;
  readonly onProgress?: (files: number, of: number) => void;
}

/** Figures of a finished, verified set. */
export interface BackupFigures {
  readonly at: Instant;
  readonly folder: string;
  readonly bytes: Bytes;
  readonly files: number;
  /** Attachments that were not yet on the medium. */
  readonly newFiles: number;
  readonly manifestDigest: Sha256Hex;
  /** True when the target lies on the device of the data: no protection against its loss. */
  readonly sameDevice: boolean;
  readonly removedSets: readonly string[];
}

/**
 * Writes a backup set: a verified copy of the database, both slot copies, all attachments. Sets share unchanged
 * attachments by hard links where the medium can, so a set is complete by itself and costs only what is new.
 * Old sets are then pruned. An unfinished set keeps the ending `.partial` and is removed by the next run. Only the
 * database is copied under the key: once that is done, a lock does not stop the sealed files that follow.
 * @throws AppError database.backup-failed; earlier sets stay as they were
 */
export async function makeBackup(options: BackupOptions): Promise<BackupFigures> {
  const at = toInstant(options.clock());
  const partial = `${join(options.target, setName(at))}.partial`;
  try {
    return await writeSet(options, at, partial);
  } catch (error) {
    // Room on a full medium is given back at once.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw backupFailure(error);
  }
}

/** A failure of writing or copying a set as the sentence for it. */
export function backupFailure(error: unknown): AppError {
  if (error instanceof AppError && error.code !== 'database.disk-full') return error;
  const code = error instanceof AppError ? 'ENOSPC' : errorCode(error);
  return new AppError('database.backup-failed', { detail: reasons[code] ?? (code || '写入目标失败') });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: '找不到备份目标',
  ENOTDIR: '备份目标不是文件夹',
  EACCES: '备份目标不可写',
  EPERM: '备份目标不可写',
  EROFS: '备份目标为只读',
  ENOSPC: '备份目标空间不足',
  EIO: '备份介质读写错误',
};

async function writeSet(options: BackupOptions, at: Instant, partial: string): Promise<BackupFigures> {
  const { database, target } = options;
  const earlier = await readEarlierSets(target);
  await mkdir(join(partial, keysFolder), { recursive: true, mode: 0o700 });
  const copy = await database.copyTo(join(partial, databaseName));
  const files: ManifestFile[] = [await describeFile(partial, databaseName)];
  for (const name of (await readdir(options.slotFolder)).filter((one) => /^slots-\d\.json$/.test(one))) {
    files.push(await copyVerified(join(options.slotFolder, name), partial, `${keysFolder}/${name}`));
  }
  // A set whose slots cannot be read would open for nobody.
  await readSlotFile(join(partial, keysFolder));
  const core: BackupCore = {
    at,
    site: copy.site,
    schemaVersion: database.schemaVersion,
    head: copy.head,
    rows: copy.rows,
    files,
  };
  const signature = (await options.sign?.(coreBytes(core))) ?? null;
  const { content, newFiles } = await writeContent(options, partial, earlier.at(-1)?.at);
  const text = manifestText({ format: 'backup-set/1', core, signature, content });
  await writeDurably(join(partial, manifestName), text);
  const folder = join(target, setName(at));
  await rename(partial, folder);
  await syncFolder(target);
  const removedSets = await prune(target, [...earlier, { at, good: true }]);
  return {
    at,
    folder,
    bytes: [...files, ...content].reduce((sum, file) => sum + file.bytes, 0) as Bytes,
    files: files.length + content.length,
    newFiles,
    manifestDigest: digestOf(text),
    sameDevice: await isSameDevice(target, options.slotFolder),
    removedSets,
  };
}

/** True when two folders lie on one physical device, as far as the system tells. */
export async function isSameDevice(one: string, other: string): Promise<boolean> {
  return (await stat(one)).dev === (await stat(other)).dev;
}

/** Copies or shares every attachment. */
async function writeContent(
  options: BackupOptions,
  partial: string,
  previous: Instant | undefined,
): Promise<{ content: ManifestFile[]; newFiles: number }> {
  const before = await previousContent(options.target, previous);
  const names = await contentNames(options.contentFolder);
  const content: ManifestFile[] = [];
  let newFiles = 0;
  for (const [done, name] of names.entries()) {
    const path = `${contentFolder}/${name}`;
    const known = before.get(path);
    const shared = known ? await shareFile(join(options.target, known.set), partial, known.file) : undefined;
    if (!shared) newFiles++;
    content.push(shared ?? (await copyVerified(join(options.contentFolder, name), partial, path)));
    options.onProgress?.(done + 1, names.length);
  }
  return { content, newFiles };
}

/** Finished sets of a target, oldest first; unfinished ones are removed. */
async function readEarlierSets(target: string): Promise<PresentSet[]> {
  const sets: PresentSet[] = [];
  for (const name of await readdir(target)) {
    const at = setMoment(name.replace(/\.partial$/, ''));
    if (!at) continue;
    if (name.endsWith('.partial')) await rm(join(target, name), { recursive: true });
    else sets.push({ at, good: await looksWhole(join(target, name)) });
  }
  return sets.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Finished sets of a target, newest first, with what a quick look says: manifest readable, database and slots of their size. */
export async function presentSets(target: string): Promise<(PresentSet & { readonly folder: string })[]> {
  const found: (PresentSet & { readonly folder: string })[] = [];
  for (const name of await readdir(target).catch(() => [])) {
    const at = setMoment(name);
    const folder = join(target, name);
    if (at) found.push({ at, folder, good: await looksWhole(folder) });
  }
  return found.sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function looksWhole(folder: string): Promise<boolean> {
  try {
    const { manifest } = await readManifest(folder);
    for (const file of manifest.core.files)
      if ((await stat(join(folder, file.path))).size !== file.bytes) return false;
    return true;
  } catch {
    return false;
  }
}

async function prune(target: string, sets: readonly PresentSet[]): Promise<string[]> {
  const expired = expiredSets(sets).map(setName);
  for (const name of expired) {
    // Renamed first: a kill in between leaves an unfinished set, never a finished one with holes.
    await rename(join(target, name), join(target, `${name}.partial`));
    await rm(join(target, `${name}.partial`), { recursive: true });
  }
  return expired;
}

async function contentNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => /^[0-9a-f]{2}\/[0-9a-f]{64}$/.test(entry)).sort();
}

async function previousContent(
  target: string,
  previous: Instant | undefined,
): Promise<Map<string, { readonly set: string; readonly file: ManifestFile }>> {
  if (!previous) return new Map();
  const set = setName(previous);
  const read = await readManifest(join(target, set)).catch(() => undefined);
  return new Map((read?.manifest.content ?? []).map((file) => [file.path, { set, file }]));
}

/** Links an attachment of the set before; undefined when it is not as it was, or the medium has no links. */
async function shareFile(from: string, to: string, file: ManifestFile): Promise<ManifestFile | undefined> {
  try {
    if ((await stat(join(from, file.path))).size !== file.bytes) return undefined;
    await mkdir(dirname(join(to, file.path)), { recursive: true, mode: 0o700 });
    await link(join(from, file.path), join(to, file.path));
    return file;
  } catch {
    return undefined;
  }
}

/**
 * Copies a file into a folder and compares what the medium holds with what was read.
 * @param path where, relative to the folder
 * @throws AppError database.backup-failed, or the system error
 */
export async function copyVerified(from: string, folder: string, path: string): Promise<ManifestFile> {
  const to = join(folder, path);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const expected = await fileSha256(from);
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  await handle.sync().finally(() => handle.close());
  const file = await describeFile(folder, path);
  if (file.sha256 !== expected)
    throw new AppError('database.backup-failed', { detail: `写后核对不一致：${path}` });
  return file;
}

/** Outcome of checking a set. */
export interface BackupCheck {
  readonly at: Instant;
  readonly files: number;
  readonly bytes: Bytes;
  /** SHA-256 of the manifest; equals the one kept in the database when nobody wrote another. */
  readonly manifestDigest: Sha256Hex;
  readonly manifest: Manifest;
  /** What is wrong, by path; empty for a good set. */
  readonly faults: readonly SetFault[];
}

/**
 * Checks a set from its manifest: every file there with its bytes, nothing else beside them; with a key also
 * the database itself, page by page, row counts and audit head.
 * @throws AppError backup.set-damaged when there is no readable manifest
 */
export async function verifyBackup(
  folder: string,
  key?: Uint8Array,
  onFile?: (done: number, of: number) => void,
): Promise<BackupCheck> {
  const { manifest, digest } = await readManifest(folder);
  const faults = await compareFiles(folder, manifest, onFile);
  if (key && faults.length === 0) {
    const found = await verifyDatabaseFile(join(folder, databaseName), key).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'database.damaged') return undefined;
      throw error;
    });
    const { rows, head } = manifest.core;
    const same =
      found !== undefined &&
      found.head.seq === head.seq &&
      found.head.digest === head.digest &&
      Object.entries(rows).every(([table, count]) => found.rows[table] === count);
    if (!same) faults.push({ path: databaseName, fault: 'changed' });
  }
  return {
    at: momentOf(manifest),
    files: manifest.core.files.length + manifest.content.length,
    bytes: bytesOf(manifest),
    manifestDigest: digest,
    manifest,
    faults,
  };
}
