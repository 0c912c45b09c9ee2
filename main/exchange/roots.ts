import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { SiteCode } from '../../shared/ids.ts';
import { defaultPolicy } from '../../shared/policy/policyTable.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import type { JobContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { writeDurably } from '../database/durableFiles.ts';
import {
  allSites,
  insertCeremony,
  lastImported,
  newestRoster,
  sealedDigest,
  siteByCode,
  supersedePrepared,
} from '../database/stores/exchange.ts';
import { succeedRoot, unproveSites } from '../database/stores/exchangeKeys.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { encryptBackup } from './crypto/ageBackup.ts';
import {
  generateKeyPair,
  type KeyPair,
  keyFingerprint,
  parsePublicKeyLine,
  privateKeyFile,
  publicKeyLine,
} from './crypto/sshKeys.ts';
import { memorySigner } from './crypto/sshsig.ts';
import { fingerprintCode, matchesFingerprintCode } from './format/fingerprint.ts';
import { openSuccession, rootFormat, signSuccession, successionBytes } from './format/rootSuccession.ts';
import { acceptRoster, openRoster, type Roster, rosterBytes, signRoster } from './format/roster.ts';
import { backUpIdentities } from './freshKeys.ts';
import { follows } from './judging.ts';
import { nextEpoch, versionsBeyond } from './newEpoch.ts';
import { composeRoster } from './ownRoster.ts';
import { openRootKey, otherPost, readRosterFiles, readSmall, refusing } from './rootKeyFile.ts';
import { keepRoster } from './sites.ts';

type RootActs = Pick<AreaHandlers<'exchange'>, 'renewRoot' | 'acceptRoot'>;
type Renewal = Parameters<RootActs['renewRoot']>[1];

/**
 * A new root key of a site (spec 4 "Root rotation", "Root compromise"). Planned: the old root signs the new one. Compromised: a
 * new ceremony and a new epoch, in which each partner goes on from what it really holds; there is no shortcut.
 */
