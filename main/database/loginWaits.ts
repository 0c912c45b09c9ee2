import { AppError } from '../../shared/errors.ts';
import { type Instant, toInstant } from '../../shared/ids.ts';
import type { FailureCount } from './lockedJournal.ts';

/** Failures that cost nothing; the next one blocks or waits (spec 3 "Sessions"). */
const freeFailures = 5;
/** Minutes a post waits after the fifth, sixth … failure in a row; the last value stays. */
const waitMinutes = [1, 5, 30, 120, 480, 1440] as const;

/**
 * Decides before any password is tried whether a log-in name may try at all.
 * @param count failures in a row of the name, from the locked journal
 * @param afterFailures `block` for business accounts (an administrator lifts it), `wait` for posts, which never
 *   lock for good
 * @throws AppError people.login-blocked, people.login-waiting with the moment it ends
 */
export function admitLogin(
  count: FailureCount | undefined,
  afterFailures: 'wait' | 'block',
  now: Instant,
): void {
  if (!count || count.failures < freeFailures) return;
  if (afterFailures === 'block') throw new AppError('people.login-blocked');
  const minutes = waitMinutes[Math.min(count.failures - freeFailures, waitMinutes.length - 1)] ?? 0;
  const until = toInstant(new Date(Date.parse(count.last) + minutes * 60_000));
  if (now < until) throw new AppError('people.login-waiting', { until });
}
