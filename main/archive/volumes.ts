import { volumeClassOf, volumeName, volumeNumber, volumeSeries } from '../../shared/archive/volumes.ts';
import type { VolumeRow } from '../../shared/contract/archive.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Day, Instant, ObjectUid, RecordUid, Sha256Hex } from '../../shared/ids.ts';
import { requireNotWithheld } from '../access/conditions.ts';
import type { ContextBase, LevelRank } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { nextCounter, registerNumber } from '../database/stores/numbers.ts';
import { insertSignature } from '../database/stores/recordParts.ts';
import {
  closeVolume,
  compileRecords,
  readableVolume,
  recordsOfVolume,
  removeComposed,
  type StoredVolume,
  volumesUpTo,
  waitingRecords,
} from '../database/stores/volumes.ts';
import { kindOf, moveStatement } from '../records/wholeRecord.ts';

type Handlers = Contract['archive'];

/** Years that a record is kept, counted from the closing of its volume (clause 5.11.2). */
export const keptYears = 5;
/** What a closing signature covers, beside the volume's identity and digest. */
export const closingAct = 'closeVolume';
/** SSHSIG namespace of a closing signature. */
export const volumeNamespace = 'spm-volume-v1';

/** Last day of the time for which a volume closed on a day is kept. */
export function keptUntil(closedOn: string): Day {
  const year = Number(closedOn.slice(0, 4)) + keptYears;
  const rest = closedOn.slice(4) === '-02-29' ? '-02-28' : closedOn.slice(4);
  return `${year}${rest}` as Day;
}

/** A volume as lists show it. */
export function volumeRow(volume: StoredVolume): VolumeRow {
  return {
    uid: volume.uid as ObjectUid,
    class: volume.class,
    year: volume.year,
    part: volume.part,
    name: volumeName(volume.class, volume.year, volume.part),
    number: volume.number,
    state: volume.state,
    level: volume.level as LevelRank,
    marking: volume.marking,
    records: volume.records,
    pages: volume.pages,
    digest: volume.digest as Sha256Hex,
    composedAt: volume.composed_at as Instant,
    composedBy: volume.composed_name,
    closedAt: volume.closed_at as Instant | null,
    closedBy: volume.closed_name,
    keptUntil: volume.closed_on === null ? null : keptUntil(volume.closed_on),
  };
}

/**
 * A volume that the person may read as a whole: every record in it.
 * @throws AppError volume.not-found for hidden and for not existing alike
 */
export async function requireVolume(
  ctx: Pick<ContextBase, 'scope'>,
  db: ReadDb,
  uid: string,
): Promise<StoredVolume> {
  const volume = await readableVolume(db, ctx.scope, uid);
  if (volume === undefined) throw new AppError('volume.not-found');
  return volume;
}

/** `archive.volumes`: volumes up to the person's clearance, and what waits for one. */
export const volumes: HandlerFor<Handlers['volumes']> = async (ctx) => {
  const [rows, loose] = await Promise.all([
    volumesUpTo(ctx.db, ctx.actor.clearance),
    waitingRecords(ctx.db, ctx.scope),
  ]);
  const waiting = new Map<string, { class: VolumeRow['class']; year: number; records: number }>();
  for (const record of loose) {
    const volumeClass = volumeClassOf(kindOf(record), record.branch);
    const key = `${record.year} ${volumeClass}`;
    const line = waiting.get(key) ?? { class: volumeClass, year: record.year, records: 0 };
    line.records += record.count;
    waiting.set(key, line);
  }
  return {
    rows: rows.map(volumeRow),
    waiting: [...waiting.values()].sort(
      (one, other) => other.year - one.year || one.class.localeCompare(other.class),
    ),
  };
};

/** `archive.volume`: the contents of a volume. @throws AppError volume.not-found */
export const volume: HandlerFor<Handlers['volume']> = async (ctx, input) => {
  const stored = await requireVolume(ctx, ctx.db, input.uid);
  ctx.audited({ kind: 'volume', uid: stored.uid, number: stored.number, mark: stored.marking });
  return {
    row: volumeRow(stored),
    lines: (await recordsOfVolume(ctx.db, stored.id)).map((line) => ({
      position: line.position,
      recordUid: line.uid as RecordUid,
      kind: kindOf(line),
      number: line.number,
      title: line.title,
      marking: line.marking,
      source: line.source,
      firstPage: line.first_page,
      pages: line.pages,
    })),
  };
};

/** `archive.discard`: a volume that is not closed is taken apart; its records wait again. @throws AppError volume.not-found, volume.state */
export const discard: HandlerFor<Handlers['discard']> = async (ctx, input) => {
  const stored = await requireVolume(ctx, ctx.tx, input.uid);
  if (!(await removeComposed(ctx.tx, stored.id))) throw new AppError('volume.state', { act: '拆开' });
  await ctx.contents.giveBack({ contentName: stored.body_content_name ?? '' });
  ctx.audited({ kind: 'volume', uid: stored.uid, mark: stored.marking });
  return { done: true as const };
};

/**
 * `archive.close`: the signature of the person who closes covers digest and identity; number, states and history of all its
 * records follow in the same transaction. From this day the time of keeping is counted (5.11.2).
 * @throws AppError volume.not-found, volume.state, slots.wrong-credentials
 */
export const close: HandlerFor<Handlers['close']> = async (ctx, input) => {
  const stored = await requireVolume(ctx, ctx.db, input.uid);
  if (stored.state !== 'composed') throw new AppError('volume.state', { act: '封卷' });
  const statement = moveStatement(stored.uid, stored.digest, closingAct, ctx.now);
  const signature = await ctx.keys.signAsPerson(ctx.actor, input.password, volumeNamespace, statement);
  return await ctx.commit(async (writing) => {
    const { tx } = writing;
    await requireNotWithheld(tx, ['numbering', 'archiving']);
    const site = ctx.site.code;
    const n = await nextCounter(tx, volumeSeries, stored.year, site);
    const number = volumeNumber(stored.year, site, n);
    await registerNumber(tx, {
      number,
      series: volumeSeries,
      year: stored.year,
      site,
      n,
      recordUid: stored.uid,
      at: ctx.now,
    });
    const closed = await closeVolume(tx, stored.id, {
      number,
      closed_at: ctx.now,
      closed_on: ctx.today,
      closed_name: ctx.actor.name,
    });
    if (!closed) throw new AppError('volume.state', { act: '封卷' });
    await compileRecords(tx, stored.id, {
      at: ctx.now,
      accountUid: ctx.actor.uid,
      accountName: ctx.actor.name,
      reason: number,
    });
    await insertSignature(tx, {
      object_kind: 'volume',
      object_uid: stored.uid,
      purpose: closingAct,
      digest: stored.digest,
      key_id: signature.keyId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      on_behalf_of: writing.represented?.name ?? null,
      signature: signature.signature,
      at: ctx.now,
    });
    writing.audited({ kind: 'volume', uid: stored.uid, number, mark: stored.marking });
    return { number };
  });
};

/** Service functions of the contract's `archive` area that need no paper. */
export const archiveHandlers = { volumes, volume, discard, close };