export const rootHandlers: RootActs = {
  renewRoot: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    for (const half of input.newPassphrase) {
      const problem = passwordProblem(half, ctx.site.code, defaultPolicy(ctx.site.highestLevel));
      if (problem !== undefined)
        throw new AppError('people.password-weak', { detail: `根密钥口令：${problem}` });
    }
    const own = await siteByCode(ctx.db, ctx.site.code);
    const previous = await newestRoster(ctx.db, ctx.site.code);
    if (own?.root_public_key == null || previous === undefined)
      throw new AppError('exchange.not-paired', { site: ctx.site.code });
    const oldLine = own.root_public_key;
    const epoch = input.reason === 'compromised' ? await epochAfter(ctx, input.streams) : null;
    const old = await oldRoot(input, oldLine);
    const fresh = generateKeyPair();
    try {
      const made = await composeRoster(ctx);
      const bytes = rosterBytes({
        ...made,
        version: made.version + (epoch === null ? 0 : versionsBeyond),
        epochs: [...made.epochs, ...(epoch?.announced ?? [])],
      });
      const root = memorySigner(`root@${ctx.site.code}`, fresh);
      const signature = await signRoster(root, bytes);
      const roster = openRoster(fresh.publicKey, bytes, signature);
      const statement = successionBytes({
        format: rootFormat,
        from_version: roster.version,
        issued_at: ctx.now,
        new: publicKeyLine(fresh.publicKey),
        old: oldLine,
        reason: input.reason,
        site: ctx.site.code,
      });
      const byNew = await signSuccession(root, statement);
      const byOld =
        old === null ? null : await signSuccession(memorySigner(`root@${ctx.site.code}`, old), statement);
      const rootFile = await keepInSafe(ctx, input, fresh);
      const fingerprint = keyFingerprint(fresh.publicKey);
      await ctx.commit(async ({ tx, now, audited }) => {
        if ((await newestRoster(tx, ctx.site.code))?.digest !== made.prev)
          throw new AppError('people.already-decided');
        await succeedRoot(
          tx,
          {
            site: ctx.site.code,
            public_key: oldLine,
            through_version: previous.version,
            reason: input.reason,
            ended_at: now,
          },
          { publicKey: publicKeyLine(fresh.publicKey), pinnedBy: `${ctx.actor.uid} ${second.uid}` },
        );
        await keepRoster(tx, roster, bytes, signature, now);
        if (epoch !== null) {
          for (const { recipient } of epoch.announced) await supersedePrepared(tx, recipient);
          await setMeta(tx, 'epoch', epoch.epoch);
          await unproveSites(tx, null);
        }
        await insertCeremony(tx, {
          site: ctx.site.code,
          act: 'renewRoot',
          fingerprint,
          how: `${input.reason} v${roster.version}${epoch === null ? '' : ` ${epoch.epoch}`}`,
          first_account: ctx.actor.uid,
          second_account: second.uid,
          at: now,
        });
        audited({ kind: 'roster', uid: ctx.site.code, number: `${input.reason} v${roster.version}` });
      });
      const file = join(input.folder, `${ctx.site.code}.root.json`);
      await mkdir(input.folder, { recursive: true });
      const rosterFile = join(input.folder, `${ctx.site.code}.roster.json`);
      await writeDurably(rosterFile, Buffer.from(bytes));
      await writeDurably(`${rosterFile}.sig`, Buffer.from(signature));
      await writeDurably(`${file}.new.sig`, Buffer.from(byNew));
      if (byOld !== null) await writeDurably(`${file}.old.sig`, Buffer.from(byOld));
      await writeDurably(file, Buffer.from(statement));
      return {
        version: roster.version,
        epoch: epoch?.epoch ?? null,
        fingerprint,
        words: fingerprintCode(fresh.publicKey),
        file,
        rootFile,
      };
    } finally {
      fresh.seed.fill(0);
      old?.seed.fill(0);
    }
  },

  acceptRoot: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const succession = await readSuccession(input.rootFile);
    const site = await siteByCode(ctx.db, succession.site);
    // The old root is compared with what is pinned, not looked up by what the file says.
    if (site === undefined || site.is_self === 1 || site.root_public_key !== succession.old)
      throw new AppError('exchange.fingerprint-mismatch');
    const fresh = parsePublicKeyLine(succession.new);
    if (!matchesFingerprintCode(fresh, input.words.join(' ')))
      throw new AppError('exchange.fingerprint-mismatch');
    const { bytes, signature } = await readRosterFiles(
      join(dirname(input.rootFile), `${site.code}.roster.json`),
    );
    const current = (await newestRoster(ctx.db, site.code)) ?? null;
    const { roster, news } = refusing(() =>
      acceptRoster({ site: site.code, rootKey: fresh, current }, bytes, signature),
    );
    if (news !== 'new' || roster.version < succession.from_version)
      throw new AppError('package.refused', {
        code: 'E_ROSTER_ROLLBACK',
        detail: '名册不是新根密钥签署的版本',
      });
    if (succession.reason === 'compromised') await requireNewEpoch(ctx, roster);
    const fingerprint = keyFingerprint(fresh);
    await ctx.commit(async ({ tx, now, audited }) => {
      if ((await siteByCode(tx, site.code))?.root_public_key !== succession.old)
        throw new AppError('people.already-decided');
      await succeedRoot(
        tx,
        {
          site: site.code,
          public_key: succession.old,
          through_version: current?.version ?? 0,
          reason: succession.reason,
          ended_at: now,
        },
        { publicKey: succession.new, pinnedBy: `${ctx.actor.uid} ${second.uid}` },
      );
      await keepRoster(tx, roster, bytes, signature, now);
      if (succession.reason === 'compromised') await unproveSites(tx, site.code);
      await insertCeremony(tx, {
        site: site.code,
        act: 'acceptRoot',
        fingerprint,
        how: `${succession.reason} ${input.how}`,
        first_account: ctx.actor.uid,
        second_account: second.uid,
        at: now,
      });
      audited({ kind: 'site', uid: site.code, number: `${succession.reason} v${roster.version}` });
    });
    return { site: site.code as SiteCode, fingerprint, version: roster.version };
  },
};

