import { sans, serif } from '../document/fonts.ts';
import type { FormMargins } from '../document/formStyle.ts';
import { formsStyle } from '../document/formStyle.ts';
import {
  completeDocument,
  cssString,
  type DocumentParts,
  escapeHtml,
  type Html,
  servedFontBase,
} from '../document/html.ts';

/** A record as it stands in a volume's contents and list of digests. */
export interface VolumeLine {
  readonly number: string;
  readonly title: string;
  readonly marking: string;
  readonly day: string;
  /** Where its pages come from: 扫描件, 数据打印. */
  readonly source: string;
  readonly digest: string;
  readonly firstPage: number;
  readonly pages: number;
}

/** What cover, contents and closing sheet of a volume say. */
export interface VolumeCover {
  readonly name: string;
  readonly site: string;
  readonly marking: string;
  readonly clause: string;
  readonly composedBy: string;
  readonly composedOn: string;
  readonly keptUntil: string;
  readonly pages: number;
  readonly lines: readonly VolumeLine[];
}

/** Characters of page numbers; each becomes a drawing that page numbers are set of. */
export const numberCharacters = '0123456789第页共本件（）/';
/** Width of the drawing of such a character, in points. */
export const numberWidth = (character: string): number => (/[0-9/]/.test(character) ? 5 : 9);
/** Height of the drawing, in points; its line stands this far above the lower edge. */
export const numberHeight = 14;

/** One page per character of page numbers. */
export function numberSheet(): string {
  const style =
    [...new Set([...numberCharacters].map(numberWidth))]
      .map(
        (width) =>
          `@page w${width}{size:${width}pt ${numberHeight}pt;margin:0}.w${width}{page:w${width};width:${width}pt}`,
      )
      .join('\n') +
    `\nhtml{font-synthesis:none}body{margin:0;font-family:${serif};font-size:9pt;line-height:${numberHeight - 1}pt;color:#000}
div{height:${numberHeight - 1}pt;overflow:hidden;text-align:center;break-after:page}div:last-child{break-after:auto}`;
  const body = [...numberCharacters]
    .map((sign) => `<div class="w${numberWidth(sign)}">${sign}</div>`)
    .join('');
  return completeDocument({ title: '页码', style, body, marginTexts: [], fontBase: servedFontBase });
}

/**
 * Several records on paper in one document. A last page links to the first page of each, so that it can be found in the PDF;
 * it is left out of the volume.
 */
export function formsDocument(
  forms: readonly (Pick<DocumentParts, 'body' | 'marginTexts'> & { readonly margins: FormMargins })[],
): string {
  const named = forms.map((form, index) => ({ ...form, name: `r${index}` }));
  const body = named.map(({ name, body: own }) => `<section class="${name}" id="${name}">${own}</section>`);
  const links = named.map(({ name }) => `<a href="#${name}">${name}</a>`).join(' ');
  return completeDocument({
    title: '册内文件',
    style: `${formsStyle(named)}\n@page links{size:A4;margin:20mm}.links{page:links}`,
    body: `${body.join('')}<section class="links">${links}</section>`,
    marginTexts: forms.flatMap((form) => form.marginTexts),
    fontBase: servedFontBase,
  });
}

function sheetStyle(marking: string): string {
  return `
@page{size:A4;margin:25mm 20mm 20mm 24mm;@top-left{content:${cssString(marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:10mm}}
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};font-size:10.5pt;line-height:1.4;color:#000;overflow-wrap:anywhere}
section{break-after:page}section:last-child{break-after:auto}
.cover{height:250mm;text-align:center;position:relative}
.cover .site{padding-top:34mm;font-size:18pt;letter-spacing:.2em}
.cover h1{margin:30mm 0 8mm;font-size:30pt;line-height:1.5;letter-spacing:.08em}
.cover table{position:absolute;bottom:16mm;left:22mm;width:122mm;font-size:13pt}
h2{margin:0 0 4mm;text-align:center;font-size:18pt;letter-spacing:.3em}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th,td{border:.75pt solid #000;padding:.9mm 1.4mm;text-align:left;font-weight:400;vertical-align:middle}
th{background:#eee;font-family:${sans};text-align:center}
thead{display:table-header-group}tr{break-inside:avoid}
td.mid{text-align:center}td.number{font-size:9pt}
.list tr{height:7.4mm}.list th,.list td{font-size:9pt}.list td{white-space:nowrap;overflow:hidden}
.digests td{font-size:8pt;height:5.2mm;padding:.2mm 1mm;white-space:nowrap;overflow:hidden}
.note{margin:0 0 3mm;font-size:9.5pt}
.spare tr{height:9mm}
.facts th{width:36%}.facts tr{height:11mm}
.signs{display:grid;grid-template-columns:1fr 1fr;gap:14mm 12mm;margin-top:22mm}
.signs span{border-bottom:.75pt solid #000;padding-bottom:1mm}
`;
}

