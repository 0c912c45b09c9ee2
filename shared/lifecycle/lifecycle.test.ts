import { describe, expect, it } from 'vitest';
import { recordKinds } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import {
  lifecycleOf,
  moveRule,
  nextMoves,
  type State,
  segregationConflict,
  stateWords,
  stepIndex,
} from './lifecycle.ts';

/** Spec 2, table of states per kind; archived → compiled → disposed follows for all. */
const specStates: readonly (readonly [readonly (typeof recordKinds)[number][], readonly State[]])[] = [
  [
    ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'],
    ['draft', 'closed', 'archived', 'compiled', 'disposed'],
  ],
  [['dispatchNotice'], ['draft', 'issued', 'returned', 'reviewed', 'archived', 'compiled', 'disposed']],
  [
    [
      'customerInformation',
      'trainingRecord',
      'repairReport',
      'commissioningReport',
      'batchReport',
      'serviceInformation',
    ],
    ['draft', 'submitted', 'reviewed', 'archived', 'compiled', 'disposed'],
  ],
  [
    ['situationReport'],
    ['draft', 'submitted', 'reviewed', 'approved', 'dispatched', 'archived', 'compiled', 'disposed'],
  ],
];

describe('lifecycles', () => {
  for (const [kinds, states] of specStates) {
    it.each(kinds)('%s goes the way of spec 2', (kind) => {
      const lifecycle = lifecycleOf(kind);
      expect(lifecycle.steps.map((step) => step.state)).toEqual(states);
      for (let index = 1; index < states.length; index += 1) {
        const from = states[index - 1];
        const to = states[index];
        expect(lifecycle.moves.some((rule) => from && rule.from.includes(from) && rule.to === to)).toBe(true);
      }
    });
  }

  it('takes a task through the steps of figure 1', () => {
    expect(
      lifecycleOf('task')
        .steps.slice(0, 8)
        .map((step) => step.state),
    ).toEqual([
      'registered',
      'analysed',
      'organised',
      'carriedOut',
      'accepted',
      'handedIn',
      'followedUp',
      'closed',
    ]);
    expect(lifecycleOf('task').steps[4]?.parties).toEqual(['staff', 'customer']);
  });

  it('lets a task skip the signature only where no customer is present', () => {
    const direct = (mode: string) => moveRule('task', 'carriedOut', 'handIn', { mode }) !== undefined;
    expect([direct('remote'), direct('return'), direct('onSite'), direct('training')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each(recordKinds)('%s: every state on the way can be reached and left, voided never is', (kind) => {
    const lifecycle = lifecycleOf(kind);
    const reached = new Set<State>([lifecycle.initial]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const rule of lifecycle.moves) {
        if (!reached.has(rule.to) && rule.from.some((state) => reached.has(state))) {
          reached.add(rule.to);
          grown = true;
        }
      }
    }
    for (const step of lifecycle.steps) expect(reached.has(step.state)).toBe(true);
    expect(reached.has('voided')).toBe(true);
    expect(nextMoves(kind, 'voided')).toEqual([]);
    expect(nextMoves(kind, 'disposed')).toEqual([]);
  });

  it.each(recordKinds)('%s: no two moves of one name compete from a state', (kind) => {
    for (const state of Object.keys(stateWords) as State[]) {
      const content = { mode: 'onSite' };
      const names = nextMoves(kind, state, content).map((rule) => rule.move);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it.each(recordKinds)(
    '%s: sending back and voiding need a reason, archived content never opens again',
    (kind) => {
      const lifecycle = lifecycleOf(kind);
      for (const rule of lifecycle.moves) {
        if (rule.move === 'sendBack' || rule.move === 'void') expect(rule.needsReason).toBe(true);
        if (rule.from.some((state) => lifecycle.frozen.includes(state))) {
          expect(lifecycle.frozen).toContain(rule.to);
        }
      }
      for (const state of lifecycle.editable) expect(lifecycle.frozen).not.toContain(state);
    },
  );

  it.each(recordKinds)('%s: its form is written only in states that the lifecycle leaves open', (kind) => {
    const form = latestForm(kind);
    const open = new Set<State>([...form.editableIn, ...form.parts.flatMap((part) => part.editableIn ?? [])]);
    const withoutPart = form.fields.some((field) => field.part === undefined);
    for (const state of open) {
      if (withoutPart || form.parts.some((part) => part.editableIn?.includes(state))) {
        expect(lifecycleOf(kind).editable).toContain(state);
      }
    }
  });
});

describe('declareInvalid', () => {
  it('exists for the reports that the customer signs and for nothing else (5.5.5)', () => {
    for (const kind of recordKinds) {
      const offered = lifecycleOf(kind).moves.some((rule) => rule.move === 'declareInvalid');
      expect(offered).toBe(latestForm(kind).customerSigned);
    }
  });
});

describe('segregation', () => {
  it('keeps author, reviewer and approver apart', () => {
    expect(segregationConflict('repairReport', 'review', 'a', { author: 'a' })).toBe('author');
    expect(segregationConflict('repairReport', 'review', 'b', { author: 'a', submit: 'b' })).toBe('submit');
    expect(segregationConflict('repairReport', 'review', 'c', { author: 'a', submit: 'b' })).toBeUndefined();
    const report = { author: 'a', submit: 'a', review: 'b' };
    expect(segregationConflict('situationReport', 'approve', 'b', report)).toBe('review');
    expect(segregationConflict('situationReport', 'approve', 'a', report)).toBe('author');
    expect(segregationConflict('situationReport', 'approve', 'c', report)).toBeUndefined();
    expect(segregationConflict('dispatchNotice', 'review', 'x', { author: 'y', issue: 'x' })).toBe('issue');
  });
});

describe('stepIndex', () => {
  it('places states on the way and −1 beside it', () => {
    expect(stepIndex('repairReport', 'reviewed')).toBe(2);
    expect(stepIndex('repairReport', 'voided')).toBe(-1);
  });
});
