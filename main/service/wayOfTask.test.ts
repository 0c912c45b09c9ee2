import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid, SiteCode } from '../../shared/ids.ts';
import { makeTraceCode, traceCodeBytes } from '../../shared/printing/traceCode.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';
import { recordByUid } from '../database/stores/records.ts';
import { paperDigest, wholeOf } from '../records/wholeRecord.ts';

let office: Office;
let clerk: Colleague;
let dispatcher: Colleague;
let supervisor: Colleague;
let archivist: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
  supervisor = await office.hire('郑主管', ['supervisor']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  things = await stock(archivist);
});
afterEach(() => office.close());

async function move(person: Colleague, uid: RecordUid, act: string, more: Record<string, unknown> = {}) {
  return await person.call('records.move', { uid, move: act as 'close', password: testPassword, ...more });
}

/** The engineer who was sent settles the check list of a task that only others may write. */
async function tickCheckList(engineer: Colleague, task: RecordUid) {
  const detail = await engineer.call('records.open', { uid: task });
  expect(detail.editable).toBe(false);
  expect((await engineer.call('service.chain', { uid: task })).mayWork).toBe(true);
  const rows = detail.content.checkList as { key: string; label: string }[];
  const settled = rows.map((row) => ({ ...row, state: 'done' }));
  const save = (field: 'checkList' | 'result', value: unknown, by = engineer) =>
    by.call('service.saveWork', { uid: task, field, value: value as never });
  expect(await save('checkList', settled)).toMatchObject({ problem: null });
  await expect(save('checkList', settled.slice(1))).rejects.toMatchObject({ code: 'record.field-invalid' });
  await expect(
    engineer.call('records.saveField', { uid: task, field: 'place', value: '别处' }),
  ).rejects.toMatchObject({ code: 'gate.forbidden' });
  const reader = await office.hire('只读人', ['centerLeader']);
  await expect(save('result', '完成', reader)).rejects.toMatchObject({ code: 'gate.forbidden' });
  const { open } = await engineer.call('service.chain', { uid: task });
  expect(open.filter((item) => item.what.startsWith('核对'))).toEqual([]);
}

const original = { received: true, from: '周信息', place: '柜 3', dueOn: null };

