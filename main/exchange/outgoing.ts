import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import {
  defaultMarking,
  formatMarking,
  levelRank,
  maxMarking,
  parseMarking,
} from '../../shared/marking/marking.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import { headText } from '../access/auditHeads.ts';
import type { JobContext, WriteContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { currentPersonKey } from '../database/stores/accounts.ts';
import { auditHead } from '../database/stores/audit.ts';
import {
  attachmentsOfRecords,
  insertPackageLines,
  insertPackageOut,
  lastImported,
  lastSealed,
  mediumByNumber,
  newestRoster,
  packageLines,
  packageOutByUid,
  receiptsSince,
  recordsToSend,
  type StoredPackageOut,
  siteByCode,
  supersedePrepared,
  updatePackageOut,
} from '../database/stores/exchange.ts';
import { getMeta } from '../database/stores/meta.ts';
import { recordById } from '../database/stores/records.ts';
import { requireSoundMark } from '../records/markSeal.ts';
import { exportLine } from '../records/recordLine.ts';
import { wholeOf } from '../records/wholeRecord.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import type { Signer } from './crypto/sshsig.ts';
import type { JsonObject } from './format/canonicalJson.ts';
import { parseStrict } from './format/canonicalJson.ts';
import type { PackageProgress } from './format/fileIo.ts';
import { PackageError } from './format/packageError.ts';
import { type PackageAck, packageName } from './format/packageJson.ts';
import { sealingRecipients } from './format/roster.ts';
import { PackageThread } from './format/thread/packageThread.ts';
import {
  type PackageAttachment,
  type PayloadFacts,
  restoreSealed,
  type SealedPackage,
  sealPackage,
} from './format/writePackage.ts';
import { requireListed } from './ownKeys.ts';
import { nextExpectedDay } from './periods.ts';
import { receiptLine } from './receiptLine.ts';
import { recordReissue } from './reissue.ts';
import { packageOutRow } from './rows.ts';
import { siteSigner } from './siteSigner.ts';
import { openStored } from './storedRosters.ts';

type OutgoingActs = Pick<AreaHandlers<'exchange'>, 'prepare' | 'contents' | 'approve' | 'release'>;

/** States in which a record of this site may leave: its own part is done (spec 4 "What travels"). */
const readyStates = [
  'closed',
  'reviewed',
  'submitted',
  'issued',
  'returned',
  'handedIn',
  'followedUp',
  'archived',
] as const;
/** Content of a test package. */
const nothing = { lines: [], marking: formatMarking(defaultMarking), level: 1 } as const;
/** Kinds of lines in a package whose schema this program writes and reads. */
export const recordsSchema = 'records/1';

/** Export: prepare → approve level and medium → release with the leader's own signature → write → read back. */
export const outgoingHandlers: OutgoingActs = {
  prepare: async (ctx, input) => {
    const recipient = await siteByCode(ctx.db, input.recipient);
    const roster = await newestRoster(ctx.db, input.recipient);
    if (recipient === undefined || recipient.is_self === 1 || roster === undefined) {
      throw new AppError('exchange.not-paired', { site: input.recipient });
    }
    const medium = await mediumByNumber(ctx.db, input.medium);
    if (medium === undefined) throw new AppError('exchange.media-unwritable', { detail: '介质未登记' });
    const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    const previous = await lastSealed(ctx.db, input.recipient, epoch);
    const after = previous?.through_change_seq ?? 0;
    // The way is tried first: until a receipt has come back, only packages without records leave (spec 4 "Ceremony").
    const trial = recipient.proven_at === null;
    const { lines, marking, level } = trial ? nothing : await collect(ctx, recipient, after);
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
      kind: lines.length === 0 ? 'receipt' : 'delta',
      state: 'prepared',
      record_count: lines.length,
      level,
      marking,
      medium: input.medium,
      through_change_seq: trial ? after : Number((await getMeta(ctx.db, 'change-seq')) ?? '0'),
      prepared_by: ctx.actor.id,
      prepared_at: ctx.now,
    });
    await insertPackageLines(ctx.tx, id, lines);
    ctx.audited({ kind: 'package', uid, mark: marking });
    return { uid, recordCount: lines.length, marking, trial };
  },

  contents: async (ctx, input) => {
    const stored = await existing(ctx.db, input.uid);
    const lines = await packageLines(ctx.db, stored.id);
    return {
      package: await packageOutRow(ctx.db, stored),
      rows: lines.map(({ line }) => {
        const parsed = parseStrict(line, { maxDepth: 32, numbers: 'finite' }) as JsonObject;
        const text = (key: string): string => (typeof parsed[key] === 'string' ? parsed[key] : '');
        return {
          uid: text('id'),
          kind: text('kind') || text('type'),
          number: text('number') || text('registrationNumber'),
          marking: text('marking'),
        };
      }),
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
      throw new AppError('exchange.media-unwritable', { detail: thrown.detail });
    } finally {
      await thread.close();
      await rm(out, { recursive: true, force: true });
    }
  },
};

async function existing(db: JobContext['db'], uid: string): Promise<StoredPackageOut> {
  const stored = await packageOutByUid(db, uid);
  if (stored === undefined) throw new AppError('exchange.package-not-found');
  return stored;
}

