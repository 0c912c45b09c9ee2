import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { lineLabel } from '../../shared/exchange/lines.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import type { JobContext } from '../access/context.ts';
import { importedDigests, lastImported, newestRosters, siteByCode } from '../database/stores/exchange.ts';
import { withdrawnOf } from '../database/stores/exchangeSeries.ts';
import { readRecordLine } from '../records/recordLine.ts';
import { Claims } from './claims.ts';
import { PackageError } from './format/packageError.ts';
import { type PackageJson, recordsSchema } from './format/packageJson.ts';
import type { RecordLine } from './format/recordLines.ts';
import type { Roster } from './format/roster.ts';
import { decideSequence, epochNumber, type SequenceDecision } from './format/sequence.ts';
import { ownLineOf, ownLines } from './lines/ownLines.ts';
import { type ReceiptLine, receiptLineSchema } from './receiptLine.ts';
import {
  type Countersign,
  countersignSchema,
  type RequestLine,
  requestLineSchema,
  requireCountersign,
  type VoidLine,
  voidLineSchema,
} from './seriesLines.ts';
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

/** Place of a package in its sender's stream, from what was imported and taken back. @throws PackageError E_UNKNOWN_SENDER, E_WITHDRAWN */
export async function decide(
  ctx: Pick<JobContext, 'db' | 'site'>,
  rosters: ReadonlyMap<string, Roster>,
  head: Pick<PackageJson, 'sender' | 'epoch' | 'seq' | 'prev' | 'kind' | 'records'>,
  digest: string,
): Promise<SequenceDecision> {
  if (head.records.schema !== recordsSchema) throw new PackageError('E_NEEDS_NEWER', head.records.schema);
  const site = await siteByCode(ctx.db, head.sender);
  if (site === undefined) throw new PackageError('E_UNKNOWN_SENDER', head.sender);
  const [last, digests, withdrawn] = await Promise.all([
    lastImported(ctx.db, head.sender),
    importedDigests(ctx.db, head.sender),
    withdrawnOf(ctx.db, head.sender),
  ]);
  const taken = withdrawn.find((row) => row.epoch === head.epoch && row.seq === head.seq);
  if (taken !== undefined && !digests.has(`${head.epoch}/${head.seq}`)) {
    if (taken.digest === '' || taken.digest === digest) throw new PackageError('E_WITHDRAWN');
    return { action: 'fork', seq: head.seq, known: taken.digest, found: digest };
  }
  // The sender has ended that epoch with a number: what the lost installation sealed beyond it counts no more, though it arrives.
  const ended = (rosters.get(head.sender)?.epochs ?? []).some(
    (row) => row.recipient === ctx.site.code && row.after?.epoch === head.epoch && head.seq > row.after.seq,
  );
  if (ended && !digests.has(`${head.epoch}/${head.seq}`)) return { action: 'refuse', code: 'E_OLD_EPOCH' };
  const epoch = last?.epoch ?? 'e01';
  const reached = reachedIn(
    { seq: last?.seq ?? 0, digest: last?.digest ?? null },
    withdrawn.filter((row) => row.epoch === epoch),
  );
  return decideSequence(
    {
      epoch,
      lastSeq: reached.seq,
      lastDigest: reached.digest,
      frozen: site.stream_state === 'frozen',
      announcedEpochs: (rosters.get(head.sender)?.epochs ?? [])
        .filter((row) => row.recipient === ctx.site.code && epochNumber(row.epoch) > epochNumber(epoch))
        // A snapshot re-bases this site from wherever it stands; everything else goes on from what is held here.
        .filter((row) => head.kind === 'snapshot' || follows(row.after, last))
        .map((row) => row.epoch),
      digestAt: (at, seq) => digests.get(`${at}/${seq}`),
    },
    { epoch: head.epoch, seq: head.seq, prev: head.prev, digest, snapshot: head.kind === 'snapshot' },
  );
}

