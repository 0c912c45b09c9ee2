import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid } from '../../shared/ids.ts';
import { businessRoles } from '../../shared/policy/roles.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../tests/records/harness.ts';
import { queueDefinitions } from './queues.ts';

let office: Office;
let clerk: Colleague;
let archivist: Colleague;
let dispatcher: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
  things = await stock(archivist, ['S001', 'S002', 'S003', 'S004']);
});
afterEach(() => office.close());

async function task(content: Record<string, unknown>, equipment: readonly MasterUid[] = things.equipment) {
  const made = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [...equipment],
    occurredAt: null,
    parts: [],
    content: { occasion: 'contract', description: '新装开通', ...content } as never,
  });
  return made.uid as RecordUid;
}

describe('a call', () => {
  it('is entered with few fields and opens a task with its registration number', async () => {
    const call = await clerk.call('service.phone', {
      direction: 'in',
      customerUid: things.customer,
      caller: '李参谋',
      number: '021-1',
      equipmentUids: [things.equipment[0] as MasterUid],
      need: '询问备件',
      opinion: '查库存',
      result: '',
      solved: false,
      taskUid: null,
      openTask: true,
    });
    const opened = await clerk.call('records.open', { uid: call.taskUid as RecordUid });
    expect(opened.row).toMatchObject({ registrationNumber: 'RW-2026-HQ-0001', title: '询问备件' });
    const detail = await clerk.call('records.open', { uid: call.uid as RecordUid });
    expect(detail.task).toMatchObject({ number: 'RW-2026-HQ-0001' });
  });

  it('shows the caller what is open and what was asked within a day', async () => {
    const before = await clerk.call('service.callerContext', { customerUid: things.customer });
    expect(before).toMatchObject({ openTasks: [], recentCalls: [] });
    await task({ service: 'opening', mode: 'onSite' });
    await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: { ...wholeCall, startedAt: '2026-11-23T00:30:00.000Z' },
    });
    const context = await clerk.call('service.callerContext', { customerUid: things.customer });
    expect(context.openTasks.map((row) => row.title)).toEqual(['新装开通']);
    expect(context.recentCalls.map((row) => row.title)).toEqual([wholeCall.need]);
    expect(context.equipment).toHaveLength(4);
    office.now = new Date('2026-11-25T01:00:00.000Z');
    const later = await clerk.call('service.callerContext', { customerUid: things.customer });
    expect(later.recentCalls).toEqual([]);
  });
});

describe('a caller', () => {
  it('is found by name, by pinyin initials, by number and by unit', async () => {
    await archivist.call('master.save', {
      uid: null,
      type: 'customer',
      content: {
        code: 'K02',
        name: '某岸基保障站',
        branch: 'navy',
        contacts: [
          { name: '李参谋', phone: '0532-86001230' },
          { name: '单雄', phone: '0532-86009999' },
        ],
      } as never,
    });
    const found = async (text: string) =>
      (await clerk.call('master.list', { type: 'customer', text })).rows.map((row) => row.code);
    for (const text of ['单雄', 'sx', 'SX', 'lcm', '86009999', 'majbz'])
      expect(await found(text)).toEqual(['K02']);
    // A customer's own initials begin the name; those of a contact do not match in their middle.
    expect(await found('x')).toEqual([]);
  });
});

