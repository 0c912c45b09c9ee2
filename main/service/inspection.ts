import { createHash } from 'node:crypto';
import type { Contract } from '../../shared/contract/contract.ts';
import type { InspectedRow } from '../../shared/contract/inspecting.ts';
import { hasPaperOriginal, type RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day, Instant, RecordUid } from '../../shared/ids.ts';
import { stepIndex } from '../../shared/lifecycle/lifecycle.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { attachmentsOf } from '../database/stores/attachments.ts';
import { uidsInPeriod } from '../database/stores/compliance.ts';
import { custodyOf, historyOf } from '../database/stores/recordParts.ts';
import { listedByUid } from '../database/stores/recordRows.ts';
import { visibleRecord } from '../database/stores/records.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { contentOf, endOfDay, kindOf, startOfDay, stateOf } from '../records/wholeRecord.ts';
import { type Asking, highestMarking } from './compliance.ts';

/** What a list is drawn by. */
export interface Drawing {
  readonly from: Day;
  readonly to: Day;
  readonly kinds: readonly RecordKind[];
  readonly count: number;
  readonly seed: string;
}

const signatureWords: Readonly<Record<string, string>> = {
  signed: '用户签名',
  sealed: '加盖公章',
  both: '签名并盖章',
  none: '未签署',
};

/** `service.inspection`: n records of a class and period, drawn by a seed that is printed with the list. */
export const inspection: HandlerFor<Contract['service']['inspection']> = async (ctx, input) =>
  await drawInspection(ctx, input);

/**
 * Draws the list. The order is that of a digest over seed and identity, so that everybody who asks with the same seed about the same
 * records gets the same list, and nobody can choose what is in it.
 */
export async function drawInspection(
  ctx: Asking,
  drawing: Drawing,
): Promise<{ rows: InspectedRow[]; of: number; marking: string }> {
  const all = await uidsInPeriod(
    ctx.db,
    ctx.scope,
    drawing.kinds,
    startOfDay(drawing.from),
    endOfDay(drawing.to),
  );
  const lot = (uid: string) => createHash('sha256').update(`${drawing.seed} ${uid}`).digest('hex');
  const drawn = all
    .map((uid) => ({ uid, lot: lot(uid) }))
    .sort((one, other) => (one.lot < other.lot ? -1 : 1))
    .slice(0, drawing.count)
    .map(({ uid }) => uid);
  const rows: InspectedRow[] = [];
  for (const uid of drawn) {
    const row = await inspected(ctx, uid);
    if (row !== null) rows.push(row);
  }
  const marking = highestMarking(
    rows.map((one) => one.row.marking),
    ctx.today,
  );
  return { rows, of: all.length, marking };
}

async function inspected(ctx: Asking, uid: string): Promise<InspectedRow | null> {
  const record = await visibleRecord(ctx.db, ctx.scope, uid);
  const [listed] = await listedByUid(ctx.db, ctx.scope, [uid]);
  if (record === undefined || listed === undefined) return null;
  const kind = kindOf(record);
  const content = contentOf(record);
  const history = await historyOf(ctx.db, record.id);
  const custody = (await custodyOf(ctx.db, record.id)).at(-1);
  const last = (act: string) => history.findLast((line) => line.act === act);
  const review = last('review');
  const archive = last('archive');
  const signs = latestForm(kind).customerSigned;
  const way = typeof content.signature === 'string' ? content.signature : '';
  const scans = (await attachmentsOf(ctx.db, record.id)).filter(
    (attachment) => attachment.role === 'signedScan' && attachment.voided_at === null,
  );
  const reached = stepIndex(kind, stateOf(record));
  const needsReview = stepIndex(kind, 'reviewed');
  const dead = ['voided', 'invalid'].includes(record.state);
  const gaps = [
    ...(record.registration_number === null && !dead ? ['无登记号'] : []),
    ...(needsReview >= 0 && reached < needsReview && !dead ? ['未审查'] : []),
    ...(record.archive_number === null && !dead ? ['未归档'] : []),
    ...(hasPaperOriginal(kind) && record.archive_number !== null && record.original_state !== 'received'
      ? ['原件未到']
      : []),
    ...(signs && !dead && (way === '' || way === 'none') ? ['用户未签署'] : []),
    ...(signs && !dead && way !== '' && way !== 'none' && scans.length === 0 ? ['无有效签字扫描件'] : []),
    ...(signs && !dead && !content.evaluationState ? ['未写评价情况'] : []),
  ];
  return {
    row: { ...toRecordRow(listed), uid: listed.uid as RecordUid },
    original: custody === undefined ? '' : [custody.to_name, custody.place].filter(Boolean).join(' '),
    signature: signs ? (signatureWords[way] ?? '未填') : '不需要',
    reviewedAt: (review?.at ?? null) as Instant | null,
    reviewedBy: review?.account_name ?? '',
    archivedAt: (archive?.at ?? null) as Instant | null,
    gaps,
  };
}
