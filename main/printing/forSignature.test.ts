import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { Day } from '../../shared/ids.ts';
import { PrintOffice } from '../../tests/printing/printOffice.ts';
import { pdfFacts } from '../../tests/printing/renderForTest.ts';
import { type Colleague, stock, type Uid } from '../../tests/records/harness.ts';
import { insertAttachment } from '../database/stores/attachments.ts';
import { recordByUid } from '../database/stores/records.ts';

let desk: PrintOffice;
let engineer: Colleague;
let supervisor: Colleague;
let goods: Awaited<ReturnType<typeof stock>>;
const printer = '现场-1';

beforeAll(async () => {
  desk = await PrintOffice.open();
  engineer = await desk.office.hire('王瑄祎', ['engineer']);
  supervisor = await desk.office.hire('李玥昇', ['supervisor', 'engineer']);
  const clerk = await desk.office.hire('张喆堃', ['informationOfficer']);
  const guard = await desk.office.hire('保密', ['securityAdmin']);
  goods = await stock(clerk);
  desk.present = [{ name: printer, writesFiles: false }];
  await desk.call(guard, 'printing.registerPrinter', {
    name: printer,
    level: 3,
    writesFiles: false,
    place: '现场',
  });
});
afterAll(async () => {
  await desk.close();
});

async function report(): Promise<Uid> {
  const { uid } = await engineer.call('records.create', {
    kind: 'repairReport',
    taskUid: null,
    customerUid: goods.customer,
    equipmentUids: goods.equipment.slice(0, 1),
    occurredAt: null,
    parts: ['support'],
    content: {
      serviceDay: '2026-11-20',
      place: '某港',
      supportEvent: '年度演练',
      supportWork: '通电联试正常',
    },
  });
  return uid;
}

const authorise = async (
  by: Colleague,
  kinds: RecordKind[],
  more: { from?: Day; to?: Day; persons?: Colleague[] } = {},
) =>
  await desk.call(by, 'printing.authorise', {
    kinds,
    accountUids: (more.persons ?? []).map((person) => person.uid as never),
    roles: more.persons === undefined ? ['engineer'] : [],
    from: more.from ?? ('2026-11-01' as Day),
    to: more.to ?? ('2026-12-31' as Day),
  });

describe('printing for signature', () => {
  it('is refused without an authorisation that fits kind, period and person, and with one given by oneself', async () => {
    const recordUid = await report();
    const print = desk.call.bind(desk, engineer, 'printing.forSignature', { recordUid, printer });
    await expect(print()).rejects.toMatchObject({ code: 'print.no-authorisation' });
    await authorise(supervisor, ['batchReport']);
    await authorise(supervisor, ['repairReport'], { to: '2026-11-10' as Day });
    await authorise(supervisor, ['repairReport'], { persons: [supervisor] });
    await expect(print()).rejects.toMatchObject({ code: 'print.no-authorisation' });
    const own = desk.call(supervisor, 'printing.forSignature', { recordUid, printer });
    await expect(own).rejects.toMatchObject({ code: 'print.no-authorisation' });
    expect(desk.taken).toEqual([]);
  });

  it('freezes the version, prints at once without 草稿 and leaves room for the customer', async () => {
    await authorise(supervisor, ['repairReport']);
    const recordUid = await report();
    const { job } = await desk.call(engineer, 'printing.forSignature', { recordUid, printer });
    expect(job).toMatchObject({ class: 'forSignature', state: 'printed', approver: null, purpose: '供签字' });
    expect(job.copies).toHaveLength(1);
    expect(job.copies[0]).toMatchObject({ recipient: '王瑄祎', state: 'submitted' });
    const facts = pdfFacts(desk.taken.at(-1)?.pdf ?? new Uint8Array());
    const text = facts.texts.join('').replace(/\s/g, '');
    expect(text).toContain('用户签字（盖章）');
    expect(text).toContain('非常满意');
    expect(text).toContain(job.copies[0]?.traceCode);
    expect(facts.drawn).not.toContain('草稿');
    const versions = await desk.office.scratch.database.read
      .selectFrom('record_versions')
      .innerJoin('records', 'records.id', 'record_versions.record_id')
      .select(['record_versions.version', 'purpose'])
      .where('records.uid', '=', recordUid)
      .execute();
    expect(versions).toEqual([{ version: 1, purpose: 'forSignature' }]);
  });

  it('lets the answers of the customer be typed in, but spoils the paper when what was printed changes', async () => {
    const recordUid = await report();
    const { job } = await desk.call(engineer, 'printing.forSignature', { recordUid, printer });
    const detail = async () => await engineer.call('records.open', { uid: recordUid });
    await engineer.call('records.saveField', { uid: recordUid, field: 'acceptance', value: 'accepted' });
    expect((await detail()).printVersions).toMatchObject([
      { traceCode: job.copies[0]?.traceCode, current: true },
    ]);
    await engineer.call('records.saveField', {
      uid: recordUid,
      field: 'supportWork',
      value: '更换电源后正常',
    });
    expect((await detail()).printVersions).toMatchObject([{ current: false }]);
    const { rows } = await desk.call(engineer, 'printing.ledger', { recordUid });
    expect(rows).toMatchObject([{ state: 'superseded', copies: [{ state: 'spoiled' }] }]);
  });

  it('voids the scan of the record that changed and of no other', async () => {
    const changed = await report();
    const other = await report();
    const { database } = desk.office.scratch;
    const scanOf = async (uid: Uid) => {
      await database.inTransaction(async (tx) => {
        const record = await recordByUid(tx, uid);
        if (record === undefined) throw new Error('no record');
        await insertAttachment(tx, {
          uid: desk.office.newUid(),
          record_id: record.id,
          role: 'signedScan',
          name: '签字页.pdf',
          media_type: 'application/pdf',
          sha256: 'ab'.repeat(32),
          bytes: 1,
          content_name: 'none',
          wrapped_key: new Uint8Array(32),
          bound_version: record.version,
          bound_digest: 'cd'.repeat(32),
          added_by: engineer.name,
          added_at: record.recorded_at,
        });
      });
    };
    await scanOf(changed);
    await scanOf(other);
    await desk.call(engineer, 'printing.forSignature', { recordUid: changed, printer });
    await engineer.call('records.saveField', { uid: changed, field: 'supportWork', value: '更换电缆后正常' });
    const scans = async (uid: Uid) =>
      (await engineer.call('records.open', { uid })).attachments.map((scan) => scan.voided);
    expect(await scans(changed)).toEqual([true]);
    expect(await scans(other)).toEqual([false]);
  });

  it('is refused for kinds that nobody signs and for reports that were handed in', async () => {
    const { uid } = await engineer.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: goods.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {},
    });
    const printing = desk.call(engineer, 'printing.forSignature', { recordUid: uid, printer });
    await expect(printing).rejects.toMatchObject({ code: 'print.wrong-kind' });
    await expect(authorise(supervisor, ['phoneRecord'])).rejects.toMatchObject({ code: 'gate.bad-input' });
  });
});
