import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { SheetExportsTable, SheetImportRowsTable, SheetImportsTable } from '../schema.ts';
import type { ListedMaster, StoredMasterType } from './master.ts';
import { executor, type Keyed, type ListedRecord, listedRecords } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** An export as stored. */
export type StoredExport = Selectable<SheetExportsTable>;
/** An export with the names of its hands, and how many of its records the asking person may read. */
export interface ListedExport extends StoredExport {
  readonly applicant_name: string;
  readonly applicant_uid: string;
  readonly approver_name: string | null;
  /** Records of it that the asking person reads; rows of master data count too. */
  readonly readable: number;
}
/** An import as stored. */
export type StoredImport = Selectable<SheetImportsTable>;
/** What one row of an import became. */
export type StoredImportRow = Selectable<SheetImportRowsTable>;

/** Enters an application with the rows that shall leave, in their order. */
export async function insertExport(
  tx: WriteTx,
  row: Omit<Insertable<SheetExportsTable>, 'id'>,
  rows: readonly { readonly record_id: number | null; readonly master_id: number | null }[],
): Promise<void> {
  const { id } = await tx.insertInto('sheet_exports').values(row).returning('id').executeTakeFirstOrThrow();
  for (let from = 0; from < rows.length; from += 500) {
    const values = rows
      .slice(from, from + 500)
      .map((one, index) => ({ export_id: id, place: from + index, ...one }));
    await tx.insertInto('sheet_export_rows').values(values).execute();
  }
}

/** Exports of a person or, for who approves them, of everybody, newest first. */
export async function listExports(
  db: ReadDb,
  scope: ReaderScope,
  applicantId: number | null,
  limit: number,
): Promise<ListedExport[]> {
  return await exportsWhere(db, scope, sql`${applicantId} IS NULL OR e.applicant_id = ${applicantId}`, limit);
}

/** One export by public identity. */
export async function exportByUid(
  db: ReadDb,
  scope: ReaderScope,
  uid: string,
): Promise<ListedExport | undefined> {
  return (await exportsWhere(db, scope, sql`e.uid = ${uid}`, 1))[0];
}

async function exportsWhere(
  db: ReadDb,
  scope: ReaderScope,
  where: ReturnType<typeof sql>,
  limit: number,
): Promise<ListedExport[]> {
  const answer =
    await sql<ListedExport>`SELECT e.*, a.name AS applicant_name, a.uid AS applicant_uid, b.name AS approver_name,
      (SELECT count(*) FROM sheet_export_rows x LEFT JOIN records r ON r.id = x.record_id
        WHERE x.export_id = e.id AND (x.master_id IS NOT NULL OR ${visible(scope, 'r')})) AS readable
    FROM sheet_exports e JOIN accounts a ON a.id = e.applicant_id LEFT JOIN accounts b ON b.id = e.approver_id
    WHERE ${where} ORDER BY e.id DESC LIMIT ${limit}`.execute(executor(db));
  return answer.rows;
}

