import type { HandlerInput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Instant, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { archiveNumberOf, numberText, seriesName, seriesUse } from '../../shared/numbers/seriesWords.ts';
import { isPost, roleNames } from '../../shared/policy/roles.ts';
import { allAccounts, allRoles } from '../database/stores/accounts.ts';
import { getMeta, removeMeta } from '../database/stores/meta.ts';
import {
  confirmedAccounts,
  endRestorations,
  insertConfirmedAccounts,
  insertRepeatedDisposal,
  insertWitnessedNumbers,
  insertWitnessedStreams,
  openRestoration,
  registerVoided,
  type StoredRestoration,
  sentStreams,
  updateRestoration,
  witnessedNumbers,
  witnessedStreams,
} from '../database/stores/restoration.ts';
import { recordByArchiveNumber } from '../database/stores/restoredRecords.ts';
import type { Actor, JobContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { possibleSeries } from './restoredSeries.ts';

type RestoredActs = Pick<
  AreaHandlers<'backup'>,
  'restoredState' | 'witnessNumbers' | 'confirmAccounts' | 'confirmDisposals' | 'endRestored'
>;
type State = NonNullable<Awaited<ReturnType<AreaHandlers<'backup'>['restoredState']>>['state']>;

/** Numbers beyond the highest witnessed one that are voided too: what nobody outside has seen yet (spec 3 "Backup"). */
export const voidedBeyond = 20;

/**
 * The other post of an act of two: any of the three administrators who holds another post than the first.
 * @throws AppError people.second-person-refused, people.same-person
 */
export async function secondPost(
  ctx: Pick<JobContext, 'actor' | 'keys'>,
  second: { readonly login: string; readonly password: string },
): Promise<Actor> {
  const held = ctx.actor.roles.filter(isPost);
  const others = (['systemAdmin', 'securityAdmin', 'auditor'] as const).filter(
    (post) => !held.includes(post),
  );
  return await ctx.keys.secondPerson(ctx.actor, second, others);
}

/** Repeats a disposal that happened after the set; given by the composition root because archives lie above access. */
export type RepeatDisposal = (
  ctx: Parameters<Parameters<JobContext['commit']>[0]>[0],
  recordId: number,
) => Promise<void>;

/** What must be settled after a restore before anything is numbered, printed, sent, archived or disposed of again. */
export function restoredSiteHandlers(repeatDisposal: RepeatDisposal | null): RestoredActs {
  return {
    restoredState: async (ctx) => {
      const open = await openRestoration(ctx.db);
      return { state: open === undefined ? null : await stateOf(ctx, open) };
    },

    witnessNumbers: async (ctx, input) => {
      await secondPost(ctx, input.second);
      return await ctx.commit(async ({ tx, now, audited }) => {
        const open = await required(tx);
        if (open.numbers_at !== null) throw new AppError('people.already-decided');
        const voided = await voidNumbers(tx, open, input, now, ctx);
        await keepStreams(tx, open, input);
        // Where the replaced installation could still be read, its own head is the newest there is.
        const lost = newerHead(input.lostHead, foundHead(open));
        if (lost !== null && lost.seq <= open.set_head_seq)
          throw new AppError('restored.below', { number: `审计第 ${lost.seq} 行` });
        await updateRestoration(tx, open.id, {
          numbers_at: now,
          lost_head_seq: lost?.seq ?? null,
          lost_head_digest: lost?.digest ?? null,
        });
        // One row names both heads: what the set ended with, and what was lost with the installation.
        audited({
          kind: 'auditCut',
          uid: `${open.set_head_seq}:${open.set_head_digest}`,
          number: lost === null ? 'none' : `${lost.seq}:${lost.digest}`,
        });
        return { voided };
      });
    },

    confirmAccounts: async (ctx, input) => {
      await secondPost(ctx, input.second);
      return await ctx.commit(async ({ tx, now, audited }) => {
        const open = await required(tx);
        const active = (await allAccounts(tx)).filter((account) => account.state === 'active');
        await insertConfirmedAccounts(
          tx,
          open.id,
          input.uids.filter((uid) => active.some((account) => account.uid === uid)),
          now,
        );
        const confirmed = await confirmedAccounts(tx, open.id);
        if (active.every((account) => confirmed.has(account.uid)))
          await updateRestoration(tx, open.id, { accounts_at: now });
        audited({ kind: 'restoration', uid: open.manifest_digest, number: 'accounts' });
        return { done: true };
      });
    },

    confirmDisposals: async (ctx, input) => {
      await secondPost(ctx, input.second);
      return await ctx.commit(async (write) => {
        const { tx, now, audited } = write;
        const open = await required(tx);
        for (const { number, witness } of input.numbers) {
          const record = await recordByArchiveNumber(tx, archiveNumberOf(number) ?? number);
          if (record === undefined)
            throw new AppError('restored.incomplete', {
              detail: `备份集中没有编号 ${number} 的记录，请核对`,
            });
          if (record.state !== 'disposed') {
            // A program that cannot dispose has never done so either: such a number is a mistake.
            if (repeatDisposal === null)
              throw new AppError('restored.incomplete', {
                detail: `编号 ${number} 未曾销毁，请核对见证资料`,
              });
            await repeatDisposal(write, record.id);
          }
          await insertRepeatedDisposal(tx, {
            restoration_id: open.id,
            record_uid: record.uid,
            number,
            witness,
          });
        }
        await updateRestoration(tx, open.id, { disposals_at: now });
        audited({
          kind: 'restoration',
          uid: open.manifest_digest,
          number: `disposals=${input.numbers.length}`,
        });
        return { disposed: input.numbers.length };
      });
    },

    endRestored: async (ctx, input) => {
      await secondPost(ctx, input.second);
      return await ctx.commit(async ({ tx, now, audited }) => {
        const open = await required(tx);
        const missing = await missingSteps(tx, open);
        if (missing.length > 0) throw new AppError('restored.incomplete', { detail: missing.join('、') });
        await endRestorations(tx, open, now);
        await removeMeta(tx, 'restored');
        audited({ kind: 'restoration', uid: open.manifest_digest, number: 'ended' });
        return { done: true };
      });
    },
  };
}

async function required(db: JobContext['db']): Promise<StoredRestoration> {
  const open = await openRestoration(db);
  if (open === undefined) throw new AppError('restored.not');
  return open;
}

/** What is still open, by name. An account that was enabled meanwhile is confirmed like every other. */
async function missingSteps(db: JobContext['db'], open: StoredRestoration): Promise<string[]> {
  const confirmed = await confirmedAccounts(db, open.id);
  const unconfirmed = (await allAccounts(db)).filter(
    (account) => account.state === 'active' && !confirmed.has(account.uid),
  );
  return [
    ...(open.numbers_at === null ? ['见证编号'] : []),
    ...(open.accounts_at === null || unconfirmed.length > 0
      ? [`确认帐号（${unconfirmed.map((account) => account.name).join('、')}）`]
      : []),
    ...(open.disposals_at === null ? ['补办销毁'] : []),
    ...(open.epoch_at === null ? ['开启新纪元'] : []),
  ];
}

interface Head {
  readonly seq: number;
  readonly digest: string;
}

function foundHead(open: StoredRestoration): Head | null {
  if (open.found_head_seq === null || open.found_head_digest === null) return null;
  // A site that is replaced by its own newest set has lost nothing.
  if (open.found_head_seq <= open.set_head_seq) return null;
  return { seq: open.found_head_seq, digest: open.found_head_digest };
}

function newerHead(one: Head | null, other: Head | null): Head | null {
  if (one === null || other === null) return one ?? other;
  return one.seq >= other.seq ? one : other;
}

/** Every series needs its witness; all numbers up to it and twenty more are registered as voided by the restore. */
async function voidNumbers(
  tx: Parameters<typeof registerVoided>[0],
  open: StoredRestoration,
  input: HandlerInput<'backup.witnessNumbers'>,
  now: Instant,
  ctx: JobContext,
): Promise<number> {
  const series = await possibleSeries(tx, ctx.site, open);
  const keyOf = (row: { series: string; year: number; site: string }) =>
    `${row.series} ${row.year} ${row.site}`;
  const typed = new Map(input.numbers.map((row) => [keyOf(row), row]));
  const missing = series.filter((row) => !typed.has(keyOf(row)));
  const [first] = missing;
  if (first !== undefined)
    throw new AppError('restored.incomplete', {
      detail: `${first.year} 年 ${first.site} ${seriesName(first.series)}等 ${missing.length} 个系列的见证编号`,
    });
  let voided = 0;
  const kept = series.map((row) => {
    const { witnessed, source } = typed.get(keyOf(row)) ?? { witnessed: 0, source: '' };
    if (witnessed > 0 && witnessed < row.highest)
      throw new AppError('restored.below', { number: numberText(row.series, row.year, row.site, witnessed) });
    const through = Math.max(witnessed, row.highest) + voidedBeyond;
    return { row, witnessed, source, through };
  });
  for (const { row, through } of kept) {
    voided += await registerVoided(tx, row, through, (n) => numberText(row.series, row.year, row.site, n), {
      reason: '恢复作废',
      at: now,
    });
  }
  await insertWitnessedNumbers(
    tx,
    kept.map(({ row, witnessed, source, through }) => ({
      restoration_id: open.id,
      series: row.series,
      year: row.year,
      site: row.site,
      in_set: row.highest,
      witnessed,
      voided_through: through,
      source,
    })),
  );
  return voided;
}

/** The last package of each stream by a witness; the old epoch ends there, and twenty numbers later nothing was sent. */
async function keepStreams(
  tx: Parameters<typeof registerVoided>[0],
  open: StoredRestoration,
  input: HandlerInput<'backup.witnessNumbers'>,
): Promise<void> {
  const epoch = (await getMeta(tx, 'epoch')) ?? 'e01';
  const typed = new Map(input.streams.map((row) => [row.recipient as string, row]));
  const rows = (await sentStreams(tx, epoch)).map((stream) => {
    const witness = typed.get(stream.recipient);
    if (witness === undefined)
      throw new AppError('restored.incomplete', { detail: `发往 ${stream.recipient} 的数据包序号` });
    if (
      witness.witnessed < stream.acknowledged ||
      (witness.witnessed > 0 && witness.witnessed < stream.sealed)
    )
      throw new AppError('restored.below', { number: `${stream.recipient}-${epoch}-${witness.witnessed}` });
    const beyond = witness.witnessed > stream.sealed;
    if (beyond && witness.digest === null)
      throw new AppError('restored.incomplete', {
        detail: `${stream.recipient}-${epoch}-${witness.witnessed} 的摘要（见对方回执）`,
      });
    return {
      restoration_id: open.id,
      recipient: stream.recipient,
      epoch,
      in_set: stream.sealed,
      witnessed: witness.witnessed,
      digest: beyond ? witness.digest : witness.witnessed === 0 ? null : stream.digest,
      voided_through: Math.max(witness.witnessed, stream.sealed) + voidedBeyond,
      source: witness.source,
    };
  });
  await insertWitnessedStreams(tx, rows);
}

async function stateOf(ctx: Pick<JobContext, 'db' | 'site'>, open: StoredRestoration): Promise<State> {
  const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
  const [numbers, streams, series, sent, accounts, roles, confirmed] = await Promise.all([
    witnessedNumbers(ctx.db, open.id),
    witnessedStreams(ctx.db, open.id),
    possibleSeries(ctx.db, ctx.site, open),
    sentStreams(ctx.db, epoch),
    allAccounts(ctx.db),
    allRoles(ctx.db),
    confirmedAccounts(ctx.db, open.id),
  ]);
  const head = (seq: number | null, digest: string | null) =>
    seq === null || digest === null ? null : { seq, digest: digest as Sha256Hex };
  return {
    at: open.at as Instant,
    setAt: open.set_at as Instant,
    openedWith: open.opened_with,
    setHead: { seq: open.set_head_seq, digest: open.set_head_digest as Sha256Hex },
    foundHead: head(open.found_head_seq, open.found_head_digest),
    lostHead: head(open.lost_head_seq, open.lost_head_digest),
    numbers:
      open.numbers_at === null
        ? series.map((row) => ({
            ...seriesRow(row.series, row.year, row.site),
            inSet: row.highest,
            witnessed: null,
            voidedThrough: null,
          }))
        : numbers.map((row) => ({
            ...seriesRow(row.series, row.year, row.site),
            inSet: row.in_set,
            witnessed: row.witnessed,
            voidedThrough: row.voided_through,
          })),
    streams: sent.map((stream) => {
      const kept = streams.find((row) => row.recipient === stream.recipient);
      return {
        recipient: stream.recipient as SiteCode,
        name: stream.name,
        epoch: kept?.epoch ?? epoch,
        inSet: kept?.in_set ?? stream.sealed,
        acknowledged: stream.acknowledged,
        witnessed: kept?.witnessed ?? null,
        voidedThrough: kept?.voided_through ?? null,
      };
    }),
    accounts: accounts
      .filter((account) => account.state === 'active')
      .map((account) => ({
        uid: account.uid as AccountUid,
        login: account.login,
        name: account.name,
        roles: roles.filter((role) => role.account_id === account.id).map((role) => roleNames[role.role]),
        confirmed: confirmed.has(account.uid),
      })),
    numbersAt: open.numbers_at as Instant | null,
    accountsAt: open.accounts_at as Instant | null,
    disposalsAt: open.disposals_at as Instant | null,
    epoch: open.epoch,
    epochAt: open.epoch_at as Instant | null,
  };
}

function seriesRow(series: string, year: number, site: string) {
  return { series, year, site: site as SiteCode, name: seriesName(series), use: seriesUse(series) };
}
