import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../../tests/records/harness.ts';

let office: Office;
let clerk: Colleague;
let archivist: Colleague;
let supervisor: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  supervisor = await office.hire('沈主管', ['supervisor']);
  things = await stock(archivist, ['S001', 'S002', 'S003']);
});
afterEach(() => office.close());

type Fields = Readonly<Record<string, unknown>>;
async function fill(person: Colleague, uid: RecordUid, fields: Fields): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    await person.call('records.saveField', { uid, field, value: value as never });
  }
}
async function move(person: Colleague, uid: RecordUid, act: string, reason = '') {
  return await person.call('records.move', { uid, move: act as 'close', password: testPassword, reason });
}
async function made(
  person: Colleague,
  kind: string,
  content: Fields,
  more: { equipment?: readonly MasterUid[]; task?: RecordUid; parts?: string[] } = {},
) {
  const { uid } = await person.call('records.create', {
    kind: kind as 'phoneRecord',
    taskUid: more.task ?? null,
    customerUid: kind === 'designChange' ? null : things.customer,
    equipmentUids: [...(more.equipment ?? [])],
    occurredAt: null,
    parts: more.parts ?? [],
    content: content as never,
  });
  return uid as RecordUid;
}
/** Puts a record into a state as its own way would have left it: what this file tests is what cases make of it. */
async function inState(uid: RecordUid, state: string): Promise<void> {
  await office.scratch.database.inTransaction(async (tx) => {
    await tx.updateTable('records').set({ state }).where('uid', '=', uid).execute();
  });
}
const person = (colleague: Colleague) => ({ uid: colleague.uid, name: colleague.name });

