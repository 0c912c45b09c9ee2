import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, buildCalendar } from '../../../shared/calendar/calendar.ts';
import type { AccountUid, Day, ObjectUid } from '../../../shared/ids.ts';
import { hasGap, isDutyDay, shiftOn } from '../../../shared/rules/dutyHours.ts';
import { type Colleague, Office, wholeCall } from '../../../tests/records/harness.ts';

let office: Office;
let planner: Colleague;
let first: Colleague;
let second: Colleague;

beforeEach(async () => {
  office = await Office.open();
  planner = await office.hire('王管理', ['informationOfficer']);
  first = await office.hire('周信息', ['operator']);
  second = await office.hire('郑信息', ['operator']);
});
afterEach(() => office.close());

const assign = (
  post: 'hotline' | 'dutyPhone',
  person: Colleague,
  from: string,
  to: string,
  replace = false,
) =>
  planner.call('duty.assign', {
    post,
    accountUid: person.uid as AccountUid,
    from: from as Day,
    to: to as Day,
    replace,
  });
const roster = (from: string, days: number) => planner.call('duty.roster', { from: from as Day, days });
const call = async (by: Colleague, need: string) => {
  const made = await by.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { ...wholeCall, need },
  });
  return made.uid;
};

describe('the duty roster (5.5.2)', () => {
  it('puts the hotline on workdays and the duty phone on every day, and names who is on duty now', async () => {
    // 28 and 29 November 2026 are a weekend.
    expect(await assign('hotline', first, '2026-11-26', '2026-11-30')).toEqual({ made: 3, skipped: 2 });
    expect(await assign('dutyPhone', second, '2026-11-26', '2026-11-30')).toEqual({ made: 5, skipped: 0 });
    const { days } = await roster('2026-11-26', 6);
    expect(days.map((day) => day.gaps)).toEqual([[], [], [], [], [], ['hotline', 'dutyPhone']]);
    const names = async (at: string) => {
      office.now = new Date(at);
      return (await roster('2026-11-26', 1)).now.map(({ shift }) => shift?.person.name ?? null);
    };
    expect(await names('2026-11-26T02:00:00.000Z')).toEqual(['周信息', '郑信息']); // 10:00 at the site
    expect(await names('2026-11-26T14:00:00.000Z')).toEqual([null, '郑信息']); // 22:00: the hotline has closed
    expect(await names('2026-11-27T00:20:00.000Z')).toEqual([null, '郑信息']); // 08:20: still last night's shift
  });

  it('has one person on a post at a time, replaced only when asked, and keeps what was taken off', async () => {
    await assign('dutyPhone', first, '2026-11-26', '2026-11-26');
    await expect(assign('dutyPhone', second, '2026-11-25', '2026-11-27')).rejects.toMatchObject({
      code: 'roster.taken',
    });
    expect(await assign('dutyPhone', second, '2026-11-25', '2026-11-27', true)).toEqual({
      made: 3,
      skipped: 0,
    });
    const { days } = await roster('2026-11-26', 1);
    const shift = days[0]?.shifts.find((one) => one.from.startsWith('2026-11-26'));
    expect(shift?.person.name).toBe('郑信息');
    await planner.call('duty.takeOff', { uid: shift?.uid as ObjectUid, reason: '请假' });
    expect((await roster('2026-11-26', 1)).days[0]?.gaps).toEqual(['hotline', 'dutyPhone']);
    const kept = await office.scratch.database.read
      .selectFrom('duty_shifts')
      .select(['account_name', 'ended_reason'])
      .where('ended_at', 'is not', null)
      .orderBy('id')
      .execute();
    expect(kept).toEqual([
      { account_name: '周信息', ended_reason: '改由郑信息值班' },
      { account_name: '郑信息', ended_reason: '请假' },
    ]);
    const two = office.scratch.database.inTransaction(async (tx) => {
      const row = await tx
        .selectFrom('duty_shifts')
        .selectAll()
        .where('ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      const { id: _, ...rest } = row;
      await tx
        .insertInto('duty_shifts')
        .values({ ...rest, uid: office.newUid() })
        .execute();
    });
    await expect(two).rejects.toThrow(/two persons on one duty/);
  });

  it('refuses past days and people who answer no telephone', async () => {
    await expect(assign('hotline', first, '2026-11-20', '2026-11-24')).rejects.toMatchObject({
      code: 'roster.refused',
    });
    const keeper = await office.hire('文印', ['printKeeper']);
    await expect(assign('hotline', keeper, '2026-11-24', '2026-11-24')).rejects.toMatchObject({
      code: 'roster.refused',
    });
  });

  it('warns of days without anybody, once there is a roster', async () => {
    const texts = async () =>
      (await planner.call('notices.list', undefined as never)).rows
        .filter((row) => row.clause === '5.5.2')
        .map((row) => row.text);
    expect(await texts()).toEqual([]);
    await assign('dutyPhone', first, '2026-11-23', '2026-11-25');
    await assign('hotline', first, '2026-11-23', '2026-11-26');
    expect(await texts()).toEqual(['值班无人：2026-11-26 值班电话。']);
  });

  it('leaves no moment of a duty to nobody when every shift is there', () => {
    const calendar = buildCalendar();
    const start = '2026-01-01' as Day;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 364 }),
        fc.constantFrom('hotline', 'dutyPhone'),
        (offset, post) => {
          const day = addDays(start, offset);
          expect(hasGap(post, day, [shiftOn(post, day)])).toBe(false);
          expect(hasGap(post, day, [])).toBe(true);
          const { from, to } = shiftOn(post, day);
          const middle = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();
          expect(hasGap(post, day, [{ from, to: middle }])).toBe(true);
          expect(
            hasGap(post, day, [
              { from: middle, to },
              { from, to: middle },
            ]),
          ).toBe(false);
          if (post === 'dutyPhone') expect(isDutyDay(post, day, calendar)).toBe(true);
        },
      ),
    );
  });
});

