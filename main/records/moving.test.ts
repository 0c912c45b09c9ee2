import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../tests/records/harness.ts';
import { executor } from '../database/stores/recordRows.ts';
import { recordByUid } from '../database/stores/records.ts';
import { paperDigest, wholeOf } from './wholeRecord.ts';

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

async function closedCall(): Promise<RecordUid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [things.equipment[0] as MasterUid],
    occurredAt: null,
    parts: [],
    content: wholeCall,
  });
  await move(clerk, uid as RecordUid, 'close');
  return uid as RecordUid;
}

const original = { received: true, from: '周信息', place: '柜 3', dueOn: null };

describe('moving a record', () => {
  it('closes and archives a call with its two numbers, and freezes it', async () => {
    const uid = await closedCall();
    const done = await move(archivist, uid, 'archive', { original });
    expect(done.registrationNumber).toBe('DH-2026-HQ-0001');
    expect(done.archiveNumber).toBe('QR758-02A-2026-HQ-0001');
    await expect(clerk.call('records.saveField', { uid, field: 'need', value: '改' })).rejects.toMatchObject({
      code: 'record.frozen',
    });
    const detail = await archivist.call('records.open', { uid });
    expect(detail.row).toMatchObject({ state: 'archived', originalState: 'received' });
    expect(detail.history.map((line) => line.act)).toEqual(['新建', '办结', '编号归档']);
    expect(detail.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not close what is incomplete and says what is missing', async () => {
    const { uid } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: { need: '询问' },
    });
    await expect(move(clerk, uid as RecordUid, 'close')).rejects.toMatchObject({ code: 'record.incomplete' });
    const detail = await clerk.call('records.open', { uid: uid as RecordUid });
    expect(detail.missing.map((entry) => entry.label)).toContain('对方姓名');
    expect(detail.moves.find((option) => option.move === 'close')?.blocked).toContain('对方姓名');
  });

  it('refuses moves that the lifecycle does not know, and those that no role permits', async () => {
    const uid = await closedCall();
    await expect(move(clerk, uid, 'submit')).rejects.toMatchObject({ code: 'record.move-refused' });
    await expect(move(clerk, uid, 'archive', { original })).rejects.toMatchObject({ code: 'gate.forbidden' });
  });

  it('does not archive without the original or a day by which it must come', async () => {
    const uid = await closedCall();
    await expect(move(archivist, uid, 'archive')).rejects.toMatchObject({ code: 'record.original-required' });
    const missing = { received: false, from: '', place: '', dueOn: '2026-12-01' };
    await move(archivist, uid, 'archive', { original: missing });
    const page = await archivist.call('records.list', { filter: { originalMissing: true } });
    expect(page.rows.map((row) => row.uid)).toEqual([uid]);
  });

  it('voids with a reason and keeps the number for ever', async () => {
    const uid = await closedCall();
    await expect(move(archivist, uid, 'void')).rejects.toMatchObject({ code: 'gate.bad-input' });
    await move(archivist, uid, 'void', { reason: '重复登记' });
    const second = await closedCall();
    const detail = await archivist.call('records.open', { uid: second });
    expect(detail.row.registrationNumber).toBe('DH-2026-HQ-0002');
  });

  it('does not let the author review, nor one who wrote under another role', async () => {
    const both = await office.hire('赵兼任', ['operator', 'supervisor']);
    const { uid } = await both.call('records.create', {
      kind: 'customerInformation',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        source: 'phone',
        informationKind: 'request',
        urgency: 'normal',
        content: '要求提供资料',
        handlingOpinion: '办理',
        department: '客户服务中心',
        result: '已提供',
      },
    });
    await move(both, uid as RecordUid, 'submit');
    await expect(move(both, uid as RecordUid, 'review')).rejects.toMatchObject({
      code: 'record.same-person',
    });
    await move(supervisor, uid as RecordUid, 'review');
    const detail = await supervisor.call('records.open', { uid: uid as RecordUid });
    expect(detail.signatures).toMatchObject([
      { purpose: 'submit', by: '赵兼任', valid: true },
      { purpose: 'review', by: '郑主管', valid: true },
    ]);
  });

  it('signs with the password and refuses a wrong one', async () => {
    const { uid } = await clerk.call('records.create', {
      kind: 'customerInformation',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        source: 'visit',
        informationKind: 'praise',
        content: '感谢',
        handlingOpinion: '转达',
        department: '中心',
        result: '已转达',
      },
    });
    const wrong = { password: 'wrong' };
    await expect(move(clerk, uid as RecordUid, 'submit', wrong)).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
    const none = { password: null };
    await expect(move(clerk, uid as RecordUid, 'submit', none)).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
  });
});

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
      engineer.call('records.addAttachment', { ...scan, traceCode: 'ZZZZZZZZ' }),
    ).rejects.toMatchObject({ code: 'record.scan-not-bound' });
    await engineer.call('records.addAttachment', { ...scan, traceCode: copy });

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

describe('what the database holds whatever the program does', () => {
  it('refuses to change, delete or renumber an archived record by SQL', async () => {
    const uid = await closedCall();
    await move(archivist, uid, 'archive', { original });
    const attacks = [
      `UPDATE records SET content = '{}' WHERE uid = '${uid}'`,
      `UPDATE records SET state = 'draft' WHERE uid = '${uid}'`,
      `UPDATE records SET archive_number = 'X' WHERE uid = '${uid}'`,
      `DELETE FROM records WHERE uid = '${uid}'`,
      `DELETE FROM record_history`,
      `UPDATE record_versions SET content = ''`,
      `UPDATE signatures SET account_uid = 'x'`,
      `DELETE FROM number_register`,
      `UPDATE number_register SET record_uid = NULL`,
      `DELETE FROM record_equipment`,
      `UPDATE custody SET place = ''`,
    ];
    const refused = (attack: string) =>
      office.scratch.database.inTransaction((tx) => sql.raw(attack).execute(executor(tx)));
    for (const attack of attacks) {
      const outcome = await refused(attack).then(
        (result) => (result.numAffectedRows === 0n ? 'nothing to change' : 'changed'),
        () => 'refused',
      );
      expect([attack, outcome]).not.toEqual([attack, 'changed']);
    }
    const detail = await archivist.call('records.open', { uid });
    expect(detail.content).toMatchObject({ need: wholeCall.need });
  });
});

/** Puts the record into the ledger as printed for signature, as the printing service does. Returns the trace code. */
async function printed(uid: RecordUid, by: Colleague): Promise<string> {
  const trace = `T${office.newUid().slice(-7).toUpperCase()}`;
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
