import { PDFArray, PDFDict, type PDFDocument, PDFName, type PDFPage, PDFRef } from '@cantoo/pdf-lib';
import type { RenderHtml } from '../copyLayer.ts';
import {
  documentFrom,
  drawingBytes,
  objectBytes,
  objectNumbers,
  objectsFrom,
  PdfOffsets,
  streamBytes,
} from './pdfFile.ts';
import { numberCharacters, numberSheet, numberWidth } from './volumeDocuments.ts';

const { catalog, pages: pageTree, info, portraitLayer, landscapeLayer } = objectNumbers;
/** A4 in points, as Chromium makes it. */
export const a4 = { width: 594.96, height: 841.92 } as const;
/** The page number stands this far above the lower edge, in points: below the type area of forms, reports and scans. */
const numberLine = 30;

/** A page of a volume: its object, the object that will draw its number, and how wide it is. */
export interface VolumePage {
  readonly object: number;
  readonly stamp: number;
  readonly width: number;
}

/**
 * Writes the file of a volume piece by piece, so that five thousand pages never lie in memory together. Each page draws, after
 * its own content, its number and one layer that is empty here; a copy adds another drawing of that layer to the end of the
 * file (`volumeCopy.ts`), so that the body is the same bytes whenever it is printed.
 */
export class VolumeWriter {
  readonly #offsets = new PdfOffsets();
  #next: number = objectNumbers.firstFree;

  /** Header, and what all pages share. */
  async *begin(render: RenderHtml): AsyncGenerator<Uint8Array> {
    yield this.#offsets.plain(Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1'));
    yield this.#object(objectNumbers.pageBegin, streamBytes(objectNumbers.pageBegin, '', 'q'));
    const end = 'Q q /VolumeNumber Do Q q /VolumeLayer Do Q';
    yield this.#object(objectNumbers.pageEnd, streamBytes(objectNumbers.pageEnd, '', end));
    for (const [number, wide] of [
      [portraitLayer, false],
      [landscapeLayer, true],
    ] as const) {
      yield this.#object(number, streamBytes(number, layerDictionary(wide), ''));
    }
    const first = this.#next;
    const glyphs = await documentFrom(first);
    const sheet = await render(numberSheet());
    const drawings = await glyphs.embedPdf(
      sheet,
      [...numberCharacters].map((_, index) => index),
    );
    await glyphs.flush();
    yield* this.#documentObjects(glyphs, first);
    const named = drawings.map((drawing, index) => `/G${index} ${drawing.ref.objectNumber} 0 R`).join('');
    yield this.#object(
      objectNumbers.numberGlyphs,
      Buffer.from(`${objectNumbers.numberGlyphs} 0 obj\n<</XObject<<${named}>>>>\nendobj\n`, 'latin1'),
    );
  }

  /**
   * Pages as they were rendered or drawn.
   * @param fill puts pages into a document whose objects go into the file
   */
  async *pages(
    fill: (document: PDFDocument) => Promise<void>,
    into: VolumePage[],
  ): AsyncGenerator<Uint8Array> {
    const first = this.#next;
    const document = await documentFrom(first);
    await fill(document);
    await document.flush();
    const added = document.getPages();
    for (const page of added) into.push(this.#bind(document, page));
    yield* this.#documentObjects(document, first);
  }

  /** The numbers of all pages, the tree, the table: the end of the file. @param ordered pages in order of the volume */
  *end(
    ordered: readonly { readonly page: VolumePage; readonly words: string }[],
    title: string,
    identity: string,
  ): Generator<Uint8Array> {
    for (const { page, words } of ordered) {
      yield this.#object(
        page.stamp,
        streamBytes(page.stamp, numberDictionary(page.width), numberDrawing(words, page.width)),
      );
    }
    const kids = ordered.map(({ page }) => `${page.object} 0 R`).join(' ');
    yield this.#object(
      pageTree,
      Buffer.from(
        `${pageTree} 0 obj\n<</Type/Pages/Count ${ordered.length}/Kids[${kids}]>>\nendobj\n`,
        'latin1',
      ),
    );
    yield this.#object(
      catalog,
      Buffer.from(
        `${catalog} 0 obj\n<</Type/Catalog/Pages ${pageTree} 0 R/Lang(zh-CN)>>\nendobj\n`,
        'latin1',
      ),
    );
    const named = Buffer.from(`\uFEFF${title}`, 'utf16le').swap16().toString('hex');
    yield this.#object(info, Buffer.from(`${info} 0 obj\n<</Title<${named}>>>\nendobj\n`, 'latin1'));
    yield this.#offsets.close(this.#next, null, identity);
  }

  #object(number: number, bytes: Uint8Array): Uint8Array {
    return this.#offsets.object(number, bytes);
  }

  *#documentObjects(document: PDFDocument, first: number): Generator<Uint8Array> {
    for (const [number, object] of objectsFrom(document, first)) {
      yield this.#object(number, objectBytes(number, object));
    }
    this.#next = Math.max(this.#next, document.context.largestObjectNumber + 1);
  }

  #bind(document: PDFDocument, page: PDFPage): VolumePage {
    const { context } = document;
    const { width, height } = page.getSize();
    const stamp = context.nextRef().objectNumber;
    const { node } = page;
    const own = node.get(PDFName.of('Contents'));
    const contents = PDFArray.withContext(context);
    contents.push(PDFRef.of(objectNumbers.pageBegin));
    const looked = own instanceof PDFRef ? context.lookup(own) : own;
    if (looked instanceof PDFArray) for (const part of looked.asArray()) contents.push(part);
    else if (own !== undefined) contents.push(own);
    contents.push(PDFRef.of(objectNumbers.pageEnd));
    const resources = node.Resources()?.clone(context) ?? PDFDict.withContext(context);
    const drawings =
      resources.lookupMaybe(PDFName.of('XObject'), PDFDict)?.clone(context) ?? PDFDict.withContext(context);
    drawings.set(PDFName.of('VolumeNumber'), PDFRef.of(stamp));
    drawings.set(PDFName.of('VolumeLayer'), PDFRef.of(width > height ? landscapeLayer : portraitLayer));
    resources.set(PDFName.of('XObject'), drawings);
    node.set(PDFName.of('Resources'), resources);
    node.set(PDFName.of('Contents'), contents);
    node.set(PDFName.of('Parent'), PDFRef.of(pageTree));
    // Links lead to pages by names that the whole does not have; tags name a structure that stays behind.
    for (const name of ['Annots', 'StructParents', 'Tabs', 'Metadata']) node.delete(PDFName.of(name));
    return { object: page.ref.objectNumber, stamp, width };
  }
}

