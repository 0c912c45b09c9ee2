import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import { type Instant, toInstant } from '../../shared/ids.ts';
import { cleanMemory } from '../database/cleanMemory.ts';
import type { ContentStore } from '../database/contentStore.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { diskFailure } from '../database/durableFiles.ts';
import { LockedJournal } from '../database/lockedJournal.ts';
import { readLoginLimits } from '../database/loginLimits.ts';
import { admitLogin } from '../database/loginWaits.ts';
import { finishRotation } from '../database/rotationFolder.ts';
import { Slots } from '../database/slots.ts';
import type { Credentials, SlotOptions } from '../database/slotTypes.ts';
import { readStationSecret } from '../database/stationSecret.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { completeArrival } from './arrival.ts';
import { DiskWatch } from './disk.ts';
import { isEmptySite } from './emptySite.ts';
import { type LockedRefusal, refusalDetail } from './lockedEvents.ts';
import { PasswordTries } from './passwordTries.ts';
import { presentPolicy, settleLoginLimits } from './policy.ts';
import { Reserve } from './reserve.ts';
import { settleSwap } from './restoreFiles.ts';
import { RestoreTries } from './restoreTries.ts';
import { SealedWork } from './sealedWork.ts';
import { ActingPerson, type LiveSession, openSession } from './sessionOpening.ts';
import type { OpenSession, Progress, StationOptions } from './stationTypes.ts';

export type { OpenSession, Progress, StationOptions } from './stationTypes.ts';

const cleanAfterMs = 100;
type Events = { locked: [reason: string]; unlocked: []; progress: [Progress]; memoryCleaned: [] };

/**
 * The installation as a state machine: firstRun → locked ⇄ unlocked. Holds the database key while unlocked and nobody
 * else does; gives out acts, never keys.
 */
export class Station extends EventEmitter<Events> {
  readonly options: StationOptions;
  /** Room on the disk of the data folder. */
  readonly disk: DiskWatch;
  /** Work that goes on under lock. */
  readonly sealedWork: SealedWork;
  /** Room kept for audit rows. */
  readonly reserve: Reserve;
  /** Tries to open a backup set, counted. */
  readonly restoreTries = new RestoreTries();
  #phase: 'firstRun' | 'locked' | 'unlocked' = 'locked';
  #session: LiveSession | undefined;
  #slots: Slots | undefined;
  #databaseKey: Buffer | undefined;
  #contentStore: ContentStore | undefined;
  readonly #acting = new ActingPerson();
  #lockReason = '程序已启动，请登录。';
  readonly #tries: PasswordTries;
  #unlocking: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  #locksAsked = 0;
  #firstRunBegun = false;
  #cleaning: NodeJS.Timeout | undefined;

  private constructor(options: StationOptions) {
    super();
    this.options = options;
    this.sealedWork = new SealedWork(this);
    this.#tries = new PasswordTries(this);
    this.disk = new DiskWatch(options.dataFolder, options.readSpace);
    this.reserve = new Reserve(options.dataFolder, options.reserveBytes);
  }

  /** Looks at the data folder and starts locked, or at the first run when there is no site yet. */
  static async open(options: StationOptions): Promise<Station> {
    const station = new Station(options);
    await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
    await rm(station.stagingFolder, { recursive: true, force: true });
    await settleSwap(options.dataFolder, options.stationSecretFile);
    await finishRotation(options.dataFolder, station.slotFolder);
    station.#phase = (await isEmptySite(options)) ? 'firstRun' : 'locked';
    return station;
  }

  get phase(): 'firstRun' | 'locked' | 'unlocked' {
    return this.#phase;
  }
  get session(): OpenSession | undefined {
    return this.#session;
  }
  /** Why the program is locked, in Chinese; reveals nothing of the site. */
  get lockReason(): string {
    return this.#lockReason;
  }
  get databaseFile(): string {
    return join(this.options.dataFolder, 'site.db');
  }
  get slotFolder(): string {
    return join(this.options.dataFolder, 'slots');
  }
  get contentFolder(): string {
    return join(this.options.dataFolder, 'attachments');
  }
  get stagingFolder(): string {
    return join(this.options.dataFolder, 'staging');
  }
  get now(): Instant {
    return toInstant(this.options.clock());
  }

  /** Where the key slots lie and what they cost. */
  slotOptions(stationSecret: Uint8Array): SlotOptions {
    const { passwordCost: cost, passwordDerivation: derive } = this.options;
    return {
      folder: this.slotFolder,
      stationSecret,
      ...(cost === undefined ? {} : { cost }),
      ...(derive === undefined ? {} : { derive }),
    };
  }

