import { AppError } from '../../shared/errors.ts';
import { makeUid } from '../../shared/ids.ts';
import type { Role } from '../../shared/policy/roles.ts';
import type { JobContext, WriteContext } from '../access/context.ts';
import { changeJob, insertJob, keepAuthorisation } from '../database/stores/printing.ts';
import { issueCopies, moveCopyTo } from './copies.ts';
import { pageCount, stampCopies } from './copyLayer.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { submit } from './printing.ts';
import { watermark } from './watermark.ts';

/** A paper that is no record (audit report, permission table): printed once under a standing authorisation of the specification. */
export interface HousePaper {
  readonly document: string;
  readonly purpose: string;
  readonly marking: string;
  readonly level: 1 | 2 | 3;
  readonly printer: string;
  readonly html: string;
  readonly place: LayerPlace;
  /** Entry of the register of authorisations: which papers, for which posts. */
  readonly authorisation: { readonly number: number; readonly kind: string; readonly roles: readonly Role[] };
}

/**
 * Renders, enters the ledger, and prints one copy for the person at the screen. The ledger line and its audit row are true
 * before anything goes to the printer; paper that did not come out is a spoiled copy.
 * @throws AppError print.render-failed, print.already-printed, print.not-taken
 */
export async function printHousePaper(
  ctx: JobContext,
  paper: HousePaper,
): Promise<{ copyNumber: string; pages: number }> {
  const body = await ctx.host.renderPdf(paper.html);
  const content = await ctx.contents.put([body]);
  const pages = await pageCount(body);
  const { job, copies } = await ctx.stage(async (writing) => {
    const made = await insertJob(writing.tx, {
      uid: ctx.newUid(),
      class: 'auditReport',
      record_id: null,
      version: 1,
      digest: content.sha256,
      document: paper.document,
      level: paper.level,
      marking: paper.marking,
      purpose: paper.purpose,
      printer: paper.printer,
      applicant_id: ctx.actor.id,
      applied_at: ctx.now,
      approver_id: null,
      authorisation_uid: await standingAuthorisation(writing, paper),
      approved_at: ctx.now,
      state: 'approved',
      refusal: null,
      body_sha256: content.sha256,
      body_content_name: content.contentName,
      body_wrapped_key: content.wrappedKey,
      pages,
    });
    return { job: made, copies: await issueCopies(writing, made, made.uid, [ctx.actor.name]) };
  });
  const [copy] = copies;
  if (copy === undefined) throw new AppError('print.not-found');
  const layer = {
    copyNumber: copy.copy_number,
    traceCode: copy.trace_code,
    watermark: watermark(ctx),
    banner: null,
  };
  let pdf: Uint8Array | undefined;
  try {
    [pdf] = await stampCopies(body, [layer], paper.place, ctx.host.renderPdf);
    if (pdf === undefined) throw new AppError('print.render-failed', { detail: copy.copy_number });
    await ctx.commit(async ({ tx, audited }) => {
      if (!(await changeJob(tx, job.id, 'approved', { state: 'printed' })))
        throw new AppError('print.already-printed');
      audited({ kind: 'printJob', uid: job.uid, number: copy.copy_number, mark: paper.marking });
    });
  } catch (error) {
    // Its number was given out; without paper it is accounted for as spoiled.
    await ctx.stage(async (writing) => {
      if (await changeJob(writing.tx, job.id, 'approved', { state: 'superseded' }))
        await moveCopyTo(writing, copy, 'spoiled', { note: '未打印' });
    });
    throw error;
  }
  await submit(ctx, job, copy, pdf);
  return { copyNumber: copy.copy_number, pages };
}

/** The paper as it would print, without copy number. */
export async function previewHousePaper(
  ctx: JobContext,
  html: string,
  place: LayerPlace,
): Promise<{ pdf: string; pages: number }> {
  const body = await ctx.host.renderPdf(html);
  const layer = { copyNumber: null, traceCode: null, watermark: watermark(ctx), banner: '预览' as const };
  const [pdf] = await stampCopies(body, [layer], place, ctx.host.renderPdf);
  if (pdf === undefined) throw new AppError('print.render-failed', { detail: '没有页面' });
  return { pdf: Buffer.from(pdf).toString('base64'), pages: await pageCount(pdf) };
}

/** By spec, not by a person: in the register of authorisations from the first paper on, without end. */
async function standingAuthorisation(ctx: WriteContext, paper: HousePaper): Promise<string> {
  const { number, kind, roles } = paper.authorisation;
  const uid = makeUid(ctx.site.code, new Uint8Array(10).fill(number));
  await keepAuthorisation(ctx.tx, {
    uid,
    kinds: JSON.stringify([kind]),
    accounts: JSON.stringify({ accounts: [], roles }),
    from_day: ctx.today,
    to_day: '9999-12-31',
    given_by: 'system',
    given_at: ctx.now,
  });
  return uid;
}
