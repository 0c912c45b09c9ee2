import { AppError } from '../../../shared/errors.ts';
import type { MasterType } from '../../../shared/forms/kinds.ts';
import type { ReadDb } from '../handles.ts';

/** Row number of an entry by its public identity. @throws AppError master.not-found */
export async function rowIdOfMaster(db: ReadDb, uid: string, type: MasterType): Promise<number> {
  const row = await db
    .selectFrom('master')
    .select('id')
    .where('uid', '=', uid)
    .where('type', '=', type)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('master.not-found');
  return row.id;
}
