import { sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import { executor, type ListedRecord, relatedRecords } from './recordRows.ts';
import type { StoredRecord } from './records.ts';
import type { ReaderScope } from './visibility.ts';

/** A record beside a case, whatever its readers: for the rules of steps, never for an answer to a page. */
export interface BesideCase {
  readonly id: number;
  readonly kind: string;
  readonly state: string;
  readonly owning_site: string;
  readonly relation: string;
}

/** Records linked with one in either direction, and those of its task. */
export async function besideCase(
  db: ReadDb,
  record: Pick<StoredRecord, 'id' | 'task_id'>,
): Promise<BesideCase[]> {
  const answer = await sql<BesideCase>`SELECT r.id, r.kind, r.state, r.owning_site, l.relation
      FROM record_links l JOIN records r ON r.id = l.to_id WHERE l.from_id = ${record.id}
    UNION SELECT r.id, r.kind, r.state, r.owning_site, l.relation
      FROM record_links l JOIN records r ON r.id = l.from_id WHERE l.to_id = ${record.id}
    UNION SELECT r.id, r.kind, r.state, r.owning_site, '' FROM records r
      WHERE r.task_id = ${record.task_id} AND r.id <> ${record.id}`.execute(executor(db));
  return answer.rows;
}

/** Cases of a kind that a record gave rise to or was joined to, whatever their readers; voided ones count no more. */
export async function casesOfRecord(db: ReadDb, recordId: number, kind: string): Promise<number> {
  const answer = await sql<{
    n: number;
  }>`SELECT count(*) AS n FROM record_links l JOIN records c ON c.id = l.from_id
    WHERE l.to_id = ${recordId} AND c.kind = ${kind} AND c.state <> 'voided'`.execute(executor(db));
  return answer.rows[0]?.n ?? 0;
}

/** Telephone cases of a customer whose unit's record has not arrived. */
export async function waitingCases(
  db: ReadDb,
  scope: ReaderScope,
  wanted: { kinds: readonly string[]; customerId: number; unit: string; from: string; to: string },
): Promise<ListedRecord[]> {
  return await relatedRecords(
    db,
    scope,
    sql`records s INDEXED BY records_by_customer`,
    sql`s.customer_id = ${wanted.customerId} AND s.kind IN (${sql.join(wanted.kinds)}) AND s.state <> 'voided'
      AND s.occurred_at >= ${wanted.from} AND s.occurred_at < ${wanted.to}
      AND json_extract(s.content, '$.unitSite') = ${wanted.unit}
      AND NOT EXISTS (SELECT 1 FROM record_links l JOIN records u ON u.id = l.to_id
        WHERE l.from_id = s.id AND u.owning_site = ${wanted.unit})`,
    20,
  );
}

/** Records of a unit for a customer that stand beside no case of these kinds yet. */
export async function unjoinedRecords(
  db: ReadDb,
  scope: ReaderScope,
  wanted: { kinds: readonly string[]; customerId: number; unit: string; from: string; to: string },
): Promise<ListedRecord[]> {
  return await relatedRecords(
    db,
    scope,
    sql`records s INDEXED BY records_by_customer`,
    sql`s.customer_id = ${wanted.customerId} AND s.owning_site = ${wanted.unit}
      AND s.kind IN ('customerInformation','phoneRecord','faxRecord','serviceInformation','urgentReport','qualityFeedback')
      AND s.state <> 'voided' AND s.occurred_at >= ${wanted.from} AND s.occurred_at < ${wanted.to}
      AND NOT EXISTS (SELECT 1 FROM record_links l JOIN records c ON c.id = l.from_id
        WHERE l.to_id = s.id AND c.kind IN (${sql.join(wanted.kinds)}) AND c.state <> 'voided')`,
    20,
  );
}

/** Complaints of a period in the order of their numbers, whatever their readers: what is drawn from is complete. */
export async function complaintsBetween(db: ReadDb, from: string, before: string): Promise<StoredRecord[]> {
  return await db
    .selectFrom('records')
    .selectAll()
    .where('kind', '=', 'complaint')
    .where('state', '<>', 'voided')
    .where('occurred_at', '>=', from)
    .where('occurred_at', '<', before)
    .orderBy('registration_number')
    .orderBy('id')
    .execute();
}

/** An affected serial of a design change with the set and its customer. */
export interface ChangeSerial {
  readonly equipment_id: number;
  readonly equipment_uid: string;
  readonly serial: string;
  readonly batch: string | null;
  readonly customer_id: number | null;
  readonly customer_uid: string | null;
  readonly customer_name: string | null;
  readonly model_uid: string | null;
  readonly task_id: number | null;
  readonly task_uid: string | null;
  readonly task_number: string | null;
  readonly task_state: string | null;
  readonly waived_reason: string | null;
  readonly by: string | null;
}

/** The affected serials of a design change in the order of their numbers. */
export async function changeSerials(db: ReadDb, caseId: number): Promise<ChangeSerial[]> {
  const answer =
    await sql<ChangeSerial>`SELECT m.id AS equipment_id, m.uid AS equipment_uid, m.code AS serial,
      json_extract(m.content, '$.batch') AS batch, m.customer_id, c.uid AS customer_uid, c.name AS customer_name, o.uid AS model_uid,
      s.task_id, t.uid AS task_uid, t.registration_number AS task_number, t.state AS task_state, s.waived_reason, s.account_name AS "by"
    FROM record_equipment e JOIN master m ON m.id = e.equipment_id
    LEFT JOIN master c ON c.id = m.customer_id LEFT JOIN master o ON o.id = m.model_id
    LEFT JOIN change_serials s ON s.case_id = e.record_id AND s.equipment_id = m.id
    LEFT JOIN records t ON t.id = s.task_id
    WHERE e.record_id = ${caseId} ORDER BY m.code, m.id`.execute(executor(db));
  return answer.rows;
}

/** Reports 07A and 08A of the tasks of a design change that are reviewed, with the sets that each covers. */
export async function settlingReports(
  db: ReadDb,
  caseId: number,
): Promise<
  {
    uid: string;
    task_id: number;
    equipment_id: number;
    kind: string;
    number: string | null;
    content: string;
  }[]
> {
  const answer = await sql<{
    uid: string;
    task_id: number;
    equipment_id: number;
    kind: string;
    number: string | null;
    content: string;
  }>`SELECT r.uid, r.task_id, e.equipment_id, r.kind, coalesce(r.archive_number, r.registration_number) AS number, r.content
    FROM change_serials s JOIN records r ON r.task_id = s.task_id
    JOIN record_equipment e ON e.record_id = r.id AND e.equipment_id = s.equipment_id
    WHERE s.case_id = ${caseId} AND r.kind IN ('commissioningReport','batchReport')
      AND r.state IN ('reviewed','archived','compiled')`.execute(executor(db));
  return answer.rows;
}

/** Sets how serials of a design change are settled: by a task, or not at all with a reason. */
export async function setSerials(
  tx: WriteTx,
  caseId: number,
  equipmentIds: readonly number[],
  how: { task_id: number | null; waived_reason: string | null },
  by: { account_uid: string; account_name: string; at: string },
): Promise<void> {
  for (const equipment_id of equipmentIds) {
    await tx
      .insertInto('change_serials')
      .values({ case_id: caseId, equipment_id, ...how, ...by })
      .onConflict((conflict) => conflict.columns(['case_id', 'equipment_id']).doUpdateSet({ ...how, ...by }))
      .execute();
  }
}

/** Sets of a model, for the choice of what a design change affects. */
export async function equipmentOfModel(
  db: ReadDb,
  modelUid: string,
  batch: string | null,
): Promise<{ id: number; uid: string; code: string }[]> {
  const rows = await sql<{ id: number; uid: string; code: string }>`SELECT m.id, m.uid, m.code FROM master m
    JOIN master o ON o.id = m.model_id WHERE o.uid = ${modelUid} AND m.type = 'equipment' AND m.state IN ('active','provisional')
    ${batch === null ? sql`` : sql`AND json_extract(m.content, '$.batch') = ${batch}`} ORDER BY m.code, m.id LIMIT 2000`.execute(
    executor(db),
  );
  return rows.rows;
}
