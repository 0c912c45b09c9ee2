import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import {
  type AccountUid,
  type Day,
  dayOf,
  type Instant,
  makeUid,
  type ObjectUid,
  toInstant,
} from '../../shared/ids.ts';
import { sessionPolicies } from '../../shared/policy/sessionPolicy.ts';
import { ContentStore } from '../database/contentStore.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { exists } from '../database/durableFiles.ts';
import { LockedJournal } from '../database/lockedJournal.ts';
import { admitLogin } from '../database/loginWaits.ts';
import { Slots } from '../database/slots.ts';
import type { Credentials, SlotOptions } from '../database/slotTypes.ts';
import { readStationSecret } from '../database/stationSecret.ts';
import { accountByUid, currentPersonKey, insertPersonKey } from '../database/stores/accounts.ts';
import { auditHead } from '../database/stores/audit.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { ownSite, siteKeys } from '../database/stores/site.ts';
import { type AuditEntry, appendAudit } from './auditLog.ts';
import { isClockSuspect } from './clock.ts';
import type { Actor, Contents } from './context.ts';
import { actorOf, scopeOf, siteIdentityOf } from './identities.ts';
import { createKeyRing } from './keyRing.ts';
import type { OpenSession, Progress, StationOptions } from './stationTypes.ts';

export type { OpenSession, Progress, StationOptions } from './stationTypes.ts';

type Events = { locked: [reason: string]; unlocked: []; progress: [Progress] };

/**
 * The installation as a state machine: firstRun → locked ⇄ unlocked. Holds the database key while unlocked and nobody
 * else does; gives out acts, never keys.
 */
export class Station extends EventEmitter<Events> {
  readonly options: StationOptions;
  #phase: 'firstRun' | 'locked' | 'unlocked' = 'locked';
  #session: (OpenSession & { readonly abort: AbortController }) | undefined;
  #slots: Slots | undefined;
  #databaseKey: Buffer | undefined;
  #contentStore: ContentStore | undefined;
  #acting: { readonly day: Day; readonly actor: Actor } | undefined;
  #lockReason = '程序已启动，请登录。';

  private constructor(options: StationOptions) {
    super();
    this.options = options;
  }

  /** Looks at the data folder and starts locked, or at the first run when there is no site yet. */
  static async open(options: StationOptions): Promise<Station> {
    const station = new Station(options);
    await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
    await rm(station.stagingFolder, { recursive: true, force: true });
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
    const { passwordCost } = this.options;
    const options = { folder: this.slotFolder, stationSecret };
    return passwordCost === undefined ? options : { ...options, cost: passwordCost };
  }

  /** The first run ended: from now on people log in. */
  firstRunDone(): void {
    this.#phase = 'locked';
    this.#lockReason = '初始化完成，请登录。';
  }

  /**
   * Log-in: waits and blocks by the journal, opens key and database, checks the account, merges the journal.
   * @throws AppError slots.*, database.*, people.login-waiting, people.login-blocked, people.not-enabled, people.disabled
   */
  async unlock(credentials: Credentials): Promise<void> {
    if (this.#session !== undefined) await this.lock('更换人员');
    const stationSecret = await readStationSecret(this.options.stationSecretFile);
    const slots = await Slots.open(this.slotOptions(stationSecret));
    const journal = await LockedJournal.open(this.slotFolder);
    const tag = slots.loginTag(credentials.login);
    admitLogin(journal.failuresOf(tag), slots.afterFailures(credentials.login), this.now);
    let opened: Awaited<ReturnType<Slots['unlock']>>;
    try {
      opened = await slots.unlock(credentials);
    } catch (error) {
      if (error instanceof AppError && error.code === 'slots.wrong-credentials') {
        await journal.record({ at: this.now, act: 'loginFailed', loginTag: tag, detail: {} });
      }
      throw error;
    }
    const database = await openDatabase({
      file: this.databaseFile,
      key: opened.databaseKey,
      mode: 'existing',
      clock: this.options.clock,
    });
    try {
      slots.requireGeneration(Number((await getMeta(database.read, 'slot-generation')) ?? '0'));
      this.#slots = slots;
      this.#databaseKey = opened.databaseKey;
      const session = await this.#openSession(database, opened.accountUid);
      await this.#afterUnlock(session, slots, credentials, journal, tag);
      this.#session = session;
      this.#phase = 'unlocked';
    } catch (error) {
      await database.close();
      this.#forgetKeys();
      throw error;
    }
    this.emit('unlocked');
  }

  /**
   * Locks at once: running acts are told to stop, the database is closed, keys are zeroed. Nothing may delay it:
   * a lock that cannot write its audit row locks all the same.
   */
  async lock(reason: string): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#phase = 'locked';
    this.#lockReason = reason;
    session.abort.abort();
    try {
      await session.database.inTransaction(async (tx) => {
        await session.audit(tx, { act: 'session.locked', object: null, outcome: 'done' });
        await setMeta(tx, 'last-used-at', this.now);
      });
    } catch {
      // A full disk or a broken database must not keep the program open.
    }
    await session.database.close();
    this.#forgetKeys();
    await rm(this.stagingFolder, { recursive: true, force: true });
    this.emit('locked', reason);
  }

