import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { type Bytes, type Instant, type Sha256Hex, toInstant } from '../../shared/ids.ts';
import { expiredSets, setMoment, setName } from './backupSets.ts';
import { verifyDatabaseFile } from './copy.ts';
import { fileSha256, syncFolder, writeDurably } from './durableFiles.ts';
import { errorCode } from './failures.ts';
import type { Database } from './handles.ts';

const manifestName = 'manifest.json';
const databaseName = 'site.db';

const manifestSchema = z.strictObject({
  format: z.literal('backup-set/1'),
  at: z.string(),
  schemaVersion: z.string(),
  rows: z.record(z.string(), z.int()),
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;
type ManifestFile = Manifest['files'][number];

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
 * Old sets are then pruned. An unfinished set keeps the ending `.partial` and is removed by the next run.
 * @throws AppError database.backup-failed; earlier sets stay as they were
 */
export async function makeBackup(options: BackupOptions): Promise<BackupFigures> {
  try {
    return await writeSet(options);
  } catch (error) {
    if (error instanceof AppError && error.code !== 'database.disk-full') throw error;
    const code = error instanceof AppError ? 'ENOSPC' : errorCode(error);
    throw new AppError('database.backup-failed', { detail: reasons[code] ?? (code || '写入目标失败') });
  }
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

async function writeSet(options: BackupOptions): Promise<BackupFigures> {
  const { database, target } = options;
  const earlier = await readEarlierSets(target);
  const at = toInstant(options.clock());
  const folder = join(target, setName(at));
  const partial = `${folder}.partial`;
  await mkdir(join(partial, 'keys'), { recursive: true, mode: 0o700 });
  const copy = await database.copyTo(join(partial, databaseName));
  const files: ManifestFile[] = [await describe(partial, databaseName)];
  for (const name of (await readdir(options.slotFolder)).filter((one) => /^slots-\d\.json$/.test(one))) {
    files.push(await copyVerified(join(options.slotFolder, name), partial, `keys/${name}`));
  }
  const before = await previousContent(target, earlier.at(-1));
  const names = await contentNames(options.contentFolder);
  let newFiles = 0;
  for (const [done, name] of names.entries()) {
    const known = before.get(`content/${name}`);
    const shared = known ? await shareFile(join(target, known.set), partial, known.file) : undefined;
    if (!shared) newFiles++;
    files.push(shared ?? (await copyVerified(join(options.contentFolder, name), partial, `content/${name}`)));
    options.onProgress?.(done + 1, names.length);
  }
  const manifest: Manifest = {
    format: 'backup-set/1',
    at,
    schemaVersion: database.schemaVersion,
    rows: copy.rows,
    files,
  };
  const text = `${JSON.stringify(manifest)}\n`;
  await writeDurably(join(partial, manifestName), text);
  await rename(partial, folder);
  await syncFolder(target);
  const removedSets = await prune(target, [...earlier, at]);
  return {
    at,
    folder,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0) as Bytes,
    files: files.length,
    newFiles,
    manifestDigest: digestOf(text),
    sameDevice: (await stat(target)).dev === (await stat(options.slotFolder)).dev,
    removedSets,
  };
}

/** Finished sets of a target, oldest first; unfinished ones are removed. */
async function readEarlierSets(target: string): Promise<Instant[]> {
  const moments: Instant[] = [];
  for (const name of await readdir(target)) {
    const moment = setMoment(name.replace(/\.partial$/, ''));
    if (!moment) continue;
    if (name.endsWith('.partial')) await rm(join(target, name), { recursive: true });
    else moments.push(moment);
  }
  return moments.sort();
}

async function prune(target: string, moments: readonly Instant[]): Promise<string[]> {
  const expired = expiredSets(moments).map(setName);
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
  return new Map((read?.manifest.files ?? []).map((file) => [file.path, { set, file }]));
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

/** Copies a file and compares what the medium holds with what was read. */
async function copyVerified(from: string, folder: string, path: string): Promise<ManifestFile> {
  const to = join(folder, path);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const expected = await fileSha256(from);
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  await handle.sync().finally(() => handle.close());
  const file = await describe(folder, path);
  if (file.sha256 !== expected)
    throw new AppError('database.backup-failed', { detail: `写后核对不一致：${path}` });
  return file;
}

async function describe(folder: string, path: string): Promise<ManifestFile> {
  const file = join(folder, path);
  return { path, bytes: (await stat(file)).size, sha256: await fileSha256(file) };
}

async function readManifest(folder: string): Promise<{ manifest: Manifest; digest: Sha256Hex }> {
  const text = await readFile(join(folder, manifestName), 'utf8');
  return { manifest: manifestSchema.parse(JSON.parse(text)), digest: digestOf(text) };
}

function digestOf(text: string): Sha256Hex {
  return createHash('sha256').update(text).digest('hex') as Sha256Hex;
}

/** Outcome of checking a set. */
export interface BackupCheck {
  readonly at: Instant;
  readonly files: number;
  readonly bytes: Bytes;
  /** SHA-256 of the manifest; equals the one kept in the database when nobody wrote another. */
  readonly manifestDigest: Sha256Hex;
  /** What is wrong, by path; empty for a good set. */
  readonly faults: readonly { readonly path: string; readonly fault: 'missing' | 'changed' | 'unexpected' }[];
}

/**
 * Checks a set from its manifest: every file there with its bytes, nothing else beside them; with a key also
 * the database itself, page by page and row counts.
 * @throws AppError database.backup-failed when there is no readable manifest, database.damaged
 */
export async function verifyBackup(folder: string, key?: Uint8Array): Promise<BackupCheck> {
  const { manifest, digest } = await readManifest(folder).catch(() => {
    throw new AppError('database.backup-failed', { detail: '清单缺失或已损坏' });
  });
  const faults: { path: string; fault: 'missing' | 'changed' | 'unexpected' }[] = [];
  const expected = new Set([manifestName, ...manifest.files.map((file) => file.path)]);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isDirectory() && !expected.has(path)) faults.push({ path, fault: 'unexpected' });
  }
  for (const file of manifest.files) {
    const found = await describe(folder, file.path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (!found) faults.push({ path: file.path, fault: 'missing' });
    else if (found.sha256 !== file.sha256) faults.push({ path: file.path, fault: 'changed' });
  }
  if (key && faults.length === 0) {
    const { rows } = await verifyDatabaseFile(join(folder, databaseName), key);
    const same = Object.entries(manifest.rows).every(([table, count]) => rows[table] === count);
    if (!same) faults.push({ path: databaseName, fault: 'changed' });
  }
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0) as Bytes;
  const { at, files } = manifest;
  return { at: at as Instant, files: files.length, bytes, manifestDigest: digest, faults };
}
