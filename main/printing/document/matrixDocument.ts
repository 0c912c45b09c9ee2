import { declaredTotals } from '../../../shared/policy/declaredTotals.ts';
import type { MatrixTable } from '../../../shared/policy/matrix.ts';
import { sans, serif } from './fonts.ts';
import { completeDocument, cssString, escapeHtml, type Html, servedFontBase } from './html.ts';

/** What the permission table on paper says. */
export interface MatrixSource {
  readonly site: string;
  readonly marking: string;
  readonly author: string;
  readonly madeAt: string;
  readonly tables: readonly MatrixTable[];
}

/** Columns that a landscape page holds legibly; a wider table goes on below. */
const columnsAcross = 13;

/** The permission table as a landscape register, each table cut into slices that fit the page. */
export function matrixDocument(source: MatrixSource, fontBase: string = servedFontBase): string {
  const style = `
@page{size:A4 landscape;margin:25mm 14mm 18mm 20mm;
@top-left{content:${cssString(source.marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:10mm}
@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-family:${serif};font-size:9pt;vertical-align:top;padding-top:3mm}
}
*{box-sizing:border-box}
html{font-synthesis:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};font-size:7.5pt;line-height:1.35;color:#000;overflow-wrap:anywhere}
h1{margin:0 0 2mm;text-align:center;font-size:18pt;font-weight:700;letter-spacing:.12em}
h2{margin:4mm 0 1mm;font-family:${sans};font-size:11pt;font-weight:700;break-after:avoid}
p{margin:0 0 1.5mm;font-size:9pt}
.under{display:flex;justify-content:space-between;font-size:10pt}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin-bottom:3mm}
th,td{border:.6pt solid #000;padding:.6mm .9mm;vertical-align:top;text-align:left;font-weight:400}
th{background:#eee;font-family:${sans}}
thead{display:table-header-group}
tr{break-inside:avoid}
.post th,.post td{background:#f6f6f6}
.sign{display:flex;justify-content:space-between;margin-top:8mm;font-size:10pt;break-inside:avoid}
.sign span{min-width:70mm;border-bottom:.75pt solid #000;padding-bottom:1mm}
`;
  const body = [
    '<h1>权限表</h1>',
    `<div class="under"><span>${escapeHtml(source.site)}</span><span>由程序实际执行的权限表生成</span><span>${escapeHtml(source.author)}　${escapeHtml(source.madeAt)}</span></div>`,
    ...source.tables.map(tableOf),
    `<h2>知悉规则之外声明的总数和事实</h2><table><thead><tr><th>告知的内容</th><th>依据</th></tr></thead><tbody>${declaredTotals
      .map((one) => `<tr><td>${escapeHtml(one.what)}</td><td>${escapeHtml(one.why)}</td></tr>`)
      .join('')}</tbody></table>`,
    '<div class="sign"><span>安全保密管理员：</span><span>审阅：</span><span>日期：</span></div>',
  ].join('');
  return completeDocument({
    title: '权限表',
    style,
    body,
    marginTexts: [{ face: 'mark', text: source.marking }],
    fontBase,
  });
}

function tableOf(table: MatrixTable): Html {
  const slices: Html[] = [];
  for (let from = 0; from < table.columns.length; from += columnsAcross) {
    const to = from + columnsAcross;
    const heads = table.columns.slice(from, to).map((column) => `<th>${escapeHtml(column)}</th>`);
    const rows = table.rows.map(
      (row) =>
        `<tr${row.post ? ' class="post"' : ''}><th>${escapeHtml(row.name)}</th>${row.cells
          .slice(from, to)
          .map((cell) => `<td>${escapeHtml(cell)}</td>`)
          .join('')}</tr>`,
    );
    slices.push(
      `<table><thead><tr><th>岗位</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
    );
  }
  return `<h2>${escapeHtml(table.title)}</h2><p>${escapeHtml(table.note)}</p>${slices.join('')}`;
}
