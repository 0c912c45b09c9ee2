import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountUid } from '../../shared/ids.ts';
import { outcome, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

describe('log-in', () => {
  let at: UnderAttack;
  const fail = (login: string) => outcome(at.site.call('session.unlock', { login, password: 'wrong' }));
  const right = (login: string) => outcome(at.site.call('session.unlock', at.site.second(login)));
  const minutes = (count: number) => {
    at.clock.now = new Date(at.clock.now.getTime() + count * 60_000);
  };
  const journal = async () => {
    const folder = join(at.folder, 'data', 'slots');
    const name = (await readdir(folder)).find((one) => one.endsWith('.journal'));
    return join(folder, name ?? '');
  };
  const alarms = async () =>
    (await at.raw(`SELECT outcome FROM audit WHERE act = 'journal.damaged' ORDER BY seq`)).map(
      (row) => row.outcome,
    );

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await at.site.app.station.lock('试验');
  });
  afterAll(() => at.remove());

  it('five failures block a business account, across a restart, until an administrator lifts it', async () => {
    for (let n = 0; n < 3; n++) expect(await fail('zhiban')).toBe('slots.wrong-credentials');
    await at.restart();
    for (let n = 0; n < 2; n++) expect(await fail('zhiban')).toBe('slots.wrong-credentials');
    expect(await right('zhiban')).toBe('people.login-blocked');
    minutes(60 * 24 * 2);
    expect(await right('zhiban')).toBe('people.login-blocked');
    await at.site.asPost('systemAdmin');
    await at.site.call('people.unblock', { uid: at.site.person('zhiban').uid as AccountUid });
    expect(await right('zhiban')).toBe('done');
    const failures = `SELECT count(*) AS n FROM audit WHERE act = 'session.login-failed'`;
    expect(await at.raw(failures)).toEqual([{ n: 5 }]);
    await at.site.app.station.lock('试验');
  });

  it('an unknown name fails, and is blocked, like a known one', async () => {
    for (let n = 0; n < 5; n++) expect(await fail('nobody')).toBe('slots.wrong-credentials');
    expect(await fail('nobody')).toBe('people.login-blocked');
  });

  it('a post waits 1, 5, 30 minutes, 2, 8, 24 hours, and never for good', async () => {
    const login = at.site.loginOf('systemAdmin');
    for (let n = 0; n < 5; n++) expect(await fail(login)).toBe('slots.wrong-credentials');
    for (const wait of [1, 5, 30, 120, 480, 1440, 1440, 1440]) {
      minutes(wait - 0.1);
      expect(await right(login)).toBe('people.login-waiting');
      minutes(0.1);
      expect(await fail(login)).toBe('slots.wrong-credentials');
    }
    minutes(1440);
    expect(await right(login)).toBe('done');
    await at.site.app.station.lock('试验');
  });

  it('many tries at once count one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => fail('duo')));
    expect(answers.filter((code) => code === 'slots.wrong-credentials')).toHaveLength(5);
    expect(answers.filter((code) => code === 'people.login-blocked')).toHaveLength(7);
    expect(await right('zhiban')).toBe('done');
    expect(await alarms()).toEqual([]);
    await at.site.app.station.lock('试验');
  });

  it('a cut, an altered and a removed journal each raise an alarm at the next log-in', async () => {
    await fail('zhiban');
    const file = await journal();
    const text = await readFile(file, 'utf8');
    const withoutLast = text.trimEnd().lastIndexOf('\n') + 1;
    await truncate(file, Buffer.byteLength(text.slice(0, withoutLast)));
    expect(await right('zhiban')).toBe('done');
    expect(await alarms()).toEqual(['alarm:cut']);
    await at.site.app.station.lock('试验');
    await rm(await journal());
    expect(await right('zhiban')).toBe('done');
    expect(await alarms()).toEqual(['alarm:cut', 'alarm:missing']);
    await at.site.app.station.lock('试验');
  });

  it('a password that has run its time must be changed; until then nothing else works', async () => {
    minutes(31 * 24 * 60);
    expect(await right('zhiban')).toBe('done');
    expect(await at.site.call('session.state')).toMatchObject({
      phase: 'unlocked',
      mustChangePassword: true,
    });
    for (const [path, input] of [
      ['records.list', { filter: {} }],
      ['service.home', undefined],
      ['master.list', { type: 'customer' }],
      ['exchange.overview', undefined],
    ] as const) {
      const answer = await at.site.app.gate.call(path, input, { frame: 'own' });
      expect(answer, path).toMatchObject({ ok: false, error: { code: 'gate.password-change-required' } });
    }
    const refused = `SELECT count(*) AS n FROM audit WHERE outcome = 'refused:gate.password-change-required'`;
    expect(await at.raw(refused)).toEqual([{ n: 4 }]);
    const { password } = at.site.person('zhiban');
    const change = (oldPassword: string, newPassword: string) =>
      outcome(at.site.call('session.changePassword', { oldPassword, newPassword }));
    expect(await change('wrong', 'Brand-new#1')).toBe('slots.wrong-credentials');
    expect(await change(password, password)).toBe('people.password-reused');
    expect(await change(password, 'kurz')).toBe('people.password-weak');
    let current = password;
    for (const next of ['Brand-new#1', 'Brand-new#2', 'Brand-new#3', 'Brand-new#4']) {
      expect(await change(current, next)).toBe('done');
      current = next;
    }
    expect(await change(current, password)).toBe('people.password-reused');
    expect(await change(current, 'Brand-new#5')).toBe('done');
    expect(await change('Brand-new#5', password)).toBe('done');
    expect(await outcome(at.site.call('records.list', { filter: {} }))).toBe('done');
  });
});
