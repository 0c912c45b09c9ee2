import { summaryOf } from '../../shared/forms/display.ts';
import { searchText } from '../../shared/forms/searchText.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import type { Instant } from '../../shared/ids.ts';
import { indexText } from '../../shared/text/cjk.ts';
import type { WriteContext } from '../access/context.ts';
import { signerWords } from '../access/deputies.ts';
import { indexRecord as indexTokens } from '../database/fullText.ts';
import type { WriteTx } from '../database/handles.ts';
import { supersededCopies, supersedePrints, voidScans } from '../database/stores/attachments.ts';
import { appendHistory, keepVersion, paperOf, replaceEquipment } from '../database/stores/recordParts.ts';
import { type RecordChange, type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { setHandInDue } from '../database/stores/tasks.ts';
import { deadlinesOf, dueOf, handInDue, onSiteReports, siteCalendar } from './due.ts';
import { heldDue } from './holds.ts';
import { yearOfOccurrence } from './numbering.ts';
import type { RecordContext } from './reading.ts';
import {
  canonicalRecord,
  dayField,
  kindOf,
  paperDigest,
  recordDigest,
  startOfDay,
  type WholeRecord,
  wholeOf,
  wholeWith,
} from './wholeRecord.ts';

/** The writing context as a reading one that sees its own uncommitted rows. */
export function inside(ctx: WriteContext): RecordContext & { readonly tx: WriteTx } {
  const { site, actor, scope, now, today, tx } = ctx;
  return { db: tx, tx, site, actor, scope, now, today };
}

/** The moment of occurrence that a form's own field gives, or null when the form has none or it is empty. */
export function occurredFrom(whole: Pick<WholeRecord, 'form'>, content: FormContent): Instant | null {
  const key = whole.form.occurredFrom;
  if (key === null) return null;
  const value = content[key];
  if (typeof value !== 'string') return null;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return startOfDay(value);
  return Number.isNaN(Date.parse(value)) ? null : (new Date(value).toISOString() as Instant);
}

/** Changes to content and head that belong to one act of editing. */
export interface Edit {
  readonly content?: FormContent;
  readonly head?: Partial<
    Pick<StoredRecord, 'occurred_at' | 'customer_id' | 'task_id' | 'parts' | 'level' | 'marking'>
  >;
  readonly equipmentIds?: readonly number[];
}

/**
 * Writes an edit with everything that follows from it, in the caller's transaction: title, moment of occurrence, due
 * day, search row, a new version where one was frozen, and the end of what was printed and signed for other content.
 */
export async function writeEdit(ctx: WriteContext, before: WholeRecord, edit: Edit): Promise<WholeRecord> {
  const { tx, now } = ctx;
  const { record, form } = before;
  const content = edit.content ?? before.content;
  const occurredAt =
    occurredFrom(before, content) ?? (edit.head?.occurred_at as Instant | undefined) ?? record.occurred_at;
  yearOfOccurrence(occurredAt as Instant);
  const paper = await paperOf(tx, record.id, record.version);
  const change: RecordChange = {
    ...edit.head,
    occurred_at: occurredAt,
    content: JSON.stringify(content),
    title: summaryOf(form, content),
    changed_at: now,
    ...(paper.frozen ? { version: record.version + 1 } : {}),
    ...(await dueChange(ctx, before, content)),
  };
  const stored = await updateRecord(tx, record.id, change);
  if (edit.equipmentIds !== undefined) await replaceEquipment(tx, record.id, edit.equipmentIds);
  const sameHead = edit.head === undefined && edit.equipmentIds === undefined;
  const after = sameHead ? wholeWith(stored, before) : await wholeOf(tx, stored);
  await indexRecord(tx, after);
  if (paper.printed) {
    const digest = paperDigest(after);
    if (digest !== paperDigest(before)) await endSignedPaper(ctx, after, digest);
  }
  return after;
}

/** Puts the record's full-text row. */
export async function indexRecord(tx: WriteTx, whole: WholeRecord): Promise<void> {
  await indexTokens(tx, { recordId: whole.record.id, tokens: searchTokens(whole) });
}

/** What a record is found by: searchable fields and head (spec 2 "Search"), as tokens of the full-text index. */
export function searchTokens(whole: WholeRecord): string {
  const { record, form, content, customer, equipment } = whole;
  const head = [
    record.registration_number,
    record.archive_number,
    form.title,
    customer === null ? null : `${customer.code} ${customer.name}`,
    ...equipment.map((entry) => entry.code),
    record.author_name,
  ].filter((text) => text !== null && text !== '');
  return indexText([...head, searchText(form, content)].join('\n'));
}

/**
 * Freezes what a record says now as a version, for a purpose (submission, printing for signature, archiving).
 * @returns the digest of the whole record
 */
export async function freezeVersion(ctx: WriteContext, whole: WholeRecord, purpose: string): Promise<string> {
  const digest = recordDigest(whole);
  await keepVersion(ctx.tx, {
    record_id: whole.record.id,
    version: whole.record.version,
    purpose,
    content: canonicalRecord(whole),
    digest,
    made_by: ctx.actor.uid,
    made_at: ctx.now,
  });
  return digest;
}

/** Appends to a record's history what the acting person did. */
export async function noteHistory(
  ctx: WriteContext,
  record: StoredRecord,
  act: string,
  fromState: string | null,
  reason = '',
): Promise<void> {
  await appendHistory(ctx.tx, {
    record_id: record.id,
    at: ctx.now,
    account_uid: ctx.actor.uid,
    account_name: signerWords(ctx.actor.name, ctx.represented?.name ?? null),
    act,
    from_state: fromState,
    to_state: record.state,
    version: record.version,
    reason,
  });
}

/** Names the record for the audit row of the act. */
export function auditRecord(ctx: Pick<WriteContext, 'audited' | 'represented'>, record: StoredRecord): void {
  ctx.audited({
    ...(ctx.represented === undefined ? {} : { inPlaceOf: ctx.represented }),
    kind: record.kind,
    uid: record.uid,
    number: record.archive_number ?? record.registration_number,
    mark: record.marking,
  });
}

/** Paper that was printed for signature from other content counts no more: copies spoiled, scans voided, history says so. */
async function endSignedPaper(ctx: WriteContext, whole: WholeRecord, digest: string): Promise<void> {
  const { record } = whole;
  const copies = await supersededCopies(ctx.tx, record.id, digest);
  const note = '内容改动，供签字版本作废';
  await supersedePrints(ctx.tx, copies, {
    at: ctx.now,
    accountUid: ctx.actor.uid,
    accountName: ctx.actor.name,
    note,
  });
  const scans = await voidScans(ctx.tx, record.id, digest, ctx.now);
  if (copies.length > 0 || scans > 0) {
    await noteHistory(
      ctx,
      record,
      'changedAfterPrint',
      record.state,
      scans > 0 ? `${note}，签字扫描件失效` : note,
    );
  }
}

/** Due day that follows from the content; a return day on a notice also starts the clock of the task's reports. */
async function dueChange(
  ctx: WriteContext,
  before: WholeRecord,
  content: FormContent,
): Promise<{ due_on?: string | null }> {
  const kind = kindOf(before.record);
  if (onSiteReports.includes(kind)) return {};
  const calendar = await siteCalendar(ctx.tx);
  const deadlines = await deadlinesOf(ctx.tx, { ...before.record, rulesVersion: content.rulesVersion });
  if (kind === 'dispatchNotice' && before.record.task_id !== null && before.state === 'issued') {
    const returned = dayField(content, 'returnedDay');
    if (returned !== dayField(before.content, 'returnedDay')) {
      await setHandInDue(
        ctx.tx,
        before.record.task_id,
        onSiteReports,
        handInDue(returned, calendar, deadlines),
      );
    }
  }
  const due = dueOf(kind, before.state, content, calendar, deadlines);
  return { due_on: await heldDue(ctx.tx, before.record.id, due, calendar) };
}
