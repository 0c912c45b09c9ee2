import { z } from 'zod';
import { addMonths, daysBetween } from '../../../shared/calendar/calendar.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Day } from '../../../shared/ids.ts';
import { daysOfYear, expectedDemand, smallestStock } from '../../../shared/spares/poisson.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { allMaster } from '../../database/stores/master.ts';
import { deliveredOnPlan, deliveriesOfModel, partsInStock, usedSince } from '../../database/stores/spares.ts';
import { requireEditable } from '../../records/drafts.ts';
import type { MoveHooks } from '../../records/moveHooks.ts';
import { requireRecord } from '../../records/reading.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { auditRecord, noteHistory, writeEdit } from '../../records/writing.ts';
import { toPart } from './entries.ts';

/** A line of a plan as it stands in its content. */
const lineSchema = z.object({
  code: z.string(),
  name: z.string().catch(''),
  used: z.number().catch(0),
  mean: z.number().catch(0),
  stock: z.number().catch(0),
  level: z.number().catch(0),
  suggested: z.number().catch(0),
  decided: z.number().nullable().catch(null),
  reason: z.string().nullable().catch(null),
});
type Line = z.infer<typeof lineSchema>;

/** Turn-round time of a part for which none is entered. */
const usualTurnRoundDays = 180;
/** Most parts in one plan. */
const mostParts = 2000;

/** 备件预投计划: every line is decided before it is submitted. */
export const sparesPlanHooks: MoveHooks = {
  check: async (_ctx, whole, move) => {
    if (move !== 'submit') return null;
    const lines = linesOf(whole);
    const open = lines.filter((line) => line.decided === null).map((line) => line.code);
    if (open.length > 0) {
      const named = open.slice(0, 6).join('、');
      return new AppError('spares.undecided', {
        detail: open.length > 6 ? `${named} 等 ${open.length} 项` : named,
      });
    }
    return null;
  },
};

/**
 * `spares.suggest`: for each part of the site, demand from the years before, stock now, and the smallest stock that meets the
 * target with the probability asked for (5.9).
 * @throws AppError record.not-found, record.not-draft, record.incomplete (no target)
 */
export const suggest: HandlerFor<Contract['spares']['suggest']> = async (ctx, input) => {
  const whole = await requirePlan(ctx, input.uid);
  const { target, demandYears } = whole.content;
  if (typeof target !== 'number' || typeof demandYears !== 'number') {
    throw new AppError('record.incomplete', { detail: '备件满足率目标、统计年数（必填）' });
  }
  const since = addMonths(ctx.today, -12 * demandYears);
  const used = await usedSince(ctx.tx, since);
  const decided = new Map(linesOf(whole).map((line) => [line.code, line]));
  const parts = await partsInStock(ctx.tx, {
    text: '',
    lowOnly: false,
    ownership: null,
    after: null,
    limit: mostParts,
  });
  const models = await modelsOfParts(ctx);
  const lines: Line[] = [];
  for (const row of parts) {
    const part = toPart(row);
    const deliveries = await deliveriesOf(ctx, models.get(row.id) ?? null);
    const exposure = setYearsSince(deliveries, since, ctx.today);
    const perSet = part.perSet ?? 1;
    const pieces = used.get(row.id) ?? 0;
    const mean = expectedDemand({
      used: pieces,
      setYears: exposure * perSet,
      sets: deliveries.length * perSet,
      years: demandYears,
      turnRoundDays: part.turnRoundDays ?? usualTurnRoundDays,
    });
    // The least stock that somebody has set for the part counts too.
    const level = Math.max(smallestStock(mean, target / 100), part.lowStock ?? 0);
    const suggested = Math.max(0, level - row.own);
    const before = decided.get(row.code);
    if (pieces === 0 && suggested === 0 && before === undefined) continue;
    lines.push({
      code: row.code,
      name: row.name,
      used: pieces,
      mean: Math.round(mean * 1000) / 1000,
      stock: row.own,
      level,
      suggested,
      decided: before?.decided ?? null,
      reason: before?.reason ?? null,
    });
  }
  await writeLines(ctx, whole, lines, 'planLines');
  return { lines: lines.length };
};

/**
 * `spares.decideLine`.
 * @throws AppError record.not-found, record.not-draft, spares.no-part, spares.reason
 */
export const decideLine: HandlerFor<Contract['spares']['decideLine']> = async (ctx, input) => {
  const whole = await requirePlan(ctx, input.uid);
  const lines = linesOf(whole);
  const line = lines.find((one) => one.code === input.code);
  if (line === undefined) throw new AppError('spares.no-part', { code: input.code, what: '计划备件' });
  if (input.decided !== line.suggested && input.reason.length < 2) {
    throw new AppError('spares.reason', { detail: `${line.code} 的决定与建议不同，` });
  }
  const reason = input.reason === '' ? null : input.reason;
  await writeLines(
    ctx,
    whole,
    lines.map((one) => (one === line ? { ...one, decided: input.decided, reason } : one)),
    null,
  );
  return { done: true };
};

/** `spares.plan`: plan against delivered. */
export const plan: HandlerFor<Contract['spares']['plan']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.uid);
  if (whole.kind !== 'sparesPlan') throw new AppError('record.not-found');
  const { record } = whole;
  ctx.audited({
    kind: record.kind,
    uid: record.uid,
    number: record.archive_number ?? record.registration_number,
    mark: record.marking,
  });
  const delivered = await deliveredOnPlan(ctx.db, record.id);
  return {
    lines: linesOf(whole).map((line) => ({
      ...line,
      reason: line.reason ?? '',
      delivered: delivered.get(line.code) ?? 0,
    })),
  };
};

/** The lines of a plan. */
function linesOf(whole: Pick<WholeRecord, 'content'>): Line[] {
  return lineSchema.array().safeParse(whole.content.lines ?? []).data ?? [];
}

async function requirePlan(ctx: WriteContext, uid: string): Promise<WholeRecord> {
  const whole = await requireEditable(ctx, uid);
  if (whole.kind !== 'sparesPlan') throw new AppError('record.not-found');
  if (whole.state !== 'draft') throw new AppError('record.not-draft', { state: '已提交' });
  return whole;
}

async function writeLines(
  ctx: WriteContext,
  whole: WholeRecord,
  lines: readonly Line[],
  act: string | null,
): Promise<void> {
  const after = await writeEdit(ctx, whole, { content: { ...whole.content, lines } });
  if (act !== null) await noteHistory(ctx, after.record, act, after.state, `${lines.length} 项`);
  auditRecord(ctx, after.record);
}

/** Model of each part, by row number. */
async function modelsOfParts(ctx: WriteContext): Promise<ReadonlyMap<number, number | null>> {
  const parts = await allMaster(ctx.tx, 'part');
  return new Map(parts.map((part) => [part.id, part.model_id]));
}

async function deliveriesOf(ctx: WriteContext, modelId: number | null): Promise<(string | null)[]> {
  return modelId === null ? [] : await deliveriesOfModel(ctx.tx, modelId);
}

/** Years that the sets were in service since a day; a set whose delivery is not known was there all the time. */
function setYearsSince(deliveries: readonly (string | null)[], since: Day, today: Day): number {
  return deliveries.reduce((years, delivered) => {
    const from = delivered !== null && delivered > since ? (delivered as Day) : since;
    return years + Math.max(0, daysBetween(from, today)) / daysOfYear;
  }, 0);
}
