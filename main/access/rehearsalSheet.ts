import type { RehearsalSheet } from '../../shared/contract/backup.ts';
import { displayInstant } from '../../shared/forms/display.ts';

const openings = { posts: '两名管理员当时的口令', shares: '恢复份额' } as const;

/** What a rehearsal was about, as name and value. */
export function sheetFacts(sheet: RehearsalSheet): readonly (readonly [string, string])[] {
  return [
    ['站点', `${sheet.siteName}（${sheet.site}）`],
    ['演练时间', displayInstant(sheet.at)],
    ['备份集', `${displayInstant(sheet.set.at)}，${sheet.set.files} 个文件，${sheet.set.bytes} 字节`],
    ['清单摘要', sheet.set.digest],
    ['审计链头', `第 ${sheet.set.head.seq} 行 ${sheet.set.head.digest}`],
    ['打开方式', `${openings[sheet.openedWith]}：${sheet.people.join('、')}`],
  ];
}

/** The sheet as plain text: these bytes carry the site's signature. */
export function sheetText(sheet: RehearsalSheet): string {
  const lines = [
    '恢复演练单',
    ...sheetFacts(sheet).map(([name, value]) => `${name}：${value}`),
    ...sheet.lines.map((line) => `${line.passed ? '通过' : '未通过'}　${line.what}：${line.found}`),
    `结论：${sheet.passed ? '可以恢复' : '不能恢复'}`,
    `编号：${sheet.uid}`,
  ];
  return `${lines.join('\n')}\n`;
}
