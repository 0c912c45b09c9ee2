import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { defaultMarking, formatMarking, maxMarking, parseMarking } from '../../shared/marking/marking.ts';
import { keepIfDone } from '../access/contents.ts';
import type { JobContext, StoredContent, WriteContext } from '../access/context.ts';
import {
  importedDigests,
  insertPackageIn,
  insertReceipts,
  lastImported,
  packagesIn,
} from '../database/stores/exchange.ts';
import {
  endHeld,
  endHeldBefore,
  insertReissueRequest,
  insertWithdrawn,
  recordsOfPackage,
} from '../database/stores/exchangeSeries.ts';
import { removeMeta, setMeta } from '../database/stores/meta.ts';
import {
  applyManyImported,
  applyReceipt,
  type EnteredMasters,
  linesTogether,
  noteWithdrawn,
  readRecordLine,
} from '../records/recordLine.ts';
import { takeAcknowledgement } from './acknowledgements.ts';
import type { RecordLine } from './format/recordLines.ts';
import type { StagedPackage } from './format/stagedPackage.ts';
import { dropHeldFiles } from './heldFiles.ts';
import { decide, pinnedRosters } from './judging.ts';
import { ownLineOf, ownLines } from './lines/ownLines.ts';
import type { Preview } from './previews.ts';
import { receiptLineSchema } from './receiptLine.ts';
import { packageInRow } from './rows.ts';
import { requestLineSchema, type VoidLine, voidLineSchema } from './seriesLines.ts';

/** Applies a checked package in one transaction. */
export async function take(ctx: JobContext, pending: Preview): Promise<HandlerOutput<'exchange.accept'>> {
  const { staged } = pending;
  const stored = new Map<string, StoredContent>();
  const uid = ctx.newUid();
  const digests = staged.attachments.map(({ sha256 }) => sha256);
  if (digests.length > 0)
    await ctx.stage(async ({ tx }) => await setMeta(tx, 'import-contents', JSON.stringify(digests)));
  const result = await keepIfDone(ctx.contents, stored.values(), async () => {
    for (const sha256 of digests) stored.set(sha256, await ctx.contents.put(staged.openAttachment(sha256)));
    return await ctx.commit(async (write) => await applyAll(write, uid, pending, stored));
  });
  await staged.dispose();
  await dropHeldFiles(ctx, result.released);
  const row = (await packagesIn(ctx.db, 20)).find((candidate) => candidate.uid === uid);
  if (row === undefined) throw new Error('imported package is not in the register');
  const { accepted, refused } = result;
  return { package: await packageInRow(ctx.db, row), accepted, refused };
}

/** Everything that a package says, in the writer's transaction of its audit row. */
async function applyAll(
  write: WriteContext,
  uid: ObjectUid,
  pending: Preview,
  stored: ReadonlyMap<string, StoredContent>,
): Promise<{ accepted: number; refused: number; released: string[] }> {
  const { staged } = pending;
  const { head } = staged;
  // Asked again inside the writer's transaction: two previews of one package must not both be applied.
  const decision = await decide(write, await pinnedRosters(write), head, staged.digest);
  if (decision.action !== 'import') throw new AppError('exchange.preview-gone');
  const counts = { accepted: 0, refused: 0 };
  const released = await leaveBehind(write, staged);
  const markings: string[] = [];
  const masters: EnteredMasters = new Map();
  for await (const lines of together(staged.records())) {
    markings.push(...(await applyLines(write, lines, staged, stored, masters)));
    counts.accepted += lines.length;
  }
  await takeAcknowledgement(write, head);
  await endHeld(write.tx, staged.digest);
  await removeMeta(write.tx, 'import-contents');
  await insertPackageIn(write.tx, {
    uid,
    sender: head.sender,
    epoch: head.epoch,
    seq: head.seq,
    digest: staged.digest,
    prev: head.prev,
    period: head.period,
    kind: head.kind,
    state: 'imported',
    record_count: head.records.count,
    marking: formatMarking(
      maxMarking(
        markings.map((text) => parseMarking(text) ?? defaultMarking),
        write.today,
      ),
    ),
    medium: pending.medium,
    scan_result: pending.scanResult,
    imported_by: write.actor.id,
    imported_at: write.now,
    package_json: Buffer.from(staged.packageJson),
    site_signature: Buffer.from(staged.siteSig).toString('latin1'),
    release_signature: Buffer.from(staged.releaseSig).toString('latin1'),
    manifest: Buffer.from(staged.manifest),
    roster_version: head.roster[head.sender] ?? 0,
  });
  write.audited({ kind: 'package', uid, number: `${head.sender}-${head.epoch}-${head.seq}` });
  return { ...counts, released };
}

