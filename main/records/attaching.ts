import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { attachmentRowSchema } from '../../shared/forms/values.ts';
import { parseTraceCode } from '../../shared/printing/traceCode.ts';
import { keepIfDone } from '../access/contents.ts';
import type { JobContext, StoredContent, WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  insertAttachment,
  noteClearFile,
  type StoredAttachment,
  signatureCopyByTrace,
  visibleAttachment,
} from '../database/stores/attachments.ts';
import type { StoredBlank } from '../database/stores/blankForms.ts';
import { requireName } from './attachmentNames.ts';
import { blankFor, takeBlank } from './blankForms.ts';
import { toAttachmentRow } from './detail.ts';
import { editProblem, requireEditable } from './drafts.ts';
import { requireRecord } from './reading.ts';
import { paperDigest, type WholeRecord } from './wholeRecord.ts';
import { auditRecord, inside, writeEdit } from './writing.ts';

/** Largest attachment: 2 GiB (spec 2 "Attachments"). */
export const largestAttachment = 2 * 1024 ** 3;
/** Largest content that is handed to the page whole, for preview. */
const largestPreview = 32 * 1024 ** 2;

/** Media types by ending, for files that are picked on this machine. */
export const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.txt': 'text/plain',
};

interface Incoming {
  readonly role: 'file' | 'signedScan';
  readonly name: string;
  readonly mediaType: string;
  readonly traceCode: string | null;
}

/** `records.addAttachment`: a pasted or dropped file. */
export const addAttachment: HandlerFor<Contract['records']['addAttachment']> = async (ctx, input) => {
  const bytes = Buffer.from(input.content, 'base64');
  const incoming = { ...input, name: requireName(input.name) };
  await requireAttachable(ctx, input.uid, incoming);
  const stored = await ctx.contents.put([bytes]);
  const attachment = await keepIfDone(ctx.contents, [stored], () =>
    ctx.commit((writing) => attach(writing, input.uid, incoming, stored)),
  );
  return { attachment: toAttachmentRow(attachment) };
};

/** Clear files that people picked in this run, by attachment: only these may be erased on request. */
const clearFiles = new Map<string, string>();

/** `records.pickAttachment`: asks for a file in the main process and streams it in. */
export const pickAttachment: HandlerFor<Contract['records']['pickAttachment']> = async (ctx, input) => {
  const path = await ctx.host.chooseFile('选择附件', []);
  if (path === null) return { attachment: null, clearFile: null };
  const name = requireName(basename(path));
  const mediaType = mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const incoming: Incoming = { role: input.role, name, mediaType, traceCode: input.traceCode };
  await requireAttachable(ctx, input.uid, incoming);
  const stored = await readIn(ctx, path);
  const attachment = await keepIfDone(ctx.contents, [stored], () =>
    ctx.commit((writing) => attach(writing, input.uid, incoming, stored)),
  );
  clearFiles.set(attachment.uid, path);
  return { attachment: toAttachmentRow(attachment), clearFile: path };
};

/** `records.clearFile`: erases the file that an attachment was taken from, or notes that it was kept. */
export const clearFile: HandlerFor<Contract['records']['clearFile']> = async (ctx, input) => {
  const attachment = await visibleAttachment(ctx.db, ctx.scope, input.attachmentUid);
  const path = clearFiles.get(input.attachmentUid);
  if (attachment === undefined || path === undefined || path !== input.path)
    throw new AppError('record.not-found');
  if (input.erase) {
    await eraseClearFile(path, attachment.sha256);
  }
  await ctx.commit(async (writing) => {
    await noteClearFile(writing.tx, attachment.id, input.erase ? 'erased' : 'kept');
    writing.audited({ kind: 'attachment', uid: attachment.uid });
  });
  clearFiles.delete(input.attachmentUid);
  return { done: true };
};

/** `records.attachmentContent`: for preview inside the program. */
export const attachmentContent: HandlerFor<Contract['records']['attachmentContent']> = async (ctx, input) => {
  const attachment = await visibleAttachment(ctx.db, ctx.scope, input.uid);
  if (attachment === undefined) throw new AppError('record.not-found');
  if (attachment.bytes > largestPreview) throw new AppError('attachment.too-large');
  ctx.audited({ kind: 'attachment', uid: attachment.uid });
  const content = await ctx.contents.readAll({
    contentName: attachment.content_name,
    wrappedKey: attachment.wrapped_key,
    name: attachment.name,
  });
  return {
    name: attachment.name,
    mediaType: attachment.media_type,
    content: Buffer.from(content).toString('base64'),
  };
};

