import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import type { ContextBase, JobContext, WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  changeJob,
  copiesOf,
  insertJob,
  keptBody,
  type LedgerJob,
  ledgerJob,
  type StoredCopy,
  type StoredJob,
} from '../database/stores/printing.ts';
import { recordById } from '../database/stores/records.ts';
import { requireSoundMark } from '../records/markSeal.ts';
import { requireRecord } from '../records/reading.ts';
import { paperDigest, type WholeRecord, wholeOf } from '../records/wholeRecord.ts';
import { freezeVersion, inside } from '../records/writing.ts';
import { demandAuthorisation } from './authorisations.ts';
import { issueCopies, moveCopyTo } from './copies.ts';
import { pageCount, stampCopies } from './copyLayer.ts';
import type { CopyLayer, LayerPlace } from './document/layerDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { demandUnchanged, volumeOfJob } from './ledger.ts';
import { ledgerScopeOf, recordOfJob, requireJob, toLedgerRows } from './ledgerRow.ts';
import { demandPrintable, documentName, type PrintClass, paperOf } from './paper.ts';
import { demandPrinter } from './printers.ts';
import { volumeBody } from './volumes/body.ts';
import { volumeCopy } from './volumes/volumeCopy.ts';
import { watermark } from './watermark.ts';

/** The rendered body with what the ledger keeps of it. */
export interface Body {
  readonly pdf: Uint8Array;
  readonly place: LayerPlace;
  readonly pages: number;
  readonly stored: Pick<StoredJob, 'body_sha256' | 'body_content_name' | 'body_wrapped_key'>;
}

/** `printing.preview`: exactly the body that would print, with 预览 across every page. It never leaves the window. */
export const preview: HandlerFor<Contract['printing']['preview']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.recordUid);
  const digest = await demandPrintable(ctx.db, whole, input.class);
  const { html, place } = await paperOf(ctx.db, ctx.site, whole, input.class, digest);
  demandGlyphs(html);
  const kept = await keptBodyOf(ctx, whole, input.class, digest);
  const body = kept ?? (await ctx.host.renderPdf(html));
  const layer: CopyLayer = { copyNumber: null, traceCode: null, watermark: watermark(ctx), banner: '预览' };
  const [pdf] = await stampCopies(body, [layer], place, ctx.host.renderPdf);
  if (pdf === undefined) throw new AppError('print.render-failed', { detail: '没有页面' });
  const { record } = whole;
  ctx.audited({
    kind: record.kind,
    uid: record.uid,
    number: record.registration_number,
    mark: record.marking,
  });
  return { pdf: Buffer.from(pdf).toString('base64'), pages: await pageCount(pdf) };
};

/**
 * `printing.forSignature`: under a standing authorisation, freezes what is printed as a version and prints one copy at
 * once. The paper is what the customer signs; changing its content afterwards spoils it.
 * @throws AppError print.wrong-kind, print.no-authorisation, print.printer-refused, print.file-printer,
 *   print.missing-glyphs, print.version-changed, print.not-taken
 */
export const forSignature: HandlerFor<Contract['printing']['forSignature']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.recordUid);
  const { record, kind } = whole;
  await requireSoundMark(ctx, whole);
  const digest = await demandPrintable(ctx.db, whole, 'forSignature');
  const authorisation = await demandAuthorisation(ctx.db, ctx.actor, kind, ctx.today);
  await demandPrinter(ctx.db, ctx.host, input.printer, record.level);
  const body = await bodyOf(ctx, whole, 'forSignature', digest);
  const { job, copies } = await ctx.stage(async (writing) => {
    await demandSamePaper(inside(writing), whole, digest);
    const made = await insertJob(writing.tx, {
      uid: ctx.newUid(),
      class: 'forSignature',
      record_id: record.id,
      version: record.version,
      digest,
      document: documentName(whole),
      level: record.level,
      marking: record.marking,
      purpose: '供签字',
      printer: input.printer,
      applicant_id: ctx.actor.id,
      applied_at: ctx.now,
      approver_id: null,
      authorisation_uid: authorisation.uid,
      approved_at: ctx.now,
      state: 'approved',
      refusal: null,
      ...body.stored,
      pages: body.pages,
    });
    return { job: made, copies: await issueCopies(writing, made, record.uid, [ctx.actor.name]) };
  });
  return await printOnce(ctx, job, copies, body, async (writing) => {
    await demandSamePaper(inside(writing), whole, digest);
    await freezeVersion(writing, whole, 'forSignature');
  });
};

