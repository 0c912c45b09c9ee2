import { sans, serif } from './fonts.ts';
import { completeDocument, cssString, escapeHtml, servedFontBase } from './html.ts';

/** A paper about packages: a list, a log or a letter. */
export interface ExchangeSource {
  readonly title: string;
  readonly marking: string;
  readonly site: string;
  readonly author: string;
  readonly madeAt: string;
  readonly landscape: boolean;
  /** Paragraphs above the table. */
  readonly words: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Places for signatures. */
  readonly signs: readonly string[];
}

/** A paper about packages: heading, paragraphs, one ruled table, lines for signatures. */
export function exchangeDocument(source: ExchangeSource, fontBase: string = servedFontBase): string {
  const style = `
@page{size:A4 ${source.landscape ? 'landscape' : 'portrait'};margin:25mm 18mm 18mm 22mm;
@top-left{content:${cssString(source.marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:10mm}
@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-family:${serif};font-size:9pt;vertical-align:top;padding-top:3mm}
}
*{box-sizing:border-box}
html{font-synthesis:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};font-size:10.5pt;line-height:1.5;color:#000;overflow-wrap:anywhere}
h1{margin:0 0 3mm;text-align:center;font-size:18pt;font-weight:700;letter-spacing:.12em}
p{margin:0 0 2.5mm;font-size:12pt}
.under{display:flex;justify-content:space-between;margin-bottom:3mm;font-size:10pt}
table{width:100%;border-collapse:collapse;margin-bottom:4mm;font-size:9pt}
th,td{border:.6pt solid #000;padding:1mm 1.4mm;vertical-align:top;text-align:left;font-weight:400}
th{background:#eee;font-family:${sans};white-space:nowrap}
thead{display:table-header-group}
tr{break-inside:avoid}
.sign{display:grid;grid-template-columns:1fr 1fr;gap:9mm 10mm;margin-top:9mm;break-inside:avoid}
.sign span{border-bottom:.75pt solid #000;padding-bottom:1mm}
`;
  const cell = (text: string): string => `<td>${escapeHtml(text)}</td>`;
  const table =
    source.columns.length === 0
      ? ''
      : `<table><thead><tr>${source.columns.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${source.rows
          .map((row) => `<tr>${row.map(cell).join('')}</tr>`)
          .join('')}</tbody></table>`;
  const body = [
    `<h1>${escapeHtml(source.title)}</h1>`,
    `<div class="under"><span>${escapeHtml(source.site)}</span><span>${escapeHtml(source.author)}　${escapeHtml(source.madeAt)}</span></div>`,
    ...source.words.map((text) => `<p>${escapeHtml(text)}</p>`),
    table,
    `<div class="sign">${source.signs.map((text) => `<span>${escapeHtml(text)}：</span>`).join('')}</div>`,
  ].join('');
  return completeDocument({
    title: source.title,
    style,
    body,
    marginTexts: [{ face: 'mark', text: source.marking }],
    fontBase,
  });
}
