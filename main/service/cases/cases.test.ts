import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../../tests/records/harness.ts';

let office: Office;
let clerk: Colleague;
let handler: Colleague;
let quality: Colleague;
let archivist: Colleague;
let supervisor: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  handler = await office.hire('韩投诉', ['complaintHandler']);
  quality = await office.hire('尤质量', ['qualityOfficer']);
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
async function made(person: Colleague, kind: string, content: Fields, equipment: readonly MasterUid[] = []) {
  const { uid } = await person.call('records.create', {
    kind: kind as 'phoneRecord',
    taskUid: null,
    customerUid: kind === 'designChange' || person.uid.startsWith('U1') ? null : things.customer,
    equipmentUids: [...equipment],
    occurredAt: null,
    parts: [],
    content: content as never,
  });
  return uid as RecordUid;
}
const call = (more: Fields = {}) =>
  made(clerk, 'phoneRecord', {
    ...wholeCall,
    startedAt: '2026-11-23T00:30:00.000Z',
    need: '维修迟迟不来',
    ...more,
  });
const overview = (person: Colleague, uid: RecordUid) => person.call('cases.overview', { uid });
const person = (colleague: Colleague) => ({ uid: colleague.uid, name: colleague.name });

const reply = {
  repliedAt: '2026-11-23T01:00:00.000Z',
  replyWay: 'phone',
  replyContent: '已安排人员',
};
const handled = {
  cause: '派工漏登',
  justified: 'yes',
  responsibleDepartment: '客户服务中心',
  correction: '补派并复查派工记录',
  correctedDay: '2026-11-23',
};
const answered = {
  answeredAt: '2026-11-23T02:00:00.000Z',
  answerWay: 'phone',
  answer: '已派出，致歉',
  satisfied: 'yes',
};

/** A complaint opened from a call and given to its handler. */
async function complaint(): Promise<RecordUid> {
  const { uid } = await clerk.call('cases.openFrom', { fromUid: await call(), kind: 'complaint' });
  await fill(clerk, uid, { complaintClass: 'timeliness', handler: person(handler) });
  return uid;
}

