import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditSegment } from '../../shared/contract/audit.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import {
  type Day,
  type Instant,
  makeUid,
  type ObjectUid,
  type Sha256Hex,
  toInstant,
} from '../../shared/ids.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { accountNames } from '../database/stores/accountNames.ts';
import { auditHead, auditRowAt, firstLiveRow } from '../database/stores/audit.ts';
import {
  auditSegments,
  insertSegment,
  lastRowBefore,
  removeSegment as removeRows,
  type SegmentState,
  type StoredSegment,
} from '../database/stores/auditSegments.ts';
import {
  ChainCheck,
  type ChainFile,
  type ChainPlace,
  chainLinesOf,
  chainStart,
  liveChain,
  readChainFile,
  writeChainFile,
} from './auditChain.ts';
import { headText } from './auditHeads.ts';
import type { Actor, JobContext, ReadContext } from './context.ts';
import type { HandlerFor } from './handlerTypes.ts';
import { presentPolicy } from './policy.ts';

const yearStart = (year: number): Instant => toInstant(new Date(`${year}-01-01T00:00:00.000+08:00`));
const yearOf = (at: string): number =>
  Number(new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 4));

/** `audit.segments`: what was exported and removed, and the closed years that still wait. */
export const segments: HandlerFor<Contract['audit']['segments']> = async (ctx) => {
  const stored = await auditSegments(ctx.db);
  const names = await accountNames(
    ctx.db,
    stored.flatMap(({ exported_by: by, removal }) => [
      by,
      ...(removal === null ? [] : [removal.auditor, removal.system_admin]),
    ]),
  );
  const from = (stored.at(-1)?.to_seq ?? 0) + 1;
  const first = await auditRowAt(ctx.db, from);
  const thisYear = Number(ctx.today.slice(0, 4));
  const openYears: number[] = [];
  if (first !== undefined) for (let year = yearOf(first.at); year < thisYear; year += 1) openYears.push(year);
  const years = await keptYears(ctx);
  return {
    rows: stored.map((segment) => segmentRow(segment, names, years)),
    openYears,
    liveFrom: await firstLiveRow(ctx.db),
  };
};

/** Years for which rows stay in the live file after the end of their own (policy, never below five). */
async function keptYears(ctx: Pick<ReadContext, 'db' | 'site'>): Promise<number> {
  return (await presentPolicy(ctx.db, ctx.site.highestLevel)).policy.auditYears;
}

/** Last day on which the rows of a year must still be in the live file. */
const keptUntil = (year: number, years: number): Day => `${year + years}-12-31` as Day;

function segmentRow(segment: SegmentState, names: ReadonlyMap<string, string>, years: number): AuditSegment {
  const { removal } = segment;
  const nameOf = (uid: string) => names.get(uid) ?? uid;
  return {
    uid: segment.uid as ObjectUid,
    year: segment.year,
    fromSeq: segment.from_seq,
    toSeq: segment.to_seq,
    fileName: segment.file_name,
    folder: segment.folder,
    bytes: segment.bytes,
    sha256: segment.sha256 as Sha256Hex,
    exportedAt: segment.exported_at as Instant,
    exportedBy: nameOf(segment.exported_by),
    keptUntil: keptUntil(segment.year, years),
    removedAt: (removal?.at ?? null) as Instant | null,
    removedBy: removal === null ? '' : `${nameOf(removal.auditor)}、${nameOf(removal.system_admin)}`,
  };
}

/**
 * `audit.exportSegment`: writes a closed year with its signed head, reads it back line by line as a chain, and only then
 * registers it. A registered segment is written again byte by byte the same.
 * @throws AppError audit.year-open, audit.segment-order, audit.chain-broken, audit.segment-differs
 */
export const exportSegment: HandlerFor<Contract['audit']['exportSegment']> = async (ctx, input) => {
  const stored = await auditSegments(ctx.db);
  const known = stored.find((segment) => segment.year === input.year);
  if (known?.removal != null) throw new AppError('audit.segment-not-found');
  const before =
    known === undefined ? stored.at(-1) : stored.findLast(({ to_seq: to }) => to < known.from_seq);
  const start: ChainPlace =
    before === undefined
      ? chainStart
      : {
          seq: before.to_seq,
          digest: before.last_digest,
          pageId: before.last_page_id,
          pagesDigest: before.last_page_digest,
        };
  const toSeq = known?.to_seq ?? (await endOfYear(ctx, input.year, start.seq));
  const fileName = `audit-${ctx.site.code}-${input.year}-${start.seq + 1}-${toSeq}.jsonl`;
  const file = join(input.folder, fileName);
  await mkdir(input.folder, { recursive: true });
  const lines = liveChain(ctx.db, start, toSeq);
  const written = await writeChainFile(file, lines, ctx.signal, (seq) =>
    ctx.progress(seq - start.seq, toSeq - start.seq, '导出审计年段'),
  );
  const end = await readBack(ctx, file, start, written);
  const head = headText(end);
  const signed = known ?? (await signedHead(ctx, head));
  if (known !== undefined && known.sha256 !== written.sha256)
    throw new AppError('audit.segment-differs', { detail: '重新写出的内容与登记时不同' });
  await writeDurably(`${file}.head`, Buffer.from(`${head}\n`));
  await writeDurably(`${file}.head.sig`, Buffer.from(signed.signature));
  const segment: StoredSegment = known ?? {
    uid: makeUid(ctx.site.code, Buffer.from(written.sha256, 'hex').subarray(0, 10)),
    year: input.year,
    from_seq: start.seq + 1,
    to_seq: end.seq,
    prev_digest: start.digest,
    last_digest: end.digest,
    last_page_id: end.pageId,
    last_page_digest: end.pagesDigest,
    folder: input.folder,
    file_name: fileName,
    bytes: written.bytes,
    sha256: written.sha256,
    key_id: signed.key_id,
    signature: signed.signature,
    exported_by: ctx.actor.uid,
    exported_at: ctx.now,
  };
  await ctx.commit(async ({ tx, audited }) => {
    if (known === undefined) await insertSegment(tx, segment);
    audited({ kind: 'auditSegment', uid: segment.uid, number: String(input.year) });
  });
  const names = await accountNames(ctx.db, [segment.exported_by]);
  return { segment: segmentRow({ ...segment, removal: null }, names, await keptYears(ctx)), file };
};

