import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PackageError } from './packageError.ts';

const chunkBytes = 1024 * 1024;
/** Read buffers that wait for the next file: a hundred thousand small ones need not have one each. */
const spareChunks: Uint8Array[] = [];
const mostSpareChunks = 4;

/** Progress of a long step; `total` is null while it is not known. Bytes, or lines for `records`. */
export interface PackageProgress {
  readonly phase: 'hash' | 'write' | 'copy' | 'read-back' | 'unpack' | 'records';
  readonly done: number;
  readonly total: number | null;
}

/** What every long function takes. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((at: PackageProgress) => void) | undefined;
}

/** Size and digest of bytes that were streamed somewhere. */
export interface StreamedBytes {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file written by this module. */
export interface WrittenFile extends StreamedBytes {
  /** Name without folder. */
  readonly name: string;
  readonly path: string;
}

/**
 * Bytes that can be opened more than once. As everywhere in this format, a part of a stream is lent: it is good until the
 * next one is asked for, and whoever keeps it copies it. So gigabytes pass through a few buffers.
 */
export interface BlobSource {
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** Throws E_LINK when the path is a symbolic link (or a junction). */
export async function refuseLink(path: string): Promise<void> {
  if ((await lstat(path)).isSymbolicLink()) throw new PackageError('E_LINK');
}

/** Content of a plain file in lent chunks; never follows a link. Throws E_LINK and file-system errors. */
export async function* readChunks(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  await refuseLink(path);
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  const buffer = spareChunks.pop() ?? new Uint8Array(chunkBytes);
  try {
    if (!(await file.stat()).isFile()) throw new PackageError('E_LINK', '不是普通文件');
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    if (spareChunks.length < mostSpareChunks) spareChunks.push(buffer);
    await file.close();
  }
}

/** Writes all of `bytes` at the file's position. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, null);
    at += bytesWritten;
  }
}

/** Streams into a file that must not exist yet (O_EXCL, mode 0600), neither hashed nor flushed: for what dies with this run. */
export async function writeScratchFile(
  path: string,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const part of source) {
      signal?.throwIfAborted();
      await writeAll(file, part);
    }
  } finally {
    await file.close();
  }
}

/** Flushes a file's content to the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Streams into a file that must not exist yet (O_EXCL, mode 0600) and flushes it to the disk. On any failure the file is
 * removed again. Digest and size are those of the bytes written.
 */
export async function writeNewFile(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<StreamedBytes> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const part of source) {
      signal?.throwIfAborted();
      hash.update(part);
      bytes += part.length;
      await writeAll(file, part);
    }
    await file.sync();
    await file.close();
  } catch (thrown) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw thrown;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Makes names in a folder durable. Windows cannot flush a folder and does not need it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Gives a finished `*.partial` its final name and makes the name durable. */
export async function publish(partial: string, final: string): Promise<void> {
  await rename(partial, final);
  await syncFolder(dirname(final));
}

/** Digest and size of what a stream yields. `seen` hears of the bytes so far. */
export async function digestOf(
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  seen?: (bytes: number) => void,
): Promise<StreamedBytes> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of source) {
    signal?.throwIfAborted();
    hash.update(part);
    bytes += part.length;
    seen?.(bytes);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Passes a stream on and throws `failure` at its end when the digest is not the expected one. */
export async function* checkedStream(
  source: AsyncIterable<Uint8Array>,
  sha256: string,
  failure: () => PackageError,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const part of source) {
    hash.update(part);
    yield part;
  }
  if (hash.digest('hex') !== sha256) throw failure();
}
