import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { BlankFormsTable } from '../schema.ts';

/** A numbered blank form with what its copy says. */
export type StoredBlank = Selectable<BlankFormsTable> & {
  readonly copy_number: string;
  readonly trace_code: string;
  readonly copy_state: string;
};

/** Enters forms that were printed empty. */
export async function insertBlanks(
  tx: WriteTx,
  rows: readonly Omit<Insertable<BlankFormsTable>, 'id'>[],
): Promise<void> {
  await tx
    .insertInto('blank_forms')
    .values([...rows])
    .execute();
}

/** The form by the trace code on its page. */
export async function blankByTrace(db: ReadDb, traceCode: string): Promise<StoredBlank | undefined> {
  return await blanks(db).where('c.trace_code', '=', traceCode).executeTakeFirst();
}

/** The form by its identity. */
export async function blankByUid(db: ReadDb, uid: string): Promise<StoredBlank | undefined> {
  return await blanks(db).where('b.uid', '=', uid).executeTakeFirst();
}

/** Forms that went with some notices, in order of their numbers. */
export async function blanksOfNotices(db: ReadDb, noticeIds: readonly number[]): Promise<StoredBlank[]> {
  if (noticeIds.length === 0) return [];
  return await blanks(db)
    .where('b.notice_id', 'in', [...noticeIds])
    .orderBy('b.id')
    .execute();
}

/** Forms on which a report was written by hand. */
export async function blanksOfRecord(db: ReadDb, recordId: number): Promise<StoredBlank[]> {
  return await blanks(db).where('b.record_id', '=', recordId).orderBy('b.id').execute();
}

/** Changes what became of a form, or its comparison. */
export async function changeBlank(
  tx: WriteTx,
  id: number,
  change: Partial<Omit<Selectable<BlankFormsTable>, 'id' | 'uid' | 'copy_id' | 'kind' | 'notice_id'>>,
): Promise<void> {
  await tx.updateTable('blank_forms').set(change).where('id', '=', id).execute();
}

function blanks(db: ReadDb) {
  return db
    .selectFrom('blank_forms as b')
    .innerJoin('print_copies as c', 'c.id', 'b.copy_id')
    .selectAll('b')
    .select(['c.copy_number', 'c.trace_code', 'c.state as copy_state']);
}