describe('complaint (5.6)', () => {
  it('is opened from a call with what the call says, numbered at once, and runs from its receipt', async () => {
    const uid = await complaint();
    const detail = await handler.call('records.open', { uid });
    expect(detail.row).toMatchObject({ registrationNumber: 'TS-2026-HQ-0001', dueOn: '2026-11-24' });
    expect(detail.content).toMatchObject({
      complainant: '李参谋',
      content: '维修迟迟不来',
      receivedWay: 'phone',
    });
    const { clocks } = await overview(handler, uid);
    expect(clocks.map((clock) => [clock.key, clock.dueAt ?? clock.due, clock.state])).toEqual([
      ['firstReply', '2026-11-24T00:30:00.000Z', 'running'],
      ['closing', '2026-12-07', 'running'],
    ]);
  });

  it('goes from first reply to closing by its handler, each step signed, and the archive number follows', async () => {
    const uid = await complaint();
    await fill(handler, uid, reply);
    await move(handler, uid, 'reply');
    // What was signed is written no more; the next part is.
    await expect(fill(handler, uid, { replyContent: '改' })).rejects.toMatchObject({
      code: 'record.not-draft',
    });
    await fill(handler, uid, handled);
    await move(handler, uid, 'correct');
    await fill(handler, uid, answered);
    expect((await move(handler, uid, 'close')).state).toBe('closed');
    const detail = await handler.call('records.open', { uid });
    expect(detail.signatures.map((one) => [one.purpose, one.valid])).toEqual([
      ['reply', true],
      ['correct', true],
      ['close', true],
    ]);
    expect(detail.row.dueOn).toBeNull();
    expect((await move(archivist, uid, 'archive')).archiveNumber).toBe('DA-TS-2026-HQ-0001');
  });

  it('is not answered by anybody but the named handler, nor without one', async () => {
    const uid = await complaint();
    await fill(handler, uid, reply);
    await expect(move(supervisor, uid, 'reply')).rejects.toMatchObject({ code: 'case.not-handler' });
    await fill(clerk, uid, { handler: null });
    await expect(move(handler, uid, 'reply')).rejects.toMatchObject({ code: 'record.incomplete' });
  });

  it('asks why when the first reply came after 24 hours, and accepts it with the reason', async () => {
    const uid = await complaint();
    office.now = new Date('2026-11-25T02:00:00.000Z');
    expect((await overview(handler, uid)).clocks[0]).toMatchObject({ state: 'overdue' });
    await fill(handler, uid, { ...reply, repliedAt: '2026-11-24T00:30:00.001Z' });
    await expect(move(handler, uid, 'reply')).rejects.toThrow('超过 24 小时的原因');
    await fill(handler, uid, { ...reply, repliedAt: '2026-11-24T00:30:00.000Z' });
    expect((await overview(handler, uid)).gaps).toEqual([]);
    await fill(handler, uid, { repliedAt: '2026-11-24T09:00:00.000Z', lateReplyReason: '用户电话占线' });
    await move(handler, uid, 'reply');
  });

  it('asks why when it closes after ten working days, and moves the day by a hold with its reason', async () => {
    const uid = await complaint();
    await fill(handler, uid, reply);
    await move(handler, uid, 'reply');
    await fill(handler, uid, handled);
    await move(handler, uid, 'correct');
    await handler.call('cases.hold', { uid, reason: '等待用户提供航次' });
    expect((await handler.call('records.open', { uid })).row.dueOn).toBeNull();
    expect((await overview(handler, uid)).clocks[1]).toMatchObject({ state: 'held' });
    await expect(handler.call('cases.hold', { uid, reason: '再停' })).rejects.toMatchObject({
      code: 'case.held-already',
    });
    office.now = new Date('2026-11-26T02:00:00.000Z');
    await handler.call('cases.resume', { uid });
    await expect(handler.call('cases.resume', { uid })).rejects.toMatchObject({ code: 'case.not-held' });
    // Three working days later than the seventh of December.
    expect((await handler.call('records.open', { uid })).row.dueOn).toBe('2026-12-10');
    office.now = new Date('2026-12-11T02:00:00.000Z');
    await fill(handler, uid, answered);
    await expect(move(handler, uid, 'close')).rejects.toThrow('须填写超过期限的原因');
    await fill(handler, uid, { lateReason: '用户出海' });
    await move(handler, uid, 'close');
  });

  it('that leaves the customer dissatisfied is closed only with an improvement item, and may be opened again', async () => {
    const uid = await complaint();
    await fill(handler, uid, reply);
    await move(handler, uid, 'reply');
    await fill(handler, uid, handled);
    await move(handler, uid, 'correct');
    await fill(handler, uid, { ...answered, satisfied: 'no' });
    await expect(move(handler, uid, 'close')).rejects.toThrow('未开立服务改进项');
    const { uid: item } = await handler.call('cases.openFrom', { fromUid: uid, kind: 'improvement' });
    expect((await handler.call('records.open', { uid: item })).content).toMatchObject({
      origin: 'complaint',
    });
    await move(handler, uid, 'close');
    await move(handler, uid, 'reopen', '用户再次投诉');
    const again = await handler.call('records.open', { uid });
    expect(again.content).toMatchObject({ reopened: 1, satisfied: null, cause: '派工漏登' });
    expect(again.row).toMatchObject({ state: 'replied', dueOn: '2026-12-07' });
  });

  it('is opened once from a record', async () => {
    const from = await call();
    await clerk.call('cases.openFrom', { fromUid: from, kind: 'complaint' });
    await expect(clerk.call('cases.openFrom', { fromUid: from, kind: 'complaint' })).rejects.toMatchObject({
      code: 'case.doubled',
    });
    await expect(clerk.call('cases.openFrom', { fromUid: from, kind: 'returnCase' })).rejects.toMatchObject({
      code: 'case.not-from-here',
    });
  });

  it('is opened at the center only: a unit telephones and sends its own record', async () => {
    const unit = await Office.open('U1', 'unit');
    try {
      const officer = await unit.hire('专人', ['unitOfficer', 'operator']);
      const from = await made(officer, 'phoneRecord', wholeCall);
      const opening = officer.call('cases.openFrom', { fromUid: from, kind: 'complaint' });
      await expect(opening).rejects.toMatchObject({ code: 'case.center-only' });
      expect((await overview(officer, from)).openable).toEqual([]);
    } finally {
      await unit.close();
    }
  });

  it('reported by a unit by telephone runs from the receipt there; its record is linked later, not doubled', async () => {
    const uid = await complaint();
    await fill(clerk, uid, { unitSite: 'U1', receivedAt: '2026-11-22T06:00:00.000Z' });
    const { clocks } = await overview(handler, uid);
    expect(clocks[0]).toMatchObject({ dueAt: '2026-11-23T06:00:00.000Z' });
    expect(clocks[1]).toMatchObject({ due: '2026-12-04' });
    const late = await unitRecord('U1');
    const seen = await overview(archivist, late);
    expect(seen.matches.map((row) => row.uid)).toEqual([uid]);
    const again = { fromUid: late, kind: 'complaint' } as const;
    await expect(archivist.call('cases.openFrom', again)).rejects.toMatchObject({
      code: 'case.maybe-doubled',
    });
    const other = await unitRecord('U2');
    await expect(archivist.call('cases.join', { caseUid: uid, recordUid: other })).rejects.toMatchObject({
      code: 'case.not-joined',
    });
    await fill(handler, uid, { ...reply, lateReplyReason: '无' });
    await move(handler, uid, 'reply');
    await fill(handler, uid, handled);
    await move(handler, uid, 'correct');
    await fill(handler, uid, answered);
    await expect(move(handler, uid, 'close')).rejects.toThrow('未关联 U1 的记录');
    expect((await overview(archivist, uid)).matches.map((row) => row.uid)).toEqual([late]);
    await archivist.call('cases.join', { caseUid: uid, recordUid: late });
    await move(handler, uid, 'close');
    expect((await overview(archivist, late)).matches).toEqual([]);
    // A second matter of the unit is opened with the reason why it is another one.
    const second = await unitRecord('U1');
    await archivist.call('cases.openFrom', { fromUid: second, kind: 'complaint' });
  });

  /** A 01A as a unit's package would have left it here. */
  async function unitRecord(site: string): Promise<RecordUid> {
    const uid = await made(archivist, 'customerInformation', {
      source: 'phone',
      informationKind: 'complaint',
      content: '维修迟迟不来',
    });
    await office.scratch.database.inTransaction(async (tx) => {
      await tx.updateTable('records').set({ owning_site: site }).where('uid', '=', uid).execute();
    });
    return uid;
  }
});

