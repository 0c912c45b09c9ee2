/** Unit of a figure. */
export type Unit = 'ms' | 'MiB/s' | 'rows/s' | 's' | 'MiB' | '%';

/** One line of the results: milliseconds per call unless `unit` says otherwise. */
export interface Result {
  readonly name: string;
  /** Number of records (or bytes) that the figure was taken at. */
  readonly size: number;
  readonly unit: Unit;
  readonly p50: number;
  readonly p95: number;
  /** The bare floor of the same run: the same statement or tool without the program around it. */
  readonly floorP50: number | null;
}

/** Rounds before the ones that count: caches and prepared statements are warm in daily use. */
const warmUp = 5;

function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[index] ?? Number.NaN;
}

/** Milliseconds that work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Measures work and its floor alternately, so that a noisy neighbour slows both alike. Calls of the two change places from
 * round to round: whoever comes second finds the processor's caches warm.
 * @returns percentiles of the work and the median of the floor
 */
export async function beside(
  name: string,
  size: number,
  rounds: number,
  work: (round: number) => Promise<unknown>,
  floor: (round: number) => Promise<unknown>,
): Promise<Result> {
  const { mine, bare } = await interleaved(rounds, work, floor);
  return print({
    name,
    size,
    unit: 'ms',
    p50: percentile(mine, 0.5),
    p95: percentile(mine, 0.95),
    floorP50: percentile(bare, 0.5),
  });
}

/** Times of two kinds of work in milliseconds, measured in turn and sorted. */
export async function interleaved(
  rounds: number,
  work: (round: number) => Promise<unknown>,
  floor: (round: number) => Promise<unknown>,
): Promise<{ readonly mine: readonly number[]; readonly bare: readonly number[] }> {
  const mine: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const both = [
      { times: mine, act: work },
      { times: bare, act: floor },
    ];
    for (const { times, act } of round % 2 === 0 ? both : both.reverse()) {
      const took = await timed(async () => await act(round));
      if (round >= warmUp) times.push(took);
    }
  }
  mine.sort((a, b) => a - b);
  bare.sort((a, b) => a - b);
  return { mine, bare };
}

/** Middle of sorted times. */
export function median(sorted: readonly number[]): number {
  return percentile(sorted, 0.5);
}

/** A result of one long run. */
export function single(
  name: string,
  size: number,
  unit: Unit,
  value: number,
  floor: number | null = null,
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
    `${result.name.padEnd(52)} ${String(result.size).padStart(10)}  p50 ${shown(result.p50).padStart(8)} ${result.unit.padEnd(6)} p95 ${shown(result.p95).padStart(8)}  floor ${shown(result.floorP50).padStart(8)}${ratio}\n`,
  );
  return result;
}

/** The results as the table of docs/measurements.md: one line per thing, sizes side by side, growth between the two record sizes. */
export function markdown(results: readonly Result[]): string {
  const names = [...new Set(results.map((result) => result.name))];
  const lines = [
    '| What | unit | size | p50 | p95 | floor p50 | p50 ÷ floor | growth |',
    '|---|---|---|---|---|---|---|---|',
  ];
  for (const name of names) {
    const same = results.filter((result) => result.name === name);
    const [first] = same;
    for (const result of same) {
      const ratio =
        result.floorP50 === null || result.floorP50 === 0 ? '—' : (result.p50 / result.floorP50).toFixed(2);
      const grown =
        first === undefined || first === result || result.unit !== 'ms'
          ? '—'
          : `${(result.p50 / first.p50).toFixed(1)} ×`;
      const cells = [
        name,
        result.unit,
        result.size.toLocaleString('en'),
        shown(result.p50),
        shown(result.p95),
      ];
      lines.push(`| ${[...cells, shown(result.floorP50), ratio, grown].join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
