import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkAudit } from '../../resources/verifier/auditCheck.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const canary = '金丝雀七四一';

describe('no audit row, no act', () => {
  let at: UnderAttack;
  const call = (path: string, input?: unknown) => at.site.app.gate.call(path, input, { frame: 'own' });
  const rows = async () => Number((await at.raw('SELECT count(*) AS n FROM audit'))[0]?.n);

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([
      { login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 },
      { login: 'beijian', name: '备件', roles: ['sparesKeeper'], clearance: 2 },
      { login: 'neibu', name: '内部', roles: ['operator'], clearance: 1 },
      { login: 'jishu', name: '技术', roles: ['technical'], clearance: 2 },
    ]);
  });
  beforeEach(() => at.site.as('zhiban'));
  afterAll(() => at.remove());

  it('an act is rolled back and a query gives no answer when the row cannot be written', async () => {
    const before = (await at.raw('SELECT count(*) AS n FROM records'))[0]?.n;
    await at.write(`CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END`);
    expect(await outcome(phoneRecord(at.site, '无痕'))).toBe('gate.audit-failed');
    const answer = await call('records.list', { filter: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate.audit-failed' } });
    expect(await call('audit.verify')).toMatchObject({ ok: false, error: { code: 'gate.audit-failed' } });
    await at.write('DROP TRIGGER broken');
    expect((await at.raw('SELECT count(*) AS n FROM records'))[0]?.n).toBe(before);
  });

  it('an answer outside its schema is not delivered and its act is rolled back', async () => {
    const uid = await phoneRecord(at.site, '坏行');
    await at.write(`UPDATE records SET marking = '内' WHERE uid = '${uid}'`);
    expect(await call('records.open', { uid })).toMatchObject({ ok: false });
    await at.write(`UPDATE records SET marking = '内部' WHERE uid = '${uid}'`);
    expect(await outcome(at.site.call('records.open', { uid }))).toBe('done');
  });

  it('an act is one row, and a draft saved field by field is one act of each session', async () => {
    const start = await rows();
    const uid = await phoneRecord(at.site, '一次');
    await at.site.call('records.open', { uid });
    await at.site.call('records.list', { filter: {} });
    expect((await rows()) - start).toBe(3);
    const edits = async () =>
      Number(
        (
          await at.raw(`SELECT count(*) AS n FROM audit WHERE act = 'record.edited' AND object_id = '${uid}'`)
        )[0]?.n,
      );
    for (const value of ['甲', '乙', '丙'])
      await at.site.call('records.saveField', { uid, field: 'opinion', value });
    expect(await edits()).toBe(1);
    await at.site.app.station.lock('试验');
    await at.site.as('zhiban');
    for (const value of ['丁', '戊'])
      await at.site.call('records.saveField', { uid, field: 'opinion', value });
    expect(await edits()).toBe(2);
  });

  it('the rows hold nothing that a person typed', async () => {
    const uid = await phoneRecord(at.site, canary);
    await at.site.call('records.saveField', { uid, field: 'opinion', value: `${canary}意见` });
    await at.site.call('records.list', { filter: { text: canary } });
    await at.site.call('records.count', { filter: { text: canary } });
    await call('records.discard', { uid: 'x', reason: canary });
    await call('records.open', { uid: canary });
    await call(canary, { [canary]: canary });
    await call('records.discard', { uid, reason: canary });
    await call('exchange.check', { file: `/tmp/${canary}.age`, medium: canary, scanResult: canary });
    await call('session.changePassword', { oldPassword: canary, newPassword: `${canary}Ab1#xxxx` });
    const all = await at.raw('SELECT * FROM audit');
    expect(JSON.stringify(all)).not.toContain(canary);
  });

  it.each(['foreign frame', 'unknown procedure', 'wrong password'] as const)(
    'a refused call is recorded: %s',
    async (what) => {
      const start = await rows();
      if (what === 'foreign frame')
        await at.site.app.gate.call('session.state', undefined, { frame: 'foreign' });
      else if (what === 'unknown procedure') await call('records.everything', {});
      else await call('session.changePassword', { oldPassword: 'no', newPassword: 'Brand-new#9' });
      expect((await rows()) - start).toBe(1);
      const [row] = await at.raw('SELECT outcome FROM audit ORDER BY seq DESC LIMIT 1');
      expect(row?.outcome).toMatch(/^refused:/);
    },
  );

  it('a hidden record is answered like one that does not exist, for whoever it is hidden from', async () => {
    const hidden = await phoneRecord(at.site, '隐藏');
    await at.write(`UPDATE records SET level = 2, marking = '秘密★5年' WHERE uid = '${hidden}'`);
    const missing = `${hidden.slice(0, -4)}zzzz`;
    for (const login of ['beijian', 'neibu', 'jishu']) {
      await at.site.as(login);
      const file = { role: 'file', name: 'a.txt', mediaType: 'text/plain', content: 'AAAA' };
      for (const [path, input] of [
        ['records.open', (uid: string) => ({ uid })],
        ['records.move', (uid: string) => ({ uid, move: 'close' })],
        ['records.saveField', (uid: string) => ({ uid, field: 'opinion', value: 'x' })],
        ['records.discard', (uid: string) => ({ uid, reason: '删除' })],
        ['records.addAttachment', (uid: string) => ({ uid, ...file })],
        [
          'records.recordCustody',
          (uid: string) => ({ uid, event: 'received', from: 'a', to: 'b', place: 'c', dueOn: null }),
        ],
        ['records.link', (uid: string) => ({ fromUid: uid, toUid: uid, relation: '相关' })],
        ['printing.preview', (uid: string) => ({ recordUid: uid, class: 'draft' })],
      ] as const) {
        const [there, nowhere] = [await call(path, input(hidden)), await call(path, input(missing))];
        expect(there, `${login} ${path}`).toEqual(nowhere);
        expect(there.ok, `${login} ${path}`).toBe(false);
      }
      const list = await at.site.call('records.list', { filter: {} });
      expect(JSON.stringify(list)).not.toContain(hidden);
    }
  });

  it('the chain refuses raw SQL, and its export names every kind of tampering', async () => {
    for (const attack of [
      `UPDATE audit SET outcome = 'done'`,
      'DELETE FROM audit WHERE seq > 3',
      `INSERT INTO audit SELECT seq + 5, at, mono, site, station, os_account, account, act, object_kind, object_id, object_number, object_mark, outcome, digest, 'x' FROM audit ORDER BY seq DESC LIMIT 1`,
      'INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2',
    ])
      await expect(at.write(attack)).rejects.toThrow();
    await at.site.asPost('auditor');
    expect(await at.site.call('audit.verify')).toMatchObject({ intact: true });
    const {
      file,
      head,
      rows: exported,
    } = await at.site.call('audit.exportChain', { folder: join(at.folder, 'out') });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(exported);
    const judge = async (change: (all: string[]) => string[]) => {
      const forged = join(at.folder, 'forged.jsonl');
      await writeFile(forged, `${change([...lines]).join('\n')}\n`);
      return (await checkAudit(forged, head)).problems.map((problem) => problem.english).join('; ');
    };
    expect(await judge((all) => all)).toBe('');
    expect(await judge((all) => all.toSpliced(4, 1))).toContain('missing');
    expect(await judge((all) => all.slice(0, -2))).toContain('tail cut');
    expect(await judge((all) => all.with(3, (all[3] ?? '').replace('"done"', '"refused"')))).toContain(
      'changed',
    );
    expect(await judge((all) => all.toSpliced(2, 0, all[2] ?? ''))).toContain('twice');
    expect(await judge((all) => all.with(2, all[3] ?? '').with(3, all[2] ?? ''))).toContain('out of order');
  });

  it('the security administrator reviews people and the auditor, not the two administrators', async () => {
    await at.site.asPost('systemAdmin');
    await at.site.call('people.list');
    await at.site.asPost('securityAdmin');
    const { rows: shown } = await at.site.call('audit.list', { limit: 500 });
    const names = new Set(shown.map((row) => row.accountName));
    expect(names.has('沈审计') && names.has('值班')).toBe(true);
    expect(names.has('钟系统') || names.has('安保密')).toBe(false);
    expect(await outcome(at.site.call('audit.verify'))).toBe('gate.forbidden');
  });
});
