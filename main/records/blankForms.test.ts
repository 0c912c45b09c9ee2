import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid, SiteCode } from '../../shared/ids.ts';
import { makeTraceCode, traceCodeBytes } from '../../shared/printing/traceCode.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';
import { insertBlanks } from '../database/stores/blankForms.ts';

let office: Office;
let dispatcher: Colleague;
let engineer: Colleague;
let supervisor: Colleague;
let equipment: MasterUid;
let task: RecordUid;
let notice: RecordUid;

beforeEach(async () => {
  office = await Office.open();
  dispatcher = await office.hire('吴派工', ['dispatcher', 'operator']);
  supervisor = await office.hire('郑主管', ['supervisor']);
  const archivist = await office.hire('王管理', ['informationOfficer']);
  const things = await stock(archivist, ['S001']);
  equipment = things.equipment[0] as MasterUid;
  const staff = await archivist.call('master.save', {
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
  const row = await office.scratch.database.read
    .selectFrom('master')
    .select('id')
    .where('uid', '=', staff.uid)
    .executeTakeFirstOrThrow();
  engineer = await office.hire('单工程', ['engineer'], 3, row.id);
  task = await taskOf(things.customer);
  notice = await issued(task, staff.uid);
});
afterEach(() => office.close());

async function taskOf(customer: MasterUid): Promise<RecordUid> {
  const { uid } = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: customer,
    equipmentUids: [equipment],
    occurredAt: null,
    parts: [],
    content: {
      occasion: 'customer',
      description: '雷达不开机',
      service: 'onSiteRepair',
      mode: 'onSite',
      place: '舟山',
      responsibleSite: 'HQ',
    },
  });
  return uid as RecordUid;
}

async function issued(taskUid: RecordUid, staff: string): Promise<RecordUid> {
  const { uid } = await dispatcher.call('service.startFor', {
    taskUid,
    kind: 'dispatchNotice',
    equipmentUids: [],
  });
  const made = uid as RecordUid;
  for (const [field, value] of [
    ['contact', '李参谋'],
    ['staff', [{ staff, name: '单工程', lead: true }]],
  ] as const)
    await dispatcher.call('records.saveField', { uid: made, field, value: value as never });
  await move(dispatcher, made, 'issue');
  return made;
}

async function move(person: Colleague, uid: RecordUid, act: string) {
  return await person.call('records.move', {
    uid,
    move: act as 'close',
    password: testPassword,
    reason: '核实',
  });
}

