import type { ReadContext, WriteContext } from '../../../main/access/context.ts';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import type { Random } from './random.ts';
import type { PlainPerson, PlainRecord, World } from './world.ts';

/** One question: who asks, when, and what the oracle says that person may see. */
export interface Asking {
  readonly world: World;
  readonly random: Random;
  readonly person: PlainPerson;
  readonly at: Date;
  readonly ctx: ReadContext;
  readonly visible: readonly PlainRecord[];
  /** Runs a writing handler and takes everything back. */
  readonly tried: (work: (ctx: WriteContext) => Promise<unknown>) => Promise<unknown>;
}

/** What a question answered and what it should have; a difference is a leak or a loss. */
export interface Outcome {
  readonly got: unknown;
  readonly expected: unknown;
  /** Calls made. */
  readonly calls: number;
}

/** A kind of question. */
export type Question = (asking: Asking) => Promise<Outcome>;

/** The data of an error that a person would see, or what came out. */
export async function settled(work: Promise<unknown>): Promise<{ error: ErrorData } | { value: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof AppError) return { error: error.toData() };
    throw error;
  }
}
