import type { Insertable, Selectable } from 'kysely';
import { insertRows } from '../bulk.ts';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { MediaTable, PackagesInTable, PackagesOutTable, RostersTable, SitesTable } from '../schema.ts';
import { reserveChangeSeqs } from './meta.ts';

/** Outgoing package as stored. */
export type StoredPackageOut = Selectable<PackagesOutTable>;
/** Imported package as stored. */
export type StoredPackageIn = Selectable<PackagesInTable>;
/** Roster as stored. */
export type StoredRoster = Selectable<RostersTable>;

/** All sites, this one first. */
export async function allSites(db: ReadDb): Promise<Selectable<SitesTable>[]> {
  return await db.selectFrom('sites').selectAll().orderBy('is_self', 'desc').orderBy('code').execute();
}

/** One site by its code. */
export async function siteByCode(db: ReadDb, code: string): Promise<Selectable<SitesTable> | undefined> {
  return await db.selectFrom('sites').selectAll().where('code', '=', code).executeTakeFirst();
}

/** Stops the stream of a site after a fork. */
export async function freezeStream(tx: WriteTx, code: string): Promise<void> {
  await tx.updateTable('sites').set({ stream_state: 'frozen' }).where('code', '=', code).execute();
}

/** Newest roster of a site. */
export async function newestRoster(db: ReadDb, site: string): Promise<StoredRoster | undefined> {
  return await db
    .selectFrom('rosters')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Newest roster of every site that has one. */
export async function newestRosters(db: ReadDb): Promise<StoredRoster[]> {
  const rows = await db
    .selectFrom('rosters')
    .selectAll()
    .orderBy('site')
    .orderBy('version', 'desc')
    .execute();
  return rows.filter((row, index) => rows[index - 1]?.site !== row.site);
}

/** Every roster ever taken in from a site, newest first: a key that was replaced since still proves its old signatures. */
export async function rostersOf(db: ReadDb, site: string): Promise<StoredRoster[]> {
  return await db
    .selectFrom('rosters')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .execute();
}

/** Keeps a roster whose root signature was verified. */
export async function insertRoster(tx: WriteTx, roster: Insertable<RostersTable>): Promise<void> {
  await tx.insertInto('rosters').values(roster).execute();
}

/** Records who did what at a trust ceremony. */
export async function insertCeremony(
  tx: WriteTx,
  row: {
    site: string;
    act: string;
    fingerprint: string;
    how: string;
    first_account: string;
    second_account: string;
    at: string;
  },
): Promise<void> {
  await tx.insertInto('ceremonies').values(row).execute();
}

/** Media that are in use. */
export async function activeMedia(db: ReadDb): Promise<Selectable<MediaTable>[]> {
  return await db.selectFrom('media').selectAll().where('retired_at', 'is', null).orderBy('number').execute();
}

/** A medium in use by its number. */
export async function mediumByNumber(
  db: ReadDb,
  number: string,
): Promise<Selectable<MediaTable> | undefined> {
  return await db
    .selectFrom('media')
    .selectAll()
    .where('number', '=', number)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
}

/** Enters a medium. */
export async function insertMedium(tx: WriteTx, medium: Insertable<MediaTable>): Promise<void> {
  await tx.insertInto('media').values(medium).execute();
}

/** Outgoing packages, newest first. */
export async function packagesOut(db: ReadDb, count: number): Promise<StoredPackageOut[]> {
  return await db.selectFrom('packages_out').selectAll().orderBy('id', 'desc').limit(count).execute();
}

/** One outgoing package. */
export async function packageOutByUid(db: ReadDb, uid: string): Promise<StoredPackageOut | undefined> {
  return await db.selectFrom('packages_out').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** The highest sealed package of a stream. */
export async function lastSealed(
  db: ReadDb,
  recipient: string,
  epoch: string,
): Promise<StoredPackageOut | undefined> {
  return await db
    .selectFrom('packages_out')
    .selectAll()
    .where('recipient', '=', recipient)
    .where('epoch', '=', epoch)
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Digest of a sealed package of a stream. */
export async function sealedDigest(
  db: ReadDb,
  recipient: string,
  epoch: string,
  seq: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('packages_out')
    .select('digest')
    .where('recipient', '=', recipient)
    .where('epoch', '=', epoch)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.digest ?? undefined;
}

/** Enters a prepared package; returns its row number. */
export async function insertPackageOut(tx: WriteTx, row: Insertable<PackagesOutTable>): Promise<number> {
  const inserted = await tx.insertInto('packages_out').values(row).returning('id').executeTakeFirstOrThrow();
  return inserted.id;
}

/** Changes a package on its way: prepared → approved → sealed → written → acknowledged. */
export async function updatePackageOut(
  tx: WriteTx,
  id: number,
  change: Partial<Omit<StoredPackageOut, 'id' | 'uid'>>,
): Promise<void> {
  await tx.updateTable('packages_out').set(change).where('id', '=', id).execute();
}

/**
 * Ends packages to a site that were prepared but never sealed: the new one holds all that they held, and two open ones
 * would send the same records twice.
 */
export async function supersedePrepared(tx: WriteTx, recipient: string): Promise<void> {
  await tx
    .updateTable('packages_out')
    .set({ state: 'refused' })
    .where('recipient', '=', recipient)
    .where('state', 'in', ['prepared', 'approved'])
    .execute();
}

/** Marks packages of a stream as acknowledged through a number. */
export async function acknowledgeThrough(
  tx: WriteTx,
  recipient: string,
  epoch: string,
  seq: number,
): Promise<void> {
  await tx
    .updateTable('packages_out')
    .set({ state: 'acknowledged' })
    .where('recipient', '=', recipient)
    .where('epoch', '=', epoch)
    .where('seq', '<=', seq)
    .where('state', 'in', ['sealed', 'written'])
    .execute();
}

/** Keeps the frozen lines of a package, in chunks. */
export async function insertPackageLines(
  tx: WriteTx,
  packageId: number,
  lines: readonly { uid: string; line: string }[],
): Promise<void> {
  const size = 200;
  for (let start = 0; start < lines.length; start += size) {
    await tx
      .insertInto('package_records')
      .values(
        lines
          .slice(start, start + size)
          .map(({ uid, line }) => ({ package_id: packageId, record_uid: uid, line })),
      )
      .execute();
  }
}

/** Puts a line of a package that is not sealed yet in the place of an earlier one with its name. */
export async function replacePackageLine(
  tx: WriteTx,
  packageId: number,
  { uid, line }: { uid: string; line: string },
): Promise<void> {
  await tx
    .insertInto('package_records')
    .values({ package_id: packageId, record_uid: uid, line })
    .onConflict((conflict) => conflict.columns(['package_id', 'record_uid']).doUpdateSet({ line }))
    .execute();
}

/** The frozen lines of a package in the order of their ids. */
export async function packageLines(
  db: ReadDb,
  packageId: number,
): Promise<{ record_uid: string; line: string }[]> {
  return await db
    .selectFrom('package_records')
    .select(['record_uid', 'line'])
    .where('package_id', '=', packageId)
    .orderBy('record_uid')
    .execute();
}

/** Imported packages, newest first. */
export async function packagesIn(db: ReadDb, count: number): Promise<StoredPackageIn[]> {
  return await db.selectFrom('packages_in').selectAll().orderBy('id', 'desc').limit(count).execute();
}

/** The highest imported package of a sender, in its newest epoch. */
export async function lastImported(db: ReadDb, sender: string): Promise<StoredPackageIn | undefined> {
  return await db
    .selectFrom('packages_in')
    .selectAll()
    .where('sender', '=', sender)
    .where('state', '=', 'imported')
    // e100 comes after e99.
    .orderBy((eb) => eb.fn('length', ['epoch']), 'desc')
    .orderBy('epoch', 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Digests imported from a sender by `epoch/seq`. */
export async function importedDigests(db: ReadDb, sender: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('packages_in')
    .select(['epoch', 'seq', 'digest'])
    .where('sender', '=', sender)
    .where('state', '=', 'imported')
    .execute();
  return new Map(rows.map((row) => [`${row.epoch}/${row.seq}`, row.digest]));
}

/** Enters an imported package. */
export async function insertPackageIn(tx: WriteTx, row: Insertable<PackagesInTable>): Promise<void> {
  await tx.insertInto('packages_in').values(row).execute();
}

/** Logs an attempt to import, whatever its verdict. */
export async function insertImportAttempt(
  tx: WriteTx,
  row: {
    at: string;
    account_uid: string;
    file_name: string;
    medium: string;
    verdict: string;
    detail: string;
  },
): Promise<void> {
  await tx.insertInto('import_attempts').values(row).execute();
}

/** Decision of this site on a record that another site owns; travels back in the next package. */
export interface RecordReceipt {
  readonly record_uid: string;
  readonly package_digest: string;
  readonly verdict: 'accepted' | 'archived' | 'returned' | 'refused';
  readonly archive_number: string | null;
  readonly reason: string;
  readonly at: string;
  readonly change_seq: number;
}

/** Keeps a receipt. */
export async function insertReceipt(tx: WriteTx, receipt: RecordReceipt): Promise<void> {
  await tx
    .insertInto('record_receipts')
    .values(receipt)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Answers for many records at once, each under a number of the change counter. One answer per record. */
export async function insertReceipts(
  tx: WriteTx,
  receipts: readonly Omit<RecordReceipt, 'change_seq'>[],
): Promise<void> {
  const each = [...new Map(receipts.map((receipt) => [receipt.record_uid, receipt])).values()];
  const first = await reserveChangeSeqs(tx, each.length);
  await insertRows(
    tx,
    'record_receipts',
    each.map((receipt, at) => ({ ...receipt, change_seq: first + at })),
  );
}

/** Receipts for records of one owner changed after a point, oldest first. */
export async function receiptsSince(db: ReadDb, owner: string, changeSeq: number): Promise<RecordReceipt[]> {
  return await db
    .selectFrom('record_receipts')
    .selectAll()
    .where('change_seq', '>', changeSeq)
    .where('record_uid', 'like', `${owner}-%`)
    .orderBy('change_seq')
    .execute();
}

/** Digest of the last package of the owner that was imported and brought this record. */
export async function packageOfRecord(db: ReadDb, recordUid: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('record_receipts')
    .select('package_digest')
    .where('record_uid', '=', recordUid)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.package_digest;
}
