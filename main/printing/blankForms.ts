import { createHash } from 'node:crypto';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Instant } from '../../shared/ids.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { insertBlanks } from '../database/stores/blankForms.ts';
import { insertJob, siteNames } from '../database/stores/printing.ts';
import { requireRecord } from '../records/reading.ts';
import { noteHistory } from '../records/writing.ts';
import { demandAuthorisation, signatureKinds } from './authorisations.ts';
import { issueCopies } from './copies.ts';
import { pageCount } from './copyLayer.ts';
import { formDocument } from './document/formDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { demandPrinter } from './printers.ts';
import { printOnce } from './printing.ts';

/**
 * `printing.blankForms`: numbered blank forms that go with an issued notice, for places where nothing can be typed. Each has
 * number and trace code, is in the ledger like every print, and is asked for when the people come back.
 * @throws AppError record.not-found, blank.refused, print.no-authorisation, print.printer-refused, print.file-printer,
 *   print.missing-glyphs, print.not-taken
 */
export const blankForms: HandlerFor<Contract['printing']['blankForms']> = async (ctx, input) => {
  const notice = await requireRecord(ctx, input.noticeUid);
  const { record } = notice;
  if (notice.kind !== 'dispatchNotice' || notice.state !== 'issued')
    throw new AppError('blank.refused', { detail: '空白表单随已签发、未返回的通知单带出' });
  if (record.owning_site !== ctx.site.code)
    throw new AppError('record.not-owned', { site: record.owning_site });
  if (input.kind === 'dispatchNotice' || !signatureKinds.includes(input.kind))
    throw new AppError('blank.refused', { detail: '只有须用户签字的服务报告可带空白表单' });
  const authorisation = await demandAuthorisation(ctx.db, ctx.actor, input.kind, ctx.today);
  await demandPrinter(ctx.db, ctx.host, input.printer, record.level);
  const form = latestForm(input.kind);
  const digest = createHash('sha256').update(`blank ${form.code} ${form.version}`).digest('hex');
  const names = await siteNames(ctx.db);
  const html = formDocument(
    {
      form,
      content: {},
      parts: form.parts.map((part) => part.key),
      registrationNumber: null,
      archiveNumber: null,
      marking: record.marking,
      occurredAt: ctx.now as Instant,
      recordedAt: ctx.now as Instant,
      author: '',
      customer: notice.customer,
      equipment: [],
      task: notice.task === null ? null : { number: notice.task.registration_number ?? '', title: '' },
      site: names.get(record.owning_site) ?? ctx.site.name,
      version: 1,
      digest,
      signatures: {},
    },
    { forSignature: true },
  );
  demandGlyphs(html);
  const pdf = await ctx.host.renderPdf(html);
  const content = await ctx.contents.put([pdf]);
  const stored = {
    body_sha256: content.sha256,
    body_content_name: content.contentName,
    body_wrapped_key: content.wrappedKey,
  };
  const pages = await pageCount(pdf);
  const { job, copies } = await ctx.stage(async (writing) => {
    const made = await insertJob(writing.tx, {
      uid: ctx.newUid(),
      class: 'blankForm',
      record_id: record.id,
      version: record.version,
      digest,
      document: `${form.code} ${form.title} 空白表单`,
      level: record.level,
      marking: record.marking,
      purpose: `随通知单 ${record.registration_number ?? ''} 带出`,
      printer: input.printer,
      applicant_id: ctx.actor.id,
      applied_at: ctx.now,
      approver_id: null,
      authorisation_uid: authorisation.uid,
      approved_at: ctx.now,
      state: 'approved',
      refusal: null,
      ...stored,
      pages,
    });
    const people = Array.from({ length: input.count }, () => ctx.actor.name);
    return { job: made, copies: await issueCopies(writing, made, record.uid, people) };
  });
  const place = { layout: 'form', landscape: form.layout.paper.orientation === 'landscape' } as const;
  await printOnce(ctx, job, copies, { pdf, place, pages, stored }, async (writing) => {
    await insertBlanks(
      writing.tx,
      copies.map((copy) => ({
        uid: ctx.newUid(),
        copy_id: copy.id,
        kind: input.kind,
        notice_id: record.id,
        state: 'issued' as const,
        note: '',
      })),
    );
    const numbers = copies.map((copy) => copy.copy_number).join('、');
    await noteHistory(writing, record, 'blanks', record.state, `${form.code} ${numbers}`);
  });
  return { copyNumbers: copies.map((copy) => copy.copy_number) };
};
