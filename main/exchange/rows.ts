import type { HandlerOutput } from '../../shared/contract/contract.ts';
import type { Instant, Month, ObjectUid, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { signerWords } from '../access/deputies.ts';
import { levelRank } from '../access/identities.ts';
import type { ReadDb } from '../database/database.ts';
import { accountUidById } from '../database/stores/accountNames.ts';
import { accountNames } from '../database/stores/accounts.ts';
import { actsInPlace, inPlaceKey } from '../database/stores/deputies.ts';
import type { StoredPackageIn, StoredPackageOut, StoredRoster } from '../database/stores/exchange.ts';
import { withdrawalOf } from '../database/stores/exchangeSeries.ts';
import type { StoredSite } from '../database/stores/site.ts';
import { keyFingerprint, parsePublicKeyLine } from './crypto/sshKeys.ts';
import { fingerprintCode } from './format/fingerprint.ts';

type Overview = HandlerOutput<'exchange.overview'>;
/** Outgoing package as shown. */
export type PackageOutRow = Overview['outgoing'][number];
/** Imported package as shown. */
export type PackageInRow = Overview['incoming'][number];

/** An outgoing package for the page. */
export async function packageOutRow(db: ReadDb, stored: StoredPackageOut): Promise<PackageOutRow> {
  const withdrawal = stored.digest === null ? undefined : await withdrawalOf(db, stored.digest);
  const names = await accountNames(db, [stored.prepared_by, stored.approved_by, stored.released_by]);
  const inPlace = await actsInPlace(db, [stored.uid]);
  const shownName = async (account: number | null, act: string): Promise<string | null> => {
    if (account === null) return null;
    const uid = (await accountUidById(db, account)) ?? '';
    return signerWords(names.get(account) ?? '', inPlace.get(inPlaceKey(stored.uid, act, uid)) ?? null);
  };
  return {
    uid: stored.uid as ObjectUid,
    recipient: stored.recipient as SiteCode,
    epoch: stored.epoch,
    seq: stored.seq,
    period: stored.period as Month,
    kind: stored.kind,
    state: stored.state,
    recordCount: stored.record_count,
    marking: stored.marking,
    medium: stored.medium,
    digest: stored.digest as Sha256Hex | null,
    preparedBy: names.get(stored.prepared_by) ?? '',
    preparedAt: stored.prepared_at as Instant,
    approvedBy: await shownName(stored.approved_by, 'package.approved'),
    releasedBy: await shownName(stored.released_by, 'package.released'),
    releasedAt: stored.released_at as Instant | null,
    withdrawnBy: withdrawal?.seq ?? null,
    reason: stored.reason,
  };
}

/** An imported package for the page. */
export async function packageInRow(db: ReadDb, stored: StoredPackageIn): Promise<PackageInRow> {
  const names = await accountNames(db, [stored.imported_by]);
  return {
    uid: stored.uid as ObjectUid,
    sender: stored.sender as SiteCode,
    epoch: stored.epoch,
    seq: stored.seq,
    period: stored.period as Month,
    kind: stored.kind,
    state: stored.state,
    recordCount: stored.record_count,
    marking: stored.marking,
    medium: stored.medium,
    digest: stored.digest as Sha256Hex,
    importedBy: names.get(stored.imported_by) ?? '',
    importedAt: stored.imported_at as Instant,
  };
}

/** A site for the page, with the words that are compared on paper. */
export function siteRow(site: StoredSite, roster: StoredRoster | undefined): Overview['sites'][number] {
  const key = site.root_public_key === null ? null : parsePublicKeyLine(site.root_public_key);
  return {
    code: site.code as SiteCode,
    name: site.name,
    kind: site.kind,
    self: site.is_self === 1,
    highestLevel: levelRank(site.highest_level),
    rootFingerprint: key === null ? null : keyFingerprint(key),
    fingerprintWords: key === null ? [] : fingerprintCode(key),
    rosterVersion: roster?.version ?? null,
    pinnedAt: site.root_pinned_at as Instant | null,
    provenAt: site.proven_at as Instant | null,
    streamState: site.stream_state,
  };
}
