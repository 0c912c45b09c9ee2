import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { dayOf, type Instant, type ObjectUid } from '../../shared/ids.ts';
import { isSameDevice, makeBackup, presentSets, verifyBackup } from '../database/backup.ts';
import { digestOf, faultText } from '../database/backupManifest.ts';
import type { WriteTx } from '../database/handles.ts';
import { activeMedia } from '../database/stores/exchange.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { rehearsals } from '../database/stores/restoration.ts';
import { backupSets, insertBackupSet, setVerified } from '../database/stores/site.ts';
import { appendAudit } from './auditLog.ts';
import { copyToMedium } from './backupCopies.ts';
import { siteWarnings } from './backupStatus.ts';
import type { JobContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { integrityHandlers } from './integrity.ts';
import { setFacts } from './restore.ts';
import { type RepeatDisposal, restoredSiteHandlers, secondPost } from './restoredSite.ts';
import { rehearsalHandlers } from './restoreRehearsal.ts';
import { retireHandler } from './retire.ts';
import type { OpenSession, Station } from './station.ts';

type Row = Awaited<ReturnType<AreaHandlers<'backup'>['run']>>['set'];

/** Backup sets, rehearsal, what follows a restore, retirement, integrity. Restore itself needs no session (`restore.ts`). */
export function backupHandlers(
  station: Station,
  repeatDisposal: RepeatDisposal | null,
): Omit<AreaHandlers<'backup'>, 'restore' | 'inspectSet'> {
  return {
    ...rehearsalHandlers(station),
    ...restoredSiteHandlers(repeatDisposal),
    ...integrityHandlers(station),
    retire: retireHandler(station),
    copyToMedium: copyToMedium(station),

    list: async (ctx) => {
      const { session } = station;
      const [rows, sheets] = await Promise.all([backupSets(ctx.db, 60), rehearsals(ctx.db, 20)]);
      return {
        target: await getMeta(ctx.db, 'backup-target'),
        warnings: session === undefined ? [] : await siteWarnings(session, station),
        rows: rows.map((row) => ({
          at: row.at as Instant,
          folder: row.folder,
          bytes: row.bytes,
          verified: row.verified === 1,
          sameDevice: row.same_device === 1,
        })),
        rehearsals: sheets.map((sheet) => ({
          uid: sheet.uid as ObjectUid,
          at: sheet.at as Instant,
          setAt: sheet.set_at as Instant,
          passed: sheet.passed === 1,
        })),
      };
    },

    configure: async (ctx, input) => {
      await secondPost(ctx, input.second);
      const found = isAbsolute(input.folder) ? await stat(input.folder).catch(() => undefined) : undefined;
      if (found === undefined || !found.isDirectory())
        throw new AppError('database.backup-failed', { detail: '备份目标不是文件夹' });
      await ctx.commit(async ({ tx, audited }) => {
        await setMeta(tx, 'backup-target', input.folder);
        // The day's set is due again, on the new target.
        await setMeta(tx, 'last-backup-day', '');
        audited({ kind: 'backup', uid: digestOf(input.folder).slice(0, 32) });
      });
      return { sameDevice: await isSameDevice(input.folder, station.slotFolder) };
    },

    run: async (ctx) => {
      const { session } = station;
      if (session === undefined) throw new AppError('gate.locked');
      return {
        set: await backUp(station, session, async (keep, digest) => {
          await ctx.commit(async ({ tx, audited }) => {
            await keep(tx);
            audited({ kind: 'backup', uid: digest.slice(0, 32) });
          });
        }),
      };
    },

    media: async (ctx) => ({
      rows: (await activeMedia(ctx.db))
        .filter((medium) => medium.level >= ctx.site.highestLevel)
        .map(({ number, kind, holder }) => ({ number, kind, holder })),
    }),

    check: async (ctx, input) => await checkSet(station, ctx, input.folder),
  };
}

/** Reads a set in full and opens its database; what is found is kept with the set when it is one of this site's. */
async function checkSet(
  station: Station,
  ctx: JobContext,
  folder: string,
): Promise<Awaited<ReturnType<AreaHandlers<'backup'>['check']>>> {
  const check = await station.withKeys(
    async (_slots, databaseKey) =>
      await verifyBackup(folder, databaseKey, (done, of) => ctx.progress(done, of, '核对备份集')),
  );
  await ctx.commit(async ({ tx, audited }) => {
    await setVerified(tx, check.manifestDigest, check.faults.length === 0);
    audited({
      kind: 'backup',
      uid: check.manifestDigest,
      number: check.faults.length === 0 ? 'whole' : 'damaged',
    });
  });
  return {
    set: setFacts(check.manifest, check.manifestDigest),
    faults: check.faults.map((fault) => faultText([fault])),
  };
}

/**
 * The daily backup: a system act under nobody's right, at the first unlock of the day and before exit. A failure shows red
 * on every home page by the age of the last good set; it never stops the day's work.
 * @returns undefined when there is no target or today has its set
 */
export async function dailyBackup(station: Station): Promise<Row | undefined> {
  const { session } = station;
  if (session === undefined) return undefined;
  const { database, site } = session;
  if ((await getMeta(database.read, 'backup-target')) === null) return undefined;
  const enter =
    (act: 'done' | 'adopted'): Register =>
    async (keep, digest) => {
      await database.inTransaction(async (tx) => {
        await keep(tx);
        await appendAudit(tx, site.code, {
          act: 'backup.made',
          at: station.now,
          account: 'system',
          object: { kind: 'backup', uid: digest.slice(0, 32), number: act === 'done' ? null : act },
          outcome: 'done',
        });
      });
    };
  await adoptSets(station, session, enter('adopted'));
  if ((await getMeta(database.read, 'last-backup-day')) === dayOf(station.now)) return undefined;
  return await backUp(station, session, enter('done'));
}

/** Sets are written one after the other: each begins by clearing away what an unfinished one left on the target. */
const underWay = new WeakMap<Station, Promise<unknown>>();

async function backUp(station: Station, session: OpenSession, register: Register): Promise<Row> {
  const before = underWay.get(station) ?? Promise.resolve();
  const made = before.catch(() => undefined).then(async () => await writeSet(station, session, register));
  underWay.set(station, made);
  return await made;
}

/** Waits until no set is being written; a lock does not stop the sealed files of one. */
export async function backupsDone(station: Station): Promise<void> {
  await underWay.get(station)?.catch(() => undefined);
}

/** Enters the finished set, with its audit row, in one transaction. */
type Register = (keep: (tx: WriteTx) => Promise<void>, digest: string) => Promise<void>;

async function writeSet(station: Station, session: OpenSession, register: Register): Promise<Row> {
  const { database } = session;
  const target = await getMeta(database.read, 'backup-target');
  if (target === null) throw new AppError('backup.no-target');
  const { keys } = await session.contextBase(() => undefined);
  const set = await makeBackup({
    database,
    slotFolder: station.slotFolder,
    contentFolder: station.contentFolder,
    target,
    clock: station.options.clock,
    sign: async (bytes) => {
      const { keyId, signature } = await keys.signAsSite('spm-backup-v1', bytes);
      return { keyId, armored: signature };
    },
    onProgress: (done, total) =>
      station.reportProgress({ path: 'backup.run', done, total, what: '备份附件' }),
  });
  await register(async (tx) => {
    await insertBackupSet(tx, {
      at: set.at,
      folder: set.folder,
      bytes: set.bytes,
      manifest_digest: set.manifestDigest,
      verified: 1,
      same_device: set.sameDevice ? 1 : 0,
    });
    await setMeta(tx, 'last-backup-day', dayOf(set.at));
  }, set.manifestDigest);
  return { at: set.at, folder: set.folder, bytes: set.bytes, verified: true, sameDevice: set.sameDevice };
}

/**
 * A lock leaves a set on the target that could not be entered any more: its sealed files went on without the key. It is
 * read in full and entered now; a set that is not ours or not whole is left alone.
 */
async function adoptSets(station: Station, session: OpenSession, register: Register): Promise<void> {
  const { database } = session;
  const target = await getMeta(database.read, 'backup-target');
  if (target === null) return;
  const [last] = await backupSets(database.read, 1);
  const [newest] = await presentSets(target);
  if (newest === undefined || !newest.good || (last !== undefined && newest.at <= last.at)) return;
  const check = await station.withKeys(
    async (_slots, databaseKey) => await verifyBackup(newest.folder, databaseKey),
  );
  if (check.faults.length > 0 || check.manifest.core.site !== session.site.code) return;
  const sameDevice = await isSameDevice(target, station.slotFolder);
  await register(async (tx) => {
    await insertBackupSet(tx, {
      at: check.at,
      folder: newest.folder,
      bytes: check.bytes,
      manifest_digest: check.manifestDigest,
      verified: 1,
      same_device: sameDevice ? 1 : 0,
    });
    await setMeta(tx, 'last-backup-day', dayOf(check.at));
  }, check.manifestDigest);
}
