import { sans, serif } from './fonts.ts';
import { cssString } from './html.ts';

/** What stands in the margins of every page of a form. */
export interface FormMargins {
  readonly marking: string;
  /** Form number and version, top right. */
  readonly formNumber: string;
  /** What names the record on continuation pages. */
  readonly continuation: string;
  /** Foot right: version and digest, so that paper and record can be matched without the program. */
  readonly foot: string;
  readonly landscape: boolean;
}

/** Style sheet of the QR758 table style. The copy layer writes the copy number below the mark and the trace code in the foot. */
export function formStyle(margins: FormMargins): string {
  const pageNumber = `@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-family:${serif};font-size:9pt;vertical-align:top;padding-top:3mm}`;
  return `
${pageRule('', margins, pageNumber)}
@page :first{@top-center{content:""}}${formBodyStyle}`;
}

/**
 * Style sheet of several records in one document: each has page margins of its own, under the name of its class. What
 * numbers the pages of the whole is not known here.
 */
export function formsStyle(
  forms: readonly { readonly name: string; readonly margins: FormMargins }[],
): string {
  const pages = forms.map(({ name, margins }) => `${pageRule(name, margins, '')}\n.${name}{page:${name}}`);
  return `\n${pages.join('\n')}${formBodyStyle}`;
}

function pageRule(name: string, margins: FormMargins, pageNumber: string): string {
  return `@page ${name}{size:A4 ${margins.landscape ? 'landscape' : 'portrait'};margin:25mm 16mm 20mm 24mm;
@top-left{content:${cssString(margins.marking)};font-family:${sans};font-weight:700;font-size:14pt;color:#c00000;vertical-align:top;padding-top:10mm}
@top-center{content:${cssString(margins.continuation)};font-family:${serif};font-size:9pt;color:#333;vertical-align:bottom;padding-bottom:2mm;white-space:nowrap}
@top-right{content:${cssString(margins.formNumber)};font-family:${serif};font-size:10.5pt;vertical-align:top;padding-top:11mm}
${pageNumber}
@bottom-right{content:${cssString(margins.foot)};font-family:${serif};font-size:7.5pt;color:#444;vertical-align:top;padding-top:3.4mm}
}`;
}

const formBodyStyle = `
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;padding:0 .6pt;font-family:${serif};font-size:10.5pt;line-height:1.4;color:#000;line-break:strict;overflow-wrap:anywhere}
h1{margin:0 0 3mm;text-align:center;font-size:20pt;font-weight:700;letter-spacing:.12em;line-height:1.3}
h1 small{display:block;font-size:10.5pt;font-weight:400;letter-spacing:0;margin-top:1mm}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:0}
table+table,.keep+table,table+div.whole table:first-child,div+table.whole,div.whole table+table{margin-top:-1px}
th,td{border:.75pt solid #000;padding:.9mm 1.6mm;vertical-align:middle;text-align:left;font-weight:400}
th{background:#eeeeee;font-family:${sans};font-weight:400;text-align:center}
tr{break-inside:avoid}
thead{display:table-header-group}
thead tr{break-inside:avoid;break-after:avoid}
.field{height:7.6mm}
.group th{background:#dedede;font-weight:700;text-align:left;letter-spacing:.1em;padding:1mm 1.8mm}
.group{break-after:avoid}
td.text{white-space:pre-wrap;vertical-align:top;text-align:justify}
td.tick,td.mid{text-align:center}
.flow td{border-top:0}
.flow p{margin:0;white-space:pre-wrap;text-align:justify;orphans:2;widows:2}
.flow thead th{text-align:left}
.flow tr.body{break-inside:auto}
.option{display:inline-block;white-space:nowrap;margin-right:4.5mm}
.box{display:inline-block;width:3.3mm;height:3.3mm;border:.75pt solid #000;margin-right:1.2mm;vertical-align:-.35mm;font-size:12pt;line-height:2.7mm;text-align:center;text-indent:-.3mm;white-space:nowrap}
.keep{break-after:avoid}.whole{break-inside:avoid}
.closing{break-before:avoid}
.none{color:#333}
.sign,.customer{break-inside:avoid}
.sign td{height:13mm}
.sign small,.customer small{display:block;font-size:9pt;text-align:right}
.customer td{vertical-align:top;padding:3mm 4mm}
.customer .lines p{margin:0 0 2.6mm}
.blank{display:inline-block;border-bottom:.75pt solid #000;min-width:42mm;padding:0 2mm}
.seal{position:relative;height:46mm}
.seal i{position:absolute;right:10mm;top:2mm;width:42mm;height:42mm;border:.75pt dashed #777;border-radius:50%;font-style:normal;color:#777;font-size:10pt;display:flex;align-items:center;justify-content:center;text-align:center}
`;
