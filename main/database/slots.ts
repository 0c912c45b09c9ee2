import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { defaultCost, derivePasswordKey } from './passwordKey.ts';
import { type Recovery, sealToRecovery } from './recovery.ts';
import { makeKeyPair, zero } from './sealing.ts';
import { type OpenedSlot, SlotCrypto, stateOf } from './slotCrypto.ts';
import { isAuthentic, readSlotFile, type Slot, type SlotContent, writeSlotFile } from './slotFile.ts';
import type { Credentials, NewSlot, Predecessor, SlotOptions, SlotState, Unlocked } from './slotTypes.ts';

export type { Credentials, NewSlot, SlotOptions, SlotState, Unlocked } from './slotTypes.ts';

/**
 * The key slots of a site (spec 3 "Keys"): password and station secret → the account's private keys → the
 * database key sealed to the account. Knows nothing of the database; every change is written to both copies
 * with the next generation number before it counts.
 */
export class Slots {
  readonly #options: Required<SlotOptions>;
  readonly #crypto: SlotCrypto;
  #content: SlotContent;
  /** True from the writing of the next key's slots until the swap: a change now would be lost with it. */
  #superseded = false;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(options: SlotOptions, content: SlotContent) {
    this.#options = { cost: defaultCost, derive: derivePasswordKey, ...options };
    this.#crypto = new SlotCrypto(this.#options, content.fileId);
    this.#content = content;
  }

  /**
   * Makes a slot file with its first accounts, all effective: at the first run, or anew by recovery.
   * @param after what the new file follows, after a recovery
   * @throws AppError people.login-taken
   */
  static async create(
    options: SlotOptions,
    accounts: readonly NewSlot[],
    databaseKey: Uint8Array,
    after: Predecessor = { generation: 0, recovery: null },
  ): Promise<Slots> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const fileId = randomBytes(16).toString('hex');
    const { generation } = after;
    const recovery = after.recovery && sealToRecovery(after.recovery, databaseKey);
    const empty: SlotContent = { format: 'slots/1', fileId, generation, recovery, slots: [], mac: '' };
    const slots = new Slots(options, empty);
    const made: Slot[] = [];
    for (const account of accounts) {
      const slot = await slots.#crypto.make(account);
      if (made.some((other) => other.loginTag === slot.loginTag)) {
        throw new AppError('people.login-taken', { login: account.login });
      }
      made.push(slots.#crypto.withKey(slot, databaseKey));
    }
    await slots.#write({ slots: made }, databaseKey);
    return slots;
  }

  /**
   * Opens the slot file of a site; no password is needed to read it.
   * @throws AppError slots.missing, slots.damaged
   */
  static async open(options: SlotOptions): Promise<Slots> {
    return new Slots(options, await readSlotFile(options.folder));
  }

  /** Generation of the newest written state. */
  get generation(): number {
    return this.#content.generation;
  }

  /** State of every slot. */
  states(): SlotState[] {
    return this.#content.slots.map(stateOf);
  }

  /** Keyed digest of a log-in name, for files that are readable while locked. */
  loginTag(login: string): string {
    return this.#crypto.loginTag(login);
  }

  /** What follows repeated failures of this log-in name; unknown names are treated like business accounts. */
  afterFailures(login: string): 'wait' | 'block' {
    return this.#find(login)?.afterFailures ?? 'block';
  }

  /**
   * Opens the database key with a password. Unknown name and wrong password give the same error after the same
   * derivation.
   * @param databaseGeneration generation the database holds, when the caller already knows it
   * @throws AppError slots.wrong-credentials, people.not-enabled (right password, no key sealed yet),
   *   slots.damaged (file changed by somebody without the key), slots.older-generation
   */
  async unlock(credentials: Credentials, databaseGeneration = 0): Promise<Unlocked> {
    const opened = await this.#openSlot(credentials);
    const { slot } = opened;
    zero(opened.passwordKey);
    try {
      const databaseKey = this.#crypto.databaseKeyOf(opened);
      try {
        this.#requireAuthentic(databaseKey);
        this.requireGeneration(databaseGeneration);
      } catch (error) {
        zero(databaseKey);
        throw error;
      }
      const { generation } = this.#content;
      return { accountUid: slot.accountUid as AccountUid, databaseKey, generation };
    } finally {
      zero(opened.boxSecret);
    }
  }

  /**
   * Refuses a slot file that is older than the database: it could hold keys of people who left.
   * A newer one is right: slots are written before the database.
   * @throws AppError slots.older-generation
   */
  requireGeneration(databaseGeneration: number): void {
    if (this.#content.generation < databaseGeneration) throw new AppError('slots.older-generation');
  }

  /**
   * Checks a password without opening anything (second person of an act).
   * @throws AppError slots.wrong-credentials
   */
  async verify(credentials: Credentials): Promise<AccountUid> {
    const { slot, passwordKey, boxSecret } = await this.#openSlot(credentials);
    zero(passwordKey, boxSecret);
    return slot.accountUid as AccountUid;
  }

  /**
   * Adds an account. It is not effective before {@link sealKeyTo}.
   * @throws AppError people.login-taken
   */
  async addAccount(account: NewSlot, databaseKey: Uint8Array): Promise<void> {
    const slot = await this.#crypto.make(account);
    await this.#change(databaseKey, (slots) => {
      const clash = slots.some(
        (other) => other.loginTag === slot.loginTag || other.accountUid === slot.accountUid,
      );
      if (clash) throw new AppError('people.login-taken', { login: account.login });
      return [...slots, slot];
    });
  }

  /**
   * Makes an account effective: seals the database key to it.
   * @param afterFailures what its roles now ask for; left out, it stays
   * @throws AppError people.not-found
   */
  async sealKeyTo(
    accountUid: AccountUid,
    databaseKey: Uint8Array,
    afterFailures?: 'wait' | 'block',
  ): Promise<void> {
    await this.#changeSlot(accountUid, databaseKey, (slot) => ({
      ...this.#crypto.withKey(slot, databaseKey),
      afterFailures: afterFailures ?? slot.afterFailures,
    }));
  }

  /** Takes the database key away from an account (disabled) and destroys its signing key. @throws AppError people.not-found */
  async withdrawKeyFrom(accountUid: AccountUid, databaseKey: Uint8Array): Promise<void> {
    await this.#changeSlot(accountUid, databaseKey, (slot) => ({
      ...slot,
      databaseKey: null,
      signing: null,
    }));
  }

  /** Removes an account's slot with all its keys. @throws AppError people.not-found */
  async removeSlot(accountUid: AccountUid, databaseKey: Uint8Array): Promise<void> {
    await this.#change(databaseKey, (slots) => {
      const left = slots.filter((slot) => slot.accountUid !== accountUid);
      if (left.length === slots.length) throw new AppError('people.not-found');
      return left;
    });
  }

  /**
   * Changes a password: the same private keys under a new password key; nobody else's slot is touched.
   * @throws AppError slots.wrong-credentials, database.busy (the slot changed meanwhile)
   */
  async changePassword(
    credentials: Credentials,
    newPassword: string,
    databaseKey: Uint8Array,
  ): Promise<void> {
    const { slot, passwordKey, boxSecret } = await this.#openSlot(credentials);
    const seed = slot.signing ? this.#crypto.signingSeedOf(slot, passwordKey) : undefined;
    const salt = randomBytes(16);
    const newKey = await this.#crypto.passwordKey(newPassword, salt, this.#options.cost);
    try {
      const signing =
        slot.signing && seed
          ? {
              publicKey: slot.signing.publicKey,
              wrapped: this.#crypto.wrapped(newKey, seed, 'signing', slot),
            }
          : null;
      const box = this.#crypto.wrapped(newKey, boxSecret, 'box', slot);
      const { cost } = this.#options;
      await this.#changeOpened(slot, databaseKey, (current) => ({
        ...current,
        salt: salt.toString('base64'),
        cost,
        box,
        signing,
      }));
    } finally {
      zero(passwordKey, boxSecret, seed, newKey);
    }
  }

  /**
   * Gives an account a new password without knowing the old one. Its private keys cannot be opened any more:
   * it gets a new box key, and its signing key is destroyed (a new one is made at the next log-in).
   * @param effectiveIfNew an active account without a slot (after a recovery) gets one; without it that is refused
   * @throws AppError people.not-found
   */
  async resetPassword(account: NewSlot, databaseKey: Uint8Array, effectiveIfNew = false): Promise<void> {
    const fresh = await this.#crypto.make(account);
    await this.#change(databaseKey, (slots) => {
      const current = slots.find((slot) => slot.accountUid === account.accountUid);
      if (current === undefined) {
        if (!effectiveIfNew) throw new AppError('people.not-found');
        return [...slots, this.#crypto.withKey(fresh, databaseKey)];
      }
      const slot = { ...fresh, loginTag: current.loginTag, afterFailures: current.afterFailures };
      const renewed = current.databaseKey === null ? slot : this.#crypto.withKey(slot, databaseKey);
      return slots.map((other) => (other === current ? renewed : other));
    });
  }

  /**
   * Makes the signing key of an account that has none.
   * @returns Ed25519 public key, 32 bytes, for the key register
   * @throws AppError slots.wrong-credentials, people.already-decided when there is a key, database.busy
   */
  async createSigningKey(credentials: Credentials, databaseKey: Uint8Array): Promise<Buffer> {
    const { slot, passwordKey, boxSecret } = await this.#openSlot(credentials);
    const pair = makeKeyPair('ed25519');
    try {
      if (slot.signing) throw new AppError('people.already-decided');
      const signing = {
        publicKey: pair.publicKey.toString('base64'),
        wrapped: this.#crypto.wrapped(passwordKey, pair.secret, 'signing', slot),
      };
      await this.#changeOpened(slot, databaseKey, (current) => ({ ...current, signing }));
      return pair.publicKey;
    } finally {
      zero(passwordKey, boxSecret, pair.secret);
    }
  }

  /**
   * Opens a person's signing key at the moment of signing.
   * @returns Ed25519 seed, 32 bytes; the caller zeroes it right after the signature
   * @throws AppError slots.wrong-credentials, people.signing-key-missing
   */
  async unlockSigningKey(credentials: Credentials): Promise<Buffer> {
    const { slot, passwordKey, boxSecret } = await this.#openSlot(credentials);
    zero(boxSecret);
    try {
      return this.#crypto.signingSeedOf(slot, passwordKey);
    } finally {
      zero(passwordKey);
    }
  }

  /**
   * Value by which a later change recognises a password used before: one derivation under a salt that stays
   * with the account, so that five old ones are compared at the price of one. Belongs in the database only.
   */
  async historyVerifier(accountUid: AccountUid, password: string): Promise<string> {
    return await this.#crypto.historyVerifier(accountUid, password);
  }

  /** True when the file was written under this database key and not changed since. */
  isOf(databaseKey: Uint8Array): boolean {
    return isAuthentic(this.#content, databaseKey);
  }

  /** True when the slot of a log-in name is this account's: the file is of this station's secret. */
  hasSlotOf(login: string, accountUid: AccountUid): boolean {
    return this.#find(login)?.accountUid === accountUid;
  }

  /** The recovery entry, or null before the secret was split. */
  get recovery(): Recovery | null {
    return this.#content.recovery;
  }

  /** Replaces the recovery entry: shares of an earlier split open this file no more. */
  async setRecovery(recovery: Recovery, databaseKey: Uint8Array): Promise<void> {
    const sealed = sealToRecovery(recovery, databaseKey);
    await this.#change(databaseKey, (slots) => slots, sealed);
  }

  /**
   * Writes both copies of the file for a new database key into another folder: the key sealed to every account that is
   * effective and to the recovery key; no password is needed. Until {@link keepKey} nothing else changes the slots, because
   * a change would be lost with the swap.
   * @returns generation of the written file
   */
  async writeForKey(databaseKey: Uint8Array, nextKey: Uint8Array, folder: string): Promise<number> {
    return await this.#inTurn(async () => {
      this.#requireAuthentic(databaseKey);
      this.#requireNotSuperseded();
      const { format, fileId, generation, recovery, slots } = this.#content;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.#superseded = true;
      const content = {
        format,
        fileId,
        generation: generation + 1,
        recovery: recovery && sealToRecovery(recovery, nextKey),
        slots: slots.map((slot) => (slot.databaseKey === null ? slot : this.#crypto.withKey(slot, nextKey))),
      };
      return (await writeSlotFile(folder, content, nextKey)).generation;
    });
  }

  /** The new key was given up: the slots may change again. */
  keepKey(): void {
    this.#superseded = false;
  }

  #find(login: string): Slot | undefined {
    const tag = this.loginTag(login);
    return this.#content.slots.find((slot) => slot.loginTag === tag);
  }

  async #openSlot({ login, password }: Credentials): Promise<OpenedSlot> {
    return await this.#crypto.open(this.#find(login), login, password);
  }

  #requireAuthentic(databaseKey: Uint8Array): void {
    if (!isAuthentic(this.#content, databaseKey)) throw new AppError('slots.damaged');
  }

  #changeSlot(accountUid: AccountUid, databaseKey: Uint8Array, change: (slot: Slot) => Slot): Promise<void> {
    return this.#change(databaseKey, (slots) => {
      if (!slots.some((slot) => slot.accountUid === accountUid)) throw new AppError('people.not-found');
      return slots.map((slot) => (slot.accountUid === accountUid ? change(slot) : slot));
    });
  }

  /** Changes a slot that was opened with a password, unless it changed in the meantime: nothing old is written back. */
  #changeOpened(opened: Slot, databaseKey: Uint8Array, change: (slot: Slot) => Slot): Promise<void> {
    return this.#changeSlot(opened.accountUid as AccountUid, databaseKey, (current) => {
      if (current !== opened) throw new AppError('database.busy');
      return change(current);
    });
  }

  #change(
    databaseKey: Uint8Array,
    change: (slots: readonly Slot[]) => readonly Slot[],
    recovery?: Recovery,
  ): Promise<void> {
    return this.#inTurn(async () => {
      this.#requireAuthentic(databaseKey);
      this.#requireNotSuperseded();
      const slots = change(this.#content.slots);
      await this.#write({ slots, ...(recovery === undefined ? {} : { recovery }) }, databaseKey);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #requireNotSuperseded(): void {
    if (this.#superseded) throw new AppError('database.busy');
  }

  async #write(
    change: { readonly slots: readonly Slot[]; readonly recovery?: Recovery },
    databaseKey: Uint8Array,
  ): Promise<void> {
    const { format, fileId, generation, recovery } = this.#content;
    const next = {
      format,
      fileId,
      generation: generation + 1,
      recovery: change.recovery ?? recovery,
      slots: [...change.slots],
    };
    this.#content = await writeSlotFile(this.#options.folder, next, databaseKey);
  }
}