/** Records and receipts that changed since the last sealed package, with the highest marking of them all. */
async function collect(
  ctx: WriteContext,
  { code: recipient, kind }: { readonly code: string; readonly kind: SiteKind },
  after: number,
): Promise<{ lines: { uid: string; line: string }[]; marking: string; level: 1 | 2 | 3 }> {
  const toCenter = kind === 'center';
  const records = await recordsToSend(ctx.db, {
    self: ctx.site.code,
    recipient,
    defaultReader: toCenter,
    afterChangeSeq: after,
    // What the center itself archived it need not be told again.
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
  const marking = maxMarking(
    records.map((record) => parseMarking(record.marking) ?? defaultMarking),
    ctx.today,
  );
  return { lines, marking: formatMarking(marking), level: levelRank(marking.level) };
}

async function* linesOf(ctx: JobContext, stored: StoredPackageOut): AsyncGenerator<JsonObject> {
  for (const { line } of await packageLines(ctx.db, stored.id)) {
    yield parseStrict(line, { maxDepth: 32, numbers: 'finite' }) as JsonObject;
  }
}

async function attachmentsOf(ctx: JobContext, stored: StoredPackageOut): Promise<PackageAttachment[]> {
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

/** Gives the package its number and both signatures, in the transaction that makes it true. */
async function seal(
  ctx: JobContext,
  stored: StoredPackageOut,
  payload: PayloadFacts,
  password: string,
): Promise<SealedPackage> {
  const previous = await lastSealed(ctx.db, stored.recipient, stored.epoch);
  const seq = (previous?.seq ?? 0) + 1;
  const site = await siteByCode(ctx.db, stored.recipient);
  const theirs = await newestRoster(ctx.db, stored.recipient);
  const own = await newestRoster(ctx.db, ctx.site.code);
  if (site?.root_public_key == null || theirs === undefined || own === undefined) {
    throw new AppError('exchange.not-paired', { site: stored.recipient });
  }
  const roster = await openStored(ctx.db, theirs);
  if (roster === undefined) throw new AppError('exchange.not-paired', { site: stored.recipient });
  const key = await currentPersonKey(ctx.db, ctx.actor.id);
  if (key === undefined) throw new AppError('people.signing-key-missing');
  const bySite = await siteSigner(ctx);
  await requireListed(ctx.db, ctx.site.code, [key.key_id, bySite.keyId]);
  const release: Signer = {
    keyId: key.key_id,
    publicKey: parsePublicKeyLine(key.public_key),
    sign: async (_namespace, message) =>
      Buffer.from(
        (await ctx.keys.signAsPerson(ctx.actor, password, 'xpkg-release-v1', message)).signature,
        'latin1',
      ),
  };
  const sealed = await sealPackage(
    payload,
    {
      ack: await acknowledgement(ctx, stored.recipient),
      audit_head: headText(await auditHead(ctx.db)),
      created_by: { app: 'service-process-management', version: '0.1.0' },
      encrypted_to: sealingRecipients(roster, ctx.today),
      epoch: stored.epoch,
      kind: stored.kind,
      next_expected: nextExpectedDay(stored.period),
      period: stored.period,
      prev: previous?.digest ?? null,
      recipient: stored.recipient,
      recordsSchema,
      released_at: ctx.now,
      released_by: { key: key.key_id, name: ctx.actor.name },
      roster: { [ctx.site.code]: own.version, [stored.recipient]: theirs.version },
      sender: ctx.site.code,
      seq,
    },
    { site: bySite, release },
  );
  await ctx.commit(async ({ tx, now, audited }) => {
    // Meanwhile a newer package may have taken its place or its number: two jobs, one of them seals.
    const present = await packageOutByUid(tx, stored.uid);
    const last = await lastSealed(tx, stored.recipient, stored.epoch);
    if (present?.state !== 'approved' || (last?.seq ?? 0) !== seq - 1)
      throw new AppError('people.already-decided');
    await updatePackageOut(tx, stored.id, {
      state: 'sealed',
      seq,
      released_by: ctx.actor.id,
      released_at: now,
      digest: sealed.digest,
      package_json: Buffer.from(sealed.packageJson),
      site_signature: Buffer.from(sealed.siteSig).toString('latin1'),
      release_signature: Buffer.from(sealed.releaseSig).toString('latin1'),
      site_key: bySite.keyId,
      release_key: key.key_id,
      manifest: Buffer.from(sealed.manifest),
    });
    audited({
      kind: 'package',
      uid: stored.uid,
      number: `${stored.recipient}-${stored.epoch}-${seq}`,
      mark: stored.marking,
    });
  });
  return sealed;
}

function sealedOf(stored: StoredPackageOut): SealedPackage {
  if (stored.package_json === null || stored.manifest === null) throw new AppError('exchange.not-approved');
  return restoreSealed({
    packageJson: stored.package_json,
    siteSig: Buffer.from(stored.site_signature ?? '', 'latin1'),
    releaseSig: Buffer.from(stored.release_signature ?? '', 'latin1'),
    manifest: stored.manifest,
  });
}

/** Cumulative receipt for what the recipient sent us. */
async function acknowledgement(ctx: JobContext, partner: string): Promise<PackageAck | null> {
  const last = await lastImported(ctx.db, partner);
  return last === undefined ? null : { digest: last.digest, epoch: last.epoch, through_seq: last.seq };
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