  /**
   * Lends slots and database key to an act on accounts. The borrower neither keeps nor returns the key.
   * @throws AppError gate.locked
   */
  async withKeys<T>(work: (slots: Slots, databaseKey: Uint8Array) => Promise<T>): Promise<T> {
    if (this.#slots === undefined || this.#databaseKey === undefined) throw new AppError('gate.locked');
    return await work(this.#slots, this.#databaseKey);
  }

  /** The person changed the password: the demand is met for this session. */
  passwordChanged(): void {
    if (this.#session !== undefined) this.#session = { ...this.#session, mustChangePassword: false };
  }

  /** Clears the failures of an account (systemAdmin's act). */
  async unblock(login: string): Promise<void> {
    const journal = await LockedJournal.open(this.slotFolder);
    await this.withKeys(async (slots) => {
      await journal.record({
        at: this.now,
        act: 'failuresCleared',
        loginTag: slots.loginTag(login),
        detail: {},
      });
    });
  }

  /** An error as data; an unknown one becomes `internal` with a reference that the development log repeats. */
  describe(error: unknown): ErrorData {
    if (error instanceof AppError) return error.toData();
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
    this.#acting = undefined;
    this.#contentStore?.close();
    this.#contentStore = undefined;
    this.#databaseKey?.fill(0);
    this.#databaseKey = undefined;
    this.#slots = undefined;
  }

  async #openSession(
    database: Database,
    accountUid: AccountUid,
  ): Promise<OpenSession & { readonly abort: AbortController }> {
    const { clock, host, signing } = this.options;
    const stored = await ownSite(database.read);
    if (stored === undefined) throw new AppError('database.damaged');
    const site = siteIdentityOf(stored);
    const today = dayOf(this.now);
    const found = await accountByUid(database.read, accountUid, today);
    if (found === undefined || found.account.state === 'closed' || found.account.state === 'disabled')
      throw new AppError('people.disabled');
    if (found.account.state === 'created') throw new AppError('people.not-enabled');
    const actor = actorOf(found);
    const contents = await this.#openContents(database);
    const keys = createKeyRing({ station: this, database, signing });
    const head = await auditHead(database.read);
    await mkdir(this.stagingFolder, { recursive: true, mode: 0o700 });
    const policy = sessionPolicies[site.highestLevel];
    const passwordDays = (clock().getTime() - Date.parse(found.account.password_changed_at)) / 86_400_000;
    const session: OpenSession & { readonly abort: AbortController } = {
      id: randomBytes(8).toString('hex'),
      abort: new AbortController(),
      database,
      site,
      actor,
      mustChangePassword: found.account.must_change_password === 1 || passwordDays >= policy.passwordDays,
      clockSuspect: isClockSuspect(head.at, clock()),
      stagingFolder: this.stagingFolder,
      contextBase: async (audited) => {
        const now = toInstant(clock());
        const acting = await this.#actingPerson(database, accountUid, dayOf(now));
        return {
          site,
          actor: acting,
          scope: scopeOf(acting, dayOf(now)),
          now,
          today: dayOf(now),
          keys,
          contents,
          host,
          audited,
          newUid: () => makeUid(site.code, randomBytes(10)) as ObjectUid,
        };
      },
      write: async (base, work) =>
        await database.inTransaction(async (tx) => await work({ ...base, tx, db: tx })),
      audit: async (tx, entry) => {
        const row: AuditEntry = { ...entry, at: toInstant(clock()), account: actor.uid };
        await appendAudit(tx, site.code, row);
      },
    };
    return session;
  }

  /**
   * The acting person with present roles. Read again on a new day (roles end by date) and after every change of accounts;
   * in between nothing can change them, because this process is the only writer.
   */
  async #actingPerson(database: Database, uid: AccountUid, today: Day): Promise<Actor> {
    if (this.#acting?.day === today && this.#acting.actor.uid === uid) return this.#acting.actor;
    const current = await accountByUid(database.read, uid, today);
    if (current === undefined || current.account.state !== 'active') throw new AppError('people.disabled');
    const actor = actorOf(current);
    this.#acting = { day: today, actor };
    return actor;
  }

  /** Accounts or roles changed: the next call reads the acting person anew. */
  accountsChanged(): void {
    this.#acting = undefined;
  }

  async #openContents(database: Database): Promise<Contents> {
    const [key] = await siteKeys(database.read, 'content');
    if (key === undefined) throw new AppError('database.damaged');
    const store = new ContentStore(this.contentFolder, key.secret);
    this.#contentStore = store;
    return {
      put: async (source) => {
        const { name, ...stored } = await store.put(streamOf(source));
        return { ...stored, contentName: name };
      },
      open: ({ contentName, wrappedKey, name }) => store.open({ name: contentName, wrappedKey, title: name }),
      readAll: async ({ contentName, wrappedKey, name }) =>
        await store.readAll({ name: contentName, wrappedKey, title: name }),
    };
  }

  /**
   * What belongs to every log-in: the journal of the locked time is merged into the audit log and the next one begun,
   * a missing signing key is made, the log-in is audited.
   */
  async #afterUnlock(
    session: OpenSession,
    slots: Slots,
    credentials: Credentials,
    journal: LockedJournal,
    tag: string,
  ): Promise<void> {
    const { database, site } = session;
    const [journalKey] = await siteKeys(database.read, 'journal');
    if (journalKey === undefined) throw new AppError('database.damaged');
    const expected = (await getMeta(database.read, 'journal-id')) ?? undefined;
    const reading = await journal.read(expected, journalKey.secret);
    await journal.record({ at: this.now, act: 'loginSucceeded', loginTag: tag, detail: {} });
    const nextJournal = await journal.prepareNext(Buffer.from(journalKey.public_key, 'base64'));
    await this.#ensureSigningKey(session, slots, credentials);
    await database.inTransaction(async (tx) => {
      for (const event of reading.events.filter(({ act }) => act === 'loginFailed')) {
        await appendAudit(tx, site.code, {
          act: 'session.login-failed',
          at: event.at,
          account: 'locked',
          object: { kind: 'login', uid: event.loginTag.slice(0, 32) },
          outcome: 'refused:slots.wrong-credentials',
        });
      }
      if (reading.verdict !== 'intact') {
        await session.audit(tx, {
          act: 'journal.damaged',
          object: null,
          outcome: `alarm:${reading.verdict}`,
        });
      }
      if (session.clockSuspect)
        await session.audit(tx, { act: 'clock.suspect', object: null, outcome: 'alarm' });
      await setMeta(tx, 'slot-generation', String(slots.generation));
      await setMeta(tx, 'journal-id', nextJournal);
      await session.audit(tx, { act: 'session.unlocked', object: null, outcome: 'done' });
    });
    await journal.finish(nextJournal);
  }

