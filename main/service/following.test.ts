import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, Month, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';

let office: Office;
let dispatcher: Colleague;
let supervisor: Colleague;
let archivist: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };
let staff: string;

beforeEach(async () => {
  office = await Office.open();
  dispatcher = await office.hire('吴派工', ['dispatcher', 'operator']);
  supervisor = await office.hire('郑主管', ['supervisor']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  things = await stock(archivist, ['S001']);
  const made = await archivist.call('master.save', {
    uid: null,
    type: 'staff',
    content: {
      code: 'E01',
      name: '单工程',
      site: 'HQ',
      title: 'junior',
      products: [{ code: 'HG-1', name: '导航雷达' }],
      trainings: [
        { kind: 'norms', day: '2026-01-10' },
        { kind: 'product', model: 'HG-1', day: '2026-01-12' },
      ],
    } as never,
  });
  staff = made.uid;
});
afterEach(() => office.close());

async function move(person: Colleague, uid: RecordUid, act: string) {
  return await person.call('records.move', { uid, move: act as 'close', password: testPassword });
}

async function task(content: Record<string, unknown>) {
  const made = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { occasion: 'customer', description: '雷达不开机', ...content } as never,
  });
  return made.uid as RecordUid;
}

/** A remote task with everything settled, ready to be closed. */
async function readyToClose(): Promise<RecordUid> {
  const uid = await task({ service: 'consultation', mode: 'remote', responsibleSite: 'HQ' });
  for (const act of ['analyse', 'organise', 'carryOut']) await move(dispatcher, uid, act);
  const detail = await dispatcher.call('records.open', { uid });
  const list = detail.content.checkList as { key: string; label: string }[];
  const settled = list.map((row) => ({ ...row, state: 'done' }));
  await dispatcher.call('records.saveField', { uid, field: 'checkList', value: settled });
  const { uid: call } = await dispatcher.call('records.create', {
    kind: 'phoneRecord',
    taskUid: uid,
    customerUid: things.customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: {
      direction: 'in',
      startedAt: '2026-11-23T00:30:00.000Z',
      caller: '李参谋',
      need: '不开机',
      opinion: '查电源',
    },
  });
  await move(dispatcher, call as RecordUid, 'close');
  await move(dispatcher, uid, 'handIn');
  await move(dispatcher, uid, 'followUp');
  return uid;
}

/** An issued notice on which a meter, a medium and three boards were taken along. */
async function issuedNotice(): Promise<{ taskUid: RecordUid; notice: RecordUid }> {
  const taskUid = await task({
    service: 'onSiteRepair',
    mode: 'onSite',
    place: '青岛',
    responsibleSite: 'HQ',
  });
  const { uid } = await dispatcher.call('service.startFor', {
    taskUid,
    kind: 'dispatchNotice',
    equipmentUids: [],
  });
  const notice = uid as RecordUid;
  for (const [field, value] of [
    ['contact', '李参谋'],
    ['staff', [{ staff, name: '单工程', lead: true }]],
    [
      'taken',
      [
        { kind: 'tool', name: '万用表', quantity: 1 },
        { kind: 'medium', name: '涉密U盘', quantity: 1, number: 'J-07' },
        { kind: 'part', name: '电源板', quantity: 3 },
      ],
    ],
  ] as const) {
    await dispatcher.call('records.saveField', { uid: notice, field, value: value as never });
  }
  await move(dispatcher, notice, 'issue');
  return { taskUid, notice };
}

async function back(notice: RecordUid, broughtBack: unknown) {
  for (const [field, value] of [
    ['arrivedDay', '2026-11-23'],
    ['returnedDay', '2026-11-24'],
    ['handedInDay', '2026-11-25'],
    ['outcome', '已修复'],
    ['broughtBack', broughtBack],
  ] as const) {
    await dispatcher.call('records.saveField', { uid: notice, field, value: value as never });
  }
  await move(dispatcher, notice, 'recordReturn');
}

