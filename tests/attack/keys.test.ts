import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDatabase, unwrapKey } from '../demo/unwrap.ts';
import { type KeySite, keySite, type Papers, paperPrinter, papersOf } from '../program/keySite.ts';
import type { Site } from '../program/site.ts';
import { outcome, phoneRecord } from './siteUnderAttack.ts';

let at: KeySite;

beforeEach(async () => {
  at = await keySite();
});
afterEach(() => at.remove());

const administrators = (site: Site, suffix = '') => [
  {
    post: 'systemAdmin' as const,
    login: site.loginOf('systemAdmin'),
    name: '钟系统',
    password: `Xin-mi-ma-1${suffix}`,
  },
  {
    post: 'securityAdmin' as const,
    login: site.loginOf('securityAdmin'),
    name: '安保密',
    password: `Xin-mi-ma-2${suffix}`,
  },
  {
    post: 'auditor' as const,
    login: site.loginOf('auditor'),
    name: '沈审计',
    password: `Xin-mi-ma-3${suffix}`,
  },
];

/** Three new passwords are those of the administrators from now on. */
function know(site: Site, list: ReturnType<typeof administrators>): void {
  for (const { login, password } of list) site.people.set(login, { ...site.person(login), password });
}

const keyNow = async (site: Site, folder = at.folder): Promise<string> =>
  await unwrapKey(folder, site.person(site.loginOf('auditor')));

const rotate = async (site: Site, reason: 'yearly' | 'leaver' = 'yearly') =>
  await outcome(
    site.call('keys.rotate', {
      reason,
      note: '',
      second: site.second(site.loginOf('securityAdmin')),
    }),
  );

describe('a change of the database key', () => {
  it('gives a new key and file to everybody without their passwords, keeps everything, and is in the audit chain', async () => {
    const { site } = at;
    await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await site.as('zhiban');
    const record = await phoneRecord(site, '转动轴承异响');
    await site.close();
    const before = await keyNow(site);
    await site.asPost('systemAdmin');
    const generation = (await site.call('keys.state')).generation;
    expect(await rotate(site)).toBe('gate.locked');
    expect(await site.call('session.state')).toMatchObject({ reason: expect.stringContaining('密钥已更换') });
    // The answer does not wait for the end of the lock that the change asked for; the next log-in does.
    await site.app.station.lock('试验');
    const after = await keyNow(site);
    expect(after).not.toBe(before);
    expect(() =>
      readDatabase(join(at.folder, 'data', 'site.db'), before, (rows) => rows('SELECT 1 FROM meta')),
    ).toThrow();
    await site.as('zhiban');
    expect((await site.call('records.open', { uid: record })).content.need).toBe('转动轴承异响');
    await site.asPost('systemAdmin');
    const state = await site.call('keys.state');
    expect(state.generation).toBeGreaterThan(generation);
    expect(state.rotation).toMatchObject({ reason: 'yearly' });
    await site.asPost('auditor');
    const { rows } = await site.call('audit.list', { act: 'keys.rotated' });
    expect(rows.map((row) => row.outcome)).toEqual(['done']);
    const verdict = await site.call('audit.verify', {} as never);
    expect(verdict).toMatchObject({ intact: true });
    await at.reopen();
    await at.site.as('zhiban');
  });

  it('takes the two posts, and nobody else', async () => {
    const { site } = at;
    await site.asPost('systemAdmin');
    const call = (login: string) =>
      outcome(site.call('keys.rotate', { reason: 'yearly', note: '', second: site.second(login) }));
    expect(await call(site.loginOf('systemAdmin'))).toBe('people.same-person');
    expect(await call(site.loginOf('auditor'))).toBe('people.second-person-refused');
    await site.asPost('auditor');
    expect(await call(site.loginOf('securityAdmin'))).toBe('gate.forbidden');
  });

  it('that is cancelled or locked meanwhile leaves the old state, whole and usable', async () => {
    const { site } = at;
    const before = await keyNow(site);
    await site.asPost('systemAdmin');
    const cancel = new AbortController();
    const { station } = site.app;
    station.on('progress', () => cancel.abort());
    const answer = await site.app.gate.call(
      'keys.rotate',
      { reason: 'yearly', note: '', second: site.second(site.loginOf('securityAdmin')) },
      { frame: 'own' },
      cancel.signal,
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'keys.rotation-failed' } });
    station.removeAllListeners('progress');
    expect(await outcome(site.call('people.list'))).toBe('done');
    station.once('progress', () => void station.lock('试验'));
    expect(await rotate(site)).toBe('gate.locked');
    await site.app.station.lock('试验');
    expect(await keyNow(site)).toBe(before);
    await site.asPost('auditor');
  });
});