/** @throws AppError print.version-changed when the record was changed meanwhile */
async function demandSamePaper(
  ctx: Parameters<typeof requireRecord>[0],
  whole: WholeRecord,
  digest: string,
): Promise<void> {
  const now = await requireRecord(ctx, whole.record.uid);
  const same = paperDigest(now) === digest && now.record.version === whole.record.version;
  if (!same || now.state !== whole.state) throw new AppError('print.version-changed');
}

/**
 * `printing.run`: prints an approved order, once. By the applicant or the print keeper.
 * @throws AppError print.not-found, print.not-applied, print.already-printed, print.version-changed,
 *   print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const run: HandlerFor<Contract['printing']['run']> = async (ctx, input) => {
  const job = await requireJob(ctx, ctx.db, input.uid);
  const keeper = mayAct(ctx.actor.roles, 'print.ledger');
  if (!keeper && job.applicant_id !== ctx.actor.id) throw new AppError('gate.forbidden');
  demandApprovedOrder(job);
  await demandOrUnchanged(ctx, job);
  await demandPrinter(ctx.db, ctx.host, job.printer, job.level);
  if (job.class === 'volume') return await runVolume(ctx, job);
  const { recordId, printClass } = recordOfJob(job);
  const whole = await wholeOf(ctx.db, await recordById(ctx.db, recordId));
  await requireSoundMark(ctx, whole);
  const body = await bodyOf(ctx, whole, printClass, job.digest);
  const copies = await copiesOf(ctx.db, [job.id]);
  return await printOnce(ctx, job, copies, body, async (writing) => {
    await demandUnchanged(writing.tx, job);
    // Left over from a print for signature that was cut off before its pages reached the printer.
    if (job.class === 'forSignature') await freezeVersion(writing, whole, 'forSignature');
  });
};

/** A volume is its body as it was bound, and the layer of the copy behind it. */
async function runVolume(
  ctx: JobContext,
  job: LedgerJob,
): Promise<Awaited<ReturnType<HandlerFor<Contract['printing']['run']>>>> {
  const volume = await volumeOfJob(ctx.db, job);
  const body = await volumeBody(ctx, volume);
  const copies = await copiesOf(ctx.db, [job.id]);
  const { body_sha256, body_content_name, body_wrapped_key } = volume;
  return await printCopies(ctx, job, copies, {
    stored: { body_sha256, body_content_name, body_wrapped_key },
    pages: volume.pages,
    check: async (writing) => await demandUnchanged(writing.tx, job),
    copyOf: async (layer) => Buffer.concat([body, await volumeCopy(body, layer, ctx.host.renderPdf)]),
  });
}

function demandApprovedOrder(job: LedgerJob): void {
  if (job.state === 'printed') throw new AppError('print.already-printed');
  if (job.state === 'superseded') throw new AppError('print.version-changed');
  if (job.state !== 'approved') throw new AppError('print.not-applied');
}

/** An order whose record changed is closed for good, so that nobody waits for it. */
async function demandOrUnchanged(ctx: JobContext, job: LedgerJob): Promise<void> {
  try {
    await demandUnchanged(ctx.db, job);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await ctx.stage(async (writing) => {
      if (!(await changeJob(writing.tx, job.id, 'approved', { state: 'superseded' }))) return;
      for (const copy of await copiesOf(writing.tx, [job.id])) {
        await moveCopyTo(writing, copy, 'spoiled', { note: '内容已改动，未打印' });
      }
    });
    throw error;
  }
}

/**
 * Stamps every copy, makes the print true in the ledger together with its audit row, and only then hands the pages to the
 * printer: no audit row, no print. A copy that the printer does not take is accounted for as spoiled.
 * @throws AppError print.already-printed, print.render-failed, print.not-taken
 */
export async function printOnce(
  ctx: JobContext,
  job: StoredJob,
  copies: readonly StoredCopy[],
  body: Body,
  check: (writing: WriteContext) => Promise<void>,
): Promise<Awaited<ReturnType<HandlerFor<Contract['printing']['run']>>>> {
  const layers = copies.map((copy) => layerOf(ctx, job, copy));
  const pages = await stampCopies(body.pdf, layers, body.place, ctx.host.renderPdf);
  return await printCopies(ctx, job, copies, {
    stored: body.stored,
    pages: body.pages,
    check,
    copyOf: async (_layer, index) => pages[index],
  });
}

