import { type Insertable, sql } from 'kysely';
import type { WriteTx } from './handles.ts';
import type { Tables } from './schema.ts';

/** Rows of one bulk statement; larger ones gain nothing and hold more text twice. */
export const rowsPerStatement = 1000;

/**
 * Inserts many rows of one table, a thousand per statement: twenty times as fast as one by one. Triggers and checks hold as
 * for single rows.
 * @param rows all with the same columns; no bytes, which JSON cannot carry
 */
export async function insertRows<T extends keyof Tables & string>(
  tx: WriteTx,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = sql.join(columns.map((_, at) => sql`value ->> ${sql.lit(at)}`));
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const lists = rows
      .slice(from, from + rowsPerStatement)
      .map((row) => columns.map((column) => (row as Readonly<Record<string, unknown>>)[column] ?? null));
    await sql`INSERT INTO ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      SELECT ${values} FROM json_each(${JSON.stringify(lists)})`.execute(tx);
  }
}