/** Dictionary of an empty layer over a page. */
function layerDictionary(wide: boolean): string {
  const [width, height] = wide ? [a4.height, a4.width] : [a4.width, a4.height];
  return `/Type/XObject/Subtype/Form/BBox[0 0 ${width} ${height}]`;
}

function numberDictionary(width: number): string {
  return `/Type/XObject/Subtype/Form/BBox[0 0 ${width} ${numberLine + 20}]/Resources ${objectNumbers.numberGlyphs} 0 R`;
}

function numberDrawing(words: string, width: number): string {
  const signs = [...words];
  const total = signs.reduce((sum, sign) => sum + (sign === ' ' ? 4 : numberWidth(sign)), 0);
  let x = (width - total) / 2;
  const drawn: string[] = [];
  for (const sign of signs) {
    const index = numberCharacters.indexOf(sign);
    if (index >= 0) drawn.push(`q 1 0 0 1 ${x.toFixed(2)} ${numberLine} cm /G${index} Do Q`);
    x += sign === ' ' ? 4 : numberWidth(sign);
  }
  return drawn.join('\n');
}

/** A layer of one copy as objects to add to the end of a body, under the numbers that all pages draw. */
export async function layerObjects(
  layers: readonly { readonly pdf: Uint8Array; readonly number: number }[],
  first: number,
): Promise<{ readonly objects: (readonly [number, Uint8Array])[]; readonly next: number }> {
  const objects: (readonly [number, Uint8Array])[] = [];
  let next = first;
  for (const { pdf, number } of layers) {
    const document = await documentFrom(next);
    const [drawing] = await document.embedPdf(pdf, [0]);
    if (drawing === undefined) throw new Error('a layer has a page');
    await document.flush();
    objects.push([number, drawingBytes(document, drawing.ref, number)]);
    for (const [own, object] of objectsFrom(document, next)) {
      if (own !== drawing.ref.objectNumber) objects.push([own, objectBytes(own, object)]);
    }
    next = document.context.largestObjectNumber + 1;
  }
  return { objects, next };
}