describe('things taken along on a notice (5.5.4)', () => {
  it('are named and followed when they do not come back, until each is settled with a reason', async () => {
    const { taskUid, notice } = await issuedNotice();
    await back(notice, [
      { name: '万用表', quantity: 1, state: 'unused' },
      { name: '电源板', quantity: 1, state: 'consumed' },
    ]);
    const listed = await supervisor.call('service.itemsOut', undefined as never);
    const items = listed.rows[0]?.items ?? [];
    expect(items.map((item) => [item.name, item.quantity, item.number])).toEqual([
      ['涉密U盘', 1, 'J-07'],
      ['电源板', 2, ''],
    ]);
    const ends = (await supervisor.call('service.chain', { uid: taskUid })).open.map((item) => item.what);
    expect(ends).toContain('涉密载体“涉密U盘 J-07”1 未带回');
    const [medium, boards] = items;
    const settle = (
      by: Colleague,
      item: (typeof items)[number] | undefined,
      how: 'consumed' | 'lost' | 'returned',
    ) => by.call('service.settleItem', { uid: item?.uid as never, how, note: '核实情况' });
    await expect(settle(supervisor, medium, 'consumed')).rejects.toMatchObject({
      code: 'item.settle-refused',
    });
    // Whoever sent people out does not settle a lost secret medium.
    await expect(settle(dispatcher, medium, 'lost')).rejects.toMatchObject({ code: 'item.settle-refused' });
    await settle(dispatcher, boards, 'consumed');
    await expect(settle(dispatcher, boards, 'consumed')).rejects.toMatchObject({
      code: 'item.settled-already',
    });
    await settle(supervisor, medium, 'returned');
    expect((await supervisor.call('service.itemsOut', undefined as never)).rows).toEqual([]);
    const chain = await supervisor.call('service.chain', { uid: taskUid });
    expect(chain.itemsOut.map((item) => item.how)).toEqual(['returned', 'consumed']);
    expect(chain.events.map((event) => event.what)).toContain('售后服务通知单 核销未带回物品');
  });

  it('are asked for anew when the notice is sent back and handed in again', async () => {
    const { notice } = await issuedNotice();
    await back(notice, []);
    await supervisor.call('records.move', { uid: notice, move: 'sendBack', reason: '带回清单未填' });
    await back(notice, [
      { name: '万用表', quantity: 1, state: 'unused' },
      { name: '涉密U盘', quantity: 1, number: 'J-07', state: 'used' },
      { name: '电源板', quantity: 3, state: 'unused' },
    ]);
    expect((await supervisor.call('service.itemsOut', undefined as never)).rows).toEqual([]);
  });
});

describe('a question to the technical department', () => {
  it('is answered by another person, keeps its answer, and keeps the task open until it is closed', async () => {
    const uid = await readyToClose();
    const expert = await office.hire('钱技术', ['technical']);
    const { uid: request } = await dispatcher.call('service.askSupport', {
      taskUid: uid,
      question: '电源板能否代用？',
    });
    await expect(move(dispatcher, uid, 'close')).rejects.toThrow('技术支持请求待答复');
    const waiting = await expert.call('service.supportRequests', undefined as never);
    expect(waiting.rows.map((row) => row.request.question)).toEqual(['电源板能否代用？']);
    const withdraw = { uid: request, note: '' };
    await expect(dispatcher.call('service.closeSupport', withdraw)).rejects.toMatchObject({
      code: 'support.state',
    });
    await expert.call('service.answerSupport', { uid: request, answer: '可用 B 型代替' });
    await expect(
      expert.call('service.answerSupport', { uid: request, answer: '改为 C 型' }),
    ).rejects.toMatchObject({ code: 'support.state' });
    await expect(move(dispatcher, uid, 'close')).rejects.toThrow('技术支持答复待采用');
    await dispatcher.call('service.closeSupport', withdraw);
    await move(dispatcher, uid, 'close');
    const detail = await dispatcher.call('records.open', { uid });
    expect(detail.content.closingProof).toContain('技术支持请求 1 项，均已答复并办结');
    expect(detail.content.closingProof).toContain('服务电话记录');
  });

  it('is not answered by the person who asked', async () => {
    const both = await office.hire('孙技术', ['technical', 'operator']);
    const uid = await task({ service: 'consultation', mode: 'remote' });
    const { uid: request } = await both.call('service.askSupport', { taskUid: uid, question: '能否代用？' });
    await expect(both.call('service.answerSupport', { uid: request, answer: '可以' })).rejects.toMatchObject({
      code: 'support.state',
    });
  });
});

