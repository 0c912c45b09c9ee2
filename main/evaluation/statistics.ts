import type { Contract, HandlerInput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { monthPlus } from '../../shared/figures/periods.ts';
import type { Month } from '../../shared/ids.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { allSites } from '../database/stores/exchange.ts';
import { factRows } from '../database/stores/facts.ts';
import { masterByUid } from '../database/stores/master.ts';
import { customerBranches, listedBehind } from '../database/stores/reports.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { rowsBehind } from './definitions.ts';
import { type FigureQuestion, figureSetOf } from './figures.ts';

/** Longest span of one question. */
const mostMonths = 36;
/** Most records listed behind a figure. */
const mostRows = 500;

type Narrowing = Omit<HandlerInput<'evaluation.rows'>, 'figure'>;

/** `evaluation.statistics`: figures of any span, beside the span of the same length before. */
export const statistics: HandlerFor<Contract['evaluation']['statistics']> = async (ctx, input) => ({
  set: await figureSetOf(ctx.db, await questionOfInput(ctx.db, input)),
});

/** `evaluation.rows`: the records behind a figure of the same question, as far as the person may see them. */
export const rows: HandlerFor<Contract['evaluation']['rows']> = async (ctx, input) => {
  const { scope } = await questionOfInput(ctx.db, input);
  const behind = rowsBehind(input.figure);
  const uids = behind === null ? [] : await factRows(ctx.db, scope, behind);
  const shown = await listedBehind(ctx.db, ctx.scope, uids.slice(0, mostRows));
  return {
    rows: shown.map(toRecordRow),
    hidden: shown.length < Math.min(uids.length, mostRows),
    total: uids.length,
  };
};

/** `evaluation.choices`. */
export const choices: HandlerFor<Contract['evaluation']['choices']> = async (ctx) => ({
  branches: await customerBranches(ctx.db),
  sites: (await allSites(ctx.db)).map(({ code, name }) => ({ code, name })),
});

/**
 * The question of the page: narrowed by master data by row number, months between the days, and the same length before.
 * @throws AppError gate.bad-input, master.not-found
 */
async function questionOfInput(db: ReadDb, input: Narrowing): Promise<FigureQuestion> {
  const first = input.from.slice(0, 7) as Month;
  const months: Month[] = [];
  for (let month = first; month <= input.to.slice(0, 7); month = monthPlus(month, 1)) {
    months.push(month);
    if (months.length > mostMonths) throw new AppError('gate.bad-input', { detail: '一次最多统计三年' });
  }
  if (months.length === 0) throw new AppError('gate.bad-input', { detail: '起止日期颠倒' });
  const narrow = {
    branch: input.branch,
    military: input.military,
    customer: await idOf(db, input.customerUid),
    model: await idOf(db, input.modelUid),
    site: input.site,
  };
  const before = { from: `${monthPlus(first, -months.length)}-01`, to: `${monthPlus(first, -1)}-31` };
  return { scope: { ...narrow, from: input.from, to: input.to }, months, before: { ...narrow, ...before } };
}

async function idOf(db: ReadDb, uid: string | null): Promise<number | null> {
  if (uid === null) return null;
  const entry = await masterByUid(db, uid);
  if (entry === undefined) throw new AppError('master.not-found');
  return entry.id;
}
