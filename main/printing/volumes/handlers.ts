import { volumeName } from '../../../shared/archive/volumes.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { requireVolume } from '../../archive/volumes.ts';
import { insertJob } from '../../database/stores/printing.ts';
import { issueCopies } from '../copies.ts';
import { demandRegistered } from '../printers.ts';
import { watermark } from '../watermark.ts';
import { volumeBody } from './body.ts';
import { compose } from './compose.ts';
import { exportOpen } from './openPackage.ts';
import { volumeCopy } from './volumeCopy.ts';
import { volumeExtract } from './volumeExtract.ts';

type Handlers = Contract['archive'];

/** `archive.pages`: some pages as they are bound, marked 预览. @throws AppError volume.not-found, volume.state */
export const pages: HandlerFor<Handlers['pages']> = async (ctx, input) => {
  const volume = await requireVolume(ctx, ctx.db, input.uid);
  if (volume.state === 'disposed') throw new AppError('volume.state', { act: '查看' });
  const from = Math.min(input.from, volume.pages);
  const some = volumeExtract(await volumeBody(ctx, volume), from, input.count);
  const layer = { copyNumber: null, traceCode: null, watermark: watermark(ctx), banner: '预览' as const };
  const rest = await volumeCopy(some, layer, ctx.host.renderPdf);
  ctx.audited({ kind: 'volume', uid: volume.uid, number: volume.number, mark: volume.marking });
  return { pdf: Buffer.concat([some, rest]).toString('base64'), from, pages: volume.pages };
};

/**
 * `archive.applyPrint`: orders copies of a closed volume, one per recipient; approval, printing and the way of each copy are
 * those of every approved document.
 * @throws AppError volume.not-found, volume.state, print.printer-refused
 */
export const applyPrint: HandlerFor<Handlers['applyPrint']> = async (ctx, input) => {
  const volume = await requireVolume(ctx, ctx.tx, input.uid);
  if (volume.state !== 'closed') throw new AppError('volume.state', { act: '打印' });
  await demandRegistered(ctx.tx, input.printer, volume.level);
  const uid = ctx.newUid();
  const job = await insertJob(ctx.tx, {
    uid,
    class: 'volume',
    record_id: null,
    volume_id: volume.id,
    version: 1,
    digest: volume.digest,
    document: `${volumeName(volume.class, volume.year, volume.part)} ${volume.number ?? ''}`,
    level: volume.level,
    marking: volume.marking,
    purpose: input.purpose,
    printer: input.printer,
    applicant_id: ctx.actor.id,
    applied_at: ctx.now,
    approver_id: null,
    authorisation_uid: null,
    approved_at: null,
    state: 'applied',
    refusal: null,
    body_sha256: volume.body_sha256,
    body_content_name: volume.body_content_name,
    body_wrapped_key: volume.body_wrapped_key,
    pages: volume.pages,
  });
  const copies = await issueCopies(ctx, job, volume.uid, input.recipients);
  ctx.audited({ kind: 'printJob', uid, number: copies[0]?.copy_number ?? null, mark: volume.marking });
  return { uid };
};

/** Service functions of the contract's `archive` area that make paper and packages. */
export const volumeHandlers = { compose, pages, applyPrint, exportOpen };
