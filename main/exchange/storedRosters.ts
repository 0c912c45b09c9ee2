import type { ReadDb } from '../database/database.ts';
import { newestRoster, type StoredRoster, siteByCode } from '../database/stores/exchange.ts';
import { endedRoots } from '../database/stores/exchangeKeys.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import { openRoster, type Roster } from './format/roster.ts';

/**
 * A kept roster, its signature verified again by the root that was the site's own at that version: a row that somebody put into
 * the table vouches for nobody. Undefined while no root is pinned.
 * @throws PackageError E_ROSTER_SIG, E_ROSTER
 */
export async function openStored(db: ReadDb, stored: StoredRoster): Promise<Roster | undefined> {
  const site = await siteByCode(db, stored.site);
  const ended = await endedRoots(db, stored.site);
  const line =
    ended.find((root) => stored.version <= root.through_version)?.public_key ?? site?.root_public_key;
  if (line == null) return undefined;
  return openRoster(parsePublicKeyLine(line), stored.bytes, Buffer.from(stored.signature, 'latin1'));
}

/** Newest roster of a site, verified; undefined when it has none. */
export async function newestVerified(db: ReadDb, site: string): Promise<Roster | undefined> {
  const stored = await newestRoster(db, site);
  return stored === undefined ? undefined : await openStored(db, stored);
}