describe('check of complaints by the quality department (5.6)', () => {
  const finding = [{ number: 'TS-2026-HQ-0001', verdict: 'good', finding: '按期答复' }];

  it('draws the same sample for the same seed, is signed and seen by the leader', async () => {
    for (let n = 0; n < 3; n += 1) await complaint();
    const leader = await office.hire('朱领导', ['centerLeader']);
    const uid = await made(quality, 'complaintCheck', { periodFrom: '2026-11-01', periodTo: '2026-11-30' });
    const drawn = await quality.call('cases.drawSample', { uid, size: 2, seed: '1123' });
    expect(drawn).toEqual({ population: 3, drawn: 2 });
    const first = (await quality.call('records.open', { uid })).content;
    await quality.call('cases.drawSample', { uid, size: 2, seed: '1123' });
    expect((await quality.call('records.open', { uid })).content.sample).toEqual(first.sample);
    await expect(move(quality, uid, 'submit')).rejects.toMatchObject({ code: 'record.incomplete' });
    await fill(quality, uid, { findings: finding, conclusion: '符合' });
    await move(quality, uid, 'submit');
    expect((await move(leader, uid, 'review')).state).toBe('reviewed');
  });

  it('says when there is nothing to draw from, and refuses a period that runs backwards', async () => {
    const uid = await made(quality, 'complaintCheck', { periodFrom: '2026-10-01', periodTo: '2026-10-31' });
    expect(await quality.call('cases.drawSample', { uid, size: 5, seed: 'a' })).toEqual({
      population: 0,
      drawn: 0,
    });
    await fill(quality, uid, { periodTo: '2026-09-01' });
    await expect(quality.call('cases.drawSample', { uid, size: 5, seed: 'a' })).rejects.toMatchObject({
      code: 'case.period',
    });
  });
});

