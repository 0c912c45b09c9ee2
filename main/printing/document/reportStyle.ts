import { sans, serif } from './fonts.ts';
import { cssString } from './html.ts';

/** What stands in the margins of every page of a report. */
export interface ReportMargins {
  readonly marking: string;
  /** Foot: name, version and digest. */
  readonly foot: string;
}

/**
 * Style sheet after GB/T 9704: type area 156 × 225 mm, 22 lines of 28 characters of 16 pt, so one line is 29 pt high and
 * one character 5.571 mm wide. The page number stands between dashes at the outside corner, 7 mm below the type area.
 * The first page leaves its first line to the copy number, which the copy layer writes.
 */
export function reportStyle(margins: ReportMargins): string {
  const number = `content:"— " counter(page) " —";font-family:${serif};font-size:14pt;vertical-align:top;padding-top:7mm`;
  const inside = `content:${cssString(margins.foot)} "　第 " counter(page) " 页，共 " counter(pages) " 页";font-family:${serif};font-size:7.5pt;color:#444;vertical-align:top;padding-top:9mm;white-space:nowrap`;
  const mark = `content:${cssString(margins.marking)};font-family:${sans};font-weight:700;font-size:16pt;color:#c00000;vertical-align:top;padding-top:22mm`;
  return `
@page{size:A4 portrait;margin:37mm 26mm 35mm 28mm;@top-left{${mark}}}
@page :first{@top-left{content:""}}
@page :right{@bottom-right{${number};padding-right:1em}@bottom-left{${inside}}}
@page :left{@bottom-left{${number};padding-left:1em}@bottom-right{${inside}}}
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;padding:0 .6pt;font-family:${serif};font-size:16pt;line-height:29pt;letter-spacing:-.26pt;color:#000;line-break:strict;overflow-wrap:anywhere;text-align:justify;orphans:2;widows:2}
p{margin:0;text-indent:2em}
.copy{height:29pt}
.mark{height:29pt;font-family:${sans};font-weight:700;color:#c00000;text-indent:0}
.series{margin:29pt 0 0;text-align:center;color:#c00000;font-weight:700;font-size:36pt;line-height:1.3;letter-spacing:.28em;text-indent:.28em}
.issue{display:flex;justify-content:space-between;line-height:29pt;margin-top:12pt;padding-bottom:4pt;border-bottom:2.25pt solid #c00000;letter-spacing:0}
h1{margin:29pt 0;text-align:center;font-size:22pt;font-weight:700;line-height:33pt;letter-spacing:0;break-after:avoid}
h2{margin:0;font-family:${sans};font-weight:700;font-size:16pt;line-height:29pt;text-indent:2em;break-after:avoid}
.to{text-indent:0}
.empty{color:#000}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:6pt 0 14pt;font-size:10.5pt;line-height:15pt;letter-spacing:0;text-align:left}
caption{caption-side:top;font-family:${sans};font-weight:700;font-size:12pt;line-height:22pt;text-align:center;break-after:avoid}
thead{display:table-header-group}
th,td{border:.75pt solid #000;padding:1.8pt 4pt;vertical-align:middle;font-weight:400}
th{font-family:${sans};background:#eeeeee;text-align:center}
tr,figure{break-inside:avoid}
tbody tr:first-child{break-before:avoid}
td.number{text-align:center}table.small{break-inside:avoid}
td.definition{font-size:8.5pt;line-height:11pt}
figure{margin:6pt 0 14pt}
figure svg{display:block}
figcaption{font-family:${sans};font-weight:700;font-size:12pt;line-height:22pt;text-align:center}
.close{break-inside:avoid;margin-top:29pt}
.seal{position:relative;height:46mm}
.seal .name{position:absolute;right:8mm;width:60mm;top:12mm;text-align:center;text-indent:0}
.seal i{position:absolute;right:17mm;top:1mm;width:42mm;height:42mm;border:.75pt dashed #888;border-radius:50%;font-style:normal}
table.approve td{height:15mm;vertical-align:top}
table.approve small{display:block;font-size:9pt;text-align:right}
.imprint{break-inside:avoid;border-top:1pt solid #000;border-bottom:1pt solid #000;font-size:14pt;line-height:24pt;padding:2pt 1em;margin-top:14pt;letter-spacing:0}
.imprint p{text-indent:0}
.imprint .last{display:flex;justify-content:space-between;border-top:.75pt solid #000}
`;
}
