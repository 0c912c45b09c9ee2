import { AppError } from '../../shared/errors.ts';
import {
  type Policy,
  type PolicyKey,
  policyFrom,
  policyProblem,
  postWaits,
} from '../../shared/policy/policyTable.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  hasLoginLimits,
  type LoginLimits,
  readLoginLimits,
  writeLoginLimits,
} from '../database/loginLimits.ts';
import {
  insertPolicyChange,
  removePolicyValues,
  setPolicyValue,
  storedPolicy,
} from '../database/stores/policy.ts';
import type { LevelRank, WriteContext } from './context.ts';

/** The policy that holds at a site, and the names of stored values that are beyond their floors or unknown. */
export interface PresentPolicy {
  readonly policy: Policy;
  readonly faults: readonly string[];
}

/** Reads the policy; each stored value is checked against its floor (fail closed, spec 3). */
export async function presentPolicy(db: ReadDb, level: LevelRank): Promise<PresentPolicy> {
  return policyFrom(level, await storedPolicy(db));
}

/** What the locked program must know of the policy. */
export function loginLimitsOf(policy: Policy): LoginLimits {
  return { failures: policy.failures, waits: postWaits(policy) };
}

/**
 * Puts the copy of the limits beside the slots right.
 * @returns whether it was another than the policy says: a change that was cut short, or somebody else's hand
 */
export async function settleLoginLimits(folder: string, policy: Policy): Promise<boolean> {
  const wanted = loginLimitsOf(policy);
  const there = await hasLoginLimits(folder);
  const { failures, waits } = await readLoginLimits(folder);
  const same = failures === wanted.failures && waits.join() === wanted.waits.join();
  if (there && same) return false;
  await writeLoginLimits(folder, wanted);
  return there;
}

/** A change of the policy as proposed. */
export interface PolicyChange {
  readonly key: PolicyKey;
  readonly value: number;
}

/** @throws AppError policy.below-floor */
export function requireWithinFloors(changes: readonly PolicyChange[]): void {
  for (const { key, value } of changes) {
    const detail = policyProblem(key, value);
    if (detail !== null) throw new AppError('policy.below-floor', { detail });
  }
}

/**
 * Writes a change that two persons agreed on, each value with its history; values that no version knows go at the same time.
 * @throws AppError policy.below-floor
 */
export async function writePolicy(
  ctx: Pick<WriteContext, 'tx' | 'site' | 'now'>,
  changes: readonly PolicyChange[],
  by: { readonly first: number; readonly second: number; readonly reason: string },
): Promise<void> {
  requireWithinFloors(changes);
  const stored = await storedPolicy(ctx.tx);
  const { policy, faults } = policyFrom(ctx.site.highestLevel, stored);
  await removePolicyValues(ctx.tx, faults);
  for (const { key, value } of changes) {
    await setPolicyValue(ctx.tx, key, value);
    await insertPolicyChange(ctx.tx, {
      key,
      before: policy[key],
      after: value,
      reason: by.reason,
      first_account: by.first,
      second_account: by.second,
      at: ctx.now,
    });
  }
}
