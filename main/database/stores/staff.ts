import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { DispatchOverridesTable, StaffCertificatesTable } from '../schema.ts';

/** Certificate as stored. */
export type StoredCertificate = Selectable<StaffCertificatesTable>;
/** Override as stored. */
export type StoredOverride = Selectable<DispatchOverridesTable>;

/** Certificates of one person, or of everybody, newest first. */
export async function staffCertificates(db: ReadDb, masterId: number | null): Promise<StoredCertificate[]> {
  let query = db.selectFrom('staff_certificates').selectAll().orderBy('id', 'desc');
  if (masterId !== null) query = query.where('master_id', '=', masterId);
  return await query.execute();
}

/** One certificate. */
export async function certificateByUid(db: ReadDb, uid: string): Promise<StoredCertificate | undefined> {
  return await db.selectFrom('staff_certificates').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Adds a certificate. */
export async function insertCertificate(
  tx: WriteTx,
  row: Omit<Insertable<StaffCertificatesTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('staff_certificates').values(row).execute();
}

/** Withdraws a certificate; it stays with its reason. */
export async function withdrawStoredCertificate(
  tx: WriteTx,
  id: number,
  change: Pick<Updateable<StaffCertificatesTable>, 'withdrawn_at' | 'withdrawn_name' | 'withdrawn_reason'>,
): Promise<void> {
  await tx.updateTable('staff_certificates').set(change).where('id', '=', id).execute();
}

/** Requests to send somebody on one notice, newest first. */
export async function overridesOf(db: ReadDb, noticeUid: string): Promise<StoredOverride[]> {
  return await db
    .selectFrom('dispatch_overrides')
    .selectAll()
    .where('notice_uid', '=', noticeUid)
    .orderBy('id', 'desc')
    .execute();
}

/** Requests that wait for a leader. */
export async function openOverrides(db: ReadDb): Promise<StoredOverride[]> {
  return await db
    .selectFrom('dispatch_overrides')
    .selectAll()
    .where('decision', 'is', null)
    .orderBy('id')
    .execute();
}

/** One request. */
export async function overrideByUid(db: ReadDb, uid: string): Promise<StoredOverride | undefined> {
  return await db.selectFrom('dispatch_overrides').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Enters a request. */
export async function insertOverride(
  tx: WriteTx,
  row: Omit<Insertable<DispatchOverridesTable>, 'id'>,
): Promise<void> {
  await tx.insertInto('dispatch_overrides').values(row).execute();
}

/** Decides a request, once. */
export async function decideStoredOverride(
  tx: WriteTx,
  id: number,
  decision: Pick<
    Updateable<DispatchOverridesTable>,
    'decision' | 'decided_by' | 'decided_name' | 'decided_at' | 'decision_note'
  >,
): Promise<void> {
  await tx.updateTable('dispatch_overrides').set(decision).where('id', '=', id).execute();
}