describe('return repair (5.5.7)', () => {
  const item = {
    itemDay: '2026-11-23',
    itemNumber: '1',
    otherParty: '海军某部',
    itemKind: 'set',
    way: 'courier',
  };
  const steps = {
    inspect: { inspectedDay: '2026-11-23', condition: 'complete', inspectionNote: '外观完好' },
    diagnose: { diagnosedDay: '2026-11-23', verdict: 'repair', diagnosis: '电源板击穿' },
    repair: { repairedDay: '2026-11-23', work: '更换电源板' },
    test: { testedDay: '2026-11-23', testResult: 'passed', testNote: '各项合格' },
    send: { sentDay: '2026-11-23' },
  } as const;

  async function received() {
    const inward = await made(clerk, 'incomingItem', item, { equipment: things.equipment.slice(0, 1) });
    const { uid } = await clerk.call('cases.openFrom', { fromUid: inward, kind: 'returnCase' });
    await fill(clerk, uid, { symptom: '不开机', receivedDay: '2026-11-23' });
    return { inward, uid };
  }

  it('goes received, inspected, diagnosed, repaired, inspected, sent, each step dated and signed by its doer', async () => {
    const engineer = await office.hire('单工', ['engineer']);
    const inspector = await office.hire('辛检验', ['engineer']);
    const keeper = await office.hire('杨备件', ['sparesKeeper']);
    const { inward, uid } = await received();
    expect((await clerk.call('records.open', { uid })).row.registrationNumber).toBe('FW-2026-HQ-0001');
    await fill(engineer, uid, steps.inspect);
    await expect(move(engineer, uid, 'inspect')).rejects.toThrow('QR758-10A');
    await inState(inward, 'closed');
    await move(engineer, uid, 'inspect');
    await expect(move(engineer, uid, 'diagnose')).rejects.toMatchObject({ code: 'record.incomplete' });
    await fill(engineer, uid, { ...steps.diagnose, diagnosedDay: '2026-11-22' });
    await expect(move(engineer, uid, 'diagnose')).rejects.toThrow('早于上一步');
    await fill(engineer, uid, { diagnosedDay: '2026-11-24' });
    await expect(move(engineer, uid, 'diagnose')).rejects.toThrow('晚于今天');
    await fill(engineer, uid, steps.diagnose);
    await move(engineer, uid, 'diagnose');
    await fill(engineer, uid, steps.repair);
    await expect(move(engineer, uid, 'repair')).rejects.toThrow('QR758-06A');
    const report = await made(
      engineer,
      'repairReport',
      {},
      { parts: ['repair'], equipment: things.equipment.slice(0, 1) },
    );
    await engineer.call('records.link', { fromUid: uid, toUid: report, relation: '处理结果' });
    await inState(report, 'submitted');
    await move(engineer, uid, 'repair');
    await fill(inspector, uid, { ...steps.test, testResult: 'failed' });
    await expect(move(inspector, uid, 'test')).rejects.toThrow('不合格');
    await fill(inspector, uid, { testResult: 'passed' });
    await expect(move(engineer, uid, 'test')).rejects.toMatchObject({ code: 'record.same-person' });
    await move(inspector, uid, 'test');
    await fill(keeper, uid, steps.send);
    await expect(move(keeper, uid, 'send')).rejects.toThrow('QR758-09A');
    const outward = await made(clerk, 'outgoingItem', item);
    await clerk.call('records.link', { fromUid: uid, toUid: outward, relation: '处理结果' });
    await inState(outward, 'closed');
    expect((await move(keeper, uid, 'send')).state).toBe('sent');
    const detail = await archivist.call('records.open', { uid });
    expect(detail.signatures.map((one) => [one.purpose, one.valid])).toEqual(
      Object.keys(steps).map((step) => [step, true]),
    );
  });

  it('that arrives damaged is not inspected before the customer property is recorded (5.8)', async () => {
    const engineer = await office.hire('单工', ['engineer']);
    const { inward, uid } = await received();
    await inState(inward, 'closed');
    await fill(engineer, uid, { ...steps.inspect, condition: 'damaged' });
    await expect(move(engineer, uid, 'inspect')).rejects.toThrow('用户财产异常报告单');
    const { uid: property } = await engineer.call('cases.openFrom', {
      fromUid: uid,
      kind: 'customerProperty',
    });
    await move(engineer, uid, 'inspect');
    await fill(engineer, property, { propertyState: 'damaged', description: '面板裂' });
    await expect(move(engineer, property, 'notify')).rejects.toMatchObject({ code: 'record.incomplete' });
    const told = { notifyWay: 'phone', notifiedPerson: '李参谋' };
    await fill(engineer, property, { ...told, notifiedAt: '2026-11-20T00:00:00.000Z' });
    await expect(move(engineer, property, 'notify')).rejects.toThrow('早于收到时间');
    const { content } = await engineer.call('records.open', { uid: property });
    await fill(engineer, property, { notifiedAt: content.foundAt });
    await move(engineer, property, 'notify');
    await fill(archivist, property, {
      customerOpinion: '同意修复',
      disposition: 'repaired',
      result: '已更换面板',
    });
    expect((await move(archivist, property, 'close')).state).toBe('closed');
  });
});

