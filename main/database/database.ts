import { AsyncLocalStorage } from 'node:async_hooks';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/ids.ts';
import { copyDatabase, lookInto, verifyDatabaseFile } from './copy.ts';
import { queryBuilder } from './dialect.ts';
import { type Answer, Connection } from './driver.ts';
import { copyDurably, exists } from './durableFiles.ts';
import type { CopyFigures, Database, ReadDb, WriteTx } from './handles.ts';
import { appliedMigrations, type Migration, migrate, pendingMigrations } from './migration.ts';
import { migrations as everyMigration } from './migrations/index.ts';
import { cipherPageSize, keyFitsSomePage } from './pageKey.ts';
import { type FileSystemType, lockFolder, refuseNetworkFolder, type StationLock } from './stationLock.ts';

export type { Database, ReadDb, WriteTx } from './handles.ts';

/** What is needed to open the database of a site. */
export interface DatabaseOptions {
  /** Path of the encrypted file; its folder is the data folder and is locked for this process. */
  readonly file: string;
  /** Raw 256-bit key. Copied; the caller zeroes its own. */
  readonly key: Uint8Array;
  /** `create` for the first run (the file must not exist), `existing` for every later start. */
  readonly mode: 'create' | 'existing';
  readonly clock: () => Date;
  /** Steps of the schema; another list only in tests. */
  readonly migrations?: readonly Migration[];
  /** Reads the file-system type of the data folder; another one only in tests. */
  readonly fileSystemType?: FileSystemType;
}

const readerCount = 2;
const interruptEveryMs = 20;

/**
 * Opens the database of the site: lock, key, schema check, migration with a verified copy first.
 * @throws AppError database.missing, database.damaged, database.wrong-key, database.newer, database.in-use,
 *   database.network-folder — each leaves the file as it was
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const folder = dirname(options.file);
  const known = options.migrations ?? everyMigration;
  const isNew = options.mode === 'create';
  if ((await exists(options.file)) === isNew) {
    throw new AppError(isNew ? 'gate.not-first-run' : 'database.missing');
  }
  await refuseNetworkFolder(folder, options.fileSystemType);
  const lock = await lockFolder(folder);
  const key = Buffer.from(options.key);
  const opened: Connection[] = [];
  try {
    const applied = isNew ? [] : await inspect(options.file, key);
    const pending = pendingMigrations(applied, known);
    const writer = await Connection.open({ file: options.file, key, mode: isNew ? 'create' : 'write' });
    opened.push(writer);
    await writer.makeDurable();
    if (pending.length > 0) {
      const at = toInstant(options.clock());
      if (!isNew) await copyBeforeMigration(writer, options.file, key, at);
      await migrate(writer, pending, at);
    }
    for (let n = 0; n < readerCount; n++) {
      opened.push(await Connection.open({ file: options.file, key, mode: 'read' }));
    }
    return new SiteDatabase(options.file, key, opened, lock, known.at(-1)?.name ?? '');
  } catch (error) {
    await Promise.all(opened.map((connection) => connection.close()));
    await lock.release();
    key.fill(0);
    if (isNew) await rm(options.file, { force: true });
    throw error;
  }
}

/**
 * Looks at a file through a reading connection only.
 * @returns names of its migrations
 * @throws AppError database.damaged, database.wrong-key
 */
