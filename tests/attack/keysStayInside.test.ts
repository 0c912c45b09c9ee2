import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Slots } from '../../main/database/slots.ts';
import { readStationSecret } from '../../main/database/stationSecret.ts';
import { type ProcedurePath, procedures } from '../../shared/contract/contract.ts';
import { businessRoles, posts, roleExistsAt } from '../../shared/policy/roles.ts';
import { readDatabase, unwrapKey } from '../demo/unwrap.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

let folder: string;
let site: Site;
let first: unknown;
const secrets = new Map<string, Buffer>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  site = await Site.create({
    folder,
    code: 'HQ',
    name: '试验站点',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.addPeople(
    businessRoles
      .filter((role) => roleExistsAt(role, 'center'))
      .map((role) => ({ login: role.toLowerCase(), name: `试${role}`, roles: [role], clearance: 2 })),
  );
  await site.close();
  await collectSecrets();
  first = await Site.open({ ...site.options, folder: join(folder, 'second') }).then(async (second) => {
    try {
      return await second.call('session.state');
    } finally {
      await second.close();
    }
  });
}, 120_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that must stay inside, taken out by test code with data folder, station secret and passwords. */
async function collectSecrets(): Promise<void> {
  const administrator = site.person(site.loginOf('systemAdmin'));
  const keyHex = await unwrapKey(folder, administrator);
  secrets.set('database key', Buffer.from(keyHex, 'hex'));
  const stationSecret = await readStationSecret(join(folder, 'station', 'station.secret'));
  secrets.set('station secret', stationSecret);
  readDatabase(join(folder, 'data', 'site.db'), keyHex, (rows) => {
    for (const { id, secret } of rows('SELECT id, secret FROM site_keys')) {
      if (secret instanceof Uint8Array) secrets.set(`site key ${String(id)}`, Buffer.from(secret));
    }
  });
  const slots = await Slots.open({ folder: join(folder, 'data', 'slots'), stationSecret });
  for (const person of site.people.values()) {
    secrets.set(`signing key of ${person.login}`, await slots.unlockSigningKey(person));
    secrets.set(`password of ${person.login}`, Buffer.from(person.password));
  }
}

const spelt = new WeakMap<Buffer, string[]>();

/** Every spelling in which a secret could leave; spelt once, because every answer is searched for all of them. */
function spellings(secret: Buffer): string[] {
  const known = spelt.get(secret);
  if (known !== undefined) return known;
  const all = [
    secret.toString('hex'),
    secret.toString('base64').replace(/=+$/, ''),
    secret.toString('base64url'),
    secret.toString('latin1'),
    JSON.stringify([...secret]).slice(1, -1),
  ];
  spelt.set(secret, all);
  return all;
}

function leaks(text: string): string[] {
  const found: string[] = [];
  const lower = text.toLowerCase();
  for (const [name, secret] of secrets) {
    const all = spellings(secret);
    if (all.some((one) => text.includes(one)) || lower.includes(all[0] ?? '')) found.push(name);
  }
  return found;
}

/** Text of an answer with every byte array in it spelt out. */
function textOf(answer: unknown): string {
  return JSON.stringify(answer, (_, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    return typeof value === 'bigint' ? String(value) : value;
  });
}

/** Inputs that each procedure takes; what is left out is tried with an empty object. */
function inputsFor(path: ProcedurePath): unknown[] {
  const uid = 'HQ-0000000000000000';
  const month = '2026-10';
  const known: Partial<Record<ProcedurePath, unknown>> = {
    'records.list': { filter: {} },
    'records.count': { filter: {} },
    'records.open': { uid },
    'records.create': {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: { need: '试' },
    },
    'master.list': { type: 'customer' },
    'master.save': {
      uid: null,
      type: 'customer',
      content: { code: `K${Math.random()}`, name: '试', branch: 'navy' },
    },
    'master.calendar': { from: '2026-11-01', to: '2026-11-30' },
    'people.choose': { role: null, text: '' },
    'service.candidates': { modelUids: [], from: '2026-11-01', to: '2026-11-02' },
    'reports.create': { period: month, branch: 'navy' },
    'exchange.registerMedium': {
      number: `M${Math.random()}`,
      kind: '光盘',
      serial: 'S',
      level: 1,
      holder: '试',
    },
    'exchange.signRoster': {
      rootKeyFile: site.rootKeyFile,
      rootPassphrase: site.rootPassphrase,
      folder: join(folder, 'out'),
      second: site.second(site.loginOf('securityAdmin')),
    },
    'printing.registerPrinter': { name: 'PDF:试', level: 1, writesFiles: true, place: '试' },
    'printing.ledger': {},
    'printing.trace': { traceCode: 'HQ-00000-00000' },
    'audit.list': {},
    'audit.exportChain': { folder: join(folder, 'out') },
    'backup.configure': { folder },
    'session.chooseFolder': { title: '试' },
    'session.chooseFile': { title: '试', extensions: [] },
    'session.saveSettings': { settings: {} },
  };
  const own = known[path];
  return own === undefined ? [undefined, {}, { uid }] : [own];
}

/** Ends the session or never ends. */
const apart: ReadonlySet<string> = new Set([
  'session.lock',
  'session.events',
  'session.firstRun',
  'session.unlock',
]);

describe('keys stay inside', () => {
  it('has secrets to look for, and finds them in every spelling', () => {
    expect(secrets.size).toBeGreaterThan(30);
    for (const [name, secret] of secrets) {
      for (const one of spellings(secret)) expect(leaks(`x${one}y`), name).toContain(name);
    }
  });

  it.each([...posts, ...businessRoles.filter((role) => roleExistsAt(role, 'center'))])(
    'no procedure answers or refuses %s with a key, a secret or a password',
    async (role) => {
      const login = [...site.people.values()].find((person) => person.roles.includes(role))?.login ?? '';
      site = (await Site.open(site.options)).adopt(site);
      await site.as(login);
      let answered = 0;
      for (const { path } of procedures) {
        if (apart.has(path)) continue;
        for (const input of inputsFor(path)) {
          const answer = await site.app.gate.call(path, input, { frame: 'own' });
          if (answer.ok) answered += 1;
          expect(leaks(textOf(answer)), path).toEqual([]);
        }
      }
      expect(answered).toBeGreaterThan(2);
      const unlocked = await site.app.gate.call('session.unlock', site.second(login), { frame: 'own' });
      expect(leaks(textOf(unlocked))).toEqual([]);
      await site.close();
    },
    60_000,
  );

  it('answers the first run and the locked screen without any', () => {
    expect(leaks(textOf(first))).toEqual([]);
    expect(leaks(site.rootKeyFile)).toEqual([]);
  });

  it('writes none of them to a file outside the station folder, except as sealed bytes', () => {
    const files = (path: string): string[] =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(join(path, entry.name)) : [join(path, entry.name)],
      );
    for (const file of files(folder)) {
      const found = leaks(readFileSync(file).toString('latin1'));
      const expected = relative(folder, file) === join('station', 'station.secret') ? ['station secret'] : [];
      expect(found, relative(folder, file)).toEqual(expected);
    }
  });
});

