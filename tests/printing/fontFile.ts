import { brotliDecompressSync } from 'node:zlib';

// WOFF2 writes frequent table tags as numbers; only the place of `cmap` and the number of tags matter here.
const cmapTag = 0;
const glyfTag = 10;
const locaTag = 11;
const arbitraryTag = 63;

/**
 * Code points that a WOFF2 font file has a glyph for, in rising order.
 * Reads the file's own character map, so that a list of ranges written elsewhere can be checked against it.
 * @throws Error when the bytes are no WOFF2 file with a Unicode character map of format 4 or 12
 */
export function charactersOf(woff2: Buffer): number[] {
  if (woff2.toString('latin1', 0, 4) !== 'wOF2') throw new Error('not a WOFF2 file');
  const tables = woff2.readUInt16BE(12);
  let at = 48;
  let offset = 0;
  let cmap: { readonly offset: number; readonly length: number } | undefined;
  const number = (): number => {
    let value = 0;
    for (;;) {
      const byte = woff2.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
    }
  };
  for (let index = 0; index < tables; index += 1) {
    const flags = woff2.readUInt8(at++);
    const tag = flags & 0x3f;
    if (tag === arbitraryTag) at += 4;
    const version = flags >>> 6;
    const original = number();
    const transformed = tag === glyfTag || tag === locaTag ? version !== 3 : version !== 0;
    const length = transformed ? number() : original;
    if (tag === cmapTag) cmap = { offset, length };
    offset += length;
  }
  if (cmap === undefined) throw new Error('the font has no character map');
  const stream = brotliDecompressSync(woff2.subarray(at, at + woff2.readUInt32BE(20)));
  return charactersOfMap(stream.subarray(cmap.offset, cmap.offset + cmap.length));
}

function charactersOfMap(map: Buffer): number[] {
  const found = new Set<number>();
  for (let index = 0; index < map.readUInt16BE(2); index += 1) {
    const table = map.subarray(map.readUInt32BE(4 + index * 8 + 4));
    const format = table.readUInt16BE(0);
    if (format === 12) readFormat12(table, found);
    else if (format === 4) readFormat4(table, found);
  }
  if (found.size === 0) throw new Error('the font has no Unicode character map');
  return [...found].sort((one, other) => one - other);
}

function readFormat12(table: Buffer, found: Set<number>): void {
  for (let group = 0; group < table.readUInt32BE(12); group += 1) {
    const at = 16 + group * 12;
    for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code += 1) {
      if (table.readUInt32BE(at + 8) + code - table.readUInt32BE(at) !== 0) found.add(code);
    }
  }
}

function readFormat4(table: Buffer, found: Set<number>): void {
  const segments = table.readUInt16BE(6) / 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const end = table.readUInt16BE(14 + segment * 2);
    const start = table.readUInt16BE(16 + segments * 2 + segment * 2);
    const delta = table.readUInt16BE(16 + segments * 4 + segment * 2);
    const rangeAt = 16 + segments * 6 + segment * 2;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const raw = range === 0 ? code : table.readUInt16BE(rangeAt + range + (code - start) * 2);
      const glyph = range === 0 || raw !== 0 ? (raw + delta) & 0xffff : 0;
      if (glyph !== 0) found.add(code);
    }
  }
}
