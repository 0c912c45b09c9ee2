import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { SiteCode } from '../../shared/ids.ts';
import { permissionTable } from '../../shared/policy/permissions.ts';
import type { Role } from '../../shared/policy/roles.ts';
import type { JobContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import type { ReadDb, WriteTx } from '../database/database.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { allRoles, currentPersonKeys } from '../database/stores/accounts.ts';
import {
  allSites,
  insertCeremony,
  insertRoster,
  newestRoster,
  type StoredRoster,
  siteByCode,
} from '../database/stores/exchange.ts';
import { insertSite, siteKeys } from '../database/stores/site.ts';
import { decryptBackup } from './crypto/ageBackup.ts';
import { keyFingerprint, parsePrivateKeyFile, parsePublicKeyLine, publicKeyLine } from './crypto/sshKeys.ts';
import { memorySigner, parseSshsig } from './crypto/sshsig.ts';
import { fingerprintCode, matchesFingerprintCode } from './format/fingerprint.ts';
import { asPackageError, PackageError } from './format/packageError.ts';
import { packageSuite, sha256Hex } from './format/packageJson.ts';
import {
  acceptRoster,
  openRoster,
  type Roster,
  rosterBytes,
  rosterFormat,
  signRoster,
} from './format/roster.ts';

type SiteActs = Pick<AreaHandlers<'exchange'>, 'signRoster' | 'pinSite' | 'acceptRoster'>;

const posts: readonly Role[] = ['systemAdmin', 'securityAdmin'];

/** Trust between sites (spec 4 "Trust"): root-signed rosters, pinned by two persons from words on paper. */
export const siteHandlers: SiteActs = {
  signRoster: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const pair = await openRootKey(input.rootKeyFile, input.rootPassphrase.join(''));
    try {
      const own = await siteByCode(ctx.db, ctx.site.code);
      if (own?.root_public_key !== publicKeyLine(pair.publicKey))
        throw new AppError('exchange.root-key-wrong');
      const roster = await composeRoster(ctx);
      const bytes = rosterBytes(roster);
      const signature = await signRoster(memorySigner(`root@${ctx.site.code}`, pair), bytes);
      const accepted = openRoster(pair.publicKey, bytes, signature);
      await mkdir(input.folder, { recursive: true });
      const file = join(input.folder, `${ctx.site.code}.roster.json`);
      const fingerprint = keyFingerprint(pair.publicKey);
      await ctx.commit(async ({ tx, now, audited }) => {
        await keepRoster(tx, accepted, bytes, signature, now);
        await insertCeremony(tx, {
          site: ctx.site.code,
          act: 'signRoster',
          fingerprint,
          how: `v${accepted.version}`,
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
};

/** The post that the second person of an act of trust holds. */
export function otherPost(roles: readonly Role[]): readonly Role[] {
  return posts.filter((post) => !roles.includes(post));
}

/** Opens the root key from the safe. @throws AppError exchange.root-key-wrong */
export async function openRootKey(
  file: string,
  passphrase: string,
): Promise<ReturnType<typeof parsePrivateKeyFile>> {
  try {
    const text = await decryptBackup(passphrase, await readSmall(file));
    return parsePrivateKeyFile(Buffer.from(text).toString('utf8'));
  } catch {
    // Which of file, passphrase or content was wrong is not told: whoever tries must not learn how close they are.
    throw new AppError('exchange.root-key-wrong');
  }
}

/** The next roster of this site from its present keys: site key, age key, every person's key; `release` for those who may release. */
export async function composeRoster(ctx: JobContext): Promise<Roster> {
  const [previous, keys, roles, signing, age] = await Promise.all([
    newestRoster(ctx.db, ctx.site.code),
    currentPersonKeys(ctx.db),
    allRoles(ctx.db),
    siteKeys(ctx.db, 'siteSigning'),
    siteKeys(ctx.db, 'age'),
  ]);
  const mayRelease = (accountId: number): boolean =>
    roles.some(
      (role) =>
        role.account_id === accountId &&
        (role.until === null || role.until >= ctx.today) &&
        permissionTable[role.role].acts.includes('package.release'),
    );
  return {
    age: age.map((key) => ({
      from: key.made_at.slice(0, 10),
      id: key.id,
      recipient: key.public_key,
      to: key.retired_at?.slice(0, 10) ?? null,
    })),
    epochs: epochsOf(previous),
    format: rosterFormat,
    issued_at: ctx.now,
    keys: [
      ...signing.map((key) => ({
        from: key.made_at.slice(0, 10),
        id: key.id,
        name: ctx.site.name,
        pub: key.public_key,
        role: 'site' as const,
        streams: [],
        to: null,
      })),
      ...keys.map((key) => ({
        from: key.made_at.slice(0, 10),
        id: key.key_id,
        name: key.name,
        pub: key.public_key,
        role: mayRelease(key.account_id) ? ('release' as const) : ('person' as const),
        streams: [],
        to: null,
      })),
    ],
    kind: ctx.site.kind === 'unit' ? 'unit' : 'center',
    prev: previous?.digest ?? null,
    revocations: [],
    site: ctx.site.code,
    site_name: ctx.site.name,
    suites: [packageSuite],
    version: (previous?.version ?? 0) + 1,
  };
}

/** Epochs once announced stay announced: a partner may take in a later roster only. */
function epochsOf(previous: StoredRoster | undefined): Roster['epochs'] {
  if (previous === undefined) return [];
  return (JSON.parse(Buffer.from(previous.bytes).toString('utf8')) as Roster).epochs;
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

/** Largest roster or key file that is read at once. */
const smallFile = 4 * 1024 * 1024;

/** Reads a small regular file from a medium; a link, a pipe or an endless file is refused unread. */
async function readSmall(file: string): Promise<Buffer> {
  const found = await lstat(file);
  if (!found.isFile() || found.size > smallFile) throw new PackageError('E_MEDIA_READ', '不是可读取的小文件');
  return await readFile(file);
}

async function readRosterFiles(file: string): Promise<{ bytes: Uint8Array; signature: Uint8Array }> {
  try {
    const [bytes, signature] = await Promise.all([readSmall(file), readSmall(`${file}.sig`)]);
    return { bytes, signature };
  } catch {
    throw new AppError('exchange.media-unreadable', { detail: '名册或其签名文件不存在' });
  }
}

function claimedKey(signature: Uint8Array): Uint8Array {
  return refusing(() =>
    parsePublicKeyLine(`ssh-ed25519 ${Buffer.from(parseSshsig(signature).keyBlob).toString('base64')}`),
  );
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

/** Refusals of the format as the program's own error. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof PackageError)) throw thrown;
    const refused = asPackageError(thrown);
    throw new AppError('package.refused', { code: refused.code, detail: refused.detail });
  }
}
