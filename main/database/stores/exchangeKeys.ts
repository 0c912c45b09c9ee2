import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { EndedRootsTable, KeyRevocationsTable, PersonKeysTable, SiteKeysTable } from '../schema.ts';

/** Every key of a person that was ever made here, the ended ones too, with name and state of the account. */
export async function everyPersonKey(
  db: ReadDb,
): Promise<(Selectable<PersonKeysTable> & { name: string; account_state: string })[]> {
  return await db
    .selectFrom('person_keys')
    .innerJoin('accounts', 'accounts.id', 'person_keys.account_id')
    .selectAll('person_keys')
    .select(['accounts.name', 'accounts.state as account_state'])
    .orderBy('person_keys.key_id')
    .execute();
}

/** Every signing key of this site, the ended ones too, in the order of their making. */
export async function everySigningKey(db: ReadDb): Promise<Selectable<SiteKeysTable>[]> {
  return await db
    .selectFrom('site_keys')
    .selectAll()
    .where('purpose', '=', 'siteSigning')
    .orderBy('made_at')
    .orderBy('id')
    .execute();
}

/** Ends a key of this site. */
export async function retireSiteKey(tx: WriteTx, id: string, at: string): Promise<void> {
  await tx
    .updateTable('site_keys')
    .set({ retired_at: at })
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .execute();
}

/** Last number of a stream that a key signed, as site or as releasing person. */
export interface KeyReach {
  readonly key: string;
  readonly recipient: string;
  readonly epoch: string;
  readonly through: number;
}

/** How far each key signed in each stream of this site. */
export async function reachOfKeys(db: ReadDb): Promise<KeyReach[]> {
  const found: KeyReach[] = [];
  for (const column of ['site_key', 'release_key'] as const) {
    const rows = await db
      .selectFrom('packages_out')
      .select((eb) => [`${column} as key`, 'recipient', 'epoch', eb.fn.max('seq').as('through')] as const)
      .where('seq', 'is not', null)
      .where(column, 'is not', null)
      .groupBy([column, 'recipient', 'epoch'])
      .orderBy('recipient')
      .orderBy('epoch')
      .execute();
    for (const { key, recipient, epoch, through } of rows)
      if (key !== null && through !== null) found.push({ key, recipient, epoch, through });
  }
  return found;
}

/** Revocations of keys of this site that two persons entered, in their order. */
export async function keyRevocations(db: ReadDb): Promise<Selectable<KeyRevocationsTable>[]> {
  return await db.selectFrom('key_revocations').selectAll().orderBy('id').execute();
}

/** Enters a revocation. */
export async function insertKeyRevocation(tx: WriteTx, row: Insertable<KeyRevocationsTable>): Promise<void> {
  await tx.insertInto('key_revocations').values(row).execute();
}

/** Roots that a site's present one has succeeded, the oldest first. */
export async function endedRoots(db: ReadDb, site: string): Promise<Selectable<EndedRootsTable>[]> {
  return await db
    .selectFrom('ended_roots')
    .selectAll()
    .where('site', '=', site)
    .orderBy('through_version')
    .orderBy('ended_at')
    .execute();
}

/** A site's root ends with a version of its roster and another one takes its place. */
export async function succeedRoot(
  tx: WriteTx,
  ended: Insertable<EndedRootsTable>,
  next: { publicKey: string; pinnedBy: string | null },
): Promise<void> {
  await tx.insertInto('ended_roots').values(ended).execute();
  await tx
    .updateTable('sites')
    .set({ root_public_key: next.publicKey, root_pinned_at: ended.ended_at, pinned_by: next.pinnedBy })
    .where('code', '=', ended.site)
    .execute();
}

/** A receipt came back from a site: the way to it works. */
export async function markProven(tx: WriteTx, site: string, at: string): Promise<void> {
  await tx
    .updateTable('sites')
    .set({ proven_at: at })
    .where('code', '=', site)
    .where('proven_at', 'is', null)
    .execute();
}

/** Trust was made anew: only test packages leave until a receipt comes back. @param site null = every other site */
export async function unproveSites(tx: WriteTx, site: string | null): Promise<void> {
  let update = tx.updateTable('sites').set({ proven_at: null }).where('is_self', '=', 0);
  if (site !== null) update = update.where('code', '=', site);
  await update.execute();
}

/** Two persons lift the freeze of a stream. */
export async function openStream(tx: WriteTx, site: string): Promise<void> {
  await tx.updateTable('sites').set({ stream_state: 'open' }).where('code', '=', site).execute();
}
