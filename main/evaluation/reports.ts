import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Period, periodKindWords, periodOfKey, periodWords } from '../../shared/figures/periods.ts';
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
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { type FactSource, type FigureScope, factRows } from '../database/stores/facts.ts';
import { freezeFacts, markingsBehind } from '../database/stores/factTables.ts';
import { allMaster } from '../database/stores/master.ts';
import { historyOf, versionsOf } from '../database/stores/recordParts.ts';
import { customerBranches, listedBehind, reportsOf } from '../database/stores/reports.ts';
import { createRecord } from '../records/drafts.ts';
import { proposeMark } from '../records/marks.ts';
import { type MoveHooks, registerMoveHooks } from '../records/moveHooks.ts';
import type { RecordContext } from '../records/reading.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { contentOf, type WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, writeEdit } from '../records/writing.ts';
import { briefText } from './briefText.ts';
import { rowsBehind } from './definitions.ts';
import { dispatchProblem, openToRecipients, requireReport } from './distribution.ts';
import { figuresDigest, figuresToFreeze, liveFigures, recomputed, sourceOf } from './freezing.ts';
import { type FrozenFigures, frozenOf, readFrozen } from './frozen.ts';
import { isLocked } from './locks.ts';
import { branchOf, type ReportSubject, scopeOf, subjectOf } from './period.ts';

/** `reports.branches`: military branches that have customers. */
export const branches: HandlerFor<Contract['reports']['branches']> = async (ctx) => {
  const present = await customerBranches(ctx.db);
  return { branches: militaryBranches.filter((branch) => present.includes(branch)) };
};

/**
 * `reports.create`: drafts the report of a period: 服务简报 of a branch and month, 情况报表 of a branch or of everything.
 * Text and figures from the records, distribution to the branch's military offices, marking from the parts.
 * @throws AppError report.exists, record.clearance, gate.bad-input for a branch that is not military
 */
export const create: HandlerFor<Contract['reports']['create']> = async (ctx, input) => {
  const period = periodOfKey(input.period);
  const branch = input.branch === null ? null : branchOf(input.branch);
  if (period === null) throw new AppError('gate.bad-input', { detail: '报告期不存在' });
  if (input.branch !== null && branch === null)
    throw new AppError('gate.bad-input', { detail: '5.7.4 的报告只按军兵种编制' });
  const subject = { period, branch };
  if ((await reportsOf(ctx.tx, period, branch)).length > 0) throw new AppError('report.exists');
  const figures = await figuresToFreeze(ctx.tx, subject, 1);
  const whole = await createRecord(ctx, {
    kind: 'situationReport',
    content: {
      reportKind: branch !== null && period.kind === 'month' ? 'brief' : 'situation',
      periodKind: period.kind,
      periodFrom: period.from,
      periodTo: period.to,
      ...(branch === null ? {} : { branch }),
      heading: headingOf(subject),
      ...briefText(subject, figures.set),
      // What the text was drafted from; at submission the frozen figures take its place.
      figures,
      ...(branch === null ? {} : { distribution: await officesOf(ctx.tx, branch) }),
    },
  });
  const marking = await partsMarking(ctx.tx, subject, ctx.today);
  const level = levelRank(marking.level);
  if (level > ctx.actor.clearance || level > ctx.site.highestLevel) throw new AppError('record.clearance');
  const marked =
    formatMarking(marking) === whole.record.marking
      ? whole
      : await writeEdit(ctx, whole, { head: await proposeMark(ctx, whole, marking) });
  auditRecord(ctx, marked.record);
  return { uid: marked.record.uid as RecordUid };
};

function headingOf({ period, branch }: { period: Period; branch: ReportSubject['branch'] }): string {
  const when = periodWords(period);
  if (branch === null) return `${when}售后服务情况报表`;
  return period.kind === 'month'
    ? `${when}${branchWords[branch]}用户军品服务简报`
    : `${when}${branchWords[branch]}用户军品售后服务情况报表（${periodKindWords[period.kind]}）`;
}

/** `reports.figures`: the frozen set from submission on, what the records say now before. */
export const figures: HandlerFor<Contract['reports']['figures']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const { set, frozen } = await figuresOf(ctx.db, whole);
  return { frozen, set };
};

/** `reports.drillDown`: the records behind a figure; those that the reader may not see are only told of, not counted. */
export const drillDown: HandlerFor<Contract['reports']['drillDown']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const frozen = frozenOf(whole);
  const subject = subjectOf(whole.content);
  const uids =
    frozen !== null
      ? await recordsBehind(ctx.db, allDays, input.figure, sourceOf(whole, frozen))
      : subject === null
        ? []
        : await recordsBehind(ctx.db, scopeOf(subject), input.figure, 'live');
  const rows = await listedBehind(ctx.db, ctx.scope, uids);
  return { rows: rows.map(toRecordRow), hidden: rows.length < uids.length };
};

/** Frozen rows belong to their report already and need no narrowing. */
const allDays: FigureScope = { from: '0000-01-01', to: '9999-12-31' };

