import { sql } from 'kysely';
import type { WriteTx } from './handles.ts';

/**
 * Full-text index of the records. Each Chinese character is a token of its own (separated by spaces before
 * indexing), so that a phrase of characters finds any run of them; everything else is split by unicode61.
 */
const separated = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/gu;

/** Longest indexed text in characters; enough for every form, and no row grows the index without bound. */
const longest = 20_000;

/** Text as it is indexed and looked for: one width, one case, characters set apart. */
export function tokenText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .slice(0, longest)
    .replace(separated, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Full-text query of what a person typed: every word must occur, each as a phrase. No operator of the query
 * language gets through: words consist of letters and digits only.
 * @returns undefined when nothing searchable was typed
 */
export function matchQuery(typed: string): string | undefined {
  const words =
    typed
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const phrases = words.map((word) => tokenText(word)).filter((phrase) => phrase !== '');
  if (phrases.length === 0) return undefined;
  return phrases.map((phrase) => `"${phrase}"`).join(' ');
}

/** Puts or replaces the index row of one record, in the transaction that changes the record. */
export async function indexRecord(tx: WriteTx, recordId: number, text: string): Promise<void> {
  await removeFromIndex(tx, recordId);
  await sql`INSERT INTO record_fts (rowid, text) VALUES (${recordId}, ${tokenText(text)})`.execute(tx);
}

/** One record of a bulk change. */
export interface IndexEntry {
  readonly recordId: number;
  readonly text: string;
}

/** Puts index rows of many new records, about 1,000 a statement. None may be indexed yet. */
export async function indexNewRecords(tx: WriteTx, entries: readonly IndexEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += 1000) {
    const rows = entries.slice(from, from + 1000).map(({ recordId, text }) => [recordId, tokenText(text)]);
    await sql`INSERT INTO record_fts (rowid, text)
      SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${JSON.stringify(rows)})`.execute(
      tx,
    );
  }
}

/** Takes a record out of the index; its words are erased from it, not marked. */
export async function removeFromIndex(tx: WriteTx, recordId: number): Promise<void> {
  await sql`DELETE FROM record_fts WHERE rowid = ${recordId}`.execute(tx);
}
