import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedDemand, poissonAtMost, smallestStock } from './poisson.ts';

describe('the Poisson suggestion (5.9)', () => {
  // Cumulative Poisson tables (four places): e.g. λ = 2, k = 4 → 0.9473.
  it.each([
    [0.5, 1, 0.9098],
    [1, 2, 0.9197],
    [1, 3, 0.981],
    [2, 4, 0.9473],
    [2, 5, 0.9834],
    [5, 7, 0.8666],
    [5, 8, 0.9319],
    [10, 15, 0.9513],
    [20, 28, 0.9657],
  ])('P(X ≤ %2$d | %1$d) as in the tables', (mean, k, probability) => {
    expect(poissonAtMost(mean, k)).toBeCloseTo(probability, 4);
  });

  it.each([
    [0, 0.95, 0],
    [0.05, 0.95, 0],
    [0.06, 0.95, 1],
    [1, 0.9, 2],
    [1, 0.95, 3],
    [2, 0.95, 5],
    [5, 0.9, 8],
    [10, 0.95, 15],
    [1000, 0.95, 1052],
  ])('mean %d, target %d → stock %d', (mean, target, stock) => {
    expect(smallestStock(mean, target)).toBe(stock);
  });

  it('is the smallest: one piece less misses the target', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 300, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (mean, target) => {
          const stock = smallestStock(mean, target);
          expect(poissonAtMost(mean, stock)).toBeGreaterThanOrEqual(target - 1e-9);
          if (stock > 0) expect(poissonAtMost(mean, stock - 1)).toBeLessThan(target + 1e-9);
        },
      ),
    );
  });

  it('refuses what is no probability or no demand', () => {
    for (const target of [0, 1, Number.NaN]) expect(() => smallestStock(1, target)).toThrow(RangeError);
    expect(() => smallestStock(-1, 0.9)).toThrow(RangeError);
    expect(() => poissonAtMost(1, 1.5)).toThrow(RangeError);
  });
});

describe('the expected demand', () => {
  const base = { used: 6, setYears: 30, sets: 20, years: 3, turnRoundDays: 73 };
  it('is rate per set and year times sets now times turn-round time', () => {
    expect(expectedDemand(base)).toBeCloseTo(0.8, 12);
  });
  it('takes the plain rate of the years for a part of no model, and nothing where nothing was counted', () => {
    expect(expectedDemand({ ...base, setYears: 0 })).toBeCloseTo(0.4, 12);
    expect(expectedDemand({ ...base, setYears: 0, years: 0 })).toBe(0);
  });
});
