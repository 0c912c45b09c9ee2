import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { VolumeClass } from '../../../shared/archive/volumes.ts';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { VolumeRecordsTable, VolumesTable } from '../schema.ts';
import { executor } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** Volume as stored. */
export type StoredVolume = Selectable<VolumesTable>;
/** Line of a volume: one record with its pages. */
export type StoredVolumeRecord = Selectable<VolumeRecordsTable>;

/** Volumes up to a level, newest year first. */
export async function volumesUpTo(db: ReadDb, clearance: number): Promise<StoredVolume[]> {
  return await db
    .selectFrom('volumes')
    .selectAll()
    .where('level', '<=', clearance)
    .orderBy('year', 'desc')
    .orderBy('class')
    .orderBy('part')
    .execute();
}

/** A volume all of whose records the reader may see; undefined for hidden and for not existing alike. */
export async function readableVolume(
  db: ReadDb,
  scope: ReaderScope,
  uid: string,
): Promise<StoredVolume | undefined> {
  return await db
    .selectFrom('volumes')
    .selectAll()
    .where('uid', '=', uid)
    .where('level', '<=', scope.clearance)
    .where(wholeVisible(scope, 'volumes.id'))
    .executeTakeFirst();
}

/** A volume by row number, whoever may read it: for the bookkeeping of its prints. */
export async function volumeById(db: ReadDb, id: number): Promise<StoredVolume | undefined> {
  return await db.selectFrom('volumes').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Every record of a volume may be seen by the reader. @param volumeId SQL name of the volume's row number */
export function wholeVisible(scope: ReaderScope, volumeId: string) {
  return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM volume_records part JOIN records inside ON inside.id = part.record_id
    WHERE part.volume_id = ${sql.ref(volumeId)} AND NOT ${visible(scope, 'inside')})`;
}

/** Lines of a volume in order. */
export async function recordsOfVolume(
  db: ReadDb,
  volumeId: number,
): Promise<(StoredVolumeRecord & { uid: string; kind: string; title: string; marking: string })[]> {
  return await db
    .selectFrom('volume_records')
    .innerJoin('records', 'records.id', 'volume_records.record_id')
    .selectAll('volume_records')
    .select(['records.uid', 'records.kind', 'records.title', 'records.marking'])
    .where('volume_records.volume_id', '=', volumeId)
    .orderBy('volume_records.position')
    .execute();
}

/** An archived record that stands in no volume yet. */
export interface LooseRecord {
  readonly id: number;
  readonly kind: string;
  readonly marking: string;
  readonly branch: string | null;
}

/**
 * Archived records in no volume that the reader may see, in the order of a volume: those of one task together, the notice
 * before its reports, else by archive number.
 * @param year of occurrence
 */
export async function looseRecords(db: ReadDb, scope: ReaderScope, year: number): Promise<LooseRecord[]> {
  return await db
    .selectFrom('records as r')
    .select(['r.id', 'r.kind', 'r.marking'])
    .select(
      sql<
        string | null
      >`CASE WHEN r.kind = 'situationReport' THEN json_extract(r.content, '$.branch') END`.as('branch'),
    )
    .where('r.state', '=', 'archived')
    .where(visible(scope, 'r'))
    .where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM volume_records part WHERE part.record_id = r.id)`)
    .where('r.occurred_at', '>=', `${year - 1}-12-31T16:00:00.000Z`)
    .where('r.occurred_at', '<', `${year}-12-31T16:00:00.000Z`)
    .orderBy(sql`coalesce(r.task_id, r.id)`)
    .orderBy(sql`r.kind <> 'dispatchNotice'`)
    .orderBy('r.archive_number')
    .execute();
}

/** Archived records in no volume that the reader may see, counted by what decides their volume. */
export async function waitingRecords(
  db: ReadDb,
  scope: ReaderScope,
): Promise<
  { readonly kind: string; readonly branch: string | null; readonly year: number; readonly count: number }[]
> {
  const answer = await sql<{ kind: string; branch: string | null; year: number; count: number }>`
    SELECT r.kind, CASE WHEN r.kind = 'situationReport' THEN json_extract(r.content, '$.branch') END AS branch,
      CAST(strftime('%Y', r.occurred_at, '+8 hours') AS INTEGER) AS year, count(*) AS count
    FROM records r WHERE r.state = 'archived' AND ${visible(scope, 'r')}
      AND NOT EXISTS (SELECT 1 FROM volume_records part WHERE part.record_id = r.id)
    GROUP BY 1, 2, 3`.execute(executor(db));
  return answer.rows;
}

/** Highest part of a class and year; -1 while there is none. */
export async function lastPart(db: ReadDb, volumeClass: VolumeClass, year: number): Promise<number> {
  const row = await db
    .selectFrom('volumes')
    .select((eb) => eb.fn.max('part').as('part'))
    .where('class', '=', volumeClass)
    .where('year', '=', year)
    .executeTakeFirst();
  return row?.part === null || row?.part === undefined ? -1 : Number(row.part);
}

/** Enters a composed volume with its lines. */
export async function insertVolume(
  tx: WriteTx,
  volume: Omit<Insertable<VolumesTable>, 'id'>,
  lines: readonly Omit<Insertable<VolumeRecordsTable>, 'volume_id'>[],
): Promise<StoredVolume> {
  const stored = await tx.insertInto('volumes').values(volume).returningAll().executeTakeFirstOrThrow();
  await sql`INSERT INTO volume_records (volume_id, position, record_id, number, digest, source, first_page, pages)
    SELECT ${stored.id}, j.value ->> 'position', j.value ->> 'record_id', j.value ->> 'number', j.value ->> 'digest',
      j.value ->> 'source', j.value ->> 'first_page', j.value ->> 'pages' FROM json_each(${JSON.stringify(lines)}) j`.execute(
    executor(tx),
  );
  return stored;
}

/** Removes a volume that was composed and not closed. @returns false when it is closed by now */
export async function removeComposed(tx: WriteTx, id: number): Promise<boolean> {
  const result = await tx
    .deleteFrom('volumes')
    .where('id', '=', id)
    .where('state', '=', 'composed')
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}

/** Closes a composed volume under its number. @returns false when somebody else was first */
export async function closeVolume(
  tx: WriteTx,
  id: number,
  closing: {
    readonly number: string;
    readonly closed_at: string;
    readonly closed_on: string;
    readonly closed_name: string;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('volumes')
    .set({ state: 'closed', ...closing })
    .where('id', '=', id)
    .where('state', '=', 'composed')
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Records of a volume as they are compiled: state and history in two statements, however many they are. */
export async function compileRecords(
  tx: WriteTx,
  volumeId: number,
  by: {
    readonly at: string;
    readonly accountUid: string;
    readonly accountName: string;
    readonly reason: string;
  },
): Promise<void> {
  await sql`INSERT INTO record_history (record_id, at, account_uid, account_name, act, from_state, to_state, version, reason)
    SELECT r.id, ${by.at}, ${by.accountUid}, ${by.accountName}, 'compile', r.state, 'compiled', r.version, ${by.reason}
    FROM volume_records part JOIN records r ON r.id = part.record_id WHERE part.volume_id = ${volumeId} ORDER BY part.position`.execute(
    executor(tx),
  );
  await sql`UPDATE records SET state = 'compiled', changed_at = ${by.at}
    WHERE id IN (SELECT record_id FROM volume_records WHERE volume_id = ${volumeId})`.execute(executor(tx));
}
