import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import type { Host } from '../../main/access/context.ts';
import { Connection } from '../../main/database/driver.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

/** Acts on keys that are killed at every step. */
export const keyActs = [
  'create',
  'enable',
  'changePassword',
  'reset',
  'disable',
  'rotate',
  'split',
  'recover',
] as const;
/** Act on keys. */
export type KeyAct = (typeof keyActs)[number];

/** What the tests know of the site that is killed. */
export interface KnownSite {
  readonly folder: string;
  /** Password of everybody before the act. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly uids: Readonly<Record<string, string>>;
  /** Shares of the first split. */
  readonly shares: readonly string[];
}

/** Passwords that the acts set. */
export const newPassword = 'Xin-kou-ling-9';
const printer = '保密室打印机';

/** Options of a site in a folder, whose printer keeps the papers beside it. */
export function siteOptions(folder: string) {
  const host: Host = {
    ...bareHost,
    renderPdf: async (html) => Buffer.from(html),
    listPrinters: async () => [{ name: printer, writesFiles: false }],
    print: async (pdf, _, name) => {
      await mkdir(join(folder, 'paper'), { recursive: true });
      await writeFile(join(folder, 'paper', name), pdf);
    },
  };
  return {
    folder,
    code: 'HQ',
    name: '试验站点',
    kind: 'center',
    highestLevel: 2,
    host,
    passwordCost: quickCost,
  } as const;
}

/** Opens the known site, or a copy of it. */
export async function openKnown(known: KnownSite, folder = known.folder): Promise<Site> {
  const site = await Site.open(siteOptions(folder));
  for (const [login, password] of Object.entries(known.passwords))
    site.people.set(login, { uid: null, login, name: login, password, roles: [] });
  return site;
}

/** Carries out one act, from log-in to its end. */
export async function perform(site: Site, known: KnownSite, act: KeyAct): Promise<void> {
  const [system, security] = [site.loginOf('systemAdmin'), site.loginOf('securityAdmin')];
  const uid = (login: string) => (known.uids[login] ?? '') as never;
  switch (act) {
    case 'create':
      await site.as(system);
      await site.call('people.create', {
        login: 'xinren',
        name: '新人',
        password: newPassword,
        staffUid: null,
      });
      return;
    case 'enable':
      await site.as(security);
      await site.call('people.enable', {
        uid: uid('daiyong'),
        clearance: 1,
        roles: [{ role: 'operator', until: null }],
      });
      return;
    case 'changePassword':
      await site.as('zhiban');
      await site.call('session.changePassword', { oldPassword: site.person('zhiban').password, newPassword });
      return;
    case 'reset':
      await site.as(system);
      await site.call('people.resetPassword', {
        uid: uid('zhiban'),
        newPassword,
        second: site.second(security),
      });
      return;
    case 'disable':
      await site.as(system);
      await site.call('people.disable', { uid: uid('zhiban'), second: site.second(security) });
      return;
    case 'rotate':
      await site.as(system);
      await site
        .call('keys.rotate', { reason: 'yearly', note: '', second: site.second(security) })
        .catch(() => undefined);
      return;
    case 'split':
      await site.as(security);
      await split(site);
      return;
    case 'recover':
      await site.call('session.recover', {
        shares: known.shares.slice(0, 2),
        wrappedKey: null,
        stationSecret: null,
        administrators: [
          { post: 'systemAdmin', login: system, name: '甲', password: newPassword },
          { post: 'securityAdmin', login: security, name: '乙', password: newPassword },
          { post: 'auditor', login: site.loginOf('auditor'), name: '丙', password: newPassword },
        ],
      });
  }
}

/** Splits the recovery secret; answers the share texts from paper. */
export async function split(site: Site): Promise<string[]> {
  const custodian = (name: string) => ({ name, accountUid: null });
  const { splitId } = await site.call('keys.split', {
    reason: '试验分割',
    custodians: [custodian('甲'), custodian('乙'), custodian('丙')],
    keeper: '柜',
    printer,
    second: site.second(site.loginOf('systemAdmin')),
  });
  return await sharesOnPaper(site.options.folder, splitId);
}

/** Shares of a split as they stand on paper. */
export async function sharesOnPaper(folder: string, splitId: string): Promise<string[]> {
  const texts = [];
  for (const n of [1, 2, 3]) {
    const html = await readFile(join(folder, 'paper', `recovery-${splitId}-share${n}`), 'utf8');
    texts.push(/<p class="text">([^<]*)</.exec(html)?.[1] ?? '');
  }
  return texts;
}

/** Makes the site that the acts are tried on. */
export async function makeKnown(folder: string): Promise<KnownSite> {
  const site = await Site.create(siteOptions(folder));
  await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  await site.asPost('systemAdmin');
  const waiting = await site.call('people.create', {
    login: 'daiyong',
    name: '待用',
    password: 'Dai-yong-1',
    staffUid: null,
  });
  await site.asPost('securityAdmin');
  await site.call('printing.registerPrinter', { name: printer, level: 2, writesFiles: false, place: '室' });
  const shares = await split(site);
  await site.close();
  const passwords = Object.fromEntries([...site.people].map(([login, person]) => [login, person.password]));
  return {
    folder,
    passwords: { ...passwords, daiyong: 'Dai-yong-1' },
    uids: { zhiban: site.person('zhiban').uid ?? '', daiyong: waiting.uid },
    shares,
  };
}

/**
 * Has something happen before and after every step by which an act reaches the disk: rename, fsync, removal and copy of a
 * file, and every COMMIT. What SQLite does inside a COMMIT is SQLite's (tests/attack/databaseKill.test.ts).
 */
export function atEveryStep(happen: (step: string) => Promise<void>): void {
  const files = createRequire(import.meta.url)('node:fs/promises') as Record<string, unknown>;
  const around = (owner: Record<string, unknown>, name: string, label: string) => {
    const original = owner[name] as (...values: unknown[]) => Promise<unknown>;
    owner[name] = async function (this: unknown, ...values: unknown[]) {
      await happen(`before ${label}`);
      const result = await original.apply(this, values);
      await happen(`after ${label}`);
      return result;
    };
  };
  const wrapped = { rename: files.rename, rm: files.rm, copyFile: files.copyFile };
  for (const name of Object.keys(wrapped)) around(files, name, name);
  const open = files.open as (...values: unknown[]) => Promise<Record<string, unknown>>;
  files.open = async (...values: unknown[]) => {
    const handle = await open(...values);
    around(handle, 'sync', 'fsync');
    return handle;
  };
  syncBuiltinESMExports();
  const run = Connection.prototype.run;
  Connection.prototype.run = async function (sql, parameters) {
    if (sql !== 'COMMIT') return await run.call(this, sql, parameters);
    await happen('before COMMIT');
    const answer = await run.call(this, sql, parameters);
    await happen('after COMMIT');
    return answer;
  };
}

/** Copies everything that belongs to a site as it lies on the disk at this moment. */
export async function copySite(from: string, to: string): Promise<void> {
  for (const part of ['data', 'station', 'paper'])
    await cp(join(from, part), join(to, part), { recursive: true }).catch(() => undefined);
}