/** Changes where an export stands. @returns false when it no longer stood where it was thought to stand */
export async function changeExport(
  tx: WriteTx,
  id: number,
  from: StoredExport['state'],
  change: Partial<
    Pick<
      StoredExport,
      'state' | 'approver_id' | 'decided_at' | 'refusal' | 'file_name' | 'file_sha256' | 'written_at'
    >
  >,
): Promise<boolean> {
  const result = await tx
    .updateTable('sheet_exports')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Records of an export that the reader may read, in the order of the table. */
export async function exportedRecords(
  db: ReadDb,
  scope: ReaderScope,
  exportId: number,
): Promise<ListedRecord[]> {
  const keys = sql<Keyed>`SELECT record_id AS id, place FROM sheet_export_rows WHERE export_id = ${exportId}`;
  return (await listedRecords(scope, keys, sql`k.place`).execute(executor(db))).rows;
}

/** Content and form version of records whose row numbers the access rule has let through. */
export async function contentsOf(
  db: ReadDb,
  ids: readonly number[],
): Promise<Map<number, { readonly content: string; readonly form_version: number }>> {
  const found = new Map<number, { readonly content: string; readonly form_version: number }>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom('records')
      .select(['id', 'content', 'form_version'])
      .where('id', 'in', ids.slice(from, from + 500))
      .execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Entries of an export in the order of the table. */
export async function exportedEntries(db: ReadDb, exportId: number): Promise<Selectable<ListedMasterRow>[]> {
  const answer =
    await sql<ListedMasterRow>`SELECT m.* FROM sheet_export_rows x JOIN master m ON m.id = x.master_id
    WHERE x.export_id = ${exportId} ORDER BY x.place`.execute(executor(db));
  return answer.rows;
}
type ListedMasterRow = Pick<ListedMaster, 'id' | 'content' | 'state' | 'owning_site' | 'type'>;

/** Entries of a type in use that have a code, of any site. */
export async function entriesByCode(
  db: ReadDb,
  type: StoredMasterType,
  code: string,
): Promise<{ id: number; uid: string; code: string; name: string; owning_site: string }[]> {
  return await db
    .selectFrom('master')
    .select(['id', 'uid', 'code', 'name', 'owning_site'])
    .where('type', '=', type)
    .where('code', '=', code)
    .where('state', 'in', ['active', 'provisional'])
    .execute();
}

/** Enters an import with what each row became. @returns nothing; the rows are kept for undoing */
export async function insertImport(
  tx: WriteTx,
  row: Omit<Insertable<SheetImportsTable>, 'id'>,
  rows: readonly Omit<Insertable<SheetImportRowsTable>, 'import_id' | 'place'>[],
): Promise<void> {
  const { id } = await tx.insertInto('sheet_imports').values(row).returning('id').executeTakeFirstOrThrow();
  for (let from = 0; from < rows.length; from += 500) {
    const values = rows
      .slice(from, from + 500)
      .map((one, index) => ({ import_id: id, place: from + index, ...one }));
    await tx.insertInto('sheet_import_rows').values(values).execute();
  }
}

/** Imports of a person, newest first. */
export async function importsOf(db: ReadDb, accountId: number, limit: number): Promise<StoredImport[]> {
  return await db
    .selectFrom('sheet_imports')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** One import of a person. */
export async function importByUid(
  db: ReadDb,
  accountId: number,
  uid: string,
): Promise<StoredImport | undefined> {
  return await db
    .selectFrom('sheet_imports')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('uid', '=', uid)
    .executeTakeFirst();
}

/** What the rows of an import became, in the order of the file. */
export async function importRows(db: ReadDb, importId: number): Promise<StoredImportRow[]> {
  return await db
    .selectFrom('sheet_import_rows')
    .selectAll()
    .where('import_id', '=', importId)
    .orderBy('place')
    .execute();
}

/** Notes that an import was undone, or what became of its file. */
export async function changeImport(
  tx: WriteTx,
  id: number,
  change: Partial<Pick<StoredImport, 'clear_file' | 'undone_by' | 'undone_at' | 'undone_reason'>>,
): Promise<void> {
  await tx.updateTable('sheet_imports').set(change).where('id', '=', id).execute();
}

/** Whether anything was built on an entry: a record, a set, another entry, an account, a certificate or stock names it. */
export async function isBuiltOn(
  db: ReadDb,
  entry: { readonly id: number; readonly uid: string },
  since: string,
): Promise<boolean> {
  const { id, uid } = entry;
  const answer = await sql<{ used: number }>`SELECT
      EXISTS (SELECT 1 FROM records WHERE customer_id = ${id})
      OR EXISTS (SELECT 1 FROM record_equipment WHERE equipment_id = ${id})
      OR EXISTS (SELECT 1 FROM master WHERE customer_id = ${id} OR model_id = ${id} OR merged_into = ${id})
      OR EXISTS (SELECT 1 FROM master WHERE id <> ${id} AND instr(content, ${uid}) > 0)
      OR EXISTS (SELECT 1 FROM accounts WHERE staff_id = ${id})
      OR EXISTS (SELECT 1 FROM staff_certificates WHERE master_id = ${id})
      OR EXISTS (SELECT 1 FROM stock_moves WHERE part_id = ${id} OR depot_id = ${id})
      OR EXISTS (SELECT 1 FROM records WHERE changed_at >= ${since} AND instr(content, ${uid}) > 0)
    AS used`.execute(executor(db));
  return answer.rows[0]?.used !== 0;
}
