import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import type { LineType } from '../../shared/exchange/lines.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { Month, ObjectUid, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { makeUid } from '../../shared/ids.ts';
import {
  defaultMarking,
  formatMarking,
  levelRank,
  maxMarking,
  parseMarking,
} from '../../shared/marking/marking.ts';
import type { JobContext } from '../access/context.ts';
import { siteByCode } from '../database/stores/exchange.ts';
import { recordByUid } from '../database/stores/records.ts';
import { previewManyImported, readRecordLine } from '../records/recordLine.ts';
import { together } from './applying.ts';
import type { StagedPackage } from './format/stagedPackage.ts';
import { type PackageJudge, receipt } from './judging.ts';
import type { ReadyRow } from './lines/ownLine.ts';
import { ownLineOf } from './lines/ownLines.ts';
import type { Previews } from './previews.ts';
import type { ReceiptLine } from './receiptLine.ts';

type Checked = HandlerOutput<'exchange.check'>;

/** What has no mark of its own is for inside the company. */
const plainMarking = formatMarking(defaultMarking);

/** A line above the importer's clearance is shown by number and marking alone. */
function withinClearance(ctx: JobContext, row: ReadyRow): ReadyRow {
  const marking = parseMarking(row.marking);
  if (marking !== null && levelRank(marking.level) <= ctx.actor.clearance) return row;
  return { ...row, title: '（高于您的涉密等级）', reason: '', differences: [] };
}

/** A receipt for one of our records in the preview. */
async function receiptRow(ctx: JobContext, line: ReceiptLine): Promise<ReadyRow> {
  const { record, verdict, archiveNumber, reason } = line;
  const ours = await recordByUid(ctx.db, record);
  const words = {
    accepted: '已接收',
    archived: `已归档 ${archiveNumber ?? ''}`,
    returned: '退回',
    refused: '拒收',
  } as const;
  return {
    uid: record,
    line: 'receipt',
    kind: (ours?.kind as RecordKind | undefined) ?? null,
    title: ['回执', ours?.registration_number].filter((text) => text != null).join(' '),
    marking: plainMarking,
    verdict: 'receipt',
    reason: `${words[verdict]}${reason === '' ? '' : `：${reason}`}`,
    differences: [],
  };
}

/** What accepting a checked package would do, line by line; keeps it for the decision. */
export async function preview(
  ctx: JobContext,
  previews: Previews,
  staged: StagedPackage,
  input: { medium: string; scanResult: string; file: string },
  judge: PackageJudge,
): Promise<Checked> {
  const { head } = staged;
  const previewUid = makeUid(ctx.site.code, randomBytes(10)) as ObjectUid;
  const rows: ReadyRow[] = [];
  const markings: string[] = [];
  for await (const lines of together(staged.records())) {
    if (lines[0]?.type === 'receipt') {
      for (const line of lines) rows.push(await receiptRow(ctx, receipt(line, head)));
      continue;
    }
    const type = lines[0]?.type ?? '';
    const own = ownLineOf(type);
    if (own !== undefined) {
      for (const line of lines)
        rows.push({
          uid: line.id,
          line: type as LineType,
          kind: null,
          marking: plainMarking,
          differences: [],
          ...(await own.outlook(ctx.db, line)),
        });
      continue;
    }
    if (type !== 'record') continue;
    for (const shown of await previewManyImported(ctx.db, lines.map(readRecordLine))) {
      markings.push(shown.marking);
      rows.push(withinClearance(ctx, { ...shown, line: 'record' }));
    }
  }
  await previews.put(previewUid, {
    staged,
    medium: input.medium,
    scanResult: input.scanResult,
    fileName: basename(input.file),
  });
  return {
    verdict: 'ready',
    previewUid,
    sender: head.sender as SiteCode,
    senderName: (await siteByCode(ctx.db, head.sender))?.name ?? head.sender,
    seq: head.seq,
    epoch: head.epoch,
    period: head.period as Month,
    marking: formatMarking(
      maxMarking(
        markings.map((text) => parseMarking(text) ?? defaultMarking),
        ctx.today,
      ),
    ),
    digest: staged.digest as Sha256Hex,
    releasedBy: head.released_by.name,
    // A second of the sender may have no milliseconds; every moment of the program has.
    releasedAt: new Date(head.released_at).toISOString() as Extract<
      Checked,
      { verdict: 'ready' }
    >['releasedAt'],
    attachments: staged.attachments.length,
    kind: head.kind,
    notes: notesOf(judge, staged.warnings),
    rows,
  };
}

/** What the package says of the series, in words. */
function notesOf(judge: PackageJudge, warnings: readonly string[]): string[] {
  const { withdrawal, countersign, requests } = judge;
  return [
    ...(withdrawal === undefined
      ? []
      : [`对方作废第 ${withdrawal.seq} 号包：${withdrawal.reason}。其中的内容以之后的数据包为准。`]),
    ...(countersign === undefined ? [] : [`第二人签署：${countersign.name}（${countersign.key}）`]),
    ...requests.map(({ epoch, fromSeq, toSeq }) =>
      fromSeq === toSeq
        ? `对方缺少本站 ${epoch} 第 ${fromSeq} 号包，请再次写出。`
        : `对方缺少本站 ${epoch} 第 ${fromSeq}–${toSeq} 号包，请再次写出。`,
    ),
    ...warnings,
  ];
}
