import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
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
import { keepIfDone } from '../access/contents.ts';
import type { JobContext, StoredContent, WriteContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { presentPolicy } from '../access/policy.ts';
import {
  insertImportAttempt,
  insertPackageIn,
  insertReceipts,
  mediumByNumber,
  packagesIn,
  siteByCode,
} from '../database/stores/exchange.ts';
import { recordByUid } from '../database/stores/records.ts';
import { siteKeys } from '../database/stores/site.ts';
import {
  applyManyImported,
  applyReceipt,
  type EnteredMasters,
  linesTogether,
  previewManyImported,
  readRecordLine,
} from '../records/recordLine.ts';
import { judgeAcknowledgement, raiseCloneAlarm, takeAcknowledgement } from './acknowledgements.ts';
import type { RecordLine } from './format/recordLines.ts';
import type { StagedPackage } from './format/stagedPackage.ts';
import { readPackageOnThread } from './format/thread/packageThread.ts';
import { nameDigest, raiseAlarm } from './importAlarm.ts';
import { admit, decide, pinnedRosters, receipt } from './judging.ts';
import type { Preview, Previews } from './previews.ts';
import { type ReceiptLine, receiptLineSchema } from './receiptLine.ts';
import { packageInRow } from './rows.ts';

type IncomingActs = Pick<AreaHandlers<'exchange'>, 'check' | 'accept' | 'discardPreview'>;
type Checked = HandlerOutput<'exchange.check'>;
type ReadyRow = Extract<Checked, { verdict: 'ready' }>['rows'][number];

/** What this site lets in by default: 64 GiB, a million files. */
const limits = { maxBytes: 64 * 1024 ** 3, maxEntries: 1_000_000 };

/** Import: check → preview → accept in one transaction. Nothing is applied before a person accepts. */
export const incomingHandlers = (previews: Previews): IncomingActs => ({
  check: async (ctx, input) => {
    if ((await mediumByNumber(ctx.db, input.medium)) === undefined) {
      throw new AppError('exchange.media-unreadable', { detail: '介质未登记' });
    }
    const rosters = await pinnedRosters(ctx);
    const identities = (await siteKeys(ctx.db, 'age')).map((key) => Buffer.from(key.secret).toString());
    const verdict = await readPackageOnThread({
      file: input.file,
      stagingParent: ctx.stagingFolder,
      // Beside staging, which is emptied at lock: a held package waits for its predecessor for days. It stays sealed.
      holdFolder: join(dirname(ctx.stagingFolder), 'held'),
      identities,
      rosters: [...rosters.values()],
      self: ctx.site.code,
      limits,
      decide: async (head, digest) => await decide(ctx, rosters, head, digest),
      admitRecords: async (lines, head) => {
        const kind = (await siteByCode(ctx.db, head.sender))?.kind;
        for (const line of lines) admit(line, head, kind);
      },
      signal: ctx.signal,
      progress: (at) => ctx.progress(at.done, at.total ?? at.done, '检验数据包'),
    });
    // Somebody acknowledges what this installation never sealed: another one sends in this site's name.
    const forged =
      verdict.outcome === 'staged' &&
      (await judgeAcknowledgement(ctx.db, verdict.staged.head)).action === 'refuse';
    if (forged) await verdict.staged.dispose();
    const answer = await ((): Promise<Checked> | Checked => {
      switch (verdict.outcome) {
        case 'refused':
          return { verdict: 'refused', code: verdict.code, detail: verdict.detail };
        case 'already-imported': {
          const { head, digest } = verdict.evidence;
          return {
            verdict: 'alreadyImported',
            sender: head.sender as SiteCode,
            seq: head.seq,
            digest: digest as Sha256Hex,
          };
        }
        case 'held': {
          const { head } = verdict.evidence;
          return {
            verdict: 'held',
            sender: head.sender as SiteCode,
            seq: head.seq,
            missing:
              verdict.missingFrom === verdict.missingTo
                ? String(verdict.missingFrom)
                : `${verdict.missingFrom}–${verdict.missingTo}`,
          };
        }
        case 'staged':
          return forged
            ? { verdict: 'refused', code: 'E_RECEIPT', detail: '对方确认的数据包不是本机封存的' }
            : preview(ctx, previews, verdict.staged, input);
      }
    })();
    await ctx.commit(async ({ tx, now, audited }) => {
      if (verdict.outcome === 'refused' && verdict.alarm)
        await raiseAlarm({ ...ctx, tx, now }, verdict, input);
      if (forged) await raiseCloneAlarm({ ...ctx, tx, now }, verdict.staged.head);
      await insertImportAttempt(tx, {
        at: now,
        account_uid: ctx.actor.uid,
        file_name: basename(input.file),
        medium: input.medium,
        verdict: verdict.outcome === 'refused' ? verdict.code : forged ? 'E_RECEIPT' : verdict.outcome,
        detail: verdict.outcome === 'refused' ? verdict.detail : '',
      });
      audited({
        kind: 'package',
        // A file's name is a person's words: its digest says which file it was and no more.
        uid: answer.verdict === 'ready' ? answer.previewUid : nameDigest(input.file),
        number: answer.verdict,
      });
    });
    return answer;
  },

  accept: async (ctx, input) => {
    const pending = previews.claim(input.previewUid);
    try {
      await requireOtherHand(ctx, pending.medium);
      return await take(ctx, pending);
    } catch (error) {
      // Still good unless the lock has thrown its staging away.
      if (ctx.signal.aborted) await pending.staged.dispose();
      else previews.putBack(input.previewUid, pending);
      throw error;
    }
  },

  discardPreview: async (ctx, input) => {
    const pending = previews.claim(input.previewUid);
    await pending.staged.dispose();
    await ctx.commit(async ({ tx, now, audited }) => {
      await insertImportAttempt(tx, {
        at: now,
        account_uid: ctx.actor.uid,
        file_name: pending.fileName,
        medium: pending.medium,
        verdict: 'discarded',
        detail: '',
      });
      audited({ kind: 'package', uid: input.previewUid });
    });
    return { done: true };
  },
});

/** Applies a checked package in one transaction. */
async function take(ctx: JobContext, pending: Preview): Promise<HandlerOutput<'exchange.accept'>> {
  const { staged } = pending;
  const stored = new Map<string, StoredContent>();
  const uid = ctx.newUid();
  const result = await keepIfDone(ctx.contents, stored.values(), async () => {
    for (const { sha256 } of staged.attachments)
      stored.set(sha256, await ctx.contents.put(staged.openAttachment(sha256)));
    return await ctx.commit(async (write) => await applyAll(write, uid, pending, stored));
  });
  await staged.dispose();
  const row = (await packagesIn(ctx.db, 20)).find((candidate) => candidate.uid === uid);
  if (row === undefined) throw new Error('imported package is not in the register');
  return { package: await packageInRow(ctx.db, row), ...result };
}

/** Everything that a package says, in the writer's transaction of its audit row. */
async function applyAll(
  write: WriteContext,
  uid: ObjectUid,
  pending: Preview,
  stored: ReadonlyMap<string, StoredContent>,
): Promise<{ accepted: number; refused: number }> {
  const { staged } = pending;
  const { head } = staged;
  // Asked again inside the writer's transaction: two previews of one package must not both be applied.
  const decision = await decide(write, await pinnedRosters(write), head, staged.digest);
  if (decision.action !== 'import') throw new AppError('exchange.preview-gone');
  const counts = { accepted: 0, refused: 0 };
  const markings: string[] = [];
  const masters: EnteredMasters = new Map();
  for await (const lines of together(staged.records())) {
    markings.push(...(await applyLines(write, lines, staged.digest, stored, masters)));
    counts.accepted += lines.length;
  }
  await takeAcknowledgement(write, head);
  await insertPackageIn(write.tx, {
    uid,
    sender: head.sender,
    epoch: head.epoch,
    seq: head.seq,
    digest: staged.digest,
    prev: head.prev,
    period: head.period,
    kind: head.kind,
    state: 'imported',
    record_count: head.records.count,
    marking: formatMarking(
      maxMarking(
        markings.map((text) => parseMarking(text) ?? defaultMarking),
        write.today,
      ),
    ),
    medium: pending.medium,
    scan_result: pending.scanResult,
    imported_by: write.actor.id,
    imported_at: write.now,
    package_json: Buffer.from(staged.packageJson),
    site_signature: Buffer.from(staged.siteSig).toString('latin1'),
    release_signature: Buffer.from(staged.releaseSig).toString('latin1'),
    manifest: Buffer.from(staged.manifest),
    roster_version: head.roster[head.sender] ?? 0,
  });
  write.audited({ kind: 'package', uid, number: `${head.sender}-${head.epoch}-${head.seq}` });
  return counts;
}

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
    kind: (ours?.kind as RecordKind | undefined) ?? null,
    title: ['回执', ours?.registration_number].filter((text) => text != null).join(' '),
    marking: '内部',
    verdict: 'receipt',
    reason: `${words[verdict]}${reason === '' ? '' : `：${reason}`}`,
    differences: [],
  };
}