describe('the way of one on-site task', () => {
  it('goes from call to archive with notice, report, signed scan and review', async () => {
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
      },
    });
    const staffRow = await office.scratch.database.read
      .selectFrom('master')
      .select('id')
      .where('uid', '=', staff.uid)
      .executeTakeFirstOrThrow();
    const engineer = await office.hire('单工程', ['engineer'], 3, staffRow.id);
    const call = await clerk.call('service.phone', {
      direction: 'in',
      customerUid: things.customer,
      caller: '李参谋',
      number: '021-1234',
      equipmentUids: [things.equipment[0] as MasterUid],
      need: '雷达不开机',
      opinion: '派人维修',
      result: '',
      solved: false,
      taskUid: null,
      openTask: true,
    });
    const task = call.taskUid as RecordUid;
    for (const [field, value] of [
      ['service', 'onSiteRepair'],
      ['mode', 'onSite'],
      ['place', '舟山'],
      ['responsibleSite', 'HQ'],
    ] as const) {
      await clerk.call('records.saveField', { uid: task, field, value });
    }
    await move(clerk, task, 'analyse');
    await move(dispatcher, task, 'organise');
    await expect(move(dispatcher, task, 'carryOut')).rejects.toMatchObject({ code: 'task.open-items' });

    const { uid: notice } = await dispatcher.call('service.startFor', {
      taskUid: task,
      kind: 'dispatchNotice',
      equipmentUids: [],
    });
    const noticeUid = notice as RecordUid;
    await expect(move(dispatcher, noticeUid, 'issue')).rejects.toMatchObject({ code: 'record.incomplete' });
    await dispatcher.call('records.saveField', {
      uid: noticeUid,
      field: 'staff',
      value: [{ staff: staff.uid, name: '单工程', lead: true }],
    });
    const issued = await move(dispatcher, noticeUid, 'issue');
    expect(issued.registrationNumber).toBe('TZ-2026-HQ-0001');
    // The engineer is no default reader: only the notice made these readable.
    const own = await engineer.call('records.list', { filter: {} });
    expect(own.rows.map((row) => row.kind).sort()).toEqual(['dispatchNotice', 'phoneRecord', 'task']);
    const away = await dispatcher.call('service.candidates', {
      modelUids: [things.model],
      from: '2026-11-23' as Day,
      to: '2026-11-25' as Day,
    });
    expect(away.rows[0]).toMatchObject({ able: false, state: '在外' });
    await move(dispatcher, task, 'carryOut');
    await tickCheckList(engineer, task);

    const { uid: made } = await engineer.call('service.startFor', {
      taskUid: task,
      kind: 'repairReport',
      equipmentUids: [things.equipment[0] as MasterUid],
    });
    const report = made as RecordUid;
    for (const [field, value] of [
      ['inWarranty', true],
      ['causeClass', 'component'],
      ['location', '电源板'],
      ['action', '更换电源板'],
      ['restored', true],
      ['restoredAt', '2026-11-23T08:00:00.000Z'],
    ] as const) {
      await engineer.call('records.saveField', { uid: report, field, value });
    }
    const copy = await printed(report, engineer);
    for (const [field, value] of [
      ['acceptance', 'accepted'],
      ['evaluationState', 'given'],
      ['evaluationProduct', 'satisfied'],
      ['signature', 'both'],
      ['signedBy', '李参谋'],
      ['signedDay', '2026-11-23'],
    ] as const) {
      await engineer.call('records.saveField', { uid: report, field, value });
    }
    await expect(move(engineer, report, 'submit')).rejects.toMatchObject({ code: 'record.incomplete' });
    const scan = {
      uid: report,
      role: 'signedScan' as const,
      name: '签字页.png',
      mediaType: 'image/png',
      content: Buffer.from('scan').toString('base64'),
    };
    await expect(
      engineer.call('records.addAttachment', {
        ...scan,
        traceCode: makeTraceCode('HQ' as SiteCode, randomBytes(traceCodeBytes)),
      }),
    ).rejects.toMatchObject({ code: 'record.scan-not-bound' });
    await engineer.call('records.addAttachment', { ...scan, traceCode: copy.toLowerCase() });

    // Changing what was printed voids the signature and asks again.
    await engineer.call('records.saveField', { uid: report, field: 'action', value: '更换电源板和保险' });
    await expect(move(engineer, report, 'submit')).rejects.toMatchObject({
      code: 'record.changed-after-print',
    });
    const changed = await engineer.call('records.open', { uid: report });
    expect(changed.attachments).toMatchObject([{ voided: true }]);
    expect(changed.printVersions).toMatchObject([{ current: false }]);
    const again = await printed(report, engineer);
    await engineer.call('records.addAttachment', { ...scan, traceCode: again });
    await move(engineer, report, 'submit');

    for (const [field, value] of [
      ['arrivedDay', '2026-11-23'],
      ['returnedDay', '2026-11-24'],
      ['handedInDay', '2026-11-25'],
      ['outcome', '已修复'],
    ] as const) {
      await engineer.call('records.saveField', { uid: noticeUid, field, value });
    }
    expect((await engineer.call('records.open', { uid: noticeUid })).row.dueOn).toBe('2026-11-27');
    await move(engineer, noticeUid, 'recordReturn');
    const chain = await supervisor.call('service.chain', { uid: task });
    expect(chain.demanded.map((row) => [row.kind, row.count, row.have])).toEqual([
      ['repairReport', 1, 1],
      ['dispatchNotice', 1, 1],
    ]);
    expect(chain.steps.find((step) => step.state === 'current')?.key).toBe('accepted');

    await move(supervisor, report, 'review');
    await move(supervisor, noticeUid, 'review');
    const archived = await move(archivist, report, 'archive', { original });
    expect(archived.archiveNumber).toBe('QR758-06A-2026-HQ-0001');
    const detail = await supervisor.call('records.open', { uid: report });
    expect(detail.signatures.every((signature) => signature.valid)).toBe(true);
    const noticeDetail = await supervisor.call('records.open', { uid: noticeUid });
    expect(noticeDetail.signatures.map((signature) => [signature.purpose, signature.valid])).toEqual([
      ['issue', true],
      ['review', true],
    ]);
  });

  it('refuses unqualified staff, and lets only a leader override with a reason', async () => {
    const staff = await archivist.call('master.save', {
      uid: null,
      type: 'staff',
      content: { code: 'E02', name: '新人', site: 'HQ', title: 'none' },
    });
    const { uid: task } = await dispatcher.call('records.create', {
      kind: 'task',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [things.equipment[0] as MasterUid],
      occurredAt: null,
      parts: [],
      content: { service: 'onSiteRepair', occasion: 'customer', description: '维修', place: '青岛' },
    });
    const leader = await office.hire('马领导', ['dispatcher', 'centerLeader']);
    const { uid } = await dispatcher.call('service.startFor', {
      taskUid: task as RecordUid,
      kind: 'dispatchNotice',
      equipmentUids: [],
    });
    const notice = uid as RecordUid;
    await expect(move(dispatcher, notice, 'issue')).rejects.toMatchObject({ code: 'record.incomplete' });
    await dispatcher.call('records.saveField', { uid: notice, field: 'contact', value: '李参谋' });
    await dispatcher.call('records.saveField', {
      uid: notice,
      field: 'staff',
      value: [{ staff: staff.uid, name: '新人' }],
    });
    const reason = { overrideReason: '无其他人员，由老师傅远程指导' };
    await expect(move(dispatcher, notice, 'issue', reason)).rejects.toMatchObject({
      code: 'dispatch.unqualified',
    });
    await expect(move(leader, notice, 'issue')).rejects.toMatchObject({ code: 'dispatch.unqualified' });
    await move(leader, notice, 'issue', reason);
    const detail = await dispatcher.call('records.open', { uid: notice });
    expect(detail.content).toMatchObject({
      overrideReason: reason.overrideReason,
      overrideBy: { name: '马领导' },
    });
  });
});

/** Puts the record into the ledger as printed for signature, as the printing service does. Returns the trace code. */
async function printed(uid: RecordUid, by: Colleague): Promise<string> {
  const trace = makeTraceCode('HQ' as SiteCode, randomBytes(traceCodeBytes));
  await by.write(async (ctx) => {
    const record = await recordByUid(ctx.tx, uid);
    if (record === undefined) throw new Error('no record');
    const digest = paperDigest(await wholeOf(ctx.tx, record));
    const job = await ctx.tx
      .insertInto('print_jobs')
      .values({
        uid: ctx.newUid(),
        class: 'forSignature',
        record_id: record.id,
        version: record.version,
        digest,
        document: '维修服务报告',
        level: record.level,
        marking: record.marking,
        purpose: '供签字',
        printer: 'P',
        applicant_id: ctx.actor.id,
        applied_at: ctx.now,
        state: 'printed',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await ctx.tx
      .insertInto('print_copies')
      .values({
        uid: ctx.newUid(),
        job_id: job.id,
        copy_number: trace,
        trace_code: trace,
        recipient: '用户',
        state: 'printed',
      })
      .execute();
  });
  return trace;
}
