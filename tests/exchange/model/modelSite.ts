import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Actor, JobContext, WriteContext } from '../../../main/access/context.ts';
import { actorOf, scopeOf } from '../../../main/access/identities.ts';
import { type Database, openDatabase } from '../../../main/database/database.ts';
import { accountByUid, currentPersonKey, personKeyById } from '../../../main/database/stores/accounts.ts';
import { lastImported, newestRoster } from '../../../main/database/stores/exchange.ts';
import { getMeta, setMeta } from '../../../main/database/stores/meta.ts';
import { siteKeys } from '../../../main/database/stores/site.ts';
import { memorySigner } from '../../../main/exchange/crypto/sshsig.ts';
import { openRoster, type Roster, rosterBytes, signRoster } from '../../../main/exchange/format/roster.ts';
import { keepFreshKeys, makeFreshKeys } from '../../../main/exchange/freshKeys.ts';
import { exchangeHandlers } from '../../../main/exchange/handlers.ts';
import { nextEpoch, versionsBeyond } from '../../../main/exchange/newEpoch.ts';
import { composeRoster } from '../../../main/exchange/ownRoster.ts';
import { Previews } from '../../../main/exchange/previews.ts';
import { keepRoster } from '../../../main/exchange/sites.ts';
import { newestVerified } from '../../../main/exchange/storedRosters.ts';
import { signing } from '../../../main/signing.ts';
import { AppError } from '../../../shared/errors.ts';
import { dayOf, makeUid, type ObjectUid, type SiteCode, toInstant } from '../../../shared/ids.ts';

import { clock, type Hand, kindOf, type Template } from './cast.ts';

/** One site of a history: the real services over a real database, without gate, log-in and threads. */
export class ModelSite {
  readonly code: string;
  readonly folder: string;
  readonly #template: Template;
  #database: Database;
  #previews = new Previews();

  constructor(template: Template, database: Database, folder: string) {
    this.code = template.code;
    this.#template = template;
    this.#database = database;
    this.folder = folder;
  }

  static async open(template: Template, folder: string): Promise<ModelSite> {
    await mkdir(join(folder, 'staging'), { recursive: true });
    const file = join(folder, 'site.db');
    await copyFile(template.file, file);
    const database = await openDatabase({ file, key: template.key, mode: 'existing', clock });
    return new ModelSite(template, database, folder);
  }

  get database(): Database {
    return this.#database;
  }

  /** The program has ended and is started again. @param from another state of the database, put in place first */
  async restart(from: string | null = null): Promise<void> {
    const file = join(this.folder, 'site.db');
    this.#previews = new Previews();
    await this.#database.close();
    if (from !== null) {
      for (const name of ['-wal', '-shm']) await rm(`${file}${name}`, { force: true });
      await copyFile(from, file);
    }
    await rm(join(this.folder, 'staging'), { recursive: true, force: true });
    await mkdir(join(this.folder, 'staging'));
    this.#database = await openDatabase({ file, key: this.#template.key, mode: 'existing', clock });
  }

