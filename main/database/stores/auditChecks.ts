import { sql } from 'kysely';
import type { ReadDb } from '../handles.ts';

/** An audit row as a check reads it. */
export interface CheckedRow {
  readonly seq: number;
  readonly at: string;
  readonly account: string;
  readonly account_name: string | null;
  readonly act: string;
  readonly object_id: string;
}

/** Something of another register beside the audit row it should have; null where it has none. */
export interface CheckedObject {
  readonly seq: number | null;
  readonly at: string;
  readonly number: string;
}

const columns = sql`audit.seq, audit.at, audit.account, accounts.name AS account_name, audit.act, audit.object_id
  FROM audit LEFT JOIN accounts ON accounts.uid = audit.account`;

/** Log-ins of a period, for the check of hours and days. */
export async function oddRows(db: ReadDb, from: string, to: string): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`SELECT ${columns}
    WHERE audit.act = 'session.unlocked' AND audit.at >= ${from} AND audit.at < ${to} ORDER BY audit.seq`.execute(
    db,
  );
  return rows;
}

/** Refusals of a period in order of time. */
export async function failureRows(db: ReadDb, from: string, to: string): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`SELECT ${columns}
    WHERE audit.outcome <> 'done' AND audit.outcome LIKE 'refused%' AND audit.at >= ${from} AND audit.at < ${to}
    ORDER BY audit.at, audit.seq`.execute(db);
  return rows;
}

/** Printed orders that nobody approved and no authorisation covers. */
export async function approvalsMissing(db: ReadDb, from: string, to: string): Promise<CheckedObject[]> {
  const { rows } = await sql<CheckedObject>`
    SELECT (SELECT max(seq) FROM audit WHERE act = 'print.printed' AND object_id = p.uid) AS seq, p.applied_at AS at,
      coalesce((SELECT copy_number FROM print_copies c WHERE c.job_id = p.id ORDER BY c.id LIMIT 1), p.uid) AS number
    FROM print_jobs p
    WHERE p.state = 'printed' AND p.approver_id IS NULL AND p.authorisation_uid IS NULL
      AND p.applied_at >= ${from} AND p.applied_at < ${to}`.execute(db);
  return rows;
}

/** Printed orders without the audit row of a print, as far back as the live rows go. */
export async function printsWithoutRow(db: ReadDb, from: string, to: string): Promise<CheckedObject[]> {
  const { rows } = await sql<CheckedObject>`
    SELECT NULL AS seq, p.applied_at AS at,
      coalesce((SELECT copy_number FROM print_copies c WHERE c.job_id = p.id ORDER BY c.id LIMIT 1), p.uid) AS number
    FROM print_jobs p
    WHERE p.state = 'printed' AND p.applied_at >= ${from} AND p.applied_at < ${to}
      AND p.applied_at >= (SELECT at FROM audit ORDER BY seq LIMIT 1)
      AND p.uid NOT IN (SELECT object_id FROM audit WHERE act = 'print.printed' AND outcome = 'done')`.execute(
    db,
  );
  return rows;
}

/** Released packages without receipt that were released before a moment. */
export async function exportsWithoutReceipt(
  db: ReadDb,
  from: string,
  to: string,
  before: string,
): Promise<(CheckedObject & { readonly recipient: string })[]> {
  const { rows } = await sql<CheckedObject & { readonly recipient: string }>`
    SELECT (SELECT max(seq) FROM audit WHERE act = 'package.released' AND object_id = p.uid) AS seq,
      p.released_at AS at, CAST(p.seq AS TEXT) AS number, p.recipient AS recipient
    FROM packages_out p
    WHERE p.state IN ('sealed','written') AND p.released_at >= ${from} AND p.released_at < ${to}
      AND p.released_at < ${before}`.execute(db);
  return rows;
}

/** Rows about the clock itself. */
export async function clockRows(db: ReadDb, from: string, to: string): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`SELECT ${columns}
    WHERE audit.act >= 'clock.' AND audit.act < 'clock/' AND audit.at >= ${from} AND audit.at < ${to}
    ORDER BY audit.seq`.execute(db);
  return rows;
}

/** Rows that are a minute and more earlier than the row before, except those of a locked time, entered afterwards. */
export async function clockSetBack(
  db: ReadDb,
  from: string,
  to: string,
): Promise<{ readonly seq: number; readonly at: string; readonly before: string }[]> {
  const { rows } = await sql<{ seq: number; at: string; before: string }>`
    SELECT a.seq AS seq, a.at AS at, b.at AS before FROM audit a JOIN audit b ON b.seq = a.seq - 1
    WHERE a.at >= ${from} AND a.at < ${to} AND a.act NOT IN ('session.login-failed','request.refused')
      AND a.at < b.at AND (julianday(b.at) - julianday(a.at)) * 1440 > 1 ORDER BY a.seq`.execute(db);
  return rows;
}

/** Rows whose predecessor is not there, though older rows are. */
export async function missingRows(
  db: ReadDb,
  from: string,
  to: string,
): Promise<{ readonly seq: number; readonly at: string; readonly after: number }[]> {
  const { rows } = await sql<{ seq: number; at: string; after: number }>`
    SELECT a.seq AS seq, a.at AS at, (SELECT max(seq) FROM audit b WHERE b.seq < a.seq) AS after FROM audit a
    WHERE a.at >= ${from} AND a.at < ${to} AND a.seq > (SELECT min(seq) FROM audit)
      AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.seq = a.seq - 1) ORDER BY a.seq`.execute(db);
  return rows;
}

/** Damaged journals, and log-ins that follow a log-in without a lock between. */
export async function openSessions(db: ReadDb, from: string, to: string): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`SELECT ${columns}
    WHERE audit.at >= ${from} AND audit.at < ${to} AND (audit.act = 'journal.damaged' OR (audit.act = 'session.unlocked'
      AND coalesce((SELECT max(seq) FROM audit l WHERE l.act = 'session.locked' AND l.seq < audit.seq), 0)
        < (SELECT max(seq) FROM audit u WHERE u.act = 'session.unlocked' AND u.seq < audit.seq)))
    ORDER BY audit.seq`.execute(db);
  return rows;
}
