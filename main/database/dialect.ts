import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Answer } from './driver.ts';
import type { Tables } from './schema.ts';

/** Runs one compiled statement somewhere: on a reader, or inside the transaction that is open. */
export type Executor = (sql: string, parameters: readonly unknown[]) => Promise<Answer>;

class QueryConnection implements DatabaseConnection {
  readonly #execute: Executor;

  constructor(execute: Executor) {
    this.#execute = execute;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const answer = await this.#execute(query.sql, query.parameters);
    // The row type is what the query builder computed from the table types; a test holds those to the schema.
    const rows = answer.rows as R[];
    if (answer.changes === undefined) return { rows, numAffectedRows: BigInt(rows.length) };
    return { rows, numAffectedRows: BigInt(answer.changes), insertId: BigInt(answer.lastId ?? 0) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('page by key instead: a streaming statement would hold its connection');
  }
}

class ExecutorDriver implements Driver {
  readonly #connection: QueryConnection;

  constructor(execute: Executor) {
    this.#connection = new QueryConnection(execute);
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async beginTransaction(): Promise<void> {
    throw new Error('transactions are opened by Database.inTransaction only');
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** Kysely's SQLite dialect whose statements all go through `execute`. */
export function queryBuilder(execute: Executor): Kysely<Tables> {
  const dialect: Dialect = {
    createDriver: () => new ExecutorDriver(execute),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new ExecutorAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return new Kysely<Tables>({ dialect });
}

/** Several statements may run at once: the executor spreads or queues them itself. */
class ExecutorAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