  /**
   * Begins the first run; a second one beside it would remove what the first has made.
   * @throws AppError gate.not-first-run
   */
  beginFirstRun(): void {
    if (this.#phase !== 'firstRun' || this.#firstRunBegun) throw new AppError('gate.not-first-run');
    this.#firstRunBegun = true;
  }

  /** The first run failed and left nothing behind: it may be tried again. */
  firstRunFailed(): void {
    this.#firstRunBegun = false;
  }

  /** The first run ended: from now on people log in. */
  firstRunDone(): void {
    this.#phase = 'locked';
    this.#lockReason = '初始化完成，请登录。';
  }

  /** A site was brought in from a backup set: people log in to it from now on. */
  broughtIn(reason: string): void {
    this.#phase = 'locked';
    this.#lockReason = reason;
    this.disk.forget();
  }

  /**
   * Runs an act on the files of a site that nobody has open; no log-in comes between.
   * @throws AppError restore.while-open
   */
  async whileShut<T>(work: () => Promise<T>): Promise<T> {
    return await this.#tries.inTurn(async () => {
      if (this.#session !== undefined || (this.#phase === 'firstRun' && this.#firstRunBegun))
        throw new AppError('restore.while-open');
      await this.#closing;
      return await work();
    });
  }

  /**
   * Log-in: waits and blocks by the journal, opens key and database, checks the account, merges the journal. Passwords are
   * tried one after the other, so that no two tries are counted as one.
   * @throws AppError slots.*, database.*, people.login-waiting, people.login-blocked, people.not-enabled, people.disabled,
   *   gate.locked when a lock was asked for meanwhile
   */
  async unlock(credentials: Credentials): Promise<void> {
    await this.#tries.inTurn(async () => {
      this.#unlocking = this.#unlock(credentials);
      await this.#unlocking;
    });
    this.emit('unlocked');
  }

  async #unlock(credentials: Credentials): Promise<void> {
    if (this.#session !== undefined) this.#shut(this.#session, '更换人员');
    await this.#closing;
    const asked = this.#locksAsked;
    const stationSecret = await readStationSecret(this.options.stationSecretFile);
    const slots = await Slots.open(this.slotOptions(stationSecret));
    const journal = await LockedJournal.open(this.slotFolder);
    const tag = slots.loginTag(credentials.login);
    const limits = await readLoginLimits(this.slotFolder);
    admitLogin(journal.failuresOf(tag), slots.afterFailures(credentials.login), this.now, limits);
    let opened: Awaited<ReturnType<Slots['unlock']>>;
    try {
      opened = await slots.unlock(credentials);
    } catch (error) {
      if (error instanceof AppError && error.code === 'slots.wrong-credentials') {
        await journal.record({ at: this.now, act: 'loginFailed', loginTag: tag, detail: {} });
      }
      throw error;
    }
    const { databaseKey } = opened;
    this.#databaseKey = databaseKey;
    let database: Database | undefined;
    try {
      database = await openDatabase({
        file: this.databaseFile,
        key: databaseKey,
        mode: 'existing',
        clock: this.options.clock,
      });
      slots.requireGeneration(Number((await getMeta(database.read, 'slot-generation')) ?? '0'));
      this.#slots = slots;
      const { session, store } = await openSession({
        options: this.options,
        database,
        accountUid: opened.accountUid,
        contentFolder: this.contentFolder,
        stagingFolder: this.stagingFolder,
        keyHolder: this,
        acting: this.#acting,
      });
      this.#contentStore = store;
      const { options } = this;
      const arrival = { options, session, slots, databaseKey, credentials, journal, tag };
      await this.reserve.spend(async () => await completeArrival(arrival));
      if (this.#locksAsked !== asked) {
        await this.#auditLock(session);
        throw new AppError('gate.locked');
      }
      this.#session = session;
      this.#phase = 'unlocked';
    } catch (error) {
      this.#forgetKeys();
      await database?.close();
      throw error;
    }
  }

  /**
   * Locks at once: running acts are told to stop, what they had not committed is rolled back, keys are zeroed, the
   * database is closed. Nothing may delay it: a lock that cannot write its audit row locks all the same. A log-in that is
   * under way does not come through.
   */
  async lock(reason: string): Promise<void> {
    this.#locksAsked += 1;
    if (this.#session !== undefined) this.#shut(this.#session, reason);
    await this.#closing;
    await this.#unlocking.catch(() => undefined);
  }

  #shut(session: LiveSession, reason: string): void {
    this.#session = undefined;
    this.#phase = 'locked';
    this.#lockReason = reason;
    session.abort.abort();
    session.database.abandonWrites();
    this.#forgetKeys();
    this.#closing = this.#close(session, reason);
  }

  async #close(session: LiveSession, reason: string): Promise<void> {
    try {
      await this.#auditLock(session);
    } catch {
      // A full disk or a broken database must not keep the program open.
    }
    await session.database.close().catch((error: unknown) => void this.describe(error));
    // Sealed work reads sealed files there; the next lock empties it.
    if (this.sealedWork.running.length === 0)
      await rm(this.stagingFolder, { recursive: true, force: true }).catch(() => undefined);
    await finishRotation(this.options.dataFolder, this.slotFolder).catch(
      (error: unknown) => void this.describe(error),
    );
    this.emit('locked', reason);
    this.#cleanSoon();
  }

  async #auditLock(session: LiveSession): Promise<void> {
    await this.reserve.spend(
      async () =>
        await session.database.inTransaction(async (tx) => {
          await session.audit(tx, { act: 'session.locked', object: null, outcome: 'done' });
          await session.signHead(tx);
          await setMeta(tx, 'last-used-at', this.now);
        }),
    );
  }

  /** Once nobody logs in right after the lock: a collection holds everything up for a moment. */
  #cleanSoon(): void {
    if (this.options.keepsMemory === true) return;
    clearTimeout(this.#cleaning);
    this.#cleaning = setTimeout(() => {
      cleanMemory();
      this.emit('memoryCleaned');
    }, cleanAfterMs).unref();
  }

  /**
   * Records a refusal that has no transaction of its own to stand in: in the audit log, or, when nobody is logged in, in
   * the journal of the locked time, which the next log-in merges.
   * @returns false when neither could take it: before the first run, or when a locked time has had too many
   */
  async noteRefusal(refusal: LockedRefusal): Promise<boolean> {
    if (this.#phase === 'firstRun') return false;
    return await this.#tries.inTurn(async () => {
      const { object, outcome } = refusal;
      const session = this.#session;
      try {
        if (session !== undefined) {
          await session.database.inTransaction(
            async (tx) => await session.audit(tx, { act: 'request.refused', object, outcome }),
          );
          return true;
        }
      } catch {
        // The lock came between; the journal takes it.
      }
      const journal = await LockedJournal.open(this.slotFolder);
      return await journal.recordRefusal(this.now, refusalDetail(refusal));
    });
  }

  /**
   * One try of a password beside an open session (second person, signature, change), counted like a log-in: no screen of
   * the program may serve to guess a password.
   * @throws AppError slots.wrong-credentials, people.login-waiting, people.login-blocked, gate.locked
   */
  async tryPassword<T>(login: string, attempt: (slots: Slots) => Promise<T>): Promise<T> {
    return await this.#tries.inTurn(
      async () =>
        await this.withKeys(
          async (slots) => await this.#tries.attempt(slots, login, async () => await attempt(slots)),
        ),
    );
  }

  /**
   * Lends slots and database key to an act on accounts. The borrower neither keeps nor returns the key.
   * @throws AppError gate.locked
   */
  async withKeys<T>(work: (slots: Slots, databaseKey: Uint8Array) => Promise<T>): Promise<T> {
    const key = this.#databaseKey;
    if (this.#slots === undefined || key === undefined) throw new AppError('gate.locked');
    try {
      return await work(this.#slots, key);
    } catch (error) {
      // A lock in between zeroes the key under the borrower's hands; what follows from that is no damage.
      throw this.#databaseKey === key ? error : new AppError('gate.locked');
    }
  }

  /** The person changed the password: the demand is met for this session. */
  passwordChanged(): void {
    if (this.#session !== undefined) this.#session.mustChangePassword = false;
  }

  /** Two persons changed the policy: it holds from now on, for the locked program too. */
  async policyChanged(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    session.policy = await presentPolicy(session.database.read, session.site.highestLevel);
    await settleLoginLimits(this.slotFolder, session.policy.policy);
  }

  /** Clears the failures of an account (systemAdmin's act). */
  async unblock(login: string): Promise<void> {
    await this.#tries.inTurn(
      async () => await this.withKeys(async (slots) => await this.#tries.clear(slots, login)),
    );
  }

  /** An error as data; an unknown one becomes `internal` with a reference that the development log repeats. */
  describe(error: unknown): ErrorData {
    const known = diskFailure(error);
    if (known instanceof AppError) return known.toData();
    const reference = randomBytes(4).toString('hex');
    process.stderr.write(
      `[${reference}] ${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}\n`,
    );
    return new AppError('internal', { reference }).toData();
  }

  reportProgress(progress: Progress): void {
    this.emit('progress', progress);
  }

  #forgetKeys(): void {
    this.#acting.forget();
    this.#contentStore?.close();
    this.#contentStore = undefined;
    this.#databaseKey?.fill(0);
    this.#databaseKey = undefined;
    this.#slots = undefined;
  }

  /** Accounts or roles changed: the next call reads the acting person anew. */
  accountsChanged(): void {
    this.#acting.forget();
  }
}
