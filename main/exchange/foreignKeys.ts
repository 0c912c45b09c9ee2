import type { ReadDb } from '../database/database.ts';
import { rostersOf, siteByCode } from '../database/stores/exchange.ts';
import { openStored } from './storedRosters.ts';

/**
 * Public key line of a person of another site. Each roster's root signature is verified again: a row that somebody put
 * into the table vouches for nobody.
 * @param keyId `name@SITE`
 */
export async function foreignPersonKey(db: ReadDb, keyId: string): Promise<string | undefined> {
  const code = keyId.slice(keyId.lastIndexOf('@') + 1);
  const site = await siteByCode(db, code);
  if (site === undefined || site.is_self === 1 || site.root_public_key === null) return undefined;
  for (const stored of await rostersOf(db, code)) {
    const roster = await openStored(db, stored);
    const key = roster?.keys.find((candidate) => candidate.id === keyId && candidate.role !== 'site');
    if (key !== undefined) return key.pub;
  }
  return undefined;
}
