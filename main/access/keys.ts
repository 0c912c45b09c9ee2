import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Instant } from '../../shared/ids.ts';
import { isPost, type Role } from '../../shared/policy/roles.ts';
import { splitRecovery, stationSecretPaper, wrappedKeyPaper } from '../database/recovery.ts';
import { zero } from '../database/sealing.ts';
import { readStationSecret } from '../database/stationSecret.ts';
import { accountByUid, allAccounts } from '../database/stores/accounts.ts';
import {
  insertPapers,
  insertSplit,
  leaversSince,
  newestRotation,
  newestSplit,
  papersOf,
} from '../database/stores/keys.ts';
import { setMeta } from '../database/stores/meta.ts';
import { registeredPrinters } from '../database/stores/printing.ts';
import type { Actor, JobContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { keyDues } from './keyDues.ts';
import { rotateKey } from './keyRotation.ts';
import type { Station } from './station.ts';

/** One paper for the safe. */
export interface RecoveryPaper {
  readonly paper: 'share1' | 'share2' | 'share3' | 'wrapped';
  readonly splitId: string;
  /** Who keeps it. */
  readonly custodian: string;
  /** Names of the two posts that had it printed. */
  readonly by: readonly [string, string];
  /** What stands on it, by name. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
}

/** Prints papers of the recovery; given by the composition root because printing lies above access. */
export interface PaperPress {
  /** @throws AppError print.printer-refused, print.file-printer: a share never becomes a file */
  check(ctx: JobContext, printer: string): Promise<void>;
  print(ctx: JobContext, printer: string, paper: RecoveryPaper): Promise<void>;
}

const managers: readonly Role[] = ['systemAdmin', 'securityAdmin'];

/** The other of the two posts of an act on keys. */
async function otherPost(ctx: JobContext, second: { login: string; password: string }): Promise<Actor> {
  const own = ctx.actor.roles.filter(isPost);
  return await ctx.keys.secondPerson(
    ctx.actor,
    second,
    managers.filter((post) => !own.some((held) => held === post)),
  );
}

/** Database key and recovery shares. No answer holds a key or a share: they go to paper and to the slot file only. */
export function keyHandlers(station: Station, press: PaperPress): AreaHandlers<'keys'> {
  return {
    state: async (ctx) => {
      const [rotation, split, accounts] = await Promise.all([
        newestRotation(ctx.db),
        newestSplit(ctx.db),
        allAccounts(ctx.db),
      ]);
      const papers = split === undefined ? [] : await papersOf(ctx.db, split.split_id);
      const keySince = rotation?.at ?? accounts.map((account) => account.created_at).sort()[0] ?? ctx.now;
      const shown = papers.map((paper) => ({
        paper: paper.paper,
        custodian: paper.custodian,
        outside: paper.custodian_id === null,
        custodianGone: paper.custodian_state !== null && paper.custodian_state !== 'active',
        printedAt: paper.printed_at as Instant,
        printer: paper.printer,
      }));
      const { generation, sealedTo } = await station.withKeys(async (slots) => ({
        generation: slots.generation,
        sealedTo: slots.recovery?.splitId ?? null,
      }));
      const bothNames = (act: { first_account: number; second_account: number }): [string, string] => {
        const nameOf = (id: number) => accounts.find((account) => account.id === id)?.name ?? '';
        return [nameOf(act.first_account), nameOf(act.second_account)];
      };
      return {
        generation,
        rotation:
          rotation === undefined
            ? null
            : {
                at: rotation.at as Instant,
                reason: rotation.reason,
                note: rotation.note,
                by: bothNames(rotation),
              },
        split:
          split === undefined
            ? null
            : {
                splitId: split.split_id,
                at: split.at as Instant,
                reason: split.reason,
                by: bothNames(split),
                papers: shown,
              },
        printers: (await registeredPrinters(ctx.db))
          .filter((one) => one.writes_files === 0 && one.level >= ctx.site.highestLevel)
          .map((one) => one.name),
        people: accounts
          .filter((account) => account.state === 'active')
          .map((account) => ({ uid: account.uid as AccountUid, name: account.name, login: account.login })),
        dues: keyDues({
          now: station.options.clock(),
          keySince,
          leavers: await leaversSince(ctx.db, keySince),
          split: split === undefined ? null : { splitId: split.split_id, at: split.at },
          sealedTo,
          papers: shown.map((paper) => ({ ...paper, gone: paper.custodianGone })),
        }),
      };
    },

    rotate: async (ctx, input) => {
      const second = await otherPost(ctx, input.second);
      await rotateKey(station, ctx, { reason: input.reason, note: input.note, second: second.id });
      return { done: true };
    },

    split: async (ctx, input) => {
      const second = await otherPost(ctx, input.second);
      await press.check(ctx, input.printer);
      const custodians = await Promise.all(
        input.custodians.map(async ({ name, accountUid }) => {
          if (accountUid === null) return { name, id: null };
          const found = await accountByUid(ctx.db, accountUid, ctx.today);
          if (found?.account.state !== 'active') throw new AppError('people.not-active');
          return { name: found.account.name, id: found.account.id };
        }),
      );
      if (new Set(custodians.map(({ name, id }) => id ?? name)).size !== custodians.length)
        throw new AppError('gate.bad-input', { detail: '三份份额须由三个不同的人保管' });
      const splitId = await station.withKeys(async (slots, databaseKey) => {
        const { recovery, shares } = await splitRecovery(databaseKey);
        const papers: RecoveryPaper[] = shares.map((text, index) => ({
          paper: (['share1', 'share2', 'share3'] as const)[index] ?? 'share1',
          splitId: recovery.splitId,
          custodian: custodians[index]?.name ?? '',
          by: [ctx.actor.name, second.name],
          texts: [{ name: `恢复份额 ${index + 1}（共 3 份，2 份可恢复）`, text }],
        }));
        papers.push(await wrappedPaper(station, recovery, input.keeper, [ctx.actor.name, second.name]));
        // All on paper before anything changes: shares that nobody holds would be worse than the old ones.
        await printAll(ctx, press, input.printer, papers);
        await slots.setRecovery(recovery, databaseKey);
        await ctx.commit(async ({ tx, now, audited }) => {
          await insertSplit(
            tx,
            {
              split_id: recovery.splitId,
              reason: input.reason,
              first_account: ctx.actor.id,
              second_account: second.id,
              at: now,
            },
            papers.map((paper, index) => ({
              split_id: recovery.splitId,
              paper: paper.paper,
              custodian: paper.custodian,
              custodian_id: custodians[index]?.id ?? null,
              printer: input.printer,
              printed_at: now,
            })),
          );
          await setMeta(tx, 'slot-generation', String(slots.generation));
          audited({ kind: 'recoverySplit', uid: recovery.splitId });
        });
        return recovery.splitId;
      });
      return { splitId };
    },

    printWrapped: async (ctx, input) => {
      const second = await otherPost(ctx, input.second);
      await press.check(ctx, input.printer);
      await station.withKeys(async (slots) => {
        const { recovery } = slots;
        const split = await newestSplit(ctx.db);
        if (recovery === null || split?.split_id !== recovery.splitId)
          throw new AppError('recovery.not-split');
        const paper = await wrappedPaper(station, recovery, input.keeper, [ctx.actor.name, second.name]);
        await printAll(ctx, press, input.printer, [paper]);
        await ctx.commit(async ({ tx, now, audited }) => {
          await insertPapers(tx, [
            {
              split_id: recovery.splitId,
              paper: 'wrapped',
              custodian: input.keeper,
              custodian_id: null,
              printer: input.printer,
              printed_at: now,
            },
          ]);
          audited({ kind: 'recoverySplit', uid: recovery.splitId });
        });
      });
      return { done: true };
    },
  };
}

async function wrappedPaper(
  station: Station,
  recovery: Parameters<typeof wrappedKeyPaper>[0],
  keeper: string,
  by: RecoveryPaper['by'],
): Promise<RecoveryPaper> {
  const stationSecret = await readStationSecret(station.options.stationSecretFile);
  try {
    return {
      paper: 'wrapped',
      splitId: recovery.splitId,
      custodian: keeper,
      by,
      texts: [
        { name: '封装密钥', text: wrappedKeyPaper(recovery) },
        { name: '工作站密钥', text: stationSecretPaper(stationSecret) },
      ],
    };
  } finally {
    zero(stationSecret);
  }
}

async function printAll(
  ctx: JobContext,
  press: PaperPress,
  printer: string,
  papers: readonly RecoveryPaper[],
): Promise<void> {
  for (const [index, paper] of papers.entries()) {
    ctx.progress(index, papers.length, '打印恢复纸张');
    try {
      await press.print(ctx, printer, paper);
    } catch {
      throw new AppError('recovery.print-failed');
    }
  }
}
