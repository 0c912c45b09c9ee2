import type { RecordKind } from '../../shared/forms/kinds.ts';
import {
  defaultMarking,
  formatMarking,
  levelRank,
  maxMarking,
  parseMarking,
} from '../../shared/marking/marking.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import type { JobContext, WriteContext } from '../access/context.ts';
import {
  lastImported,
  packageLines,
  receiptsSince,
  type StoredPackageOut,
} from '../database/stores/exchange.ts';
import { attachmentsOfRecords, recordsToSend } from '../database/stores/exchangeContent.ts';
import { sentLines } from '../database/stores/exchangeLines.ts';
import { heldPackages, withdrawnOf } from '../database/stores/exchangeSeries.ts';
import { recordById } from '../database/stores/records.ts';
import { requireSoundMark } from '../records/markSeal.ts';
import { exportLine } from '../records/recordLine.ts';
import { wholeOf } from '../records/wholeRecord.ts';
import type { JsonObject } from './format/canonicalJson.ts';
import { parseStrict } from './format/canonicalJson.ts';
import type { PackageAttachment } from './format/writePackage.ts';
import { reachedIn } from './judging.ts';
import { ownLines } from './lines/ownLines.ts';
import { receiptLine } from './receiptLine.ts';
import type { RequestLine } from './seriesLines.ts';

/** States in which a record of this site may leave: its own part is done (spec 4 "What travels"). */
const readyStates = [
  'closed',
  'sent',
  'reviewed',
  'submitted',
  'issued',
  'returned',
  'handedIn',
  'followedUp',
  'archived',
] as const;

/** Kinds that the center assigns to a unit (spec 4): they travel to whoever is named as reader, in whatever state they are. */
const assignedKinds: readonly RecordKind[] = [
  'task',
  'complaint',
  'qualityFeedback',
  'forwardedNeed',
  'urgentReport',
];

/** Records and receipts that changed since the last sealed package, with the highest marking of them all. */
export async function collect(
  ctx: WriteContext,
  { code: recipient, kind }: { readonly code: string; readonly kind: SiteKind },
  { after, whole }: { readonly after: number; readonly whole: boolean },
): Promise<{ lines: { uid: string; line: string }[]; marking: string; level: 1 | 2 | 3 }> {
  const toCenter = kind === 'center';
  const records = await recordsToSend(ctx.db, {
    self: ctx.site.code,
    recipient,
    defaultReader: toCenter,
    afterChangeSeq: after,
    // What the center itself archived it need not be told again.
    endedStates: ['voided', 'invalid'],
    marksOfArchived: toCenter,
    assignedKinds: toCenter ? [] : assignedKinds,
    states: toCenter ? readyStates.filter((state) => state !== 'archived') : readyStates,
  });
  const lines: { uid: string; line: string }[] = [];
  for (const record of records) {
    await requireSoundMark(ctx, await wholeOf(ctx.db, await recordById(ctx.db, record.id)));
    lines.push({ uid: `record ${record.uid}`, line: JSON.stringify(await exportLine(ctx.db, record.id)) });
  }
  for (const receipt of await receiptsSince(ctx.db, recipient, after)) {
    const line = receiptLine(receipt);
    lines.push({ uid: line.id, line: JSON.stringify(line) });
  }
  for (const request of await requestsTo(ctx, recipient))
    lines.push({ uid: request.id, line: JSON.stringify(request) });
  for (const line of await ownLinesTo(ctx, recipient, whole)) lines.push(line);
  const marking = maxMarking(
    records.map((record) => parseMarking(record.marking) ?? defaultMarking),
    ctx.today,
  );
  return { lines, marking: formatMarking(marking), level: levelRank(marking.level) };
}

/** What this site says beside its records, and has not said to the recipient yet; all of it where everything is collected. */
async function ownLinesTo(
  ctx: WriteContext,
  recipient: string,
  whole: boolean,
): Promise<{ uid: string; line: string }[]> {
  const lines: { uid: string; line: string }[] = [];
  for (const [type, own] of Object.entries(ownLines)) {
    if (own.from !== ctx.site.kind) continue;
    const sent = whole ? new Set<string>() : await sentLines(ctx.db, recipient, type);
    for (const line of await own.collect(ctx, recipient))
      if (!sent.has(line.id)) lines.push({ uid: line.id, line: JSON.stringify(line) });
  }
  return lines;
}

/** The frozen lines of a package. */
export async function* linesOf(ctx: JobContext, stored: StoredPackageOut): AsyncGenerator<JsonObject> {
  for (const { line } of await packageLines(ctx.db, stored.id)) {
    yield parseStrict(line, { maxDepth: 32, numbers: 'finite' }) as JsonObject;
  }
}

/** Attachments that the records of a package name. */
export async function attachmentsOf(ctx: JobContext, stored: StoredPackageOut): Promise<PackageAttachment[]> {
  const lines = await packageLines(ctx.db, stored.id);
  const uids = lines.flatMap(({ record_uid: id }) => (id.startsWith('record ') ? [id.slice(7)] : []));
  const found: PackageAttachment[] = [];
  for (const row of await attachmentsOfRecords(ctx.db, uids)) {
    found.push({
      sha256: row.sha256,
      bytes: row.bytes,
      open: () =>
        ctx.contents.open({ contentName: row.content_name, wrappedKey: row.wrapped_key, name: row.name }),
    });
  }
  return found;
}

/** What is missing here of a partner's stream, between what was taken in and what waits. */
async function requestsTo(ctx: WriteContext, partner: string): Promise<RequestLine[]> {
  const last = await lastImported(ctx.db, partner);
  const epoch = last?.epoch ?? 'e01';
  const withdrawn = (await withdrawnOf(ctx.db, partner)).filter((row) => row.epoch === epoch);
  const waiting = (await heldPackages(ctx.db)).filter((row) => row.sender === partner && row.epoch === epoch);
  const requests: RequestLine[] = [];
  let { seq } = reachedIn({ seq: last?.seq ?? 0, digest: last?.digest ?? null }, withdrawn);
  for (const held of waiting) {
    if (held.seq <= seq) continue;
    if (held.seq > seq + 1) {
      const [fromSeq, toSeq] = [seq + 1, held.seq - 1];
      requests.push({ type: 'request', id: `request ${epoch} ${fromSeq}-${toSeq}`, epoch, fromSeq, toSeq });
    }
    seq = held.seq;
  }
  return requests;
}
