import type { Insertable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { SavedFiltersTable } from '../schema.ts';

/** Own filters and those that others share, by name. */
export async function filtersFor(db: ReadDb, accountId: number) {
  return await db
    .selectFrom('saved_filters as f')
    .innerJoin('accounts as a', 'a.id', 'f.owner_id')
    .select(['f.uid', 'f.name', 'f.filter', 'f.shared', 'f.owner_id', 'a.name as owner_name'])
    .where((where) => where.or([where('f.owner_id', '=', accountId), where('f.shared', '=', 1)]))
    .orderBy('f.name')
    .orderBy('f.id')
    .execute();
}

/** Saves a filter, or replaces the person's own of that name. @returns its public identity */
export async function putFilter(
  tx: WriteTx,
  filter: Omit<Insertable<SavedFiltersTable>, 'id'>,
): Promise<string> {
  const { filter: text, shared, at } = filter;
  const row = await tx
    .insertInto('saved_filters')
    .values(filter)
    .onConflict((conflict) =>
      conflict.columns(['owner_id', 'name']).doUpdateSet({ filter: text, shared, at }),
    )
    .returning('uid')
    .executeTakeFirstOrThrow();
  return row.uid;
}

/** Removes a filter of a person. @returns false when the person has no such filter */
export async function deleteFilter(tx: WriteTx, accountId: number, uid: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('saved_filters')
    .where('uid', '=', uid)
    .where('owner_id', '=', accountId)
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}
