import type { RecordKind } from '../forms/kinds.ts';
import {
  complaint,
  complaintCheck,
  customerProperty,
  designChange,
  forwardedNeed,
  improvement,
  qualityFeedback,
  returnCase,
  sparesPlan,
  stockTaking,
  urgentReport,
} from './caseTables.ts';
import { servicePlan } from './planTable.ts';
import type { Lifecycle, MoveRule } from './shape.ts';
import type { Move, State } from './states.ts';
import {
  communication,
  customerSignedReport,
  dispatchNotice,
  report,
  situationReport,
  task,
} from './tables.ts';

export {
  type Lifecycle,
  type MoveCondition,
  type MoveRule,
  type Party,
  partyWords,
  type SegregationRule,
  type Step,
} from './shape.ts';

export { type Move, moves, moveWords, type State, type StateTone, states, stateWords } from './states.ts';

const lifecycles: Readonly<Record<RecordKind, Lifecycle>> = {
  customerInformation: report,
  phoneRecord: communication,
  faxRecord: communication,
  dispatchNotice,
  trainingRecord: customerSignedReport,
  repairReport: customerSignedReport,
  commissioningReport: customerSignedReport,
  batchReport: customerSignedReport,
  outgoingItem: communication,
  incomingItem: communication,
  serviceInformation: report,
  task,
  situationReport,
  complaint,
  qualityFeedback,
  returnCase,
  designChange,
  improvement,
  urgentReport,
  forwardedNeed,
  customerProperty,
  complaintCheck,
  sparesPlan,
  stockTaking,
  servicePlan,
};

/** The lifecycle of a kind (spec 2, table of states per kind). */
export function lifecycleOf(kind: RecordKind): Lifecycle {
  return lifecycles[kind];
}

/**
 * Moves possible from a state. With `content`, moves whose conditions do not hold are left out.
 * @param content current field values by key
 */
export function nextMoves(
  kind: RecordKind,
  state: State,
  content?: Readonly<Record<string, unknown>>,
): readonly MoveRule[] {
  return lifecycles[kind].moves.filter(
    (rule) => rule.from.includes(state) && (content === undefined || moveOffered(rule, content)),
  );
}

/** The rule of one move from a state, or undefined if the move is not possible. */
export function moveRule(
  kind: RecordKind,
  state: State,
  move: Move,
  content?: Readonly<Record<string, unknown>>,
): MoveRule | undefined {
  return nextMoves(kind, state, content).find((rule) => rule.move === move);
}

/** Every state that a record of the kind can be in: the normal way, and what moves lead to beside it. */
export function statesOfKind(kind: RecordKind): readonly State[] {
  const { steps, moves } = lifecycles[kind];
  return [...new Set([...steps.map((step) => step.state), ...moves.map((rule) => rule.to)])];
}

/** Position of a state on the normal way, −1 for states beside it (voided, invalid). */
export function stepIndex(kind: RecordKind, state: State): number {
  return lifecycles[kind].steps.findIndex((step) => step.state === state);
}

/**
 * Which earlier doer forbids this person to do a move, or undefined.
 * @param person identity of who wants to act
 * @param earlier who did what: `author` and the latest doer of each earlier move
 */
export function segregationConflict(
  kind: RecordKind,
  move: Move,
  person: string,
  earlier: Readonly<Partial<Record<'author' | Move, string>>>,
): 'author' | Move | undefined {
  const rule = lifecycles[kind].segregation.find((candidate) => candidate.move === move);
  return rule?.differsFrom.find((other) => earlier[other] === person);
}

function moveOffered(rule: MoveRule, content: Readonly<Record<string, unknown>>): boolean {
  return (rule.when ?? []).every((condition) => {
    const value = content[condition.field];
    return typeof value === 'string' && condition.oneOf.includes(value);
  });
}