describe('quality feedback (5.7.2)', () => {
  const intake = {
    foundDay: '2026-11-23',
    reporter: '单工',
    problem: '电源板批次性击穿',
    grade: 'serious',
    zeroing: 'both',
    responsibleDepartment: '设计部',
  };
  const evidence = Object.fromEntries(
    'located mechanism reproduced measures generalised process responsibility carriedThrough treated regulated'
      .split(' ')
      .map((key) => [key, '已落实']),
  );
  const cause = { causeClass: 'design', cause: '余量不足', correction: '换型' };
  const effect = { effectDay: '2026-11-23', effectMethod: '复试', effective: true };
  const closing = { answeredAt: '2026-11-23T03:00:00.000Z', answerWay: 'letter', answer: '已归零' };

  async function feedback(): Promise<RecordUid> {
    const info = await made(
      clerk,
      'customerInformation',
      { source: 'visit', informationKind: 'quality', content: '击穿' },
      [things.equipment[0] as MasterUid],
    );
    const { uid } = await quality.call('cases.openFrom', { fromUid: info, kind: 'qualityFeedback' });
    await fill(quality, uid, intake);
    return uid;
  }

  it('has the series FB, its model from the set, and 10 or 30 working days by its grade', async () => {
    const uid = await feedback();
    const opened = await quality.call('records.open', { uid });
    expect(opened.row).toMatchObject({ registrationNumber: 'FB-2026-HQ-0001' });
    expect(opened.content.model).toMatchObject({ code: 'HG-1' });
    const due = async (grade: string) => {
      await fill(quality, uid, { grade });
      return (await overview(quality, uid)).clocks[0]?.due;
    };
    expect([await due('minor'), await due('serious'), await due('critical')]).toEqual([
      '2026-12-07',
      // The year 2027 has no file yet: weekdays are counted and the page says so.
      '2027-01-04',
      '2027-01-04',
    ]);
    expect((await overview(quality, uid)).clocks[0]?.words).toContain('日历未定');
  });

  it('is not closed with one of the ten items empty, and its effect is verified by somebody else', async () => {
    const technical = await office.hire('施技术', ['technical']);
    const uid = await feedback();
    await move(quality, uid, 'grade');
    await fill(technical, uid, { ...cause, ...evidence });
    for (const key of Object.keys(evidence)) {
      await fill(technical, uid, { [key]: null });
      await expect(move(technical, uid, 'correct')).rejects.toMatchObject({ code: 'record.incomplete' });
      await fill(technical, uid, { [key]: '已落实' });
    }
    await move(technical, uid, 'correct');
    await fill(quality, uid, { ...effect, effective: false });
    await expect(move(quality, uid, 'verify')).rejects.toThrow('验证结论为无效');
    await fill(quality, uid, { effective: true });
    await move(quality, uid, 'verify');
    await fill(quality, uid, closing);
    expect((await move(quality, uid, 'close')).state).toBe('closed');
    await move(quality, uid, 'reopen', '同批再现');
    const again = await quality.call('records.open', { uid });
    expect(again.content).toMatchObject({ reopened: 1, effective: null, located: '已落实' });
    expect(again.row.state).toBe('graded');
  });

  it('asks for five items only where one kind of 归零 is due, and for a reason where none is', async () => {
    const uid = await feedback();
    await fill(quality, uid, { zeroing: 'none' });
    await expect(move(quality, uid, 'grade')).rejects.toThrow('不需归零的理由');
    await fill(quality, uid, { zeroing: 'technical' });
    await move(quality, uid, 'grade');
    const five = Object.fromEntries(Object.entries(evidence).slice(0, 5));
    await fill(quality, uid, { ...cause, ...five });
    await move(quality, uid, 'correct');
    await fill(quality, uid, effect);
    await expect(move(quality, uid, 'verify')).rejects.toMatchObject({ code: 'record.same-person' });
  });

  it('is not accepted without its 01A', async () => {
    const uid = await made(quality, 'qualityFeedback', {
      ...intake,
      model: { uid: things.model, code: 'HG-1', name: '导航雷达' },
    });
    await expect(move(quality, uid, 'grade')).rejects.toThrow('未关联 QR758-01A');
  });
});