describe('design change (table 1: 1-5)', () => {
  const order = {
    changeOrder: 'QS730-18',
    orderDay: '2026-11-20',
    change: '更换电源滤波器',
    due: '2026-12-31',
  };

  async function change(): Promise<RecordUid> {
    const uid = await made(supervisor, 'designChange', {
      ...order,
      model: { uid: things.model, code: 'HG-1', name: '导航雷达' },
    });
    expect(await supervisor.call('cases.affect', { uid, batch: '2025-1' })).toEqual({ added: 3 });
    return uid;
  }
  const serials = async (uid: RecordUid) =>
    (await supervisor.call('cases.overview', { uid })).serials?.map((row) => [row.equipment.code, row.state]);

  it('closes only when every affected serial is done by 07A or 08A or waived with a reason', async () => {
    const uid = await change();
    const early = { uid, equipmentUids: things.equipment.slice(2), reason: '已退役' };
    await expect(supervisor.call('cases.waive', early)).rejects.toMatchObject({ code: 'case.serial' });
    await move(supervisor, uid, 'organise');
    expect(await serials(uid)).toEqual([
      ['S001', 'open'],
      ['S002', 'open'],
      ['S003', 'open'],
    ]);
    const { tasks } = await supervisor.call('cases.openTasks', {
      uid,
      equipmentUids: things.equipment.slice(0, 2),
    });
    expect(tasks).toHaveLength(1);
    const [task] = tasks as [RecordUid];
    expect((await supervisor.call('records.open', { uid: task })).content).toMatchObject({
      service: 'refit',
    });
    await supervisor.call('cases.waive', early);
    await fill(supervisor, uid, { result: '全部落实' });
    await expect(move(supervisor, uid, 'close')).rejects.toThrow('还有 2 台未落实（共 3 台）');
    const report = await made(
      archivistEngineer,
      'commissioningReport',
      {},
      { task, equipment: things.equipment.slice(0, 1) },
    );
    await inState(report, 'reviewed');
    expect(await serials(uid)).toEqual([
      ['S001', 'done'],
      ['S002', 'task'],
      ['S003', 'waived'],
    ]);
    // A batch report settles what it ticks, nothing else.
    const tick = (done: boolean) => [{ equipment: things.equipment[1], serial: 'S002', done }];
    const batch = await made(
      archivistEngineer,
      'batchReport',
      { serials: tick(false) },
      { task, equipment: things.equipment.slice(1, 2) },
    );
    await inState(batch, 'reviewed');
    await expect(move(supervisor, uid, 'close')).rejects.toThrow('还有 1 台');
    await office.scratch.database.inTransaction(async (tx) => {
      await tx
        .updateTable('records')
        .set({ content: JSON.stringify({ serials: tick(true) }) })
        .where('uid', '=', batch)
        .execute();
    });
    await move(supervisor, uid, 'close');
    const { content } = await supervisor.call('records.open', { uid });
    expect(content.serials).toMatchObject([
      { serial: 'S001', state: 'done' },
      { state: 'done' },
      { state: 'waived', record: '已退役' },
    ]);
  });

  it('leaves a serial open again when its task was voided', async () => {
    const uid = await change();
    await move(supervisor, uid, 'organise');
    const { tasks } = await supervisor.call('cases.openTasks', {
      uid,
      equipmentUids: things.equipment.slice(0, 1),
    });
    await move(supervisor, tasks[0] as RecordUid, 'void', '重复');
    expect((await serials(uid))?.[0]).toEqual(['S001', 'open']);
  });

  let archivistEngineer: Colleague;
  beforeEach(async () => {
    archivistEngineer = await office.hire('单工', ['engineer', 'dispatcher', 'supervisor']);
  });
});

describe('urgent report (5.2.2)', () => {
  const matter = {
    happenedAt: '2026-11-23T00:10:00.000Z',
    reportedAt: '2026-11-23T00:40:00.000Z',
    reportedBy: '单工',
    reportWay: 'phone',
    place: '舟山',
    matter: '演习中主机停机',
    effect: '影响任务',
  };

  it('stays before center leader and quality until both have acknowledged it', async () => {
    const leader = await office.hire('朱领导', ['centerLeader']);
    const second = await office.hire('副领导', ['centerLeader']);
    const quality = await office.hire('尤质量', ['qualityOfficer']);
    const uid = await made(clerk, 'urgentReport', matter);
    const queued = async (who: Colleague) =>
      (await who.call('service.home', undefined as never)).queues.find((queue) => queue.key === 'urgent')
        ?.count;
    expect([await queued(leader), await queued(quality)]).toEqual([1, 1]);
    await move(leader, uid, 'acknowledge');
    expect([await queued(leader), await queued(quality)]).toEqual([1, 1]);
    await expect(move(second, uid, 'confirm')).rejects.toMatchObject({ code: 'case.other-office' });
    await expect(move(leader, uid, 'confirm')).rejects.toMatchObject({ code: 'record.same-person' });
    await move(quality, uid, 'confirm');
    expect([await queued(leader), await queued(quality)]).toEqual([0, 0]);
    await fill(clerk, uid, { result: '已派人' });
    await move(clerk, uid, 'close');
    const { content } = await clerk.call('records.open', { uid });
    expect(content).toMatchObject({ leaderAck: person(leader), qualityAck: person(quality) });
  });

  it('reported on a later day says why', async () => {
    const leader = await office.hire('朱领导', ['centerLeader']);
    office.now = new Date('2026-11-24T01:00:00.000Z');
    const uid = await made(clerk, 'urgentReport', { ...matter, reportedAt: '2026-11-24T00:30:00.000Z' });
    await expect(move(leader, uid, 'acknowledge')).rejects.toThrow('发生当日没有报告');
    await fill(clerk, uid, { lateReason: '海上无通信' });
    await move(leader, uid, 'acknowledge');
  });
});

