import type { Kysely, Transaction } from 'kysely';
import type { Bytes } from '../../shared/ids.ts';
import type { Tables } from './schema.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

type ReadMethods =
  | 'selectFrom'
  | 'selectNoFrom'
  | 'with'
  | 'withRecursive'
  | 'fn'
  | 'case'
  | 'dynamic'
  | 'getExecutor'
  | 'executeQuery';
type WriteMethods = 'insertInto' | 'updateTable' | 'deleteFrom' | 'replaceInto';

/**
 * Handle that can only read. The type offers no writing method, and the connections behind
 * `Database.read` are `query_only`, so a cast does not help either. A {@link WriteTx} may be passed
 * wherever a ReadDb is asked for: it then sees its own uncommitted rows.
 */
export type ReadDb = Pick<Kysely<Tables>, ReadMethods> & { readonly [readable]: true };

/** Handle of one open write transaction; only `Database.inTransaction` hands it out, and it ends with it. */
export type WriteTx = Pick<Transaction<Tables>, ReadMethods | WriteMethods> & {
  readonly [readable]: true;
  readonly [writable]: true;
};

/** What a verified copy of the database file holds. */
export interface CopyFigures {
  readonly bytes: Bytes;
  /** Rows of every table in the copy. */
  readonly rows: Readonly<Record<string, number>>;
  /** Newest audit row in the copy; number 0 and 64 zeros without any. */
  readonly head: { readonly seq: number; readonly digest: string };
  /** Code of the site, empty before it has one. */
  readonly site: string;
}

/** The open database of this site. */
export interface Database {
  /** Reading handle, spread over two read-only connections; each statement sees the last committed state. */
  readonly read: ReadDb;
  /** Name of the newest migration this file holds. */
  readonly schemaVersion: string;
  /**
   * Runs `work` as one write transaction: queued behind the others, BEGIN IMMEDIATE, committed when `work`
   * resolves, rolled back when it throws (the error goes on to the caller). The only way to write.
   * @throws AppError database.busy, database.disk-full, database.damaged, gate.locked (closed meanwhile)
   */
  inTransaction<T>(work: (tx: WriteTx) => Promise<T>): Promise<T>;
  /** Moves the WAL into the main file and truncates it, so that deleted content is gone from the log too. */
  checkpoint(): Promise<void>;
  /**
   * Writes a consistent copy of the file, under the same key, and verifies it by opening it: checksum of
   * every page, rows of every table. Writers go on meanwhile.
   * @param target path of the copy; must not exist
   * @throws AppError database.backup-failed, database.disk-full, gate.locked
   */
  copyTo(target: string): Promise<CopyFigures>;
  /**
   * Runs `work` while nothing writes, with an emptied log: the file stands still. When `work` resolves, another file has
   * taken this one's place, and no transaction is begun here any more.
   * @param work gets the key of the file; it neither keeps nor returns it
   * @throws AppError gate.locked, or what `work` throws; the database then goes on as before
   */
  supersede<T>(work: (file: string, key: Uint8Array) => Promise<T>): Promise<T>;
  /**
   * Checks the checksum of every page through a connection of its own, on the binding's thread.
   * @returns number of damaged places; 0 when all is whole
   * @throws AppError gate.locked
   */
  checkPages(): Promise<number>;
  /** Stops running read statements (a locked or cancelled query); they fail with database.busy. */
  interrupt(): void;
  /**
   * Rolls back every write transaction that is open or waits, whatever it is doing; their callers get `gate.locked`.
   * A transaction begun after this works: the lock's own audit row.
   */
  abandonWrites(): void;
  /**
   * Stops running reads, waits for the write queue, checkpoints, closes all connections, zeroes the key and
   * gives the folder lock back. Idempotent.
   */
  close(): Promise<void>;
}
