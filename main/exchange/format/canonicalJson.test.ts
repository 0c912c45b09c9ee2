import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalText, parseCanonical, parseStrict } from './canonicalJson.ts';

const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Values this subset of JSON can hold. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units and writes nothing that is not needed', () => {
    expect(canonicalText({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 4, '\ufb33': 5, '\u00f6': 6 })).toBe(
      '{"\\r":2,"1":3,"ö":6,"€":1,"😀":4,"\ufb33":5}',
    );
  });

  it('comes back unchanged from its own bytes', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = canonicalBytes(value);
        expect(canonicalBytes(parseCanonical(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['duplicate key', '{"a":1,"a":1}\n'],
    ['duplicate nested key', '{"a":{"b":1,"b":2}}\n'],
    ['1.0', '{"a":1.0}\n'],
    ['exponent', '{"a":1e2}\n'],
    ['negative zero', '{"a":-0}\n'],
    ['fraction', '{"a":1.5}\n'],
    ['unsafe integer', '{"a":9007199254740992}\n'],
    ['overflow', '{"a":1e400}\n'],
    ['blank', '{"a": 1}\n'],
    ['order', '{"b":1,"a":1}\n'],
    ['byte order mark', '\ufeff{"a":1}\n'],
    ['no line end', '{"a":1}'],
    ['two line ends', '{"a":1}\n\n'],
    ['CRLF', '{"a":1}\r\n'],
    ['escape of a plain character', '{"\\u0061":1}\n'],
    ['escaped solidus', '{"a":"\\/"}\n'],
    ['upper-case escape', '{"a":"\\u001F"}\n'],
    ['lone surrogate', '{"a":"\\ud800"}\n'],
    ['lone surrogate as key', '{"\\udc00":1}\n'],
    ['depth', `${'['.repeat(40)}${']'.repeat(40)}\n`],
    ['enormous depth', `${'['.repeat(100_000)}\n`],
    ['trailing comma', '[1,]\n'],
    ['comment', '[1]//\n'],
    ['nothing', ''],
  ])('refuses %s', (_, source) => {
    expect(() => parseCanonical(bytesOf(source))).toThrow(/E_NOT_CANONICAL/);
  });

  it('refuses invalid UTF-8', () => {
    expect(() => parseCanonical(new Uint8Array([0x22, 0xc0, 0x80, 0x22, 0x0a]))).toThrow(/E_NOT_CANONICAL/);
    expect(() => parseCanonical(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22, 0x0a]))).toThrow(
      /E_NOT_CANONICAL/,
    );
  });

  it('keeps a key named __proto__ as plain data', () => {
    const value = parseCanonical(bytesOf('{"__proto__":{"a":1}}\n'));
    expect(canonicalText(value)).toBe('{"__proto__":{"a":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('strict parsing admits fractions only where asked for', () => {
    expect(parseStrict('{"a":1.5}', { numbers: 'finite' })).toEqual({ a: 1.5 });
    expect(() => parseStrict('{"a":1.5}')).toThrow(/E_NOT_CANONICAL/);
    expect(() => parseStrict('{"a":9007199254740993}', { numbers: 'finite' })).toThrow(/E_NOT_CANONICAL/);
  });

  it('colons and brackets inside strings count for nothing', () => {
    expect(parseStrict('{"a:b":"[[{\\":\\\\"}')).toEqual({ 'a:b': '[[{":\\' });
  });
});
