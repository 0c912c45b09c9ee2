import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readChunks, type StreamedBytes, writeAll } from './fileIo.ts';
import { PackageError } from './packageError.ts';

const nameGrammar = /^[a-z0-9][a-z0-9.-]{0,99}$/;
const folderPrefix = 'xpkg-';

interface StagedFile extends StreamedBytes {
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
}

/** What a thread needs to go on with a staging that another one filled. */
export interface StagingSecret {
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly files: readonly (readonly [string, StagedFile])[];
}

/**
 * A folder for content that is not trusted or not sealed yet. Files are AES-256-GCM under a key that lives only in this
 * object, so that neither a crash nor a stolen disk leaves readable content behind.
 */
export class Staging {
  /** The folder. Ciphertext copies from a medium may be put here as they are. */
  readonly folder: string;
  readonly #key = randomBytes(32);
  readonly #files = new Map<string, StagedFile>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Takes over what `handOver` gave away; the secret's key is zeroed. */
  static adopt(secret: StagingSecret): Staging {
    const staging = new Staging(secret.folder);
    staging.#key.set(secret.key);
    secret.key.fill(0);
    for (const [name, file] of secret.files) staging.#files.set(name, file);
    return staging;
  }

  /** Gives the staging away: this object forgets its key and leaves the folder to the one who adopts it. */
  handOver(): StagingSecret {
    const secret = { folder: this.folder, key: Uint8Array.from(this.#key), files: [...this.#files] };
    this.#key.fill(0);
    this.#files.clear();
    return secret;
  }

  /** A new empty staging folder inside `parent` (made if missing), readable by this user only. */
  static async create(parent: string): Promise<Staging> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return new Staging(await mkdtemp(join(parent, folderPrefix)));
  }

  /** Removes what killed runs left in `parent`. Call at start-up, before anything is staged. */
  static async clean(parent: string): Promise<void> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(parent)) {
      if (entry.startsWith(folderPrefix)) await rm(join(parent, entry), { recursive: true, force: true });
    }
  }

  #path(name: string): string {
    if (!nameGrammar.test(name)) throw new PackageError('E_TAR_NAME', '暂存文件名');
    return join(this.folder, name);
  }

  /**
   * Streams content into a new file (O_EXCL). Fails if the name is already staged. Not flushed: its key is in memory only,
   * so nothing of it is of use after a crash.
   * Size and digest are those of the content.
   */
  async write(
    name: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<StreamedBytes> {
    const path = this.#path(name);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    const file = await open(path, flags, 0o600);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const part of source) {
        signal?.throwIfAborted();
        hash.update(part);
        bytes += part.length;
        await writeAll(file, cipher.update(part));
      }
      await writeAll(file, cipher.final());
    } finally {
      await file.close();
    }
    const written = { bytes, sha256: hash.digest('hex') };
    this.#files.set(name, { ...written, nonce, tag: cipher.getAuthTag() });
    return written;
  }

  /** Size and digest of a staged file. Throws E_MISSING. */
  facts(name: string): StreamedBytes {
    const { bytes, sha256 } = this.#file(name);
    return { bytes, sha256 };
  }

  #file(name: string): StagedFile {
    const file = this.#files.get(name);
    if (file === undefined) throw new PackageError('E_MISSING', '暂存文件');
    return file;
  }

  /** Content of a staged file. Throws E_MISSING, and E_HASH at the end when the file was touched meanwhile. */
  async *open(name: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const file = this.#file(name);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, file.nonce);
    decipher.setAuthTag(file.tag);
    for await (const part of readChunks(this.#path(name), signal)) yield decipher.update(part);
    try {
      decipher.final();
    } catch {
      throw new PackageError('E_HASH', '暂存文件被改动');
    }
  }

  /** Removes everything and forgets the key. May be called more than once. */
  async dispose(): Promise<void> {
    this.#key.fill(0);
    this.#files.clear();
    await rm(this.folder, { recursive: true, force: true });
  }
}
