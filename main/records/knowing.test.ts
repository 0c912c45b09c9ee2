import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountUid, Day, RecordUid, SiteCode } from '../../shared/ids.ts';
import { type Colleague, Office, testPassword, wholeCall } from '../../tests/records/harness.ts';
import { requireReviewersRemain } from '../access/reviewers.ts';
import { insertSite } from '../database/stores/site.ts';

let office: Office;
let clerk: Colleague;
let archivist: Colleague;
let leader: Colleague;
let other: Colleague;

beforeAll(async () => {
  office = await Office.open();
  clerk = await office.hire('周娜', ['operator']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  leader = await office.hire('马领导', ['centerLeader']);
  other = await office.hire('副领导', ['centerLeader']);
});
afterAll(() => office.close());

async function call(by = clerk): Promise<RecordUid> {
  const { uid } = await by.call('records.create', {
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

const until = '2026-11-30' as Day;
const ask = async (uid: RecordUid, who: Colleague, by = clerk) => {
  await by.call('access.askReader', {
    uid,
    reader: { type: 'person', accountUid: who.uid as AccountUid },
    until,
    reason: '协助处理',
  });
  const { requests } = await leader.call('access.readers', { uid });
  const request = requests.at(-1);
  if (request === undefined) throw new Error('no request');
  return request.uid;
};
const hidden = { code: 'record.not-found' };

describe('a reader', () => {
  it('is asked for by somebody who reads the record, approved by a leader, and ends with the day', async () => {
    const uid = await call();
    const engineer = await office.hire('单工', ['engineer'], 2);
    await expect(engineer.call('records.open', { uid })).rejects.toMatchObject(hidden);
    const request = await ask(uid, engineer);
    await expect(engineer.call('records.open', { uid })).rejects.toMatchObject(hidden);
    await leader.call('access.decideReader', { uid: request, approve: true, answer: '' });
    expect((await engineer.call('records.open', { uid })).row.uid).toBe(uid);
    await expect(
      leader.call('access.decideReader', { uid: request, approve: true, answer: '' }),
    ).rejects.toMatchObject({ code: 'emergency.not-found' });
    const before = office.now;
    office.now = new Date('2026-11-30T15:59:00.000Z');
    expect((await engineer.call('records.open', { uid })).row.uid).toBe(uid);
    office.now = new Date('2026-11-30T16:00:00.000Z');
    await expect(engineer.call('records.open', { uid })).rejects.toMatchObject(hidden);
    office.now = before;
  });

  it.each([
    [
      'nobody who does not read it may ask',
      async (uid: RecordUid) => {
        const stranger = await office.hire('外人', ['engineer']);
        await ask(uid, stranger, stranger);
      },
      'record.not-found',
    ],
    [
      'the leader who asked does not approve',
      async (uid: RecordUid) => {
        const engineer = await office.hire('甲', ['engineer']);
        const request = await ask(uid, engineer, leader);
        await leader.call('access.decideReader', { uid: request, approve: true, answer: '' });
      },
      'record.reader-own',
    ],
    [
      'the leader who is to be named does not approve',
      async (uid: RecordUid) => {
        const request = await ask(uid, leader);
        await leader.call('access.decideReader', { uid: request, approve: true, answer: '' });
      },
      'record.reader-own',
    ],
    [
      'clearance is not replaced by a grant',
      async (uid: RecordUid) => {
        await clerk.call('records.saveHead', { uid, marking: '秘密★5年' });
        await ask(uid, await office.hire('低', ['engineer'], 1));
      },
      'record.reader-clearance',
    ],
    [
      'a role that may not read the kind is not replaced either',
      async (uid: RecordUid) => {
        await ask(uid, await office.hire('生产', ['production']));
      },
      'record.reader-role',
    ],
    [
      'an administrator reads nothing',
      async (uid: RecordUid) => {
        await ask(uid, await office.hire('管理员', ['systemAdmin']));
      },
      'record.reader-role',
    ],
    [
      'a term beyond a year is refused',
      async (uid: RecordUid) => {
        const engineer = await office.hire('乙', ['engineer']);
        await clerk.call('access.askReader', {
          uid,
          reader: { type: 'person', accountUid: engineer.uid as AccountUid },
          until: '2028-01-01' as Day,
          reason: '长期',
        });
      },
      'record.reader-term',
    ],
    [
      'a refusal needs a reason',
      async (uid: RecordUid) => {
        const request = await ask(uid, await office.hire('丙', ['engineer']));
        await leader.call('access.decideReader', { uid: request, approve: false, answer: '' });
      },
      'gate.bad-input',
    ],
  ] as const)('%s', async (_, attempt, code) => {
    const uid = await call();
    await expect(attempt(uid)).rejects.toMatchObject({ code });
  });

  it('may be an office: whoever holds the role, from the moment of holding it', async () => {
    const uid = await call();
    const quality = await office.hire('质量', ['qualityOfficer', 'engineer']);
    await expect(quality.call('records.open', { uid })).rejects.toMatchObject(hidden);
    await clerk.call('access.askReader', {
      uid,
      reader: { type: 'office', role: 'complaintHandler' },
      until,
      reason: '投诉',
    });
    const { requests } = await other.call('access.readers', { uid });
    await other.call('access.decideReader', { uid: requests[0]?.uid as never, approve: true, answer: '' });
    await leader.call('access.restrict', { uid, restricted: true, reason: '涉及投诉人' });
    const later = await office.hire('后来', ['complaintHandler']);
    expect((await later.call('records.open', { uid })).row.uid).toBe(uid);
    expect((await later.call('records.list', { filter: {} })).rows.map((row) => row.uid)).toContain(uid);
    await expect(quality.call('records.open', { uid })).rejects.toMatchObject(hidden);
    await leader.call('access.restrict', { uid, restricted: false, reason: '已办结' });
  });

  it('may be another site, up to the level that it may process', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      await insertSite(tx, { code: 'U1', name: '一单位', kind: 'unit', is_self: 0, highest_level: 2 });
    });
    const uid = await call();
    const site = { type: 'site', code: 'U1' as SiteCode } as const;
    await clerk.call('access.askReader', { uid, reader: site, until, reason: '由其办理' });
    await clerk.call('records.saveHead', { uid, marking: '机密★10年' });
    const { requests } = await leader.call('access.readers', { uid });
    await expect(
      leader.call('access.decideReader', { uid: requests[0]?.uid as never, approve: true, answer: '' }),
    ).rejects.toMatchObject({ code: 'record.reader-clearance' });
  });

  it('is ended at once by a leader; what the program names stays', async () => {
    const uid = await call();
    const engineer = await office.hire('丁', ['engineer']);
    await leader.call('access.decideReader', { uid: await ask(uid, engineer), approve: true, answer: '' });
    await leader.call('access.endReader', { uid, reader: `a:${engineer.uid}`, reason: '任务结束' });
    await expect(engineer.call('records.open', { uid })).rejects.toMatchObject(hidden);
    await expect(
      leader.call('access.endReader', { uid, reader: `a:${clerk.uid}`, reason: '试试' }),
    ).rejects.toMatchObject({ code: 'record.reader-fixed' });
  });
});

describe('a restricted record', () => {
  it('is read by the named alone, keeps a reader with review right, and is given back', async () => {
    const uid = await call();
    await leader.call('access.restrict', { uid, restricted: true, reason: '涉及个人' });
    await expect(archivist.call('records.open', { uid })).rejects.toMatchObject(hidden);
    await expect(other.call('records.open', { uid })).rejects.toMatchObject(hidden);
    expect((await clerk.call('records.open', { uid })).restricted).toBe(true);
    await expect(
      leader.call('access.endReader', { uid, reader: `a:${leader.uid}`, reason: '调离' }),
    ).rejects.toMatchObject({ code: 'record.no-reviewer' });
    await expect(
      leader.write(async (ctx) => await requireReviewersRemain(ctx, leader.uid as AccountUid, null)),
    ).rejects.toMatchObject({ code: 'people.last-reviewer', params: { detail: '服务电话记录 1 份' } });
    await leader.call('access.restrict', { uid, restricted: false, reason: '不再需要' });
    expect((await archivist.call('records.open', { uid })).restricted).toBe(false);
    await leader.write(async (ctx) => await requireReviewersRemain(ctx, leader.uid as AccountUid, null));
  });
});

describe('emergency access', () => {
  const number = async (uid: RecordUid): Promise<string> =>
    (await clerk.call('records.open', { uid })).row.number;
  const closed = async () => {
    const uid = await call();
    await clerk.call('records.move', { uid, move: 'close', password: testPassword });
    return uid;
  };

  it('is answered alike for a record and for none; a leader grants it, it ends by the hour, readers are told', async () => {
    const uid = await closed();
    const engineer = await office.hire('急', ['engineer']);
    const answer = await engineer.call('access.askEmergency', {
      number: await number(uid),
      reason: '现场抢修',
      hours: 2,
    });
    const none = await engineer.call('access.askEmergency', {
      number: 'HQ-DH-2026-9999',
      reason: '现场抢修',
      hours: 2,
    });
    expect(answer).toEqual(none);
    const { rows } = await leader.call('access.emergencies', undefined as never);
    expect(rows.map((row) => row.row?.uid ?? null)).toEqual([uid, null]);
    const [wanted, nothing] = rows;
    await leader.call('access.decideEmergency', { uid: wanted?.uid as never, approve: true, answer: '' });
    await expect(
      leader.call('access.decideEmergency', { uid: nothing?.uid as never, approve: true, answer: '' }),
    ).rejects.toMatchObject(hidden);
    await leader.call('access.decideEmergency', {
      uid: nothing?.uid as never,
      approve: false,
      answer: '查无此号',
    });
    expect((await engineer.call('records.open', { uid })).row.uid).toBe(uid);
    const told = await archivist.call('access.notices', undefined as never);
    expect(told.rows.map((row) => [row.who, row.row.uid])).toEqual([['急', uid]]);
    await archivist.call('access.acknowledge', { uid: told.rows[0]?.uid as never });
    expect((await archivist.call('access.notices', undefined as never)).rows).toEqual([]);
    const before = office.now;
    office.now = new Date(before.getTime() + 2 * 3_600_000);
    await expect(engineer.call('records.open', { uid })).rejects.toMatchObject(hidden);
    const own = (await engineer.call('access.ownEmergencies', undefined as never)).rows;
    expect(own.map((row) => [row.decision, row.recordUid])).toEqual([
      ['refused', null],
      ['approved', null],
    ]);
    office.now = before;
  });

  it('is granted by the duty leader on the days of the duty alone, never above the clearance, never to oneself', async () => {
    const uid = await closed();
    const low = await office.hire('低二', ['engineer'], 1);
    const duty = await office.hire('值班', ['supervisor']);
    await low.call('access.askEmergency', { number: await number(uid), reason: '现场', hours: 24 });
    const [request] = (await leader.call('access.emergencies', undefined as never)).rows;
    const decide = { uid: request?.uid as never, approve: true, answer: '' };
    await expect(duty.call('access.decideEmergency', decide)).rejects.toMatchObject({
      code: 'emergency.not-on-duty',
    });
    const today = (await leader.read()).today;
    await leader.call('access.appointDuty', { accountUid: duty.uid as AccountUid, from: today, to: today });
    await archivist.call('records.move', {
      uid,
      move: 'archive',
      original: { received: true, from: '周', place: '柜', dueOn: null },
    });
    const officer = await office.hire('定密', ['markingOfficer']);
    await office.scratch.database.inTransaction(async (tx) => {
      await tx.updateTable('records').set({ level: 2, marking: '秘密★5年' }).where('uid', '=', uid).execute();
    });
    expect(officer.uid).toBeDefined();
    await expect(duty.call('access.decideEmergency', decide)).rejects.toMatchObject({
      code: 'record.reader-clearance',
    });
    await duty.call('access.decideEmergency', { ...decide, approve: false, answer: '等级不够' });
    await leader.call('access.askEmergency', { number: await number(uid), reason: '自己', hours: 1 });
    const [own] = (await leader.call('access.emergencies', undefined as never)).rows;
    expect(own?.blocked).toContain('申请人');
    await expect(
      leader.call('access.decideEmergency', { uid: own?.uid as never, approve: true, answer: '' }),
    ).rejects.toMatchObject({ code: 'record.reader-own' });
  });

  it('leaves the queue undecided when the term of the policy is over, and is decided no more', async () => {
    const engineer = await office.hire('急二', ['engineer']);
    const uid = await closed();
    await engineer.call('access.askEmergency', { number: await number(uid), reason: '现场', hours: 24 });
    const waiting = async () =>
      (await leader.call('access.emergencies', undefined as never)).rows.filter(
        (row) => row.askedBy === '急二',
      );
    const [request] = await waiting();
    if (request === undefined) throw new Error('no request');
    const { askedAt, endsAt } = request;
    expect(Date.parse(endsAt) - Date.parse(askedAt)).toBe(24 * 3_600_000);
    const before = office.now;
    // The clock moves by a second with each call.
    office.now = new Date(Date.parse(endsAt) - 2000);
    expect((await waiting()).map((row) => row.uid)).toContain(request.uid);
    for (const approve of [true, false]) {
      await expect(
        leader.call('access.decideEmergency', { uid: request.uid, approve, answer: '迟了' }),
      ).rejects.toMatchObject({ code: 'emergency.not-found' });
    }
    expect((await waiting()).map((row) => row.uid)).not.toContain(request.uid);
    const [own] = (await engineer.call('access.ownEmergencies', undefined as never)).rows;
    expect(own).toMatchObject({ uid: request.uid, decision: null, ended: true, recordUid: null });
    // Asked again, it waits again.
    await engineer.call('access.askEmergency', { number: await number(uid), reason: '现场', hours: 24 });
    expect(await waiting()).toHaveLength(1);
    await leader.call('access.decideEmergency', {
      uid: (await waiting())[0]?.uid as never,
      approve: false,
      answer: '不再需要',
    });
    office.now = before;
  });

  it('is refused by the database itself to administrators, above the clearance and beyond a day', async () => {
    const uid = await closed();
    const admin = await office.hire('系', ['systemAdmin']);
    const low = await office.hire('低三', ['engineer'], 1);
    const { database } = office.scratch;
    const idOf = async (who: Colleague) =>
      (
        await database.read
          .selectFrom('accounts')
          .select('id')
          .where('uid', '=', who.uid)
          .executeTakeFirstOrThrow()
      ).id;
    const record = await database.read
      .selectFrom('records')
      .select('id')
      .where('uid', '=', uid)
      .executeTakeFirstOrThrow();
    const request = office.newUid();
    const asked = {
      uid: request,
      account_id: await idOf(low),
      number: 'x',
      reason: 'y',
      hours: 24,
      asked_at: '2026-11-23T00:00:00.000Z',
      ends_at: '2026-11-24T00:00:00.000Z',
    };
    const granted = {
      decided_at: '2026-11-23T01:00:00.000Z',
      decision: 'approved' as const,
      record_id: record.id,
      until: '2026-11-24T01:00:00.000Z',
    };
    await database.inTransaction(
      async (tx) => void (await tx.insertInto('emergency_requests').values(asked).execute()),
    );
    const attack = (change: object) =>
      database.inTransaction(async (tx) => {
        await tx
          .updateTable('emergency_requests')
          .set({ ...granted, ...change })
          .where('uid', '=', request)
          .execute();
      });
    await expect(attack({ decided_by: await idOf(admin) })).rejects.toThrow();
    await expect(attack({ decided_by: await idOf(low) })).rejects.toThrow();
    await expect(
      attack({ decided_by: await idOf(leader), until: '2026-11-24T02:00:00.000Z' }),
    ).rejects.toThrow();
    await expect(
      attack({
        decided_by: await idOf(leader),
        decided_at: '2026-11-24T00:00:00.000Z',
        until: '2026-11-24T10:00:00.000Z',
      }),
    ).rejects.toThrow(/CHECK/);
    await database.inTransaction(async (tx) => {
      await tx.updateTable('records').set({ level: 2 }).where('id', '=', record.id).execute();
    });
    await expect(attack({ decided_by: await idOf(leader) })).rejects.toThrow();
  });
});
