import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { displayValue, summaryOf } from '../../shared/forms/display.ts';
import { hasPaperOriginal } from '../../shared/forms/kinds.ts';
import { formFor } from '../../shared/forms/registry.ts';
import type { Instant } from '../../shared/ids.ts';
import { lifecycleOf, stateWords } from '../../shared/lifecycle/lifecycle.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import type { StoredContent, WriteContext } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { attachmentsOf, insertAttachment, voidAttachment } from '../database/stores/attachments.ts';
import { siteByCode } from '../database/stores/exchange.ts';
import {
  appendHistory,
  historyOf,
  insertSignature,
  keepVersion,
  putLink,
  replaceEquipment,
  signaturesOf,
} from '../database/stores/recordParts.ts';
import { insertRecord, recordByUid, type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { enterMarkings } from './importedMarks.ts';
import { historyRow, signatureRow } from './lineRows.ts';
import type { ImportedLine } from './lineSchema.ts';
import { enterMasters } from './travellingMasters.ts';
import { contentOf, stateOf, wholeOf } from './wholeRecord.ts';
import { indexRecord, noteHistory } from './writing.ts';

/** A line of the preview of a package. */
export type PreviewRow = Omit<
  Extract<HandlerOutput<'exchange.check'>, { verdict: 'ready' }>['rows'][number],
  'line'
>;

/** What importing a line would do here, with the differences side by side. Says nothing of records the line does not name. */
export async function previewImported(db: ReadDb, line: ImportedLine): Promise<PreviewRow> {
  const form = formFor(line.kind, line.formVersion);
  const title = summaryOf(form, line.content);
  const existing = await recordByUid(db, line.uid);
  const row = { uid: line.uid, kind: line.kind, title, marking: line.marking };
  if (existing === undefined) return { ...row, verdict: 'new', reason: form.title, differences: [] };
  const ours = contentOf(existing);
  const differences = form.fields
    .map((field) => ({
      label: field.label,
      ours: displayValue(field, ours[field.key]),
      theirs: displayValue(field, line.content[field.key]),
    }))
    .filter((entry) => entry.ours !== entry.theirs);
  const state = stateOf(existing);
  if (state !== line.state) {
    differences.unshift({
      label: '状态',
      ours: stateWords[state].label,
      theirs: stateWords[line.state].label,
    });
  }
  if (existing.marking !== line.marking)
    differences.unshift({ label: '密级', ours: existing.marking, theirs: line.marking });
  const beside = ['状态', '密级'];
  if (
    lifecycleOf(line.kind).frozen.includes(state) &&
    differences.some((entry) => !beside.includes(entry.label))
  ) {
    return { ...row, verdict: 'refused', reason: '本站已归档，来件内容不再采用', differences };
  }
  return differences.length === 0
    ? { ...row, verdict: 'same', reason: '与本站已有内容相同', differences: [] }
    : { ...row, verdict: 'changed', reason: `${differences.length} 处不同`, differences };
}

/**
 * Enters or renews a record of another site, in the caller's transaction. The owner's content, state, history and
 * signatures are taken as they are; the center's own decisions (archive number, archived state, markings) stay.
 * @param stored content of the package's attachments by SHA-256, already in the content store
 * @throws AppError package.refused when a record of this site, an attachment that did not travel, or something that is
 *   not the owner's to say is named
 */
export async function applyImported(
  ctx: WriteContext,
  line: ImportedLine,
  stored: ReadonlyMap<string, StoredContent>,
): Promise<void> {
  requireForeign(ctx, [line]);
  const existing = await recordByUid(ctx.tx, line.uid);
  if (existing !== undefined && lifecycleOf(line.kind).frozen.includes(stateOf(existing))) {
    await enterMarkings(ctx, existing, line);
    await noteHistory(ctx, existing, 'import', existing.state, '已归档，来件内容未采用');
    return;
  }
  await requireOwnersPart(ctx, [line]);
  const masters = await enterMasters(ctx, line);
  const task = line.task === null ? undefined : await recordByUid(ctx.tx, line.task);
  const columns = columnsOf(line, masters, task, ctx.now);
  // A record that arrives frozen takes its last state when everything below it is entered: a frozen one takes nothing more.
  const arrivesFrozen = lifecycleOf(line.kind).frozen.includes(line.state);
  const open = arrivesFrozen ? { ...columns, state: lifecycleOf(line.kind).initial } : columns;
  const record =
    existing === undefined
      ? await insertRecord(ctx.tx, {
          ...open,
          uid: line.uid,
          original_state: hasPaperOriginal(line.kind) ? 'expected' : 'none',
        })
      : await updateRecord(ctx.tx, existing.id, open);
  const equipment = line.equipment.map((uid) => masters.get(uid)).filter((id) => id !== undefined);
  await replaceEquipment(ctx.tx, record.id, equipment);
  await enterHistory(ctx, record, line);
  await enterSignatures(ctx, line);
  await enterAttachments(ctx, record, line, stored);
  await enterLinks(ctx, record, line);
  await enterMarkings(ctx, record, line);
  if (line.frozen !== null) {
    await keepVersion(ctx.tx, {
      record_id: record.id,
      version: line.frozen.version,
      purpose: line.frozen.purpose,
      content: line.frozen.text,
      digest: line.digest,
      made_by: line.owningSite,
      made_at: ctx.now,
    });
  }
  const entered = arrivesFrozen
    ? await updateRecord(ctx.tx, record.id, { state: line.state, changed_at: ctx.now })
    : record;
  await indexRecord(ctx.tx, await wholeOf(ctx.tx, entered));
  await noteHistory(ctx, entered, 'import', existing?.state ?? null);
}

/** No line may be about a record of this site. @throws AppError package.refused */
export function requireForeign(ctx: WriteContext, lines: readonly ImportedLine[]): void {
  if (lines.every((line) => line.owningSite !== ctx.site.code)) return;
  throw new AppError('package.refused', { code: 'E_RECORDS', detail: '记录不属于发送站点' });
}

/** States that only the center gives. A unit voids its own records and says so. */
const centersStates: readonly string[] = ['archived', 'compiled', 'disposed'];

/**
 * What only the center decides cannot arrive from a unit: an archived record that the center has not archived, a
 * situation report.
 * @throws AppError package.refused
 */
export async function requireOwnersPart(ctx: WriteContext, lines: readonly ImportedLine[]): Promise<void> {
  const centers = lines.filter(
    (line) => centersStates.includes(line.state) || line.kind === 'situationReport',
  );
  for (const line of centers) {
    if (await fromCenter(ctx, line)) continue;
    throw new AppError('package.refused', { code: 'E_RECORDS', detail: '只有中心能归档记录、编制简报' });
  }
}

async function fromCenter(ctx: WriteContext, line: ImportedLine): Promise<boolean> {
  return (await siteByCode(ctx.tx, line.owningSite))?.kind === 'center';
}

/** The other side's decision on one of our records. */
export interface Receipt {
  readonly recordUid: string;
  readonly verdict: 'accepted' | 'archived' | 'returned' | 'refused';
  readonly archiveNumber: string | null;
  readonly reason: string;
  readonly at: string;
}

/**
 * Takes a receipt: the center's archive number archives and freezes the record here too; a returned one becomes a draft
 * again with the reason. Receipts for records that are not ours, or come again, change nothing.
 */
export async function applyReceipt(ctx: WriteContext, receipt: Receipt): Promise<void> {
  const record = await recordByUid(ctx.tx, receipt.recordUid);
  if (record === undefined || record.owning_site !== ctx.site.code) return;
  const lifecycle = lifecycleOf((await wholeOf(ctx.tx, record)).kind);
  const state = stateOf(record);
  if (lifecycle.frozen.includes(state)) return;
  if (receipt.verdict === 'archived' && receipt.archiveNumber !== null) {
    const archived = await updateRecord(ctx.tx, record.id, {
      state: 'archived',
      archive_number: receipt.archiveNumber,
      due_on: null,
      changed_at: ctx.now,
    });
    await indexRecord(ctx.tx, await wholeOf(ctx.tx, archived));
    await noteHistory(ctx, archived, 'receipt', state, `中心归档 ${receipt.archiveNumber}`);
    return;
  }
  if (receipt.verdict === 'returned') {
    const back = lifecycle.moves.find((rule) => rule.move === 'sendBack' && rule.from.includes(state));
    if (back !== undefined) {
      const returned = await updateRecord(ctx.tx, record.id, { state: back.to, changed_at: ctx.now });
      await noteHistory(ctx, returned, 'sendBack', state, `中心退回：${receipt.reason}`);
      return;
    }
  }
  const words = receipt.verdict === 'refused' ? `中心拒收：${receipt.reason}` : '中心已接收';
  await noteHistory(ctx, record, 'receipt', state, words);
}

/** A record says that the package which brought it was taken back. */
export async function noteWithdrawn(ctx: WriteContext, uid: string, words: string): Promise<void> {
  const record = await recordByUid(ctx.tx, uid);
  if (record !== undefined) await noteHistory(ctx, record, 'withdrawn', record.state, words);
}

/** Columns of a record as its owner says them. */
export function columnsOf(
  line: ImportedLine,
  masters: ReadonlyMap<string, number>,
  task: { readonly id: number; readonly kind: string } | undefined,
  now: Instant,
) {
  const marking = parseMarking(line.marking);
  const form = formFor(line.kind, line.formVersion);
  return {
    kind: line.kind,
    form_version: line.formVersion,
    owning_site: line.owningSite,
    state: line.state,
    title: summaryOf(form, line.content),
    level: marking === null ? 3 : levelRank(marking.level),
    marking: line.marking,
    occurred_at: line.occurredAt,
    recorded_at: line.recordedAt,
    due_on: null,
    author_id: null,
    author_name: line.authorName,
    responsible_id: null,
    registration_number: line.registrationNumber,
    customer_id: line.customer === null ? null : (masters.get(line.customer) ?? null),
    task_id: task?.kind === 'task' ? task.id : null,
    content: JSON.stringify(line.content),
    parts: JSON.stringify(line.parts),
    version: line.version,
    digest: line.digest,
    changed_at: now,
  };
}

async function enterHistory(ctx: WriteContext, record: StoredRecord, line: ImportedLine): Promise<void> {
  const known = new Set(
    (await historyOf(ctx.tx, record.id)).map((row) => `${row.at} ${row.account_uid} ${row.act}`),
  );
  for (const row of line.history) {
    if (known.has(`${row.at} ${row.account} ${row.act}`)) continue;
    await appendHistory(ctx.tx, historyRow(record.id, row));
  }
}

async function enterSignatures(ctx: WriteContext, line: ImportedLine): Promise<void> {
  const known = new Set((await signaturesOf(ctx.tx, 'record', line.uid)).map((row) => row.signature));
  for (const row of line.signatures) {
    if (known.has(row.signature)) continue;
    await insertSignature(ctx.tx, signatureRow('record', line.uid, row));
  }
}

async function enterAttachments(
  ctx: WriteContext,
  record: StoredRecord,
  line: ImportedLine,
  stored: ReadonlyMap<string, StoredContent>,
): Promise<void> {
  const known = new Map((await attachmentsOf(ctx.tx, record.id)).map((row) => [row.uid, row]));
  for (const row of line.attachments) {
    const present = known.get(row.uid);
    if (present !== undefined) {
      if (row.voidedAt !== null && present.voided_at === null) {
        await voidAttachment(ctx.tx, present.id, row.voidedAt);
      }
      continue;
    }
    const content = stored.get(row.sha256);
    if (content === undefined) {
      throw new AppError('package.refused', { code: 'E_MISSING', detail: '缺少附件' });
    }
    await insertAttachment(ctx.tx, {
      uid: row.uid,
      record_id: record.id,
      role: row.role,
      name: row.name,
      media_type: row.mediaType,
      sha256: content.sha256,
      bytes: content.bytes,
      content_name: content.contentName,
      wrapped_key: content.wrappedKey,
      trace_code: row.traceCode,
      bound_version: row.boundVersion,
      bound_digest: row.boundDigest,
      voided_at: row.voidedAt,
      clear_file_erased: 'none',
      added_by: row.addedBy,
      added_at: row.addedAt,
    });
  }
}

/** Only links to records that are here; a later line of the same record brings the others. */
async function enterLinks(ctx: WriteContext, record: StoredRecord, line: ImportedLine): Promise<void> {
  for (const link of line.links) {
    const target = await recordByUid(ctx.tx, link.uid);
    if (target !== undefined) await putLink(ctx.tx, record.id, target.id, link.relation, link.at);
  }
}
