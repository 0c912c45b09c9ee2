import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { SiteCode } from '../../shared/ids.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import type { ReadDb, WriteTx } from '../database/database.ts';
import { writeDurably } from '../database/durableFiles.ts';
import {
  allSites,
  insertCeremony,
  insertRoster,
  newestRoster,
  siteByCode,
} from '../database/stores/exchange.ts';
import { openStream } from '../database/stores/exchangeKeys.ts';
import { insertSite } from '../database/stores/site.ts';
import { keyFingerprint, parsePublicKeyLine, publicKeyLine } from './crypto/sshKeys.ts';
import { memorySigner } from './crypto/sshsig.ts';
import { fingerprintCode, matchesFingerprintCode } from './format/fingerprint.ts';
import { sha256Hex } from './format/packageJson.ts';
import { acceptRoster, openRoster, type Roster, rosterBytes, signRoster } from './format/roster.ts';
import { backUpIdentities, dropFreshKeys, keepFreshKeys, makeFreshKeys } from './freshKeys.ts';
import { composeRoster } from './ownRoster.ts';
import { claimedKey, openRootKey, otherPost, readRosterFiles, refusing } from './rootKeyFile.ts';

type SiteActs = Pick<AreaHandlers<'exchange'>, 'signRoster' | 'pinSite' | 'acceptRoster' | 'openStream'>;

