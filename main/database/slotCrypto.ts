import { createHash, createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid } from '../../shared/ids.ts';
import type { Argon2Cost } from './passwordKey.ts';
import { deriveSubkey, makeKeyPair, seal, unseal, unwrap, wrap, zero } from './sealing.ts';
import type { Slot } from './slotFile.ts';
import type { NewSlot, SlotOptions, SlotState } from './slotTypes.ts';

/** A slot whose password was right; the opener zeroes both keys. */
export interface OpenedSlot {
  readonly slot: Slot;
  readonly passwordKey: Buffer;
  readonly boxSecret: Buffer;
}

/** What a slot tells without any password. */
export function stateOf(slot: Slot): SlotState {
  return {
    accountUid: slot.accountUid as AccountUid,
    effective: slot.databaseKey !== null,
    signingPublicKey: slot.signing ? Buffer.from(slot.signing.publicKey, 'base64') : undefined,
    afterFailures: slot.afterFailures,
  };
}

/** What is done to single slots of one file; keeps no state but what binds values to file and station. */
export class SlotCrypto {
  readonly #options: Required<SlotOptions>;
  readonly #fileId: string;
  readonly #loginKey: Buffer;

  constructor(options: Required<SlotOptions>, fileId: string) {
    this.#options = options;
    this.#fileId = fileId;
    this.#loginKey = deriveSubkey(options.stationSecret, 'login tag 1');
  }

  /** Keyed digest of a log-in name, for files that are readable while locked. */
  loginTag(login: string): string {
    const name = login.normalize('NFKC').trim().toLowerCase();
    return createHmac('sha256', this.#loginKey).update(name).digest('hex');
  }

  /** A new slot: a key pair of its own under the password; the database key is not yet sealed to it. */
  async make(account: NewSlot): Promise<Slot> {
    const salt = randomBytes(16);
    const { cost } = this.#options;
    const passwordKey = await this.passwordKey(account.password, salt, cost);
    const pair = makeKeyPair('x25519');
    try {
      return {
        loginTag: this.loginTag(account.login),
        accountUid: account.accountUid,
        afterFailures: account.afterFailures,
        salt: salt.toString('base64'),
        cost,
        boxPublicKey: pair.publicKey.toString('base64'),
        box: this.wrapped(passwordKey, pair.secret, 'box', account),
        databaseKey: null,
        signing: null,
      };
    } finally {
      zero(passwordKey, pair.secret);
    }
  }

  /**
   * Opens a slot with its password. Without a slot (unknown name) the same work is done and the same error given.
   * @throws AppError slots.wrong-credentials
   */
  async open(slot: Slot | undefined, login: string, password: string): Promise<OpenedSlot> {
    const cost = slot?.cost ?? this.#options.cost;
    const salt = slot
      ? Buffer.from(slot.salt, 'base64')
      : Buffer.from(this.loginTag(login), 'hex').subarray(0, 16);
    const passwordKey = await this.passwordKey(password, salt, cost);
    // An unknown name still derives and still tries to open something, so that it takes as long.
    const box = slot ? Buffer.from(slot.box, 'base64') : Buffer.alloc(60);
    const boxSecret = unwrap(passwordKey, box, this.#context('box', slot?.accountUid ?? ''));
    if (!slot || !boxSecret) {
      zero(passwordKey);
      throw new AppError('slots.wrong-credentials');
    }
    return { slot, passwordKey, boxSecret };
  }

  /** The slot with the database key sealed to it. */
  withKey(slot: Slot, databaseKey: Uint8Array): Slot {
    const recipient = Buffer.from(slot.boxPublicKey, 'base64');
    const sealed = seal(recipient, databaseKey, this.#context('database key', slot.accountUid));
    return { ...slot, databaseKey: sealed.toString('base64') };
  }

  /** Database key of an opened slot; the caller zeroes it. @throws AppError people.not-enabled, slots.damaged */
  databaseKeyOf({ slot, boxSecret }: Pick<OpenedSlot, 'slot' | 'boxSecret'>): Buffer {
    if (slot.databaseKey === null) throw new AppError('people.not-enabled');
    const sealed = Buffer.from(slot.databaseKey, 'base64');
    const databaseKey = unseal(boxSecret, sealed, this.#context('database key', slot.accountUid));
    if (!databaseKey) throw new AppError('slots.damaged');
    return databaseKey;
  }

  /** Ed25519 seed of a slot; the caller zeroes it. @throws AppError people.signing-key-missing, slots.damaged */
  signingSeedOf(slot: Slot, passwordKey: Uint8Array): Buffer {
    if (!slot.signing) throw new AppError('people.signing-key-missing');
    const wrapped = Buffer.from(slot.signing.wrapped, 'base64');
    const seed = unwrap(passwordKey, wrapped, this.#context('signing', slot.accountUid));
    if (!seed) throw new AppError('slots.damaged');
    return seed;
  }

  /** A secret of an account under a key, bound to its use. */
  wrapped(
    key: Uint8Array,
    secret: Uint8Array,
    what: 'box' | 'signing',
    slot: { readonly accountUid: string },
  ): string {
    return wrap(key, secret, this.#context(what, slot.accountUid)).toString('base64');
  }

  /** Key that a password gives with station secret and salt; the caller zeroes it. */
  async passwordKey(password: string, salt: Uint8Array, cost: Argon2Cost): Promise<Buffer> {
    const { derive, stationSecret } = this.#options;
    const stretched = await derive({ password, stationSecret, salt, cost });
    const key = deriveSubkey(stretched, 'slot password key 1');
    zero(stretched);
    return key;
  }

  /** Digest of a password under a salt that stays with the account. */
  async historyVerifier(accountUid: string, password: string): Promise<string> {
    const salt = createHash('sha256').update(`history ${this.#fileId} ${accountUid}`).digest();
    const key = await this.passwordKey(password, salt.subarray(0, 16), this.#options.cost);
    const verifier = createHash('sha256').update(key).digest('hex');
    zero(key);
    return verifier;
  }

  /** Binds a wrapped value to its file, account and use: moved elsewhere it does not open. */
  #context(what: string, accountUid: string): string {
    return `slots/1 ${what} ${this.#fileId} ${accountUid}`;
  }
}
