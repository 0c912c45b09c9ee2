import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { DutyHandoversTable, DutyShiftsTable } from '../schema.ts';

/** Shift as stored. */
export type StoredShift = Selectable<DutyShiftsTable>;
/** Hand-over as stored. */
export type StoredHandover = Selectable<DutyHandoversTable>;

/** Shifts that touch a span of time, in order. */
export async function shiftsBetween(db: ReadDb, from: string, to: string): Promise<StoredShift[]> {
  return await db
    .selectFrom('duty_shifts')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('from_at', '<', to)
    .where('to_at', '>', from)
    .orderBy('from_at')
    .orderBy('post')
    .execute();
}

/** One shift that is not taken off. */
export async function shiftByUid(db: ReadDb, uid: string): Promise<StoredShift | undefined> {
  return await db
    .selectFrom('duty_shifts')
    .selectAll()
    .where('uid', '=', uid)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

/** Adds a shift; the database refuses a second person at the same time. */
export async function insertShift(tx: WriteTx, row: Omit<Insertable<DutyShiftsTable>, 'id'>): Promise<void> {
  await tx.insertInto('duty_shifts').values(row).execute();
}

/** Takes a shift off the roster; it stays with the reason. */
export async function endShift(
  tx: WriteTx,
  id: number,
  ended: Pick<StoredShift, 'ended_at' | 'ended_name' | 'ended_reason'>,
): Promise<void> {
  await tx.updateTable('duty_shifts').set(ended).where('id', '=', id).execute();
}

/** Active people who can hold a duty: those with one of the roles. */
export async function peopleWithRoles(
  db: ReadDb,
  roles: readonly string[],
  today: string,
): Promise<{ uid: string; name: string }[]> {
  return await db
    .selectFrom('accounts')
    .innerJoin('account_roles', 'account_roles.account_id', 'accounts.id')
    .select(['accounts.uid', 'accounts.name'])
    .distinct()
    .where('accounts.state', '=', 'active')
    .where('account_roles.role', 'in', roles as never)
    .where((or) => or.or([or('account_roles.until', 'is', null), or('account_roles.until', '>=', today)]))
    .orderBy('accounts.name')
    .execute();
}

/** Hand-overs that wait for a person, and those since a moment in which the person had a part or any. */
export async function handoversSince(db: ReadDb, since: string): Promise<StoredHandover[]> {
  return await db
    .selectFrom('duty_handovers')
    .selectAll()
    .where((or) => or.or([or('given_at', '>=', since), or('taken_at', 'is', null)]))
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** One hand-over. */
export async function handoverByUid(db: ReadDb, uid: string): Promise<StoredHandover | undefined> {
  return await db.selectFrom('duty_handovers').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Enters a hand-over. */
export async function insertHandover(
  tx: WriteTx,
  row: Omit<Insertable<DutyHandoversTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('duty_handovers').values(row).execute();
}

/** Notes that a hand-over was taken. */
export async function takeStoredHandover(tx: WriteTx, id: number, at: string): Promise<void> {
  await tx.updateTable('duty_handovers').set({ taken_at: at }).where('id', '=', id).execute();
}

/** Open calls of one person: who is answerable for them, whatever the readers. */
export async function openCallsOf(
  db: ReadDb,
  site: string,
  accountId: number,
  kinds: readonly string[],
): Promise<{ id: number; uid: string; level: number }[]> {
  return await db
    .selectFrom('records')
    .select(['id', 'uid', 'level'])
    .where('owning_site', '=', site)
    .where('kind', 'in', kinds)
    .where('state', '=', 'draft')
    .where('responsible_id', '=', accountId)
    .orderBy('id')
    .execute();
}
