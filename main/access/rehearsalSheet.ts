import type { RehearsalSheet } from '../../shared/contract/backup.ts';
import { displayInstant } from '../../shared/forms/display.ts';

const openings = { posts: '两名管理员当时的口令', shares: '恢复份额' } as const;

function rowsOf(sheet: RehearsalSheet): readonly (readonly [string, string])[] {
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
    ...rowsOf(sheet).map(([name, value]) => `${name}：${value}`),
    ...sheet.lines.map((line) => `${line.passed ? '通过' : '未通过'}　${line.what}：${line.found}`),
    `结论：${sheet.passed ? '可以恢复' : '不能恢复'}`,
    `编号：${sheet.uid}`,
  ];
  return `${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The sheet as one A4 page with places for signatures. */
export function sheetHtml(sheet: RehearsalSheet): string {
  const cell = (text: string) => `<td>${escaped(text)}</td>`;
  const facts = rowsOf(sheet).map(([name, value]) => `<tr><th>${name}</th>${cell(value)}</tr>`);
  const found = sheet.lines.map(
    (line) => `<tr>${cell(line.what)}${cell(line.found)}<td>${line.passed ? '通过' : '未通过'}</td></tr>`,
  );
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>恢复演练单</title><style>
@page { size: A4; margin: 25mm 22mm; }
body { font: 11pt/1.6 serif; color: #000; }
h1 { font-size: 18pt; text-align: center; letter-spacing: .3em; }
table { width: 100%; border-collapse: collapse; margin: 0 0 6mm; }
th, td { border: .3mm solid #000; padding: 1.5mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 24mm; font-weight: normal; }
.end { font-size: 13pt; }
.sign { display: flex; justify-content: space-between; margin-top: 14mm; }
</style></head><body><h1>恢复演练单</h1>
<table>${facts.join('')}</table>
<table><tr><th>检查项</th><th style="width:auto">结果</th><th>结论</th></tr>${found.join('')}</table>
<p class="end">结论：${sheet.passed ? '备份集可以恢复。' : '备份集不能恢复，须立即处理。'}</p>
<p>编号 ${escaped(sheet.uid)}。同名文本文件及其签名可用 ssh-keygen -Y verify 核验（命名空间 spm-rehearsal-v1）。</p>
<div class="sign"><span>系统管理员：</span><span>第二人：</span><span>日期：　　年　月　日</span></div>
</body></html>`;
}
