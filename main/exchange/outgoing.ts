import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import type { JobContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  insertPackageLines,
  insertPackageOut,
  lastSealed,
  mediumByNumber,
  newestRoster,
  packageLines,
  packageOutByUid,
  type StoredPackageOut,
  siteByCode,
  supersedePrepared,
  updatePackageOut,
} from '../database/stores/exchange.ts';
import { getMeta } from '../database/stores/meta.ts';
import { attachmentsOf, collect, linesOf } from './collecting.ts';
import { parseStrict } from './format/canonicalJson.ts';
import type { PackageProgress } from './format/fileIo.ts';
import { PackageError } from './format/packageError.ts';
import { packageName } from './format/packageJson.ts';
import type { RecordLine } from './format/recordLines.ts';
import { PackageThread } from './format/thread/packageThread.ts';
import type { SealedPackage } from './format/writePackage.ts';
import { ownLineOf } from './lines/ownLines.ts';
import { recordReissue } from './reissue.ts';
import { packageOutRow } from './rows.ts';
import { countersign, seal, sealedOf } from './sealPackage.ts';
import { siteSigner } from './siteSigner.ts';
import { prepareVoid } from './voiding.ts';

type OutgoingActs = Pick<
  AreaHandlers<'exchange'>,
  'prepare' | 'prepareVoid' | 'contents' | 'approve' | 'release'
>;

/** What is left when writing fails: before it is sealed a package has no number yet. */
const keptWords = {
  approved: '数据包尚未封存，没有占用序号，内容和审批都在',
  sealed: '数据包已封存，内容和序号不变，可再次写出',
} as const;

