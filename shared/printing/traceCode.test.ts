import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteCode } from '../ids.ts';
import { makeTraceCode, parseTraceCode, traceCodeBytes } from './traceCode.ts';

const code = fc
  .uint8Array({ minLength: traceCodeBytes, maxLength: traceCodeBytes })
  .map((random) => makeTraceCode('HQ' as SiteCode, random));

describe('trace code', () => {
  it('is read as it is printed, in small letters, without hyphens and with O for 0', () => {
    fc.assert(
      fc.property(code, (printed) => {
        expect(parseTraceCode(printed)).toBe(printed);
        const [site = '', ...rest] = printed.toLowerCase().split('-');
        expect(parseTraceCode(` ${site} ${rest.join('').replaceAll('0', 'o')} `)).toBe(printed);
      }),
    );
  });

  it('tells every single wrong sign and every swap of two neighbours', () => {
    fc.assert(
      fc.property(
        code,
        fc.nat({ max: 9 }),
        fc.constantFrom(...'023456789ABCDEFGHJKMNPQRSTVWXYZ'),
        (printed, at, sign) => {
          const signs = [...printed.slice(3).replace('-', '')];
          if (signs[at] !== sign) {
            expect(parseTraceCode(`HQ-${signs.with(at, sign).join('')}`)).toBeNull();
          }
          const next = signs[at + 1];
          const here = signs[at];
          if (next !== undefined && here !== undefined && next !== here && at < 8) {
            expect(
              parseTraceCode(
                `HQ-${signs
                  .with(at, next)
                  .with(at + 1, here)
                  .join('')}`,
              ),
            ).toBeNull();
          }
        },
      ),
    );
  });

  it('does not fit another site', () => {
    const printed = makeTraceCode('HQ' as SiteCode, new Uint8Array(traceCodeBytes).fill(7));
    expect(parseTraceCode(printed.replace('HQ', 'U1'))).toBeNull();
    expect(parseTraceCode('nonsense')).toBeNull();
  });
});
