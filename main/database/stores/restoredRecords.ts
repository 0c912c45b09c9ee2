import type { ReadDb } from '../handles.ts';

/** A record by its archive number, without regard to readers: two posts name what they read on paper, nothing is shown. */
export async function recordByArchiveNumber(
  db: ReadDb,
  number: string,
): Promise<{ readonly id: number; readonly uid: string; readonly state: string } | undefined> {
  return await db
    .selectFrom('records')
    .select(['id', 'uid', 'state'])
    .where('archive_number', '=', number)
    .executeTakeFirst();
}
