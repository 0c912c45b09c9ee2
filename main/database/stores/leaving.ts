import { sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { newestSplit, papersOf } from './keys.ts';
import { readerOfAccount } from './visibility.ts';

/** States in which a record needs nobody any more. */
const finished = ['closed', 'archived', 'compiled', 'disposed', 'voided', 'invalid'];

/** Records that wait for a person, by row number and level. */
export interface OpenRecord {
  readonly id: number;
  readonly level: number;
}

/** Tasks that the person is responsible for and that are not finished. */
export async function openTasksOf(db: ReadDb, accountId: number): Promise<OpenRecord[]> {
  return await db
    .selectFrom('records')
    .select(['id', 'level'])
    .where('responsible_id', '=', accountId)
    .where('kind', '=', 'task')
    .where('state', 'not in', finished)
    .execute();
}

/** Drafts that the person began. */
export async function draftsOf(db: ReadDb, accountId: number): Promise<OpenRecord[]> {
  return await db
    .selectFrom('records')
    .select(['id', 'level'])
    .where('author_id', '=', accountId)
    .where('state', '=', 'draft')
    .where((eb) => eb.or([eb('responsible_id', '=', accountId), eb('responsible_id', 'is', null)]))
    .execute();
}

/** Other unfinished records that the person is responsible for. */
export async function openRecordsOf(db: ReadDb, accountId: number): Promise<OpenRecord[]> {
  return await db
    .selectFrom('records')
    .select(['id', 'level'])
    .where('responsible_id', '=', accountId)
    .where('kind', '<>', 'task')
    .where('state', 'not in', [...finished, 'draft'])
    .execute();
}

/** Restricted records whose only present reader is this account. */
export async function onlyReadBy(db: ReadDb, accountUid: string, now: string): Promise<OpenRecord[]> {
  return await db
    .selectFrom('record_readers as r')
    .innerJoin('records', 'records.id', 'r.record_id')
    .select(['records.id', 'records.level'])
    .where('r.reader', '=', readerOfAccount(accountUid))
    .where('records.restricted', '=', 1)
    .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', now)]))
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM record_readers o
        LEFT JOIN accounts a ON o.reader = 'a:' || a.uid
        WHERE o.record_id = r.record_id AND o.reader <> r.reader AND o.reader NOT LIKE 's:%'
          AND (o.until IS NULL OR o.until > ${now}) AND (a.id IS NULL OR a.state = 'active'))`,
    )
    .execute();
}

/** Originals that were last handed to a person of this name. */
export async function originalsHeldBy(db: ReadDb, name: string): Promise<number> {
  const rows = await sql<{
    n: number;
  }>`SELECT count(*) AS n FROM custody c WHERE c.to_name = ${name} AND c.event = 'handed'
    AND NOT EXISTS (SELECT 1 FROM custody l WHERE l.record_id = c.record_id AND l.id > c.id)`.execute(db);
  return rows.rows[0]?.n ?? 0;
}

/** Numbers of printed copies in a person's hands. */
export async function copiesHeldBy(db: ReadDb, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom('print_copies')
    .select('copy_number')
    .where('holder', '=', name)
    .where('state', 'in', ['printed', 'issued', 'acknowledged'])
    .orderBy('copy_number')
    .execute();
  return rows.map((row) => row.copy_number);
}

/** Numbers of removable media that a person keeps. */
export async function mediaHeldBy(db: ReadDb, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom('media')
    .select('number')
    .where('holder', '=', name)
    .where('retired_at', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map((row) => row.number);
}

/** Papers of the present recovery split that the account keeps. */
export async function recoveryPapersOf(db: ReadDb, accountId: number): Promise<string[]> {
  const split = await newestSplit(db);
  if (split === undefined) return [];
  const papers = await papersOf(db, split.split_id);
  return papers.filter((paper) => paper.custodian_id === accountId).map((paper) => paper.paper);
}
