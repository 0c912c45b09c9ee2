import { type Insertable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { StockMovesTable } from '../schema.ts';
import { executor } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** A part with its totals in own depots and in those of customers. */
export interface PartStock {
  readonly id: number;
  readonly uid: string;
  readonly code: string;
  readonly name: string;
  readonly content: string;
  readonly own: number;
  readonly customers: number;
}

const totals = sql`coalesce(sum(l.quantity) FILTER (WHERE json_extract(d.content, '$.ownership') = 'own'), 0) AS own,
  coalesce(sum(l.quantity) FILTER (WHERE json_extract(d.content, '$.ownership') = 'customer'), 0) AS customers`;

/** Parts in the order of their codes with their totals; `lowOnly` keeps those whose own stock is below the least. */
export async function partsInStock(
  db: ReadDb,
  wanted: {
    readonly text: string;
    readonly lowOnly: boolean;
    readonly ownership: 'own' | 'customer' | null;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<PartStock[]> {
  const like = `%${wanted.text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const text =
    wanted.text === ''
      ? sql``
      : sql`AND (lower(m.code) LIKE ${like} ESCAPE '\\' OR lower(m.name) LIKE ${like} ESCAPE '\\' OR m.initials LIKE ${like} ESCAPE '\\'
          OR lower(coalesce(json_extract(m.content, '$.specification'), '')) LIKE ${like} ESCAPE '\\')`;
  const having = wanted.lowOnly
    ? sql`HAVING own < coalesce(json_extract(m.content, '$.lowStock'), 0)`
    : wanted.ownership === 'own'
      ? sql`HAVING own > 0`
      : wanted.ownership === 'customer'
        ? sql`HAVING customers > 0`
        : sql``;
  const answer = await sql<PartStock>`SELECT m.id, m.uid, m.code, m.name, m.content, ${totals}
    FROM master m LEFT JOIN stock_levels l ON l.part_id = m.id LEFT JOIN master d ON d.id = l.depot_id
    WHERE m.type = 'part' AND m.state IN ('active','provisional') ${wanted.after === null ? sql`` : sql`AND m.code > ${wanted.after}`} ${text}
    GROUP BY m.id ${having} ORDER BY m.code LIMIT ${wanted.limit}`.execute(executor(db));
  return answer.rows;
}

/** Where a part lies. */
export interface DepotLevel {
  readonly part_id: number;
  readonly uid: string;
  readonly code: string;
  readonly name: string;
  readonly ownership: 'own' | 'customer';
  readonly customer: string | null;
  readonly quantity: number;
}

/** Depots that hold some of the parts. */
export async function depotsOfParts(db: ReadDb, partIds: readonly number[]): Promise<DepotLevel[]> {
  if (partIds.length === 0) return [];
  const answer =
    await sql<DepotLevel>`SELECT l.part_id, d.uid, d.code, d.name, json_extract(d.content, '$.ownership') AS ownership,
      c.name AS customer, l.quantity FROM stock_levels l JOIN master d ON d.id = l.depot_id LEFT JOIN master c ON c.id = d.customer_id
    WHERE l.part_id IN (${sql.join(partIds)}) AND l.quantity > 0 ORDER BY d.code`.execute(executor(db));
  return answer.rows;
}

/** Pieces of a part in one depot. */
export async function levelOf(db: ReadDb, partId: number, depotId: number): Promise<number> {
  const row = await db
    .selectFrom('stock_levels')
    .select('quantity')
    .where('part_id', '=', partId)
    .where('depot_id', '=', depotId)
    .executeTakeFirst();
  return row?.quantity ?? 0;
}

/** Depot in which a numbered piece lies, or undefined where it lies in none. */
export async function depotOfSerial(db: ReadDb, partId: number, serial: string): Promise<number | undefined> {
  const answer = await sql<{ depot_id: number }>`SELECT depot_id FROM stock_moves
    WHERE part_id = ${partId} AND serial = ${serial} GROUP BY depot_id HAVING sum(quantity) > 0`.execute(
    executor(db),
  );
  return answer.rows[0]?.depot_id;
}

/** Enters a movement; the trigger keeps the level, which is never negative. */
export async function insertStockMove(
  tx: WriteTx,
  move: Omit<Insertable<StockMovesTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('stock_moves').values(move).execute();
}

/** A movement as listed. */
export interface ListedMove {
  readonly id: number;
  readonly uid: string;
  readonly moved_on: string;
  readonly act: StockMovesTable['act'];
  readonly quantity: number;
  readonly serial: string | null;
  readonly other_party: string;
  readonly reason: string;
  readonly account_name: string;
  readonly at: string;
  readonly part_uid: string;
  readonly part_code: string;
  readonly part_name: string;
  readonly depot_uid: string;
  readonly depot_code: string;
  readonly depot_name: string;
  readonly ownership: 'own' | 'customer';
  readonly record_uid: string | null;
  readonly record_number: string | null;
}

/** Movements, latest day first; a record that the reader may not see is left out of its row. */
export async function stockMoves(
  db: ReadDb,
  scope: ReaderScope,
  wanted: {
    readonly partId: number | null;
    readonly depotId: number | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly before: { readonly day: string; readonly id: number } | null;
    readonly limit: number;
  },
): Promise<ListedMove[]> {
  const { partId, depotId, from, to, before } = wanted;
  const answer =
    await sql<ListedMove>`SELECT m.id, m.uid, m.moved_on, m.act, m.quantity, m.serial, m.other_party, m.reason, m.account_name, m.at,
      p.uid AS part_uid, p.code AS part_code, p.name AS part_name, d.uid AS depot_uid, d.code AS depot_code, d.name AS depot_name,
      json_extract(d.content, '$.ownership') AS ownership, r.uid AS record_uid, coalesce(r.archive_number, r.registration_number) AS record_number
    FROM stock_moves m JOIN master p ON p.id = m.part_id JOIN master d ON d.id = m.depot_id
    LEFT JOIN records r ON r.id = m.record_id AND ${visible(scope, 'r')}
    WHERE 1 ${partId === null ? sql`` : sql`AND m.part_id = ${partId}`} ${depotId === null ? sql`` : sql`AND m.depot_id = ${depotId}`}
      ${from === null ? sql`` : sql`AND m.moved_on >= ${from}`} ${to === null ? sql`` : sql`AND m.moved_on <= ${to}`}
      ${before === null ? sql`` : sql`AND (m.moved_on, m.id) < (${before.day}, ${before.id})`}
    ORDER BY m.moved_on DESC, m.id DESC LIMIT ${wanted.limit}`.execute(executor(db));
  return answer.rows;
}

/** Row number of a movement by its public identity; for paging. */
export async function moveKey(db: ReadDb, uid: string): Promise<{ day: string; id: number } | undefined> {
  const row = await db
    .selectFrom('stock_moves')
    .select(['id', 'moved_on'])
    .where('uid', '=', uid)
    .executeTakeFirst();
  return row === undefined ? undefined : { day: row.moved_on, id: row.id };
}

/** What of a record's swaps has not been taken back. */
export interface OpenSwap {
  readonly part_id: number;
  readonly depot_id: number;
  readonly serial: string | null;
  readonly quantity: number;
}

/** Swaps that a record has in the stock, taken-back ones left out. */
export async function openSwaps(db: ReadDb, recordId: number): Promise<OpenSwap[]> {
  const answer =
    await sql<OpenSwap>`SELECT part_id, depot_id, serial, sum(quantity) AS quantity FROM stock_moves
    WHERE record_id = ${recordId} AND act = 'swap' GROUP BY part_id, depot_id, serial HAVING sum(quantity) <> 0`.execute(
      executor(db),
    );
  return answer.rows;
}

/** Pieces of each part that left own depots for use since a day: issues and swaps, less what came back. */
export async function usedSince(db: ReadDb, since: string): Promise<ReadonlyMap<number, number>> {
  const answer = await sql<{
    part_id: number;
    used: number;
  }>`SELECT m.part_id, -sum(m.quantity) AS used FROM stock_moves m
    JOIN master d ON d.id = m.depot_id WHERE m.moved_on >= ${since} AND m.act IN ('issue','swap','return')
      AND json_extract(d.content, '$.ownership') = 'own' GROUP BY m.part_id`.execute(executor(db));
  return new Map(answer.rows.map((row) => [row.part_id, Math.max(0, row.used)]));
}

/** Delivery days of the sets of a model, null where none is known. */
export async function deliveriesOfModel(db: ReadDb, modelId: number): Promise<(string | null)[]> {
  const answer = await sql<{
    delivered: string | null;
  }>`SELECT json_extract(content, '$.deliveredDay') AS delivered FROM master
    WHERE type = 'equipment' AND model_id = ${modelId} AND state IN ('active','provisional')`.execute(
    executor(db),
  );
  return answer.rows.map((row) => row.delivered);
}

/** Pieces received on a plan, by part code. */
export async function deliveredOnPlan(db: ReadDb, planId: number): Promise<ReadonlyMap<string, number>> {
  const answer = await sql<{ code: string; n: number }>`SELECT p.code, sum(m.quantity) AS n FROM stock_moves m
    JOIN master p ON p.id = m.part_id WHERE m.plan_id = ${planId} GROUP BY p.code`.execute(executor(db));
  return new Map(answer.rows.map((row) => [row.code, row.n]));
}

/** Book stock of one depot in the order of the codes. */
export async function bookOf(
  db: ReadDb,
  depotId: number,
): Promise<{ part_id: number; code: string; name: string; quantity: number }[]> {
  const answer = await sql<{
    part_id: number;
    code: string;
    name: string;
    quantity: number;
  }>`SELECT p.id AS part_id, p.code, p.name, l.quantity
    FROM stock_levels l JOIN master p ON p.id = l.part_id WHERE l.depot_id = ${depotId} AND l.quantity > 0 ORDER BY p.code`.execute(
    executor(db),
  );
  return answer.rows;
}

/** A master-data entry of this kind by its code, whatever site entered it; a site's own first. */
export async function entryByCode(
  db: ReadDb,
  type: 'part' | 'depot',
  code: string,
  site: string,
): Promise<
  | { id: number; uid: string; code: string; name: string; content: string; customer_id: number | null }
  | undefined
> {
  return await db
    .selectFrom('master')
    .select(['id', 'uid', 'code', 'name', 'content', 'customer_id'])
    .where('type', '=', type)
    .where('code', '=', code)
    .where('state', 'in', ['active', 'provisional'])
    .orderBy((eb) => eb.case().when('owning_site', '=', site).then(0).else(1).end())
    .executeTakeFirst();
}

/** Reviewed repair reports of a set that the reader may see, oldest first. */
export async function repairsOfEquipment(
  db: ReadDb,
  scope: ReaderScope,
  equipmentId: number,
): Promise<{ uid: string; number: string; content: string; occurred_at: string }[]> {
  const answer = await sql<{
    uid: string;
    number: string;
    content: string;
    occurred_at: string;
  }>`SELECT r.uid,
      coalesce(r.archive_number, r.registration_number, '') AS number, r.content, r.occurred_at
    FROM record_equipment e JOIN records r ON r.id = e.record_id
    WHERE e.equipment_id = ${equipmentId} AND r.kind = 'repairReport' AND r.state IN ('reviewed','archived','compiled')
      AND ${visible(scope, 'r')} ORDER BY r.occurred_at, r.id LIMIT 500`.execute(executor(db));
  return answer.rows;
}
