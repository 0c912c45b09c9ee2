import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type {
  CustodyTable,
  MarkingDecisionsTable,
  RecordHistoryTable,
  RecordReadersTable,
  RecordVersionsTable,
  SignaturesTable,
} from '../schema.ts';
import { executor, type ListedRecord, listedRecords, newestFirst } from './recordRows.ts';
import type { ReaderScope } from './visibility.ts';
import { visible } from './visibility.ts';

/** Line of a record's history as stored. */
export type StoredHistory = Selectable<RecordHistoryTable>;
/** Signature as stored. */
export type StoredSignature = Selectable<SignaturesTable>;
/** Frozen version as stored. */
export type StoredVersion = Selectable<RecordVersionsTable>;
/** Hand-over of a paper original as stored. */
export type StoredCustody = Selectable<CustodyTable>;

/** Row numbers and identities of the equipment of a record, by serial. */
export async function equipmentOf(
  db: ReadDb,
  recordId: number,
): Promise<{ id: number; uid: string; code: string; name: string; model_id: number | null }[]> {
  return await db
    .selectFrom('record_equipment')
    .innerJoin('master', 'master.id', 'record_equipment.equipment_id')
    .select(['master.id', 'master.uid', 'master.code', 'master.name', 'master.model_id'])
    .where('record_equipment.record_id', '=', recordId)
    .orderBy('master.code')
    .execute();
}

/** Equipment of several records at once, by record. */
export async function equipmentOfRecords(
  db: ReadDb,
  recordIds: readonly number[],
): Promise<{ record_id: number; uid: string; code: string; name: string }[]> {
  if (recordIds.length === 0) return [];
  return await db
    .selectFrom('record_equipment')
    .innerJoin('master', 'master.id', 'record_equipment.equipment_id')
    .select(['record_equipment.record_id', 'master.uid', 'master.code', 'master.name'])
    .where('record_equipment.record_id', 'in', recordIds)
    .execute();
}

/** Makes the equipment of a record exactly these. */
export async function replaceEquipment(
  tx: WriteTx,
  recordId: number,
  equipmentIds: readonly number[],
): Promise<void> {
  await tx.deleteFrom('record_equipment').where('record_id', '=', recordId).execute();
  if (equipmentIds.length === 0) return;
  await tx
    .insertInto('record_equipment')
    .values([...new Set(equipmentIds)].map((equipment_id) => ({ record_id: recordId, equipment_id })))
    .execute();
}

/** Readers named on a record. */
export async function readersOf(
  db: ReadDb,
  recordId: number,
): Promise<(Selectable<RecordReadersTable> & { account_name: string | null })[]> {
  return await db
    .selectFrom('record_readers')
    .leftJoin('accounts', (join) =>
      join.on((eb) => eb('record_readers.reader', '=', sql<string>`'a:' || accounts.uid`)),
    )
    .selectAll('record_readers')
    .select('accounts.name as account_name')
    .where('record_id', '=', recordId)
    .orderBy('granted_at')
    .execute();
}

/** What a grant says; the record's own columns beside it follow the record by themselves. */
export type ReaderGrant = Pick<
  Insertable<RecordReadersTable>,
  'record_id' | 'reader' | 'until' | 'reason' | 'granted_by' | 'granted_at'
>;

/** Names a reader; naming again extends or ends the earlier grant. */
export async function putReader(tx: WriteTx, reader: ReaderGrant): Promise<void> {
  await tx
    .insertInto('record_readers')
    .values(reader)
    .onConflict((conflict) =>
      conflict.columns(['record_id', 'reader']).doUpdateSet({
        until: reader.until ?? null,
        reason: reader.reason,
        granted_by: reader.granted_by,
        granted_at: reader.granted_at,
      }),
    )
    .execute();
}

/** Takes back what the program itself granted for a reason (staff who are no longer named). */
export async function removeReaders(
  tx: WriteTx,
  recordId: number,
  reason: string,
  keep: readonly string[],
): Promise<void> {
  let query = tx.deleteFrom('record_readers').where('record_id', '=', recordId).where('reason', '=', reason);
  if (keep.length > 0) query = query.where('reader', 'not in', keep);
  await query.execute();
}

/** Appends a line to a record's history. */
export async function appendHistory(
  tx: WriteTx,
  line: Omit<Insertable<RecordHistoryTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('record_history').values(line).execute();
}

/** History of a record, oldest first. */
export async function historyOf(db: ReadDb, recordId: number): Promise<StoredHistory[]> {
  return await db
    .selectFrom('record_history')
    .selectAll()
    .where('record_id', '=', recordId)
    .orderBy('id')
    .execute();
}

/** Keeps a frozen version; a version that is there already with the same content stays as it is. */
export async function keepVersion(tx: WriteTx, version: Insertable<RecordVersionsTable>): Promise<void> {
  await tx
    .insertInto('record_versions')
    .values(version)
    .onConflict((conflict) => conflict.columns(['record_id', 'version', 'purpose']).doNothing())
    .execute();
}

