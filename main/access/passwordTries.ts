import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/ids.ts';
import { LockedJournal } from '../database/lockedJournal.ts';
import { readLoginLimits } from '../database/loginLimits.ts';
import { admitLogin } from '../database/loginWaits.ts';
import type { Slots } from '../database/slots.ts';

/** Where failures are counted, and by which clock. */
export interface TriedSite {
  readonly slotFolder: string;
  readonly now: Instant;
}

/** Passwords are tried one after the other, so that no two tries are counted as one. */
export class PasswordTries {
  readonly #site: TriedSite;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(site: TriedSite) {
    this.#site = site;
  }

  /** Runs when every try before it is decided. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /**
   * One counted try against open slots: refused while the name waits or is blocked, written down when it fails.
   * @throws AppError slots.wrong-credentials, people.login-waiting, people.login-blocked
   */
  async attempt<T>(slots: Slots, login: string, attempt: () => Promise<T>): Promise<T> {
    const journal = await LockedJournal.open(this.#site.slotFolder);
    const loginTag = slots.loginTag(login);
    const before = journal.failuresOf(loginTag);
    const limits = await readLoginLimits(this.#site.slotFolder);
    admitLogin(before, slots.afterFailures(login), this.#site.now, limits);
    try {
      const result = await attempt();
      if (before !== undefined)
        await journal.record({ at: this.#site.now, act: 'loginSucceeded', loginTag, detail: {} });
      return result;
    } catch (error) {
      if (error instanceof AppError && error.code === 'slots.wrong-credentials')
        await journal.record({ at: this.#site.now, act: 'loginFailed', loginTag, detail: {} });
      throw error;
    }
  }

  /** Clears the failures of a log-in name. */
  async clear(slots: Slots, login: string): Promise<void> {
    const journal = await LockedJournal.open(this.#site.slotFolder);
    const loginTag = slots.loginTag(login);
    await journal.record({ at: this.#site.now, act: 'failuresCleared', loginTag, detail: {} });
  }
}
