import { describe, expect, it } from 'vitest';
import { chiSquareQuantile, mtbf } from './mtbf.ts';

describe('MTBF (spec 5, published vectors)', () => {
  it('T = 920 h, r = 7, C = 80 %: 131.4 h [78.2, 236.2]', () => {
    const { point, lower, upper } = mtbf(920, 7, 0.8);
    expect(point?.toFixed(1)).toBe('131.4');
    expect(lower?.toFixed(1)).toBe('78.2');
    expect(upper?.toFixed(1)).toBe('236.2');
  });

  it('T = 2640 h, r = 0, C = 70 %: no point value, lower bound 2192.7 h', () => {
    const result = mtbf(2640, 0, 0.7);
    expect(result.point).toBeNull();
    expect(result.upper).toBeNull();
    expect(result.lower?.toFixed(1)).toBe('2192.7');
  });

  it('says nothing without hours', () => {
    expect(mtbf(0, 3, 0.8)).toEqual({ point: null, lower: null, upper: null });
  });

  it('agrees with tables of χ²', () => {
    for (const [p, degrees, value] of [
      [0.95, 2, 5.991],
      [0.9, 16, 23.542],
      [0.1, 14, 7.79],
      [0.975, 40, 59.342],
      [0.05, 200, 168.279],
    ] as const) {
      expect(chiSquareQuantile(p, degrees)).toBeCloseTo(value, 2);
    }
    expect(() => chiSquareQuantile(0.5, 3)).toThrow(RangeError);
  });
});
