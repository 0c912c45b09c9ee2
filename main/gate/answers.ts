import type { z } from 'zod';
import type { ProcedureEntry } from '../../shared/contract/contract.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { diskFailure } from '../database/durableFiles.ts';
import { describeIssues } from './issues.ts';

/** The result of an act, or the answer of a lock that comes first; the act itself goes on or fails unheard. */
export async function untilLock<T>(act: Promise<T>, signal: AbortSignal): Promise<T> {
  act.catch(() => undefined);
  const locked = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('gate.locked')), { once: true });
  });
  return await Promise.race([act, locked]);
}

/** The answer of an act as its schema has it; an answer outside its schema never leaves. */
export function checkOutput(entry: ProcedureEntry, output: unknown): unknown {
  const schema = entry.outputSchema as z.ZodType | undefined;
  // A stream's schema checks each event as it is sent; it has no safeParse of the whole.
  if (schema === undefined || typeof schema.safeParse !== 'function') return output;
  const result = schema.safeParse(output);
  if (!result.success)
    throw new Error(`${entry.path} answered outside its schema: ${describeIssues(result.error)}`);
  return result.data;
}

/** Code of what an act failed with, as the person is told it and the audit row names it. */
export function codeOf(error: unknown): ErrorCode {
  const known = diskFailure(error);
  return known instanceof AppError ? known.code : 'internal';
}
