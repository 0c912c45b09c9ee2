import { AppError } from '../../shared/errors.ts';

const freeFailures = 5;
const firstWaitMs = 60_000;
const longestWaitMs = 24 * 3_600_000;

/**
 * Tries to open a set by passwords or shares. Where there is no site there is no journal to count them in, so they are
 * counted here: after five failures each next one waits twice as long as the one before.
 */
export class RestoreTries {
  readonly #clock: () => number;
  #failures = 0;
  #lastAt = 0;

  /** @param clock milliseconds that only ever grow; another one only in tests */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** @throws AppError restore.wait */
  admit(): void {
    if (this.#failures < freeFailures) return;
    const wait = Math.min(firstWaitMs * 2 ** (this.#failures - freeFailures), longestWaitMs);
    const left = this.#lastAt + wait - this.#clock();
    if (left > 0) throw new AppError('restore.wait', { seconds: Math.ceil(left / 1000) });
  }

  /** Runs one try and counts it when it is refused. */
  async count<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof AppError && /^(restore\.posts|recovery\.)/.test(error.code)) {
        this.#failures += 1;
        this.#lastAt = this.#clock();
      }
      throw error;
    }
  }

  /** A set was opened: counting begins anew. */
  succeeded(): void {
    this.#failures = 0;
  }
}
