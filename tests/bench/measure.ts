/** One line of the results: milliseconds per call unless `unit` says otherwise. */
export interface Result {
  readonly name: string;
  /** Number of records (or bytes) that the figure was taken at. */
  readonly size: number;
  readonly unit: 'ms' | 'MiB/s' | 'rows/s' | 's' | 'MiB';
  readonly p50: number;
  readonly p95: number;
  /** The bare floor of the same run: the same statement or tool without the program around it. */
  readonly floorP50: number | null;
}

function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[index] ?? Number.NaN;
}

/**
 * Measures work and its floor alternately, so that a noisy neighbour slows both alike.
 * @returns percentiles of the work and the median of the floor
 */
export async function beside(
  name: string,
  size: number,
  rounds: number,
  work: (round: number) => Promise<unknown>,
  floor: (round: number) => Promise<unknown>,
): Promise<Result> {
  const mine: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds + 5; round += 1) {
    const start = performance.now();
    await work(round);
    const middle = performance.now();
    await floor(round);
    const end = performance.now();
    if (round < 5) continue;
    mine.push(middle - start);
    bare.push(end - middle);
  }
  mine.sort((a, b) => a - b);
  bare.sort((a, b) => a - b);
  return print({
    name,
    size,
    unit: 'ms',
    p50: percentile(mine, 0.5),
    p95: percentile(mine, 0.95),
    floorP50: percentile(bare, 0.5),
  });
}

/** A result of one long run. */
export function single(
  name: string,
  size: number,
  unit: Result['unit'],
  value: number,
  floor: number | null,
): Result {
  return print({ name, size, unit, p50: value, p95: value, floorP50: floor });
}

const shown = (value: number | null): string => (value === null ? '—' : value.toFixed(value < 10 ? 2 : 1));

/** Prints a result as it is made, so that a run that is stopped leaves its figures. */
export function print(result: Result): Result {
  const ratio =
    result.floorP50 === null || result.floorP50 === 0
      ? ''
      : `  ${(result.p50 / result.floorP50).toFixed(2)} ×`;
  process.stdout.write(
    `${result.name.padEnd(46)} ${String(result.size).padStart(10)}  p50 ${shown(result.p50).padStart(8)} ${result.unit}  p95 ${shown(result.p95).padStart(8)}  floor ${shown(result.floorP50).padStart(8)}${ratio}\n`,
  );
  return result;
}