const cells = (row: readonly string[], classes: readonly string[]): Html =>
  `<tr>${row.map((text, index) => `<td class="${classes[index] ?? ''}">${escapeHtml(text)}</td>`).join('')}</tr>`;
const heads = (names: readonly string[], widths: readonly number[]): Html =>
  `<colgroup>${widths.map((width) => `<col style="width:${width}%">`).join('')}</colgroup>` +
  `<thead><tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr></thead>`;
const facts = (rows: readonly (readonly [string, string])[]): Html =>
  rows.map(([name, text]) => `<tr><th>${name}</th><td>${escapeHtml(text)}</td></tr>`).join('');

function sheet(cover: VolumeCover, title: string, body: Html): string {
  return completeDocument({
    title,
    style: sheetStyle(cover.marking),
    body,
    marginTexts: [{ face: 'mark', text: cover.marking }],
    fontBase: servedFontBase,
  });
}

/** Cover and contents. Every row of the contents is one line high: their number decides how many pages they take. */
export function frontDocument(cover: VolumeCover): string {
  const rows = cover.lines.map((line, index) =>
    cells(
      [
        String(index + 1),
        line.number,
        line.title,
        line.marking,
        line.day,
        line.source,
        `${line.firstPage}`,
        String(line.pages),
      ],
      ['mid', 'number', '', 'mid', 'mid', 'mid', 'mid', 'mid'],
    ),
  );
  return sheet(
    cover,
    cover.name,
    `<section class="cover"><div class="site">${escapeHtml(cover.site)}</div><h1>${escapeHtml(cover.name)}</h1>` +
      `<table class="facts"><tbody>${facts([
        ['密级', cover.marking],
        ['依据', `服务过程控制程序 ${cover.clause}`],
        ['件数、页数', `${cover.lines.length} 件，共 ${cover.pages} 页`],
        ['编制', `${cover.composedBy}　${cover.composedOn}`],
        ['保管期限', cover.keptUntil],
      ])}</tbody></table></section>` +
      `<section><h2>目　录</h2><table class="list">${heads(
        ['序号', '归档编号', '文件', '密级', '日期', '来源', '起页', '页数'],
        [6, 25, 22, 13, 12, 10, 6, 6],
      )}<tbody>${rows.join('')}</tbody></table></section>`,
  );
}

const spareRows = 22;

/** Digests of all records, the closing sheet, and an empty sheet for what is added by hand later. */
export function backDocument(cover: VolumeCover, listDigest: string): string {
  const rows = cover.lines.map((line) => cells([line.number, line.digest], ['', '']));
  const spare = '<tr><td></td><td></td><td></td><td></td><td></td></tr>'.repeat(spareRows);
  const scans = cover.lines.filter((line) => line.source === '扫描件').length;
  return sheet(
    cover,
    `${cover.name} 卷末`,
    `<section><h2>摘要清单</h2><p class="note">每件归档内容的 SHA-256。本清单（编号、摘要按本册顺序）的摘要：${listDigest}</p>` +
      `<table class="digests">${heads(['归档编号', '摘要'], [30, 70])}<tbody>${rows.join('')}</tbody></table></section>` +
      `<section><h2>卷内备考表</h2><table class="facts"><tbody>${facts([
        ['册名', cover.name],
        ['件数', `${cover.lines.length} 件，其中签字原件扫描件 ${scans} 件`],
        ['页数', `${cover.pages} 页，页码连续`],
        ['密级', `${cover.marking}（取册内最高密级、最长期限）`],
        ['摘要清单的摘要', listDigest],
        ['缺损、补充说明', ''],
      ])}</tbody></table><div class="signs"><span>立卷人：</span><span>检查人：</span><span>日期：</span><span>日期：</span></div></section>` +
      `<section><h2>补　充　页</h2><p class="note">成册以后补入的文件在此登记；成册补入的另编补册。</p><table class="spare">${heads(
        ['补入日期', '编号', '文件', '页数', '经手人'],
        [16, 26, 34, 8, 16],
      )}<tbody>${spare}</tbody></table></section>`,
  );
}
