import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { TrashTable } from '../schema.ts';

/** A discarded draft as stored. */
export type StoredTrash = Selectable<TrashTable>;

/** Keeps a discarded draft. */
export async function insertTrash(tx: WriteTx, row: Omit<Insertable<TrashTable>, 'id'>): Promise<void> {
  await tx.insertInto('trash').values(row).execute();
}

/** Discarded drafts of a person up to a level, newest first. */
export async function trashOf(
  db: ReadDb,
  ownerId: number,
  clearance: number,
  limit: number,
): Promise<StoredTrash[]> {
  return await db
    .selectFrom('trash')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('level', '<=', clearance)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** A discarded draft of a person. */
export async function trashByUid(
  db: ReadDb,
  ownerId: number,
  clearance: number,
  uid: string,
): Promise<StoredTrash | undefined> {
  return await db
    .selectFrom('trash')
    .selectAll()
    .where('uid', '=', uid)
    .where('owner_id', '=', ownerId)
    .where('level', '<=', clearance)
    .executeTakeFirst();
}

/** Removes a draft that was taken back. */
export async function removeTrash(tx: WriteTx, id: number): Promise<void> {
  await tx.deleteFrom('trash').where('id', '=', id).execute();
}
