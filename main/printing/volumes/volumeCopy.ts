import { AppError } from '../../../shared/errors.ts';
import type { RenderHtml } from '../copyLayer.ts';
import { type CopyLayer, layerDocument } from '../document/layerDocument.ts';
import { demandGlyphs } from '../glyphs.ts';
import { endOfPdf, objectNumbers, PdfOffsets } from './pdfFile.ts';
import { layerObjects } from './volumePages.ts';

/**
 * One copy of a volume: the body byte for byte, and after it the drawing of the layer that each of its pages asks for. So the
 * body has the same digest in every copy, and a copy of five thousand pages costs no more than one of five.
 * @param body as it was composed
 * @returns the bytes that follow the body
 * @throws AppError print.missing-glyphs, print.render-failed
 */
export async function volumeCopy(
  body: Uint8Array,
  layer: CopyLayer,
  render: RenderHtml,
): Promise<Uint8Array> {
  const { table, size } = endOfPdf(body);
  const pdfs: { pdf: Uint8Array; number: number }[] = [];
  for (const [number, landscape] of [
    [objectNumbers.portraitLayer, false],
    [objectNumbers.landscapeLayer, true],
  ] as const) {
    const html = layerDocument([layer], { layout: 'form', landscape });
    demandGlyphs(html);
    pdfs.push({ pdf: await render(html), number });
  }
  const { objects, next } = await layerObjects(pdfs, size);
  const offsets = new PdfOffsets(body.length);
  const pieces: Uint8Array[] = objects.map(([number, bytes]) => offsets.object(number, bytes));
  const identity = /\/ID\[<([0-9a-f]{32})>/.exec(
    Buffer.from(body.subarray(Math.max(0, body.length - 1024))).toString('latin1'),
  )?.[1];
  if (identity === undefined) throw new AppError('print.render-failed', { detail: '册的正文没有标识' });
  pieces.push(offsets.close(next, table, identity));
  return Buffer.concat(pieces);
}