/** The old root where it still vouches for something. @throws AppError exchange.root-key-wrong */
async function oldRoot(input: Renewal, pinned: string): Promise<KeyPair | null> {
  if (input.reason === 'compromised') return null;
  if (input.rootKeyFile === null || input.rootPassphrase === null)
    throw new AppError('exchange.root-key-wrong');
  const pair = await openRootKey(input.rootKeyFile, input.rootPassphrase.join(''));
  if (publicKeyLine(pair.publicKey) !== pinned) throw new AppError('exchange.root-key-wrong');
  return pair;
}

/** The new root key and the age identities under the new passphrase, both durable before anything names the new root. */
async function keepInSafe(ctx: JobContext, input: Renewal, fresh: KeyPair): Promise<string> {
  await mkdir(input.rootFolder, { recursive: true });
  const passphrase = input.newPassphrase.join('');
  // A name of its own: the key before is kept until every partner has taken in the new one.
  const file = join(input.rootFolder, `root-${ctx.site.code}-${randomBytes(3).toString('hex')}.age`);
  const text = privateKeyFile(fresh, `root@${ctx.site.code}`);
  await writeDurably(file, await encryptBackup(passphrase, Buffer.from(text)));
  await backUpIdentities(ctx, { file, passphrase }, {});
  return file;
}

/** The epoch after a compromise, with what each partner says that it holds. @throws AppError exchange.streams-incomplete */
async function epochAfter(
  ctx: JobContext,
  streams: Renewal['streams'],
): Promise<{ epoch: string; announced: Roster['epochs'] }> {
  const before = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
  const epoch = nextEpoch([before]);
  const announced: Roster['epochs'] = [];
  for (const site of await allSites(ctx.db)) {
    if (site.is_self === 1 || site.root_public_key === null) continue;
    const said = streams.find((stream) => stream.recipient === site.code);
    if (said === undefined) throw new AppError('exchange.streams-incomplete', { site: site.code });
    const digest =
      said.throughSeq === 0 ? null : await sealedDigest(ctx.db, site.code, before, said.throughSeq);
    if (digest === undefined) throw new AppError('exchange.streams-incomplete', { site: site.code });
    announced.push({
      after: { digest, epoch: before, seq: said.throughSeq },
      epoch,
      recipient: site.code,
    });
  }
  return { epoch, announced };
}

/** After a compromise nothing goes on but a new epoch that starts from exactly what is held here. @throws AppError package.refused */
async function requireNewEpoch(ctx: JobContext, roster: Roster): Promise<void> {
  const last = await lastImported(ctx.db, roster.site);
  const goesOn = roster.epochs.some(
    (row) =>
      row.recipient === ctx.site.code && row.epoch > (last?.epoch ?? 'e01') && follows(row.after, last),
  );
  if (!goesOn)
    throw new AppError('package.refused', {
      code: 'E_NEW_EPOCH',
      detail: '名册宣布的新纪元与本站实际收到的最后一包不符，须先与对方逐号核对',
    });
}

async function readSuccession(file: string): Promise<ReturnType<typeof openSuccession>> {
  let bytes: Uint8Array;
  let byNew: Uint8Array;
  let byOld: Uint8Array | null;
  try {
    bytes = await readSmall(file);
    byNew = await readSmall(`${file}.new.sig`);
    byOld = await readSmall(`${file}.old.sig`).catch(() => null);
  } catch {
    throw new AppError('exchange.media-unreadable', { detail: '根密钥更换文件或其签名不存在' });
  }
  return refusing(() => openSuccession(bytes, { byNew, byOld }));
}
