import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';

/** Name of the list that the build leaves beside the page's files; it lists every file but itself. */
export const pageFileListName = 'page-files.json';

const pageFileSchema = z.strictObject({
  path: z.string().regex(/^\/(?!.*\.\.)[\w./@-]+$/),
  type: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One file that the page may load: URL path beginning with "/", media type, size in bytes, SHA-256 in hex. */
export type PageFile = z.infer<typeof pageFileSchema>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Media type by the ending of a file's name; `undefined` for an ending that the page has no use for. */
export function mediaTypeOf(name: string): string | undefined {
  return mediaTypes[extname(name).toLowerCase()];
}

/**
 * Lists the page's files below `folder` (sorted by path) with their digests.
 * Throws when a file has an ending that the page has no use for, so that nothing gets in by accident.
 */
export async function listPageFiles(folder: string): Promise<PageFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: PageFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() || entry.name === pageFileListName) continue;
    const file = join(entry.parentPath, entry.name);
    const type = mediaTypeOf(entry.name);
    if (!entry.isFile() || type === undefined) throw new Error(`The page has no use for the file ${file}`);
    const bytes = await readFile(file);
    const path = `/${file.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')}`;
    files.push(pageFileSchema.parse({ path, type, size: bytes.length, sha256: digest(bytes) }));
  }
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Writes the list of the page's files into their folder; the last step of building the page. */
export async function writePageFileList(folder: string): Promise<void> {
  await writeFile(
    join(folder, pageFileListName),
    `${JSON.stringify(await listPageFiles(folder), null, 1)}\n`,
  );
}

/** Reads the list that the build left in `folder`. Throws when it is missing or not of the expected shape. */
export async function readPageFileList(folder: string): Promise<PageFile[]> {
  return z.array(pageFileSchema).parse(JSON.parse(await readFile(join(folder, pageFileListName), 'utf8')));
}

/** Bytes of one listed file; `undefined` when they are no longer those that were built. */
export async function readPageFile(folder: string, file: PageFile): Promise<Buffer | undefined> {
  const bytes = await readFile(join(folder, file.path)).catch(() => undefined);
  return bytes !== undefined && digest(bytes) === file.sha256 ? bytes : undefined;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