/** Frozen versions of a record. */
export async function versionsOf(db: ReadDb, recordId: number): Promise<StoredVersion[]> {
  return await db
    .selectFrom('record_versions')
    .selectAll()
    .where('record_id', '=', recordId)
    .orderBy('version')
    .execute();
}

/** Whether anything was frozen of a version, and whether there is paper of the record: copies for signature or scans of them. */
export async function paperOf(
  db: ReadDb,
  recordId: number,
  version: number,
): Promise<{ frozen: boolean; printed: boolean }> {
  const answer = await sql<{ frozen: number; printed: number }>`SELECT
      EXISTS (SELECT 1 FROM record_versions WHERE record_id = ${recordId} AND version = ${version}) AS frozen,
      EXISTS (SELECT 1 FROM print_jobs WHERE record_id = ${recordId} AND class = 'forSignature')
        OR EXISTS (SELECT 1 FROM attachments WHERE record_id = ${recordId} AND role = 'signedScan') AS printed`.execute(
    executor(db),
  );
  const [row] = answer.rows;
  return { frozen: row?.frozen === 1, printed: row?.printed === 1 };
}

/** Links two records; the same link twice is one. */
export async function putLink(
  tx: WriteTx,
  fromId: number,
  toId: number,
  relation: string,
  at: string,
): Promise<void> {
  await tx
    .insertInto('record_links')
    .values({ from_id: fromId, to_id: toId, relation, at })
    .onConflict((conflict) => conflict.columns(['from_id', 'to_id', 'relation']).doNothing())
    .execute();
}

/** Records linked with one, as far as the reader may see them. */
export async function linksOf(
  db: ReadDb,
  scope: ReaderScope,
  recordId: number,
): Promise<{ relation: string; direction: 'to' | 'from'; row: ListedRecord }[]> {
  const links = await db
    .selectFrom('record_links')
    .select(['from_id', 'to_id', 'relation'])
    .where((eb) => eb.or([eb('from_id', '=', recordId), eb('to_id', '=', recordId)]))
    .execute();
  if (links.length === 0) return [];
  const others = links.map((link) => (link.from_id === recordId ? link.to_id : link.from_id));
  const keys = sql<{
    id: number;
  }>`SELECT s.id FROM records s WHERE s.id IN (${sql.join(others)}) AND ${visible(scope, 's')}`;
  const rows = (await listedRecords(scope, keys, newestFirst).execute(executor(db))).rows;
  return rows.flatMap((row) =>
    links
      .filter((link) => link.from_id === row.id || link.to_id === row.id)
      .map((link) => ({
        relation: link.relation,
        direction: link.from_id === recordId ? ('to' as const) : ('from' as const),
        row,
      })),
  );
}

/** Identities of the records that one links to; for exchange. */
export async function linkTargets(
  db: ReadDb,
  recordId: number,
): Promise<{ uid: string; relation: string; at: string }[]> {
  return await db
    .selectFrom('record_links')
    .innerJoin('records', 'records.id', 'record_links.to_id')
    .select(['records.uid', 'record_links.relation', 'record_links.at'])
    .where('from_id', '=', recordId)
    .orderBy('records.uid')
    .execute();
}

/** Enters a signature into the register. */
export async function insertSignature(
  tx: WriteTx,
  signature: Omit<Insertable<SignaturesTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('signatures').values(signature).execute();
}

/** Signatures on one object, oldest first. */
export async function signaturesOf(db: ReadDb, kind: string, uid: string): Promise<StoredSignature[]> {
  return await db
    .selectFrom('signatures')
    .selectAll()
    .where('object_kind', '=', kind)
    .where('object_uid', '=', uid)
    .orderBy('id')
    .execute();
}

/** Appends a hand-over of the paper original. */
export async function appendCustody(tx: WriteTx, event: Omit<Insertable<CustodyTable>, 'id'>): Promise<void> {
  await tx.insertInto('custody').values(event).execute();
}

/** Whereabouts of the paper original, oldest first. */
export async function custodyOf(db: ReadDb, recordId: number): Promise<StoredCustody[]> {
  return await db.selectFrom('custody').selectAll().where('record_id', '=', recordId).orderBy('id').execute();
}

/** Appends a marking proposal or decision. */
export async function appendMarking(
  tx: WriteTx,
  decision: Omit<Insertable<MarkingDecisionsTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('marking_decisions').values(decision).execute();
}

/** Marking proposals and decisions of a record, oldest first. */
export async function markingsOf(db: ReadDb, recordId: number): Promise<Selectable<MarkingDecisionsTable>[]> {
  return await db
    .selectFrom('marking_decisions')
    .selectAll()
    .where('record_id', '=', recordId)
    .orderBy('id')
    .execute();
}