async function preview(
  ctx: JobContext,
  previews: Previews,
  staged: StagedPackage,
  input: { medium: string; scanResult: string; file: string },
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
    for (const shown of await previewManyImported(ctx.db, lines.map(readRecordLine))) {
      markings.push(shown.marking);
      rows.push(withinClearance(ctx, shown));
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
    releasedAt: head.released_at as Extract<Checked, { verdict: 'ready' }>['releasedAt'],
    attachments: staged.attachments.length,
    rows,
  };
}

/** Lines in their order, a thousand of a kind at a time: records are looked up and entered together. */
async function* together(lines: AsyncIterable<RecordLine>): AsyncGenerator<RecordLine[]> {
  let group: RecordLine[] = [];
  for await (const line of lines) {
    const full = group.length === linesTogether || (group[0] !== undefined && group[0].type !== line.type);
    if (full) {
      yield group;
      group = [];
    }
    group.push(line);
  }
  if (group.length > 0) yield group;
}

/**
 * Applies lines of one type.
 * @returns markings of the records among them
 */
async function applyLines(
  ctx: WriteContext,
  lines: readonly RecordLine[],
  digest: string,
  stored: ReadonlyMap<string, StoredContent>,
  masters: EnteredMasters,
): Promise<string[]> {
  if (lines[0]?.type === 'receipt') {
    for (const line of lines) {
      const parsed = receiptLineSchema.parse(line);
      await applyReceipt(ctx, {
        recordUid: parsed.record,
        verdict: parsed.verdict,
        archiveNumber: parsed.archiveNumber,
        reason: parsed.reason,
        at: parsed.at,
      });
    }
    return [];
  }
  const records = lines.map(readRecordLine);
  await applyManyImported(ctx, records, stored, masters);
  await insertReceipts(
    ctx.tx,
    records.map((record) => ({
      record_uid: record.uid,
      package_digest: digest,
      verdict: 'accepted',
      archive_number: null,
      reason: '',
      at: ctx.now,
    })),
  );
  return records.map((record) => record.marking);
}

/**
 * Importer ≠ media approver (issue 3.3), a policy that two persons may relax.
 * @throws AppError exchange.media-own
 */
async function requireOtherHand(ctx: JobContext, medium: string): Promise<void> {
  const { policy } = await presentPolicy(ctx.db, ctx.site.highestLevel);
  if (policy.importApart === 0) return;
  const registered = await mediumByNumber(ctx.db, medium);
  if (registered?.registered_by === ctx.actor.uid) throw new AppError('exchange.media-own');
}
