import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { type Argon2Cost, defaultCost, derivePasswordKey } from './passwordKey.ts';
import { deriveSubkey, makeKeyPair, seal, unseal, unwrap, wrap, zero } from './sealing.ts';
import { isAuthentic, readSlotFile, type Slot, type SlotContent, writeSlotFile } from './slotFile.ts';
import type { Credentials, NewSlot, SlotOptions, SlotState, Unlocked } from './slotTypes.ts';

export type { Credentials, NewSlot, SlotOptions, SlotState, Unlocked } from './slotTypes.ts';

interface OpenedSlot {
  readonly slot: Slot;
  readonly passwordKey: Buffer;
  readonly boxSecret: Buffer;
}

/**
 * The key slots of a site (spec 3 "Keys"): password and station secret → the account's private keys → the
 * database key sealed to the account. Knows nothing of the database; every change is written to both copies
 * with the next generation number before it counts.
 */
export class Slots {
  readonly #options: Required<SlotOptions>;
  readonly #loginKey: Buffer;
  #content: SlotContent;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(options: SlotOptions, content: SlotContent) {
    this.#options = { cost: defaultCost, derive: derivePasswordKey, ...options };
    this.#loginKey = deriveSubkey(options.stationSecret, 'login tag 1');
    this.#content = content;
  }

  /**
   * Makes the slot file of a new site with its first accounts, all effective.
   * @throws AppError people.login-taken
   */
  static async create(
    options: SlotOptions,
    accounts: readonly NewSlot[],
    databaseKey: Uint8Array,
  ): Promise<Slots> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const fileId = randomBytes(16).toString('hex');
    const empty: SlotContent = { format: 'slots/1', fileId, generation: 0, slots: [], mac: '' };
    const slots = new Slots(options, empty);
    const made: Slot[] = [];
    for (const account of accounts) {
      const slot = await slots.#makeSlot(account);
      if (made.some((other) => other.loginTag === slot.loginTag)) {
        throw new AppError('people.login-taken', { login: account.login });
      }
      made.push(slots.#withKey(slot, databaseKey));
    }
    await slots.#write(made, databaseKey);
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
    return this.#content.slots.map((slot) => ({
      accountUid: slot.accountUid as AccountUid,
      effective: slot.databaseKey !== null,
      signingPublicKey: slot.signing ? Buffer.from(slot.signing.publicKey, 'base64') : undefined,
      afterFailures: slot.afterFailures,
    }));
  }

  /** Keyed digest of a log-in name, for files that are readable while locked. */
  loginTag(login: string): string {
    const name = login.normalize('NFKC').trim().toLowerCase();
    return createHmac('sha256', this.#loginKey).update(name).digest('hex');
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
      if (slot.databaseKey === null) throw new AppError('people.not-enabled');
      const sealed = Buffer.from(slot.databaseKey, 'base64');
      const databaseKey = unseal(opened.boxSecret, sealed, this.#context('database key', slot.accountUid));
      if (!databaseKey) throw new AppError('slots.damaged');
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
    const slot = await this.#makeSlot(account);
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
      ...this.#withKey(slot, databaseKey),
      afterFailures: afterFailures ?? slot.afterFailures,
    }));
  }

  /** Takes the database key away from an account (disabled), keeping its private keys. @throws AppError people.not-found */
  async withdrawKeyFrom(accountUid: AccountUid, databaseKey: Uint8Array): Promise<void> {
    await this.#changeSlot(accountUid, databaseKey, (slot) => ({ ...slot, databaseKey: null }));
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
    const seed = slot.signing ? this.#signingSeed(slot, passwordKey) : undefined;
    const salt = randomBytes(16);
    const newKey = await this.#passwordKey(newPassword, salt, this.#options.cost);
    try {
      const signing =
        slot.signing && seed
          ? { publicKey: slot.signing.publicKey, wrapped: this.#wrapped(newKey, seed, 'signing', slot) }
          : null;
      const box = this.#wrapped(newKey, boxSecret, 'box', slot);
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
   * @throws AppError people.not-found
   */
  async resetPassword(account: NewSlot, databaseKey: Uint8Array): Promise<void> {
    const fresh = await this.#makeSlot(account);
    await this.#changeSlot(account.accountUid, databaseKey, (current) => {
      const slot = { ...fresh, loginTag: current.loginTag, afterFailures: current.afterFailures };
      return current.databaseKey === null ? slot : this.#withKey(slot, databaseKey);
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
        wrapped: this.#wrapped(passwordKey, pair.secret, 'signing', slot),
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
      return this.#signingSeed(slot, passwordKey);
    } finally {
      zero(passwordKey);
    }
  }

  /**
   * Value by which a later change recognises a password used before: one derivation under a salt that stays
   * with the account, so that five old ones are compared at the price of one. Belongs in the database only.
   */
  async historyVerifier(accountUid: AccountUid, password: string): Promise<string> {
    const salt = createHash('sha256').update(`history ${this.#content.fileId} ${accountUid}`).digest();
    const key = await this.#passwordKey(password, salt.subarray(0, 16), this.#options.cost);
    const verifier = createHash('sha256').update(key).digest('hex');
    zero(key);
    return verifier;
  }

  #find(login: string): Slot | undefined {
    const tag = this.loginTag(login);
    return this.#content.slots.find((slot) => slot.loginTag === tag);
  }

  async #openSlot({ login, password }: Credentials): Promise<OpenedSlot> {
    const slot = this.#find(login);
    const cost = slot?.cost ?? this.#options.cost;
    const salt = slot
      ? Buffer.from(slot.salt, 'base64')
      : Buffer.from(this.loginTag(login), 'hex').subarray(0, 16);
    const passwordKey = await this.#passwordKey(password, salt, cost);
    // An unknown name still derives and still tries to open something, so that it takes as long.
    const box = slot ? Buffer.from(slot.box, 'base64') : Buffer.alloc(60);
    const boxSecret = unwrap(passwordKey, box, this.#context('box', slot?.accountUid ?? ''));
    if (!slot || !boxSecret) {
      zero(passwordKey);
      throw new AppError('slots.wrong-credentials');
    }
    return { slot, passwordKey, boxSecret };
  }

  #signingSeed(slot: Slot, passwordKey: Uint8Array): Buffer {
    if (!slot.signing) throw new AppError('people.signing-key-missing');
    const wrapped = Buffer.from(slot.signing.wrapped, 'base64');
    const seed = unwrap(passwordKey, wrapped, this.#context('signing', slot.accountUid));
    if (!seed) throw new AppError('slots.damaged');
    return seed;
  }

  async #makeSlot(account: NewSlot): Promise<Slot> {
    const salt = randomBytes(16);
    const { cost } = this.#options;
    const passwordKey = await this.#passwordKey(account.password, salt, cost);
    const pair = makeKeyPair('x25519');
    try {
      return {
        loginTag: this.loginTag(account.login),
        accountUid: account.accountUid,
        afterFailures: account.afterFailures,
        salt: salt.toString('base64'),
        cost,
        boxPublicKey: pair.publicKey.toString('base64'),
        box: this.#wrapped(passwordKey, pair.secret, 'box', account),
        databaseKey: null,
        signing: null,
      };
    } finally {
      zero(passwordKey, pair.secret);
    }
  }

  #withKey(slot: Slot, databaseKey: Uint8Array): Slot {
    const recipient = Buffer.from(slot.boxPublicKey, 'base64');
    const sealed = seal(recipient, databaseKey, this.#context('database key', slot.accountUid));
    return { ...slot, databaseKey: sealed.toString('base64') };
  }

  #wrapped(key: Uint8Array, secret: Uint8Array, what: string, slot: { readonly accountUid: string }): string {
    return wrap(key, secret, this.#context(what, slot.accountUid)).toString('base64');
  }

  /** Binds a wrapped value to its file, account and use: moved elsewhere it does not open. */
  #context(what: string, accountUid: string): string {
    return `slots/1 ${what} ${this.#content.fileId} ${accountUid}`;
  }

  async #passwordKey(password: string, salt: Uint8Array, cost: Argon2Cost): Promise<Buffer> {
    const { derive, stationSecret } = this.#options;
    const stretched = await derive({ password, stationSecret, salt, cost });
    const key = deriveSubkey(stretched, 'slot password key 1');
    zero(stretched);
    return key;
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

  #change(databaseKey: Uint8Array, change: (slots: readonly Slot[]) => readonly Slot[]): Promise<void> {
    const done = this.#queue.then(async () => {
      this.#requireAuthentic(databaseKey);
      await this.#write(change(this.#content.slots), databaseKey);
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #write(slots: readonly Slot[], databaseKey: Uint8Array): Promise<void> {
    const { format, fileId, generation } = this.#content;
    const next = { format, fileId, generation: generation + 1, slots: [...slots] };
    this.#content = await writeSlotFile(this.#options.folder, next, databaseKey);
  }
}