/** What the ledger keeps of a body, and how each copy of it comes about. */
interface CopySource {
  readonly stored: Body['stored'];
  readonly pages: number;
  readonly check: (writing: WriteContext) => Promise<void>;
  readonly copyOf: (layer: CopyLayer, index: number) => Promise<Uint8Array | undefined>;
}

function layerOf(ctx: JobContext, job: StoredJob, copy: StoredCopy): CopyLayer {
  return {
    copyNumber: copy.copy_number,
    traceCode: copy.trace_code,
    watermark: watermark(ctx),
    banner: job.class === 'draft' ? '草稿' : null,
  };
}

async function printCopies(
  ctx: JobContext,
  job: StoredJob,
  copies: readonly StoredCopy[],
  source: CopySource,
): Promise<Awaited<ReturnType<HandlerFor<Contract['printing']['run']>>>> {
  await ctx.commit(async (writing) => {
    await source.check(writing);
    const printed = await changeJob(writing.tx, job.id, 'approved', {
      state: 'printed',
      ...source.stored,
      pages: source.pages,
    });
    if (!printed) throw new AppError('print.already-printed');
    writing.audited({
      kind: 'printJob',
      uid: job.uid,
      number: copies[0]?.copy_number ?? null,
      mark: job.marking,
    });
  });
  for (const [index, copy] of copies.entries()) {
    const pdf = await source.copyOf(layerOf(ctx, job, copy), index);
    if (pdf === undefined) throw new AppError('print.render-failed', { detail: copy.copy_number });
    await submit(ctx, job, copy, pdf);
    ctx.progress(index + 1, copies.length, '送打印机');
  }
  const line = await lineOf(ctx, job.uid);
  return { job: line };
}

/**
 * Hands one copy to the printer and enters what became of it.
 * @throws AppError print.not-taken
 */
export async function submit(
  ctx: JobContext,
  job: StoredJob,
  copy: StoredCopy,
  pdf: Uint8Array,
): Promise<void> {
  let taken = true;
  try {
    await ctx.host.print(pdf, job.printer, copy.copy_number.replaceAll('/', '-'));
  } catch {
    taken = false;
  }
  await ctx.stage(async (writing) => {
    const note = taken ? '' : '打印机没有接收';
    await moveCopyTo(writing, copy, taken ? 'submitted' : 'spoiled', { note });
  });
  if (!taken) throw new AppError('print.not-taken', { printer: job.printer });
}

async function lineOf(ctx: JobContext, uid: string) {
  const job = await ledgerJob(ctx.db, ledgerScopeOf(ctx), uid);
  const [row] = job === undefined ? [] : await toLedgerRows(ctx.db, [job]);
  if (row === undefined) throw new AppError('print.not-found');
  return row;
}

/** The body: the kept one if the same was printed before, else rendered now and put into the content store. */
async function bodyOf(
  ctx: JobContext,
  whole: WholeRecord,
  printClass: PrintClass,
  digest: string,
): Promise<Body> {
  const { html, place } = await paperOf(ctx.db, ctx.site, whole, printClass, digest);
  demandGlyphs(html);
  const kept = await keptBody(ctx.db, whole.record.id, printClass, digest, whole.record.marking);
  if (kept?.body_content_name != null && kept.body_wrapped_key !== null) {
    const { body_sha256, body_content_name, body_wrapped_key } = kept;
    const pdf = await readBody(ctx, kept);
    return {
      pdf,
      place,
      pages: await pageCount(pdf),
      stored: { body_sha256, body_content_name, body_wrapped_key },
    };
  }
  const pdf = await ctx.host.renderPdf(html);
  const content = await ctx.contents.put([pdf]);
  return {
    pdf,
    place,
    pages: await pageCount(pdf),
    stored: {
      body_sha256: content.sha256 as Sha256Hex,
      body_content_name: content.contentName,
      body_wrapped_key: content.wrappedKey,
    },
  };
}

async function keptBodyOf(
  ctx: Pick<ContextBase, 'contents'> & { readonly db: ReadDb },
  whole: WholeRecord,
  printClass: PrintClass,
  digest: string,
): Promise<Uint8Array | null> {
  const kept = await keptBody(ctx.db, whole.record.id, printClass, digest, whole.record.marking);
  return kept === undefined ? null : await readBody(ctx, kept);
}

async function readBody(ctx: Pick<ContextBase, 'contents'>, job: StoredJob): Promise<Uint8Array> {
  return await ctx.contents.readAll({
    contentName: job.body_content_name ?? '',
    wrappedKey: job.body_wrapped_key ?? new Uint8Array(),
    name: job.document,
  });
}
