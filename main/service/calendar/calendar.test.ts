import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../../tests/records/harness.ts';
import { recordByUid } from '../../database/stores/records.ts';

let office: Office;
let clerk: Colleague;
let dispatcher: Colleague;

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('王管理', ['informationOfficer']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
});
afterEach(() => office.close());

/** A notice whose staff came back on a day. */
async function returned(day: string): Promise<RecordUid> {
  const things = await stock(clerk, ['S001']);
  const task = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { service: 'visit', occasion: 'plan', description: '走访' },
  });
  const staff = await clerk.call('master.save', {
    uid: null,
    type: 'staff',
    content: {
      code: 'E01',
      name: '单工程',
      site: 'HQ',
      title: 'junior',
      products: [{ code: 'HG-1' }],
      trainings: [
        { kind: 'norms', day: '2026-01-01' },
        { kind: 'product', model: 'HG-1', day: '2026-01-01' },
      ],
    },
  });
  const notice = await dispatcher.call('service.startFor', {
    taskUid: task.uid as RecordUid,
    kind: 'dispatchNotice',
    equipmentUids: [],
    noticeUid: null,
  });
  const uid = notice.uid as RecordUid;
  const fields: readonly (readonly [string, unknown])[] = [
    ['place', '某港'],
    ['contact', '李参谋'],
    ['reason', 'plan'],
    ['staff', [{ staff: staff.uid, name: '单工程', lead: true }]],
  ];
  for (const [field, value] of fields) {
    await dispatcher.call('records.saveField', { uid, field, value: value as never });
  }
  await dispatcher.call('records.move', { uid, move: 'issue', password: testPassword });
  await dispatcher.call('records.saveField', { uid, field: 'returnedDay', value: day });
  return uid;
}
const dueOn = async (uid: RecordUid) =>
  (await recordByUid(office.scratch.database.read, uid))?.due_on ?? null;

describe('the working calendar of a year', () => {
  it('recomputes open due days when the year arrives, and again when it is corrected', async () => {
    office.now = new Date('2026-12-28T01:00:00.000Z');
    const uid = await returned('2026-12-29');
    expect(await dueOn(uid)).toBe('2027-01-01'); // weekdays are counted while the year has no file
    const file = { year: 2027, holidays: { '2027-01-01': '元旦' }, workdays: {} as Record<string, string> };
    const first = await clerk.call('calendar.save', { file, source: '国务院办公厅通知' });
    expect(first).toEqual({ version: 1, moved: 1 });
    expect(await dueOn(uid)).toBe('2027-01-04');
    const corrected = { ...file, workdays: { '2027-01-02': '元旦' } };
    expect(await clerk.call('calendar.save', { file: corrected, source: '更正' })).toEqual({
      version: 2,
      moved: 1,
    });
    expect(await dueOn(uid)).toBe('2027-01-02');
    const { rows } = await clerk.call('calendar.history', { year: 2027 });
    expect(rows.map((row) => [row.version, row.workdays])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  it('is asked for from 1 December on, and no longer when it is there', async () => {
    const texts = async (person = clerk) =>
      (await person.call('notices.list', undefined as never)).rows
        .map((row) => row.text)
        .filter((text) => text.includes('工作日历'));
    const missing = async () => (await clerk.call('calendar.years', undefined as never)).missing;
    office.now = new Date('2026-11-30T02:00:00.000Z');
    expect([await missing(), (await texts()).length]).toEqual([null, 0]);
    office.now = new Date('2026-12-01T02:00:00.000Z');
    expect(await missing()).toBe(2027);
    expect((await texts())[0]).toContain('2027 年还没有工作日历');
    expect(await texts(dispatcher)).toEqual([]);
    const file = { year: 2027, holidays: { '2027-01-01': '元旦' }, workdays: {} };
    await clerk.call('calendar.save', { file, source: '国务院办公厅通知' });
    expect([await missing(), (await texts()).length]).toEqual([null, 0]);
    const days = await clerk.call('master.calendar', { from: '2027-01-01' as Day, to: '2027-01-01' as Day });
    expect(days.days[0]).toMatchObject({ working: false, name: '元旦', undecided: false });
  });
});
