import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Bytes } from '../../shared/ids.ts';
import { Connection } from './driver.ts';
import { copyDurably, exists, syncFolder } from './durableFiles.ts';
import type { CopyFigures } from './handles.ts';
import { appliedMigrations } from './migration.ts';

/** Rows of every table of our schema, read through one connection. */
export async function rowCounts(connection: Connection): Promise<Record<string, number>> {
  const tables = await connection.run(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       AND name NOT LIKE 'record\\_fts%' ESCAPE '\\' ORDER BY name`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const row = await connection.first(`SELECT count(*) AS n FROM "${String(name)}"`);
    counts[String(name)] = Number(row?.n);
  }
  return counts;
}

/**
 * Looks into a database file that is not in use, through a reading connection, and leaves nothing behind:
 * a reader makes an empty log beside the file but never removes it.
 */
export async function lookInto<T>(
  file: string,
  key: Uint8Array,
  look: (connection: Connection) => Promise<T>,
): Promise<T> {
  const hadLog = await exists(`${file}-wal`);
  try {
    const connection = await Connection.open({ file, key, mode: 'read' });
    try {
      return await look(connection);
    } finally {
      await connection.close();
    }
  } finally {
    if (!hadLog) for (const side of ['-wal', '-shm']) await rm(file + side, { force: true });
  }
}

async function newestAuditRow(connection: Connection): Promise<{ seq: number; digest: string }> {
  const row = await connection.first('SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1');
  return { seq: Number(row?.seq ?? 0), digest: String(row?.digest ?? '0'.repeat(64)) };
}

/**
 * Newest audit row of a database file that is not in use, its number 0 where there is none.
 * @throws AppError as opening does
 */
export async function auditHeadOfFile(
  file: string,
  key: Uint8Array,
): Promise<{ seq: number; digest: string }> {
  return lookInto(file, key, newestAuditRow);
}

/**
 * Opens a database file that is not in use and checks all of it: the checksum of every page, the schema
 * register, the rows of every table.
 * @throws AppError database.damaged (also for a wrong key)
 */
export async function verifyDatabaseFile(file: string, key: Uint8Array): Promise<CopyFigures> {
  return lookInto(file, key, async (connection) => {
    if ((await appliedMigrations(connection)).length === 0) throw new AppError('database.damaged');
    const pages = await connection.run('PRAGMA cipher_integrity_check');
    if (pages.rows.length > 0) throw new AppError('database.damaged');
    const site = await connection.first('SELECT code FROM sites WHERE is_self = 1');
    return {
      bytes: (await stat(file)).size as Bytes,
      rows: await rowCounts(connection),
      head: await newestAuditRow(connection),
      site: String(site?.code ?? ''),
    };
  });
}

/**
 * Copies an open database byte by byte and verifies the copy.
 * The caller runs `quiet` with no write transaction open: it empties the log and pins the file. A reader that
 * started on an empty log keeps every checkpoint from touching the main file, so the bytes stand still while
 * writers go on in the log.
 * @throws AppError database.backup-failed, database.disk-full
 */
export async function copyDatabase(
  file: string,
  key: Uint8Array,
  target: string,
  quiet: (pin: () => Promise<void>) => Promise<void>,
): Promise<CopyFigures> {
  const reader = await Connection.open({ file, key, mode: 'read' });
  let expected: Record<string, number>;
  try {
    await quiet(async () => {
      await reader.script('BEGIN');
      await reader.run('SELECT count(*) AS n FROM sqlite_schema');
    });
    await copyDurably(file, target);
    expected = await rowCounts(reader);
  } finally {
    await reader.close();
  }
  await syncFolder(dirname(target));
  const figures = await verifyDatabaseFile(target, key);
  for (const [table, count] of Object.entries(expected)) {
    if (figures.rows[table] !== count) {
      throw new AppError('database.backup-failed', { detail: `表 ${table} 的行数与原库不一致` });
    }
  }
  return figures;
}
