import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Day } from '../../shared/ids.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const canary = '金丝雀八五二';

describe('the audit log', () => {
  let at: UnderAttack;
  const call = (path: string, input?: unknown) => at.site.app.gate.call(path, input, { frame: 'own' });
  const one = async (text: string) => (await at.raw(text))[0] ?? {};
  const rows = async () => Number((await one('SELECT count(*) AS n FROM audit')).n);

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([
      { login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 },
      { login: 'zhuguan', name: '主管', roles: ['supervisor'], clearance: 2 },
    ]);
    await at.site.as('zhiban');
    for (let n = 0; n < 7; n += 1) await phoneRecord(at.site, `${canary}${n}`);
  });
  beforeEach(() => at.site.as('zhiban'));
  afterAll(() => at.remove());

  async function readAllPages(text: string): Promise<number> {
    let pages = 0;
    let cursor: string | null = null;
    do {
      const page: { next: string | null } = await at.site.call('records.list', {
        filter: { text },
        cursor,
        limit: 2,
      });
      cursor = page.next;
      pages += 1;
    } while (cursor !== null);
    return pages;
  }

  it('has one row for a query however many pages are read; they raise its count in a chain of their own', async () => {
    const before = await rows();
    const pages = await readAllPages(canary);
    expect(pages).toBeGreaterThan(3);
    expect((await rows()) - before).toBe(1);
    const last = await one('SELECT * FROM audit_pages ORDER BY id DESC LIMIT 1');
    expect(last).toMatchObject({ page: pages, rows: 7, query_seq: before + 1 });
    await at.site.asPost('auditor');
    const { rows: shown } = await at.site.call('audit.list', { act: 'record.listed', limit: 1 });
    expect(shown[0]).toMatchObject({ seq: before + 1, pages, pagedRows: 7, objectNumber: 'n=2' });
    expect(await at.site.call('audit.verify')).toMatchObject({ intact: true });
  });

  it('gives a further page that nobody asked the first of a row of its own', async () => {
    const { next } = await at.site.call('records.list', { filter: {}, limit: 2 });
    await at.site.app.station.lock('试验');
    await at.site.as('zhiban');
    const before = await rows();
    await at.site.call('records.list', { filter: {}, cursor: next, limit: 2 });
    expect((await rows()) - before).toBe(1);
  });

  it.each([
    'UPDATE audit_pages SET rows = 1',
    'DELETE FROM audit_pages',
    "INSERT INTO audit_pages SELECT id + 1, after_seq, query_seq, page, rows, at, mono, 'x', 'y' FROM audit_pages ORDER BY id DESC LIMIT 1",
    "INSERT INTO audit_segment_removals VALUES ('x', 'a', 'b', '')",
    "INSERT INTO audit_segments VALUES ('x', 2020, 1, 3, 'p', 'l', 0, '', '', '', 0, '', '', '', '', '')",
    'DELETE FROM audit_heads',
    'DELETE FROM post_holders',
  ])('refuses raw SQL: %s', async (attack) => {
    await readAllPages(canary);
    await expect(at.write(attack)).rejects.toThrow();
  });

  it('names the same question by the same digest for ever, and another site or another question by another', async () => {
    const digest = async (text: string): Promise<unknown> => {
      await at.site.as('zhiban');
      await at.site.call('records.list', { filter: { text } });
      return (await one('SELECT object_id FROM audit ORDER BY seq DESC LIMIT 1')).object_id;
    };
    const first = await digest(canary);
    const other = await digest(`${canary}。`);
    await at.restart();
    expect(await digest(canary)).toBe(first);
    expect(other).not.toBe(first);
    expect(String(first)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('takes a refusal that the lock overtook into the locked journal, and the next log-in writes its row', async () => {
    const { station } = at.site.app;
    const refused = call('audit.verify');
    const locking = station.lock('试验');
    const again = call('records.everything', {});
    await Promise.all([refused, locking, again]);
    const noted = await station.noteRefusal({
      object: { kind: 'navigation', uid: 'https://x', number: 'n=3' },
      outcome: 'refused',
      account: 'locked',
    });
    expect(noted).toBe(true);
    // Nothing waits in memory: the program ends here.
    await at.restart();
    await at.site.as('zhiban');
    const merged = await at.raw(
      "SELECT account, object_kind, object_number, outcome FROM audit WHERE act = 'request.refused' ORDER BY seq DESC LIMIT 3",
    );
    expect(merged[0]).toMatchObject({ account: 'locked', object_kind: 'navigation', object_number: 'n=3' });
    expect(merged).toContainEqual(
      expect.objectContaining({ object_kind: 'request.refused', outcome: 'refused:gate.bad-input' }),
    );
  });

  it('names the account of a failed log-in where the name is one, and keeps unknown names unknown', async () => {
    const uid = at.site.person('zhuguan').uid;
    await at.site.app.station.lock('试验');
    for (const login of ['zhuguan', 'niemand']) await call('session.unlock', { login, password: 'Falsch#1' });
    await at.site.as('zhiban');
    const failed = await at.raw(
      "SELECT account FROM audit WHERE act = 'session.login-failed' ORDER BY seq DESC LIMIT 2",
    );
    expect(failed.map((row) => row.account)).toEqual(['locked', uid]);
  });

  it('signs its head at each log-in and lock, and a tail that was cut is seen by it', async () => {
    await at.site.app.station.lock('试验');
    await at.site.asPost('auditor');
    const heads = await at.raw(
      'SELECT h.seq FROM audit_heads h JOIN audit a ON a.seq = h.seq AND a.digest = h.digest',
    );
    expect(heads.length).toBeGreaterThan(4);
    const checked = await at.site.call('audit.verify');
    expect(checked).toMatchObject({ intact: true });
    expect(checked.heads).toBeGreaterThan(4);
    const anchor = `${checked.headSeq}:${checked.headDigest}`;
    expect(await at.site.call('audit.verify', { segmentFolder: null, anchor })).toMatchObject({
      intact: true,
    });
    const beyond = `${checked.headSeq + 900}:${'a'.repeat(64)}`;
    const cut = await at.site.call('audit.verify', { segmentFolder: null, anchor: beyond });
    expect(cut.problem).toContain('末尾被截去');
    const wrong = await at.site.call('audit.verify', { segmentFolder: null, anchor: `3:${'a'.repeat(64)}` });
    expect(wrong.problem).toContain('第 3 行');
    // Somebody with the key and tools who drops the triggers and the newest rows.
    await at.write(
      'DROP TRIGGER audit_no_delete',
      'DELETE FROM audit WHERE seq > (SELECT max(seq) - 1 FROM audit_heads)',
    );
    const { problem } = await at.site.call('audit.verify');
    expect(problem).toContain('末尾被截去');
  });
});

describe('a disk that is nearly full', () => {
  let at: UnderAttack;
  const space = { free: 500e9, total: 1000e9 };

  beforeAll(async () => {
    at = await siteUnderAttack('center', 'HQ', { readSpace: async () => space });
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  });
  afterAll(() => at.remove());
  const reserve = () =>
    stat(join(at.folder, 'data', 'audit.reserve')).then(
      ({ size }) => size,
      () => 0,
    );

  it('refuses business, gives the reserve back, and goes on with log-in, reading and the audit log', async () => {
    await at.site.as('zhiban');
    await at.site.app.station.reserve.hold();
    expect(await reserve()).toBe(65_536);
    space.free = 1e6;
    at.site.app.station.disk.forget();
    expect(await outcome(phoneRecord(at.site, '满'))).toBe('database.nearly-full');
    expect(await reserve()).toBe(0);
    expect((await at.raw('SELECT outcome FROM audit ORDER BY seq DESC LIMIT 1'))[0]?.outcome).toBe(
      'refused:database.nearly-full',
    );
    expect(await outcome(at.site.call('records.list', { filter: {} }))).toBe('done');
    await at.site.app.station.lock('试验');
    await at.site.asPost('auditor');
    expect(await outcome(at.site.call('audit.exportChain', { folder: join(at.folder, 'out') }))).toBe('done');
    space.free = 500e9;
    at.site.app.station.disk.forget();
    await at.site.as('zhiban');
    expect(await outcome(phoneRecord(at.site, '空'))).toBe('done');
    await at.site.app.station.reserve.hold();
    expect(await reserve()).toBe(65_536);
  });

  it('runs a write that must not be lost once more with the room of the reserve', async () => {
    await at.site.app.station.reserve.hold();
    let tries = 0;
    const done = await at.site.app.station.reserve.spend(async () => {
      tries += 1;
      if (tries === 1) throw new AppError('database.disk-full');
      return tries;
    });
    expect(done).toBe(2);
    expect(await reserve()).toBe(0);
    // No reserve left: the failure goes on, and the act with it.
    const failing = at.site.app.station.reserve.spend(async () => {
      throw new AppError('database.disk-full');
    });
    expect(await outcome(failing)).toBe('database.disk-full');
  });
});

describe('yearly segments', () => {
  let at: UnderAttack;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await at.site.as('zhiban');
    for (let n = 0; n < 5; n += 1) await phoneRecord(at.site, `年${n}`);
    let cursor: string | null = null;
    do {
      const page: { next: string | null } = await at.site.call('records.list', {
        filter: {},
        cursor,
        limit: 2,
      });
      cursor = page.next;
    } while (cursor !== null);
    await at.site.app.station.lock('试验');
    at.clock.now = new Date('2026-11-28T01:00:00.000Z');
    await at.site.asPost('auditor');
    await at.site.app.station.lock('试验');
    at.clock.now = new Date('2026-12-24T01:00:00.000Z');
    await at.site.asPost('auditor');
    await at.site.renewPassword(at.site.loginOf('auditor'));
    await at.site.app.station.lock('试验');
    at.clock.now = new Date('2027-01-05T01:00:00.000Z');
    folder = join(at.folder, 'segments');
    await at.site.asPost('auditor');
  });
  afterAll(() => at.remove());

  const segments = async () => await at.site.call('audit.segments');

  /** The clock goes on to 2032: the date is confirmed by two, and the two have new passwords. */
  async function yearsLater(): Promise<void> {
    await at.site.app.station.lock('试验');
    at.clock.now = new Date('2032-01-05T01:00:00.000Z');
    const [system, auditor] = [at.site.loginOf('systemAdmin'), at.site.loginOf('auditor')];
    await at.site.as(auditor);
    const [first] = (await segments()).rows;
    // A clock that was only put forward removes nothing.
    expect(
      await outcome(
        at.site.call('audit.removeSegment', {
          uid: first?.uid as never,
          folder,
          second: at.site.second(system),
        }),
      ),
    ).toBe('site.date-unconfirmed');
    await at.site.as(system);
    const day = at.clock.now.toISOString().slice(0, 10) as Day;
    await at.site.call('administration.confirmDate', { day, second: at.site.second(auditor) });
    await at.site.as(auditor);
  }

  it('are exported for closed years only, signed and read back, the same bytes again', async () => {
    expect(await segments()).toMatchObject({ rows: [], openYears: [2026], liveFrom: 1 });
    expect(await outcome(at.site.call('audit.exportSegment', { year: 2027, folder }))).toBe(
      'audit.year-open',
    );
    const made = await at.site.call('audit.exportSegment', { year: 2026, folder });
    file = made.file;
    const again = await at.site.call('audit.exportSegment', { year: 2026, folder: join(at.folder, 'other') });
    expect(again.segment).toEqual(made.segment);
    expect((await segments()).openYears).toEqual([]);
  });

  it('leave the live file only by auditor and system administrator together, with the file there and unchanged', async () => {
    const [segment] = (await segments()).rows;
    if (segment === undefined) throw new Error('no segment');
    const { uid, toSeq } = segment;
    const remove = async (second: string, from = folder) =>
      await outcome(
        at.site.call('audit.removeSegment', { uid, folder: from, second: at.site.second(second) }),
      );
    await expect(at.write(`DELETE FROM audit WHERE seq <= ${toSeq}`)).rejects.toThrow('append-only');
    await expect(
      at.write(
        `INSERT INTO audit_segment_removals VALUES ('${uid}', '${at.site.person('zhiban').uid}', 'x', '2033-01-01')`,
      ),
    ).rejects.toThrow('auditor and system administrator');
    // Five full years after its own, whatever the hands and the files.
    expect(segment.keptUntil).toBe('2031-12-31');
    expect(await remove(at.site.loginOf('systemAdmin'))).toBe('audit.segment-kept');
    const uids = { auditor: at.site.app.station.session?.actor.uid ?? '', systemAdmin: '' };
    const [admin] = await at.raw(
      `SELECT uid FROM accounts WHERE login = '${at.site.loginOf('systemAdmin')}'`,
    );
    uids.systemAdmin = String(admin?.uid);
    const byHand = (moment: string) =>
      at.write(
        `INSERT INTO audit_segment_removals VALUES ('${uid}', '${uids.auditor}', '${uids.systemAdmin}', '${moment}')`,
      );
    await expect(byHand('2031-12-31T15:59:59.000Z')).rejects.toThrow('five years');
    await expect(byHand('one day')).rejects.toThrow('five years');
    await yearsLater();
    expect(await remove('zhiban')).toBe('people.second-person-refused');
    expect(await remove(at.site.loginOf('securityAdmin'))).toBe('people.second-person-refused');
    expect(await remove(at.site.loginOf('systemAdmin'), at.folder)).toBe('audit.segment-differs');
    await writeFile(join(at.folder, segment.fileName), 'x');
    expect(await remove(at.site.loginOf('systemAdmin'), at.folder)).toBe('audit.segment-differs');
    expect(Number((await at.raw('SELECT min(seq) AS n FROM audit'))[0]?.n)).toBe(1);
    expect(await remove(at.site.loginOf('systemAdmin'))).toBe('done');
    expect(Number((await at.raw('SELECT min(seq) AS n FROM audit'))[0]?.n)).toBe(toSeq + 1);
    expect((await segments()).rows[0]).toMatchObject({ removedBy: '沈审计、钟系统' });
    await expect(at.write(`DELETE FROM audit WHERE seq = ${toSeq + 1}`)).rejects.toThrow('append-only');
    expect(await remove(at.site.loginOf('systemAdmin'))).toBe('audit.segment-not-found');
  });

  it('and live rows are verified as one chain, a changed or missing file is told, heads and queries go on', async () => {
    expect(await at.site.call('audit.verify')).toMatchObject({
      intact: true,
      segmentsRead: 1,
      segmentsUnread: [],
    });
    const elsewhere = { segmentFolder: at.folder, anchor: null };
    expect((await at.site.call('audit.verify', elsewhere)).problem).toContain('2026 年段文件与登记的不一致');
    await rm(join(at.folder, (await segments()).rows[0]?.fileName ?? ''));
    expect(await at.site.call('audit.verify', elsewhere)).toMatchObject({ intact: true, segmentsRead: 0 });
    await at.site.as('zhiban');
    const { next } = await at.site.call('records.list', { filter: {}, limit: 2 });
    await at.site.call('records.list', { filter: {}, cursor: next, limit: 2 });
    await at.site.asPost('auditor');
    const live = await at.site.call('audit.exportChain', { folder });
    expect(await at.site.call('audit.verify')).toMatchObject({ intact: true });
    const { checkAudit } = await import('../../resources/verifier/auditCheck.ts');
    const both = await checkAudit([file, live.file], live.head);
    expect(both.problems).toEqual([]);
    const alone = await checkAudit(live.file, live.head);
    expect(alone.problems[0]?.english).toContain('are missing');
    const end = (await at.raw('SELECT to_seq, last_digest FROM audit_segments'))[0];
    const after = `${String(end?.to_seq)}:${String(end?.last_digest)}`;
    expect((await checkAudit(live.file, { head: live.head, after })).problems).toEqual([]);
  });
});