async function inspect(file: string, key: Uint8Array): Promise<string[]> {
  const size = (await stat(file)).size;
  const log = (await exists(`${file}-wal`)) ? (await stat(`${file}-wal`)).size : 0;
  try {
    return await lookInto(file, key, async (connection) => {
      const applied = await appliedMigrations(connection);
      const pages = Number((await connection.first('PRAGMA page_count'))?.page_count);
      // With an empty log the file must have exactly its pages; a cut file can still have a readable start.
      const cut = log === 0 && pages * cipherPageSize !== size;
      if (applied.length === 0 || cut) throw new AppError('database.damaged');
      return applied;
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'database.damaged') throw error;
    const fits = size === 0 || (await keyFitsSomePage(file, key));
    throw fits ? error : new AppError('database.wrong-key');
  }
}

/**
 * Keeps the file as it was before a migration, in the data folder, verified.
 * @throws AppError database.damaged, database.disk-full; nothing was migrated then
 */
async function copyBeforeMigration(
  writer: Connection,
  file: string,
  key: Uint8Array,
  at: string,
): Promise<void> {
  await writer.run('PRAGMA wal_checkpoint(TRUNCATE)');
  const target = join(dirname(file), `before-migration-${at.replaceAll(/[:.]/g, '')}.db`);
  await copyDurably(file, target);
  await verifyDatabaseFile(target, key);
}

class SiteDatabase implements Database {
  readonly read: ReadDb;
  readonly schemaVersion: string;
  readonly #file: string;
  readonly #key: Buffer;
  readonly #writer: Connection;
  readonly #readers: { readonly connection: Connection; running: number }[];
  readonly #lock: StationLock;
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  #queue: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  /** A check of all pages that is under way; a lock interrupts it like every reader. */
  #checking: Connection | undefined;
  #superseded = false;
  /** Aborts the transactions that were begun since it was made. */
  #writes = new AbortController();

  constructor(file: string, key: Buffer, opened: readonly Connection[], lock: StationLock, version: string) {
    const [writer, ...readers] = opened;
    if (!writer) throw new Error('a database needs its writer');
    this.#file = file;
    this.#key = key;
    this.#writer = writer;
    this.#readers = readers.map((connection) => ({ connection, running: 0 }));
    this.#lock = lock;
    this.schemaVersion = version;
    this.read = queryBuilder((sql, parameters) => this.#readFrom(sql, parameters)) as unknown as ReadDb;
  }

  async #readFrom(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    this.#refuseClosed();
    // The less busy reader, so that one slow query never holds up a quick one beside it.
    const reader = this.#readers.reduce((least, other) => (other.running < least.running ? other : least));
    reader.running++;
    try {
      return await reader.connection.run(sql, parameters);
    } finally {
      reader.running--;
    }
  }

  async inTransaction<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    if (this.#inside.getStore()?.open)
      throw new Error('a transaction inside a transaction would wait for itself');
    const { signal } = this.#writes;
    return this.#queued(() => {
      if (signal.aborted || this.#superseded) throw new AppError('gate.locked');
      const state = { open: true };
      return this.#inside.run(state, () => this.#transact(work, state, signal));
    });
  }

  async #transact<T>(
    work: (tx: WriteTx) => Promise<T>,
    state: { open: boolean },
    signal: AbortSignal,
  ): Promise<T> {
    let running = 0;
    let abandon = (): void => undefined;
    const abandoned = new Promise<never>((_, reject) => {
      abandon = () => reject(new AppError('gate.locked'));
      signal.addEventListener('abort', abandon, { once: true });
    });
    const builder = queryBuilder(async (sql, parameters) => {
      if (signal.aborted) throw new AppError('gate.locked');
      if (!state.open) throw new Error('the transaction of this handle is over');
      running++;
      try {
        return await this.#writer.run(sql, parameters);
      } finally {
        running--;
      }
    });
    // The lock may come before the race below listens.
    abandoned.catch(() => undefined);
    try {
      await this.#writer.run('BEGIN IMMEDIATE');
      // Raced, not awaited alone: a lock does not wait for what an act does besides writing.
      const result = await Promise.race([work(builder as unknown as WriteTx), abandoned]);
      // Such a statement could run after COMMIT, alone and unnoticed.
      if (running > 0) throw new Error('a statement of the transaction was not awaited');
      state.open = false;
      await this.#writer.run('COMMIT');
      return result;
    } catch (error) {
      state.open = false;
      // SQLite may have rolled back by itself (disk full); then there is nothing left to do.
      await this.#writer.run('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  abandonWrites(): void {
    this.#writes.abort();
    this.#writes = new AbortController();
  }

  /** Runs `act` when everything queued before it on the writer is done. */
  #queued<T>(act: () => Promise<T>): Promise<T> {
    this.#refuseClosed();
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #refuseClosed(): void {
    if (this.#closing) throw new AppError('gate.locked');
  }

  async checkpoint(): Promise<void> {
    await this.#queued(() => this.#writer.run('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async supersede<T>(work: (file: string, key: Uint8Array) => Promise<T>): Promise<T> {
    return await this.#queued(async () => {
      const state = (await this.#writer.run('PRAGMA wal_checkpoint(TRUNCATE)')).rows[0];
      if (state?.busy !== 0) throw new AppError('database.busy');
      const result = await work(this.#file, this.#key);
      // Set before anybody who waits in the queue gets his turn.
      this.#superseded = true;
      return result;
    });
  }

  async copyTo(target: string): Promise<CopyFigures> {
    return copyDatabase(this.#file, this.#key, target, (pin) =>
      this.#queued(async () => {
        const state = (await this.#writer.run('PRAGMA wal_checkpoint(TRUNCATE)')).rows[0];
        if (state?.busy !== 0) throw new AppError('database.busy');
        await pin();
      }),
    );
  }

  async checkPages(): Promise<number> {
    this.#refuseClosed();
    const connection = await Connection.open({ file: this.#file, key: this.#key, mode: 'read' });
    this.#checking = connection;
    try {
      return (await connection.run('PRAGMA cipher_integrity_check')).rows.length;
    } catch (error) {
      if (this.#closing) throw new AppError('gate.locked');
      throw error;
    } finally {
      this.#checking = undefined;
      await connection.close();
    }
  }

  interrupt(): void {
    this.#checking?.interrupt();
    for (const { connection } of this.#readers) connection.interrupt();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A lock must not wait for a slow query, nor for one that stands in line behind it.
    const interrupting = setInterval(() => this.interrupt(), interruptEveryMs);
    this.interrupt();
    try {
      await Promise.all(this.#readers.map(({ connection }) => connection.close()));
      clearInterval(interrupting);
      await this.#queue;
      await this.#writer.run('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
      await this.#writer.close();
    } finally {
      clearInterval(interrupting);
      this.#key.fill(0);
      await this.#lock.release();
    }
  }
}
