import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { argon2id } from 'hash-wasm';
import type { Host } from '../../main/access/context.ts';
import type { ReadSpace } from '../../main/access/disk.ts';
import { type Application, createApplication } from '../../main/application.ts';
import {
  type Argon2Cost,
  type DerivePasswordKey,
  derivePasswordKey,
} from '../../main/database/passwordKey.ts';
import type { CallInput, CallOutput, ProcedurePath } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import {
  type AccountUid,
  type Day,
  dayOf,
  type MasterUid,
  type SiteCode,
  toInstant,
} from '../../shared/ids.ts';
import { type Post, posts, type Role, type SiteKind } from '../../shared/policy/roles.ts';
import { keepSite, type SiteNotes, stateOfFiles, takeSite, templateKey } from './siteTemplate.ts';

/** A person of a site that a test or the demonstration made. */
export interface Person {
  readonly uid: AccountUid | null;
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
}

/** A person to be made at a site. */
interface NewPerson {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly clearance: 1 | 2 | 3;
  readonly staffUid?: MasterUid;
}

/** What a site is made with. */
export interface SiteOptions {
  readonly folder: string;
  readonly code: string;
  readonly name: string;
  readonly kind: SiteKind;
  readonly highestLevel: 1 | 2 | 3;
  readonly host: Host;
  readonly clock?: () => Date;
  readonly passwordCost?: Argon2Cost;
  readonly backupFolder?: string;
  /** Cleans the memory after every lock, as the product does. */
  readonly cleansMemory?: boolean;
  /** Confirms the date by itself when a pause put it in doubt; left out where a test is about that doubt. */
  readonly confirmsDate?: boolean;
  readonly readSpace?: ReadSpace;
}

/** Cheap password keys for tests that are not about their cost. */
export const quickCost: Argon2Cost = { memoryKiB: 64, iterations: 1, parallelism: 1 };

/**
 * The same derivation for any cost; a cheap one on this thread, because starting a thread would take a hundred times as
 * long as the derivation itself.
 */
