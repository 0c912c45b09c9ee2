/**
 * P(X ≤ k) for X ~ Poisson(mean).
 * @param mean expected demand in the period, not negative
 * @param k whole number, not negative
 */
export function poissonAtMost(mean: number, k: number): number {
  if (!(mean >= 0) || !Number.isInteger(k)) throw new RangeError(`poisson ${mean} ${k}`);
  if (k < 0) return 0;
  if (mean === 0) return 1;
  // In logarithms: e^-mean alone is 0 from a mean of some seven hundred on.
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log(mean) - Math.log(i);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/**
 * The smallest stock S with P(X ≤ S) ≥ target for demand ~ Poisson(mean) (5.9).
 * @param target probability that the demand is met from stock, between 0 and 1 without 1
 */
export function smallestStock(mean: number, target: number): number {
  if (!(target > 0 && target < 1)) throw new RangeError(`target ${target}`);
  if (!(mean >= 0)) throw new RangeError(`mean ${mean}`);
  if (mean === 0) return 0;
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  let stock = 0;
  while (sum < target) {
    stock += 1;
    logTerm += Math.log(mean) - Math.log(stock);
    const term = Math.exp(logTerm);
    // Beyond the mean the terms only fall: where they no longer add anything, rounding keeps the sum below the target.
    if (stock > mean && sum + term === sum) break;
    sum += term;
  }
  return stock;
}

/** What the demand for a part in its turn-round time follows from. */
export interface DemandFigures {
  /** Pieces used in the years that are counted. */
  readonly used: number;
  /** Set-years in which they were used: each set from its delivery on. */
  readonly setYears: number;
  /** Sets in service now. */
  readonly sets: number;
  /** Years counted, for parts that belong to no model. */
  readonly years: number;
  /** Days from asking for the part until it lies in the depot. */
  readonly turnRoundDays: number;
}

/** Days of a year in rates. */
export const daysOfYear = 365;

/**
 * Expected demand λ·N·t: rate per set and year, sets now, turn-round time. Without sets the plain rate of the years is taken.
 * @returns pieces in the turn-round time
 */
export function expectedDemand(figures: DemandFigures): number {
  const years = figures.turnRoundDays / daysOfYear;
  if (figures.setYears > 0) return (figures.used / figures.setYears) * figures.sets * years;
  return figures.years > 0 ? (figures.used / figures.years) * years : 0;
}
