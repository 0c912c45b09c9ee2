import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { AttachmentsTable } from '../schema.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** Attachment as stored. */
export type StoredAttachment = Selectable<AttachmentsTable>;

/** Attachments of a record, oldest first. */
export async function attachmentsOf(db: ReadDb, recordId: number): Promise<StoredAttachment[]> {
  return await db
    .selectFrom('attachments')
    .selectAll()
    .where('record_id', '=', recordId)
    .orderBy('id')
    .execute();
}

/** An attachment of a record that the reader may see, with that record's identity. */
export async function visibleAttachment(
  db: ReadDb,
  scope: ReaderScope,
  uid: string,
): Promise<(StoredAttachment & { record_uid: string; record_kind: string }) | undefined> {
  return await db
    .selectFrom('attachments')
    .innerJoin('records', 'records.id', 'attachments.record_id')
    .selectAll('attachments')
    .select(['records.uid as record_uid', 'records.kind as record_kind'])
    .where('attachments.uid', '=', uid)
    .where(visible(scope, 'records'))
    .executeTakeFirst();
}

/** Adds an attachment to a record. */
export async function insertAttachment(
  tx: WriteTx,
  attachment: Omit<Insertable<AttachmentsTable>, 'id'>,
): Promise<StoredAttachment> {
  return await tx.insertInto('attachments').values(attachment).returningAll().executeTakeFirstOrThrow();
}

/** Notes that signed scans no longer stand for what the record says. */
export async function voidScans(
  tx: WriteTx,
  recordId: number,
  unlessDigest: string,
  at: string,
): Promise<number> {
  const result = await tx
    .updateTable('attachments')
    .set({ voided_at: at })
    .where('record_id', '=', recordId)
    .where('role', '=', 'signedScan')
    .where('voided_at', 'is', null)
    .where((eb) => eb.or([eb('bound_digest', '!=', unlessDigest), eb('bound_digest', 'is', null)]))
    // The original of a form filled in by hand is the paper itself; what was typed from it is compared again instead.
    .where(sql<boolean>`(trace_code IS NULL OR NOT EXISTS (SELECT 1 FROM print_copies c JOIN blank_forms b ON b.copy_id = c.id
      WHERE c.trace_code = attachments.trace_code))`)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Notes what became of the clear file that an attachment was taken from. */
export async function noteClearFile(tx: WriteTx, id: number, answer: 'erased' | 'kept'): Promise<void> {
  await tx.updateTable('attachments').set({ clear_file_erased: answer }).where('id', '=', id).execute();
}

/** A copy that was printed for signature, found by the trace code on its pages. */
export interface SignatureCopy {
  readonly record_id: number;
  readonly version: number;
  readonly digest: string;
  readonly job_state: string;
  readonly copy_state: string;
  readonly copy_number: string;
  readonly trace_code: string;
}

/** The copy printed for signature that carries a trace code. */
export async function signatureCopyByTrace(
  db: ReadDb,
  traceCode: string,
): Promise<SignatureCopy | undefined> {
  return await signatureCopies(db).where('print_copies.trace_code', '=', traceCode).executeTakeFirst();
}

/** Copies of a record that were printed for signature, oldest first. */
export async function signatureCopiesOf(db: ReadDb, recordId: number): Promise<SignatureCopy[]> {
  return await signatureCopies(db)
    .where('print_jobs.record_id', '=', recordId)
    .orderBy('print_copies.id')
    .execute();
}

function signatureCopies(db: ReadDb) {
  return (
    db
      .selectFrom('print_copies')
      .innerJoin('print_jobs', 'print_jobs.id', 'print_copies.job_id')
      // Only audit reports have no record.
      .select((of) => of.ref('print_jobs.record_id').$notNull().as('record_id'))
      .select([
        'print_jobs.version',
        'print_jobs.digest',
        'print_jobs.state as job_state',
        'print_copies.state as copy_state',
        'print_copies.copy_number',
        'print_copies.trace_code',
      ])
      .where('print_jobs.class', '=', 'forSignature')
  );
}

/** Copies of a record printed for signature from other content than `digest`, that still count. */
export async function supersededCopies(
  db: ReadDb,
  recordId: number,
  digest: string,
): Promise<{ job_id: number; copy_id: number; copy_state: string }[]> {
  return await db
    .selectFrom('print_jobs')
    .innerJoin('print_copies', 'print_copies.job_id', 'print_jobs.id')
    .select(['print_jobs.id as job_id', 'print_copies.id as copy_id', 'print_copies.state as copy_state'])
    .where('print_jobs.record_id', '=', recordId)
    .where('print_jobs.class', '=', 'forSignature')
    .where('print_jobs.state', '!=', 'superseded')
    .where('print_jobs.digest', '!=', digest)
    .execute();
}

/** Supersedes print orders and accounts for their copies as spoiled, with a ledger line each. */
export async function supersedePrints(
  tx: WriteTx,
  copies: readonly { job_id: number; copy_id: number; copy_state: string }[],
  by: {
    readonly at: string;
    readonly accountUid: string;
    readonly accountName: string;
    readonly note: string;
  },
): Promise<void> {
  for (const copy of copies) {
    await tx.updateTable('print_jobs').set({ state: 'superseded' }).where('id', '=', copy.job_id).execute();
    if (copy.copy_state === 'spoiled' || copy.copy_state === 'destroyed') continue;
    await tx.updateTable('print_copies').set({ state: 'spoiled' }).where('id', '=', copy.copy_id).execute();
    await tx
      .insertInto('print_copy_events')
      .values({
        copy_id: copy.copy_id,
        from_state: copy.copy_state,
        to_state: 'spoiled',
        at: by.at,
        account_uid: by.accountUid,
        account_name: by.accountName,
        second_account_uid: null,
        note: by.note,
      })
      .execute();
  }
}

/** Voids one scan, as its owner already did. */
export async function voidAttachment(tx: WriteTx, id: number, at: string): Promise<void> {
  await tx.updateTable('attachments').set({ voided_at: at }).where('id', '=', id).execute();
}
