import type { Insertable, Selectable } from 'kysely';
import { rowsPerStatement } from '../bulk.ts';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { HeldPackagesTable, ReissueRequestsTable, WithdrawnPackagesTable } from '../schema.ts';
import type { StoredPackageIn, StoredPackageOut } from './exchange.ts';

/** A number of a sender's stream that its sender took back, or that a snapshot stands for. */
export type Withdrawn = Selectable<WithdrawnPackagesTable>;
/** A package that waits for its predecessors. */
export type Held = Selectable<HeldPackagesTable>;

/** Numbers of a sender that were taken back, in their order. */
export async function withdrawnOf(db: ReadDb, sender: string): Promise<Withdrawn[]> {
  return await db
    .selectFrom('withdrawn_packages')
    .selectAll()
    .where('sender', '=', sender)
    .orderBy('epoch')
    .orderBy('seq')
    .execute();
}

/** Enters numbers that were taken back; those entered before stay as they are. */
export async function insertWithdrawn(
  tx: WriteTx,
  rows: readonly Insertable<WithdrawnPackagesTable>[],
): Promise<void> {
  // A statement takes no more than 32,766 bound values.
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await tx
      .insertInto('withdrawn_packages')
      .values(rows.slice(from, from + rowsPerStatement))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Packages that wait, by sender and number. */
export async function heldPackages(db: ReadDb): Promise<Held[]> {
  return await db
    .selectFrom('held_packages')
    .selectAll()
    .orderBy('sender')
    .orderBy('epoch')
    .orderBy('seq')
    .execute();
}

/** One package that waits. */
export async function heldByUid(db: ReadDb, uid: string): Promise<Held | undefined> {
  return await db.selectFrom('held_packages').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Enters a package that waits; the same one again changes nothing. */
export async function insertHeld(tx: WriteTx, row: Insertable<HeldPackagesTable>): Promise<void> {
  await tx
    .insertInto('held_packages')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A package waits no longer: it was applied, or stands in the way of nothing any more. */
export async function endHeld(tx: WriteTx, digest: string): Promise<void> {
  await tx.deleteFrom('held_packages').where('digest', '=', digest).execute();
}

/** Packages of a sender that a snapshot stands for wait no longer. @returns their files */
export async function endHeldBefore(
  tx: WriteTx,
  sender: string,
  epoch: string,
  seq: number,
): Promise<string[]> {
  const rows = await tx
    .deleteFrom('held_packages')
    .where('sender', '=', sender)
    .where('epoch', '=', epoch)
    .where('seq', '<=', seq)
    .returning('file')
    .execute();
  return rows.map((row) => row.file);
}

/** What partners miss of our streams, newest first. */
export async function reissueRequests(db: ReadDb): Promise<Selectable<ReissueRequestsTable>[]> {
  return await db.selectFrom('reissue_requests').selectAll().orderBy('id', 'desc').execute();
}

/** Enters what a partner misses. */
export async function insertReissueRequest(
  tx: WriteTx,
  row: Insertable<ReissueRequestsTable>,
): Promise<void> {
  await tx.insertInto('reissue_requests').values(row).execute();
}

/** Sealed package of a stream before a number. */
export async function sealedBefore(
  db: ReadDb,
  recipient: string,
  epoch: string,
  seq: number,
): Promise<StoredPackageOut | undefined> {
  return await db
    .selectFrom('packages_out')
    .selectAll()
    .where('recipient', '=', recipient)
    .where('epoch', '=', epoch)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Sealed packages that no receipt has answered, the oldest first. */
export async function unansweredPackages(db: ReadDb): Promise<StoredPackageOut[]> {
  return await db
    .selectFrom('packages_out')
    .selectAll()
    .where('state', 'in', ['sealed', 'written'])
    .orderBy('id')
    .execute();
}

/** Newest imported package of every sender. */
export async function newestImported(db: ReadDb): Promise<StoredPackageIn[]> {
  const rows = await db
    .selectFrom('packages_in')
    .selectAll()
    .where('state', '=', 'imported')
    .where((eb) =>
      eb(
        'id',
        'in',
        eb
          .selectFrom('packages_in as newest')
          .select((inner) => inner.fn.max('newest.id').as('id'))
          .where('newest.state', '=', 'imported')
          .groupBy('newest.sender'),
      ),
    )
    .orderBy('sender')
    .execute();
  return rows;
}

/** Records that a package of another site brought, by the receipts given for it. */
export async function recordsOfPackage(db: ReadDb, digest: string): Promise<string[]> {
  const rows = await db
    .selectFrom('record_receipts')
    .select('record_uid')
    .where('package_digest', '=', digest)
    .where('verdict', '=', 'accepted')
    .execute();
  return rows.map((row) => row.record_uid);
}

/** The void of ours that takes back the package with a digest, prepared or sealed; undefined when none does. */
export async function withdrawalOf(db: ReadDb, digest: string): Promise<StoredPackageOut | undefined> {
  return await db
    .selectFrom('packages_out')
    .selectAll()
    .where('withdrawn', '=', digest)
    .where('state', '<>', 'refused')
    .executeTakeFirst();
}
