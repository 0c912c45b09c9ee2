import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Bytes, Sha256Hex } from '../../shared/ids.ts';
import { headerSize, readHeader, readSealed, writeSealed } from './contentFormat.ts';
import { diskFailure, syncFolder } from './durableFiles.ts';
import { errorCode } from './failures.ts';
import { deriveSubkey, unwrap, wrap, zero } from './sealing.ts';

/** Largest attachment, 2 GiB. */
export const largestContent = (2 * 1024 ** 3) as Bytes;

const keyContext = 'content key 1';
const namePattern = /^[0-9a-f]{64}$/;

/** What the database keeps of a stored file. */
export interface StoredContent {
  /** SHA-256 of the clear bytes. */
  readonly sha256: Sha256Hex;
  readonly bytes: Bytes;
  /** File name in the store; keyed, so that nobody can look for a known file in a copied folder. */
  readonly name: string;
  /** Key of the file under the key-encryption key. */
  readonly wrappedKey: Buffer;
}

/** A stored file to be read. */
export interface ContentRef {
  readonly name: string;
  readonly wrappedKey: Uint8Array;
  /** What the person knows the file by; shown when it is damaged. */
  readonly title: string;
}

/**
 * Attachments outside the database: encrypted, named by their content, written once. Each file has a key of
 * its own under the key-encryption key, which lies in the database; a new database key rewrites none of them.
 */
export class ContentStore {
  readonly #folder: string;
  readonly #keyEncryptionKey: Buffer;
  readonly #nameKey: Buffer;
  #closed = false;
  /** One after the other per name: the same content stored twice at once must end with one file under one key. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Files that this store wrote, with how often each was handed out and not given back. */
  readonly #given = new Map<string, number>();

  /**
   * @param folder of the store; made when missing
   * @param keyEncryptionKey 32 bytes; copied, the caller zeroes its own
   */
  constructor(folder: string, keyEncryptionKey: Uint8Array) {
    if (keyEncryptionKey.length !== 32) throw new RangeError('the key-encryption key has 32 bytes');
    this.#folder = folder;
    this.#keyEncryptionKey = Buffer.from(keyEncryptionKey);
    this.#nameKey = deriveSubkey(keyEncryptionKey, 'content name 1');
  }

  /**
   * Stores a stream. Storing the same bytes again answers the file that is there, unless that one is damaged:
   * then it is replaced.
   * @throws AppError attachment.too-large, database.disk-full, gate.locked; nothing is left behind then
   */
  async put(source: AsyncIterable<Uint8Array>): Promise<StoredContent> {
    this.#refuseClosed();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.#folder, `${randomBytes(8).toString('hex')}.tmp`);
    const key = randomBytes(32);
    const wrappedKey = wrap(this.#keyEncryptionKey, key, keyContext);
    const hash = createHash('sha256');
    let bytes = 0;
    async function* measured(): AsyncGenerator<Uint8Array> {
      for await (const piece of source) {
        bytes += piece.length;
        if (bytes > largestContent) throw new AppError('attachment.too-large');
        hash.update(piece);
        yield piece;
      }
    }
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await writeSealed(file, key, wrappedKey, measured());
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex') as Sha256Hex;
      const name = this.nameOf(sha256);
      return await this.#inTurn(name, async () => {
        const present = await this.#wholeFile(name, sha256);
        if (present === undefined) await this.#moveInto(temporary, name);
        const given = this.#given.get(name);
        if (present === undefined || given !== undefined) this.#given.set(name, (given ?? 0) + 1);
        return { sha256, bytes: bytes as Bytes, name, wrappedKey: present ?? wrappedKey };
      });
    } catch (error) {
      throw diskFailure(error);
    } finally {
      zero(key);
      await rm(temporary, { force: true });
    }
  }

  /**
   * Reads a file as a stream; every piece was checked before it is handed out.
   * @throws AppError content.missing, content.damaged (also for a foreign wrapped key), gate.locked
   */
  async *open(content: ContentRef): AsyncGenerator<Buffer> {
    this.#refuseClosed();
    const damaged = () => new AppError('content.damaged', { name: content.title });
    const key = unwrap(this.#keyEncryptionKey, content.wrappedKey, keyContext);
    if (!key) throw damaged();
    let file: FileHandle | undefined;
    try {
      file = await this.#openFile(content);
      yield* readSealed(file, key, damaged);
    } finally {
      zero(key);
      await file?.close();
    }
  }

  /** Reads a whole file into memory; for what is shown or printed, not for large attachments. */
  async readAll(content: ContentRef): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.open(content)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Removes a file; that nothing refers to it any more is the caller's knowledge. */
  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }

  /**
   * Gives back what `put` answered when the act that wanted it was not done. The file goes unless it was there before
   * this store was opened, or somebody else was given it too.
   */
  async giveBack(name: string): Promise<void> {
    await this.#inTurn(name, async () => {
      const given = this.#given.get(name);
      if (given === undefined) return;
      if (given > 1) {
        this.#given.set(name, given - 1);
        return;
      }
      this.#given.delete(name);
      await this.remove(name);
    });
  }

  /** Name under which bytes with a digest lie, whether they are there or not. */
  nameOf(sha256: string): string {
    this.#refuseClosed();
    return createHmac('sha256', this.#nameKey).update(sha256).digest('hex');
  }

  /** Names of all stored files. */
  async names(): Promise<string[]> {
    const entries = await this.#entries(true);
    return entries.map((entry) => basename(entry)).filter((name) => namePattern.test(name));
  }

  /** Removes what a crash left half-written; called once when the store is opened, before anything is stored. */
  async sweep(): Promise<void> {
    const left = (await this.#entries(false)).filter((entry) => entry.endsWith('.tmp'));
    await Promise.all(left.map((entry) => rm(join(this.#folder, entry), { force: true })));
  }

  /** Zeroes the keys. The store answers nothing any more. */
  close(): void {
    this.#closed = true;
    zero(this.#keyEncryptionKey, this.#nameKey);
  }

  async #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    this.#turns.set(name, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(name) === settled) this.#turns.delete(name);
    }
  }

  #refuseClosed(): void {
    // Zeroed keys would still encrypt; nothing may ever be stored under them.
    if (this.#closed) throw new AppError('gate.locked');
  }

  async #entries(recursive: boolean): Promise<string[]> {
    return readdir(this.#folder, { recursive }).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
  }

  #path(name: string): string {
    // Names come from the database, but a path is never built from anything that is not one.
    if (!namePattern.test(name)) throw new AppError('content.missing', { name: '' });
    return join(this.#folder, name.slice(0, 2), name);
  }

  async #openFile(content: ContentRef): Promise<FileHandle> {
    try {
      return await open(this.#path(content.name), 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new AppError('content.missing', { name: content.title });
      throw error;
    }
  }

  async #moveInto(temporary: string, name: string): Promise<void> {
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncFolder(dirname(path));
    await syncFolder(this.#folder);
  }

  /** Wrapped key of the file of that content when it is there and whole. */
  async #wholeFile(name: string, sha256: Sha256Hex): Promise<Buffer | undefined> {
    try {
      const file = await open(this.#path(name), 'r');
      const header = Buffer.alloc(headerSize);
      await file.read(header, 0, headerSize, 0).finally(() => file.close());
      const wrappedKey = readHeader(header)?.wrappedKey;
      if (!wrappedKey) return undefined;
      const hash = createHash('sha256');
      for await (const piece of this.open({ name, wrappedKey, title: name })) hash.update(piece);
      return hash.digest('hex') === sha256 ? wrappedKey : undefined;
    } catch (error) {
      if (error instanceof AppError || errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
