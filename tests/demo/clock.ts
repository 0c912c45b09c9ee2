const dayMs = 86_400_000;
const beijing = 8 * 3_600_000;

/**
 * The clock of a simulated year: only forward, never beyond the real clock, so that the program later opens the data
 * with a clock that it trusts.
 */
export class SimulatedClock {
  #at: number;
  readonly #latest: () => number;
  readonly #step: number;

  /**
   * @param start first moment of the year
   * @param more `latest` moment that it may reach; `step` milliseconds that each look moves it, so that moments differ
   */
  constructor(start: Date, more: { readonly latest?: () => number; readonly step?: number } = {}) {
    this.#at = start.getTime();
    this.#latest = more.latest ?? Date.now;
    this.#step = more.step ?? 40;
  }

  /** The clock that a site gets. */
  readonly look = (): Date => {
    this.#at = Math.min(this.#at + this.#step, this.#latest());
    return new Date(this.#at);
  };

  /** Moment without moving the clock. */
  get at(): Date {
    return new Date(this.#at);
  }

  /** Day at the site, 2026-10-08. */
  get day(): string {
    return dayAt(this.#at);
  }

  /** Lets minutes pass. */
  pass(minutes: number): void {
    this.#at = Math.min(this.#at + minutes * 60_000, this.#latest());
  }

  /** Goes to a time of a day (Beijing time), if that is still ahead. */
  goTo(day: string, time = '08:30'): void {
    const wanted = momentOf(day, time).getTime();
    if (wanted > this.#at) this.#at = Math.min(wanted, this.#latest());
  }

  /** Somebody or something sets the clock, back as well as forward. */
  set(at: Date): void {
    this.#at = at.getTime();
  }

  /** From now on the clock is the real one. */
  goToNow(): void {
    this.#at = Date.now();
  }
}

/** A time of a day at the site. */
export function momentOf(day: string, time: string): Date {
  return new Date(`${day}T${time}:00.000+08:00`);
}

/** Day at the site of a moment in milliseconds. */
export function dayAt(at: number): string {
  return new Date(at + beijing).toISOString().slice(0, 10);
}

/** `count` days after a day. */
export function plusDays(day: string, count: number): string {
  return dayAt(momentOf(day, '12:00').getTime() + count * dayMs);
}

/** `count` months after a month, 2026-10. */
export function plusMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Number of days of a month. */
export function daysOf(month: string): number {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
}
