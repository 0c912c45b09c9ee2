import { PDFDocument, PDFName, type PDFObject, PDFRawStream, PDFRef } from '@cantoo/pdf-lib';

/** Object numbers that mean the same in every volume; everything else counts from `firstFree`. */
export const objectNumbers = {
  catalog: 1,
  pages: 2,
  info: 3,
  /** Layer over every portrait page: empty in the body, drawn by each copy. */
  portraitLayer: 4,
  landscapeLayer: 5,
  /** Begins the own drawing of a page. */
  pageBegin: 6,
  /** Ends it, then draws page number and layer. */
  pageEnd: 7,
  /** Glyphs of which page numbers are set. */
  numberGlyphs: 8,
  firstFree: 9,
} as const;

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Bytes of an object as it stands in a file. */
export function objectBytes(number: number, object: PDFObject): Uint8Array {
  const head = latin(`${number} 0 obj\n`);
  const size = object.sizeInBytes();
  const bytes = new Uint8Array(head.length + size + 8);
  bytes.set(head);
  object.copyBytesInto(bytes, head.length);
  bytes.set(latin('\nendobj\n'), head.length + size);
  return bytes;
}

/** Bytes of a stream object with a dictionary written out. */
export function streamBytes(number: number, dictionary: string, content: string): Uint8Array {
  return latin(
    `${number} 0 obj\n<<${dictionary}/Length ${content.length}>>\nstream\n${content}\nendstream\nendobj\n`,
  );
}

/** Counts what is written of a PDF file, so that the table of its objects can close it. */
export class PdfOffsets {
  /** Bytes before what is written next. */
  position: number;
  readonly #offsets = new Map<number, number>();

  /** @param position bytes that stand before: 0 for a new file, the length of the body for an addition to it */
  constructor(position = 0) {
    this.position = position;
  }

  /** Notes that the bytes of an object come next. */
  object(number: number, bytes: Uint8Array): Uint8Array {
    this.#offsets.set(number, this.position);
    return this.plain(bytes);
  }

  /** Notes bytes that are no object. */
  plain(bytes: Uint8Array): Uint8Array {
    this.position += bytes.length;
    return bytes;
  }

  /**
   * The table of all objects noted and the trailer.
   * @param size first object number that is not used
   * @param previous place of the table that this one adds to; null for a new file
   * @param identity 32 hexadecimal digits that name the file
   */
  close(size: number, previous: number | null, identity: string): Uint8Array {
    const numbers = [...this.#offsets.keys()].sort((one, other) => one - other);
    const sections: string[] = [];
    if (previous === null) sections.push('0 1\n0000000000 65535 f \n');
    for (let at = 0; at < numbers.length; ) {
      let end = at + 1;
      while (end < numbers.length && numbers[end] === (numbers[end - 1] ?? 0) + 1) end += 1;
      const lines = numbers
        .slice(at, end)
        .map((number) => `${String(this.#offsets.get(number) ?? 0).padStart(10, '0')} 00000 n \n`);
      sections.push(`${numbers[at]} ${end - at}\n${lines.join('')}`);
      at = end;
    }
    const before = previous === null ? '' : `/Prev ${previous}`;
    const { catalog, info } = objectNumbers;
    return latin(
      `xref\n${sections.join('')}trailer\n<</Size ${size}/Root ${catalog} 0 R/Info ${info} 0 R/ID[<${identity}><${identity}>]${before}>>\n` +
        `startxref\n${this.position}\n%%EOF\n`,
    );
  }
}

/** A document whose new objects are numbered from `first` on, so that they fit into the file of a volume as they are. */
export async function documentFrom(first: number): Promise<PDFDocument> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.context.largestObjectNumber = first - 1;
  return document;
}

/** Objects of such a document, without its own catalog and tree of pages. */
export function objectsFrom(document: PDFDocument, first: number): [number, PDFObject][] {
  return document.context
    .enumerateIndirectObjects()
    .filter(([ref]) => ref.objectNumber >= first)
    .map(([ref, object]) => [ref.objectNumber, object]);
}

/** The drawing of an embedded page as the object under another number. @throws Error when it is no stream */
export function drawingBytes(document: PDFDocument, ref: PDFRef, number: number): Uint8Array {
  const object = document.context.lookup(ref);
  if (!(object instanceof PDFRawStream)) throw new Error('an embedded page is a stream');
  return objectBytes(number, object);
}

/** Pages to which the links of a document lead, by the name after `#`: number of the page, from 0. */
export function linkedPages(document: PDFDocument): ReadonlyMap<string, number> {
  const order = new Map(document.getPages().map((page, index) => [page.ref.toString(), index]));
  const found = new Map<string, number>();
  const destinations = document.catalog.lookup(PDFName.of('Dests'));
  if (destinations === undefined || !('entries' in destinations)) return found;
  for (const [name, value] of (destinations as { entries(): [PDFName, PDFObject][] }).entries()) {
    const target = value instanceof PDFRef ? document.context.lookup(value) : value;
    const list =
      target !== undefined && 'asArray' in target ? (target as { asArray(): PDFObject[] }).asArray() : [];
    const page = order.get(list[0]?.toString() ?? '');
    if (page !== undefined) found.set(name.decodeText(), page);
  }
  return found;
}

/** Place of the newest object table and the first free object number, from the end of a file that this folder wrote. */
export function endOfPdf(pdf: Uint8Array): { readonly table: number; readonly size: number } {
  const end = Buffer.from(pdf.subarray(Math.max(0, pdf.length - 1024))).toString('latin1');
  const table = /startxref\n(\d+)\n%%EOF\n$/.exec(end)?.[1];
  const size = /.*\/Size (\d+)\/Root/s.exec(end)?.[1];
  if (table === undefined || size === undefined) throw new Error('no body of a volume');
  return { table: Number(table), size: Number(size) };
}
