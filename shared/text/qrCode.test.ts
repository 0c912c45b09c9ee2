import { describe, expect, it } from 'vitest';
import { qrCapacity, qrCode, qrSize, zigzag } from './qrCode.ts';

/** Reads a code back by the standard's own steps, from its modules alone. */
function read(code: readonly (readonly boolean[])[]): string {
  const at = (x: number, y: number): number => (code[y]?.[x] === true ? 1 : 0);
  let format = 0;
  for (let bit = 0; bit <= 5; bit++) format |= at(8, bit) << bit;
  format |= (at(8, 7) << 6) | (at(8, 8) << 7) | (at(7, 8) << 8);
  for (let bit = 9; bit < 15; bit++) format |= at(14 - bit, 8) << bit;
  const mask = ((format ^ 0x5412) >> 10) & 7;
  const turns = [
    (x: number, y: number) => (x + y) % 2,
    (_x: number, y: number) => y % 2,
    (x: number) => x % 3,
    (x: number, y: number) => (x + y) % 3,
    (x: number, y: number) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x: number, y: number) => ((x * y) % 2) + ((x * y) % 3),
    (x: number, y: number) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x: number, y: number) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];
  const last = qrSize - 1;
  const isPattern = (x: number, y: number): boolean =>
    x === 6 ||
    y === 6 ||
    (x <= 8 && (y <= 8 || y >= last - 7)) ||
    (x >= last - 7 && y <= 8) ||
    (Math.abs(x - (last - 6)) <= 2 && Math.abs(y - (last - 6)) <= 2);
  const bits: number[] = [];
  for (const { x, y } of zigzag())
    if (!isPattern(x, y)) bits.push(at(x, y) ^ (turns[mask]?.(x, y) === 0 ? 1 : 0));
  const words = Array.from({ length: 100 }, (_, word) =>
    bits.slice(word * 8, word * 8 + 8).reduce((value, bit) => (value << 1) | bit, 0),
  );
  const data = [0, 1].flatMap((block) =>
    Array.from({ length: 32 }, (_, word) => words[word * 2 + block] ?? 0),
  );
  const stream = data.flatMap((word) => Array.from({ length: 8 }, (_, bit) => (word >> (7 - bit)) & 1));
  const number = (from: number, count: number): number =>
    stream.slice(from, from + count).reduce((value, bit) => (value << 1) | bit, 0);
  expect(number(0, 4)).toBe(4);
  const length = number(4, 8);
  return Buffer.from(Array.from({ length }, (_, byte) => number(12 + byte * 8, 8))).toString('utf8');
}

describe('a QR code of a fingerprint', () => {
  it.each(['SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', '中心 ABC', '', 'x'.repeat(qrCapacity)])(
    'reads back: %s',
    (text) => {
      expect(read(qrCode(text))).toBe(text);
    },
  );

  it('is the one that a stock reader (zbarimg) was seen to read', () => {
    const rows = qrCode('HQ SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ');
    const line = rows.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('');
    expect(Buffer.from(line).toString('base64').length).toBeGreaterThan(0);
    expect(line).toMatchInlineSnapshot();
  });

  it('refuses what does not fit', () => {
    expect(() => qrCode('x'.repeat(qrCapacity + 1))).toThrow(RangeError);
  });
});
