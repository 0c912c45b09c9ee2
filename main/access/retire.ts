import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import { backupFailure, makeBackup } from '../database/backup.ts';
import { readManifest } from '../database/backupManifest.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { auditHead } from '../database/stores/audit.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import {
  insertRetirement,
  numberSeries,
  openRetirement,
  sentStreams,
} from '../database/stores/restoration.ts';
import type { HandlerFor } from './handlerTypes.ts';
import { handOverBytes, handOverNamespace } from './handOver.ts';
import { secondPost } from './restoredSite.ts';
import type { Station } from './station.ts';

/**
 * `backup.retire`: two posts end this installation. First it is sealed read-only, with its audit row; then its last set and
 * the signed hand-over file are written. Cut short in between, it is repeated: the seal stays, set and file are made again.
 */
export function retireHandler(station: Station): HandlerFor<Contract['backup']['retire']> {
  return async (ctx, input) => {
    const { session } = station;
    if (session === undefined) throw new AppError('gate.locked');
    const second = await secondPost(ctx, input.second);
    await mkdir(input.folder, { recursive: true }).catch((error: unknown) => {
      throw backupFailure(error);
    });
    await ctx.commit(async ({ tx, now, audited }) => {
      if ((await openRetirement(tx)) === undefined) {
        const head = await auditHead(tx);
        await insertRetirement(tx, {
          at: now,
          first_account: ctx.actor.uid,
          second_account: second.uid,
          head_seq: head.seq,
          head_digest: head.digest,
          taken_over_at: null,
        });
        await setMeta(tx, 'retired', now);
      }
      audited({ kind: 'site', uid: ctx.site.code });
    });
    const set = await makeBackup({
      database: session.database,
      slotFolder: station.slotFolder,
      contentFolder: station.contentFolder,
      target: input.folder,
      clock: station.options.clock,
      sign: async (bytes) => {
        const { keyId, signature } = await ctx.keys.signAsSite('spm-backup-v1', bytes);
        return { keyId, armored: signature };
      },
      onProgress: (done, total) => ctx.progress(done, total, '写出最后一份备份集'),
    });
    const { manifest } = await readManifest(set.folder);
    const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    const bytes = handOverBytes({
      format: 'hand-over/1',
      site: ctx.site.code,
      at: ctx.now,
      set: set.manifestDigest,
      head: manifest.core.head,
      epoch,
      numbers: (await numberSeries(ctx.db)).map(({ series, year, site, highest }) => ({
        series,
        year,
        site,
        highest,
      })),
      streams: (await sentStreams(ctx.db, epoch)).map(({ recipient, sealed, digest }) => ({
        recipient,
        sealed,
        digest,
      })),
    });
    const { signature } = await ctx.keys.signAsSite(handOverNamespace, bytes);
    const file = join(input.folder, `${ctx.site.code}.hand-over.json`);
    try {
      // Signature first: a file with its final name is never without one.
      await writeDurably(`${file}.sig`, Buffer.from(signature, 'latin1'));
      await writeDurably(file, bytes);
    } catch (error) {
      // The seal stands; what is missing is the file on the medium.
      throw backupFailure(error);
    }
    const { head } = manifest.core;
    return { set: set.folder, file, head: { seq: head.seq, digest: head.digest as Sha256Hex } };
  };
}
