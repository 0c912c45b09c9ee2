import { AppError } from '../../shared/errors.ts';
import { type Instant, toInstant } from '../../shared/ids.ts';
import type { FailureCount } from './lockedJournal.ts';
import { defaultLoginLimits, type LoginLimits } from './loginLimits.ts';

/**
 * Decides before any password is tried whether a log-in name may try at all.
 * @param count failures in a row of the name, from the locked journal
 * @param afterFailures `block` for business accounts (an administrator lifts it), `wait` for posts, which never
 *   lock for good
 * @param limits of the policy, from their copy beside the slots
 * @throws AppError people.login-blocked, people.login-waiting with the moment it ends
 */
export function admitLogin(
  count: FailureCount | undefined,
  afterFailures: 'wait' | 'block',
  now: Instant,
  limits: LoginLimits = defaultLoginLimits,
): void {
  const { failures, waits } = limits;
  if (!count || count.failures < failures) return;
  if (afterFailures === 'block') throw new AppError('people.login-blocked');
  const minutes = waits[Math.min(count.failures - failures, waits.length - 1)] ?? waits.at(-1) ?? 0;
  const until = toInstant(new Date(Date.parse(count.last) + minutes * 60_000));
  if (now < until) throw new AppError('people.login-waiting', { until });
}
