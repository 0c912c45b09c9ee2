import { type Policy, policyNumbers } from './policyTable.ts';

/** What a password must be (spec 3 "Sessions"). */
export type PasswordPolicy = Pick<
  Policy,
  'passwordLength' | 'passwordClasses' | 'passwordDays' | 'passwordHistory'
>;

/**
 * What is wrong with a new password, in Chinese, or undefined if it fits: length and number of classes (capital, small,
 * digit, sign) by policy and never below their floors; never the login name itself.
 */
export function passwordProblem(
  password: string,
  login: string,
  policy: Pick<PasswordPolicy, 'passwordLength' | 'passwordClasses'>,
): string | undefined {
  const length = Math.max(policy.passwordLength, policyNumbers.passwordLength.least);
  const wanted = Math.max(policy.passwordClasses, policyNumbers.passwordClasses.least);
  if ([...password].length < length) return `至少 ${length} 个字符`;
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((pattern) =>
    pattern.test(password),
  ).length;
  if (classes < wanted) return `须含大写字母、小写字母、数字、符号中的${wanted === 4 ? '四' : '三'}类`;
  if (password.toLowerCase().includes(login.toLowerCase())) return '不得包含登录名';
  return undefined;
}
