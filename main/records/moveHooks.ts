import type { AppError } from '../../shared/errors.ts';
import { caseKinds, type RecordKind } from '../../shared/forms/kinds.ts';
import type { Move } from '../../shared/lifecycle/lifecycle.ts';
import type { WriteContext } from '../access/context.ts';
import type { RecordContext } from './reading.ts';
import type { WholeRecord } from './wholeRecord.ts';

/** What a person gave with a move that a kind's own rules may look at. */
export interface MoveInput {
  readonly overrideReason: string;
}

/** What a kind adds to the one move engine. Rules of services and reports live with them, not in the engine. */
export interface MoveHooks {
  /** Why the move is not possible now, or null. `input` is null while the button is only drawn. */
  check?(
    ctx: RecordContext,
    whole: WholeRecord,
    move: Move,
    input: MoveInput | null,
  ): Promise<AppError | null>;
  /** Fields that the move itself fills (issuer, frozen figures); they are covered by the signature. */
  fill?(
    ctx: RecordContext,
    whole: WholeRecord,
    move: Move,
    input: MoveInput,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Further writing in the move's transaction, after the state has changed. */
  after?(ctx: WriteContext, whole: WholeRecord, move: Move, reason: string): Promise<void>;
}

/** Kinds whose moves must not run without their rules: a composition that forgets them is refused. */
const needed: readonly RecordKind[] = [
  'task',
  'dispatchNotice',
  'situationReport',
  'servicePlan',
  ...caseKinds,
];
const registered = new Map<RecordKind, MoveHooks[]>();
const followers: NonNullable<MoveHooks['after']>[] = [];

/** Gives kinds their rules; called once by the composition root for each service that has any. Services may share a kind. */
export function registerMoveHooks(hooks: Readonly<Partial<Record<RecordKind, MoveHooks>>>): void {
  for (const [kind, own] of Object.entries(hooks)) {
    const known = registered.get(kind as RecordKind) ?? [];
    if (!known.includes(own)) registered.set(kind as RecordKind, [...known, own]);
  }
}

/** Adds writing that follows moves of every kind (receipts for records of other sites). */
export function followMoves(after: NonNullable<MoveHooks['after']>): void {
  if (!followers.includes(after)) followers.push(after);
}

/** Rules of a kind: those of every service that has any, in the order in which they were given. */
export function moveHooksOf(kind: RecordKind): Required<MoveHooks> {
  const own = registered.get(kind) ?? [];
  if (own.length === 0 && needed.includes(kind)) throw new Error(`no move rules registered for ${kind}`);
  return {
    check: async (ctx, whole, move, input) => {
      for (const hooks of own) {
        const problem = (await hooks.check?.(ctx, whole, move, input)) ?? null;
        if (problem !== null) return problem;
      }
      return null;
    },
    fill: async (ctx, whole, move, input) => {
      const filled: Record<string, unknown> = {};
      for (const hooks of own) Object.assign(filled, await hooks.fill?.(ctx, whole, move, input));
      return filled;
    },
    after: async (ctx, whole, move, reason) => {
      for (const hooks of own) await hooks.after?.(ctx, whole, move, reason);
      for (const follow of followers) await follow(ctx, whole, move, reason);
    },
  };
}
