import type { Contract } from '../../shared/contract/contract.ts';
import type { RecordDetail } from '../../shared/contract/records.ts';
import { isCaseKind } from '../../shared/forms/kinds.ts';
import type { Day, Instant, ObjectUid, RecordUid, Sha256Hex } from '../../shared/ids.ts';
import { lifecycleOf, type Move, moves, moveWords } from '../../shared/lifecycle/lifecycle.ts';
import type { ReadContext } from '../access/context.ts';
import { signerWords } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { accountById, accountNames } from '../database/stores/accountNames.ts';
import type { StoredAttachment } from '../database/stores/attachments.ts';
import { doubtfulTimeOf } from '../database/stores/dates.ts';
import {
  linksOf,
  markingsOf,
  readersOf,
  type StoredHistory,
  type StoredSignature,
  signaturesOf,
  versionsOf,
} from '../database/stores/recordParts.ts';
import { listedByUid } from '../database/stores/recordRows.ts';
import { visibleRecord } from '../database/stores/records.ts';
import { originalsByHand } from './blankForms.ts';
import { editProblem } from './drafts.ts';
import { markProblem } from './markSeal.ts';
import { factsOf, missingFor, moveProblem, permittedMoves, type RecordFacts } from './moveChecks.ts';
import { lastDay } from './readersOfRecord.ts';
import { requireRecord } from './reading.ts';
import { numberOf, toMasterRef, toRecordRow } from './recordRow.ts';
import {
  moveNamespace,
  moveStatement,
  paperDigest,
  recordDigest,
  stateOf,
  type WholeRecord,
} from './wholeRecord.ts';

/** What happened to a record besides its moves, in Chinese. */
const actWords: Readonly<Record<string, string>> = {
  create: '新建',
  changedAfterPrint: '打印后改动，原签字失效',
  askReader: '申请增加知悉人',
  grantReader: '知悉范围审批',
  endReader: '终止知悉',
  restrict: '限定知悉范围',
  unrestrict: '解除限定知悉',
  emergency: '紧急知悉',
  custody: '登记原件',
  marking: '定密',
  link: '关联',
  handOver: '离岗移交',
  import: '数据包导入',
  receipt: '收到中心回执',
  itemsOut: '登记未带回物品',
  itemSettled: '核销未带回物品',
  supportAsked: '提出技术支持请求',
  supportAnswered: '答复技术支持请求',
  supportClosed: '办结技术支持请求',
  compared: '录入内容与手写原件核对一致',
  blanks: '打印编号空白表单',
  blankSettled: '登记空白表单去向',
  restored: '从回收站取回',
  hold: '暂停计时',
  resume: '恢复计时',
  settle: '落实受影响产品',
  sample: '抽样',
  separate: '另行立案的理由',
  planLines: '计算预投建议',
  countLines: '登记盘点结果',
};

