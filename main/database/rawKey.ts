const hexDigits = Buffer.from('0123456789abcdef', 'latin1');

/**
 * SQLCipher's text form of a raw key, `x'…'`, as bytes that the caller zeroes: a string could not be.
 * @param key 32 bytes
 */
export function rawKeyText(key: Uint8Array): Buffer {
  if (key.length !== 32) throw new RangeError('the raw database key has 32 bytes');
  const text = Buffer.alloc(67);
  text.write("x'", 0, 'latin1');
  for (const [at, byte] of key.entries()) {
    text[2 + at * 2] = hexDigits[byte >> 4] ?? 0;
    text[3 + at * 2] = hexDigits[byte & 15] ?? 0;
  }
  text.write("'", 66, 'latin1');
  return text;
}
