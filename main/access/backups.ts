import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { dayOf, type Instant } from '../../shared/ids.ts';
import { makeBackup } from '../database/backup.ts';
import type { WriteTx } from '../database/handles.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { backupSets, insertBackupSet } from '../database/stores/site.ts';
import { appendAudit } from './auditLog.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import type { OpenSession, Station } from './station.ts';

type Row = Awaited<ReturnType<AreaHandlers<'backup'>['run']>>['set'];

/** Backup sets: target, list, one now. Restore is the system administrator's guided act of the access issue. */
export function backupHandlers(station: Station): AreaHandlers<'backup'> {
  return {
    list: async (ctx) => {
      const rows = await backupSets(ctx.db, 60);
      return {
        target: await getMeta(ctx.db, 'backup-target'),
        rows: rows.map((row) => ({
          at: row.at as Instant,
          folder: row.folder,
          bytes: row.bytes,
          verified: row.verified === 1,
          sameDevice: row.same_device === 1,
        })),
      };
    },

    configure: async (ctx, input) => {
      const found = await stat(input.folder).catch(() => undefined);
      if (found === undefined || !found.isDirectory())
        throw new AppError('database.backup-failed', { detail: '备份目标不是文件夹' });
      await ctx.commit(async ({ tx, audited }) => {
        await setMeta(tx, 'backup-target', input.folder);
        audited({ kind: 'backup', uid: ctx.site.code });
      });
      return { done: true };
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
  };
}

/**
 * The daily backup: a system act under nobody's right, at the first unlock of the day. A failure shows red on every home
 * page by the age of the last good set; it never stops the day's work.
 * @returns undefined when there is no target or today has its set
 */
export async function dailyBackup(station: Station): Promise<Row | undefined> {
  const { session } = station;
  if (session === undefined) return undefined;
  const { read } = session.database;
  if ((await getMeta(read, 'backup-target')) === null) return undefined;
  if ((await getMeta(read, 'last-backup-day')) === dayOf(station.now)) return undefined;
  const { database, site } = session;
  return await backUp(station, session, async (keep, digest) => {
    await database.inTransaction(async (tx) => {
      await keep(tx);
      await appendAudit(tx, site.code, {
        act: 'backup.made',
        at: station.now,
        account: 'system',
        object: { kind: 'backup', uid: digest.slice(0, 32) },
        outcome: 'done',
      });
    });
  });
}

/** Sets are written one after the other: each begins by clearing away what an unfinished one left on the target. */
const underWay = new WeakMap<Station, Promise<unknown>>();

async function backUp(station: Station, session: OpenSession, register: Register): Promise<Row> {
  const before = underWay.get(station) ?? Promise.resolve();
  const made = before.catch(() => undefined).then(async () => await writeSet(station, session, register));
  underWay.set(station, made);
  return await made;
}

/** Enters the finished set, with its audit row, in one transaction. */
type Register = (keep: (tx: WriteTx) => Promise<void>, digest: string) => Promise<void>;

async function writeSet(station: Station, session: OpenSession, register: Register): Promise<Row> {
  const { database } = session;
  const target = await getMeta(database.read, 'backup-target');
  if (target === null) throw new AppError('database.backup-failed', { detail: '尚未设置备份目标' });
  const set = await makeBackup({
    database,
    slotFolder: station.slotFolder,
    contentFolder: station.contentFolder,
    target,
    clock: station.options.clock,
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
