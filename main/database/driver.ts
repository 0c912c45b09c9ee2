import sqlcipher from '@journeyapps/sqlcipher';
import { StatementError, toFailure } from './failures.ts';
import { rawKeyText } from './rawKey.ts';
import { zero } from './sealing.ts';
import { checkRows, type StatementShape, shapeOf, toBindable } from './statement.ts';

/** A row as the binding answers it. */
export type Row = Record<string, string | number | null | Buffer>;

/** Outcome of a statement. */
export interface Answer {
  readonly rows: Row[];
  /** Rows changed; undefined for statements that answer rows. */
  readonly changes: number | undefined;
  readonly lastId: number | undefined;
}

/** How a connection is opened. */
export interface OpenOptions {
  readonly file: string;
  /** Raw 256-bit key; stays the caller's and is not kept. Without it the file is plain (folder lock only). */
  readonly key?: Uint8Array;
  readonly mode: 'create' | 'write' | 'read';
  /** How long a statement waits for another connection's lock, in milliseconds. */
  readonly busyTimeoutMs?: number;
}

interface Prepared {
  readonly statement: sqlcipher.Statement;
  readonly shape: StatementShape;
}

/** Statements kept prepared per connection; the product has a few hundred, lists with filters vary. */
const preparedLimit = 256;
const openModes = {
  create: sqlcipher.OPEN_READWRITE | sqlcipher.OPEN_CREATE,
  write: sqlcipher.OPEN_READWRITE,
  read: sqlcipher.OPEN_READONLY,
} as const;
/** SQLITE_OPEN_FULLMUTEX; the binding's default, lost when a mode is given. */
const fullMutex = 0x00010000;

/**
 * One connection to a SQLCipher file: promises over the binding, statements in the order they were issued,
 * and every silent conversion of the binding refused (see statement.ts). The only file that knows the binding.
 */
export class Connection {
  readonly #database: sqlcipher.Database;
  readonly #prepared = new Map<string, Prepared>();
  readonly #running = new Set<Promise<unknown>>();
  #state: 'open' | 'closing' | 'closed' = 'open';

  private constructor(database: sqlcipher.Database) {
    this.#database = database;
  }

  /**
   * Opens the file and sets key and durability.
   * @throws AppError database.damaged (wrong key looks the same here), database.busy, or StatementError
   */
  static async open(options: OpenOptions): Promise<Connection> {
    const connection = await new Promise<Connection>((resolve, reject) => {
      const database = new sqlcipher.Database(options.file, openModes[options.mode] | fullMutex, (error) =>
        error ? reject(toFailure(error)) : resolve(new Connection(database)),
      );
    });
    try {
      connection.#database.serialize();
      // Before the key: SQLCipher would otherwise print its own lines about a wrong key to stderr.
      await connection.script('PRAGMA cipher_log = off');
      // Overwrites every piece of memory that SQLite frees: pages, rows, statements, the text of the key.
      await connection.script('PRAGMA cipher_memory_security = ON');
      if (options.key) {
        await connection.#setKey(options.key);
      }
      await connection.script(`PRAGMA busy_timeout = ${options.busyTimeoutMs ?? 5000}`);
      await connection.script(
        'PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF',
      );
      // SQLite's 2 MB hold little of a large archive, and every page read again is decrypted again.
      // Only with a key: the setting reads the file, and the folder lock must not wait for its holder.
      // The writer touches every index of what it enters, so it keeps twice as much.
      const cacheKiB = options.mode === 'read' ? 16384 : 32768;
      if (options.key) await connection.script(`PRAGMA cache_size = -${cacheKiB}`);
      // Without it a REPLACE removes the row in its way unseen by the triggers that guard it.
      await connection.script('PRAGMA recursive_triggers = ON');
      if (options.mode === 'read') await connection.script('PRAGMA query_only = ON');
      return connection;
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
  }

  /**
   * The binding takes SQL as a string only, and copies it twice on its way. The text passes once; statements of the same
   * length right after it take the memory that its copies gave back.
   */
  async #setKey(key: Uint8Array): Promise<void> {
    const text = rawKeyText(key);
    try {
      await this.script(`PRAGMA key = "${text.toString('latin1')}"`);
    } finally {
      zero(text);
    }
    const blank = 'PRAGMA cipher_log = off --'.padEnd(82, '-');
    await Promise.all(Array.from({ length: 24 }, () => this.script(blank)));
  }

