import { AppError } from '../../shared/errors.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import type { JobContext } from '../access/context.ts';
import { importedDigests, lastImported, newestRosters, siteByCode } from '../database/stores/exchange.ts';
import { readRecordLine } from '../records/recordLine.ts';
import { PackageError } from './format/packageError.ts';
import type { PackageJson } from './format/packageJson.ts';
import type { RecordLine } from './format/recordLines.ts';
import type { Roster } from './format/roster.ts';
import { decideSequence, type SequenceDecision } from './format/sequence.ts';
import { type ReceiptLine, receiptLineSchema } from './receiptLine.ts';
import { openStored } from './storedRosters.ts';

/** Newest roster of every pinned site, its root signature verified again. */
export async function pinnedRosters(
  ctx: Pick<JobContext, 'db' | 'site'>,
): Promise<ReadonlyMap<string, Roster>> {
  const rosters = new Map<string, Roster>();
  for (const row of await newestRosters(ctx.db)) {
    if (row.site === ctx.site.code) continue;
    const roster = await openStored(ctx.db, row);
    if (roster !== undefined) rosters.set(row.site, roster);
  }
  return rosters;
}

/** Place of a package in its sender's stream, from what was imported. @throws PackageError E_UNKNOWN_SENDER */
export async function decide(
  ctx: Pick<JobContext, 'db' | 'site'>,
  rosters: ReadonlyMap<string, Roster>,
  head: PackageJson,
  digest: string,
): Promise<SequenceDecision> {
  const site = await siteByCode(ctx.db, head.sender);
  if (site === undefined) throw new PackageError('E_UNKNOWN_SENDER', head.sender);
  const [last, digests] = await Promise.all([
    lastImported(ctx.db, head.sender),
    importedDigests(ctx.db, head.sender),
  ]);
  const epoch = last?.epoch ?? 'e01';
  return decideSequence(
    {
      epoch,
      lastSeq: last?.seq ?? 0,
      lastDigest: last?.digest ?? null,
      frozen: site.stream_state === 'frozen',
      announcedEpochs: (rosters.get(head.sender)?.epochs ?? [])
        .filter((row) => row.recipient === ctx.site.code && row.epoch > epoch && follows(row.after, last))
        .map((row) => row.epoch),
      digestAt: (at, seq) => digests.get(`${at}/${seq}`),
    },
    { epoch: head.epoch, seq: head.seq, prev: head.prev, digest },
  );
}

/**
 * Whether a new epoch goes on from exactly what we hold of the old one (spec 4: "after comparing with the receiver's last
 * ack"). Otherwise a package is still missing here, or the sender does not know of one: both must be settled first.
 */
export function follows(
  after: Roster['epochs'][number]['after'],
  last: { readonly epoch: string; readonly seq: number; readonly digest: string } | undefined,
): boolean {
  if (last === undefined) return after === null || after.seq === 0;
  return after?.epoch === last.epoch && after.seq === last.seq && after.digest === last.digest;
}

/** Judges one line by its type; a line that no form admits refuses the whole package. */
export function admit(line: RecordLine, head: PackageJson, senderKind: SiteKind | undefined): void {
  switch (line.type) {
    case 'record':
      if (!line.id.slice('record '.length).startsWith(`${head.sender}-`))
        throw new PackageError('E_RECORDS', '记录不属于发送站点');
      asRefusal(() => readRecordLine(line));
      return;
    case 'receipt': {
      // Only the center numbers, archives and sends back; a unit's word never moves a record here.
      const { verdict } = receipt(line, head);
      if (verdict !== 'accepted' && verdict !== 'refused' && senderKind !== 'center')
        throw new PackageError('E_RECORDS', '回执不合规定');
      return;
    }
    default:
      throw new PackageError('E_RECORDS', '未知的记录类型');
  }
}

/** A record's refusal as the format's own, so that it is logged as an attempt like every other. */
function asRefusal(judge: () => unknown): void {
  try {
    judge();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'package.refused') throw error;
    throw new PackageError('E_RECORDS', String(error.params.detail ?? ''));
  }
}

/** A receipt line about a record of the recipient. @throws PackageError E_RECORDS */
export function receipt(line: RecordLine, head: PackageJson): ReceiptLine {
  const parsed = receiptLineSchema.safeParse(line);
  if (!parsed.success || !parsed.data.record.startsWith(`${head.recipient}-`))
    throw new PackageError('E_RECORDS', '回执不合规定');
  return parsed.data;
}
