import { sql } from 'kysely';
import type { WriteTx } from './handles.ts';

/**
 * Full-text index of the records: `record_fts`, its rowid the record's id, its text the tokens that
 * `indexText` of shared/text/cjk.ts makes (each Chinese character one token). Always written in the transaction
 * that changes the record.
 */

/** One record to be indexed. */
export interface IndexEntry {
  readonly recordId: number;
  /** Tokens separated by spaces or line ends. */
  readonly tokens: string;
}

/** Statement size of bulk work; larger ones gain nothing and hold more text twice. */
const rowsPerStatement = 1000;

/** Puts or replaces the index row of one record. The words of the row before are erased, not marked. */
export async function indexRecord(tx: WriteTx, { recordId, tokens }: IndexEntry): Promise<void> {
  await sql`INSERT OR REPLACE INTO record_fts (rowid, text) VALUES (${recordId}, ${tokens})`.execute(tx);
}

/** Puts index rows of many new records (import, demonstration data). None of them may be indexed yet. */
export async function indexNewRecords(tx: WriteTx, entries: readonly IndexEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += rowsPerStatement) {
    const rows = JSON.stringify(entries.slice(from, from + rowsPerStatement));
    await sql`INSERT INTO record_fts (rowid, text)
      SELECT json_extract(value, '$.recordId'), json_extract(value, '$.tokens') FROM json_each(${rows})`.execute(
      tx,
    );
  }
}

/** Takes a record out of the index; its words are erased from it. */
export async function removeFromIndex(tx: WriteTx, recordId: number): Promise<void> {
  await sql`DELETE FROM record_fts WHERE rowid = ${recordId}`.execute(tx);
}