describe('packaged modules', () => {
  const main = join(import.meta.dirname, '..', '..', 'main');
  const sources = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(main, file), 'utf8') }));

  /** Modules that hold key material; each is named here with its reason, so that another one is noticed. */
  const holders: Readonly<Record<string, string>> = {
    'access/accountActs.ts': 'withdraws and seals the key',
    'access/backups.ts': 'lends the key to the check of a set',
    'access/backupCopies.ts': 'lends the key to the check of a copy',
    'access/restore.ts': 'opens a backup set',
    'access/restoreOpening.ts': 'opens a backup set',
    'access/restoreRehearsal.ts': 'opens a backup set in another folder',
    'access/arrival.ts': 'makes a missing signing key at log-in',
    'access/firstRun.ts': 'makes the keys of a site',
    'access/keyRing.ts': 'signs; lends nothing',
    'access/keyRotation.ts': 'makes the next database key',
    'access/keys.ts': 'splits the recovery secret; shares go to paper',
    'access/passwordTries.ts': 'counts tries against open slots',
    'access/people.ts': 'seals the key to accounts',
    'access/recovering.ts': 'opens the site with shares',
    'access/sessionHandlers.ts': 'rewraps at a password change',
    'access/station.ts': 'holds the key while unlocked',
    'access/stationTypes.ts': 'types of the station',
  };

  it('touch slots, station secret and database key only in the folder of the database and in named places', () => {
    const touching = sources
      .filter(({ file }) => !file.startsWith('database/'))
      .filter(({ text }) =>
        /databaseKey|unlockSigningKey|readStationSecret|from '[^']*\/(slots|slotFile|sealing|stationSecret)\.ts'/.test(
          text,
        ),
      )
      .map(({ file }) => file)
      .filter((file) => file !== 'selfTest.ts');
    expect(touching.filter((file) => holders[file] === undefined)).toEqual([]);
  });

  it('have no exported function, getter or method outside the database folder that returns key material', () => {
    const giving = /\b(databaseKey|stationSecret|secret|seed)\s*;?\s*}?\s*;?\s*$/;
    for (const { file, text } of sources) {
      if (file.startsWith('database/') || file.startsWith('exchange/crypto/')) continue;
      // Its key is of one staging folder, handed from thread to thread, and worthless once the import ends.
      if (file === 'exchange/format/staging.ts') continue;
      const returns = [...text.matchAll(/return ([^;\n]+);/g)].map((match) => match[1] ?? '');
      const found = returns.filter((expression) => giving.test(expression.trim()));
      expect(found, file).toEqual([]);
      expect(text, file).not.toMatch(/get databaseKey|get stationSecret|public databaseKey/);
    }
  });

  it('give the gate, which speaks with the page, no way to the slots', () => {
    for (const { file, text } of sources.filter((source) => source.file.startsWith('gate/'))) {
      expect(text, file).not.toMatch(
        /withKeys|tryPassword|databaseKey|\/slots\.ts|\/sealing\.ts|site_keys|siteKeys/,
      );
    }
  });
});
