import type { Millis } from '../ids.ts';

const minutes = (n: number): Millis => (n * 60_000) as Millis;

/** Policy by the highest level a site may process: 1 内部, 2 秘密, 3 机密 (spec 3 "Sessions"). */
export interface SessionPolicy {
  /** Least number of characters of a password. */
  readonly passwordLength: number;
  /** Days after which a password must be changed at log-in. */
  readonly passwordDays: number;
  /** Number of earlier passwords that may not be used again. */
  readonly passwordHistory: number;
  /** Time without input after which the program locks. */
  readonly idleLock: Millis;
  /** Failures that block a business account or make a post wait. */
  readonly failures: number;
}

/** Defaults by level. */
export const sessionPolicies: Readonly<Record<1 | 2 | 3, SessionPolicy>> = {
  1: { passwordLength: 8, passwordDays: 90, passwordHistory: 5, idleLock: minutes(10), failures: 5 },
  2: { passwordLength: 8, passwordDays: 30, passwordHistory: 5, idleLock: minutes(10), failures: 5 },
  3: { passwordLength: 10, passwordDays: 7, passwordHistory: 5, idleLock: minutes(5), failures: 5 },
};

/**
 * What is wrong with a new password, in Chinese, or undefined if it fits: length by level and three of the four classes
 * (capital, small, digit, sign); never the login name itself.
 */
export function passwordProblem(password: string, login: string, policy: SessionPolicy): string | undefined {
  if ([...password].length < policy.passwordLength) return `至少 ${policy.passwordLength} 个字符`;
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((pattern) =>
    pattern.test(password),
  ).length;
  if (classes < 3) return '须含大写字母、小写字母、数字、符号中的三类';
  if (password.toLowerCase().includes(login.toLowerCase())) return '不得包含登录名';
  return undefined;
}