  /** Keeps the present state of the database as a file. */
  async backUp(): Promise<string> {
    await this.restart();
    await this.#database.close();
    const copy = join(this.folder, `backup-${randomBytes(4).toString('hex')}.db`);
    await copyFile(join(this.folder, 'site.db'), copy);
    this.#database = await openDatabase({
      file: join(this.folder, 'site.db'),
      key: this.#template.key,
      mode: 'existing',
      clock,
    });
    return copy;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** Service functions of the exchange with the contexts that the gate would give them. */
  get acts() {
    const handlers = exchangeHandlers(this.#previews);
    return {
      prepare: async (input: Parameters<typeof handlers.prepare>[1]) =>
        await this.#write('officer', async (ctx) => await handlers.prepare(ctx, input)),
      prepareVoid: async (input: Parameters<typeof handlers.prepareVoid>[1]) =>
        await this.#write('officer', async (ctx) => await handlers.prepareVoid(ctx, input)),
      approve: async (uid: ObjectUid) =>
        await this.#write('approver', async (ctx) => await handlers.approve(ctx, { uid, approve: true })),
      release: async (uid: ObjectUid, folder: string) =>
        await handlers.release(await this.#job('leader'), {
          uid,
          folder: folder as never,
          password: 'x',
          second: { login: 'approver', password: 'x' },
        }),
      check: async (file: string) =>
        await handlers.check(await this.#job('officer'), {
          file: file as never,
          medium: 'M',
          scanResult: '未发现病毒',
        }),
      checkHeld: async (uid: ObjectUid) => await handlers.checkHeld(await this.#job('officer'), { uid }),
      accept: async (previewUid: ObjectUid) =>
        await handlers.accept(await this.#job('officer'), { previewUid }),
    };
  }

  /** Signs the next roster, with renewed keys where wanted. */
  async signRoster(
    renew: readonly ('siteSigning' | 'age')[] = [],
    change: (roster: Roster) => Roster = (roster) => roster,
  ): Promise<void> {
    const fresh = await makeFreshKeys(this.code, renew);
    const ctx = await this.#job('officer');
    const bytes = rosterBytes(change(await composeRoster(ctx, fresh)));
    const { root } = this.#template;
    const signature = await signRoster(memorySigner(`root@${this.code}`, root), bytes);
    await ctx.commit(async ({ tx, now }) => {
      await keepFreshKeys(tx, fresh, now);
      await keepRoster(tx, openRoster(root.publicKey, bytes, signature), bytes, signature, now);
    });
  }

  /** Takes in the newest roster of a partner, as an administrator would from the medium. */
  async takeRoster(of: ModelSite): Promise<void> {
    const theirs = await newestRoster(of.database.read, of.code);
    const known = await newestRoster(this.#database.read, of.code);
    if (theirs === undefined || theirs.version <= (known?.version ?? 0)) return;
    await this.#database.inTransaction(async (tx) => {
      await tx.insertInto('rosters').values(theirs).execute();
    });
  }

  /** After a restore: each partner says what it holds; a new epoch goes on from there (newEpoch.ts, without its passphrase). */
  async openEpoch(partners: readonly ModelSite[]): Promise<void> {
    const before = (await getMeta(this.#database.read, 'epoch')) ?? 'e01';
    const held = await Promise.all(
      partners.map(async (partner) => ({
        recipient: partner.code,
        last: await lastImported(partner.database.read, this.code),
      })),
    );
    // The highest epoch that a partner has seen of this site is asked for in the form.
    const seen = await Promise.all(
      partners.map(
        async (partner) =>
          (await newestVerified(partner.database.read, this.code))?.epochs.map((row) => row.epoch) ?? [],
      ),
    );
    const epoch = nextEpoch([before, ...held.map(({ last }) => last?.epoch ?? 'e01'), ...seen.flat()]);
    const announced = held.map(({ recipient, last }) => ({
      after:
        last === undefined
          ? { digest: null, epoch: before, seq: 0 }
          : { digest: last.digest, epoch: last.epoch, seq: last.seq },
      epoch,
      recipient,
    }));
    const versions = await Promise.all(
      partners.map(async (partner) => (await newestRoster(partner.database.read, this.code))?.version ?? 0),
    );
    await this.signRoster([], (roster) => ({
      ...roster,
      version: Math.max(roster.version, ...versions) + versionsBeyond,
      epochs: [...roster.epochs, ...announced],
    }));
    await this.#database.inTransaction(async (tx) => {
      await setMeta(tx, 'epoch', epoch);
      const [{ id } = { id: 0 }] = (
        await sql<{
          id: number;
        }>`INSERT INTO restorations (at, set_at, manifest_digest, opened_with, people, set_head_seq, set_head_digest)
          VALUES ('', '', '', 'posts', '[]', 1, '') RETURNING id`.execute(tx)
      ).rows;
      for (const { recipient, last } of held) {
        if (last === undefined) continue;
        const sealed = await tx
          .selectFrom('packages_out')
          .select((eb) => eb.fn.max('seq').as('seq'))
          .where('recipient', '=', recipient)
          .where('epoch', '=', last.epoch)
          .executeTakeFirst();
        await tx
          .insertInto('restoration_streams')
          .values({
            restoration_id: id,
            recipient,
            epoch: last.epoch,
            in_set: sealed?.seq ?? 0,
            witnessed: last.seq,
            digest: last.digest,
            voided_through: last.seq + 20,
            source: '对方',
          })
          .execute();
      }
      await tx
        .updateTable('packages_out')
        .set({ state: 'refused' })
        .where('state', 'in', ['prepared', 'approved'])
        .execute();
    });
  }

  async #write<T>(hand: Hand, work: (ctx: WriteContext) => Promise<T>): Promise<T> {
    return await (await this.#job(hand)).commit(work);
  }

  async #job(hand: Hand): Promise<JobContext> {
    const database = this.#database;
    const now = toInstant(clock());
    const actor = await this.#actor(hand);
    const base: Omit<JobContext, 'db' | 'stage' | 'commit'> = {
      site: { code: this.code as SiteCode, name: this.code, kind: kindOf(this.code), highestLevel: 2 },
      actor,
      scope: scopeOf(actor, this.code as SiteCode, now),
      now,
      today: dayOf(now),
      keys: {
        signAsPerson: async (person, _password, namespace, message) => {
          const key = await currentPersonKey(database.read, person.id);
          const seed = this.#template.seeds.get(key?.key_id ?? '');
          if (key === undefined || seed === undefined) throw new AppError('people.signing-key-missing');
          return { keyId: key.key_id, signature: signing.sign(seed, namespace, message) };
        },
        verifyPerson: async (db, keyId, namespace, message, signature) => {
          const line = (await personKeyById(db, keyId))?.public_key ?? (await signing.foreignKey(db, keyId));
          return line !== undefined && signing.verify(line, namespace, message, signature);
        },
        verifySite: async () => false,
        signAsSite: async (namespace, message) => {
          const [key] = await siteKeys(database.read, 'siteSigning');
          if (key === undefined) throw new Error('no site key');
          return { keyId: key.id, signature: signing.sign(key.secret, namespace, message) };
        },
        secondPerson: async () => await this.#actor('approver'),
      },
      contents: {
        put: async () => await Promise.reject(new Error('the model has no attachments')),
        giveBack: async () => undefined,
        open: async function* () {
          yield* [];
        },
        readAll: async () => Buffer.alloc(0),
      },
      host: {
        renderPdf: async () => Buffer.alloc(0),
        listPrinters: async () => [],
        print: async () => undefined,
        chooseFolder: async () => null,
        chooseFile: async () => null,
        runtime: 'none',
      },
      audited: () => undefined,
      newUid: () => makeUid(this.code as SiteCode, randomBytes(10)) as ObjectUid,
      stagingFolder: join(this.folder, 'staging'),
      sealed: async (_what, work) => await work({ report: () => undefined }),
      progress: () => undefined,
      signal: new AbortController().signal,
    };
    const inTransaction = async <T>(work: (ctx: WriteContext) => Promise<T>): Promise<T> =>
      await database.inTransaction(async (tx) => await work({ ...base, db: tx, tx }));
    return { ...base, db: database.read, stage: inTransaction, commit: inTransaction };
  }

  async #actor(hand: Hand): Promise<Actor> {
    const found = await accountByUid(
      this.#database.read,
      this.#template.uids[hand],
      dayOf(toInstant(clock())),
    );
    if (found === undefined) throw new Error('nobody');
    return actorOf(found);
  }
}
