import { sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import { executor, type ListedRecord, listedRecords, newestFirst } from './recordRows.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** A situation report as far as its period and figures go. */
export interface StoredReport {
  readonly id: number;
  readonly uid: string;
  readonly state: string;
  readonly branch: string | null;
  /** Frozen figures as JSON, or null. */
  readonly figures: string | null;
}

/** Situation reports of a period that were not voided, of one branch or of everything (null), the oldest first. */
export async function reportsOf(
  db: ReadDb,
  period: { readonly from: string; readonly to: string },
  branch: string | null,
): Promise<StoredReport[]> {
  const all = await reportsOfPeriod(db, period);
  return all.filter((report) => report.branch === branch);
}

/** All situation reports of a period that were not voided, the oldest first. */
export async function reportsOfPeriod(
  db: ReadDb,
  period: { readonly from: string; readonly to: string },
): Promise<StoredReport[]> {
  const answer =
    await sql<StoredReport>`SELECT r.id, r.uid, r.state, json_extract(r.content, '$.branch') AS branch,
      json_extract(r.content, '$.figures') AS figures
    FROM records r INDEXED BY records_by_kind_occurred
    WHERE r.kind = 'situationReport' AND r.occurred_at >= ${`${dayBefore(period.to)}T00`} AND r.occurred_at <= ${`${period.to}T99`}
      AND r.state <> 'voided' AND json_extract(r.content, '$.periodFrom') = ${period.from}
      AND json_extract(r.content, '$.periodTo') = ${period.to} ORDER BY r.id`.execute(executor(db));
  return answer.rows;
}

/** The moment of a report is the first of its last day at the site, which is a day earlier in UTC. */
function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

/** Listed rows of the visible ones among many records, newest first. */
export async function listedBehind(
  db: ReadDb,
  scope: ReaderScope,
  uids: readonly string[],
): Promise<ListedRecord[]> {
  const keys = sql<{ id: number }>`SELECT s.id FROM json_each(${JSON.stringify(uids)}) wanted
    CROSS JOIN records s ON s.uid = wanted.value WHERE ${visible(scope, 's')}`;
  return (await listedRecords(scope, keys, newestFirst).execute(executor(db))).rows;
}

/** Branches of present customers, each once. */
export async function customerBranches(db: ReadDb): Promise<string[]> {
  const answer = await sql<{
    branch: string | null;
  }>`SELECT DISTINCT json_extract(content, '$.branch') AS branch
    FROM master WHERE type = 'customer' AND state IN ('active', 'provisional')`.execute(executor(db));
  return answer.rows.flatMap((row) => (row.branch === null ? [] : [row.branch]));
}

/** A copy of a report in the print ledger with the moments of its way. */
export interface ReportCopy {
  readonly recipient: string;
  readonly copyNumber: string;
  readonly state:
    | 'waiting'
    | 'submitted'
    | 'printed'
    | 'spoiled'
    | 'issued'
    | 'acknowledged'
    | 'returned'
    | 'destroyed';
  readonly digest: string;
  readonly issuedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly note: string;
}

/** Copies of the approved prints of a report, in the order of their numbers. */
export async function copiesOfReport(db: ReadDb, recordId: number): Promise<ReportCopy[]> {
  const answer = await sql<ReportCopy>`SELECT c.recipient, c.copy_number AS copyNumber, c.state, j.digest,
      (SELECT max(e.at) FROM print_copy_events e WHERE e.copy_id = c.id AND e.to_state = 'issued') AS issuedAt,
      (SELECT max(e.at) FROM print_copy_events e WHERE e.copy_id = c.id AND e.to_state = 'acknowledged') AS acknowledgedAt,
      coalesce((SELECT e.note FROM print_copy_events e WHERE e.copy_id = c.id ORDER BY e.id DESC LIMIT 1), '') AS note
    FROM print_jobs j CROSS JOIN print_copies c ON c.job_id = j.id
    WHERE j.record_id = ${recordId} AND j.class = 'approved' AND j.state <> 'refused' ORDER BY c.copy_number`.execute(
    executor(db),
  );
  return answer.rows;
}

/** A person of the internal distribution list with the acknowledgement of a version. */
export interface StoredRecipient {
  readonly uid: string;
  readonly name: string;
  readonly acknowledgedAt: string | null;
}

/** Internal distribution list of a report. */
export async function recipientsOf(
  db: ReadDb,
  report: { readonly id: number; readonly version: number },
): Promise<StoredRecipient[]> {
  const answer =
    await sql<StoredRecipient>`SELECT p.account_uid AS uid, p.account_name AS name, a.at AS acknowledgedAt
    FROM report_recipients p LEFT JOIN report_acknowledgements a
      ON a.report_id = p.report_id AND a.account_uid = p.account_uid AND a.version = ${report.version}
    WHERE p.report_id = ${report.id} ORDER BY p.account_name, p.account_uid`.execute(executor(db));
  return answer.rows;
}

/** Writes the whole internal distribution list of a report. */
export async function replaceRecipients(
  tx: WriteTx,
  reportId: number,
  people: readonly { readonly uid: string; readonly name: string }[],
  by: { readonly uid: string; readonly at: string },
): Promise<void> {
  await tx.deleteFrom('report_recipients').where('report_id', '=', reportId).execute();
  if (people.length === 0) return;
  await tx
    .insertInto('report_recipients')
    .values(
      people.map(({ uid, name }) => ({
        report_id: reportId,
        account_uid: uid,
        account_name: name,
        named_by: by.uid,
        named_at: by.at,
      })),
    )
    .execute();
}

/** Enters that a person has read a version. */
export async function insertAcknowledgement(
  tx: WriteTx,
  row: {
    readonly report_id: number;
    readonly version: number;
    readonly account_uid: string;
    readonly account_name: string;
    readonly at: string;
  },
): Promise<void> {
  await tx.insertInto('report_acknowledgements').values(row).execute();
}

/** Active accounts with one of some roles and a clearance that reaches a level. */
export async function peopleWith(
  db: ReadDb,
  roles: readonly string[],
  level: number,
): Promise<{ uid: string; name: string; login: string }[]> {
  const answer = await sql<{
    uid: string;
    name: string;
    login: string;
  }>`SELECT a.uid, a.name, a.login FROM accounts a
    WHERE a.state = 'active' AND a.clearance >= ${level}
      AND EXISTS (SELECT 1 FROM account_roles o WHERE o.account_id = a.id AND o.role IN (${sql.join([...roles])}))
    ORDER BY a.name, a.uid`.execute(executor(db));
  return answer.rows;
}
