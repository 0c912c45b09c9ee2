import type { SealedTools } from './context.ts';
import type { OpenSession, Progress } from './stationTypes.ts';

interface Station {
  readonly session: OpenSession | undefined;
  reportProgress(progress: Progress): void;
  once(event: 'unlocked', listener: () => void): unknown;
}

/**
 * Work that goes on under lock: copying sealed bytes, reading them back. It holds no key and no content; the lock screen shows
 * that something is under way and how far it is.
 */
export class SealedWork {
  readonly #station: Station;
  readonly #running = new Map<number, { what: string; done: number; total: number }>();
  #next = 1;

  constructor(station: Station) {
    this.#station = station;
  }

  /** What runs now, for the lock screen. */
  get running(): readonly { readonly what: string; readonly done: number; readonly total: number }[] {
    return [...this.#running.values()].map((one) => ({ ...one }));
  }

  /** Runs a sealed phase. */
  async run<T>(path: string, what: string, work: (tools: SealedTools) => Promise<T>): Promise<T> {
    const id = this.#next++;
    this.#running.set(id, { what, done: 0, total: 0 });
    const report: SealedTools['report'] = (done, total) => {
      this.#running.set(id, { what, done, total });
      this.#station.reportProgress({ path, done, total, what });
    };
    report(0, 1);
    try {
      return await work({ report });
    } finally {
      this.#running.delete(id);
      this.#station.reportProgress({ path, done: 1, total: 1, what });
    }
  }

  /** The session that is open now. */
  present(): OpenSession | undefined {
    return this.#station.session;
  }

  /** The open session, or the one that the next log-in opens. */
  async nextSession(): Promise<OpenSession> {
    for (;;) {
      const { session } = this.#station;
      if (session !== undefined) return session;
      await new Promise<void>((resolve) => {
        this.#station.once('unlocked', resolve);
      });
    }
  }
}