/** Trust between sites (spec 4 "Trust"): root-signed rosters, pinned by two persons from words on paper. */
export const siteHandlers: SiteActs = {
  signRoster: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const passphrase = input.rootPassphrase.join('');
    const pair = await openRootKey(input.rootKeyFile, passphrase);
    const fresh = await makeFreshKeys(ctx.site.code, input.renew ?? []);
    try {
      const own = await siteByCode(ctx.db, ctx.site.code);
      if (own?.root_public_key !== publicKeyLine(pair.publicKey))
        throw new AppError('exchange.root-key-wrong');
      const roster = await composeRoster(ctx, fresh);
      const bytes = rosterBytes(roster);
      const signature = await signRoster(memorySigner(`root@${ctx.site.code}`, pair), bytes);
      const accepted = openRoster(pair.publicKey, bytes, signature);
      await mkdir(input.folder, { recursive: true });
      if (fresh.age !== undefined || !(await identitiesKept(ctx.site.code, input.rootKeyFile)))
        await backUpIdentities(ctx, { file: input.rootKeyFile, passphrase }, fresh);
      const file = join(input.folder, `${ctx.site.code}.roster.json`);
      const fingerprint = keyFingerprint(pair.publicKey);
      await ctx.commit(async ({ tx, now, audited }) => {
        if ((await newestRoster(tx, ctx.site.code))?.digest !== (roster.prev ?? undefined))
          throw new AppError('people.already-decided');
        await keepFreshKeys(tx, fresh, now);
        await keepRoster(tx, accepted, bytes, signature, now);
        await insertCeremony(tx, {
          site: ctx.site.code,
          act: 'signRoster',
          fingerprint,
          how: [`v${accepted.version}`, ...(input.renew ?? [])].join(' '),
          first_account: ctx.actor.uid,
          second_account: second.uid,
          at: now,
        });
        audited({ kind: 'roster', uid: ctx.site.code, number: `v${accepted.version}` });
      });
      // After its audit row: no roster leaves unrecorded.
      await writeDurably(file, Buffer.from(bytes));
      await writeDurably(`${file}.sig`, Buffer.from(signature));
      return { version: accepted.version, fingerprint, words: fingerprintCode(pair.publicKey), file };
    } finally {
      pair.seed.fill(0);
      dropFreshKeys(fresh);
    }
  },

  pinSite: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const { bytes, signature } = await readRosterFiles(input.rosterFile);
    // The key that signed is only a claim until the words from paper match it.
    const claimed = claimedKey(signature);
    if (!matchesFingerprintCode(claimed, input.words.join(' ')))
      throw new AppError('exchange.fingerprint-mismatch');
    const roster = refusing(() => openRoster(claimed, bytes, signature));
    if (roster.site === ctx.site.code) throw new AppError('exchange.fingerprint-mismatch');
    const known = await siteByCode(ctx.db, roster.site);
    if (known !== undefined) throw new AppError('people.already-decided');
    const fingerprint = keyFingerprint(claimed);
    await ctx.commit(async ({ tx, now, audited }) => {
      await insertSite(tx, {
        code: roster.site,
        name: input.name,
        kind: input.kind,
        is_self: 0,
        highest_level: input.highestLevel,
        root_public_key: publicKeyLine(claimed),
        root_pinned_at: now,
        pinned_by: `${ctx.actor.uid} ${second.uid}`,
      });
      await keepRoster(tx, roster, bytes, signature, now);
      await insertCeremony(tx, {
        site: roster.site,
        act: 'pinSite',
        fingerprint,
        how: input.how,
        first_account: ctx.actor.uid,
        second_account: second.uid,
        at: now,
      });
      audited({ kind: 'site', uid: roster.site, number: `v${roster.version}` });
    });
    return { site: roster.site as SiteCode, fingerprint };
  },

  acceptRoster: async (ctx, input) => {
    const { bytes, signature } = await readRosterFiles(input.rosterFile);
    const site = await pinnedSigner(ctx.db, signature);
    const current = (await newestRoster(ctx.db, site.code)) ?? null;
    const accepted = refusing(() =>
      acceptRoster({ site: site.code, rootKey: site.rootKey, current }, bytes, signature),
    );
    await ctx.commit(async ({ tx, now, audited }) => {
      if (accepted.news === 'new') await keepRoster(tx, accepted.roster, bytes, signature, now);
      audited({ kind: 'roster', uid: site.code, number: `v${accepted.roster.version}` });
    });
    return { site: site.code as SiteCode, version: accepted.roster.version };
  },

  openStream: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    await ctx.commit(async ({ tx, now, audited }) => {
      const site = await siteByCode(tx, input.site);
      if (site?.stream_state !== 'frozen') throw new AppError('people.already-decided');
      await openStream(tx, site.code);
      await insertCeremony(tx, {
        site: site.code,
        act: 'openStream',
        fingerprint:
          site.root_public_key === null ? '' : keyFingerprint(parsePublicKeyLine(site.root_public_key)),
        how: input.reason,
        first_account: ctx.actor.uid,
        second_account: second.uid,
        at: now,
      });
      audited({ kind: 'site', uid: site.code, number: 'opened' });
    });
    return { done: true };
  },
};

/** Whether the safe has a copy of the age identities beside the root key. */
async function identitiesKept(site: string, rootKeyFile: string): Promise<boolean> {
  try {
    return (await stat(join(dirname(rootKeyFile), `identities-${site}.age`))).isFile();
  } catch {
    return false;
  }
}

/** Keeps a roster whose root signature was verified. */
export async function keepRoster(
  tx: WriteTx,
  roster: Roster,
  bytes: Uint8Array,
  signature: Uint8Array,
  now: string,
): Promise<void> {
  await insertRoster(tx, {
    site: roster.site,
    version: roster.version,
    bytes: Buffer.from(bytes),
    signature: Buffer.from(signature).toString('latin1'),
    digest: sha256Hex(bytes),
    accepted_at: now,
  });
}

/** The pinned site whose root key made this signature claims; the signature itself is checked by the caller. */
async function pinnedSigner(
  db: ReadDb,
  signature: Uint8Array,
): Promise<{ code: string; rootKey: Uint8Array }> {
  const line = publicKeyLine(claimedKey(signature));
  const site = (await allSites(db)).find((row) => row.root_public_key === line && row.is_self === 0);
  if (site?.root_public_key == null) throw new AppError('exchange.fingerprint-mismatch');
  return { code: site.code, rootKey: parsePublicKeyLine(site.root_public_key) };
}
