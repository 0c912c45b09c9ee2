import { addDays } from '../../shared/calendar/calendar.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Tile } from '../../shared/contract/inspecting.ts';
import type { Day } from '../../shared/ids.ts';
import { defaultMarking, formatMarking, maxMarking, parseMarking } from '../../shared/marking/marking.ts';
import { type ComplianceTile, complianceKeys, complianceTiles } from '../../shared/rules/compliance.ts';
import type { ContextBase } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { type ComplianceQuestion, tileCount, tileRows } from '../database/stores/compliance.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { endOfDay, startOfDay } from '../records/wholeRecord.ts';
import { qualificationRules } from './qualifying.ts';

type Handlers = Contract['service'];
/** Rows that the board itself shows; all are one key away. */
const shownOnTile = 3;
const mostEvidence = 500;
/** Day of the month by which units send what was reviewed in the month before (spec 1 "Deadlines"). */
const sendingDay = 5;

/** Who asks the board, and of which days. */
export type Asking = Pick<ContextBase, 'site' | 'scope' | 'today'> & { readonly db: ReadDb };

/** `service.compliance`: every tile with its counts and first evidence. */
export const compliance: HandlerFor<Handlers['compliance']> = async (ctx, input) => {
  const tiles = await tilesOf(ctx, input.from, input.to, shownOnTile);
  return {
    tiles,
    marking: highestMarking(
      tiles.flatMap((one) => one.rows.map((row) => row.marking)),
      ctx.today,
    ),
  };
};

/** `service.complianceEvidence`: what makes one tile red, and what amber. */
export const complianceEvidence: HandlerFor<Handlers['complianceEvidence']> = async (ctx, input) => {
  const ask = await questionOf(ctx, input.from, input.to);
  const rows = async (tone: 'red' | 'amber') =>
    (await tileRows(ctx.db, ctx.scope, input.key, tone, ask, mostEvidence)).map(toRecordRow);
  return { red: await rows('red'), amber: await rows('amber') };
};

/** Every tile for a stretch of days, with so many rows of evidence, red before amber. */
export async function tilesOf(ctx: Asking, from: Day, to: Day, evidence: number): Promise<Tile[]> {
  const ask = await questionOf(ctx, from, to);
  const tiles: Tile[] = [];
  for (const key of complianceKeys) tiles.push(await tileOf(ctx, key, ask, evidence));
  return tiles;
}

async function tileOf(
  ctx: Asking,
  key: ComplianceTile,
  ask: ComplianceQuestion,
  evidence: number,
): Promise<Tile> {
  const { clause, title, red: redMeans, amber: amberMeans } = complianceTiles[key];
  const red = await tileCount(ctx.db, ctx.scope, key, 'red', ask);
  const amber = await tileCount(ctx.db, ctx.scope, key, 'amber', ask);
  const redRows = red === 0 ? [] : await tileRows(ctx.db, ctx.scope, key, 'red', ask, evidence);
  const room = evidence - redRows.length;
  const amberRows =
    amber === 0 || room <= 0 ? [] : await tileRows(ctx.db, ctx.scope, key, 'amber', ask, room);
  return {
    key,
    clause,
    title,
    redMeans,
    amberMeans,
    tone: red > 0 ? 'red' : amber > 0 ? 'amber' : 'green',
    red,
    amber,
    rows: [...redRows, ...amberRows].map(toRecordRow),
  };
}

async function questionOf(ctx: Asking, from: Day, to: Day): Promise<ComplianceQuestion> {
  const { validityMonths } = await qualificationRules(ctx.db, ctx.today);
  return {
    from: startOfDay(from),
    before: endOfDay(to),
    today: ctx.today,
    dayFromToday: (days) => addDays(ctx.today, days),
    momentOfDay: (day) => startOfDay(day),
    site: ctx.site.code,
    isCenter: ctx.site.kind === 'center',
    monthStart: `${ctx.today.slice(0, 7)}-01`,
    sendingDayOver: Number(ctx.today.slice(8)) > sendingDay,
    trainingMonths: validityMonths,
  };
}

/** Highest marking among what a list shows: the list itself carries it. */
export function highestMarking(markings: readonly string[], today: Day): string {
  const parsed = markings.map(parseMarking).filter((marking) => marking !== null);
  return formatMarking(parsed.length === 0 ? defaultMarking : maxMarking(parsed, today));
}
