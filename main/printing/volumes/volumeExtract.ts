import { objectNumbers, PdfOffsets } from './pdfFile.ts';

/**
 * Some pages of a body as a file of their own, by the bytes: the objects that the pages need are copied as they are, under the
 * same numbers. A body of five thousand pages need not be taken apart for it.
 * @param from first page, from 1
 * @returns the file, which a copy layer can be added to like to the whole
 */
export function volumeExtract(body: Uint8Array, from: number, count: number): Uint8Array {
  const file = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const places = offsetsOf(file);
  const sorted = [...places.values()].sort((one, other) => one - other);
  const textOf = (number: number): Buffer => {
    const start = places.get(number);
    if (start === undefined) throw new Error('an object is missing in a volume');
    return file.subarray(start, sorted.find((one) => one > start) ?? file.length);
  };
  const kids = /\/Kids\[([^\]]*)\]/.exec(textOf(objectNumbers.pages).toString('latin1'))?.[1] ?? '';
  const pages = [...kids.matchAll(/(\d+) 0 R/g)]
    .map((found) => Number(found[1]))
    .slice(from - 1, from - 1 + count);
  const needed = new Set<number>([objectNumbers.catalog, objectNumbers.info]);
  const waiting = [...pages];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (needed.has(number) || number === objectNumbers.pages) continue;
    needed.add(number);
    const text = textOf(number);
    const end = text.indexOf('stream');
    const dictionary = text.subarray(0, end < 0 ? text.length : end).toString('latin1');
    for (const found of dictionary.matchAll(/(\d+) 0 R/g)) waiting.push(Number(found[1]));
  }
  const offsets = new PdfOffsets();
  const pieces: Uint8Array[] = [offsets.plain(Buffer.from('%PDF-1.7\n', 'latin1'))];
  for (const number of needed) {
    const text = textOf(number);
    // After the last object stands the table.
    const end = text.lastIndexOf('endobj\n') + 'endobj\n'.length;
    pieces.push(offsets.object(number, text.subarray(0, end)));
  }
  const tree = `${objectNumbers.pages} 0 obj\n<</Type/Pages/Count ${pages.length}/Kids[${pages.map((page) => `${page} 0 R`).join(' ')}]>>\nendobj\n`;
  pieces.push(offsets.object(objectNumbers.pages, Buffer.from(tree, 'latin1')));
  pieces.push(offsets.close(Math.max(...places.keys()) + 1, null, '0'.repeat(32)));
  return Buffer.concat(pieces);
}

/** Places of all objects by the table at the end of a file that this folder wrote. */
function offsetsOf(file: Buffer): ReadonlyMap<number, number> {
  const table = Number(/startxref\n(\d+)\n/.exec(file.subarray(-1024).toString('latin1'))?.[1]);
  const places = new Map<number, number>();
  let number = 0;
  let left = 0;
  for (const line of file.subarray(table).toString('latin1').split('\n').slice(1)) {
    if (line.startsWith('trailer')) break;
    if (left === 0) {
      const [first = 0, count = 0] = line.split(' ').map(Number);
      number = first;
      left = count;
      continue;
    }
    if (number > 0) places.set(number, Number(line.slice(0, 10)));
    number += 1;
    left -= 1;
  }
  return places;
}
