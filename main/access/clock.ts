import { type Instant, toInstant } from '../../shared/ids.ts';
import type { Policy } from '../../shared/policy/policyTable.ts';
import type { ReadDb, WriteTx } from '../database/handles.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';

/** Why the date is in doubt: when it was last trusted, and what the clock said when the doubt arose. */
export interface DateDoubt {
  readonly lastTrustedAt: Instant;
  readonly doubtedAt: Instant;
}

/**
 * Earlier than the newest audit row, or more than the policy's days after it (spec 3 "Clock").
 * @param lastAuditAt moment of the newest audit row; null before the first
 */
export function isClockSuspect(
  lastAuditAt: string | null,
  now: Date,
  { clockGapDays }: Pick<Policy, 'clockGapDays'>,
): boolean {
  if (lastAuditAt === null) return false;
  const last = Date.parse(lastAuditAt);
  return now.getTime() < last || now.getTime() - last > clockGapDays * 86_400_000;
}

/** Notes that the date is in doubt, unless it is already: the first doubt has the last date that was trusted. */
export async function doubtDate(tx: WriteTx, doubt: DateDoubt): Promise<boolean> {
  if ((await getMeta(tx, 'dateUnconfirmed')) !== null) return false;
  await setMeta(tx, 'dateUnconfirmed', JSON.stringify(doubt));
  return true;
}

/** The doubt that waits for its confirmation, or null. */
export async function presentDoubt(db: ReadDb): Promise<DateDoubt | null> {
  const text = await getMeta(db, 'dateUnconfirmed');
  return text === null ? null : (JSON.parse(text) as DateDoubt);
}

/** A clock set back by more than this while somebody works raises a doubt; less is a time service at work. */
const toleratedMillis = 120_000;

/** Watches the clock of an open session: between two calls it may only go on. */
export class SessionClock {
  readonly #read: () => Date;
  #latest: number;

  constructor(read: () => Date) {
    this.#read = read;
    this.#latest = read().getTime();
  }

  /** The moment by the clock, and the doubt that its being set back raises. */
  look(): { now: Instant; doubt: DateDoubt | null } {
    const time = this.#read();
    const now = toInstant(time);
    if (time.getTime() >= this.#latest - toleratedMillis) {
      this.#latest = Math.max(this.#latest, time.getTime());
      return { now, doubt: null };
    }
    const doubt = { lastTrustedAt: toInstant(new Date(this.#latest)), doubtedAt: now };
    this.#latest = time.getTime();
    return { now, doubt };
  }
}
