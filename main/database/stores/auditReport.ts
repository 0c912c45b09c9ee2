import { sql } from 'kysely';
import type { ReadDb } from '../handles.ts';

/** How often an act ended how in a period. */
export interface ActCount {
  readonly act: string;
  readonly done: number;
  readonly refused: number;
}

/** One row of an administrator as the report lists it. */
export interface AdministratorRow {
  readonly seq: number;
  readonly at: string;
  readonly name: string;
  readonly act: string;
  readonly object_number: string;
  readonly outcome: string;
}

/** Acts of a period with their number, by name of the act. */
export async function actCounts(db: ReadDb, from: string, to: string): Promise<ActCount[]> {
  const { rows } = await sql<ActCount>`
    SELECT act, sum(outcome = 'done') AS done, sum(outcome <> 'done') AS refused FROM audit
    WHERE at >= ${from} AND at < ${to} GROUP BY act ORDER BY act`.execute(db);
  return rows;
}

/** Rows of everybody who holds or held one of the two administrators' posts; the auditor reports on them. */
export async function administratorRows(
  db: ReadDb,
  from: string,
  to: string,
  most: number,
): Promise<{ readonly rows: AdministratorRow[]; readonly total: number }> {
  const condition = sql`audit.at >= ${from} AND audit.at < ${to} AND audit.account IN
    (SELECT account_uid FROM post_holders WHERE role IN ('systemAdmin','securityAdmin'))`;
  const { rows } = await sql<AdministratorRow>`
    SELECT audit.seq, audit.at, accounts.name AS name, audit.act, audit.object_number, audit.outcome
    FROM audit JOIN accounts ON accounts.uid = audit.account WHERE ${condition} ORDER BY audit.seq DESC LIMIT ${most}`.execute(
    db,
  );
  const { rows: counted } = await sql<{
    n: number;
  }>`SELECT count(*) AS n FROM audit WHERE ${condition}`.execute(db);
  return { rows, total: counted[0]?.n ?? 0 };
}
