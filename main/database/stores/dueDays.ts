import type { ReadDb, WriteTx } from '../handles.ts';

/** Records of a site that wait for a due day, by row number, as far as computing it needs. */
export async function openDueRecords(db: ReadDb, site: string, after: number, count: number) {
  return await db
    .selectFrom('records')
    .select(['id', 'kind', 'state', 'content', 'recorded_at', 'task_id', 'due_on'])
    .where('owning_site', '=', site)
    .where('due_on', 'is not', null)
    .where('state', 'not in', ['archived', 'compiled', 'disposed', 'voided', 'invalid'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(count)
    .execute();
}

/** Sets the due day of a record; its content and its state stay. */
export async function setDueDay(tx: WriteTx, id: number, dueOn: string): Promise<void> {
  await tx.updateTable('records').set({ due_on: dueOn }).where('id', '=', id).execute();
}
