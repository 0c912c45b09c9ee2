import { PDFDocument } from '@cantoo/pdf-lib';
import { AppError } from '../../shared/errors.ts';
import { type CopyLayer, type LayerPlace, layerDocument } from './document/layerDocument.ts';
import { demandGlyphs } from './glyphs.ts';

/** Renders a complete HTML document to PDF; the desktop's part of printing. */
export type RenderHtml = (html: string) => Promise<Uint8Array>;

/** Number of pages of a PDF. */
export async function pageCount(pdf: Uint8Array): Promise<number> {
  return (await PDFDocument.load(pdf, { updateMetadata: false })).getPageCount();
}

// Layers of this many copies are rendered at a time.
const atOnce = 50;

/**
 * Puts the layer of each copy over every page of the body. The body stays as it was rendered: only drawing is added, so
 * that all copies show the same text.
 * @param body the rendered body that all copies share
 * @returns one PDF per layer, in order
 * @throws AppError print.missing-glyphs (a name on the layer), print.render-failed
 */
export async function stampCopies(
  body: Uint8Array,
  layers: readonly CopyLayer[],
  place: LayerPlace,
  render: RenderHtml,
): Promise<Uint8Array[]> {
  const copies: Uint8Array[] = [];
  for (let start = 0; start < layers.length; start += atOnce) {
    const some = layers.slice(start, start + atOnce);
    const html = layerDocument(some, place);
    demandGlyphs(html);
    const layerPdf = await render(html);
    for (let index = 0; index < some.length; index += 1) copies.push(await stamp(body, layerPdf, index));
  }
  return copies;
}

async function stamp(body: Uint8Array, layerPdf: Uint8Array, copy: number): Promise<Uint8Array> {
  const document = await PDFDocument.load(body, { updateMetadata: false });
  const [first, later] = await document.embedPdf(layerPdf, [2 * copy, 2 * copy + 1]);
  if (first === undefined || later === undefined) {
    throw new AppError('print.render-failed', { detail: '份号层没有生成' });
  }
  for (const [index, page] of document.getPages().entries()) {
    const { width, height } = page.getSize();
    page.drawPage(index === 0 ? first : later, { x: 0, y: 0, width, height });
  }
  // The print must not tell more about the machine than the ledger does.
  document.setProducer('服务过程管理系统');
  document.setCreator('服务过程管理系统');
  return await document.save({ useObjectStreams: true });
}
