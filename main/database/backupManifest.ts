import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Bytes, Instant, Sha256Hex } from '../../shared/ids.ts';
import { fileSha256 } from './durableFiles.ts';
import { errorCode } from './failures.ts';

/** File that names everything in a set; written last, so that a set without it is none. */
export const manifestName = 'manifest.json';
/** The database in a set. */
export const databaseName = 'site.db';
/** Folder of the slot copies in a set. */
export const keysFolder = 'keys';
/** Folder of the attachments in a set. */
export const contentFolder = 'content';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const fileSchema = z.strictObject({
  path: z.string().regex(/^(site\.db|keys\/slots-\d\.json|content\/[0-9a-f]{2}\/[0-9a-f]{64})$/),
  bytes: z.int().min(0),
  sha256: digest,
});

const coreSchema = z.strictObject({
  /** Moment of the set. */
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  /** Code of the site, empty before it has one. */
  site: z.string(),
  schemaVersion: z.string(),
  /** Newest audit row in the copy. */
  head: z.strictObject({ seq: z.int().min(0), digest }),
  /** Rows of every table in the copy. */
  rows: z.record(z.string(), z.int()),
  /** Database and slot copies: what the site's signature vouches for. Attachments carry their own proof inside. */
  files: z.array(fileSchema),
});
/** What is fixed and signed while the key is at hand, before the attachments follow. */
export type BackupCore = Readonly<z.infer<typeof coreSchema>>;

const manifestSchema = z.strictObject({
  format: z.literal('backup-set/1'),
  core: coreSchema,
  signature: z.strictObject({ keyId: z.string(), armored: z.string() }).nullable(),
  content: z.array(fileSchema),
});
/** Manifest of a set. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;
/** One file of a set with size and digest. */
export type ManifestFile = Manifest['content'][number];

/** Bytes that the site signs. */
export function coreBytes(core: BackupCore): Uint8Array {
  return Buffer.from(`${JSON.stringify(core)}\n`);
}

/** SHA-256 of a text or of bytes. */
export function digestOf(text: string | Uint8Array): Sha256Hex {
  return createHash('sha256').update(text).digest('hex') as Sha256Hex;
}

/** Text of a manifest: one line of JSON and, so that a single changed character shows, its digest. */
export function manifestText(manifest: Manifest): string {
  const json = JSON.stringify(manifest);
  return `${json}\n${digestOf(json)}\n`;
}

/**
 * Reads the manifest of a set.
 * @returns the manifest and the digest of its file
 * @throws AppError backup.set-damaged
 */
export async function readManifest(
  folder: string,
): Promise<{ readonly manifest: Manifest; readonly digest: Sha256Hex }> {
  const damaged = () => new AppError('backup.set-damaged', { detail: '清单缺失或已损坏' });
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => {
    throw damaged();
  });
  const [json, sum, end, ...more] = text.split('\n');
  if (json === undefined || sum !== digestOf(json) || end !== '' || more.length > 0) throw damaged();
  const parsed = manifestSchema.safeParse(parseJson(json));
  if (!parsed.success || !parsed.data.core.files.some((file) => file.path === databaseName)) throw damaged();
  return { manifest: parsed.data, digest: digestOf(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Size and digest of a file of a set. */
export async function describeFile(folder: string, path: string): Promise<ManifestFile> {
  const file = join(folder, path);
  return { path, bytes: (await stat(file)).size, sha256: await fileSha256(file) };
}

/** What is wrong with one file of a set. */
export interface SetFault {
  readonly path: string;
  readonly fault: 'missing' | 'changed' | 'unexpected';
}

const faultWords = { missing: '缺失', changed: '已改动', unexpected: '多出' } as const;

/** The first faults of a set as one phrase. */
export function faultText(faults: readonly SetFault[]): string {
  const named = faults.slice(0, 3).map(({ path, fault }) => `${path} ${faultWords[fault]}`);
  return faults.length > 3 ? `${named.join('、')}等 ${faults.length} 处` : named.join('、');
}

/**
 * Whoever reads the database of a set has an empty log and its index beside it meanwhile, and leaves them when killed.
 * They hold nothing; a log with content is no such trace.
 */
async function isReadersTrace(folder: string, path: string): Promise<boolean> {
  if (path !== `${databaseName}-wal` && path !== `${databaseName}-shm`) return false;
  const log = await stat(join(folder, `${databaseName}-wal`)).catch(() => undefined);
  return log === undefined || log.size === 0;
}

/**
 * Compares a set with its manifest: every file there with its bytes, nothing else beside them.
 * @param onFile called after each file, with the number done and of all
 */
export async function compareFiles(
  folder: string,
  manifest: Manifest,
  onFile: (done: number, of: number) => void = () => undefined,
): Promise<SetFault[]> {
  const faults: SetFault[] = [];
  const files = [...manifest.core.files, ...manifest.content];
  const expected = new Set([manifestName, ...files.map((file) => file.path)]);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && (await isReadersTrace(folder, path))) continue;
    // A link would let a set change after it was checked.
    const odd = !entry.isDirectory() && !entry.isFile();
    if (odd || (entry.isFile() && !expected.has(path))) faults.push({ path, fault: 'unexpected' });
  }
  for (const [done, file] of files.entries()) {
    const found = await describeFile(folder, file.path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (!found) faults.push({ path: file.path, fault: 'missing' });
    else if (found.sha256 !== file.sha256 || found.bytes !== file.bytes)
      faults.push({ path: file.path, fault: 'changed' });
    onFile(done + 1, files.length);
  }
  return faults;
}

/** All bytes of a set. */
export function bytesOf(manifest: Manifest): Bytes {
  return [...manifest.core.files, ...manifest.content].reduce((sum, file) => sum + file.bytes, 0) as Bytes;
}

/** Moment of a set. */
export function momentOf(manifest: Manifest): Instant {
  return manifest.core.at as Instant;
}
