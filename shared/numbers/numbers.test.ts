import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordKinds } from '../forms/kinds.ts';
import type { SiteCode } from '../ids.ts';
import {
  archiveSeries,
  formatArchiveNumber,
  formatRegistrationNumber,
  parseRecordNumber,
  registrationSeries,
} from './numbers.ts';

const hq = 'HQ' as SiteCode;

describe('record numbers', () => {
  it('are written as spec 2 says', () => {
    expect(formatArchiveNumber('repairReport', 2026, hq, 1)).toBe('QR758-06A-2026-HQ-0001');
    expect(formatRegistrationNumber('dispatchNotice', 2026, hq, 1)).toBe('TZ-2026-HQ-0001');
    expect(formatRegistrationNumber('task', 2026, 'U1' as SiteCode, 12_345)).toBe('RW-2026-U1-12345');
    expect(formatArchiveNumber('task', 2026, hq, 1)).toBe('DA-RW-2026-HQ-0001');
  });

  it('name one kind and one use only', () => {
    const series = recordKinds.flatMap((kind) => [archiveSeries(kind), registrationSeries[kind]]);
    expect(new Set(series).size).toBe(series.length);
  });

  it('are read back exactly, in any letter case', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...recordKinds),
        fc.constantFrom('archive' as const, 'registration' as const),
        fc.integer({ min: 2000, max: 2999 }),
        fc.stringMatching(/^[A-Z][A-Z0-9]{1,7}$/),
        fc.integer({ min: 1, max: 9_999_999 }),
        (kind, use, year, site, counter) => {
          const format = use === 'archive' ? formatArchiveNumber : formatRegistrationNumber;
          const text = format(kind, year, site as SiteCode, counter);
          expect(parseRecordNumber(text)).toEqual({ use, kind, year, site, counter });
          expect(parseRecordNumber(` ${text.toLowerCase()} `)).toEqual({ use, kind, year, site, counter });
        },
      ),
    );
  });

  it.each([
    '',
    'QR758-06A',
    'QR758-12A-2026-HQ-0001',
    'QR758-06A-2026-HQ-0000',
    'QR758-06A-2026-HQ-1',
    'QR758-06A-2026-HQ-00012',
    'QR758-06A-2026-1Q-0001',
    'ZZ-2026-HQ-0001',
    'TZ-26-HQ-0001',
    'TZ-2026-HQ-0001; DROP',
  ])('are not read from %j', (text) => {
    expect(parseRecordNumber(text)).toBeNull();
  });

  it.each([
    [1999, 'HQ', 1],
    [2026, 'hq', 1],
    [2026, 'HQ', 0],
    [2026, 'HQ', 1.5],
  ])('are not made of %i %s %d', (year, site, counter) => {
    expect(() => formatArchiveNumber('task', year, site as SiteCode, counter)).toThrow(RangeError);
  });
});
