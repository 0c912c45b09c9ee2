import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

describe('a lock', () => {
  let at: UnderAttack;
  const call = (path: string, input?: unknown) => at.site.app.gate.call(path, input, { frame: 'own' });
  const locked = { ok: false, error: { code: 'gate.locked' } };
  const last = async () => (await at.raw('SELECT act, outcome FROM audit ORDER BY seq DESC LIMIT 2')).at(1);

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  });
  beforeEach(async () => {
    await at.site.app.station.lock('试验');
    await at.site.as('zhiban');
  });
  afterAll(() => at.remove());

  it('ends the session at once, closes the database and lends no key any more', async () => {
    const { station } = at.site.app;
    const session = station.session;
    let lent: Uint8Array | undefined;
    await station.withKeys(async (_, key) => {
      lent = key;
    });
    expect(lent?.some((byte) => byte !== 0)).toBe(true);
    const done = station.lock('试验');
    expect([station.phase, station.session]).toEqual(['locked', undefined]);
    expect(lent?.every((byte) => byte === 0)).toBe(true);
    await done;
    expect(await outcome(station.withKeys(async () => undefined))).toBe('gate.locked');
    expect(session?.signal.aborted).toBe(true);
    expect(await outcome(session?.database.inTransaction(async () => undefined) ?? Promise.resolve())).toBe(
      'gate.locked',
    );
    expect(await call('session.state')).toEqual({ ok: true, value: { phase: 'locked', reason: '试验' } });
    const names = await readdir(join(at.folder, 'data'));
    expect(names.filter((name) => name === 'staging' || name.endsWith('-wal'))).toEqual([]);
    await at.site.as('zhiban');
    expect(await last()).toEqual({ act: 'session.locked', outcome: 'done' });
  });

  it('during a query gives no answer', async () => {
    const answer = call('records.list', { filter: {} });
    await at.site.app.station.lock('试验');
    expect(await answer).toMatchObject(locked);
  });

  it('during commands commits each wholly or not at all', async () => {
    const count = async () => (await at.raw(`SELECT count(*) AS n FROM records`))[0]?.n as number;
    const audits = async () =>
      (await at.raw(`SELECT count(*) AS n FROM audit WHERE act = 'record.created' AND outcome = 'done'`))[0]
        ?.n as number;
    const gap = (await count()) - (await audits());
    const running = Array.from({ length: 20 }, (_, n) => outcome(phoneRecord(at.site, `并发${n}`)));
    await running[0];
    await at.site.app.station.lock('试验');
    const answers = await Promise.all(running);
    expect(answers.every((code) => code === 'done' || code === 'gate.locked')).toBe(true);
    expect(answers).toContain('gate.locked');
    await at.site.as('zhiban');
    expect((await count()) - (await audits())).toBe(gap);
  });

  it('during a transaction that waits for something does not wait for it, and rolls back', async () => {
    const { station } = at.site.app;
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const hanging = station.session?.database.inTransaction(async (tx) => {
      await tx.updateTable('sites').set({ name: '半途' }).execute();
      begun();
      await new Promise(() => undefined);
    });
    await started;
    const ended = outcome(hanging ?? Promise.resolve());
    await station.lock('试验');
    expect(await ended).toBe('gate.locked');
    await at.site.as('zhiban');
    expect(await at.raw('SELECT name FROM sites')).toEqual([{ name: '试验站点' }]);
  });

  it('during a backup leaves no set that counts', async () => {
    const target = join(at.folder, 'backup');
    await mkdir(target, { recursive: true });
    await at.site.asPost('systemAdmin');
    await at.site.call('backup.configure', {
      folder: target,
      second: at.site.second(at.site.loginOf('securityAdmin')),
    });
    const running = call('backup.run');
    const beside = call('backup.run');
    await at.site.app.station.lock('试验');
    const answers = [await running, await beside];
    expect(answers).toMatchObject([locked, locked]);
    await at.site.asPost('systemAdmin');
    const rows = await at.raw('SELECT count(*) AS n FROM backup_sets');
    const audits = await at.raw(
      `SELECT count(*) AS n FROM audit WHERE act = 'backup.made' AND outcome = 'done'`,
    );
    expect(rows).toEqual(audits);
    expect(await outcome(at.site.call('backup.run'))).toBe('done');
  });

  it('while a log-in is under way ends it', async () => {
    const { station } = at.site.app;
    await station.lock('试验');
    const running = outcome(at.site.call('session.unlock', at.site.second('zhiban')));
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    await station.lock('挂起');
    expect(await running).toBe('gate.locked');
    expect([station.phase, station.session]).toEqual(['locked', undefined]);
    expect(await outcome(at.site.call('session.unlock', at.site.second('zhiban')))).toBe('done');
  });

  it('and log-ins and locks in any mixture leave a program that works', async () => {
    const { station } = at.site.app;
    const person = at.site.second('zhiban');
    const mixed = await Promise.all([
      outcome(at.site.call('session.unlock', person)),
      station.lock('一').then(() => 'done'),
      outcome(at.site.call('session.unlock', person)),
      outcome(at.site.call('session.lock')),
      outcome(at.site.call('session.unlock', person)),
      station.lock('二').then(() => 'done'),
    ]);
    expect(mixed.every((code) => code === 'done' || code === 'gate.locked')).toBe(true);
    await station.lock('三');
    expect(await outcome(at.site.call('session.unlock', person))).toBe('done');
    expect(await outcome(at.site.call('records.list', { filter: {} }))).toBe('done');
    await at.site.asPost('auditor');
    expect(await at.site.call('audit.verify')).toMatchObject({ intact: true });
  });

  it('that cannot write its audit row locks all the same', async () => {
    const { station } = at.site.app;
    await at.write(
      `CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.act = 'session.locked' BEGIN SELECT RAISE(ABORT, 'x'); END`,
    );
    await station.lock('试验');
    expect([station.phase, station.session]).toEqual(['locked', undefined]);
    await at.site.as('zhiban');
    await at.write('DROP TRIGGER broken');
  });

  it('opens no dialog of files on the lock screen', async () => {
    await at.site.app.station.lock('试验');
    expect(await call('session.chooseFolder', { title: '选择' })).toMatchObject(locked);
    expect(await call('session.chooseFile', { title: '选择', extensions: [] })).toMatchObject(locked);
  });
});
