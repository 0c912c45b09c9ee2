import type { RehearsalSheet } from '../../../shared/contract/backup.ts';
import { sheetFacts } from '../../access/rehearsalSheet.ts';
import { sans, serif } from './fonts.ts';
import { completeDocument, cssString, escapeHtml, type Html, servedFontBase } from './html.ts';

/** What the sheet on paper says. */
export interface RehearsalSource {
  readonly sheet: RehearsalSheet;
  readonly marking: string;
  /** Key that signed the sheet's text. */
  readonly keyId: string;
}

const cell = (text: string): Html => `<td>${escapeHtml(text)}</td>`;

/** The sheet of a restore rehearsal as one A4 page with places for signatures. */
export function rehearsalDocument(source: RehearsalSource, fontBase: string = servedFontBase): string {
  const { sheet, marking, keyId } = source;
  const style = `
@page{size:A4 portrait;margin:30mm 20mm 22mm 25mm;
@top-left{content:${cssString(marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:12mm}
@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-family:${serif};font-size:9pt;vertical-align:top;padding-top:4mm}
}
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};font-size:10.5pt;line-height:17pt;color:#000;overflow-wrap:anywhere}
h1{margin:0 0 6mm;text-align:center;font-size:20pt;line-height:28pt;font-weight:700;letter-spacing:.2em}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin-bottom:5mm}
th,td{border:.6pt solid #000;padding:1.2mm 2mm;vertical-align:top;text-align:left;font-weight:400}
th{font-family:${sans}}
.facts th{width:26mm}
.found th:nth-child(1){width:40mm}
.found th:nth-child(3){width:20mm}
tr{break-inside:avoid}
.end{font-family:${sans};font-weight:700;font-size:13pt;margin:0 0 3mm}
p{margin:0 0 3mm}
.sign{display:flex;justify-content:space-between;margin-top:18mm;break-inside:avoid}
.sign span{width:46mm;border-top:.75pt solid #000;padding-top:2mm;text-align:center}
`;
  const facts = sheetFacts(sheet).map(
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th>${cell(value)}</tr>`,
  );
  const found = sheet.lines.map(
    (line) => `<tr>${cell(line.what)}${cell(line.found)}${cell(line.passed ? '通过' : '未通过')}</tr>`,
  );
  const body = [
    '<h1>恢复演练单</h1>',
    `<table class="facts">${facts.join('')}</table>`,
    `<table class="found"><tr><th>检查项</th><th>结果</th><th>结论</th></tr>${found.join('')}</table>`,
    `<p class="end">结论：${sheet.passed ? '备份集可以恢复。' : '备份集不能恢复，须立即处理。'}</p>`,
    `<p>演练编号 ${escapeHtml(sheet.uid)}，站点签名密钥 ${escapeHtml(keyId)}。签名的文本可另行写出，用 ssh-keygen -Y verify 核验（命名空间 spm-rehearsal-v1）。</p>`,
    '<div class="sign"><span>系统管理员</span><span>第二人</span><span>日期</span></div>',
  ].join('');
  return completeDocument({
    title: '恢复演练单',
    style,
    body,
    marginTexts: [{ face: 'mark', text: marking }],
    fontBase,
  });
}
