import type { WriteTx } from '../handles.ts';

/**
 * Puts or replaces the full-text row of a record.
 * @param text tokens separated by spaces, as the tokeniser of `shared/text` gives them
 */
export async function putSearchText(tx: WriteTx, recordId: number, text: string): Promise<void> {
  const changed = await tx
    .updateTable('record_fts')
    .set({ text })
    .where('rowid', '=', recordId)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return;
  await tx.insertInto('record_fts').values({ rowid: recordId, text }).execute();
}
