import { type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { MasterTable, StockMovesTable } from '../schema.ts';
import { executor } from './recordRows.ts';

/**
 * Names of lines of a type that a recipient was sent in a package that stands: sealed, and not taken back by a sealed void.
 * What was taken back leaves once more with the next package.
 */
export async function sentLines(db: ReadDb, recipient: string, type: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('package_records')
    .innerJoin('packages_out', 'packages_out.id', 'package_records.package_id')
    .select('package_records.record_uid')
    .where('package_records.record_uid', '>=', `${type} `)
    .where('package_records.record_uid', '<', `${type}!`)
    .where('packages_out.recipient', '=', recipient)
    .where('packages_out.seq', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('packages_out as later')
            .select('later.id')
            .whereRef('later.withdrawn', '=', 'packages_out.digest')
            .where('later.seq', 'is not', null),
        ),
      ),
    )
    .execute();
  return new Set(rows.map((row) => row.record_uid));
}

/** An entry of master data with the identities of what it refers to. */
export interface TravellingMaster extends Selectable<MasterTable> {
  readonly customer_uid: string | null;
  readonly model_uid: string | null;
  readonly merged_uid: string | null;
}

const withReferences = sql`SELECT m.*, c.uid AS customer_uid, d.uid AS model_uid, t.uid AS merged_uid FROM master m
  LEFT JOIN master c ON c.id = m.customer_id LEFT JOIN master d ON d.id = m.model_id LEFT JOIN master t ON t.id = m.merged_into`;

/**
 * Entries that concern a unit, as the center has settled them: models, parts and military offices of the center, what the
 * unit itself entered, and what its records name. What the center has not settled yet stays here.
 */
export async function mastersOfUnit(db: ReadDb, self: string, unit: string): Promise<TravellingMaster[]> {
  const answer = await sql<TravellingMaster>`${withReferences}
    WHERE m.state <> 'provisional' AND (
      (m.owning_site = ${self} AND m.type IN ('model','part','militaryOffice'))
      OR m.owning_site = ${unit}
      OR m.id IN (SELECT r.customer_id FROM records r WHERE r.owning_site = ${unit} AND r.customer_id IS NOT NULL)
      OR m.id IN (SELECT e.equipment_id FROM record_equipment e JOIN records r ON r.id = e.record_id WHERE r.owning_site = ${unit}))
    ORDER BY m.uid`.execute(executor(db));
  return answer.rows;
}

/** Entries by row number with the identities of what they refer to. */
export async function travellingMasters(db: ReadDb, ids: readonly number[]): Promise<TravellingMaster[]> {
  if (ids.length === 0) return [];
  const answer = await sql<TravellingMaster>`${withReferences}
    WHERE m.id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) ORDER BY m.uid`.execute(executor(db));
  return answer.rows;
}

/** The entry of exactly this identity: one that was joined to another is answered as itself. */
export async function exactMaster(db: ReadDb, uid: string): Promise<Selectable<MasterTable> | undefined> {
  return await db.selectFrom('master').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/**
 * Joins an entry to another one: whatever refers to it from now on means the other. Records that are still open name the
 * other at once; frozen ones keep the entry they were signed with, and are found under both.
 */
export async function joinMaster(tx: WriteTx, from: number, into: number): Promise<void> {
  const frozen = sql`('archived','compiled','disposed')`;
  await sql`UPDATE master SET merged_into = ${into} WHERE merged_into = ${from}`.execute(tx);
  await sql`UPDATE master SET customer_id = ${into} WHERE customer_id = ${from}`.execute(tx);
  await sql`UPDATE master SET model_id = ${into} WHERE model_id = ${from}`.execute(tx);
  await sql`UPDATE records SET customer_id = ${into} WHERE customer_id = ${from} AND state NOT IN ${frozen}`.execute(
    tx,
  );
  await sql`INSERT OR IGNORE INTO record_equipment (record_id, equipment_id)
    SELECT e.record_id, ${into} FROM record_equipment e JOIN records r ON r.id = e.record_id
    WHERE e.equipment_id = ${from} AND r.state NOT IN ${frozen}`.execute(tx);
  await sql`DELETE FROM record_equipment WHERE equipment_id = ${from}
    AND record_id IN (SELECT id FROM records WHERE state NOT IN ${frozen})`.execute(tx);
}

/** A movement of stock with what it names. */
export interface TravellingMove extends Selectable<StockMovesTable> {
  readonly part_uid: string;
  readonly depot_uid: string;
  readonly record_uid: string | null;
}

/** Movements in depots of this site, in the order in which they were entered. */
export async function stockMovesOf(db: ReadDb, self: string): Promise<TravellingMove[]> {
  const answer =
    await sql<TravellingMove>`SELECT m.*, p.uid AS part_uid, d.uid AS depot_uid, r.uid AS record_uid FROM stock_moves m
      JOIN master p ON p.id = m.part_id JOIN master d ON d.id = m.depot_id LEFT JOIN records r ON r.id = m.record_id
      WHERE d.owning_site = ${self} ORDER BY m.id`.execute(executor(db));
  return answer.rows;
}

/** Which movements are here already, by public identity. */
export async function knownStockMoves(db: ReadDb, uids: readonly string[]): Promise<ReadonlySet<string>> {
  const answer = await sql<{ uid: string }>`SELECT uid FROM stock_moves
    WHERE uid IN (SELECT value FROM json_each(${JSON.stringify(uids)}))`.execute(executor(db));
  return new Set(answer.rows.map((row) => row.uid));
}