/** `records.open`: everything of one record that its reader may see. */
export const open: HandlerFor<Contract['records']['open']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.uid);
  const { record } = whole;
  ctx.audited({
    kind: record.kind,
    uid: record.uid,
    number: record.archive_number ?? record.registration_number,
    mark: record.marking,
  });
  // Asked at once: the readers of the database answer them side by side.
  const [facts, [row], task, responsible, doubtful, problem, markings, signatures, links, readers] =
    await Promise.all([
      factsOf(ctx.db, whole),
      listedByUid(ctx.db, ctx.scope, [record.uid]),
      taskOf(ctx, whole),
      responsibleOf(ctx, whole),
      doubtfulTime(ctx, record.id),
      markProblem(ctx, whole),
      markingLines(ctx, whole),
      signaturesWithValidity(ctx, whole),
      linksOf(ctx.db, ctx.scope, record.id),
      readersOf(ctx.db, record.id),
    ]);
  if (row === undefined) throw new Error('a record vanished while it was read');
  const paper = paperDigest(whole);
  const options = await moveOptions(ctx, whole, facts);
  return {
    row: toRecordRow(row),
    formVersion: record.form_version,
    version: record.version,
    content: whole.content as RecordDetail['content'],
    parts: [...whole.parts],
    equipment: whole.equipment.map(toMasterRef),
    task,
    responsible,
    digest: record.digest,
    doubtfulTime: doubtful,
    restricted: record.restricted === 1,
    markProblem: problem?.message ?? null,
    markings,
    editable: editProblem(ctx, whole) === null,
    moves: options,
    missing: missingNow(whole, options),
    attachments: facts.attachments.map(toAttachmentRow),
    history: facts.history.map(toHistoryRow),
    signatures,
    custody: facts.custody.map((line) => ({
      event: line.event,
      from: line.from_name,
      to: line.to_name,
      place: line.place,
      file: line.file,
      volume: line.volume,
      page: line.page,
      dueOn: line.due_on as Day | null,
      at: line.at as Instant,
    })),
    links: links.map((link) => ({
      relation: link.relation,
      direction: link.direction,
      row: toRecordRow(link.row),
    })),
    readers: readers.map((reader) => ({
      reader: reader.account_name ?? reader.reader.slice(2),
      until: lastDay(reader.until),
      reason: reader.reason,
    })),
    handwritten: originalsByHand(facts.blanks, facts.attachments).map((blank) => ({
      copyNumber: blank.copy_number,
      traceCode: blank.trace_code,
      comparedBy: blank.compared_name,
      comparedAt: blank.compared_at as Instant | null,
      current: blank.compared_digest === recordDigest(whole),
    })),
    printVersions: facts.copies.map((copy) => ({
      version: copy.version,
      digest: copy.digest as Sha256Hex,
      traceCode: copy.trace_code,
      copyNumber: copy.copy_number,
      current: copy.digest === paper && copy.job_state !== 'superseded' && copy.copy_state !== 'spoiled',
    })),
  };
};

/** Whether the record was begun while the date was in doubt, and when the date was confirmed. */
async function doubtfulTime(ctx: ReadContext, recordId: number): Promise<RecordDetail['doubtfulTime']> {
  const found = await doubtfulTimeOf(ctx.db, recordId);
  return found === null ? null : { confirmedAt: found.confirmedAt as Instant | null };
}

async function markingLines(ctx: ReadContext, whole: WholeRecord): Promise<RecordDetail['markings']> {
  const lines = await markingsOf(ctx.db, whole.record.id);
  const names = await accountNames(
    ctx.db,
    lines.flatMap((line) => [line.proposed_by, line.decided_by ?? '']),
  );
  return lines.map((line) => ({
    marking: line.marking,
    status: line.status,
    proposedBy: names.get(line.proposed_by) ?? line.proposed_by,
    decidedBy: line.decided_by === null ? null : (names.get(line.decided_by) ?? line.decided_by),
    reason: line.reason,
    at: line.at as Instant,
  }));
}

/** An attachment as the page gets it. */
export function toAttachmentRow(attachment: StoredAttachment): RecordDetail['attachments'][number] {
  return {
    uid: attachment.uid as ObjectUid,
    role: attachment.role,
    name: attachment.name,
    mediaType: attachment.media_type,
    bytes: attachment.bytes,
    sha256: attachment.sha256 as Sha256Hex,
    traceCode: attachment.trace_code,
    boundVersion: attachment.bound_version,
    voided: attachment.voided_at !== null,
    addedBy: attachment.added_by,
    addedAt: attachment.added_at as Instant,
  };
}

async function moveOptions(
  ctx: ReadContext,
  whole: WholeRecord,
  facts: RecordFacts,
): Promise<RecordDetail['moves']> {
  const options: RecordDetail['moves'] = [];
  for (const rule of permittedMoves(ctx, whole)) {
    const problem = await moveProblem(ctx, whole, rule, facts, null);
    options.push({
      move: rule.move,
      label: rule.label ?? moveWords[rule.move],
      to: rule.to,
      blocked: problem?.message ?? null,
      needsReason: rule.needsReason,
      needsPassword: rule.needsSignature,
    });
  }
  return options;
}