/** Where a stream goes on: behind the last imported number and what was taken back right after it. */
export function reachedIn(
  last: { readonly seq: number; readonly digest: string | null },
  withdrawn: readonly { readonly seq: number; readonly digest: string }[],
): { readonly seq: number; readonly digest: string | null } {
  let reached = last;
  for (const row of withdrawn)
    if (row.seq === reached.seq + 1 && row.digest !== '') reached = { seq: row.seq, digest: row.digest };
  return reached;
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

/** Lines that a kind of package may hold. */
const contents = ['record', 'receipt', 'request', ...Object.keys(ownLines)];
const linesOfKind: Readonly<Record<PackageJson['kind'], readonly string[]>> = {
  delta: contents,
  snapshot: [...contents, 'countersign'],
  void: ['void', 'countersign'],
  receipt: [],
};

/** Most lines of a package, and most requests among them: all of them stand in the preview. */
const mostLines = 1_000_000;
const mostRequests = 1000;

/** Judges the lines of one package as they come, and at its end what only all of them together show. */
export class PackageJudge {
  readonly #highestLevel: 1 | 2 | 3;
  readonly #senderKind: SiteKind | undefined;
  readonly #roster: Roster | undefined;
  readonly #counts = new Map<string, number>();
  #lines = 0;
  withdrawal: VoidLine | undefined;
  countersign: Countersign | undefined;
  readonly requests: RequestLine[] = [];
  readonly claims = new Claims();

  /** @param highestLevel of this site, 1 to 3: nothing above it may be here */
  constructor(highestLevel: 1 | 2 | 3, senderKind: SiteKind | undefined, roster: Roster | undefined) {
    this.#highestLevel = highestLevel;
    this.#senderKind = senderKind;
    this.#roster = roster;
  }

  /** One line by its type; a line that no form admits refuses the whole package. @throws PackageError E_RECORDS */
  admit(line: RecordLine, head: PackageJson): void {
    this.#lines += 1;
    if (this.#lines > mostLines) throw new PackageError('E_RECORDS', '行数过多');
    if (!linesOfKind[head.kind].includes(line.type))
      throw new PackageError('E_RECORDS', '此类数据包不含这种行');
    switch (line.type) {
      case 'record':
        if (!line.id.slice('record '.length).startsWith(`${head.sender}-`))
          throw new PackageError('E_RECORDS', '记录不属于发送站点');
        this.#admitRecord(line);
        return;
      case 'receipt': {
        // Only the center numbers, archives and sends back; a unit's word never moves a record here.
        const read = receipt(line, head);
        const { verdict } = read;
        if (verdict !== 'accepted' && verdict !== 'refused' && this.#senderKind !== 'center')
          throw new PackageError('E_RECORDS', '回执不合规定');
        this.claims.ofReceipt(read, head.recipient);
        return;
      }
      case 'request': {
        const request = parsed(requestLineSchema, line);
        if (request.id !== `request ${request.epoch} ${request.fromSeq}-${request.toSeq}`)
          throw new PackageError('E_RECORDS', '索取行不合规定');
        if (this.requests.length === mostRequests) throw new PackageError('E_RECORDS', '索取行过多');
        this.requests.push(request);
        return;
      }
      case 'void': {
        const withdrawal = parsed(voidLineSchema, line);
        const sound =
          this.withdrawal === undefined &&
          withdrawal.id === `void ${withdrawal.epoch} ${withdrawal.seq}` &&
          withdrawal.epoch === head.epoch &&
          withdrawal.seq < head.seq &&
          (withdrawal.seq !== head.seq - 1 || withdrawal.digest === head.prev);
        if (!sound) throw new PackageError('E_RECORDS', '作废声明不合规定');
        this.withdrawal = withdrawal;
        return;
      }
      case 'countersign':
        this.countersign = parsed(countersignSchema, line);
        return;
      default:
        this.#admitOwn(line, head);
    }
  }

  #admitRecord(line: RecordLine): void {
    const record = asRefusal(() => readRecordLine(line));
    const marking = parseMarking(record.marking);
    if (marking === null || levelRank(marking.level) > this.#highestLevel)
      throw new PackageError('E_RECORDS', '密级高于本站的最高密级');
    this.claims.ofRecord(record);
  }

  #admitOwn(line: RecordLine, head: PackageJson): void {
    const own = ownLineOf(line.type);
    if (own === undefined) throw new PackageError('E_RECORDS', '未知的记录类型');
    if (own.from !== this.#senderKind)
      throw new PackageError('E_RECORDS', `${lineLabel(line.type)}不由该站点下发`);
    const count = (this.#counts.get(line.type) ?? 0) + 1;
    this.#counts.set(line.type, count);
    if (count > own.most) throw new PackageError('E_RECORDS', `${lineLabel(line.type)}过多`);
    own.admit(line, head, this.#roster);
  }

  /** After the last line. @throws PackageError E_RECORDS, E_RELEASE_SIG, E_KEY_REVOKED */
  end(head: PackageJson): void {
    if (head.kind === 'void' && this.withdrawal === undefined)
      throw new PackageError('E_RECORDS', '缺少作废声明');
    requireCountersign(head, this.#roster, this.countersign, this.withdrawal?.digest ?? null);
  }
}

function parsed<T>(schema: z.ZodType<T>, line: RecordLine): T {
  const result = schema.safeParse(line);
  if (!result.success)
    throw new PackageError('E_RECORDS', result.error.issues[0]?.path.join('.') ?? line.type);
  return result.data;
}

/** A record's refusal as the format's own, so that it is logged as an attempt like every other. */
function asRefusal<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'package.refused') throw error;
    const code = error.params.code === 'E_NEEDS_NEWER' ? 'E_NEEDS_NEWER' : 'E_RECORDS';
    throw new PackageError(code, String(error.params.detail ?? ''));
  }
}

/** A receipt line about a record of the recipient. @throws PackageError E_RECORDS */
export function receipt(line: RecordLine, head: PackageJson): ReceiptLine {
  const parsed = receiptLineSchema.safeParse(line);
  if (!parsed.success || !parsed.data.record.startsWith(`${head.recipient}-`))
    throw new PackageError('E_RECORDS', '回执不合规定');
  return parsed.data;
}
