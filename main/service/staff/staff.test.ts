import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, ObjectUid, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../../tests/records/harness.ts';
import { filesToCheck, recordsOfFile } from '../../database/stores/integrity.ts';

let office: Office;
let clerk: Colleague;
let leader: Colleague;
let dispatcher: Colleague;
let things: Awaited<ReturnType<typeof stock>>;
let trained: MasterUid;
let untrained: MasterUid;

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('王管理', ['informationOfficer']);
  leader = await office.hire('方领导', ['centerLeader']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
  things = await stock(clerk, ['S001']);
  const products = [{ code: 'HG-1', name: '导航雷达' }];
  const norms = { kind: 'norms', day: '2026-01-01' };
  trained = await person('E01', '单工程', {
    title: 'junior',
    products,
    trainings: [norms, { kind: 'product', model: 'HG-1', day: '2026-01-01' }],
  });
  untrained = await person('E02', '双工程', {
    title: 'junior',
    products,
    trainings: [{ kind: 'norms', day: '2024-01-01' }],
  });
});
afterEach(() => office.close());

async function person(code: string, name: string, content: object): Promise<MasterUid> {
  const made = await clerk.call('master.save', {
    uid: null,
    type: 'staff',
    content: { code, name, site: 'HQ', ...content },
  });
  return made.uid as MasterUid;
}

async function notice(staff: readonly [MasterUid, string][]): Promise<RecordUid> {
  const task = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [...things.equipment],
    occurredAt: null,
    parts: [],
    content: { service: 'onSiteRepair', occasion: 'customer', description: '抢修', responsibleSite: 'HQ' },
  });
  const made = await dispatcher.call('service.startFor', {
    taskUid: task.uid as RecordUid,
    kind: 'dispatchNotice',
    equipmentUids: [],
    noticeUid: null,
  });
  const uid = made.uid as RecordUid;
  const rows = staff.map(([one, name], index) => ({ staff: one, name, lead: index === 0 }));
  for (const [field, value] of [
    ['place', '某港'],
    ['contact', '李参谋'],
    ['dueOnSite', '2026-11-25'],
    ['staff', rows],
  ] as const) {
    await dispatcher.call('records.saveField', { uid, field, value: value as never });
  }
  return uid;
}
const issue = (uid: RecordUid) =>
  dispatcher.call('records.move', { uid, move: 'issue', password: testPassword });
const ask = (noticeUid: RecordUid, staffUid = untrained) =>
  dispatcher.call('staff.askOverride', { noticeUid, staffUid, reason: '唯一熟悉该装备的人员' });

describe('the register (5.2.1)', () => {
  it('tells of each person title, both trainings with their ends, and what stands against a dispatch', async () => {
    const { rows } = await clerk.call('staff.register', undefined as never);
    expect(rows.map((row) => [row.staff.name, row.state, row.normsUntil])).toEqual([
      ['单工程', '可派', '2028-01-01'],
      ['双工程', '无此产品培训', '2026-01-01'],
    ]);
    expect(rows[0]?.products).toEqual([
      { code: 'HG-1', name: '导航雷达', until: '2028-01-01', certificates: 0 },
    ]);
    expect(rows[0]?.lacking).toEqual(['职称', '服务规范培训', '产品技术培训']);
    expect(rows[1]?.reasons.join()).toContain('早于 2026-11-23');
    const texts = (await clerk.call('notices.list', undefined as never)).rows.map((row) => row.text);
    expect(texts.join()).toContain('双工程 服务规范 2026-01-01');
  });

  it('keeps certificates encrypted, shows them, withdraws them with a reason and loses none', async () => {
    const path = join(office.scratch.folder, '证书.pdf');
    await writeFile(path, '%PDF-1.4 certificate');
    office.chosenFile = path;
    const picked = await clerk.call('staff.pickCertificate', {
      staffUid: trained,
      about: 'product',
      model: 'HG-1',
    });
    const uid = picked.uid as ObjectUid;
    expect(picked.clearFile).toBe(path);
    const opened = await clerk.call('staff.certificateContent', { uid });
    expect(Buffer.from(opened.content, 'base64').toString()).toBe('%PDF-1.4 certificate');
    const register = await clerk.call('staff.register', undefined as never);
    expect(register.rows[0]).toMatchObject({ certificates: 1, lacking: ['职称', '服务规范培训'] });
    const read = office.scratch.database.read;
    const [file] = await filesToCheck(read, '9999', '9999', 10);
    expect(await recordsOfFile(read, file?.name ?? '')).toEqual(['E01 单工程']);
    await clerk.call('staff.clearFile', { uid, path, erase: true });
    await expect(clerk.call('staff.clearFile', { uid, path, erase: true })).rejects.toMatchObject({
      code: 'certificate.not-found',
    });
    await clerk.call('staff.withdrawCertificate', { uid, reason: '证书有误' });
    const { rows } = await clerk.call('staff.certificates', { staffUid: trained });
    expect(rows.map((row) => row.withdrawnReason)).toEqual(['证书有误']);
    const gone = office.scratch.database.inTransaction(async (tx) => {
      await tx.deleteFrom('staff_certificates').where('uid', '=', uid).execute();
    });
    await expect(gone).rejects.toThrow(/withdrawn, never changed/);
  });
});