/** Identities of the records behind a figure; none for an unknown key. */
async function recordsBehind(
  db: ReadDb,
  scope: FigureScope,
  key: string,
  source: FactSource,
): Promise<string[]> {
  const behind = rowsBehind(key);
  return behind === null ? [] : await factRows(db, scope, behind, source);
}

/** `reports.recompute`: the satisfaction of a frozen report once more, from the rows and the method of then. */
export const recompute: HandlerFor<Contract['reports']['recompute']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  auditRecord(ctx, whole.record);
  const frozen = frozenOf(whole);
  const subject = subjectOf(whole.content);
  if (frozen === null || subject === null) throw new AppError('report.not-frozen');
  const { method, digest } = await recomputed(ctx.db, whole, frozen, subject);
  return { method, rows: frozen.rows.count, same: digest === frozen.satisfaction.digest, digest };
};

/** What situation reports add to the move engine: the period must be over, submission freezes the figures, a change needs its note. */
const situationReportHooks: MoveHooks = {
  async check(ctx, whole, move) {
    if (move === 'dispatch') return await dispatchProblem(ctx.db, whole);
    if (move !== 'submit') return null;
    const subject = subjectOf(whole.content);
    if (subject === null) return new AppError('report.period-unknown');
    if (subject.period.to >= ctx.today) return new AppError('report.period-open');
    const noted = String(whole.content.changeNote ?? '').trim() !== '';
    if (!noted && (await wasReopened(ctx.db, whole)))
      return new AppError('report.note-missing', {}, 'changeNote');
    const least = await partsMarking(ctx.db, subject, ctx.today);
    const own = parseMarking(whole.record.marking);
    return own === null || isLowerMarking(own, least, ctx.today)
      ? new AppError('record.marking-lower')
      : null;
  },
  async fill(ctx, whole, move) {
    // The note of the change before says nothing of this one.
    if (move === 'reopen') return { changeNote: '' };
    const subject = subjectOf(whole.content);
    if (move !== 'submit' || subject === null) return {};
    const frozen = await frozenNow(ctx, whole, subject);
    return { ...redrafted(whole, subject, frozen), figures: frozen, figuresDigest: figuresDigest(frozen) };
  },
  async after(ctx, whole, move) {
    const subject = subjectOf(whole.content);
    const frozen = readFrozen(whole.content.figures);
    if (subject === null || frozen === null) return;
    // Figures of a locked period keep the rows of the version that froze them.
    if (move === 'submit' && frozen.rows.version === whole.record.version)
      await freezeFacts(ctx.tx, scopeOf(subject), { id: whole.record.id, version: frozen.rows.version });
    if (move === 'dispatch') await openToRecipients(ctx, whole);
  },
};

/** The report was opened again after its approval. */
async function wasReopened(db: ReadDb, whole: WholeRecord): Promise<boolean> {
  return (await historyOf(db, whole.record.id)).some((line) => line.act === 'reopen');
}

/**
 * The figures that a submission freezes. Those of a locked period that were frozen before stay as they are: what came later is a
 * correction of the next report (spec 5).
 */
async function frozenNow(
  ctx: RecordContext,
  whole: WholeRecord,
  subject: ReportSubject,
): Promise<FrozenFigures> {
  const earlier = await lastFrozen(ctx.db, whole);
  if (earlier !== null && (await isLocked(ctx.db, subject.period))) return earlier;
  // The version that this content will have: filling in the figures makes a new one where the present one is frozen already.
  const taken = (await versionsOf(ctx.db, whole.record.id)).some(
    (version) => version.version === whole.record.version,
  );
  return await figuresToFreeze(ctx.db, subject, taken ? whole.record.version + 1 : whole.record.version);
}

async function lastFrozen(db: ReadDb, whole: WholeRecord): Promise<FrozenFigures | null> {
  const submitted = (await versionsOf(db, whole.record.id)).filter(({ purpose }) => purpose === 'submit');
  const last = submitted.sort((a, b) => a.version - b.version).at(-1);
  if (last === undefined) return null;
  const content = contentOf({ content: last.content }).content as Record<string, unknown> | undefined;
  return readFrozen(content?.figures);
}

/**
 * Sections that nobody edited follow the figures that are frozen now, so that text and figures cannot contradict each other
 * after records came in between. An edited section is its author's and stays.
 */
function redrafted(
  whole: WholeRecord,
  subject: ReportSubject,
  frozen: FrozenFigures,
): Record<string, string> {
  const drafted = readFrozen(whole.content.figures);
  if (drafted === null) return {};
  const before = briefText(subject, drafted.set);
  const now = briefText(subject, frozen.set);
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
  const subject = subjectOf(whole.content);
  return {
    frozen: false,
    set: subject === null ? { figures: [], tables: [], months: [] } : await liveFigures(db, subject),
  };
}

/** Highest level and longest term of the records that the figures count (spec 3 "Marking"). */
async function partsMarking(db: ReadDb, subject: ReportSubject, today: Day): Promise<Marking> {
  const texts = await markingsBehind(db, scopeOf(subject));
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
