import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { branchWords, militaryBranches } from '../../shared/forms/definitions/blocks.ts';
import type { Day, RecordUid } from '../../shared/ids.ts';
import {
  formatMarking,
  isLowerMarking,
  levelRank,
  type Marking,
  maxMarking,
  parseMarking,
} from '../../shared/marking/marking.ts';
import type { AreaHandlers, HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  customerBranches,
  listedBehind,
  type MeasureKey,
  markingsBehind,
  measures,
  reportOfPeriod,
} from '../database/stores/figures.ts';
import { allMaster } from '../database/stores/master.ts';
import { visible } from '../database/stores/visibility.ts';
import { createRecord } from '../records/drafts.ts';
import { proposeMark } from '../records/marks.ts';
import { type MoveHooks, registerMoveHooks } from '../records/moveHooks.ts';
import { requireRecord } from '../records/reading.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { endOfDay, startOfDay, type WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, writeEdit } from '../records/writing.ts';
import { briefText } from './briefText.ts';
import {
  type FrozenFigures,
  figuresDigest,
  figuresToFreeze,
  frozenFigures,
  liveFigures,
  recordsBehind,
} from './figures.ts';
import { branchOf, monthPeriod, periodOf, type ReportPeriod, scopeOf } from './period.ts';

/** `reports.branches`: military branches that have customers. */
const branches: HandlerFor<Contract['reports']['branches']> = async (ctx) => {
  const present = await customerBranches(ctx.db);
  return { branches: militaryBranches.filter((branch) => present.includes(branch)) };
};

/**
 * `reports.createMonthBrief`: drafts the 服务简报 of one branch: text and figures from the records, distribution to the
 * branch's military offices, marking from the parts.
 * @throws AppError report.exists, record.clearance, gate.bad-input for a branch that is not military
 */
const createMonthBrief: HandlerFor<Contract['reports']['createMonthBrief']> = async (ctx, input) => {
  const branch = branchOf(input.branch);
  if (branch === null) throw new AppError('gate.bad-input', { detail: '服务简报只按军兵种编制' });
  const period = monthPeriod(input.month, branch);
  const existing = await reportOfPeriod(ctx.tx, {
    branch,
    reportKind: 'brief',
    periodFrom: period.from,
    from: startOfDay(period.to),
    before: endOfDay(period.to),
  });
  if (existing !== undefined) throw new AppError('report.exists');
  const figures = await figuresToFreeze(ctx.tx, period);
  const [year = '', month = ''] = input.month.split('-');
  const whole = await createRecord(ctx, {
    kind: 'situationReport',
    content: {
      reportKind: 'brief',
      periodKind: 'month',
      periodFrom: period.from,
      periodTo: period.to,
      branch,
      heading: `${year}年${Number(month)}月${branchWords[branch]}用户军品服务简报`,
      ...briefText(period, figures.set),
      // What the text was drafted from; at submission the frozen figures take its place.
      figures,
      distribution: await officesOf(ctx.tx, branch),
    },
  });
  const marking = await partsMarking(ctx.tx, period, ctx.today);
  const level = levelRank(marking.level);
  if (level > ctx.actor.clearance || level > ctx.site.highestLevel) throw new AppError('record.clearance');
  const marked =
    formatMarking(marking) === whole.record.marking
      ? whole
      : await writeEdit(ctx, whole, { head: await proposeMark(ctx, whole, marking) });
  auditRecord(ctx, marked.record);
  return { uid: marked.record.uid as RecordUid };
};

/** `reports.figures`: the frozen set from submission on, what the records say now before. */
const figures: HandlerFor<Contract['reports']['figures']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const { set, frozen } = await figuresOf(ctx.db, whole);
  return { frozen, set };
};

/** `reports.drillDown`: the records behind a figure; those that the reader may not see are only told of, not counted. */
const drillDown: HandlerFor<Contract['reports']['drillDown']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const frozen = frozenOf(whole);
  const period = periodOf(whole.content);
  const uids =
    frozen !== null
      ? (frozen.rows[input.figure] ?? [])
      : period === null
        ? []
        : await recordsBehind(ctx.db, period, input.figure);
  const rows = await listedBehind(ctx.db, ctx.scope, uids, visible(ctx.scope, 's'));
  return { rows: rows.map(toRecordRow), hidden: rows.length < uids.length };
};

