import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { MasterHistoryTable, MasterTable } from '../schema.ts';
import { executor } from './recordRows.ts';

/** Master-data entry as stored. */
export type StoredMaster = Selectable<MasterTable>;
/** Master-data type. */
export type StoredMasterType = StoredMaster['type'];
/** Entry with what it refers to. */
export interface ListedMaster extends StoredMaster {
  readonly customer_uid: string | null;
  readonly customer_code: string | null;
  readonly customer_name: string | null;
  readonly model_uid: string | null;
  readonly model_code: string | null;
  readonly model_name: string | null;
}

/** What a list of entries is narrowed by. */
export interface MasterFilter {
  readonly type: StoredMasterType;
  /** As typed: part of a name or code, or pinyin initials; of a customer also part of a contact's name or number. */
  readonly text: string;
  readonly customerId: number | null;
  readonly modelId: number | null;
}

const listed = sql`m.*, c.uid AS customer_uid, c.code AS customer_code, c.name AS customer_name,
  d.uid AS model_uid, d.code AS model_code, d.name AS model_name`;
const joins = sql`LEFT JOIN master c ON c.id = m.customer_id LEFT JOIN master d ON d.id = m.model_id`;

/**
 * Entries of a type by code.
 * @param after code and row number of the last entry shown
 */
export async function listMaster(
  db: ReadDb,
  filter: MasterFilter,
  after: { readonly code: string; readonly id: number } | null,
  limit: number,
): Promise<ListedMaster[]> {
  return (await masterStatement(filter, after, limit).execute(executor(db))).rows;
}

/** The statement of one page of entries, for the tests of its plan. */
export function masterStatement(
  filter: MasterFilter,
  after: { readonly code: string; readonly id: number } | null,
  limit: number,
): RawBuilder<ListedMaster> {
  const conditions: RawBuilder<unknown>[] = [
    sql`m.type = ${filter.type}`,
    sql`m.state IN ('active', 'provisional')`,
  ];
  const text = filter.text.trim();
  if (text !== '') {
    const part = `%${escapeLike(text)}%`;
    const initials = `${escapeLike(text.toLowerCase())}%`;
    // A call begins with who is on the line: a customer is found by its contacts, too.
    const contacts =
      filter.type === 'customer'
        ? sql` OR json_extract(m.content, '$.contacts') LIKE ${part} ESCAPE '\\' OR m.initials LIKE ${`% ${initials}`} ESCAPE '\\'`
        : sql``;
    conditions.push(
      sql`(m.code LIKE ${part} ESCAPE '\\' OR m.name LIKE ${part} ESCAPE '\\' OR m.initials LIKE ${initials} ESCAPE '\\'${contacts})`,
    );
  }
  if (filter.customerId !== null) conditions.push(sql`m.customer_id = ${filter.customerId}`);
  if (filter.modelId !== null) conditions.push(sql`m.model_id = ${filter.modelId}`);
  if (after !== null) conditions.push(sql`(m.code, m.id) > (${after.code}, ${after.id})`);
  const index =
    filter.customerId !== null
      ? sql`master_by_customer`
      : filter.modelId !== null
        ? sql`master_by_model`
        : sql`master_by_code`;
  return sql<ListedMaster>`SELECT ${listed} FROM master m INDEXED BY ${index} ${joins}
    WHERE ${sql.join(conditions, sql` AND `)} ORDER BY m.code, m.id LIMIT ${limit}`;
}

/** Entries by public identity, with what they refer to; merged ones are answered as the entry they were merged into. */
export async function masterByUids(db: ReadDb, uids: readonly string[]): Promise<ListedMaster[]> {
  if (uids.length === 0) return [];
  const answer =
    await sql<ListedMaster>`SELECT ${listed} FROM master a JOIN master m ON m.id = coalesce(a.merged_into, a.id) ${joins}
    WHERE a.uid IN (${sql.join([...uids])})`.execute(executor(db));
  return answer.rows;
}

/** One entry by public identity. */
export async function masterByUid(db: ReadDb, uid: string): Promise<ListedMaster | undefined> {
  return (await masterByUids(db, [uid]))[0];
}

/** One entry by row number. */
export async function masterById(db: ReadDb, id: number): Promise<StoredMaster | undefined> {
  return await db.selectFrom('master').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Entries by row number. */
export async function masterByIds(db: ReadDb, ids: readonly number[]): Promise<StoredMaster[]> {
  if (ids.length === 0) return [];
  return await db
    .selectFrom('master')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute();
}

/** Entry of a site by its code. */
export async function masterByCode(
  db: ReadDb,
  type: StoredMasterType,
  owningSite: string,
  code: string,
): Promise<StoredMaster | undefined> {
  return await db
    .selectFrom('master')
    .selectAll()
    .where('type', '=', type)
    .where('owning_site', '=', owningSite)
    .where('code', '=', code)
    .executeTakeFirst();
}

/** All present entries of a type; only for small types (staff, military offices, models). */
export async function allMaster(db: ReadDb, type: StoredMasterType): Promise<StoredMaster[]> {
  return await db
    .selectFrom('master')
    .selectAll()
    .where('type', '=', type)
    .where('state', 'in', ['active', 'provisional'])
    .orderBy('code')
    .execute();
}

/** Adds an entry. */
export async function insertMaster(
  tx: WriteTx,
  entry: Omit<Insertable<MasterTable>, 'id'>,
): Promise<StoredMaster> {
  return await tx.insertInto('master').values(entry).returningAll().executeTakeFirstOrThrow();
}

/** Changes an entry. */
export async function updateMaster(
  tx: WriteTx,
  id: number,
  change: Partial<Omit<StoredMaster, 'id' | 'uid' | 'type' | 'owning_site'>>,
): Promise<void> {
  await tx.updateTable('master').set(change).where('id', '=', id).execute();
}

/** Appends a line to an entry's history. */
export async function appendMasterHistory(
  tx: WriteTx,
  line: Omit<Insertable<MasterHistoryTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('master_history').values(line).execute();
}

/** History of an entry, newest first. */
export async function masterHistory(db: ReadDb, masterId: number): Promise<Selectable<MasterHistoryTable>[]> {
  return await db
    .selectFrom('master_history')
    .selectAll()
    .where('master_id', '=', masterId)
    .orderBy('id', 'desc')
    .execute();
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}
