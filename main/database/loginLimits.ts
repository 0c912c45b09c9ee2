import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from './durableFiles.ts';

/** What a log-in name may cost in failures; needed while the database with the policy is closed. */
export interface LoginLimits {
  /** Failures in a row that block a business account or make a post wait. */
  readonly failures: number;
  /** Minutes a post waits after the failure that reaches the limit, and after each one more; the last value stays. */
  readonly waits: readonly number[];
}

/** Limits of a site without a file, or with one that is no such file: spec 3 "Sessions". */
export const defaultLoginLimits: LoginLimits = { failures: 5, waits: [1, 5, 30, 120, 480, 1440] };

const schema = z.strictObject({
  format: z.literal('login-limits/1'),
  // The floors of shared/policy/policyTable.ts: a forged file can loosen nothing beyond them.
  failures: z.int().min(3).max(5),
  waits: z.array(z.int().min(1).max(1440)).length(6),
});

const fileIn = (folder: string) => join(folder, 'login-limits.json');

/** Whether there is a copy at all. */
export async function hasLoginLimits(folder: string): Promise<boolean> {
  return await access(fileIn(folder)).then(
    () => true,
    () => false,
  );
}

/** The copy of the policy's limits beside the slots; the defaults when it is missing, damaged or beyond the floors. */
export async function readLoginLimits(folder: string): Promise<LoginLimits> {
  try {
    return schema.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
  } catch {
    return defaultLoginLimits;
  }
}

/** Copies the limits beside the slots. */
export async function writeLoginLimits(folder: string, { failures, waits }: LoginLimits): Promise<void> {
  await writeDurably(fileIn(folder), `${JSON.stringify({ format: 'login-limits/1', failures, waits })}\n`);
}