/** Service functions of the contract's `reports` area. */
export const reportHandlers: AreaHandlers<'reports'> = { branches, createMonthBrief, figures, drillDown };

/** What situation reports add to the move engine: the period must be over, and submission freezes the figures. */
const situationReportHooks: MoveHooks = {
  async check(ctx, whole, move) {
    if (move !== 'submit') return null;
    const period = periodOf(whole.content);
    if (period === null) return null;
    if (period.to >= ctx.today) return new AppError('report.period-open');
    const least = await partsMarking(ctx.db, period, ctx.today);
    const own = parseMarking(whole.record.marking);
    return own === null || isLowerMarking(own, least, ctx.today)
      ? new AppError('record.marking-lower')
      : null;
  },
  async fill(ctx, whole, move) {
    const period = periodOf(whole.content);
    if (move !== 'submit' || period === null) return {};
    const frozen = await figuresToFreeze(ctx.db, period);
    return { ...redrafted(whole, period, frozen), figures: frozen, figuresDigest: figuresDigest(frozen) };
  },
};

/**
 * Sections that nobody edited follow the figures that are frozen now, so that text and figures cannot contradict each other
 * after records came in between. An edited section is its author's and stays.
 */
function redrafted(whole: WholeRecord, period: ReportPeriod, frozen: FrozenFigures): Record<string, string> {
  const drafted = frozenFigures.safeParse(whole.content.figures).data;
  if (drafted === undefined) return {};
  const before = briefText(period, drafted.set);
  const now = briefText(period, frozen.set);
  return Object.fromEntries(Object.entries(now).filter(([key]) => whole.content[key] === before[key]));
}

/** Gives situation reports their rules; called once by the composition root. */
export function registerReportHooks(): void {
  registerMoveHooks({ situationReport: situationReportHooks });
}

/**
 * The figures of a report: frozen ones while it is beyond draft, live ones in a draft (one that was sent back shows what
 * the records say now).
 */
export async function figuresOf(
  db: ReadDb,
  whole: WholeRecord,
): Promise<{ readonly frozen: boolean; readonly set: FrozenFigures['set'] }> {
  const frozen = frozenOf(whole);
  if (frozen !== null) return { frozen: true, set: frozen.set };
  const period = periodOf(whole.content);
  return {
    frozen: false,
    set: period === null ? { figures: [], tables: [] } : await liveFigures(db, period),
  };
}

function frozenOf(whole: WholeRecord): FrozenFigures | null {
  if (whole.state === 'draft') return null;
  const parsed = frozenFigures.safeParse(whole.content.figures);
  return parsed.success ? parsed.data : null;
}

async function requireReport(ctx: Parameters<typeof requireRecord>[0], uid: string): Promise<WholeRecord> {
  const whole = await requireRecord(ctx, uid);
  if (whole.kind !== 'situationReport') throw new AppError('record.not-found');
  return whole;
}

/** Highest level and longest term of the records that the figures count (spec 3 "Marking"). */
async function partsMarking(db: ReadDb, period: ReportPeriod, today: Day): Promise<Marking> {
  const texts = await markingsBehind(db, scopeOf(period), Object.keys(measures) as MeasureKey[]);
  return maxMarking(
    texts.flatMap((text) => parseMarking(text) ?? []),
    today,
  );
}

/** Distribution list: every military office of the branch, one copy each; the person who prepares the brief edits it. */
async function officesOf(
  db: ReadDb,
  branch: string,
): Promise<{ code: string; name: string; copies: number }[]> {
  const offices = await allMaster(db, 'militaryOffice');
  return offices
    .filter((office) => (JSON.parse(office.content) as { branch?: unknown }).branch === branch)
    .map((office) => ({ code: office.code, name: office.name, copies: 1 }));
}
