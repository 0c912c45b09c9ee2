import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountUid, Day, RecordUid } from '../../shared/ids.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

let at: UnderAttack;
let record: RecordUid;
const printer = '试验打印机';
const uidOf = (login: string) => at.site.person(login).uid as AccountUid;
const shown = '代理乙 代 领导甲';

/** The leader is away; a supervisor carries the leader's role, and does what only the leader may. */
beforeAll(async () => {
  at = await siteUnderAttack();
  await at.site.addPeople([
    { login: 'lingdao', name: '领导甲', roles: ['centerLeader'], clearance: 2 },
    { login: 'daili', name: '代理乙', roles: ['technical'], clearance: 2 },
    { login: 'fuling', name: '副领导戊', roles: ['centerLeader'], clearance: 2 },
    { login: 'zhiban', name: '值班丙', roles: ['operator'], clearance: 2 },
    { login: 'tong', name: '同岗丁', roles: ['operator', 'engineer'], clearance: 2 },
  ]);
  await at.site.asPost('securityAdmin');
  await at.site.call('printing.registerPrinter', {
    name: printer,
    level: 2,
    writesFiles: false,
    place: '室',
  });
  await at.site.as('zhiban');
  record = await phoneRecord(at.site, '雷达显示异常');
  await at.site.as('lingdao');
  const day = (days: number) =>
    new Date(at.clock.now.getTime() + days * 86_400_000).toISOString().slice(0, 10) as Day;
  const { uid } = await at.site.call('administration.propose', {
    payload: {
      act: 'appointDeputy',
      uid: uidOf('daili'),
      forUid: uidOf('lingdao'),
      role: 'centerLeader',
      from: day(0),
      to: day(5),
    },
    reason: '出差',
  });
  await at.site.asPost('securityAdmin');
  await at.site.call('administration.decide', { uid, decision: 'confirmed', note: '' });
});
afterAll(() => at.remove());

const history = async () => (await at.site.call('records.open', { uid: record })).history;
const apply = async (login: string) => {
  await at.site.as(login);
  return await at.site.call('printing.apply', {
    recordUid: record,
    class: 'draft',
    purpose: '核对',
    printer,
    recipients: ['档案室'],
  });
};

describe('what a deputy does in the leader’s place', () => {
  it('shows 代 at the approval of a print, in the ledger', async () => {
    const { uid } = await apply('zhiban');
    await at.site.as('daili');
    await at.site.call('printing.decide', { uid, approve: true, reason: '' });
    const { rows } = await at.site.call('printing.ledger', {
      from: null,
      to: null,
      state: null,
      recordUid: record,
      cursor: null,
      limit: 10,
    });
    expect(rows.find((row) => row.uid === uid)?.approver).toBe(shown);
  });

  it('shows 代 at a standing authorisation', async () => {
    await at.site.as('daili');
    const day = at.clock.now.toISOString().slice(0, 10) as Day;
    await at.site.call('printing.authorise', {
      kinds: ['repairReport'],
      accountUids: [],
      roles: ['engineer'],
      from: day,
      to: day,
    });
    expect((await at.site.call('printing.authorisations')).rows[0]?.by).toBe(shown);
  });

  it('shows 代 where a reader is approved and ended, in the history', async () => {
    await at.site.as('zhiban');
    await at.site.call('access.askReader', {
      uid: record,
      reader: { type: 'person', accountUid: uidOf('tong') },
      until: new Date(at.clock.now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10) as Day,
      reason: '协同办理',
    });
    await at.site.as('daili');
    const [request] = (await at.site.call('access.requests')).rows;
    if (request === undefined) throw new Error('no request');
    await at.site.call('access.decideReader', { uid: request.uid, approve: true, answer: '' });
    await at.site.call('access.endReader', { uid: record, reader: `a:${uidOf('tong')}`, reason: '协同结束' });
    const lines = (await history()).filter((line) => line.by === shown);
    expect(lines.length).toBe(2);
  });

  it('shows 代 at the answer to a request for emergency access, to who asked', async () => {
    await at.site.as('tong');
    await at.site.call('access.askEmergency', { number: 'DH-2026-HQ-9999', reason: '现场急需', hours: 2 });
    await at.site.as('daili');
    const [request] = (await at.site.call('access.emergencies')).rows;
    if (request === undefined) throw new Error('no request');
    await at.site.call('access.decideEmergency', {
      uid: request.uid,
      approve: false,
      answer: '查无此号',
    });
    await at.site.as('tong');
    expect((await at.site.call('access.ownEmergencies')).rows[0]?.decidedBy).toBe(shown);
  });

  it('shows 代 in the list of duty leaders, at who was appointed', async () => {
    await at.site.as('daili');
    const today = at.clock.now.toISOString().slice(0, 10) as Day;
    await at.site.call('access.appointDuty', { accountUid: uidOf('fuling'), from: today, to: today });
    expect((await at.site.call('access.duty')).rows).toMatchObject([
      { name: '副领导戊', appointedBy: shown },
    ]);
  });

  it('shows 代 in the list of requests for readers, at who asked', async () => {
    await at.site.as('daili');
    await at.site.call('access.askReader', {
      uid: record,
      reader: { type: 'office', role: 'complaintHandler' },
      until: new Date(at.clock.now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10) as Day,
      reason: '协同办理',
    });
    await at.site.as('fuling');
    const asked = (await at.site.call('access.requests')).rows.map((row) => row.askedBy);
    expect(asked).toContain(shown);
  });

  it('shows 代 in the audit book, once for each act, and nowhere else', async () => {
    await at.site.asPost('auditor');
    const { rows } = await at.site.call('audit.list', {
      from: null,
      to: null,
      account: uidOf('daili'),
      act: null,
      failuresOnly: false,
      before: null,
      limit: 200,
    });
    const placed = rows.filter((row) => row.accountName === shown).map((row) => row.act);
    expect(placed).toEqual(
      expect.arrayContaining(['print.decided', 'print.authorised', 'record.reader-granted']),
    );
    expect(rows.filter((row) => row.act === 'record.opened').map((row) => row.accountName)).not.toContain(
      shown,
    );
  });

  it('is refused where the leader could not decide either: the leader’s own applications', async () => {
    const { uid } = await apply('lingdao');
    await at.site.as('daili');
    expect(await outcome(at.site.call('printing.decide', { uid, approve: true, reason: '' }))).toBe(
      'print.same-person',
    );
    await at.site.as('lingdao');
    await at.site.call('access.askReader', {
      uid: record,
      reader: { type: 'person', accountUid: uidOf('tong') },
      until: new Date(at.clock.now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10) as Day,
      reason: '协同办理',
    });
    await at.site.as('daili');
    const { rows } = await at.site.call('access.requests');
    const request = rows.find((row) => row.askedBy === '领导甲');
    expect(request?.blocked).toContain('您代理的人');
    expect(
      await outcome(
        at.site.call('access.decideReader', { uid: request?.uid as never, approve: true, answer: '' }),
      ),
    ).toBe('record.reader-own');
  });

  it('is kept for ever, by the database itself', async () => {
    await expect(at.write(`UPDATE acts_in_place SET for_name = 'x'`)).rejects.toThrow();
    await expect(at.write(`DELETE FROM acts_in_place`)).rejects.toThrow();
  });
});