describe('paper that was asked for', () => {
  it('keeps the task open and stands on its chain', async () => {
    const uid = await readyToClose();
    const { uid: call } = (await dispatcher.call('service.chain', { uid })).records[0] ?? { uid };
    await dispatcher.write(async (ctx) => {
      const record = await ctx.tx
        .selectFrom('records')
        .selectAll()
        .where('uid', '=', call)
        .executeTakeFirstOrThrow();
      await ctx.tx
        .insertInto('print_jobs')
        .values({
          uid: ctx.newUid(),
          class: 'draft',
          record_id: record.id,
          version: 1,
          digest: '0'.repeat(64),
          document: '服务电话记录',
          level: 1,
          marking: '内部',
          purpose: '会商',
          printer: 'P',
          applicant_id: ctx.actor.id,
          applied_at: ctx.now,
          state: 'applied',
        })
        .execute();
    });
    await expect(move(dispatcher, uid, 'close')).rejects.toThrow('打印申请待审批');
    const chain = await dispatcher.call('service.chain', { uid });
    expect(chain.events.at(-1)).toMatchObject({
      what: '服务电话记录 申请打印',
      by: '吴派工',
      detail: '会商',
    });
    expect(chain.open.find((item) => item.what === '打印申请待审批')?.record?.uid).toBe(call);
  });
});

describe('the board and the calendar of tasks', () => {
  it('show open tasks by step, by due day, and who is away', async () => {
    await task({ service: 'consultation', mode: 'remote', neededBy: '2026-11-30' });
    await task({ service: 'consultation', mode: 'remote', neededBy: '2026-11-25' });
    const { notice } = await issuedNotice();
    const { columns } = await dispatcher.call('service.board', { mine: false });
    const registered = columns.find((column) => column.state === 'registered');
    expect(registered?.count).toBe(3);
    expect(registered?.rows.map((row) => row.dueOn)).toEqual(['2026-11-25', '2026-11-30', null]);
    const { days } = await dispatcher.call('service.taskCalendar', { month: '2026-11' as Month });
    expect(days).toHaveLength(30);
    expect(days.filter((day) => day.due.length > 0).map((day) => day.day)).toEqual([
      '2026-11-25' as Day,
      '2026-11-30' as Day,
    ]);
    const away = days.filter((day) => day.away.length > 0);
    expect(away.map((day) => day.day)).toEqual(['2026-11-23']);
    expect(away[0]?.away[0]).toMatchObject({ uid: notice, words: '单工程' });
    expect(days[0]).toMatchObject({ day: '2026-11-01', working: false });
  });
});

describe('who may not read a task or a notice', () => {
  it('finds no trace of it on board, calendar, overdue list, among questions or missing things', async () => {
    const { taskUid, notice } = await issuedNotice();
    await dispatcher.call('service.askSupport', { taskUid, question: '电源板能否代用？' });
    const late = await task({ service: 'consultation', mode: 'remote', neededBy: '2026-11-01' });
    await supervisor.call('service.hold', { uid: late, reason: '等备件' });
    await task({ service: 'consultation', mode: 'remote', neededBy: '2026-11-02' });
    await back(notice, []);
    const nothing = undefined as never;
    const seen = async (who: Colleague) => {
      const board = await who.call('service.board', { mine: false });
      const calendar = await who.call('service.taskCalendar', { month: '2026-11' as Month });
      const { overdue, standing } = await who.call('service.overdue', nothing);
      return [
        board.columns.reduce((sum, column) => sum + column.count + column.rows.length, 0),
        calendar.days.reduce((sum, day) => sum + day.due.length + day.away.length, 0),
        overdue.length,
        standing.length,
        (await who.call('service.supportRequests', nothing)).rows.length,
        (await who.call('service.itemsOut', nothing)).rows.length,
      ];
    };
    expect((await seen(supervisor)).every((count) => count > 0)).toBe(true);
    // Reads tasks by role, and is named for none of these.
    expect(await seen(await office.hire('备件', ['sparesKeeper']))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
