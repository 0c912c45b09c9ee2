import type { Day } from '../ids.ts';
import type { State } from '../lifecycle/states.ts';
import { type PlanLine, type PlanPart, planPartKeys } from './lines.ts';

/** Where a line of the plan stands. */
export const lineStates = {
  coming: { label: '未到期', tone: 'draft' },
  due: { label: '到期', tone: 'attention' },
  underway: { label: '办理中', tone: 'underway' },
  done: { label: '完成', tone: 'done' },
  dropped: { label: '取消', tone: 'draft' },
  late: { label: '逾期', tone: 'refused' },
} as const;
/** Where a line of the plan stands. */
export type LineState = keyof typeof lineStates;

/** A task that carries out a line. */
export interface LineTask {
  readonly line: string;
  readonly state: State;
  /** Day of the last step of the service: what is handed in counts as done. */
  readonly doneDay: Day | null;
}

/** What was decided of a line beside its tasks; the latest counts. */
export interface LineOutcome {
  readonly line: string;
  readonly outcome: 'done' | 'dropped' | 'reopened';
  readonly day: Day;
}

/** States of a task in which its service is carried out and handed in (figure 1). */
export const doneTaskStates: readonly State[] = ['handedIn', 'followedUp', 'closed', 'archived', 'compiled'];

/** Where a line stands on a day: what was decided of it, else its tasks, else its date. */
export function stateOfLine(
  line: PlanLine,
  tasks: readonly LineTask[],
  outcomes: readonly LineOutcome[],
  today: Day,
): { readonly state: LineState; readonly day: Day | null } {
  const decided = outcomes.filter((one) => one.line === line.line).at(-1);
  if (decided !== undefined && decided.outcome !== 'reopened')
    return { state: decided.outcome, day: decided.day };
  const own = tasks.filter((task) => task.line === line.line && task.state !== 'voided');
  if (own.length > 0 && own.every((task) => doneTaskStates.includes(task.state))) {
    const days = own.map((task) => task.doneDay).filter((day) => day !== null);
    return { state: 'done', day: days.sort().at(-1) ?? null };
  }
  const late = line.day !== null && line.day < today;
  if (late) return { state: 'late', day: line.day };
  if (own.length > 0) return { state: 'underway', day: line.day };
  return { state: line.day === today ? 'due' : 'coming', day: line.day };
}

/** Plan against done of one part or one month. */
export interface Tally {
  planned: number;
  done: number;
  underway: number;
  late: number;
  dropped: number;
}

const empty = (): Tally => ({ planned: 0, done: 0, underway: 0, late: 0, dropped: 0 });

/** Counts lines by part and by month of their date. Dropped lines are planned ones too. */
export function tallies(lines: readonly { readonly line: PlanLine; readonly state: LineState }[]): {
  readonly byPart: Readonly<Record<PlanPart, Tally>>;
  readonly byMonth: readonly Tally[];
} {
  const byPart = Object.fromEntries(planPartKeys.map((part) => [part, empty()])) as Record<PlanPart, Tally>;
  const byMonth = Array.from({ length: 12 }, empty);
  for (const { line, state } of lines) {
    const month = line.day === null ? undefined : byMonth[Number(line.day.slice(5, 7)) - 1];
    for (const tally of [byPart[line.part], month]) {
      if (tally === undefined) continue;
      tally.planned += 1;
      if (state === 'done' || state === 'underway' || state === 'late' || state === 'dropped')
        tally[state] += 1;
    }
  }
  return { byPart, byMonth };
}
