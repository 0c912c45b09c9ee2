import { type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { IntegrityFaultsTable } from '../schema.ts';
import { executor } from './recordRows.ts';

/** A stored file that the database refers to. */
export interface StoredFile {
  readonly name: string;
  readonly wrappedKey: Uint8Array;
  readonly sha256: string;
}

interface FileRow {
  readonly content_name: string;
  readonly wrapped_key: Uint8Array;
  readonly sha256: string;
}

/** Every file that a row refers to: attachments, certificates, printed bodies and volumes, each once. */
const files = sql`(
  SELECT content_name, wrapped_key, sha256 FROM attachments
  UNION
  SELECT content_name, wrapped_key, sha256 FROM staff_certificates
  UNION
  SELECT body_content_name, body_wrapped_key, body_sha256 FROM print_jobs WHERE body_content_name IS NOT NULL
  UNION
  SELECT body_content_name, body_wrapped_key, body_sha256 FROM volumes WHERE body_content_name IS NOT NULL
)`;

function storedFile(row: FileRow): StoredFile {
  return { name: row.content_name, wrappedKey: row.wrapped_key, sha256: row.sha256 };
}

/** Checks of a time to come were made under a wrong clock and count for nothing. */
const due = (before: string, now: string) =>
  sql`(c.checked_at IS NULL OR c.checked_at < ${before} OR c.checked_at > ${now})`;

/** Files whose last check is older than a moment, the longest unchecked first. */
export async function filesToCheck(
  db: ReadDb,
  before: string,
  now: string,
  count: number,
): Promise<StoredFile[]> {
  const answer = await sql<FileRow>`SELECT f.content_name, f.wrapped_key, f.sha256 FROM ${files} f
    LEFT JOIN content_checks c ON c.content_name = f.content_name
    WHERE ${due(before, now)}
    ORDER BY c.checked_at IS NOT NULL, c.checked_at, f.content_name LIMIT ${count}`.execute(executor(db));
  return answer.rows.map(storedFile);
}

/** Files drawn at random. */
export async function randomFiles(db: ReadDb, count: number): Promise<StoredFile[]> {
  const answer = await sql<FileRow>`SELECT f.content_name, f.wrapped_key, f.sha256 FROM ${files} f
    ORDER BY random() LIMIT ${count}`.execute(executor(db));
  return answer.rows.map(storedFile);
}

/** One file by its name in the store. */
export async function fileByName(db: ReadDb, name: string): Promise<StoredFile | undefined> {
  const answer = await sql<FileRow>`SELECT f.content_name, f.wrapped_key, f.sha256 FROM ${files} f
    WHERE f.content_name = ${name} LIMIT 1`.execute(executor(db));
  return answer.rows[0] === undefined ? undefined : storedFile(answer.rows[0]);
}

/** How many files there are, how many were not checked since a moment, and the oldest check. */
export async function checkState(
  db: ReadDb,
  before: string,
  now: string,
): Promise<{ readonly files: number; readonly overdue: number; readonly oldest: string | null }> {
  const answer = await sql<{ files: number; overdue: number; oldest: string | null }>`
    SELECT count(*) AS files,
      coalesce(sum(${due(before, now)}), 0) AS overdue,
      min(c.checked_at) AS oldest
    FROM ${files} f LEFT JOIN content_checks c ON c.content_name = f.content_name`.execute(executor(db));
  const [row] = answer.rows;
  return { files: row?.files ?? 0, overdue: row?.overdue ?? 0, oldest: row?.oldest ?? null };
}

/** Notes the outcome of a check of one file. */
export async function recordCheck(
  tx: WriteTx,
  name: string,
  at: string,
  outcome: 'whole' | 'damaged' | 'missing',
): Promise<void> {
  await tx
    .insertInto('content_checks')
    .values({ content_name: name, checked_at: at, outcome })
    .onConflict((conflict) => conflict.column('content_name').doUpdateSet({ checked_at: at, outcome }))
    .execute();
}

/** Number, or identity where there is none yet, of every record that a file belongs to. */
export async function recordsOfFile(db: ReadDb, name: string): Promise<string[]> {
  const answer = await sql<{ named: string }>`
    SELECT coalesce(r.archive_number, r.registration_number, r.uid) AS named FROM records r
    WHERE r.id IN (SELECT record_id FROM attachments WHERE content_name = ${name}
      UNION SELECT record_id FROM print_jobs WHERE body_content_name = ${name}
      UNION SELECT part.record_id FROM volumes v JOIN volume_records part ON part.volume_id = v.id WHERE v.body_content_name = ${name})
    UNION SELECT m.code || ' ' || m.name FROM staff_certificates c JOIN master m ON m.id = c.master_id
      WHERE c.content_name = ${name}
    ORDER BY named`.execute(executor(db));
  return answer.rows.map((row) => row.named);
}

/** Enters what is damaged; once for one object. */
export async function insertFault(
  tx: WriteTx,
  fault: {
    found_at: string;
    what: 'database' | 'attachment';
    object: string;
    records: readonly string[];
    whole_set: string | null;
  },
): Promise<boolean> {
  const known = await tx
    .selectFrom('integrity_faults')
    .select('id')
    .where('what', '=', fault.what)
    .where('object', '=', fault.object)
    .where('cleared_at', 'is', null)
    .executeTakeFirst();
  if (known !== undefined) return false;
  await tx
    .insertInto('integrity_faults')
    .values({ ...fault, records: JSON.stringify(fault.records), cleared_at: null })
    .execute();
  return true;
}

/** Damage, newest first; open or all. */
export async function integrityFaults(
  db: ReadDb,
  openOnly: boolean,
): Promise<Selectable<IntegrityFaultsTable>[]> {
  let query = db.selectFrom('integrity_faults').selectAll().orderBy('id', 'desc').limit(500);
  if (openOnly) query = query.where('cleared_at', 'is', null);
  return await query.execute();
}

/** One damage. */
export async function faultById(
  db: ReadDb,
  id: number,
): Promise<Selectable<IntegrityFaultsTable> | undefined> {
  return await db.selectFrom('integrity_faults').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Damage that is mended, or no longer found. */
export async function clearFaults(
  tx: WriteTx,
  what: 'database' | 'attachment',
  object: string | null,
  at: string,
): Promise<void> {
  let query = tx
    .updateTable('integrity_faults')
    .set({ cleared_at: at })
    .where('what', '=', what)
    .where('cleared_at', 'is', null);
  if (object !== null) query = query.where('object', '=', object);
  await query.execute();
}

/** Row numbers of records after one, in order; reads the key index alone where it can. */
export async function recordIdsAfter(db: ReadDb, after: number, count: number): Promise<number[]> {
  const rows = await db
    .selectFrom('records')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(count)
    .execute();
  return rows.map((row) => row.id);
}

/** Reads a whole record with its attachments' rows; throws what the database says of a damaged page. */
export async function readWholeRow(db: ReadDb, id: number): Promise<string> {
  const row = await db.selectFrom('records').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await db.selectFrom('attachments').selectAll().where('record_id', '=', id).execute();
  return row.archive_number ?? row.registration_number ?? row.uid;
}
