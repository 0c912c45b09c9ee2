import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../../tests/records/harness.ts';

let office: Office;
let clerk: Colleague;
let leader: Colleague;
let company: Colleague;
let dispatcher: Colleague;

beforeEach(async () => {
  office = await Office.open();
  office.now = new Date('2026-02-10T01:00:00.000Z');
  clerk = await office.hire('王管理', ['informationOfficer']);
  leader = await office.hire('方领导', ['centerLeader']);
  company = await office.hire('高经理', ['companyLeader']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
  await stock(clerk, ['S001']);
});
afterEach(() => office.close());

const move = (person: Colleague, uid: RecordUid, act: string) =>
  person.call('records.move', { uid, move: act as 'submit', password: testPassword });
const save = (uid: RecordUid, field: string, value: unknown) =>
  clerk.call('records.saveField', { uid, field, value: value as never });
const overview = (year = 2026, person = clerk) => person.call('plan.overview', { year });

async function draftPlan(year = 2026): Promise<RecordUid> {
  const { uid } = await clerk.call('plan.begin', { year, copyOpen: false });
  await save(uid as RecordUid, 'goals', '用户满意');
  await save(uid as RecordUid, 'measures', [{ what: '修订服务规范', day: `${year}-05-10`, owner: '王管理' }]);
  await save(uid as RecordUid, 'trainings', [
    { customer: 'K01 海军某部', model: 'HG-1', what: '操作培训', hours: 8, day: `${year}-06-01` },
  ]);
  await save(uid as RecordUid, 'visits', [
    { customer: 'K01', what: '回访', day: `${year}-04-20` },
    { customer: '没有的单位', what: '走访', day: `${year}-09-01` },
  ]);
  return uid as RecordUid;
}
async function putInForce(uid: RecordUid): Promise<void> {
  await move(clerk, uid, 'submit');
  await move(leader, uid, 'review');
  await move(company, uid, 'approve');
  await move(clerk, uid, 'putInForce');
}
const states = async (year = 2026) =>
  Object.fromEntries((await overview(year)).lines.map((row) => [row.line, row.state]));
const texts = async (person: Colleague) =>
  (await person.call('notices.list', undefined as never)).rows
    .filter((row) => row.clause === '5.4')
    .map((row) => row.text);

describe('the annual plan (5.4)', () => {
  it('goes from draft to force by three persons, its lines numbered, the sixth part pointing to the spares plan', async () => {
    const uid = await draftPlan();
    await expect(move(clerk, uid, 'review')).rejects.toThrow();
    await move(clerk, uid, 'submit');
    const opened = await clerk.call('records.open', { uid });
    expect(opened.row.registrationNumber).toBe('JH-2026-HQ-0001');
    expect(opened.content.spares).toContain('2026 年备件预投计划');
    await expect(move(company, uid, 'approve')).rejects.toThrow();
    await move(leader, uid, 'review');
    await move(company, uid, 'approve');
    expect((await overview()).inForce).toBeNull();
    await move(clerk, uid, 'putInForce');
    const shown = await overview();
    expect(shown.inForce?.uid).toBe(uid);
    expect(shown.lines.map((row) => row.line)).toEqual(['措-01', '培-01', '访-01', '访-02']);
    expect(shown.byPart.visits).toMatchObject({ planned: 2, done: 0 });
    await expect(clerk.call('plan.begin', { year: 2026, copyOpen: false })).rejects.toMatchObject({
      code: 'plan.exists',
    });
  });

  it('is not submitted with a line outside its year', async () => {
    const uid = await draftPlan();
    await save(uid, 'visits', [{ customer: 'K01', what: '回访', day: '2027-04-20' }]);
    await expect(move(clerk, uid, 'submit')).rejects.toMatchObject({ code: 'plan.lines' });
  });

  it('is asked for from 1 March and overdue from 1 April, by everybody who has a part in it', async () => {
    expect(await texts(clerk)).toEqual([]);
    office.now = new Date('2026-02-28T02:00:00.000Z');
    expect(await texts(leader)).toEqual([]);
    office.now = new Date('2026-03-01T02:00:00.000Z');
    for (const person of [clerk, leader, company]) expect((await texts(person))[0]).toContain('2026-03-31');
    expect(await texts(dispatcher)).toEqual([]);
    office.now = new Date('2026-03-31T02:00:00.000Z');
    expect((await texts(leader))[0]).not.toContain('逾期');
    office.now = new Date('2026-04-01T02:00:00.000Z');
    expect((await texts(leader))[0]).toContain('逾期');
    const uid = await draftPlan();
    await putInForce(uid);
    expect((await texts(leader)).filter((text) => text.includes('逾期：'))).toEqual([]);
  });

  it('makes tasks of its lines on their dates, counts them done when handed in, and the unplanned apart', async () => {
    await putInForce(await draftPlan());
    office.now = new Date('2026-04-20T01:00:00.000Z');
    expect(await states()).toMatchObject({ '访-01': 'due', '培-01': 'coming' });
    expect((await texts(dispatcher))[0]).toContain('访-01');
    const { tasks } = await dispatcher.call('plan.raise', { year: 2026, lines: ['访-01', '培-01'] });
    expect(await texts(dispatcher)).toEqual([]);
    const visit = await dispatcher.call('records.open', { uid: tasks[0] as RecordUid });
    expect(visit.row).toMatchObject({ registrationNumber: 'RW-2026-HQ-0001', dueOn: '2026-04-20' });
    expect(visit.content).toMatchObject({ service: 'visit', occasion: 'plan' });
    const training = await dispatcher.call('records.open', { uid: tasks[1] as RecordUid });
    expect(training.content).toMatchObject({ service: 'training', trainingHours: 8 });
    await expect(dispatcher.call('plan.raise', { year: 2026, lines: ['访-01'] })).rejects.toMatchObject({
      code: 'plan.line-refused',
    });
    await expect(dispatcher.call('plan.raise', { year: 2026, lines: ['访-02'] })).rejects.toMatchObject({
      message: expect.stringContaining('没有用户单位'),
    });
    await office.scratch.database.inTransaction(async (tx) => {
      await tx
        .insertInto('record_history')
        .values({
          record_id: (
            await tx
              .selectFrom('records')
              .select('id')
              .where('uid', '=', tasks[0] as string)
              .executeTakeFirstOrThrow()
          ).id,
          at: '2026-04-22T02:00:00.000Z',
          account_uid: dispatcher.uid,
          account_name: dispatcher.name,
          act: 'handIn',
          from_state: 'accepted',
          to_state: 'handedIn',
          version: 1,
          reason: '',
        })
        .execute();
      await tx
        .updateTable('records')
        .set({ state: 'handedIn' })
        .where('uid', '=', tasks[0] as string)
        .execute();
    });
    const extra = await dispatcher.call('records.create', {
      kind: 'task',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: { service: 'onSiteRepair', occasion: 'customer', description: '临时抢修' },
    });
    const shown = await overview();
    const line = shown.lines.find((row) => row.line === '访-01');
    expect(line).toMatchObject({ state: 'done', stateDay: '2026-04-22' });
    expect(shown.byMonth[3]).toMatchObject({ planned: 1, done: 1 });
    expect(shown.unplanned.map((row) => row.uid)).toEqual([extra.uid]);
    await dispatcher.call('plan.link', {
      taskUid: extra.uid as RecordUid,
      year: 2026,
      line: '访-02',
      reason: '改为抢修时走访',
    });
    expect((await overview()).unplanned).toEqual([]);
    expect((await states())['访-02']).toBe('underway');
  });

  it('has lines that are done or dropped by hand, with a reason, by who draws it up', async () => {
    await putInForce(await draftPlan());
    const settle = (line: string, outcome: 'done' | 'dropped' | 'reopened', person = clerk) =>
      person.call('plan.settle', { year: 2026, line, outcome, day: '2026-02-10' as Day, note: '已办理' });
    await expect(settle('措-01', 'done', dispatcher)).rejects.toMatchObject({ code: 'gate.forbidden' });
    await settle('措-01', 'done');
    await settle('访-02', 'dropped');
    await expect(settle('培-01', 'done')).rejects.toMatchObject({ code: 'plan.line-refused' });
    expect(await states()).toMatchObject({ '措-01': 'done', '访-02': 'dropped' });
    await settle('访-02', 'reopened');
    expect((await states())['访-02']).toBe('coming');
  });

  it('is amended by a version of its own, which keeps the numbers and takes over when it is in force', async () => {
    const first = await draftPlan();
    await putInForce(first);
    const { uid } = await clerk.call('plan.amend', { year: 2026, reason: '增加走访' });
    const amendment = uid as RecordUid;
    const visits = (await clerk.call('records.open', { uid: amendment })).content.visits as object[];
    await save(amendment, 'visits', [visits[1], { customer: 'K01', what: '年终走访', day: '2026-12-01' }]);
    expect((await overview()).inForce?.uid).toBe(first);
    await putInForce(amendment);
    const shown = await overview();
    expect(shown.inForce?.uid).toBe(amendment);
    expect(shown.versions.map((version) => version.amendment)).toEqual([1, 0]);
    // The struck-out 访-01 keeps its number for ever.
    expect(shown.lines.filter((row) => row.part === 'visits').map((row) => row.line)).toEqual([
      '访-02',
      '访-03',
    ]);
  });

  it('goes on with the open lines of the year before until the new plan is in force', async () => {
    await putInForce(await draftPlan());
    await clerk.call('plan.settle', {
      year: 2026,
      line: '措-01',
      outcome: 'done',
      day: '2026-02-10' as Day,
      note: '已修订',
    });
    office.now = new Date('2027-01-15T01:00:00.000Z');
    const carried = await overview(2027);
    expect(carried.linesFrom).toBe(2026);
    expect(carried.lines.map((row) => [row.line, row.state])).toEqual([
      ['培-01', 'late'],
      ['访-01', 'late'],
      ['访-02', 'late'],
    ]);
    const { tasks } = await dispatcher.call('plan.raise', { year: 2027, lines: ['访-01'] });
    expect(tasks).toHaveLength(1);
    const begun = await clerk.call('plan.begin', { year: 2027, copyOpen: true });
    const { content } = await clerk.call('records.open', { uid: begun.uid as RecordUid });
    expect(content.trainings).toMatchObject([{ what: '操作培训', hours: 8 }]);
    const uid = begun.uid as RecordUid;
    await save(uid, 'goals', '新目标');
    await save(uid, 'measures', [{ what: '新措施', day: '2027-05-10' }]);
    await save(uid, 'trainings', []);
    await save(uid, 'visits', []);
    await putInForce(uid);
    expect((await overview(2027)).lines.map((row) => row.line)).toEqual(['措-01']);
  });
});