async function signedHead(ctx: JobContext, head: string): Promise<{ key_id: string; signature: string }> {
  const { keyId, signature } = await ctx.keys.signAsSite('spm-audit-head-v1', Buffer.from(`${head}\n`));
  return { key_id: keyId, signature };
}

/** Last row of a closed year that continues the segments there are. */
async function endOfYear(ctx: JobContext, year: number, after: number): Promise<number> {
  if (year >= Number(ctx.today.slice(0, 4))) throw new AppError('audit.year-open', { year });
  const first = await auditRowAt(ctx.db, after + 1);
  if (first !== undefined && yearOf(first.at) < year)
    throw new AppError('audit.segment-order', { year: yearOf(first.at) });
  const last = await lastRowBefore(ctx.db, yearStart(year + 1));
  const head = await auditHead(ctx.db);
  if (last === undefined || last <= after || last >= head.seq)
    throw new AppError('audit.year-open', { year });
  return last;
}

/** Reads the file again from the disk: its digest, and its lines as a chain from where the segment before ended. */
async function readBack(
  ctx: JobContext,
  file: string,
  start: ChainPlace,
  written: ChainFile,
): Promise<ChainPlace> {
  const read = await readChainFile(file, ctx.signal);
  if (read.sha256 !== written.sha256)
    throw new AppError('audit.segment-differs', { detail: '读回的内容不一致' });
  const check = new ChainCheck(start);
  for await (const line of chainLinesOf(file)) {
    const wrong = check.take(line);
    if (wrong !== null) throw new AppError('audit.chain-broken', { detail: wrong });
  }
  return check.place;
}

/**
 * `audit.removeSegment`: takes an exported year out of the live file. Auditor and system administrator together, after the
 * file was read once more; heads and register stay.
 * @throws AppError audit.segment-not-found, audit.segment-kept, audit.segment-differs, audit.segment-order,
 *   people.second-person-refused
 */
export const removeSegment: HandlerFor<Contract['audit']['removeSegment']> = async (ctx, input) => {
  const stored = await auditSegments(ctx.db);
  const segment = stored.find(({ uid }) => uid === input.uid);
  if (segment === undefined || segment.removal !== null) throw new AppError('audit.segment-not-found');
  const until = keptUntil(segment.year, await keptYears(ctx));
  if (ctx.today <= until) throw new AppError('audit.segment-kept', { year: segment.year, until });
  const earlier = stored.find(({ removal, to_seq: to }) => removal === null && to < segment.from_seq);
  if (earlier !== undefined) throw new AppError('audit.segment-order', { year: earlier.year });
  const file = join(input.folder, segment.file_name);
  const read = await readChainFile(file, ctx.signal).catch(() => {
    throw new AppError('audit.segment-differs', { detail: '所选文件夹中没有该文件' });
  });
  if (read.sha256 !== segment.sha256) throw new AppError('audit.segment-differs', { detail: '摘要值不同' });
  const { auditor, systemAdmin } = await bothPosts(ctx, input.second);
  await ctx.commit(async ({ tx, now, audited }) => {
    await removeRows(tx, segment, { auditor, systemAdmin, at: now });
    audited({ kind: 'auditSegment', uid: segment.uid, number: String(segment.year) });
  });
  return { done: true };
};

async function bothPosts(
  ctx: JobContext,
  credentials: { readonly login: string; readonly password: string },
): Promise<{ readonly auditor: string; readonly systemAdmin: string }> {
  const other = ctx.actor.roles.includes('auditor') ? 'systemAdmin' : 'auditor';
  const second: Actor = await ctx.keys.secondPerson(ctx.actor, credentials, [other]);
  return other === 'systemAdmin'
    ? { auditor: ctx.actor.uid, systemAdmin: second.uid }
    : { auditor: second.uid, systemAdmin: ctx.actor.uid };
}
