import { createHash } from 'node:crypto';
import type { PDFDocument } from '@cantoo/pdf-lib';
import { PDFDocument as Pdf } from '@cantoo/pdf-lib';
import { volumeClassOf, volumeClassWords, volumeName } from '../../../shared/archive/volumes.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { dayOf, type Instant, type Sha256Hex } from '../../../shared/ids.ts';
import {
  defaultMarking,
  formatMarking,
  isLowerMarking,
  levelRank,
  maxMarking,
  parseMarking,
} from '../../../shared/marking/marking.ts';
import { keepIfDone } from '../../access/contents.ts';
import type { JobContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { attachmentsOf, type StoredAttachment } from '../../database/stores/attachments.ts';
import { recordById } from '../../database/stores/records.ts';
import {
  insertVolume,
  type LooseRecord,
  lastPart,
  looseRecords,
  volumesUpTo,
} from '../../database/stores/volumes.ts';
import { canonicalJson } from '../../records/canonicalJson.ts';
import { requireSoundMark } from '../../records/markSeal.ts';
import { kindOf, type WholeRecord, wholeOf } from '../../records/wholeRecord.ts';
import { formParts } from '../document/formDocument.ts';
import { demandGlyphs } from '../glyphs.ts';
import { paperOf, sourceOf } from '../paper.ts';
import { linkedPages } from './pdfFile.ts';
import { drawScan, isBindable } from './scans.ts';
import {
  backDocument,
  formsDocument,
  frontDocument,
  type VolumeCover,
  type VolumeLine,
} from './volumeDocuments.ts';
import { type VolumePage, VolumeWriter } from './volumePages.ts';

/** Records that are rendered together: one start of a page costs more than ten records. */
const rendersAtOnce = 60;
/** Rows of the contents on a page, to begin with; the real number is found by rendering. */
const contentsRows = 29;
const sourceWords = { scan: '扫描件', print: '数据打印', printNoScan: '数据打印' } as const;

interface Item {
  readonly id: number;
  readonly number: string;
  readonly digest: string;
  readonly title: string;
  readonly marking: string;
  readonly day: string;
  readonly landscape: boolean;
  readonly report: boolean;
  readonly scan: StoredAttachment | null;
  readonly source: keyof typeof sourceWords;
  readonly pages: VolumePage[];
}

/** What is known of a volume once its last page is written. */
interface Written {
  readonly front: VolumePage[];
  readonly back: VolumePage[];
  listDigest: string;
  pages: number;
}

/**
 * `archive.compose`: binds every archived record of a class and year that waits. The page of a signed record is its signed scan;
 * everything else is printed from its data as it was archived. The file is written piece by piece into the content store;
 * cancelled or failed, nothing stays.
 * @throws AppError volume.nothing, volume.open, volume.marking, volume.changed, print.missing-glyphs, print.render-failed
 */
export const compose: HandlerFor<Contract['archive']['compose']> = async (ctx, input) => {
  const { class: volumeClass, year } = input;
  const open = (await volumesUpTo(ctx.db, 3)).some(
    (one) => one.class === volumeClass && one.year === year && one.state === 'composed',
  );
  if (open) throw new AppError('volume.open');
  const loose = (await looseRecords(ctx.db, ctx.scope, year)).filter(
    (record) => volumeClassOf(kindOf(record), record.branch) === volumeClass,
  );
  if (loose.length === 0) throw new AppError('volume.nothing');
  const marking = markingOf(ctx, loose, input.marking);
  const part = (await lastPart(ctx.db, volumeClass, year)) + 1;
  const uid = ctx.newUid();
  const name = volumeName(volumeClass, year, part);
  const items: Item[] = [];
  for (const { id } of loose) items.push(await itemOf(ctx, id));
  const written: Written = { front: [], back: [], listDigest: listDigestOf(items), pages: 0 };
  const cover = {
    name,
    site: ctx.site.name,
    marking: formatMarking(marking),
    clause: volumeClassWords[volumeClass].clause,
    composedBy: ctx.actor.name,
    composedOn: ctx.today,
    keptUntil: '自封卷之日起 5 年',
  };
  const content = await ctx.contents.put(fileOf(ctx, cover, items, written));
  return await keepIfDone(ctx.contents, [content], async () => {
    ctx.signal.throwIfAborted();
    const digest = createHash('sha256')
      .update(
        canonicalJson({
          uid,
          class: volumeClass,
          year,
          part,
          body: content.sha256,
          list: written.listDigest,
        }),
      )
      .digest('hex') as Sha256Hex;
    return await ctx.commit(async ({ tx, audited }) => {
      const still = await looseRecords(tx, ctx.scope, year);
      const waiting = new Set(still.map((record) => record.id));
      if (items.some((item) => !waiting.has(item.id))) throw new AppError('volume.changed');
      await insertVolume(
        tx,
        {
          uid,
          number: null,
          class: volumeClass,
          year,
          part,
          state: 'composed',
          level: levelRank(marking.level),
          marking: cover.marking,
          records: items.length,
          pages: written.pages,
          body_sha256: content.sha256,
          body_bytes: content.bytes,
          body_content_name: content.contentName,
          body_wrapped_key: content.wrappedKey,
          digest,
          composed_at: ctx.now,
          composed_by: ctx.actor.uid,
          composed_name: ctx.actor.name,
        },
        linesOf(items, written.front.length).map((line, index) => ({
          position: index + 1,
          record_id: items[index]?.id ?? 0,
          number: line.number,
          digest: line.digest,
          source: items[index]?.source ?? 'print',
          first_page: line.firstPage,
          pages: line.pages,
        })),
      );
      audited({ kind: 'volume', uid, mark: cover.marking });
      return { uid, pages: written.pages };
    });
  });
};

function markingOf(ctx: JobContext, loose: readonly LooseRecord[], wanted: string | null) {
  const computed = maxMarking(
    loose.map((record) => parseMarking(record.marking) ?? defaultMarking),
    ctx.today,
  );
  const raised = wanted === null ? computed : parseMarking(wanted);
  const level = raised === null ? 9 : levelRank(raised.level);
  if (
    raised === null ||
    isLowerMarking(raised, computed, ctx.today) ||
    level > Math.min(ctx.site.highestLevel, ctx.actor.clearance)
  ) {
    throw new AppError('volume.marking', { marking: formatMarking(computed) });
  }
  return raised;
}

async function itemOf(ctx: JobContext, id: number): Promise<Item> {
  const whole = await wholeOf(ctx.db, await recordById(ctx.db, id));
  await requireSoundMark(ctx, whole);
  const { record, form, kind } = whole;
  const scans = (await attachmentsOf(ctx.db, id)).filter(
    (one) => one.role === 'signedScan' && one.voided_at === null,
  );
  const scan = scans.findLast(isBindable) ?? null;
  return {
    id,
    number: record.archive_number ?? '',
    digest: record.digest,
    title: form.title,
    marking: record.marking,
    day: dayOf(record.occurred_at as Instant),
    landscape: form.layout.paper.orientation === 'landscape',
    report: kind === 'situationReport',
    scan,
    source: scan !== null ? 'scan' : scans.length > 0 ? 'printNoScan' : 'print',
    pages: [],
  };
}

function listDigestOf(items: readonly Item[]): string {
  const hash = createHash('sha256');
  for (const { number, digest } of items) hash.update(`${number} ${digest}\n`);
  return hash.digest('hex');
}

async function* fileOf(
  ctx: JobContext,
  cover: Omit<VolumeCover, 'pages' | 'lines'>,
  items: readonly Item[],
  written: Written,
): AsyncGenerator<Uint8Array> {
  const writer = new VolumeWriter();
  yield* writer.begin(ctx.host.renderPdf);
  let done = 0;
  const advance = (count: number): void => {
    ctx.signal.throwIfAborted();
    done += count;
    ctx.progress(done, items.length + 1, '编册');
  };
  const printed = items.filter((item) => item.scan === null);
  for (const landscape of [false, true]) {
    const forms = printed.filter((item) => !item.report && item.landscape === landscape);
    for (let at = 0; at < forms.length; at += rendersAtOnce) {
      const batch = forms.slice(at, at + rendersAtOnce);
      yield* formPages(ctx, writer, batch);
      advance(batch.length);
    }
  }
  for (const item of printed.filter((one) => one.report)) {
    const whole = await wholeAt(ctx, item);
    const { html } = await paperOf(ctx.db, ctx.site, whole, 'approved', item.digest);
    demandGlyphs(html);
    yield* wholePdf(writer, await ctx.host.renderPdf(html), item.pages);
    advance(1);
  }
  for (const item of items) {
    const { scan } = item;
    if (scan === null) continue;
    const bytes = await ctx.contents.readAll({
      contentName: scan.content_name,
      wrappedKey: scan.wrapped_key,
      name: scan.name,
    });
    yield* writer.pages((document) => drawScan(document, bytes, scan), item.pages);
    advance(1);
  }
  yield* sheets(ctx, writer, cover, items, written);
  advance(1);
  const ordered = [
    ...written.front.map((page) => ({ page, own: '' })),
    ...items.flatMap((item) =>
      item.pages.map((page, index) => ({ page, own: `（本件 ${index + 1}/${item.pages.length}）` })),
    ),
    ...written.back.map((page) => ({ page, own: '' })),
  ];
  yield* writer.end(
    ordered.map(({ page, own }, index) => ({
      page,
      words: `第 ${index + 1} 页　共 ${ordered.length} 页${own}`,
    })),
    cover.name,
    written.listDigest.slice(0, 32),
  );
}

/** A record as it was archived; archived records never change, so it is read again only when its page is made. */
async function wholeAt(ctx: JobContext, item: Item): Promise<WholeRecord> {
  return await wholeOf(ctx.db, await recordById(ctx.db, item.id));
}

async function* formPages(
  ctx: JobContext,
  writer: VolumeWriter,
  batch: readonly Item[],
): AsyncGenerator<Uint8Array> {
  const parts = [];
  for (const item of batch) {
    const whole = await wholeAt(ctx, item);
    parts.push(formParts(await sourceOf(ctx.db, ctx.site, whole, item.digest), { forSignature: false }));
  }
  const html = formsDocument(parts);
  demandGlyphs(html);
  const source = await Pdf.load(await ctx.host.renderPdf(html), { updateMetadata: false });
  const firsts = linkedPages(source);
  const count = source.getPageCount() - 1;
  const pages: VolumePage[] = [];
  yield* writer.pages((document) => copyPages(source, count, document), pages);
  for (const [index, item] of batch.entries()) {
    const first = firsts.get(`r${index}`);
    const next = index + 1 === batch.length ? count : firsts.get(`r${index + 1}`);
    if (first === undefined || next === undefined || next <= first) {
      throw new AppError('print.render-failed', { detail: `找不到 ${item.number} 的页` });
    }
    item.pages.push(...pages.slice(first, next));
  }
}

async function copyPages(source: PDFDocument, count: number, document: PDFDocument): Promise<void> {
  const indices = Array.from({ length: count }, (_, index) => index);
  for (const page of await document.copyPages(source, indices)) document.addPage(page);
}

async function* wholePdf(
  writer: VolumeWriter,
  pdf: Uint8Array,
  into: VolumePage[],
): AsyncGenerator<Uint8Array> {
  const source = await Pdf.load(pdf, { updateMetadata: false });
  yield* writer.pages((document) => copyPages(source, source.getPageCount(), document), into);
}

function linesOf(items: readonly Item[], before: number): VolumeLine[] {
  let next = before + 1;
  return items.map((item) => {
    const firstPage = next;
    next += item.pages.length;
    return { ...item, source: sourceWords[item.source], firstPage, pages: item.pages.length };
  });
}

/** Cover and contents before, digests, closing sheet and spare sheet behind. Page numbers are known when their number is. */
async function* sheets(
  ctx: JobContext,
  writer: VolumeWriter,
  cover: Omit<VolumeCover, 'pages' | 'lines'>,
  items: readonly Item[],
  written: Written,
): AsyncGenerator<Uint8Array> {
  const inside = items.reduce((sum, item) => sum + item.pages.length, 0);
  let before = 1 + Math.ceil(items.length / contentsRows);
  let behind = 3;
  for (let turn = 0; turn < 4; turn += 1) {
    const pages = before + inside + behind;
    const full = { ...cover, pages, lines: linesOf(items, before) };
    const [front, back] = [frontDocument(full), backDocument(full, written.listDigest)];
    demandGlyphs(front + back);
    const frontPdf = await ctx.host.renderPdf(front);
    const backPdf = await ctx.host.renderPdf(back);
    const [frontCount, backCount] = [await countOf(frontPdf), await countOf(backPdf)];
    if (frontCount === before && backCount === behind) {
      yield* wholePdf(writer, frontPdf, written.front);
      yield* wholePdf(writer, backPdf, written.back);
      written.pages = pages;
      return;
    }
    before = frontCount;
    behind = backCount;
  }
  throw new AppError('print.render-failed', { detail: '目录页数不能确定' });
}

async function countOf(pdf: Uint8Array): Promise<number> {
  return (await Pdf.load(pdf, { updateMetadata: false })).getPageCount();
}