describe('the chain of a task', () => {
  it('demands one batch report for the normal sets and one report for each exception, with the figures', async () => {
    const exceptions = [{ equipment: things.equipment[3], serial: 'S004' }];
    const uid = await task({ service: 'opening', mode: 'onSite', exceptions });
    const chain = await dispatcher.call('service.chain', { uid });
    expect(chain.demanded.map((row) => [row.kind, row.count, row.have])).toEqual([
      ['batchReport', 1, 0],
      ['commissioningReport', 1, 0],
      ['dispatchNotice', 1, 0],
    ]);
    expect(chain.demanded[0]?.reason).toContain('正常 3 台');
    expect(chain.open.map((item) => item.clause)).toContain('5.5.4');
    expect(chain.responsibleSite).toMatchObject({ site: '客户服务中心', clause: '4 表1 1-2' });
    expect(chain.steps[0]).toMatchObject({ key: 'registered', state: 'done' });
    expect(chain.steps[1]).toMatchObject({ key: 'analysed', state: 'current' });
    expect(chain.checkList.length).toBeGreaterThan(2);
  });

  it('asks for a reason when the task goes to another site than the procedure says', async () => {
    const uid = await task({ service: 'opening', mode: 'onSite', responsibleSite: 'HQ' });
    await office.scratch.database.inTransaction(async (tx) => {
      await tx
        .insertInto('sites')
        .values({ code: 'U1', name: '某单位', kind: 'unit', is_self: 0, highest_level: 2 })
        .execute();
    });
    const save = (field: string, value: string) =>
      dispatcher.call('records.saveField', { uid, field, value });
    await save('responsibleSite', 'U1');
    const analyse = () => dispatcher.call('records.move', { uid, move: 'analyse' });
    await expect(analyse()).rejects.toMatchObject({ code: 'record.incomplete' });
    await save('responsibleOverride', '就近服务');
    await analyse();
    const chain = await dispatcher.call('service.chain', { uid });
    expect(chain.responsibleSite).toMatchObject({ site: 'U1' });
    expect(chain.demanded.map((row) => row.kind)).toContain('serviceInformation');
  });

  it('is not closed over open records and unsettled checks', async () => {
    const uid = await task({ service: 'consultation', mode: 'remote', responsibleSite: 'HQ' }, []);
    const step = (move: string) =>
      dispatcher.call('records.move', { uid, move: move as 'analyse', reason: '' });
    await step('analyse');
    await step('organise');
    await step('carryOut');
    await expect(step('handIn')).rejects.toMatchObject({ code: 'task.open-items' });
    const detail = await dispatcher.call('records.open', { uid });
    const list = detail.content.checkList as { key: string; label: string }[];
    const settled = list.map((row) => ({ ...row, state: 'done' }));
    await dispatcher.call('records.saveField', { uid, field: 'checkList', value: settled });
    await expect(step('handIn')).rejects.toThrow('QR758-02A');
    const { uid: call } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: uid,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: wholeCall,
    });
    await clerk.call('records.move', { uid: call as RecordUid, move: 'close', password: testPassword });
    await step('handIn');
    await step('followUp');
    const closing = await clerk.call('records.move', { uid, move: 'close' });
    expect(closing.state).toBe('closed');
    // A task is no paper: nobody asks for its original.
    const archived = await archivist.call('records.move', { uid, move: 'archive' });
    expect(archived.archiveNumber).toBe('DA-RW-2026-HQ-0001');
    expect((await archivist.call('records.open', { uid })).row.originalState).toBe('none');
  });

  it('waits for the summary of a support assignment, which the task itself holds', async () => {
    const uid = await task({ service: 'support', mode: 'onSite', responsibleSite: 'HQ' }, []);
    await dispatcher.call('records.move', { uid, move: 'analyse' });
    const lacking = async () =>
      (await dispatcher.call('service.chain', { uid })).open.map((item) => item.what);
    expect(await lacking()).toContain('缺专题总结 1 份');
    await dispatcher.call('service.saveWork', { uid, field: 'specialSummary', value: '保障期间设备正常' });
    expect(await lacking()).not.toContain('缺专题总结 1 份');
  });
});

describe('starting a record', () => {
  it('fills in what task, equipment and notice already say', async () => {
    const uid = await task({ service: 'training', mode: 'onSite', place: '青岛', trainingHours: 6 });
    const { uid: made } = await (await office.hire('单工', ['engineer', 'dispatcher'])).call(
      'service.startFor',
      {
        taskUid: uid,
        kind: 'trainingRecord',
        equipmentUids: [],
      },
    );
    const detail = await archivist.call('records.open', { uid: made as RecordUid });
    expect(detail.content).toMatchObject({ place: '青岛', hours: 6, model: { code: 'HG-1' } });
    expect(detail.equipment).toHaveLength(4);
    expect(detail.row.customer?.name).toBe('海军某部');
  });

  it('offers candidates with the reasons against them', async () => {
    await archivist.call('master.save', {
      uid: null,
      type: 'staff',
      content: {
        code: 'E1',
        name: '单雄',
        site: 'HQ',
        title: 'senior',
        products: [{ code: 'HG-1' }],
      } as never,
    });
    const found = await dispatcher.call('service.candidates', {
      modelUids: [things.model],
      from: '2026-11-23' as Day,
      to: '2026-11-24' as Day,
    });
    expect(found.rows).toMatchObject([{ able: false, state: '无服务规范培训', title: '正高级' }]);
    expect(found.rows[0]?.reasons.join()).toContain('没有服务规范培训记录');
  });
});

describe('the home page', () => {
  it('shows each role its own queues with counts that the list confirms', async () => {
    await task({ service: 'opening', mode: 'onSite', neededBy: '2026-11-01' });
    await task({ service: 'opening', mode: 'onSite' });
    const home = await dispatcher.call('service.home', undefined as never);
    const queue = home.queues.find((candidate) => candidate.key === 'tasksToAnalyse');
    expect(queue).toMatchObject({ count: 2, overdue: 1 });
    for (const { filter, count } of home.queues) {
      expect((await dispatcher.call('records.count', { filter })).count).toBe(count);
    }
    expect((await clerk.call('service.home', undefined as never)).queues.map((one) => one.key)).toContain(
      'calls',
    );
  });

  it('has no queue for nobody and no role that does not exist', () => {
    for (const { roles } of queueDefinitions) {
      expect(roles.length).toBeGreaterThan(0);
      expect(roles.every((role) => businessRoles.includes(role))).toBe(true);
    }
  });
});