describe('hand-over of open calls', () => {
  it('passes open calls on when the next person takes them, with both names', async () => {
    const open = await call(first, '询问备件');
    await call(second, '别人的来电');
    const given = await first.call('duty.give', {
      post: 'dutyPhone',
      toUid: second.uid as AccountUid,
      note: '备件待回电',
    });
    expect(given.calls).toBe(1);
    const owner = async () => (await first.call('records.open', { uid: open as never })).history.at(-1);
    expect((await owner())?.act).not.toContain('移交');
    const waiting = (await second.call('notices.list', undefined as never)).rows.map((row) => row.text);
    expect(waiting).toEqual(['周信息 向您交班，1 件未办结的来电待接收。']);
    await expect(first.call('duty.take', { uid: given.uid as ObjectUid })).rejects.toMatchObject({
      code: 'roster.refused',
    });
    expect(await second.call('duty.take', { uid: given.uid as ObjectUid })).toEqual({ calls: 1 });
    const { rows, open: left } = await second.call('duty.handovers', undefined as never);
    expect(rows[0]).toMatchObject({ calls: 1, mine: false, note: '备件待回电' });
    expect(left.map((row) => row.title).sort()).toEqual(['别人的来电', '询问备件'].sort());
    expect((await first.call('duty.handovers', undefined as never)).open).toEqual([]);
    // The note is for the two of them.
    const stranger = await office.hire('路过', ['sparesKeeper']);
    expect((await stranger.call('duty.handovers', undefined as never)).rows[0]).toMatchObject({
      calls: 1,
      note: '',
    });
    await expect(second.call('duty.take', { uid: given.uid as ObjectUid })).rejects.toMatchObject({
      code: 'roster.refused',
    });
  });

  it('goes neither to oneself nor to somebody cleared below a call', async () => {
    const give = (to: Colleague) =>
      first.call('duty.give', { post: 'hotline', toUid: to.uid as AccountUid, note: '' });
    await expect(give(first)).rejects.toMatchObject({ code: 'people.same-person' });
    const uid = await call(first, '涉密来电');
    await first.call('records.saveHead', { uid: uid as never, marking: '秘密★5年' });
    const low = await office.hire('低等级', ['operator'], 1);
    await expect(give(low)).rejects.toMatchObject({ code: 'leaving.clearance' });
  });
});
