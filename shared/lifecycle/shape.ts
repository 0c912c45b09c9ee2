import type { Move, State } from './states.ts';

/** Who acts in a step, as drawn in figure 1. */
export type Party = 'center' | 'units' | 'staff' | 'customer';

/** Chinese names of the parties of figure 1. */
export const partyWords: Readonly<Record<Party, string>> = {
  center: '客户服务中心',
  units: '各单位',
  staff: '参与服务人员',
  customer: '用户',
};

/** Condition on one content field; a move is offered only while all of its conditions hold. */
export interface MoveCondition {
  readonly field: string;
  readonly oneOf: readonly string[];
}

/** A permitted move of a lifecycle. Who may make it is role × kind × move in the policy. */
export interface MoveRule {
  readonly move: Move;
  readonly from: readonly State[];
  readonly to: State;
  /** A reason must be given and is kept in the record's history. */
  readonly needsReason: boolean;
  /** Signed with the acting person's own key. */
  readonly needsSignature: boolean;
  /** Required fields must be complete. */
  readonly completes: boolean;
  readonly when?: readonly MoveCondition[];
  /** Label of the button where the general verb of the move does not fit. */
  readonly label?: string;
}

/** A state of a lifecycle in the order of the step bar. */
export interface Step {
  readonly state: State;
  /** What is done to reach it, as shown in the step bar. */
  readonly label: string;
  /** Responsible as drawn in figure 1; empty where the figure names nobody. */
  readonly parties: readonly Party[];
}

/** Persons of earlier moves who may not do this one (author ≠ reviewer ≠ approver). */
export interface SegregationRule {
  readonly move: Move;
  readonly differsFrom: readonly ('author' | Move)[];
}

/** States and moves of a kind as data; one engine interprets it. */
export interface Lifecycle {
  readonly initial: State;
  /** The normal way, in order. */
  readonly steps: readonly Step[];
  readonly moves: readonly MoveRule[];
  readonly segregation: readonly SegregationRule[];
  /** States in which content can still change (which fields: the form's `editableIn`). */
  readonly editable: readonly State[];
  /** States in which content, attachments and issued mark are frozen by the database. */
  readonly frozen: readonly State[];
}