describe('a person who does not meet 5.2.1', () => {
  it('goes by the approval of a leader for this notice, which the notice then says', async () => {
    const uid = await notice([
      [trained, '单工程'],
      [untrained, '双工程'],
    ]);
    await expect(issue(uid)).rejects.toMatchObject({ code: 'dispatch.unqualified' });
    const before = await dispatcher.call('staff.overrides', { noticeUid: uid });
    expect(before.unfit.map((row) => row.name)).toEqual(['双工程']);
    await expect(ask(uid, trained)).rejects.toMatchObject({ code: 'override.needless' });
    const asked = await ask(uid);
    await expect(ask(uid)).rejects.toMatchObject({ code: 'override.needless' });
    await expect(issue(uid)).rejects.toMatchObject({ code: 'dispatch.unqualified' });
    const waiting = (await leader.call('notices.list', undefined as never)).rows
      .filter((row) => row.clause === '5.2.1')
      .map((row) => row.text);
    expect(waiting).toEqual(['吴派工 申请派出不具备条件的 双工程，待您审批。']);
    await leader.call('staff.decideOverride', { uid: asked.uid as ObjectUid, approve: true, note: '同意' });
    await issue(uid);
    const issued = await dispatcher.call('records.open', { uid });
    expect(issued.content.overrideReason).toBe('双工程：唯一熟悉该装备的人员（方领导 批准：同意）');
    expect(issued.content.staff).toMatchObject([
      { qualification: '可派' },
      { qualification: '无此产品培训（经批准）' },
    ]);
  });

  it('stays when the leader refuses, when another fault came up, or when who asked decides', async () => {
    const both = await office.hire('兼任人', ['dispatcher', 'centerLeader']);
    const uid = await notice([[untrained, '双工程']]);
    const own = await both
      .call('staff.askOverride', {
        noticeUid: uid,
        staffUid: untrained,
        reason: '急',
      })
      .catch(() => null);
    expect(own).toBeNull(); // a reason has two characters at least
    const asked = await both.call('staff.askOverride', {
      noticeUid: uid,
      staffUid: untrained,
      reason: '急用',
    });
    const decide = (approve: boolean, by: Colleague) =>
      by.call('staff.decideOverride', { uid: asked.uid as ObjectUid, approve, note: '' });
    await expect(decide(true, both)).rejects.toMatchObject({ code: 'override.own' });
    await decide(false, leader);
    await expect(decide(true, leader)).rejects.toMatchObject({ code: 'override.not-found' });
    await expect(issue(uid)).rejects.toMatchObject({ code: 'dispatch.unqualified' });
    const again = await ask(uid);
    await leader.call('staff.decideOverride', { uid: again.uid as ObjectUid, approve: true, note: '' });
    await clerk.call('master.save', {
      uid: untrained,
      type: 'staff',
      content: { code: 'E02', name: '双工程', site: 'HQ', title: 'none', products: [], trainings: [] },
      reason: '更正',
    });
    await expect(issue(uid)).rejects.toMatchObject({ code: 'dispatch.unqualified' });
  });
});

describe('the workload calendar', () => {
  it('shows who is away, who is planned, and who is on duty, day by day', async () => {
    const planned = await notice([[trained, '单工程']]);
    const load = async () => {
      const shown = await dispatcher.call('staff.workload', { from: '2026-11-23' as Day, days: 5 });
      return shown.rows.map((row) => row.entries.map((entry) => `${entry.day.slice(8)} ${entry.what}`));
    };
    expect(await load()).toEqual([['23 planned', '24 planned', '25 planned'], []]);
    await issue(planned);
    expect(await load()).toEqual([['23 away', '24 away', '25 away', '26 away', '27 away'], []]);
  });
});
