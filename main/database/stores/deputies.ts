import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { ActsInPlaceTable, DeputiesTable } from '../schema.ts';

/** Deputy as stored. */
export type StoredDeputy = Selectable<DeputiesTable>;

/** A role that somebody carries out in another person's place on a day. */
export interface CarriedRole {
  readonly role: StoredDeputy['role'];
  readonly forUid: string;
  readonly forName: string;
}

/** Enters a deputy; the triggers refuse holders of posts. */
export async function insertDeputy(tx: WriteTx, deputy: Insertable<DeputiesTable>): Promise<void> {
  await tx.insertInto('deputies').values(deputy).execute();
}

/**
 * Roles that an account carries out for others on a day. The represented person must hold the role on that day: a role that was
 * taken away takes its deputies with it.
 */
export async function rolesCarried(db: ReadDb, accountId: number, today: string): Promise<CarriedRole[]> {
  const rows = await db
    .selectFrom('deputies as d')
    .innerJoin('accounts as a', 'a.id', 'd.for_account_id')
    .innerJoin('account_roles as r', (join) =>
      join.onRef('r.account_id', '=', 'd.for_account_id').on(sql<boolean>`r.role = d.role`),
    )
    .select(['d.role', 'a.uid as for_uid', 'a.name as for_name', 'r.until'])
    .where('d.account_id', '=', accountId)
    .where('d.ended_at', 'is', null)
    .where('d.from_day', '<=', today)
    .where('d.to_day', '>=', today)
    .orderBy('d.id')
    .execute();
  return rows
    .filter((row) => row.until === null || row.until >= today)
    .map((row) => ({ role: row.role, forUid: row.for_uid, forName: row.for_name }));
}

/** The register, newest first, with all names. */
export async function listDeputies(db: ReadDb, count: number) {
  return await db
    .selectFrom('deputies as d')
    .innerJoin('accounts as a', 'a.id', 'd.account_id')
    .innerJoin('accounts as f', 'f.id', 'd.for_account_id')
    .innerJoin('accounts as e', 'e.id', 'd.enabled_by')
    .selectAll('d')
    .select([
      'a.uid as account_uid',
      'a.name as name',
      'f.uid as for_uid',
      'f.name as for_name',
      'e.name as enabler_name',
    ])
    .orderBy('d.id', 'desc')
    .limit(count)
    .execute();
}

/** Ends a deputy. @returns whether it had not ended before */
export async function endDeputy(tx: WriteTx, uid: string, by: number, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('deputies')
    .set({ ended_by: by, ended_at: at })
    .where('uid', '=', uid)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Keeps that an act was done in another's place. */
export async function insertActInPlace(tx: WriteTx, act: Insertable<ActsInPlaceTable>): Promise<void> {
  await tx.insertInto('acts_in_place').values(act).execute();
}

/**
 * In whose place people acted on objects.
 * @returns name of the represented person by {@link inPlaceKey}; the latest act counts
 */
export async function actsInPlace(
  db: ReadDb,
  objectUids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (objectUids.length === 0) return new Map();
  const rows = await db
    .selectFrom('acts_in_place')
    .select(['object_uid', 'act', 'account_uid', 'for_name'])
    .where('object_uid', 'in', [...new Set(objectUids)])
    .orderBy('audit_seq')
    .execute();
  return new Map(rows.map((row) => [inPlaceKey(row.object_uid, row.act, row.account_uid), row.for_name]));
}

/** Key of {@link actsInPlace}. @param act audit event of the act */
export const inPlaceKey = (objectUid: string, act: string, accountUid: string): string =>
  `${objectUid} ${act} ${accountUid}`;
