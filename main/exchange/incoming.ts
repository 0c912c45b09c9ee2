import { basename, join } from 'node:path';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex, SiteCode } from '../../shared/ids.ts';
import type { JobContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { presentPolicy } from '../access/policy.ts';
import {
  importedDigests,
  insertImportAttempt,
  mediumByNumber,
  siteByCode,
} from '../database/stores/exchange.ts';
import { endHeld, heldByUid, insertHeld } from '../database/stores/exchangeSeries.ts';
import { siteKeys } from '../database/stores/site.ts';
import { judgeAcknowledgement, raiseCloneAlarm } from './acknowledgements.ts';
import { take, withdraw } from './applying.ts';
import { asPackageError, PackageError } from './format/packageError.ts';
import type { PackageJson } from './format/packageJson.ts';
import type { PackageVerdict } from './format/readPackage.ts';
import { readPackageOnThread } from './format/thread/packageThread.ts';
import { dropHeldFiles, heldFolder } from './heldFiles.ts';
import { nameDigest, raiseAlarm } from './importAlarm.ts';
import { decide, PackageJudge, pinnedRosters } from './judging.ts';
import { preview } from './previewing.ts';
import type { Previews } from './previews.ts';

type IncomingActs = Pick<AreaHandlers<'exchange'>, 'check' | 'checkHeld' | 'accept' | 'discardPreview'>;
type Checked = HandlerOutput<'exchange.check'>;
/** A package to check: the file on the medium or among those that wait, and what the application says of the medium. */
interface Application {
  readonly file: string;
  readonly medium: string;
  readonly scanResult: string;
}

/** What this site lets in by default: 64 GiB, a million files. */
const limits = { maxBytes: 64 * 1024 ** 3, maxEntries: 1_000_000 };

/** Import: check → preview → accept in one transaction. Nothing is applied before a person accepts. */
export const incomingHandlers = (previews: Previews): IncomingActs => ({
  check: async (ctx, input) => {
    if ((await mediumByNumber(ctx.db, input.medium)) === undefined) {
      throw new AppError('exchange.media-unreadable', { detail: '介质未登记' });
    }
    return await check(ctx, previews, input);
  },

  checkHeld: async (ctx, input) => {
    const held = await heldByUid(ctx.db, input.uid);
    if (held === undefined) throw new AppError('exchange.package-not-found');
    const file = join(heldFolder(ctx), held.file);
    return await check(ctx, previews, { file, medium: held.medium, scanResult: held.scan_result });
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

async function check(ctx: JobContext, previews: Previews, input: Application): Promise<Checked> {
  let { verdict, judge } = await read(ctx, input.file);
  const { withdrawal } = judge;
  if (verdict.outcome === 'held' && withdrawal !== undefined) {
    // Its sender took back what is missing (two persons): the stream goes on behind it, so this package may be next already.
    const { head, digest } = verdict.evidence;
    await ctx.stage(async (write) => await withdraw(write, head.sender, withdrawal, digest));
    ({ verdict, judge } = await read(ctx, verdict.copy));
  }
  // Somebody acknowledges what this installation never sealed: another one sends in this site's name.
  const forged = await forgedIn(ctx, verdict);
  const answer = await answerOf(ctx, previews, { verdict, judge, forged: forged !== null }, input);
  await ctx.commit(async ({ tx, now, audited }) => {
    if (verdict.outcome === 'refused' && verdict.alarm) await raiseAlarm({ ...ctx, tx, now }, verdict, input);
    if (forged !== null) await raiseCloneAlarm({ ...ctx, tx, now }, forged);
    if (verdict.outcome === 'held')
      await insertHeld(tx, {
        uid: ctx.newUid(),
        sender: verdict.evidence.head.sender,
        epoch: verdict.evidence.head.epoch,
        seq: verdict.evidence.head.seq,
        digest: verdict.evidence.digest,
        file: basename(verdict.copy),
        medium: input.medium,
        scan_result: input.scanResult,
        held_by: ctx.actor.id,
        held_at: now,
      });
    if (verdict.outcome === 'already-imported') await endHeld(tx, verdict.evidence.digest);
    await insertImportAttempt(tx, {
      at: now,
      account_uid: ctx.actor.uid,
      file_name: basename(input.file),
      medium: input.medium,
      verdict: verdict.outcome === 'refused' ? verdict.code : forged !== null ? 'E_RECEIPT' : verdict.outcome,
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
}

/** Head of a package that acknowledges what this installation never sealed; its staging is thrown away. */
async function forgedIn(ctx: JobContext, verdict: PackageVerdict): Promise<PackageJson | null> {
  if (verdict.outcome !== 'staged') return null;
  const { head } = verdict.staged;
  if ((await judgeAcknowledgement(ctx.db, head)).action !== 'refuse') return null;
  await verdict.staged.dispose();
  return head;
}

/** Reads a package on its thread, with what its lines say together. */
async function read(
  ctx: JobContext,
  file: string,
): Promise<{ verdict: PackageVerdict; judge: PackageJudge }> {
  const rosters = await pinnedRosters(ctx);
  const identities = (await siteKeys(ctx.db, 'age')).map((key) => Buffer.from(key.secret).toString());
  let judge = new PackageJudge(ctx.site.highestLevel, undefined, undefined);
  const verdict = await readPackageOnThread({
    file,
    stagingParent: ctx.stagingFolder,
    holdFolder: heldFolder(ctx),
    identities,
    rosters: [...rosters.values()],
    self: ctx.site.code,
    limits,
    decide: async (head, digest) => {
      const kind = (await siteByCode(ctx.db, head.sender))?.kind;
      judge = new PackageJudge(ctx.site.highestLevel, kind, rosters.get(head.sender));
      return await decide(ctx, rosters, head, digest);
    },
    admitRecords: (lines, head) => {
      for (const line of lines) judge.admit(line, head);
    },
    signal: ctx.signal,
    progress: (at) => ctx.progress(at.done, at.total ?? at.done, '检验数据包'),
  });
  return { verdict: await judged(ctx, verdict, judge), judge };
}

/** What only the whole package shows: its second person, and whether it takes back what it once sent. */
async function judged(
  ctx: JobContext,
  verdict: PackageVerdict,
  judge: PackageJudge,
): Promise<PackageVerdict> {
  if (verdict.outcome !== 'staged' && verdict.outcome !== 'held') return verdict;
  const { head, digest, packageJson, siteSig, releaseSig } =
    verdict.outcome === 'staged' ? verdict.staged : verdict.evidence;
  try {
    judge.end(head);
    await judge.claims.settle(ctx.db);
    const { withdrawal } = judge;
    const known = (await importedDigests(ctx.db, head.sender)).get(
      `${withdrawal?.epoch ?? ''}/${withdrawal?.seq ?? 0}`,
    );
    if (withdrawal !== undefined && known !== undefined && known !== withdrawal.digest)
      throw new PackageError('E_RECORDS', '作废声明与收到的数据包不符');
    return verdict;
  } catch (thrown) {
    const error = asPackageError(thrown);
    if (verdict.outcome === 'staged') await verdict.staged.dispose();
    else await dropHeldFiles(ctx, [basename(verdict.copy)]);
    return {
      outcome: 'refused',
      code: error.code,
      detail: error.detail,
      alarm: false,
      evidence: { head, digest, packageJson, siteSig, releaseSig },
    };
  }
}

async function answerOf(
  ctx: JobContext,
  previews: Previews,
  { verdict, judge, forged }: { verdict: PackageVerdict; judge: PackageJudge; forged: boolean },
  input: Application,
): Promise<Checked> {
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
        : await preview(ctx, previews, verdict.staged, input, judge);
  }
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