/**
 * Lines in their order, a thousand of a kind at a time: records are looked up and entered together. Entries of master data refer
 * to one another in any order and come all at once.
 */
export async function* together(lines: AsyncIterable<RecordLine>): AsyncGenerator<RecordLine[]> {
  let group: RecordLine[] = [];
  for await (const line of lines) {
    const most = group[0]?.type === 'master' ? (ownLines.master?.most ?? linesTogether) : linesTogether;
    const full = group.length === most || (group[0] !== undefined && group[0].type !== line.type);
    if (full) {
      yield group;
      group = [];
    }
    group.push(line);
  }
  if (group.length > 0) yield group;
}

/**
 * Applies lines of one type.
 * @returns markings of the records among them
 */
async function applyLines(
  ctx: WriteContext,
  lines: readonly RecordLine[],
  { head, digest }: Pick<StagedPackage, 'head' | 'digest'>,
  stored: ReadonlyMap<string, StoredContent>,
  masters: EnteredMasters,
): Promise<string[]> {
  if (lines[0]?.type === 'receipt') {
    for (const line of lines) {
      const parsed = receiptLineSchema.parse(line);
      await applyReceipt(ctx, {
        recordUid: parsed.record,
        verdict: parsed.verdict,
        archiveNumber: parsed.archiveNumber,
        reason: parsed.reason,
        at: parsed.at,
      });
    }
    return [];
  }
  const own = ownLineOf(lines[0]?.type ?? '');
  if (own !== undefined) {
    await own.apply(ctx, lines, head.sender);
    return [];
  }
  if (lines[0]?.type !== 'record') {
    for (const line of lines) await applySeriesLine(ctx, line, head, digest);
    return [];
  }
  const records = lines.map(readRecordLine);
  await applyManyImported(ctx, records, stored, masters);
  await insertReceipts(
    ctx.tx,
    records.map((record) => ({
      record_uid: record.uid,
      package_digest: digest,
      verdict: 'accepted',
      archive_number: null,
      reason: '',
      at: ctx.now,
    })),
  );
  return records.map((record) => record.marking);
}

/** What a package says of the series itself. */
async function applySeriesLine(
  ctx: WriteContext,
  line: RecordLine,
  head: StagedPackage['head'],
  digest: string,
): Promise<void> {
  switch (line.type) {
    case 'request': {
      const { epoch, fromSeq, toSeq } = requestLineSchema.parse(line);
      await insertReissueRequest(ctx.tx, {
        partner: head.sender,
        epoch,
        from_seq: fromSeq,
        to_seq: toSeq,
        asked_in: digest,
        at: ctx.now,
      });
      return;
    }
    case 'void':
      await withdraw(ctx, head.sender, voidLineSchema.parse(line), digest);
      return;
    default:
      return;
  }
}

/** Notes that the sender took a number back; records that it brought stay and say so: corrected they come again, undone never. */
export async function withdraw(
  ctx: WriteContext,
  sender: string,
  line: VoidLine,
  byDigest: string,
): Promise<void> {
  await insertWithdrawn(ctx.tx, [
    {
      sender,
      epoch: line.epoch,
      seq: line.seq,
      digest: line.digest,
      by_digest: byDigest,
      reason: line.reason,
      at: ctx.now,
    },
  ]);
  if ((await importedDigests(ctx.tx, sender)).get(`${line.epoch}/${line.seq}`) !== line.digest) return;
  for (const record of await recordsOfPackage(ctx.tx, line.digest))
    await noteWithdrawn(ctx, record, `来源数据包第 ${line.seq} 号已由发送方作废：${line.reason}`);
}

/** A snapshot stands for the numbers that never came: they are taken in no more. @returns files of packages that waited for them */
async function leaveBehind(ctx: WriteContext, { head, digest }: StagedPackage): Promise<string[]> {
  if (head.kind !== 'snapshot') return [];
  const last = await lastImported(ctx.tx, head.sender);
  const from = last?.epoch === head.epoch ? last.seq + 1 : 1;
  await insertWithdrawn(
    ctx.tx,
    Array.from({ length: Math.max(0, head.seq - from) }, (_, at) => ({
      sender: head.sender,
      epoch: head.epoch,
      seq: from + at,
      digest: '',
      by_digest: digest,
      reason: '由全量包取代',
      at: ctx.now,
    })),
  );
  return await endHeldBefore(ctx.tx, head.sender, head.epoch, head.seq - 1);
}
