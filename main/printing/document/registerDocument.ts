import { sans, serif } from './fonts.ts';
import { completeDocument, cssString, escapeHtml, type Html, servedFontBase } from './html.ts';

/** A table of a register: heads with their widths in percent, and rows of text. */
export interface RegisterTable {
  readonly title: string;
  readonly note: string;
  readonly heads: readonly (readonly [name: string, width: number])[];
  readonly rows: readonly (readonly string[])[];
}

/** What a register on paper says. */
export interface RegisterSource {
  readonly title: string;
  readonly site: string;
  readonly marking: string;
  readonly period: string;
  readonly author: string;
  readonly madeAt: string;
  /** Sentences in the frame above the tables. */
  readonly remarks: readonly string[];
  readonly tables: readonly RegisterTable[];
  /** Who signs below. */
  readonly signs: readonly string[];
}

/** A landscape register: period, remarks, tables, line for the signatures. */
export function registerDocument(source: RegisterSource, fontBase: string = servedFontBase): string {
  const style = `
@page{size:A4 landscape;margin:25mm 16mm 20mm 24mm;
@top-left{content:${cssString(source.marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:10mm}
@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-family:${serif};font-size:9pt;vertical-align:top;padding-top:3mm}
}
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};font-size:10.5pt;line-height:1.45;color:#000;overflow-wrap:anywhere}
h1{margin:0 0 2mm;text-align:center;font-size:20pt;font-weight:700;letter-spacing:.12em}
h2{margin:5mm 0 1mm;font-family:${sans};font-size:12pt;font-weight:700;break-after:avoid}
p{margin:0 0 1.5mm}
.under{display:flex;justify-content:space-between;margin-bottom:3mm}
.head{border:.75pt solid #000;padding:2mm 3mm;break-inside:avoid}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th,td{border:.75pt solid #000;padding:.8mm 1.6mm;vertical-align:top;text-align:left;font-weight:400}
th{background:#eee;font-family:${sans};text-align:center}
thead{display:table-header-group}
tr{break-inside:avoid}
.note{font-size:9pt;color:#333;break-after:avoid}
.sign{display:flex;justify-content:space-between;margin-top:10mm;break-inside:avoid}
.sign span{min-width:70mm;border-bottom:.75pt solid #000;padding-bottom:1mm}
`;
  const body = [
    `<h1>${escapeHtml(source.title)}</h1>`,
    `<div class="under"><span>${escapeHtml(source.site)}</span><span>期间：${escapeHtml(source.period)}</span><span>编制：${escapeHtml(source.author)}　${escapeHtml(source.madeAt)}</span></div>`,
    `<div class="head">${source.remarks.map((remark) => `<p>${escapeHtml(remark)}</p>`).join('')}</div>`,
    ...source.tables.map(tableOf),
    `<div class="sign">${source.signs.map((sign) => `<span>${escapeHtml(sign)}：</span>`).join('')}</div>`,
  ].join('');
  return completeDocument({
    title: source.title,
    style,
    body,
    marginTexts: [{ face: 'mark', text: source.marking }],
    fontBase,
  });
}

function tableOf({ title, note, heads, rows }: RegisterTable): Html {
  const columns = heads.map(([, width]) => `<col style="width:${width}%">`).join('');
  const head = heads.map(([name]) => `<th>${escapeHtml(name)}</th>`).join('');
  const lines =
    rows.length === 0
      ? `<tr><td colspan="${heads.length}">无</td></tr>`
      : rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('');
  return `<h2>${escapeHtml(title)}</h2><p class="note">${escapeHtml(note)}</p><table><colgroup>${columns}</colgroup><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table>`;
}