const derivePassword: DerivePasswordKey = async (input) => {
  const { password, stationSecret, salt, cost } = input;
  if (cost.memoryKiB > quickCost.memoryKiB) return await derivePasswordKey(input);
  const key = await argon2id({
    password: new TextEncoder().encode(password.normalize('NFC')),
    secret: stationSecret,
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  return Buffer.from(key);
};

/** Host of a program without a desktop: nothing prints, nothing asks. */
export const bareHost: Host = {
  renderPdf: async () => {
    throw new AppError('print.render-failed', { detail: '没有窗口' });
  },
  listPrinters: async () => [],
  print: async () => undefined,
  chooseFolder: async () => null,
  chooseFile: async () => null,
  runtime: 'none',
};

const postLogins: Readonly<Record<Post, string>> = {
  systemAdmin: 'xitong',
  securityAdmin: 'anquan',
  auditor: 'shenji',
};
const postNames: Readonly<Record<Post, string>> = {
  systemAdmin: '钟系统',
  securityAdmin: '安保密',
  auditor: '沈审计',
};

/** One installation driven through its gate, as the page would drive it. Every call throws the error that the page would show. */
export class Site {
  readonly app: Application;
  readonly options: SiteOptions;
  readonly people = new Map<string, Person>();
  /** Halves of the passphrase of the root key file. */
  readonly rootPassphrase: [string, string] = ['Shan-he-qian-li-7', 'Feng-yu-tong-zhou-9'];
  rootKeyFile = '';
  #current: string | undefined;
  readonly #renewals = new Map<string, number>();
  /** Set from the first run until something happens: the key of the template, and how the files lay then. */
  #untouched: { readonly key: string; readonly files: string } | undefined;

  private constructor(app: Application, options: SiteOptions) {
    this.app = app;
    this.options = options;
  }

  /** Opens the data folder of a site without a first run. */
  static async open(options: SiteOptions): Promise<Site> {
    const app = await createApplication({
      dataFolder: join(options.folder, 'data'),
      stationSecretFile: join(options.folder, 'station', 'station.secret'),
      host: options.host,
      keepsMemory: options.cleansMemory !== true,
      reserveBytes: 65_536,
      ...(options.readSpace === undefined ? {} : { readSpace: options.readSpace }),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.passwordCost === undefined
        ? {}
        : { passwordCost: options.passwordCost, passwordDerivation: derivePassword }),
    });
    return new Site(app, options);
  }

  /**
   * Makes a site: first run with its three administrators. A test run makes one of each kind and copies it from then on.
   */
  static async create(options: SiteOptions): Promise<Site> {
    const key = templateKey(options);
    const kept = key === undefined ? undefined : await takeSite(key, options.folder);
    const site = kept === undefined ? await Site.#firstRun(options) : await Site.open(options);
    if (kept !== undefined) site.#takeOver(kept);
    else if (key !== undefined) await site.#keep(key);
    if (key !== undefined) site.#untouched = { key, files: stateOfFiles(options.folder) };
    return site;
  }

  static async #firstRun(options: SiteOptions): Promise<Site> {
    const site = await Site.open(options);
    await mkdir(join(options.folder, 'safe'), { recursive: true });
    for (const post of posts) {
      const login = `${postLogins[post]}`;
      site.people.set(login, {
        uid: null,
        login,
        name: postNames[post],
        password: site.#passwordFor(login),
        roles: [post],
      });
    }
    const made = await site.call('session.firstRun', {
      site: {
        code: options.code as SiteCode,
        name: options.name,
        kind: options.kind,
        highestLevel: options.highestLevel,
      },
      administrators: posts.map((post) => ({
        post,
        login: postLogins[post],
        name: postNames[post],
        password: site.#passwordFor(postLogins[post]),
      })),
      rootPassphrase: site.rootPassphrase,
      rootFolder: join(options.folder, 'safe'),
      backupFolder: options.backupFolder ?? null,
    });
    site.rootKeyFile = made.encryptedKeyFile;
    return site;
  }

  /** One call through the gate. @throws AppError as the page would show it */
  async call<P extends ProcedurePath>(
    path: P,
    ...input: unknown extends CallInput<P>
      ? []
      : undefined extends CallInput<P>
        ? [CallInput<P>?]
        : [CallInput<P>]
  ): Promise<CallOutput<P>> {
    this.#untouched = undefined;
    const answer = await this.app.gate.call(path, input[0], { frame: 'own' });
    if (!answer.ok) throw new AppError(answer.error.code, answer.error.params, answer.error.field);
    return answer.value as CallOutput<P>;
  }

  /** Logs in; nothing happens when the person is at the screen already. */
  async as(login: string): Promise<this> {
    if (this.#current === login && this.app.station.session !== undefined) return this;
    const person = this.person(login);
    const state = await this.call('session.unlock', { login, password: person.password });
    this.#current = login;
    if (state.phase !== 'unlocked') return this;
    if (state.mustChangePassword) await this.renewPassword(login);
    if (this.options.confirmsDate === true && state.conditions.includes('dateUnconfirmed'))
      await this.#confirmDate(login);
    return this;
  }

  /** systemAdmin and the person who has come confirm the date after a long pause, as at every site. */
  async #confirmDate(login: string): Promise<void> {
    const post = postLogins.systemAdmin;
    const second = login === post ? postLogins.securityAdmin : login;
    const { password } = this.person(post);
    const admin = await this.call('session.unlock', { login: post, password });
    this.#current = post;
    if (admin.phase === 'unlocked' && admin.mustChangePassword) await this.renewPassword(post);
    const day = dayOf(toInstant((this.options.clock ?? (() => new Date()))()));
    await this.call('administration.confirmDate', { day, second: this.second(second) });
    await this.as(login);
  }

  /** Logs in and takes a new password, as everybody must when the old one has run its time. */
  async renewPassword(login: string): Promise<void> {
    const before = this.person(login).password;
    await this.as(login);
    const person = this.person(login);
    // The log-in itself may have demanded it.
    if (person.password !== before) return;
    const renewals = (this.#renewals.get(login) ?? 0) + 1;
    const password = `${this.#passwordFor(login)}${renewals}`;
    await this.call('session.changePassword', { oldPassword: person.password, newPassword: password });
    this.#renewals.set(login, renewals);
    this.people.set(login, { ...person, password });
  }

  /** Takes over who works at a site that was opened again. */
  adopt(other: Site): this {
    for (const [login, person] of other.people) this.people.set(login, person);
    for (const [login, renewals] of other.#renewals) this.#renewals.set(login, renewals);
    this.rootKeyFile = other.rootKeyFile;
    return this;
  }

  /** Logs in as the holder of a post. */
  async asPost(post: Post): Promise<this> {
    return await this.as(postLogins[post]);
  }

  /** Log-in name of a post's holder. */
  loginOf(post: Post): string {
    return postLogins[post];
  }

  /** Credentials of the second person of an act. */
  second(login: string): { login: string; password: string } {
    return { login, password: this.person(login).password };
  }

  person(login: string): Person {
    const person = this.people.get(login);
    if (person === undefined) throw new Error(`nobody called ${login} at ${this.options.code}`);
    return person;
  }

  /**
   * Makes accounts by the two posts and lets each person change the first password; the last one stays logged in. At a
   * site that nothing happened to since its first run, people who were made before are copied with their site.
   */
  async addPeople(list: readonly NewPerson[]): Promise<void> {
    const last = list.at(-1);
    const key = this.#keyWith(list);
    if (key === undefined || last === undefined) return await this.#makePeople(list);
    const kept = await takeSite(key, this.options.folder);
    if (kept !== undefined) this.#takeOver(kept);
    else {
      await this.#makePeople(list);
      await this.app.station.lock('试验');
      await this.#keep(key);
    }
    await this.as(last.login);
  }

  async #makePeople(list: readonly NewPerson[]): Promise<void> {
    await this.asPost('systemAdmin');
    const made: { uid: AccountUid; login: string }[] = [];
    for (const { login, name, staffUid } of list) {
      const { uid } = await this.call('people.create', {
        login,
        name,
        password: `First#${login.length}Pw-2026`,
        staffUid: staffUid ?? null,
      });
      made.push({ uid, login });
    }
    await this.asPost('securityAdmin');
    for (const { uid, login } of made) {
      const wanted = list.find((person) => person.login === login);
      if (wanted === undefined) continue;
      await this.call('people.enable', {
        uid,
        clearance: wanted.clearance,
        // An inspection has an end.
        roles: wanted.roles.map((role) => ({
          role,
          until: role === 'inspector' ? ('2099-12-31' as Day) : null,
        })),
      });
      this.people.set(login, {
        uid,
        login,
        name: wanted.name,
        password: `First#${login.length}Pw-2026`,
        roles: wanted.roles,
      });
    }
    // The first log-in demands a new password.
    for (const { login } of made) await this.as(login);
  }

  /** Key of the template of this site with these people; undefined once anything has happened to the site. */
  #keyWith(list: readonly NewPerson[]): string | undefined {
    const { clock, folder } = this.options;
    const before = this.#untouched;
    if (before === undefined || before.files !== stateOfFiles(folder)) return undefined;
    return JSON.stringify([before.key, clock?.().toISOString().slice(0, 16) ?? null, list]);
  }

  async #keep(key: string): Promise<void> {
    const { folder, clock } = this.options;
    await keepSite(key, folder, {
      people: [...this.people.values()],
      renewals: [...this.#renewals],
      rootKeyFile: relative(folder, this.rootKeyFile),
      at: (clock?.() ?? new Date()).toISOString(),
    });
  }

  /** Takes over who works at the site of a template, and when: no clock of a test may be behind what was written. */
  #takeOver(kept: SiteNotes): void {
    for (const person of kept.people) this.people.set(person.login, person);
    for (const [login, renewals] of kept.renewals) this.#renewals.set(login, renewals);
    this.rootKeyFile = join(this.options.folder, kept.rootKeyFile);
    const look = this.options.clock ?? (() => new Date());
    for (let looks = 0; look().toISOString() < kept.at; looks += 1)
      if (looks > 1_000_000) throw new Error(`the clock stands before ${kept.at}`);
  }

  async close(): Promise<void> {
    await this.app.close();
    this.#current = undefined;
  }

  #passwordFor(login: string): string {
    return `Ma#${[...login].reverse().join('')}-${this.options.code}7q`;
  }
}
