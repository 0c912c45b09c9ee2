import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';

let office: Office;
let clerk: Colleague;
let supervisor: Colleague;
let customer: MasterUid;

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  supervisor = await office.hire('郑主管', ['supervisor']);
  customer = (await stock(await office.hire('王管理', ['informationOfficer']))).customer;
});
afterEach(() => office.close());

async function task(neededBy: string): Promise<RecordUid> {
  const made = await clerk.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: {
      occasion: 'customer',
      description: '等用户定时间',
      service: 'consultation',
      mode: 'remote',
      neededBy,
    },
  });
  return made.uid as RecordUid;
}

const due = async (uid: RecordUid) => (await clerk.call('records.open', { uid })).row.dueOn;

describe('a clock that stands still', () => {
  it('is no longer overdue, keeps its reason, and goes on later by the days on which it stood', async () => {
    // Monday 23 November 2026; due on Wednesday.
    const uid = await task('2026-11-25');
    await supervisor.call('service.hold', { uid, reason: '用户出海，月底返港' });
    expect(await due(uid)).toBeNull();
    office.now = new Date('2026-11-30T01:00:00.000Z');
    const standing = await clerk.call('service.overdue', undefined as never);
    expect(standing.overdue).toEqual([]);
    expect(standing.standing.map(({ row, holds }) => [row.uid, holds[0]?.reason])).toEqual([
      [uid, '用户出海，月底返港'],
    ]);
    // Editing does not start the clock.
    await clerk.call('records.saveField', { uid, field: 'place', value: '青岛' });
    expect(await due(uid)).toBeNull();
    // Seven days from the 25th: Wednesday 2 December.
    expect(await supervisor.call('service.resume', { uid })).toEqual({ dueOn: '2026-12-02' });
    await clerk.call('records.saveField', { uid, field: 'place', value: '舟山' });
    expect(await due(uid)).toBe('2026-12-02');
    office.now = new Date('2026-12-03T01:00:00.000Z');
    const late = await clerk.call('service.overdue', undefined as never);
    expect(late.overdue.map(({ row, holds }) => [row.uid, holds[0]?.days])).toEqual([[uid, 7]]);
    // The same with a step in between.
    await clerk.call('records.saveField', { uid, field: 'responsibleSite', value: 'HQ' });
    await clerk.call('records.move', { uid, move: 'analyse', password: testPassword });
    expect(await due(uid)).toBe('2026-12-02');
  });

  it('moves off a rest day when it goes on', async () => {
    const uid = await task('2026-11-25');
    await supervisor.call('service.hold', { uid, reason: '等备件' });
    office.now = new Date('2026-11-26T01:00:00.000Z');
    // Three days from Wednesday: Saturday, so Monday.
    expect(await supervisor.call('service.resume', { uid })).toEqual({ dueOn: '2026-11-30' });
  });

  it('of a report goes on from the return of its people, later by the days on which it stood', async () => {
    const engineer = await office.hire('单工程', ['engineer', 'supervisor', 'dispatcher']);
    const uid = await task('2026-12-31');
    const make = async (kind: 'dispatchNotice' | 'repairReport', content: Record<string, never>) =>
      (
        await engineer.call('records.create', {
          kind,
          taskUid: uid,
          customerUid: customer,
          equipmentUids: [],
          occurredAt: null,
          parts: [],
          content,
        })
      ).uid as RecordUid;
    const notice = await make('dispatchNotice', {});
    await office.scratch.database.inTransaction(async (tx) => {
      const content = JSON.stringify({ returnedDay: '2026-11-23' });
      await tx.updateTable('records').set({ state: 'issued', content }).where('uid', '=', notice).execute();
    });
    const report = await make('repairReport', {});
    const dueOfReport = async () => (await engineer.call('records.open', { uid: report })).row.dueOn;
    expect(await dueOfReport()).toBe('2026-11-26');
    await supervisor.call('service.hold', { uid: report, reason: '等用户盖章' });
    // The people come back a second time: the clock goes on standing.
    await engineer.call('records.saveField', { uid: notice, field: 'returnedDay', value: '2026-11-24' });
    expect(await dueOfReport()).toBeNull();
    office.now = new Date('2026-11-27T01:00:00.000Z');
    expect(await supervisor.call('service.resume', { uid: report })).toEqual({ dueOn: '2026-12-01' });
  });

  it('is stopped once, and only where there is a clock', async () => {
    const uid = await task('2026-11-25');
    const hold = (record: RecordUid) => supervisor.call('service.hold', { uid: record, reason: '等备件' });
    await hold(uid);
    await expect(hold(uid)).rejects.toMatchObject({ code: 'hold.refused' });
    await supervisor.call('service.resume', { uid });
    await expect(supervisor.call('service.resume', { uid })).rejects.toMatchObject({ code: 'hold.refused' });
    const { uid: call } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {},
    });
    await expect(hold(call as RecordUid)).rejects.toMatchObject({ code: 'hold.refused' });
  });
});