/** Refuses before a large file is read, what would be refused after. */
async function requireAttachable(ctx: JobContext, uid: string, incoming: Incoming): Promise<void> {
  const whole = await requireRecord(ctx, uid);
  const problem = editProblem(ctx, whole);
  if (problem !== null) throw problem;
  await bindScan(ctx.db, whole, incoming);
}

async function attach(
  ctx: WriteContext,
  uid: string,
  incoming: Incoming,
  stored: StoredContent,
): Promise<StoredAttachment> {
  const whole = await requireEditable(ctx, uid);
  const bound = await bindScan(ctx.tx, whole, incoming);
  const attachment = await insertAttachment(ctx.tx, {
    uid: ctx.newUid(),
    record_id: whole.record.id,
    role: incoming.role,
    name: incoming.name,
    media_type: incoming.mediaType,
    sha256: stored.sha256,
    bytes: stored.bytes,
    content_name: stored.contentName,
    wrapped_key: stored.wrappedKey,
    trace_code: bound?.traceCode ?? null,
    bound_version: bound?.version ?? null,
    bound_digest: bound?.digest ?? null,
    voided_at: null,
    clear_file_erased: null,
    added_by: ctx.actor.name,
    added_at: ctx.now,
  });
  if (bound?.blank != null) await takeBlank(ctx, bound.blank, whole, stored.sha256);
  if (incoming.role === 'signedScan' && fieldOf(whole.form, 'signatureScan') !== undefined) {
    const earlier = attachmentRowSchema.array().safeParse(whole.content.signatureScan ?? []).data ?? [];
    const signatureScan = [...earlier, { uid: attachment.uid, name: attachment.name }];
    await writeEdit(ctx, whole, { content: { ...whole.content, signatureScan } });
  }
  auditRecord(ctx, (await requireRecord(inside(ctx), uid)).record);
  return attachment;
}

/**
 * A signed scan counts only for the paper that was printed for signature from exactly what the record says now, found
 * by the trace code that stands on its pages, or for a numbered form that was filled in by hand, of which the scan is the
 * original and the record the transcription (5.5.5, spec 2 "Signed paper").
 * @throws AppError record.scan-not-bound
 */
async function bindScan(
  db: ReadDb,
  whole: WholeRecord,
  incoming: Incoming,
): Promise<{ traceCode: string; version: number; digest: string | null; blank: StoredBlank | null } | null> {
  if (incoming.role !== 'signedScan') return null;
  const refuse = (detail: string) => new AppError('record.scan-not-bound', { detail });
  const traceCode = parseTraceCode(incoming.traceCode ?? '');
  if (traceCode === null) throw refuse('纸面追踪码未填写或填写有误');
  const copy = await signatureCopyByTrace(db, traceCode);
  if (copy === undefined) {
    const blank = await blankFor(db, whole, traceCode);
    if (blank !== null) return { traceCode, version: whole.record.version, digest: null, blank };
  }
  if (copy === undefined || copy.record_id !== whole.record.id) throw refuse('本记录没有这一追踪码的打印件');
  if (copy.job_state === 'superseded' || copy.digest !== paperDigest(whole)) {
    throw refuse('打印后内容已改动，该版本已作废');
  }
  if (['waiting', 'spoiled', 'destroyed'].includes(copy.copy_state)) throw refuse('该份尚未打印或已作废');
  return { traceCode, version: copy.version, digest: copy.digest, blank: null };
}

/**
 * Streams a file of this machine into the content store.
 * @throws AppError attachment.unreadable, attachment.too-large
 */
export async function readIn(ctx: JobContext, path: string): Promise<StoredContent> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new AppError('attachment.unreadable');
  if (found.size > largestAttachment) throw new AppError('attachment.too-large');
  try {
    return await ctx.contents.put(counted(ctx, createReadStream(path), found.size));
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('attachment.unreadable');
  }
}

/** The stream with progress, stopped when the person cancels or the file grows beyond the limit while it is read. */
async function* counted(
  ctx: JobContext,
  source: AsyncIterable<Uint8Array>,
  total: number,
): AsyncIterable<Uint8Array> {
  let done = 0;
  for await (const chunk of source) {
    ctx.signal.throwIfAborted();
    done += chunk.length;
    if (done > largestAttachment) throw new AppError('attachment.too-large');
    ctx.progress(done, total, '收入附件');
    yield chunk;
  }
}

/**
 * Erases the file that something was taken in from: only the very bytes, as it may have been replaced meanwhile.
 * @throws AppError attachment.unreadable
 */
export async function eraseClearFile(path: string, sha256: string): Promise<void> {
  if ((await digestOfFile(path)) !== sha256) throw new AppError('attachment.unreadable');
  await rm(path);
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    throw new AppError('attachment.unreadable');
  }
  return hash.digest('hex');
}
