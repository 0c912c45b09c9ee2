import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { insertCeremony, newestRoster, siteByCode, supersedePrepared } from '../database/stores/exchange.ts';
import { getMeta, removeMeta, setMeta } from '../database/stores/meta.ts';
import { openRestoration, updateRestoration, witnessedStreams } from '../database/stores/restoration.ts';
import { keyFingerprint, publicKeyLine } from './crypto/sshKeys.ts';
import { memorySigner } from './crypto/sshsig.ts';
import { openRoster, type Roster, rosterBytes, signRoster } from './format/roster.ts';
import { composeRoster } from './ownRoster.ts';
import { openRootKey, otherPost } from './rootKeyFile.ts';
import { keepRoster } from './sites.ts';

type EpochActs = Pick<AreaHandlers<'exchange'>, 'openEpoch' | 'clearCloneAlarm'>;

/** Roster versions that a lost installation or a thief of the root may have signed; a new one lies beyond them. */
export const versionsBeyond = 20;

/**
 * After a restore the site goes on in a new epoch (spec 4 "Restore from backup at the sender"): a root-signed roster names,
 * for each partner, the last package that the partner acknowledges. Two posts with the root key from the safe.
 */
export const epochHandlers: EpochActs = {
  openEpoch: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const restoration = await openRestoration(ctx.db);
    if (restoration === undefined) throw new AppError('restored.not');
    if (restoration.numbers_at === null) throw new AppError('restored.incomplete', { detail: '见证编号' });
    const before = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    const epoch = nextEpoch([before, input.knownEpoch ?? before]);
    const streams = await witnessedStreams(ctx.db, restoration.id);
    const announced: Roster['epochs'] = streams.map((stream) => ({
      after: {
        digest: stream.witnessed === 0 ? null : stream.digest,
        epoch: stream.epoch,
        seq: stream.witnessed,
      },
      epoch,
      recipient: stream.recipient,
    }));
    const pair = await openRootKey(input.rootKeyFile, input.rootPassphrase.join(''));
    try {
      const own = await siteByCode(ctx.db, ctx.site.code);
      if (own?.root_public_key !== publicKeyLine(pair.publicKey))
        throw new AppError('exchange.root-key-wrong');
      const previous = await newestRoster(ctx.db, ctx.site.code);
      const roster = await composeRoster(ctx);
      const bytes = rosterBytes({
        ...roster,
        // One more than the lost installation can have signed; version 1 has nothing before it.
        version: previous === undefined ? 1 : roster.version + versionsBeyond,
        epochs: [...roster.epochs, ...announced],
      });
      const signature = await signRoster(memorySigner(`root@${ctx.site.code}`, pair), bytes);
      const accepted = openRoster(pair.publicKey, bytes, signature);
      await mkdir(input.folder, { recursive: true });
      const file = join(input.folder, `${ctx.site.code}.roster.json`);
      await ctx.commit(async ({ tx, now, audited }) => {
        const open = await openRestoration(tx);
        if (open?.id !== restoration.id) throw new AppError('restored.not');
        await keepRoster(tx, accepted, bytes, signature, now);
        await insertCeremony(tx, {
          site: ctx.site.code,
          act: 'openEpoch',
          fingerprint: keyFingerprint(pair.publicKey),
          how: `${epoch} v${accepted.version}`,
          first_account: ctx.actor.uid,
          second_account: second.uid,
          at: now,
        });
        // What was being prepared belongs to the old epoch and would never be accepted.
        for (const { recipient } of announced) await supersedePrepared(tx, recipient);
        await setMeta(tx, 'epoch', epoch);
        await updateRestoration(tx, open.id, { epoch, epoch_at: now });
        audited({ kind: 'roster', uid: ctx.site.code, number: `${epoch} v${accepted.version}` });
      });
      await writeDurably(`${file}.sig`, Buffer.from(signature));
      await writeDurably(file, Buffer.from(bytes));
      return { epoch, version: accepted.version, file };
    } finally {
      pair.seed.fill(0);
    }
  },

  clearCloneAlarm: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    await ctx.commit(async ({ tx, now, audited }) => {
      if ((await getMeta(tx, 'clone-alarm')) === null) throw new AppError('people.already-decided');
      await removeMeta(tx, 'clone-alarm');
      await insertCeremony(tx, {
        site: ctx.site.code,
        act: 'clearCloneAlarm',
        fingerprint: '',
        how: input.finding,
        first_account: ctx.actor.uid,
        second_account: second.uid,
        at: now,
      });
      audited({ kind: 'site', uid: ctx.site.code, number: 'cleared' });
    });
    return { done: true };
  },
};

/** The epoch after the highest of these. */
export function nextEpoch(epochs: readonly string[]): string {
  const highest = Math.max(...epochs.map((epoch) => Number.parseInt(epoch.slice(1), 10)));
  return `e${String(highest + 1).padStart(2, '0')}`;
}