describe('need forwarded to a department (5.1.1)', () => {
  it('is acknowledged and answered by that department, then the customer is told', async () => {
    const production = await office.hire('吕生产', ['production']);
    const marketing = await office.hire('张市场', ['marketing']);
    const from = await made(clerk, 'phoneRecord', wholeCall);
    const { uid } = await clerk.call('cases.openFrom', { fromUid: from, kind: 'forwardedNeed' });
    await expect(move(clerk, uid, 'forward')).rejects.toMatchObject({ code: 'record.incomplete' });
    await fill(clerk, uid, { department: 'production', answerDue: '2026-11-30' });
    await move(clerk, uid, 'forward');
    expect((await clerk.call('records.open', { uid })).row.dueOn).toBe('2026-11-30');
    await expect(move(marketing, uid, 'acknowledge')).rejects.toMatchObject({ code: 'case.not-department' });
    await move(production, uid, 'acknowledge');
    await expect(move(production, uid, 'answer')).rejects.toMatchObject({ code: 'record.incomplete' });
    await fill(production, uid, { answer: '12 月交付' });
    await move(production, uid, 'answer');
    await fill(clerk, uid, {
      repliedAt: '2026-11-23T01:30:00.000Z',
      replyWay: 'phone',
      replyPerson: '周信息',
    });
    expect((await move(clerk, uid, 'close')).state).toBe('closed');
    const { content } = await clerk.call('records.open', { uid });
    expect(content.acknowledgedBy).toEqual(person(production));
  });
});

describe('improvement item (5.10)', () => {
  it('has cause, measure, owner and day; its owner may read it; somebody else checks the effect', async () => {
    const engineer = await office.hire('单工', ['engineer']);
    const quality = await office.hire('尤质量', ['qualityOfficer']);
    const from = await made(clerk, 'customerInformation', {
      source: 'visit',
      informationKind: 'suggestion',
      content: '手册太旧',
    });
    const { uid } = await clerk.call('cases.openFrom', { fromUid: from, kind: 'improvement' });
    expect((await clerk.call('records.open', { uid })).content).toMatchObject({
      origin: 'visit',
      problem: '手册太旧',
    });
    await fill(supervisor, uid, {
      cause: '未随改型更新',
      measure: '重编',
      owner: person(engineer),
      due: '2026-12-10',
    });
    await move(supervisor, uid, 'plan');
    expect((await engineer.call('records.open', { uid })).row.dueOn).toBe('2026-12-10');
    await fill(engineer, uid, { doneDay: '2026-11-24', doneNote: '已重编' });
    await expect(move(engineer, uid, 'carryOut')).rejects.toThrow('晚于今天');
    await fill(engineer, uid, { doneDay: '2026-11-23' });
    await move(engineer, uid, 'carryOut');
    await fill(quality, uid, { effectDay: '2026-11-23', effective: false, effectNote: '仍缺附图' });
    await expect(move(quality, uid, 'close')).rejects.toThrow('验证结论为无效');
    await move(quality, uid, 'sendBack', '补附图');
    expect((await engineer.call('records.open', { uid })).row.state).toBe('opened');
  });
});
