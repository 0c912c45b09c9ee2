import { basename, extname } from 'node:path';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Instant, ObjectUid } from '../../../shared/ids.ts';
import { keepIfDone } from '../../access/contents.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import { type ListedMaster, masterByUid } from '../../database/stores/master.ts';
import {
  certificateByUid,
  insertCertificate,
  type StoredCertificate,
  staffCertificates,
  withdrawStoredCertificate,
} from '../../database/stores/staff.ts';
import { eraseClearFile, mediaTypes, readIn } from '../../records/attaching.ts';
import { requireName } from '../../records/attachmentNames.ts';

/** Largest content that is handed to the page whole, for preview. */
const largestPreview = 32 * 1024 ** 2;
/** Clear files that people picked in this run, by certificate: only these may be erased on request. */
const clearFiles = new Map<string, string>();

/** `staff.certificates`: what is kept with a person, withdrawn ones too. */
export const certificates: HandlerFor<Contract['staff']['certificates']> = async (ctx, input) => {
  const person = await requireStaff(ctx.db, input.staffUid);
  ctx.audited({ kind: 'master.staff', uid: person.uid });
  return { rows: (await staffCertificates(ctx.db, person.id)).map(toCertificate) };
};

/** `staff.pickCertificate`: a scan or document, encrypted in the content store. */
export const pickCertificate: HandlerFor<Contract['staff']['pickCertificate']> = async (ctx, input) => {
  const person = await requireStaff(ctx.db, input.staffUid);
  const path = await ctx.host.chooseFile('选择证书', []);
  if (path === null) return { uid: null, clearFile: null };
  const name = requireName(basename(path));
  const stored = await readIn(ctx, path);
  const uid = ctx.newUid();
  await keepIfDone(ctx.contents, [stored], () =>
    ctx.commit(async (writing) => {
      await insertCertificate(writing.tx, {
        uid,
        master_id: person.id,
        about: input.about,
        model: input.about === 'product' ? input.model : '',
        name,
        media_type: mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
        sha256: stored.sha256,
        bytes: stored.bytes,
        content_name: stored.contentName,
        wrapped_key: stored.wrappedKey,
        added_name: writing.actor.name,
        added_at: writing.now,
        withdrawn_name: null,
        withdrawn_at: null,
      });
      writing.audited({ kind: 'certificate', uid });
    }),
  );
  clearFiles.set(uid, path);
  return { uid, clearFile: path };
};

/** `staff.clearFile`: erases the file that a certificate was taken from, or notes that it is kept. */
export const clearFile: HandlerFor<Contract['staff']['clearFile']> = async (ctx, input) => {
  const certificate = await requireCertificate(ctx.db, input.uid);
  const path = clearFiles.get(input.uid);
  if (path === undefined || path !== input.path) throw new AppError('certificate.not-found');
  if (input.erase) await eraseClearFile(path, certificate.sha256);
  await ctx.commit(async (writing) => {
    const number = input.erase ? 'erased' : 'kept';
    writing.audited({ kind: 'certificate', uid: certificate.uid, number });
  });
  clearFiles.delete(input.uid);
  return { done: true };
};

/** `staff.certificateContent`: for preview inside the program. */
export const certificateContent: HandlerFor<Contract['staff']['certificateContent']> = async (ctx, input) => {
  const certificate = await requireCertificate(ctx.db, input.uid);
  if (certificate.bytes > largestPreview) throw new AppError('attachment.too-large');
  ctx.audited({ kind: 'certificate', uid: certificate.uid });
  const content = await ctx.contents.readAll({
    contentName: certificate.content_name,
    wrappedKey: certificate.wrapped_key,
    name: certificate.name,
  });
  return {
    name: certificate.name,
    mediaType: certificate.media_type,
    content: Buffer.from(content).toString('base64'),
  };
};

/** `staff.withdrawCertificate`: it counts no more and stays readable with the reason. */
export const withdrawCertificate: HandlerFor<Contract['staff']['withdrawCertificate']> = async (
  ctx,
  input,
) => {
  const certificate = await requireCertificate(ctx.tx, input.uid);
  if (certificate.withdrawn_at !== null) throw new AppError('certificate.not-found');
  await withdrawStoredCertificate(ctx.tx, certificate.id, {
    withdrawn_at: ctx.now,
    withdrawn_name: ctx.actor.name,
    withdrawn_reason: input.reason,
  });
  ctx.audited({ kind: 'certificate', uid: certificate.uid });
  return { done: true };
};

/** @throws AppError master.not-found for anything that is no staff entry */
async function requireStaff(db: ReadDb, uid: string): Promise<ListedMaster> {
  const entry = await masterByUid(db, uid);
  if (entry === undefined || entry.type !== 'staff') throw new AppError('master.not-found');
  return entry;
}

async function requireCertificate(db: ReadDb, uid: string): Promise<StoredCertificate> {
  const found = await certificateByUid(db, uid);
  if (found === undefined) throw new AppError('certificate.not-found');
  return found;
}

function toCertificate(row: StoredCertificate) {
  return {
    uid: row.uid as ObjectUid,
    about: row.about,
    model: row.model,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    addedBy: row.added_name,
    addedAt: row.added_at as Instant,
    withdrawnAt: row.withdrawn_at as Instant | null,
    withdrawnReason: row.withdrawn_reason,
  };
}
