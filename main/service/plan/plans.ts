import { recordFilter } from '../../../shared/contract/records.ts';
import { AppError } from '../../../shared/errors.ts';
import type { FormContent } from '../../../shared/forms/values.ts';
import { type Day, dayOf, type Instant } from '../../../shared/ids.ts';
import type { State } from '../../../shared/lifecycle/states.ts';
import { linesOf, type PlanLine } from '../../../shared/plan/lines.ts';
import {
  doneTaskStates,
  type LineOutcome,
  type LineState,
  type LineTask,
  stateOfLine,
} from '../../../shared/plan/progress.ts';
import type { ReadContext } from '../../access/context.ts';
import { lastArrivals, plannedTasks, planOutcomes } from '../../database/stores/plan.ts';
import { listRecords } from '../../database/stores/recordList.ts';
import type { ListedRecord } from '../../database/stores/recordRows.ts';
import { type StoredRecord, visibleRecords } from '../../database/stores/records.ts';
import { toListFilter } from '../../records/listing.ts';
import { contentOf } from '../../records/wholeRecord.ts';

type PlanContext = Pick<ReadContext, 'db' | 'scope' | 'site' | 'actor' | 'now' | 'today'>;

/** Plans looked at: one a year and its amendments. */
const mostPlans = 400;
const heldStates: readonly string[] = ['inForce', 'archived', 'compiled'];

/** A version of a plan as the person may see it. */
export interface PlanVersion {
  readonly row: ListedRecord;
  readonly stored: StoredRecord;
  readonly content: FormContent;
  readonly year: number;
  readonly amendment: number;
}

/** Every version of the plan of a year that the person may see, the newest amendment first. */
export async function planVersions(ctx: PlanContext, year: number): Promise<PlanVersion[]> {
  return (await versionsOfKind(ctx, 'servicePlan'))
    .filter((version) => version.year === year)
    .sort((one, other) => other.amendment - one.amendment || other.stored.id - one.stored.id);
}

/** The version that is in force: of those put in force, the highest amendment. */
export function inForceOf(versions: readonly PlanVersion[]): PlanVersion | undefined {
  return versions.find((version) => heldStates.includes(version.stored.state));
}

/** The spares plan of a year that stands furthest, for the sixth part. */
export async function sparesPlanOf(ctx: PlanContext, year: number): Promise<PlanVersion | undefined> {
  if (!ctx.scope.kinds.includes('sparesPlan')) return undefined;
  const order = ['inForce', 'archived', 'compiled', 'approved', 'reviewed', 'submitted', 'draft'];
  return (await versionsOfKind(ctx, 'sparesPlan'))
    .filter((version) => version.year === year && order.includes(version.stored.state))
    .sort((one, other) => order.indexOf(one.stored.state) - order.indexOf(other.stored.state))[0];
}

async function versionsOfKind(ctx: PlanContext, kind: 'servicePlan' | 'sparesPlan'): Promise<PlanVersion[]> {
  if (!ctx.scope.kinds.includes(kind)) return [];
  const filter = await toListFilter(ctx, recordFilter.parse({ kinds: [kind] }));
  const rows = await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, mostPlans);
  const stored = await visibleRecords(
    ctx.db,
    ctx.scope,
    rows.map((row) => row.uid),
  );
  return rows.flatMap((row) => {
    const record = stored.find((one) => one.uid === row.uid);
    if (record === undefined || record.state === 'voided') return [];
    const content = contentOf(record);
    const { planYear, amendment } = content;
    if (typeof planYear !== 'number') return [];
    const n = typeof amendment === 'number' ? amendment : 0;
    return [{ row, stored: record, content, year: planYear, amendment: n }];
  });
}

/** A line with what became of it. */
export interface LineProgress {
  readonly line: PlanLine;
  readonly state: LineState;
  readonly day: Day | null;
  readonly note: string;
  readonly tasks: readonly StoredRecord[];
}

/** The lines that hold for a year: those of its plan, or until that is in force the open ones of the year before. */
export interface HeldLines {
  readonly plan: PlanVersion | undefined;
  readonly linesFrom: number | null;
  readonly lines: readonly LineProgress[];
  /** Tasks that carry out a line of this year's or last year's plan, by public identity. */
  readonly linked: ReadonlySet<string>;
}

/** Lines in force for a year, each with tasks, state and note. */
export async function heldLines(ctx: PlanContext, year: number): Promise<HeldLines> {
  const own = inForceOf(await planVersions(ctx, year));
  const linked = new Set([...(await linkedTo(ctx, year)), ...(await linkedTo(ctx, year - 1))]);
  if (own !== undefined) return await withProgress(ctx, own, false, linked);
  const before = inForceOf(await planVersions(ctx, year - 1));
  if (before === undefined) {
    return { plan: undefined, linesFrom: null, lines: [], linked };
  }
  return await withProgress(ctx, before, true, linked);
}

async function linkedTo(ctx: PlanContext, year: number): Promise<ReadonlySet<string>> {
  const links = await plannedTasks(ctx.db, year);
  return new Set(links.filter((link) => link.line !== null).map((link) => link.task_uid));
}

async function withProgress(
  ctx: PlanContext,
  plan: PlanVersion,
  openOnly: boolean,
  linked: ReadonlySet<string>,
): Promise<HeldLines> {
  const links = (await plannedTasks(ctx.db, plan.year)).filter(
    (link) => link.line !== null && link.year === plan.year,
  );
  const tasks = await visibleRecords(
    ctx.db,
    ctx.scope,
    links.map((link) => link.task_uid),
  );
  const arrivals = await lastArrivals(
    ctx.db,
    tasks.map((task) => task.id),
    doneTaskStates,
  );
  const outcomes = await planOutcomes(ctx.db, plan.year);
  const lineTasks: LineTask[] = links.flatMap((link) => {
    const task = tasks.find((one) => one.uid === link.task_uid);
    const at = task === undefined ? undefined : arrivals.get(task.id);
    // A task that the person may not see still carries out its line.
    if (task === undefined) return [{ line: link.line ?? '', state: 'registered' as State, doneDay: null }];
    const doneDay = at === undefined ? null : dayOf(at as Instant);
    return [{ line: link.line ?? '', state: task.state as State, doneDay }];
  });
  const lines = linesOf(plan.content).map((line) => {
    const { state, day } = stateOfLine(line, lineTasks, outcomes.map(toOutcome), ctx.today);
    const uids = links.filter((link) => link.line === line.line).map((link) => link.task_uid);
    return {
      line,
      state,
      day,
      note: outcomes.filter((row) => row.line === line.line).at(-1)?.note ?? '',
      tasks: tasks.filter((task) => uids.includes(task.uid)),
    };
  });
  return {
    plan,
    linesFrom: plan.year,
    lines: openOnly ? lines.filter((line) => line.state !== 'done' && line.state !== 'dropped') : lines,
    linked,
  };
}

function toOutcome(row: {
  line: string;
  outcome: 'done' | 'dropped' | 'reopened';
  day: string;
}): LineOutcome {
  return { line: row.line, outcome: row.outcome, day: row.day as Day };
}

/**
 * A line that holds.
 * @throws AppError plan.none-in-force, plan.line-refused
 */
export function requireLine(held: HeldLines, year: number, line: string, act: string): LineProgress {
  if (held.plan === undefined) throw new AppError('plan.none-in-force', { year });
  const found = held.lines.find((one) => one.line.line === line);
  if (found === undefined) throw new AppError('plan.line-refused', { line, act, detail: '计划中没有此项' });
  return found;
}