/** What the next completing move lacks; asked for the way forward even where the reader may not go it. */
function missingNow(whole: WholeRecord, options: RecordDetail['moves']): RecordDetail['missing'] {
  const forward = lifecycleOf(whole.kind).moves.find(
    (rule) => rule.completes && rule.from.includes(whole.state) && rule.move !== 'archive',
  );
  const move: Move | undefined = forward?.move ?? options.find((option) => option.move === 'archive')?.move;
  if (move === undefined) return [];
  return missingFor(whole, move).map((problem) => ({ ...problem }));
}

async function taskOf(ctx: ReadContext, whole: WholeRecord): Promise<RecordDetail['task']> {
  if (whole.task === null) return null;
  const task = await visibleRecord(ctx.db, ctx.scope, whole.task.uid);
  if (task === undefined) return null;
  return { uid: task.uid as RecordUid, number: numberOf(task), title: task.title };
}

async function responsibleOf(ctx: ReadContext, whole: WholeRecord): Promise<RecordDetail['responsible']> {
  const { responsible_id } = whole.record;
  if (responsible_id === null) return null;
  const account = await accountById(ctx.db, responsible_id);
  if (account === undefined) return null;
  return { uid: account.uid as NonNullable<RecordDetail['responsible']>['uid'], name: account.name };
}

/** An act of a record's history in Chinese: the move's verb, or what else happened. */
export function actLabel(act: string): string {
  const known = moves.find((move) => move === act);
  return known === undefined ? (actWords[act] ?? act) : moveWords[known];
}

function toHistoryRow(line: StoredHistory): RecordDetail['history'][number] {
  return {
    at: line.at as Instant,
    by: line.account_name,
    act: actLabel(line.act),
    from: line.from_state === null ? null : stateOf({ state: line.from_state }),
    to: stateOf({ state: line.to_state }),
    version: line.version,
    reason: line.reason,
  };
}

/**
 * A signature holds when the key register confirms it and it names what the record says now; for notices, cases and spares
 * plans, also what a step said when it was signed, since its part changes no more.
 */
async function signaturesWithValidity(
  ctx: ReadContext,
  whole: WholeRecord,
): Promise<RecordDetail['signatures']> {
  const { record } = whole;
  const signatures = await signaturesOf(ctx.db, 'record', record.uid);
  const standing = new Set([currentDigest(whole)]);
  // Steps that are each closed by a signature: what is signed then changes no more, while the record goes on.
  const stepwise = whole.kind === 'dispatchNotice' || whole.kind === 'sparesPlan' || isCaseKind(whole.kind);
  const versions = stepwise ? await versionsOf(ctx.db, record.id) : [];
  const stands = ({ purpose, digest }: StoredSignature) => {
    // Review and approval sign what was submitted.
    const frozenAt = whole.kind === 'sparesPlan' && purpose !== 'putInForce' ? 'submit' : purpose;
    const latest = versions.findLast((version) => version.purpose === frozenAt);
    return standing.has(digest) || latest?.digest === digest;
  };
  const rows: RecordDetail['signatures'] = [];
  for (const signature of signatures) {
    rows.push({
      purpose: signature.purpose,
      by: signerWords(signature.account_name, signature.on_behalf_of),
      at: signature.at as Instant,
      digest: signature.digest as Sha256Hex,
      valid: stands(signature) && (await isGenuine(ctx, signature)),
    });
  }
  return rows;
}

function currentDigest(whole: WholeRecord): string {
  const open = lifecycleOf(whole.kind).editable.includes(whole.state);
  return open || whole.record.digest === '' ? recordDigest(whole) : whole.record.digest;
}

async function isGenuine(ctx: ReadContext, signature: StoredSignature): Promise<boolean> {
  const { object_uid, digest, purpose, at, key_id } = signature;
  const statement = moveStatement(object_uid, digest, purpose, at);
  return await ctx.keys.verifyPerson(ctx.db, key_id, moveNamespace(purpose), statement, signature.signature);
}
