import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { SiteKeysTable, SitesTable } from '../schema.ts';

/** Site as stored. */
export type StoredSite = Selectable<SitesTable>;
/** Key of this site as stored, with its secret. */
export type StoredSiteKey = Selectable<SiteKeysTable>;

/** This installation, or undefined before the first run ended. */
export async function ownSite(db: ReadDb): Promise<StoredSite | undefined> {
  return await db.selectFrom('sites').selectAll().where('is_self', '=', 1).executeTakeFirst();
}

/** Enters a site. */
export async function insertSite(tx: WriteTx, site: Insertable<SitesTable>): Promise<void> {
  await tx.insertInto('sites').values(site).execute();
}

/** Enters a key of this site. */
export async function insertSiteKey(tx: WriteTx, key: Insertable<SiteKeysTable>): Promise<void> {
  await tx.insertInto('site_keys').values(key).execute();
}

/** Present keys of one purpose, newest first; for `age` the retired ones too, because packages sealed to them are kept. */
export async function siteKeys(db: ReadDb, purpose: StoredSiteKey['purpose']): Promise<StoredSiteKey[]> {
  let query = db
    .selectFrom('site_keys')
    .selectAll()
    .where('purpose', '=', purpose)
    .orderBy('made_at', 'desc');
  if (purpose !== 'age') query = query.where('retired_at', 'is', null);
  return await query.execute();
}

/** Public line of a signing key of this site, present or retired. */
export async function siteKeyLine(db: ReadDb, keyId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('site_keys')
    .select('public_key')
    .where('id', '=', keyId)
    .where('purpose', '=', 'siteSigning')
    .executeTakeFirst();
  return row?.public_key;
}

/** Enters a backup set. */
export async function insertBackupSet(
  tx: WriteTx,
  set: {
    at: string;
    folder: string;
    bytes: number;
    manifest_digest: string;
    verified: 0 | 1;
    same_device: 0 | 1;
  },
): Promise<void> {
  await tx.insertInto('backup_sets').values(set).execute();
}

/** Backup sets, newest first. */
export async function backupSets(
  db: ReadDb,
  count: number,
): Promise<{ at: string; folder: string; bytes: number; verified: number; same_device: number }[]> {
  return await db
    .selectFrom('backup_sets')
    .select(['at', 'folder', 'bytes', 'verified', 'same_device'])
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
}

/** Notes what a later check of a set found, by the digest of its manifest. */
export async function setVerified(tx: WriteTx, manifestDigest: string, whole: boolean): Promise<void> {
  await tx
    .updateTable('backup_sets')
    .set({ verified: whole ? 1 : 0 })
    .where('manifest_digest', '=', manifestDigest)
    .execute();
}
