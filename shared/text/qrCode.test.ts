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
    expect(line).toMatchInlineSnapshot(
      `"111111100101010001100010001111111100000101001000010101000001000001101110101100001000010111101011101101110101010101010110000101011101101110100001101111101100001011101100000100101001100000010101000001111111101010101010101010101111111000000001100100110100000100000000100000101011011011000011111001110101110000100010101110111010010110100100100110111101000000100111110001111010111110101110001111000111011010111010110101000101101111001000011011010010001101000000100010010000101000010110001110010110110000101010101101010010001011011101011000110001000111010010100011001100111011000000110111101011000111110111110000011101110011001011101110000001110011000000010100001101010101101011001100110110110101110111101000101100001000010001110001100000100111001001000010110001110101000000100100110111001001001110111011111011110000001001111110001000000001011101111111100100010111111111100011111101000111101011010100000100100110011101011100011111101110100001000110010110111110110101110100001101001101000000000011101110100111001100010001000011011100000100001110000001010110001100111111101000100111010011110110110"`,
    );
  });

  it('refuses what does not fit', () => {
    expect(() => qrCode('x'.repeat(qrCapacity + 1))).toThrow(RangeError);
  });
});