  /** A person without signing key (new, or after a reset) gets one at log-in; it enters the register at once. */
  async #ensureSigningKey(session: OpenSession, slots: Slots, credentials: Credentials): Promise<void> {
    const existing = await currentPersonKey(session.database.read, session.actor.id);
    const inSlot = slots.states().find((slot) => slot.accountUid === session.actor.uid)?.signingPublicKey;
    if (existing !== undefined && inSlot !== undefined) return;
    if (this.#databaseKey === undefined) throw new AppError('gate.locked');
    const publicKey = inSlot ?? (await slots.createSigningKey(credentials, this.#databaseKey));
    const line = this.options.signing.publicKeyLine(publicKey);
    await session.database.inTransaction(async (tx) => {
      await insertPersonKey(tx, {
        key_id: `${credentials.login}-${randomBytes(3).toString('hex')}@${session.site.code}`,
        account_id: session.actor.id,
        public_key: line,
        made_at: this.now,
        retired_at: null,
      });
    });
  }
}

async function* streamOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* source;
}

async function isEmptySite(options: StationOptions): Promise<boolean> {
  const present = await Promise.all(
    ['site.db', 'slots/slots-1.json', 'slots/slots-2.json'].map((name) =>
      exists(join(options.dataFolder, name)),
    ),
  );
  return !present.includes(true);
}
