import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, testPassword, wholeCall } from '../../tests/records/harness.ts';

let office: Office;
let clerk: Colleague;
let archivist: Colleague;
let officer: Colleague;

beforeAll(async () => {
  office = await Office.open();
  clerk = await office.hire('周娜', ['operator']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  officer = await office.hire('定密', ['markingOfficer']);
});
afterAll(() => office.close());

async function call(): Promise<RecordUid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: wholeCall,
  });
  return uid as RecordUid;
}
const archive = async (uid: RecordUid) => {
  await clerk.call('records.move', { uid, move: 'close', password: testPassword });
  await archivist.call('records.move', {
    uid,
    move: 'archive',
    original: { received: true, from: '周', place: '柜', dueOn: null },
  });
};
const decide = (uid: RecordUid, marking: string, by = officer) =>
  by.call('records.decideMarking', { uid, marking, reason: '涉及装备性能', password: testPassword });
const behind = (uid: RecordUid, change: object) =>
  office.scratch.database.inTransaction(async (tx) => {
    await tx.updateTable('records').set(change).where('uid', '=', uid).execute();
  });
const problemOf = async (uid: RecordUid) => (await archivist.call('records.open', { uid })).markProblem;

describe('a mark', () => {
  it('is proposed by the author, reaches the officer with it, and is decided by another hand', async () => {
    const uid = await call();
    await expect(officer.call('records.open', { uid })).rejects.toMatchObject({ code: 'record.not-found' });
    await clerk.call('records.saveHead', { uid, marking: '机密★10年' });
    const waiting = (await officer.call('access.marksProposed', undefined as never)).rows;
    expect(waiting.map((row) => [row.row.uid, row.marking, row.by])).toEqual([[uid, '机密★10年', '周娜']]);
    await decide(uid, '机密★10年');
    expect((await officer.call('access.marksProposed', undefined as never)).rows).toEqual([]);
    await decide(uid, '秘密★5年');
    await decide(uid, '内部');
    const { markings } = await archivist.call('records.open', { uid });
    expect(markings.map((line) => line.status)).toEqual(['proposed', 'formal', 'changed', 'lifted']);
  });

  it('is not decided by who proposed it, and not by the author of what nobody proposed', async () => {
    const both = await office.hire('双岗', ['operator', 'markingOfficer']);
    const { uid } = await both.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: wholeCall,
    });
    await expect(decide(uid as RecordUid, '秘密★5年', both)).rejects.toMatchObject({
      code: 'record.mark-own',
    });
    await both.call('records.saveHead', { uid, marking: '秘密★5年' });
    await expect(decide(uid as RecordUid, '秘密★5年', both)).rejects.toMatchObject({
      code: 'record.mark-own',
    });
    await decide(uid as RecordUid, '秘密★5年');
  });

  it('is never lowered in a draft once it was decided', async () => {
    const uid = await call();
    await clerk.call('records.saveHead', { uid, marking: '机密★10年' });
    await decide(uid, '机密★10年');
    await expect(clerk.call('records.saveHead', { uid, marking: '秘密★5年' })).rejects.toMatchObject({
      code: 'record.marking-lower',
    });
    await clerk.call('records.saveHead', { uid, marking: '机密★20年' });
  });

  it('is not raised above everybody who could review the record', async () => {
    const small = await Office.open('HQ');
    const writer = await small.hire('甲', ['operator'], 3);
    await small.hire('乙', ['informationOfficer'], 2);
    const { uid } = await writer.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: wholeCall,
    });
    const marker = await small.hire('丙', ['markingOfficer'], 3);
    await writer.call('records.saveHead', { uid, marking: '秘密★5年' });
    await expect(
      marker.call('records.decideMarking', {
        uid,
        marking: '机密★5年',
        reason: '性能',
        password: testPassword,
      }),
    ).rejects.toMatchObject({ code: 'record.no-reviewer' });
    await small.close();
  });

  it.each([
    ['a draft', false, '秘密★5年'],
    ['an archived record', true, '秘密★5年'],
  ] as const)('of %s that was changed behind the program shows', async (_, archived, marking) => {
    const uid = await call();
    await clerk.call('records.saveHead', { uid, marking });
    if (archived) await archive(uid);
    expect(await problemOf(uid)).toBeNull();
    await behind(uid, { marking: '内部', level: 1 });
    expect(await problemOf(uid)).toContain('密级标志');
    await behind(uid, { marking, level: 1 });
    expect(await problemOf(uid)).toContain('密级标志');
    await behind(uid, { marking, level: 2 });
    expect(await problemOf(uid)).toBeNull();
  });

  it('decided after archiving counts by its signature; a forged decision does not', async () => {
    const uid = await call();
    await clerk.call('records.saveHead', { uid, marking: '秘密★5年' });
    await archive(uid);
    await decide(uid, '机密★10年');
    expect(await problemOf(uid)).toBeNull();
    await office.scratch.database.inTransaction(async (tx) => {
      const record = await tx
        .selectFrom('records')
        .select(['id', 'digest'])
        .where('uid', '=', uid)
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('marking_decisions')
        .values({
          record_id: record.id,
          level: 1,
          marking: '内部',
          status: 'lifted',
          proposed_by: officer.uid,
          decided_by: officer.uid,
          reason: '伪造',
          digest: record.digest,
          signature: 'forged',
          at: '2026-11-23T09:00:00.000Z',
        })
        .execute();
    });
    await behind(uid, { marking: '内部', level: 1 });
    expect(await problemOf(uid)).toContain('密级标志');
  });

  it('is listed 90 days before its term ends, counted from the day of the record', async () => {
    const uid = await call();
    await clerk.call('records.saveHead', { uid, marking: '秘密★1年' });
    const listed = async () =>
      (await officer.call('access.marksEnding', undefined as never)).rows.filter(
        (row) => row.row.uid === uid,
      );
    expect(await listed()).toEqual([]);
    const before = office.now;
    const made = Date.parse((await clerk.call('records.open', { uid })).row.recordedAt);
    const end = new Date(made + 8 * 3_600_000);
    end.setUTCFullYear(end.getUTCFullYear() + 1);
    const ends = end.toISOString().slice(0, 10);
    office.now = new Date(Date.parse(ends) - 91 * 86_400_000);
    expect(await listed()).toEqual([]);
    office.now = new Date(Date.parse(ends) - 90 * 86_400_000);
    expect((await listed()).map((row) => row.endsOn)).toEqual([ends]);
    office.now = before;
  });
});