/** Content of a test package. */
const nothing = { lines: [], marking: formatMarking(defaultMarking), level: 1 } as const;
/** Export: prepare → approve level and medium → release with the leader's own signature → write → read back. */
export const outgoingHandlers: OutgoingActs = {
  prepare: async (ctx, input) => {
    const recipient = await siteByCode(ctx.db, input.recipient);
    const roster = await newestRoster(ctx.db, input.recipient);
    if (recipient === undefined || recipient.is_self === 1 || roster === undefined) {
      throw new AppError('exchange.not-paired', { site: input.recipient });
    }
    const medium = await mediumByNumber(ctx.db, input.medium);
    if (medium === undefined)
      throw new AppError('exchange.media-unwritable', { detail: '介质未登记，未建立数据包' });
    const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    const previous = await lastSealed(ctx.db, input.recipient, epoch);
    const whole = input.whole === true;
    const after = whole ? 0 : (previous?.through_change_seq ?? 0);
    // The way is tried first: until a receipt has come back, only packages without records leave (spec 4 "Ceremony").
    const trial = recipient.proven_at === null;
    const { lines, marking, level } = trial ? nothing : await collect(ctx, recipient, { after, whole });
    if (level > medium.level || level > recipient.highest_level)
      throw new AppError('exchange.marking-too-high', { level: marking });
    await supersedePrepared(ctx.tx, input.recipient);
    const uid = ctx.newUid();
    const id = await insertPackageOut(ctx.tx, {
      uid,
      recipient: input.recipient,
      epoch,
      seq: null,
      period: input.period,
      kind: whole && !trial ? 'snapshot' : lines.length === 0 ? 'receipt' : 'delta',
      state: 'prepared',
      record_count: lines.length,
      level,
      marking,
      medium: input.medium,
      through_change_seq: trial
        ? (previous?.through_change_seq ?? 0)
        : Number((await getMeta(ctx.db, 'change-seq')) ?? '0'),
      prepared_by: ctx.actor.id,
      prepared_at: ctx.now,
    });
    await insertPackageLines(ctx.tx, id, lines);
    ctx.audited({ kind: 'package', uid, mark: marking });
    return { uid, recordCount: lines.length, marking, trial };
  },

  prepareVoid,

  contents: async (ctx, input) => {
    const stored = await existing(ctx.db, input.uid);
    const lines = await packageLines(ctx.db, stored.id);
    return {
      package: await packageOutRow(ctx.db, stored),
      rows: await Promise.all(lines.map(async ({ line }) => await contentsRow(ctx.db, line))),
    };
  },

  approve: async (ctx, input) => {
    const stored = await existing(ctx.db, input.uid);
    if (stored.state !== 'prepared') throw new AppError('people.already-decided');
    if (stored.prepared_by === ctx.actor.id) throw new AppError('people.same-person');
    await updatePackageOut(ctx.tx, stored.id, {
      state: input.approve ? 'approved' : 'refused',
      approved_by: ctx.actor.id,
      approved_at: ctx.now,
    });
    ctx.audited({ kind: 'package', uid: stored.uid, mark: stored.marking });
    return { done: true };
  },

  release: async (ctx, input) => {
    let stored = await existing(ctx.db, input.uid);
    if (stored.state === 'prepared' || stored.state === 'refused')
      throw new AppError('exchange.not-approved');
    // Three hands: whoever prepared or approved it does not release it, whatever posts they hold by now.
    if (stored.prepared_by === ctx.actor.id || stored.approved_by === ctx.actor.id)
      throw new AppError('people.same-person');
    if (stored.state !== 'approved') await recordReissue(ctx, stored, input.password);
    if (stored.state === 'approved') await countersign(ctx, stored, input.second ?? null);
    const thread = new PackageThread();
    const out = join(ctx.stagingFolder, `out-${randomUUID()}`);
    try {
      const attachments = await attachmentsOf(ctx, stored);
      const payload = await thread.build({
        stagingParent: ctx.stagingFolder,
        records: linesOf(ctx, stored),
        attachments,
        signal: ctx.signal,
        progress: (at) => report(ctx, at),
      });
      let sealed: SealedPackage;
      if (stored.state === 'approved') {
        sealed = await seal(ctx, stored, payload, input.password);
        stored = await existing(ctx.db, input.uid);
      } else {
        // A sealed package is never made again: the same package, freshly encrypted (spec 4 "Re-issue").
        sealed = sealedOf(stored);
      }
      const byDigest = new Map(attachments.map((attachment) => [attachment.sha256, attachment]));
      const written = await thread.write({
        sealed,
        attachment: (sha256) => {
          const found = byDigest.get(sha256);
          if (found === undefined) throw new PackageError('E_SOURCE_CHANGED', sha256.slice(0, 12));
          return found;
        },
        folder: out,
        signal: ctx.signal,
        progress: (at) => report(ctx, at),
      });
      const own = await newestRoster(ctx.db, ctx.site.code);
      const carry = await thread.carry({
        medium: input.folder,
        site: ctx.site.code,
        siteSigner: await siteSigner(ctx),
        packages: written,
        card: [
          {
            name: packageName(sealed.head),
            digest: sealed.digest,
            releasedBy: sealed.head.released_by.key,
          },
        ],
        rosters:
          own === undefined
            ? []
            : [
                { name: `${ctx.site.code}.roster.json`, bytes: own.bytes },
                { name: `${ctx.site.code}.roster.json.sig`, bytes: Buffer.from(own.signature, 'latin1') },
              ],
        signal: ctx.signal,
        progress: (at) => report(ctx, at),
      });
      await ctx.stage(async ({ tx, now }) => {
        if (stored.state === 'sealed')
          await updatePackageOut(tx, stored.id, { state: 'written', written_at: now });
      });
      const file = carry.files.find((candidate) => candidate.name === written[0]?.name);
      if (file === undefined) throw new AppError('exchange.read-back-failed');
      ctx.audited({ kind: 'package', uid: stored.uid, number: String(stored.seq), mark: stored.marking });
      return {
        package: await packageOutRow(ctx.db, await existing(ctx.db, input.uid)),
        file: file.path,
        sha256: file.sha256 as Sha256Hex,
        bytes: file.bytes,
      };
    } catch (thrown) {
      if (!(thrown instanceof PackageError)) throw thrown;
      if (thrown.code === 'E_READ_BACK') throw new AppError('exchange.read-back-failed');
      throw new AppError('exchange.media-unwritable', {
        detail: `${thrown.detail}；${keptWords[stored.state === 'approved' ? 'approved' : 'sealed']}`,
      });
    } finally {
      await thread.close();
      await rm(out, { recursive: true, force: true });
    }
  },
};

/** A frozen line as the list of contents shows it. */
async function contentsRow(
  db: ReadDb,
  line: string,
): Promise<HandlerOutput<'exchange.contents'>['rows'][number]> {
  const parsed = parseStrict(line, { maxDepth: 32, numbers: 'finite' }) as RecordLine;
  const text = (key: string): string => (typeof parsed[key] === 'string' ? parsed[key] : '');
  const own = ownLineOf(parsed.type);
  return {
    uid: parsed.id,
    kind: text('kind') || parsed.type,
    number:
      own === undefined
        ? text('number') || text('registrationNumber')
        : (await own.outlook(db, parsed)).title,
    marking: text('marking'),
  };
}

async function existing(db: JobContext['db'], uid: string): Promise<StoredPackageOut> {
  const stored = await packageOutByUid(db, uid);
  if (stored === undefined) throw new AppError('exchange.package-not-found');
  return stored;
}

function report(ctx: JobContext, at: PackageProgress): void {
  const words = {
    hash: '计算摘要',
    write: '加密',
    copy: '写入介质',
    'read-back': '读回校验',
    unpack: '展开',
    records: '检查记录',
  } as const;
  ctx.progress(at.done, at.total ?? at.done, words[at.phase]);
}
