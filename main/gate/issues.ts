import { z } from 'zod';

const chinese = z.locales.zhCN();

/**
 * What is wrong with an input, in Chinese, for a person: where and what, never the value itself
 * (a value may be a password or the content of a record).
 */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.map(String).join('.');
    const message = chinese.localeError(issue as Parameters<typeof chinese.localeError>[0]);
    const what = typeof message === 'string' ? message : (message?.message ?? '无效输入');
    return where === '' ? what : `${where}：${what}`;
  });
  const more = error.issues.length - shown.length;
  return more > 0 ? `${shown.join('；')}；另有 ${more} 处` : shown.join('；');
}
