/** Mean time between failures with its bounds, in the unit of the time on test; null where nothing can be said. */
export interface Mtbf {
  readonly point: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Quantile of χ² with an even number of degrees of freedom: the x with P(X ≤ x) = p. For 2k degrees P(X > x) is the chance of fewer
 * than k events of a Poisson of mean x/2, so that no table is needed.
 * @param p between 0 and 1, both left out
 * @param degrees even, at least 2
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p ${p}`);
  if (!Number.isInteger(degrees / 2) || degrees < 2) throw new RangeError(`degrees ${degrees}`);
  const k = degrees / 2;
  const above = (x: number): number => {
    // In logarithms: e^-x/2 alone is 0 for large x.
    let logTerm = -x / 2;
    let sum = Math.exp(logTerm);
    for (let i = 1; i < k; i += 1) {
      logTerm += Math.log(x / 2) - Math.log(i);
      sum += Math.exp(logTerm);
    }
    return sum;
  };
  let low = 0;
  let high = degrees;
  while (above(high) > 1 - p) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step += 1) {
    const middle = (low + high) / 2;
    if (above(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * MTBF of sets observed for a time: point T/r and two-sided χ² bounds of a test ended by time (spec 5). Without a fault there is no
 * point value, and the lower bound is one-sided.
 * @param hours T, all sets together
 * @param faults r, those that the product answers for
 * @param confidence C, for example 0.8
 */
export function mtbf(hours: number, faults: number, confidence: number): Mtbf {
  if (!(hours > 0)) return { point: null, lower: null, upper: null };
  if (faults === 0)
    return { point: null, lower: (2 * hours) / chiSquareQuantile(confidence, 2), upper: null };
  const tail = (1 - confidence) / 2;
  return {
    point: hours / faults,
    lower: (2 * hours) / chiSquareQuantile(1 - tail, 2 * faults + 2),
    upper: (2 * hours) / chiSquareQuantile(tail, 2 * faults),
  };
}

/** Confidence of the bounds that the program shows. */
export const mtbfConfidence = 0.8;