describe('recovery shares', () => {
  let papers: Papers;
  beforeEach(async () => {
    papers = await at.split();
  });
  const [one, two] = [0, 1] as const;

  it('are printed one to a paper with its checksum, marked, and given to no screen', async () => {
    expect([...at.printed.keys()].sort()).toEqual(
      ['share1', 'share2', 'share3', 'wrapped'].map((paper) => `recovery-${papers.splitId}-${paper}`),
    );
    for (const [name, html] of at.printed) {
      const held = papers.shares.filter((share) => html.includes(share));
      expect(held).toHaveLength(name.endsWith('wrapped') ? 0 : 1);
      expect(html).toContain('秘密');
    }
    const answers = JSON.stringify([await at.site.call('keys.state'), papers.splitId]);
    for (const text of [...papers.shares, papers.wrapped, papers.stationSecret]) {
      expect(text.length).toBeGreaterThan(50);
      expect(answers).not.toContain(text.slice(12, 40));
    }
  });

  it('open a bare folder with nothing but the database: new station secret, new slots, everything readable', async () => {
    const { site } = at;
    await site.close();
    const bare = join(at.folder, 'bare');
    await cp(join(at.folder, 'data', 'site.db'), join(bare, 'data', 'site.db'));
    const there = await at.reopen(bare);
    const list = administrators(there);
    const recover = (over: object = {}) =>
      outcome(
        there.call('session.recover', {
          shares: [papers.shares[one], papers.shares[two]],
          wrappedKey: papers.wrapped,
          stationSecret: null,
          administrators: list,
          ...over,
        }),
      );
    expect(await recover({ shares: [papers.shares[one]] })).toBe('recovery.too-few');
    expect(await recover({ shares: [papers.shares[one], papers.shares[one]] })).toBe('recovery.too-few');
    expect(await recover({ shares: [papers.shares[one], 'S-00'] })).toBe('recovery.text-damaged');
    expect(await recover({ wrappedKey: null })).toBe('slots.missing');
    expect(await recover({ administrators: list.map((a) => ({ ...a, post: 'auditor' })) })).toBe(
      'recovery.administrators',
    );
    expect(await recover({ administrators: list.map((a) => ({ ...a, password: 'x' })) })).toBe(
      'people.password-weak',
    );
    expect(await recover()).toBe('done');
    know(there, list);
    await there.asPost('auditor');
    await there.asPost('systemAdmin');
    expect((await there.call('keys.state')).dues).toEqual([]);
  });

  it('keep everybody when slots and station secret are there, and reset only the administrators', async () => {
    const { site } = at;
    await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await site.close();
    const list = administrators(site);
    const answer = await site.call('session.recover', {
      shares: [papers.shares[2], papers.shares[one]],
      wrappedKey: null,
      stationSecret: null,
      administrators: list,
    });
    expect(answer).toEqual({ keptAccounts: true });
    await site.as('zhiban');
    expect(await outcome(site.call('session.unlock', site.second(site.loginOf('auditor'))))).toBe(
      'slots.wrong-credentials',
    );
    know(site, list);
    await site.asPost('auditor');
  });

  it('work with a lost station secret: new slots for the administrators, others get passwords by two posts', async () => {
    const { site } = at;
    await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await site.close();
    await rm(join(at.folder, 'station', 'station.secret'));
    expect(await outcome(site.call('session.unlock', site.second('zhiban')))).toBe(
      'slots.station-secret-missing',
    );
    const list = administrators(site);
    expect(
      await site.call('session.recover', {
        shares: [papers.shares[one], papers.shares[two]],
        wrappedKey: null,
        stationSecret: null,
        administrators: list,
      }),
    ).toEqual({ keptAccounts: false });
    know(site, list);
    expect(await outcome(site.call('session.unlock', site.second('zhiban')))).toBe('slots.wrong-credentials');
    await site.asPost('systemAdmin');
    const uid = site.person('zhiban').uid;
    if (uid === null) throw new Error('no account');
    await site.call('people.resetPassword', {
      uid,
      newPassword: 'Chong-xin-1',
      second: site.second(site.loginOf('securityAdmin')),
    });
    expect(await outcome(site.call('session.unlock', { login: 'zhiban', password: 'Chong-xin-1' }))).toBe(
      'done',
    );
  });

  it('bring the station secret back from paper, so that every password works again', async () => {
    const { site } = at;
    await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await site.close();
    await rm(join(at.folder, 'station', 'station.secret'));
    const list = administrators(site);
    expect(
      await site.call('session.recover', {
        shares: [papers.shares[one], papers.shares[two]],
        wrappedKey: null,
        stationSecret: papers.stationSecret,
        administrators: list,
      }),
    ).toEqual({ keptAccounts: true });
    await site.as('zhiban');
  });

  it('refuse, without a trace on disk: wrong shares, and anything while somebody is logged in', async () => {
    const { site } = at;
    const other = await at.split('保管人离岗');
    await site.close();
    const before = await readFile(join(at.folder, 'data', 'slots', 'slots-1.json'));
    const call = (shares: string[]) =>
      outcome(
        site.call('session.recover', {
          shares,
          wrappedKey: null,
          stationSecret: null,
          administrators: administrators(site),
        }),
      );
    expect(await call([papers.shares[one], papers.shares[two]])).toBe('recovery.other-split');
    expect(await call([papers.shares[one], other.shares[two]])).toBe('recovery.other-split');
    expect(await readFile(join(at.folder, 'data', 'slots', 'slots-1.json'))).toEqual(before);
    await site.asPost('auditor');
    expect(await call([other.shares[one], other.shares[two]])).not.toBe('done');
    await site.close();
    expect(await call([other.shares[one], other.shares[two]])).toBe('done');
  });

  it('still open the site after a change of the database key, and the paper is to be printed anew', async () => {
    const { site } = at;
    await site.asPost('systemAdmin');
    await rotate(site);
    await site.asPost('systemAdmin');
    expect((await site.call('keys.state')).dues.map((due) => due.act)).toEqual(['printWrapped']);
    await site.call('keys.printWrapped', {
      keeper: '保密柜一号',
      printer: paperPrinter,
      second: site.second(site.loginOf('securityAdmin')),
    });
    expect((await site.call('keys.state')).dues).toEqual([]);
    const { wrapped } = papersOf(at.printed, papers.splitId);
    expect(wrapped).not.toBe(papers.wrapped);
    await site.close();
    for (const [paper, code] of [
      [papers.wrapped, 'database.wrong-key'],
      [wrapped, 'done'],
    ] as const)
      expect(
        await outcome(
          site.call('session.recover', {
            shares: [papers.shares[one], papers.shares[two]],
            wrappedKey: paper,
            stationSecret: null,
            administrators: administrators(site),
          }),
        ),
      ).toBe(code);
  });

  it('a split whose printing fails leaves the old shares in force', async () => {
    for (const failing of [1, 2, 3, 4]) {
      at.failAt = failing;
      expect(await outcome(at.split('再次分割'))).toBe('recovery.print-failed');
    }
    at.failAt = undefined;
    await at.site.close();
    expect(
      await outcome(
        at.site.call('session.recover', {
          shares: [papers.shares[one], papers.shares[two]],
          wrappedKey: null,
          stationSecret: null,
          administrators: administrators(at.site),
        }),
      ),
    ).toBe('done');
  });

  it('never go to a printer that writes files, nor to one that is not registered', async () => {
    const { site } = at;
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', {
      name: 'PDF:文件',
      level: 2,
      writesFiles: true,
      place: '室',
    });
    const call = (printer: string) =>
      outcome(
        site.call('keys.split', {
          reason: '试验',
          custodians: [
            { name: '甲', accountUid: null },
            { name: '乙', accountUid: null },
            { name: '丙', accountUid: null },
          ],
          keeper: '柜',
          printer,
          second: site.second(site.loginOf('systemAdmin')),
        }),
      );
    expect(await call('PDF:文件')).toBe('print.file-printer');
    expect(await call('别的')).toBe('print.printer-refused');
  });

  it('a damaged or older slot file is no way around: the database refuses it', async () => {
    const { site } = at;
    await site.close();
    const file = join(at.folder, 'data', 'slots', 'slots-1.json');
    const old = await readFile(file);
    await at.split('再次分割');
    await site.close();
    for (const n of [1, 2]) await writeFile(join(at.folder, 'data', 'slots', `slots-${n}.json`), old);
    expect(await outcome(site.call('session.unlock', site.second(site.loginOf('auditor'))))).toBe(
      'slots.older-generation',
    );
  });
});
