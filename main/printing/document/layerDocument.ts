import { sans, serif } from './fonts.ts';
import { completeDocument, escapeHtml, type Html, servedFontBase } from './html.ts';

/** What sets one copy apart from the body that all copies share. */
export interface CopyLayer {
  /** Null on a preview, which is no copy. */
  readonly copyNumber: string | null;
  readonly traceCode: string | null;
  /** Name, account, time and station: who had it printed, where and when. */
  readonly watermark: string;
  /** Big words across the page: 草稿 on a draft, 预览 on a preview. */
  readonly banner: '草稿' | '预览' | null;
}

/** Where the layer finds room in the body's layout. */
export interface LayerPlace {
  /** A form leaves the line below its mark free, a report the first line of its type area (GB/T 9704). */
  readonly layout: 'form' | 'report';
  readonly landscape: boolean;
}

const across = 3;
const down = 7;

/**
 * The layers of copies, two pages each: one for the first page of the body, one for every other page (a form has the copy
 * number at the same place on all).
 */
export function layerDocument(
  layers: readonly CopyLayer[],
  place: LayerPlace,
  fontBase: string = servedFontBase,
): string {
  const [width, height] = place.landscape ? [297, 210] : [210, 297];
  const style = `
@page{size:${width}mm ${height}mm;margin:0}
*{box-sizing:border-box}
html{font-synthesis:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0;font-family:${serif};color:#000}
section{position:relative;width:${width}mm;height:${height - 0.1}mm;overflow:hidden;break-after:page}
section:last-child{break-after:auto}
.copy{position:absolute;left:24mm;top:16.6mm;font-size:9pt}
.report .copy{left:28mm;top:38.4mm;font-size:16pt;line-height:29pt}
.report .later{left:28mm;top:16mm;font-size:10.5pt;line-height:14pt}
.trace{position:absolute;left:24mm;bottom:9mm;font-size:9pt;letter-spacing:.04em}
.report .trace{left:28mm;bottom:12mm}
.water{position:absolute;inset:0;color:rgba(0,0,0,.09);font-family:${sans};font-size:11pt}
.water span{position:absolute;white-space:nowrap;transform:rotate(-28deg);transform-origin:left center}
.banner{position:absolute;left:0;right:0;top:${height / 2 - 32}mm;text-align:center;font-family:${sans};font-weight:700;font-size:150pt;line-height:64mm;color:rgba(192,0,0,.13);transform:rotate(-28deg)}
.word{position:absolute;left:0;right:0;bottom:4mm;text-align:center;font-family:${sans};font-weight:700;font-size:10.5pt;color:#c00000}
`;
  const body = layers
    .flatMap((layer) => ['copy', 'copy later'].map((name) => page(layer, name, width, height)))
    .map((content) => `<section class="${place.layout}">${content}</section>`)
    .join('');
  return completeDocument({ title: '份号层', style, body, marginTexts: [], fontBase });
}

function page(layer: CopyLayer, copyClass: string, width: number, height: number): Html {
  const marks: Html[] = [];
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const left = (column - 0.15 + (row % 2) * 0.25) * (width / (across - 0.5));
      const top = (row + 0.7) * (height / down);
      marks.push(
        `<span style="left:${left.toFixed(1)}mm;top:${top.toFixed(1)}mm">${escapeHtml(layer.watermark)}</span>`,
      );
    }
  }
  const words = layer.banner === '草稿' ? '草稿，不得作为依据，用后交回' : '仅供屏幕预览，未打印';
  return [
    `<div class="water">${marks.join('')}</div>`,
    layer.banner === null ? '' : `<div class="banner">${layer.banner}</div><div class="word">${words}</div>`,
    layer.copyNumber === null ? '' : `<div class="${copyClass}">份号　${escapeHtml(layer.copyNumber)}</div>`,
    layer.traceCode === null ? '' : `<div class="trace">追踪码 ${escapeHtml(layer.traceCode)}</div>`,
  ].join('');
}
