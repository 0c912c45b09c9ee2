import { createHash } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ByteReader } from './byteReader.ts';
import { type RunOptions, refuseLink, syncFolder, type WrittenFile, writeAll } from './fileIo.ts';
import { PackageError } from './packageError.ts';

/** FAT32 stops at 4 GiB - 1; volumes stay well below. */
export const defaultVolumeBytes = 2 * 1024 ** 3;
const largestVolumeCount = 1000;

/** Name of volume `index` of a set: `<name>.age.000` … */
function volumeName(name: string, index: number): string {
  return `${name}.age.${String(index).padStart(3, '0')}`;
}

/**
 * Streams ciphertext to `<folder>/<name>.age`, or to `.age.000`, `.age.001` … when it is longer than a volume. Each file
 * is written as `*.partial`, flushed and renamed only after the last byte of the last volume; on failure or abort no
 * final name exists. Files of the same name from an earlier run are replaced.
 */
export async function writeVolumes(
  folder: string,
  name: string,
  source: AsyncIterable<Uint8Array>,
  options: RunOptions & { readonly volumeBytes?: number | undefined; readonly total?: number | null } = {},
): Promise<WrittenFile[]> {
  const volumeBytes = options.volumeBytes ?? defaultVolumeBytes;
  const parts: { readonly path: string; readonly bytes: number; readonly sha256: string }[] = [];
  const started: string[] = [];
  const reader = new ByteReader(source);
  let done = 0;
  try {
    let pending = await reader.some(volumeBytes);
    while (pending !== null) {
      const path = join(folder, `${volumeName(name, parts.length)}.partial`);
      await rm(path, { force: true });
      started.push(path);
      const file = await open(path, 'wx', 0o600);
      const hash = createHash('sha256');
      let bytes = 0;
      try {
        while (pending !== null && bytes < volumeBytes) {
          options.signal?.throwIfAborted();
          await writeAll(file, pending);
          hash.update(pending);
          bytes += pending.length;
          done += pending.length;
          options.progress?.({ phase: 'write', done, total: options.total ?? null });
          pending = await reader.some(bytes < volumeBytes ? volumeBytes - bytes : volumeBytes);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      parts.push({ path, bytes, sha256: hash.digest('hex') });
      if (parts.length > largestVolumeCount) throw new PackageError('E_VOLUME', '分卷过多');
    }
  } catch (thrown) {
    await reader.close().catch(() => undefined);
    for (const path of started) await rm(path, { force: true });
    throw thrown;
  }
  const written: WrittenFile[] = [];
  for (const [index, part] of parts.entries()) {
    const final = parts.length === 1 ? `${name}.age` : volumeName(name, index);
    await rename(part.path, join(folder, final));
    written.push({ name: final, path: join(folder, final), bytes: part.bytes, sha256: part.sha256 });
  }
  await syncFolder(folder);
  return written;
}

/**
 * All volumes of the package that `path` belongs to, in order. `path` is `x.age`, or any `x.age.NNN`.
 * Throws E_VOLUME when one is missing, E_LINK when a file or its folder is a link.
 */
export async function findVolumes(path: string): Promise<string[]> {
  const folder = dirname(path);
  const match = /^(.+\.age)(?:\.([0-9]{3}))?$/.exec(basename(path));
  if (match?.[1] === undefined) throw new PackageError('E_VOLUME', '文件名不是 .age 或 .age.NNN');
  await refuseLink(folder);
  if (basename(dirname(folder)) === 'XFER') await refuseLink(dirname(folder));
  const base = match[1];
  if (match[2] === undefined) {
    await refuseLink(path);
    return [path];
  }
  const names = (await readdir(folder))
    .filter((name) => name.startsWith(`${base}.`) && /^[0-9]{3}$/.test(name.slice(base.length + 1)))
    .sort();
  if (names.some((name, index) => name !== `${base}.${String(index).padStart(3, '0')}`)) {
    throw new PackageError('E_VOLUME', '缺少分卷');
  }
  const paths = names.map((name) => join(folder, name));
  for (const volume of paths) await refuseLink(volume);
  return paths;
}