/** A numbered blank form as printing leaves it. */
async function blank(kind = 'repairReport'): Promise<string> {
  const trace = makeTraceCode('HQ' as SiteCode, randomBytes(traceCodeBytes));
  await dispatcher.write(async (ctx) => {
    const record = await ctx.tx
      .selectFrom('records')
      .selectAll()
      .where('uid', '=', notice)
      .executeTakeFirstOrThrow();
    const job = await ctx.tx
      .insertInto('print_jobs')
      .values({
        uid: ctx.newUid(),
        class: 'blankForm',
        record_id: record.id,
        version: 1,
        digest: '0'.repeat(64),
        document: '空白表单',
        level: 1,
        marking: '内部',
        purpose: '随通知单带出',
        printer: '甲',
        applicant_id: ctx.actor.id,
        applied_at: ctx.now,
        state: 'printed',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const copy = await ctx.tx
      .insertInto('print_copies')
      .values({
        uid: ctx.newUid(),
        job_id: job.id,
        copy_number: `HQ-${trace}`,
        trace_code: trace,
        recipient: '单工程',
        state: 'submitted',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await insertBlanks(ctx.tx, [
      { uid: ctx.newUid(), copy_id: copy.id, kind, notice_id: record.id, state: 'issued', note: '' },
    ]);
  });
  return trace;
}

async function reportBy(): Promise<RecordUid> {
  const { uid } = await engineer.call('service.startFor', {
    taskUid: task,
    kind: 'repairReport',
    equipmentUids: [equipment],
  });
  const report = uid as RecordUid;
  for (const [field, value] of [
    ['inWarranty', true],
    ['causeClass', 'component'],
    ['location', '电源板'],
    ['action', '更换电源板'],
    ['restored', true],
    ['restoredAt', '2026-11-23T08:00:00.000Z'],
    ['acceptance', 'accepted'],
    ['evaluationState', 'given'],
    ['signature', 'signed'],
    ['signedBy', '李参谋'],
    ['signedDay', '2026-11-23'],
  ] as const)
    await engineer.call('records.saveField', { uid: report, field, value });
  return report;
}

const scan = (uid: RecordUid, traceCode: string) => ({
  uid,
  role: 'signedScan' as const,
  name: '手写原件.png',
  mediaType: 'image/png',
  content: Buffer.from('scan').toString('base64'),
  traceCode,
});
const listed = async () => (await supervisor.call('records.blankForms', { noticeUid: notice })).rows;

describe('a report written by hand on a numbered blank form (5.5.5)', () => {
  it('counts by its scan, is compared by its reviewer, and again after every correction; the signature stays', async () => {
    const trace = await blank();
    const report = await reportBy();
    await expect(move(engineer, report, 'submit')).rejects.toMatchObject({ code: 'record.incomplete' });
    await engineer.call('records.addAttachment', scan(report, trace));
    expect((await listed()).map((row) => [row.state, row.record?.uid])).toEqual([['used', report]]);
    await move(engineer, report, 'submit');
    await expect(move(supervisor, report, 'review')).rejects.toMatchObject({ code: 'record.not-compared' });
    await supervisor.call('records.compareTranscription', { uid: report });
    // Somebody else's comparison is not the reviewer's.
    const other = await office.hire('马主管', ['supervisor']);
    await expect(move(other, report, 'review')).rejects.toMatchObject({ code: 'record.not-compared' });

    await move(supervisor, report, 'sendBack');
    await engineer.call('records.saveField', { uid: report, field: 'action', value: '更换电源板和保险' });
    const open = await engineer.call('records.open', { uid: report });
    expect(open.attachments).toMatchObject([{ voided: false }]);
    expect(open.handwritten).toMatchObject([{ traceCode: trace, comparedBy: '郑主管', current: false }]);
    await move(engineer, report, 'submit');
    await expect(move(supervisor, report, 'review')).rejects.toMatchObject({ code: 'record.not-compared' });
    await supervisor.call('records.compareTranscription', { uid: report });
    expect((await move(supervisor, report, 'review')).state).toBe('reviewed');
  });

  it('is taken only from a form of its kind and task that has not been settled otherwise', async () => {
    const [wrong, spoiled, used] = [await blank('trainingRecord'), await blank(), await blank()];
    const report = await reportBy();
    const refused = (trace: string, uid = report) =>
      expect(engineer.call('records.addAttachment', scan(uid, trace))).rejects.toMatchObject({
        code: 'record.scan-not-bound',
      });
    await refused(wrong);
    const uid = (await listed())[1]?.uid;
    await dispatcher.call('records.settleBlank', { uid: uid as never, state: 'spoiled', note: '写错' });
    await refused(spoiled);
    await expect(
      dispatcher.call('records.settleBlank', { uid: uid as never, state: 'unused', note: '' }),
    ).rejects.toMatchObject({ code: 'blank.refused' });
    await engineer.call('records.addAttachment', scan(report, used));
    await refused(used, await reportBy());
    expect((await listed()).map((row) => row.state)).toEqual(['issued', 'spoiled', 'used']);
  });

  it('keeps the task open until every form is accounted for', async () => {
    await blank();
    const open = (await dispatcher.call('service.chain', { uid: task })).open.map((item) => item.what);
    expect(open.some((what) => /^空白表单 HQ-.* 未交回$/.test(what))).toBe(true);
    const uid = (await listed())[0]?.uid;
    await dispatcher.call('records.settleBlank', { uid: uid as never, state: 'unused', note: '' });
    const after = (await dispatcher.call('service.chain', { uid: task })).open.map((item) => item.what);
    expect(after.some((what) => what.startsWith('空白表单'))).toBe(false);
  });
});
