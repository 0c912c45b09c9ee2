import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/ids.ts';
import type { Connection } from './driver.ts';

/** One step of the schema. Self-contained: it imports no live code, so that it does the same years later. */
export interface Migration {
  /** Timestamp and name, `20261122080000_initial`; the order of the names is the order of the steps. */
  readonly name: string;
  /** Why the step exists; kept in the database beside its name. */
  readonly reason: string;
  /** SQL statements, run in order inside one transaction. */
  readonly up: readonly string[];
}

const register = `CREATE TABLE IF NOT EXISTS schema_migrations (
  name TEXT PRIMARY KEY, reason TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT, WITHOUT ROWID`;

/**
 * Names of the steps a database holds, oldest first; empty for a file without our schema.
 * @throws AppError database.damaged
 */
export async function appliedMigrations(connection: Connection): Promise<string[]> {
  const table = await connection.first(
    `SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'`,
  );
  if (table?.n !== 1) return [];
  const { rows } = await connection.run('SELECT name FROM schema_migrations ORDER BY name');
  return rows.map((row) => String(row.name));
}

/**
 * The steps a database still lacks.
 * @throws AppError database.newer when it holds a step this program does not know
 */
export function pendingMigrations(applied: readonly string[], known: readonly Migration[]): Migration[] {
  const names = new Set(known.map((migration) => migration.name));
  const unknown = applied.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new AppError('database.newer', { found: unknown, known: known.at(-1)?.name ?? '' });
  }
  return known.filter((migration) => !applied.includes(migration.name));
}

/**
 * Carries out the steps, each in a transaction of its own; a step that fails leaves the steps before it.
 * @throws StatementError of the failing statement, or AppError database.disk-full
 */
export async function migrate(
  connection: Connection,
  pending: readonly Migration[],
  at: Instant,
): Promise<void> {
  await connection.script(register);
  for (const migration of pending) {
    // A step may rebuild a table that others refer to; the references are checked as a whole before commit.
    await connection.script('PRAGMA foreign_keys = OFF');
    await connection.script('BEGIN IMMEDIATE');
    try {
      for (const statement of migration.up) await connection.script(statement);
      await connection.run('INSERT INTO schema_migrations (name, reason, applied_at) VALUES (?, ?, ?)', [
        migration.name,
        migration.reason,
        at,
      ]);
      const broken = await connection.run('PRAGMA foreign_key_check');
      if (broken.rows.length > 0) throw new Error(`${migration.name} leaves broken references`);
      await connection.script('COMMIT');
    } catch (error) {
      await connection.script('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await connection.script('PRAGMA foreign_keys = ON');
    }
  }
}
