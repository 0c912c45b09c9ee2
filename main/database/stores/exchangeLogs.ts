import type { Selectable } from 'kysely';
import type { ReadDb } from '../handles.ts';
import type { ImportAttemptsTable } from '../schema.ts';
import type { StoredPackageOut } from './exchange.ts';

/** Most rows of a printed log. */
const mostRows = 2000;

/** Applications to import of a time, with the name of who applied, the oldest first. @param from, to days, both included */
export async function importsBetween(
  db: ReadDb,
  from: string,
  to: string,
): Promise<(Selectable<ImportAttemptsTable> & { name: string | null })[]> {
  return await db
    .selectFrom('import_attempts')
    .leftJoin('accounts', 'accounts.uid', 'import_attempts.account_uid')
    .selectAll('import_attempts')
    .select('accounts.name')
    .where('import_attempts.at', '>=', from)
    .where('import_attempts.at', '<', `${to}T99`)
    .orderBy('import_attempts.id')
    .limit(mostRows)
    .execute();
}

/** Packages released in a time, the oldest first. @param from, to days, both included */
export async function releasedBetween(db: ReadDb, from: string, to: string): Promise<StoredPackageOut[]> {
  return await db
    .selectFrom('packages_out')
    .selectAll()
    .where('released_at', '>=', from)
    .where('released_at', '<', `${to}T99`)
    .where('seq', 'is not', null)
    .orderBy('id')
    .limit(mostRows)
    .execute();
}
