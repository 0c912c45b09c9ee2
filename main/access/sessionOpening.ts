import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import {
  type AccountUid,
  type Day,
  dayOf,
  type Instant,
  makeUid,
  type ObjectUid,
  toInstant,
} from '../../shared/ids.ts';
import type { ContentStore } from '../database/contentStore.ts';
import type { Database } from '../database/database.ts';
import { accountByUid } from '../database/stores/accounts.ts';
import { auditHead } from '../database/stores/audit.ts';
import { getMeta, removeMeta } from '../database/stores/meta.ts';
import { ownSite } from '../database/stores/site.ts';
import { headEvery, signHead } from './auditHeads.ts';
import { type AuditEntry, appendAudit, appendPage } from './auditLog.ts';
import { type DateDoubt, doubtDate, isClockSuspect, SessionClock } from './clock.ts';
import { openContents, sweepCutImport } from './contents.ts';
import type { Actor } from './context.ts';
import { actorOf, scopeOf, siteIdentityOf } from './identities.ts';
import { createKeyRing, type KeyHolder } from './keyRing.ts';
import { type PresentPolicy, presentPolicy } from './policy.ts';
import { openQuestionDigest } from './questionDigest.ts';
import type { OpenSession, StationOptions } from './stationTypes.ts';

/** A session as the station holds it. */
export type LiveSession = Omit<OpenSession, 'mustChangePassword' | 'policy'> & {
  mustChangePassword: boolean;
  policy: PresentPolicy;
  readonly abort: AbortController;
};

/** What a log-in opens beside the session itself; the station closes `store` at lock. */
export interface Opening {
  readonly session: LiveSession;
  readonly store: ContentStore;
}

/** What a session is made from, once password and database are open. */
export interface OpeningInput {
  readonly options: StationOptions;
  readonly database: Database;
  readonly accountUid: AccountUid;
  readonly contentFolder: string;
  readonly stagingFolder: string;
  readonly keyHolder: KeyHolder;
  readonly acting: ActingPerson;
}

/**
 * The acting person with present roles. Read again on a new day (roles end by date) and after every change of accounts;
 * in between nothing can change them, because this process is the only writer.
 */
export class ActingPerson {
  #known: { readonly day: Day; readonly actor: Actor } | undefined;

  /** The next call reads the person anew. */
  forget(): void {
    this.#known = undefined;
  }

  /** @throws AppError people.disabled */
  async read(database: Database, uid: AccountUid, today: Day): Promise<Actor> {
    if (this.#known?.day === today && this.#known.actor.uid === uid) return this.#known.actor;
    const current = await accountByUid(database.read, uid, today);
    if (current === undefined || current.account.state !== 'active') throw new AppError('people.disabled');
    const actor = actorOf(current);
    this.#known = { day: today, actor };
    return actor;
  }
}

/**
 * Makes the session of an account whose password was right.
 * @throws AppError people.disabled, people.not-enabled, database.damaged
 */
export async function openSession(input: OpeningInput): Promise<Opening> {
  const { options, database, accountUid, acting, stagingFolder } = input;
  const { clock, host, signing } = options;
  const stored = await ownSite(database.read);
  if (stored === undefined) throw new AppError('database.damaged');
  const site = siteIdentityOf(stored);
  const now = () => toInstant(clock());
  const found = await accountByUid(database.read, accountUid, dayOf(now()));
  if (found === undefined || found.account.state === 'closed' || found.account.state === 'disabled')
    throw new AppError('people.disabled');
  if (found.account.state === 'created') throw new AppError('people.not-enabled');
  const actor = actorOf(found);
  const { contents, store } = await openContents(database.read, input.contentFolder);
  const cut = await getMeta(database.read, 'import-contents');
  if (cut !== null) {
    await sweepCutImport(database.read, store, cut);
    await database.inTransaction(async (tx) => await removeMeta(tx, 'import-contents'));
  }
  const keys = createKeyRing({ station: input.keyHolder, database, signing });
  const head = await auditHead(database.read);
  await mkdir(stagingFolder, { recursive: true, mode: 0o700 });
  const present = await presentPolicy(database.read, site.highestLevel);
  const sessionClock = new SessionClock(clock);
  const passwordDays = (clock().getTime() - Date.parse(found.account.password_changed_at)) / 86_400_000;
  const abort = new AbortController();
  const session: LiveSession = {
    id: randomBytes(8).toString('hex'),
    abort,
    signal: abort.signal,
    now,
    database,
    site,
    actor,
    mustChangePassword:
      found.account.must_change_password === 1 || passwordDays >= present.policy.passwordDays,
    policy: present,
    dateDoubt: doubtAtLogin(head.at, clock(), present),
    stagingFolder,
    contextBase: async (audited) => {
      const { now: at, doubt } = sessionClock.look();
      if (doubt !== null) await raiseDoubt(session, doubt);
      const today = dayOf(at);
      const person = await acting.read(database, accountUid, today);
      return {
        site,
        actor: person,
        scope: scopeOf(person, site.code, at),
        now: at,
        today,
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
      const row: AuditEntry = { ...entry, at: now(), account: entry.account ?? actor.uid };
      try {
        const made = await appendAudit(tx, site.code, row);
        if (made.seq % headEvery === 0) await signHead(tx, keys, now());
        return made;
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('gate.audit-failed');
      }
    },
    auditPage: async (tx, entry) => {
      try {
        await appendPage(tx, site.code, { ...entry, at: now() });
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('gate.audit-failed');
      }
    },
    signHead: async (tx) => await signHead(tx, keys, now()),
    questionDigest: await openQuestionDigest(database, abort.signal),
  };
  return { session, store };
}

/** The doubt that the clock raises at log-in, or null. */
function doubtAtLogin(lastAuditAt: string | null, now: Date, { policy }: PresentPolicy): DateDoubt | null {
  if (lastAuditAt === null || !isClockSuspect(lastAuditAt, now, policy)) return null;
  return { lastTrustedAt: lastAuditAt as Instant, doubtedAt: toInstant(now) };
}

/** The clock was set back while somebody works: from this call on the date waits for its confirmation. */
async function raiseDoubt(session: LiveSession, doubt: DateDoubt): Promise<void> {
  await session.database.inTransaction(async (tx) => {
    if (await doubtDate(tx, doubt))
      await session.audit(tx, { act: 'clock.suspect', object: null, outcome: 'alarm' });
  });
}
