import { newestRoster } from '../../../main/database/stores/exchange.ts';
import { withdrawnOf } from '../../../main/database/stores/exchangeSeries.ts';
import { canonicalJson } from '../../../main/records/canonicalJson.ts';
import type { ModelSite } from './modelSite.ts';

/** What each site has taken in of another one is a prefix of what was sealed there, each number once. */
export async function checkPrefixes(
  sites: Iterable<ModelSite>,
  sealed: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  for (const at of sites) {
    const rows = await at.database.read
      .selectFrom('packages_in')
      .select(['sender', 'epoch', 'seq', 'digest', 'kind'])
      .where('state', '=', 'imported')
      .orderBy('sender')
      .orderBy('epoch')
      .orderBy('seq')
      .execute();
    for (const sender of new Set(rows.map((row) => row.sender))) {
      const withdrawn = new Set(
        (await withdrawnOf(at.database.read, sender)).map((row) => `${row.epoch} ${row.seq}`),
      );
      const own = rows.filter((row) => row.sender === sender);
      for (const epoch of new Set(own.map((row) => row.epoch))) {
        const taken = new Map(own.filter((row) => row.epoch === epoch).map((row) => [row.seq, row]));
        for (let seq = 1; seq <= Math.max(...taken.keys()); seq++) {
          const row = taken.get(seq);
          const place = `${sender} ${at.code} ${epoch} ${seq}`;
          if (row === undefined) {
            if (!withdrawn.has(`${epoch} ${seq}`)) throw new Error(`gap in what was taken in: ${place}`);
          } else if (sealed.get(place)?.has(row.digest) !== true) throw new Error(`never sealed: ${place}`);
        }
      }
    }
  }
}

/** Whoever holds other bytes under a number never takes the second ones for good. */
export async function demandSeen(
  sealed: ReadonlyMap<string, ReadonlySet<string>>,
  to: ModelSite,
  parcel: { readonly digest: string },
  said: string,
): Promise<void> {
  const place = [...sealed].find(([, digests]) => digests.has(parcel.digest))?.[0].split(' ');
  if (place === undefined) return;
  const [sender = '', , epoch = '', seq = ''] = place;
  const held = await to.database.read
    .selectFrom('packages_in')
    .select('digest')
    .where('sender', '=', sender)
    .where('epoch', '=', epoch)
    .where('seq', '=', Number(seq))
    .where('state', '=', 'imported')
    .executeTakeFirst();
  if (
    held !== undefined &&
    held.digest !== parcel.digest &&
    ['accepted', 'held', 'alreadyImported'].includes(said)
  )
    throw new Error(`a fork went unseen: ${place.join(' ')} ${said}`);
}

/** In the end the center says of every record of a unit what its owner says. */
export async function sameAtBothEnds(unit: ModelSite, center: ModelSite, restored: boolean): Promise<void> {
  const of = async (site: ModelSite): Promise<Map<string, string>> => {
    const rows = await site.database.read
      .selectFrom('records')
      .select(['uid', 'content', 'state', 'marking'])
      .where('owning_site', '=', unit.code)
      .execute();
    return new Map(
      rows.map((row) => [row.uid, `${row.state} ${row.marking} ${canonicalJson(JSON.parse(row.content))}`]),
    );
  };
  const [own, theirs] = [await of(unit), await of(center)];
  for (const [uid, said] of own)
    if (theirs.get(uid) !== said)
      throw new Error(`${uid} differs: ${said} — ${theirs.get(uid) ?? 'unknown'}`);
  // What a restore lost at its owner stays at the center; nothing else may be there alone.
  if (!restored && theirs.size !== own.size)
    throw new Error(`${unit.code}: the center has ${theirs.size} records, their owner ${own.size}`);
  if ((await newestRoster(center.database.read, unit.code)) === undefined) throw new Error('no roster');
}