  /** Sets the write-ahead log and full durability; for connections that may write. */
  async makeDurable(): Promise<void> {
    await this.script('PRAGMA journal_mode = WAL');
    await this.script('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  }

  /**
   * Runs one statement.
   * @throws AppError database.value-unsafe (bind value or answer), busy, full, damaged; StatementError
   */
  async run(sql: string, parameters: readonly unknown[] = []): Promise<Answer> {
    if (this.#state !== 'open') throw new StatementError('SQLITE_MISUSE', 'the connection is closed');
    const answer = this.#run(sql, parameters);
    this.#running.add(answer);
    try {
      return await answer;
    } finally {
      this.#running.delete(answer);
    }
  }

  async #run(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    const { statement, shape } = await this.#prepare(sql);
    if (shape.placeholders !== parameters.length) {
      throw new StatementError(
        'SQLITE_RANGE',
        `${shape.placeholders} placeholders, ${parameters.length} values`,
      );
    }
    const values = parameters.map(toBindable);
    if (!shape.answersRows) {
      return new Promise((resolve, reject) => {
        statement.run(values, function (error) {
          if (error) reject(toFailure(error));
          else resolve({ rows: [], changes: this.changes, lastId: this.lastID });
        });
      });
    }
    const rows = await new Promise<Row[]>((resolve, reject) => {
      statement.all(values, (error, answered: Row[]) =>
        error ? reject(toFailure(error)) : resolve(answered),
      );
    });
    checkRows(rows);
    return { rows, changes: undefined, lastId: undefined };
  }

  /** First row of a query, or undefined. */
  async first(sql: string, parameters: readonly unknown[] = []): Promise<Row | undefined> {
    return (await this.run(sql, parameters)).rows[0];
  }

  /** Runs a script of several fixed statements without values (pragmas, BEGIN, migrations). */
  async script(sql: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#database.exec(sql, (error) => (error ? reject(toFailure(error)) : resolve()));
    });
  }

  /** Stops the statement that is running on this connection; it fails with database.busy. */
  interrupt(): void {
    // The binding refuses it on a connection that is being closed, where nothing runs any more.
    if (this.#state !== 'closed') this.#database.interrupt();
  }

  /** Takes no more statements, waits for those under way, and closes the file. */
  async close(): Promise<void> {
    this.#state = 'closing';
    // A statement that is still being prepared would keep the file open.
    await Promise.allSettled(this.#running);
    const prepared = [...this.#prepared.values()];
    this.#prepared.clear();
    await Promise.all(prepared.map(({ statement }) => finalize(statement)));
    this.#state = 'closed';
    await new Promise<void>((resolve, reject) => {
      this.#database.close((error) => (error ? reject(toFailure(error)) : resolve()));
    });
  }

  async #prepare(sql: string): Promise<Prepared> {
    const known = this.#prepared.get(sql);
    if (known) {
      // Move to the end: the map's order is the order of last use.
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const shape = shapeOf(sql);
    const statement = await new Promise<sqlcipher.Statement>((resolve, reject) => {
      const made = this.#database.prepare(sql, (error: Error | null) =>
        error ? reject(toFailure(error)) : resolve(made),
      );
    });
    const prepared = { statement, shape };
    const raced = this.#prepared.get(sql);
    if (raced) {
      await finalize(statement);
      return raced;
    }
    this.#prepared.set(sql, prepared);
    const oldest = this.#prepared.size > preparedLimit ? this.#prepared.entries().next().value : undefined;
    if (oldest) {
      this.#prepared.delete(oldest[0]);
      void finalize(oldest[1].statement);
    }
    return prepared;
  }
}

function finalize(statement: sqlcipher.Statement): Promise<void> {
  return new Promise((resolve) => {
    statement.finalize(() => resolve());
  });
}
