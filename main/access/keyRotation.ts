import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RotationReason } from '../../shared/contract/keys.ts';
import { AppError } from '../../shared/errors.ts';
import { openDatabase } from '../database/database.ts';
import { diskFailure } from '../database/durableFiles.ts';
import { writeRekeyed } from '../database/rekeyedCopy.ts';
import { clearRotation, declareReady, rotationFolder } from '../database/rotationFolder.ts';
import { zero } from '../database/sealing.ts';
import type { Slots } from '../database/slots.ts';
import { insertRotation } from '../database/stores/keys.ts';
import { setMeta } from '../database/stores/meta.ts';
import type { JobContext } from './context.ts';
import type { Station } from './station.ts';
import type { OpenSession } from './stationTypes.ts';

/** Why, and who stood beside. */
export interface RotationOrder {
  readonly reason: RotationReason;
  readonly note: string;
  /** Row of the second person. */
  readonly second: number;
}

/**
 * Changes the database key (spec 3 `rotateKey`): the whole new state - database under the new key with this act's audit row,
 * slots sealed to it - is made in a folder of its own, verified, and becomes the site by the renaming of that folder. Reads go
 * on meanwhile, writes wait. Killed before the renaming, the old state is the site; after it, the new one. Ends with a lock.
 * @throws AppError keys.rotation-failed, database.disk-full, gate.locked; the old state then stands as it was
 */
export async function rotateKey(station: Station, ctx: JobContext, order: RotationOrder): Promise<void> {
  const { session } = station;
  if (session === undefined) throw new AppError('gate.locked');
  const { dataFolder } = station.options;
  const nextKey = randomBytes(32);
  try {
    await station.withKeys(async (slots, databaseKey) => {
      await clearRotation(dataFolder);
      await mkdir(rotationFolder(dataFolder), { recursive: true, mode: 0o700 });
      try {
        await session.database.supersede(async (file) => {
          const target = join(rotationFolder(dataFolder), 'site.db');
          await writeRekeyed({
            file,
            key: databaseKey,
            nextKey,
            target,
            signal: ctx.signal,
            onProgress: (done, total) => ctx.progress(done, total, '写入新密钥的数据库'),
          });
          const slotFolder = join(rotationFolder(dataFolder), 'slots');
          const generation = await slots.writeForKey(databaseKey, nextKey, slotFolder);
          await enter({ station, session, ctx, order, target, nextKey, generation });
          if (ctx.signal.aborted) throw new AppError('gate.locked');
          await declareReady(dataFolder);
        });
      } catch (error) {
        await giveUp(slots, dataFolder);
        throw explained(error, session, ctx);
      }
    });
  } finally {
    zero(nextKey);
  }
  await station.lock('数据库密钥已更换，请重新登录。');
}

/** Writes what happened into the new database: the old one never learns of it. */
async function enter(made: {
  station: Station;
  session: OpenSession;
  ctx: JobContext;
  order: RotationOrder;
  target: string;
  nextKey: Uint8Array;
  generation: number;
}): Promise<void> {
  const { station, session, ctx, order, generation } = made;
  const database = await openDatabase({
    file: made.target,
    key: made.nextKey,
    mode: 'existing',
    clock: station.options.clock,
  });
  try {
    await database.inTransaction(async (tx) => {
      await insertRotation(tx, {
        reason: order.reason,
        note: order.note,
        slot_generation: generation,
        first_account: ctx.actor.id,
        second_account: order.second,
        at: ctx.now,
      });
      await setMeta(tx, 'slot-generation', String(generation));
      await setMeta(tx, 'last-used-at', ctx.now);
      const object = { kind: 'databaseKey', uid: `g${generation}` };
      await session.audit(tx, { act: 'keys.rotated', object, outcome: 'done' });
      await session.audit(tx, { act: 'session.locked', object: null, outcome: 'done' });
      await session.signHead(tx);
    });
  } finally {
    await database.close();
  }
}

async function giveUp(slots: Slots, dataFolder: string): Promise<void> {
  slots.keepKey();
  await clearRotation(dataFolder).catch(() => undefined);
}

function explained(error: unknown, session: OpenSession, ctx: JobContext): unknown {
  if (session.signal.aborted) return new AppError('gate.locked');
  if (ctx.signal.aborted) return new AppError('keys.rotation-failed', { detail: '已取消' });
  const known = diskFailure(error);
  if (known instanceof AppError && known.code !== 'database.damaged') return known;
  return new AppError('keys.rotation-failed', { detail: '新数据库未能写成或核对不符' });
}
