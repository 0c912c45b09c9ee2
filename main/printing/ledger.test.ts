import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectUid } from '../../shared/ids.ts';
import { PrintOffice } from '../../tests/printing/printOffice.ts';
import { pdfFacts } from '../../tests/printing/renderForTest.ts';
import { type Colleague, stock, testPassword, type Uid, wholeCall } from '../../tests/records/harness.ts';

let desk: PrintOffice;
let clerk: Colleague;
let officer: Colleague;
let leader: Colleague;
let keeper: Colleague;
let stranger: Colleague;
let customer: string;
const printer = '文印室-1';

beforeAll(async () => {
  desk = await PrintOffice.open();
  const { office } = desk;
  clerk = await office.hire('张喆堃', ['operator', 'informationOfficer']);
  officer = await office.hire('李玥昇', ['informationOfficer']);
  leader = await office.hire('王垚赟', ['centerLeader']);
  keeper = await office.hire('赵镕珺', ['printKeeper']);
  stranger = await office.hire('路人', ['engineer']);
  const guard = await office.hire('保密', ['securityAdmin']);
  ({ customer } = await stock(clerk));
  desk.present = [
    { name: printer, writesFiles: false },
    { name: '走廊', writesFiles: false },
    { name: '虚拟', writesFiles: true },
  ];
  await desk.call(guard, 'printing.registerPrinter', {
    name: printer,
    level: 2,
    writesFiles: false,
    place: '文印室',
  });
  await desk.call(guard, 'printing.registerPrinter', {
    name: '走廊',
    level: 1,
    writesFiles: false,
    place: '走廊',
  });
  await desk.call(guard, 'printing.registerPrinter', {
    name: '虚拟',
    level: 3,
    writesFiles: false,
    place: '本机',
  });
});
beforeEach(() => {
  desk.jammed = false;
  desk.taken.length = 0;
});
afterAll(async () => {
  await desk.close();
});

async function callRecord(content: Record<string, string> = wholeCall): Promise<Uid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: customer as never,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content,
  });
  return uid;
}

async function closedRecord(): Promise<Uid> {
  const uid = await callRecord();
  await clerk.call('records.move', { uid, move: 'close' });
  return uid;
}

async function order(
  recordUid: Uid,
  more: { class?: 'approved' | 'draft'; printer?: string; recipients?: string[] } = {},
) {
  return await desk.call(officer, 'printing.apply', {
    recordUid,
    class: more.class ?? 'approved',
    purpose: '存档备查',
    printer: more.printer ?? printer,
    recipients: more.recipients ?? ['档案室'],
  });
}

async function approvedOrder(recordUid: Uid, more: Parameters<typeof order>[1] = {}): Promise<ObjectUid> {
  const { uid } = await order(recordUid, more);
  await desk.call(leader, 'printing.decide', { uid, approve: true });
  return uid;
}

async function lineOf(uid: ObjectUid) {
  const { rows } = await desk.call(keeper, 'printing.ledger', {});
  const row = rows.find((candidate) => candidate.uid === uid);
  if (row === undefined) throw new Error('not in the ledger');
  return row;
}

async function loginOf(person: Colleague): Promise<string> {
  const rows = await desk.office.scratch.database.read
    .selectFrom('accounts')
    .select('login')
    .where('uid', '=', person.uid)
    .execute();
  return rows[0]?.login ?? '';
}

describe('the way of a controlled print', () => {
  it('goes from application through approval to one print with a line per copy', async () => {
    const record = await closedRecord();
    const uid = await approvedOrder(record, { recipients: ['档案室', '质量部'] });
    const { job } = await desk.call(officer, 'printing.run', { uid });
    expect(job).toMatchObject({
      state: 'printed',
      class: 'approved',
      applicant: '李玥昇',
      approver: '王垚赟',
      pages: 1,
    });
    expect(job.document).toMatch(/^QR758-02A 服务电话记录 DH-2026-HQ-\d{4}$/);
    expect(job.copies.map((copy) => copy.state)).toEqual(['submitted', 'submitted']);
    expect(job.copies.map((copy) => copy.copyNumber.slice(-3))).toEqual(['/01', '/02']);
    expect(desk.taken.map((page) => page.name)).toEqual(
      job.copies.map((copy) => copy.copyNumber.replace('/', '-')),
    );
    for (const [index, page] of desk.taken.entries()) {
      const text = pdfFacts(page.pdf).texts.join('').replace(/\s/g, '');
      expect(text).toContain(job.copies[index]?.copyNumber);
      expect(text).toContain(job.copies[index]?.traceCode);
      expect(text).toContain('内部');
      expect(text).toContain(wholeCall.need);
      expect(text).not.toContain('草稿');
    }
  });

  it('prints a draft with 草稿 on every page, approved and in the ledger like every other', async () => {
    const uid = await approvedOrder(await callRecord(), { class: 'draft' });
    await desk.call(officer, 'printing.run', { uid });
    const [page] = desk.taken;
    expect(pdfFacts(page?.pdf ?? new Uint8Array()).drawn).toContain('草稿');
    expect(await lineOf(uid)).toMatchObject({ class: 'draft', state: 'printed' });
  });

  it('shows in the preview the pages that print, marked 预览, and prints nothing', async () => {
    const record = await closedRecord();
    const { pdf, pages } = await desk.call(clerk, 'printing.preview', {
      recordUid: record,
      class: 'approved',
    });
    const facts = pdfFacts(Buffer.from(pdf, 'base64'));
    expect(facts.pages).toBe(pages);
    expect(facts.drawn).toContain('预览');
    expect(desk.taken).toEqual([]);
  });

  it('keeps one body for all prints of the same version', async () => {
    const record = await closedRecord();
    for (let print = 0; print < 2; print += 1) {
      await desk.call(officer, 'printing.run', { uid: await approvedOrder(record) });
    }
    const rows = await desk.office.scratch.database.read
      .selectFrom('print_jobs')
      .innerJoin('records', 'records.id', 'print_jobs.record_id')
      .select('body_sha256')
      .where('records.uid', '=', record)
      .execute();
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.body_sha256)).size).toBe(1);
  });

  it('gives every copy a number that is in the register and never used again', async () => {
    const numbers = await desk.office.scratch.database.read
      .selectFrom('number_register')
      .select(['n', 'number'])
      .where('series', '=', 'FH')
      .orderBy('n')
      .execute();
    expect(numbers.map((row) => row.n)).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers[0]?.number).toBe('HQ-2026-000001');
  });
});

describe('what the ledger refuses', () => {
  it('an approved print of a record that is not approved', async () => {
    await expect(order(await callRecord())).rejects.toMatchObject({ code: 'print.not-approved' });
  });

  it('printing before approval, and after refusal', async () => {
    const { uid } = await order(await closedRecord());
    await expect(desk.call(officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-applied',
    });
    await desk.call(leader, 'printing.decide', { uid, approve: false, reason: '不需要' });
    await expect(desk.call(officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-applied',
    });
    const line = await lineOf(uid);
    expect(line).toMatchObject({ state: 'refused', refusal: '不需要' });
    expect(line.copies[0]?.state).toBe('spoiled');
    expect(desk.taken).toEqual([]);
  });

  it('the applicant and the author as approvers', async () => {
    const { uid } = await order(await closedRecord());
    for (const person of [officer, clerk]) {
      const deciding = desk.call(person, 'printing.decide', { uid, approve: true });
      await expect(deciding).rejects.toMatchObject({ code: 'print.same-person' });
    }
  });

  it('a second decision', async () => {
    const uid = await approvedOrder(await closedRecord());
    const again = desk.call(leader, 'printing.decide', { uid, approve: false, reason: '反悔' });
    await expect(again).rejects.toMatchObject({ code: 'people.already-decided' });
  });

  it('a second print of the same order, also at the same moment', async () => {
    const uid = await approvedOrder(await closedRecord());
    const both = await Promise.allSettled([
      desk.call(officer, 'printing.run', { uid }),
      desk.call(keeper, 'printing.run', { uid }),
    ]);
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await expect(desk.call(officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.already-printed',
    });
    expect(desk.taken).toHaveLength(1);
  });

  it('another person than the applicant or the print keeper', async () => {
    const uid = await approvedOrder(await closedRecord());
    await expect(desk.call(leader, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'gate.forbidden',
    });
  });

  it('a printer that is not registered or whose level is too low', async () => {
    const record = await callRecord();
    await expect(order(record, { class: 'draft', printer: '不明' })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    await clerk.call('records.saveHead', { uid: record, marking: '秘密★5年' });
    await expect(order(record, { class: 'draft', printer: '走廊' })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    await clerk.call('records.saveHead', { uid: record, marking: '机密★10年' });
    await expect(order(record, { class: 'draft' })).rejects.toMatchObject({ code: 'print.printer-refused' });
  });

  it('a printer that is registered but not there, or that writes files without being registered for it', async () => {
    const gone = await approvedOrder(await closedRecord());
    const { present } = desk;
    desk.present = [];
    await expect(desk.call(officer, 'printing.run', { uid: gone })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    desk.present = present;
    const virtual = await approvedOrder(await closedRecord(), { printer: '虚拟' });
    await expect(desk.call(officer, 'printing.run', { uid: virtual })).rejects.toMatchObject({
      code: 'print.file-printer',
    });
    expect(desk.taken).toEqual([]);
  });

  it('content that was changed after the application, and closes the order', async () => {
    const record = await callRecord();
    const uid = await approvedOrder(record, { class: 'draft' });
    await clerk.call('records.saveField', { uid: record, field: 'opinion', value: '改为上门检修' });
    await expect(desk.call(officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.version-changed',
    });
    const line = await lineOf(uid);
    expect(line.state).toBe('superseded');
    expect(line.copies[0]?.state).toBe('spoiled');
  });

  it('a text with characters that no face has', async () => {
    const record = await callRecord({ ...wholeCall, opinion: '见附图😀' });
    const uid = await approvedOrder(record, { class: 'draft' });
    const printing = desk.call(officer, 'printing.run', { uid });
    await expect(printing).rejects.toMatchObject({ code: 'print.missing-glyphs' });
    expect((await lineOf(uid)).state).toBe('approved');
  });

  it('to lose a copy that the printer did not take', async () => {
    const uid = await approvedOrder(await closedRecord());
    desk.jammed = true;
    await expect(desk.call(officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-taken',
    });
    const line = await lineOf(uid);
    expect(line.state).toBe('printed');
    expect(line.copies[0]?.state).toBe('spoiled');
  });

  it('changes behind its back', async () => {
    const { database } = desk.office.scratch;
    const attacks = [
      (tx: never) =>
        (tx as Tx).updateTable('print_copies').set({ copy_number: 'HQ-2026-999999/01' }).execute(),
      (tx: never) => (tx as Tx).updateTable('print_copies').set({ trace_code: 'X' }).execute(),
      (tx: never) => (tx as Tx).deleteFrom('print_copies').execute(),
      (tx: never) => (tx as Tx).deleteFrom('print_jobs').execute(),
      (tx: never) => (tx as Tx).updateTable('print_copy_events').set({ note: '' }).execute(),
      (tx: never) => (tx as Tx).deleteFrom('print_copy_events').execute(),
      (tx: never) =>
        (tx as Tx)
          .updateTable('print_jobs')
          .set((eb) => ({ approver_id: eb.ref('applicant_id') }))
          .execute(),
    ];
    for (const attack of attacks) {
      await expect(database.inTransaction(async (tx) => await attack(tx as never))).rejects.toThrow();
    }
  });
});
type Tx = Parameters<Parameters<PrintOffice['office']['scratch']['database']['inTransaction']>[0]>[0];

describe('who sees the ledger', () => {
  it('shows an order to nobody who may not read the record, by list, cursor, trace code or identity', async () => {
    const record = await closedRecord();
    const { job } = await desk.call(officer, 'printing.run', { uid: await approvedOrder(record) });
    const copy = job.copies[0];
    const { rows } = await desk.call(stranger, 'printing.ledger', {});
    expect(rows).toEqual([]);
    const traced = await desk.call(stranger, 'printing.trace', { traceCode: copy?.traceCode ?? '' });
    expect(traced).toEqual({ job: null, copyUid: null });
    await expect(desk.call(stranger, 'printing.run', { uid: job.uid })).rejects.toMatchObject({
      code: 'print.not-found',
    });
    const moving = desk.call(stranger, 'printing.moveCopy', {
      copyUid: copy?.uid as ObjectUid,
      to: 'printed',
      holder: '我',
    });
    await expect(moving).rejects.toMatchObject({ code: 'print.not-found' });
    const cursor = Buffer.from(JSON.stringify([job.uid])).toString('base64url');
    const paging = desk.call(stranger, 'printing.ledger', { cursor });
    await expect(paging).rejects.toMatchObject({ code: 'cursor.bad' });
  });

  it('shows the whole ledger to the print keeper page by page, without gap or repetition', async () => {
    const all = await desk.call(keeper, 'printing.ledger', { limit: 200 });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof desk.call<'printing.ledger'>>> = await desk.call(
        keeper,
        'printing.ledger',
        {
          limit: 3,
          cursor,
        },
      );
      seen.push(...page.rows.map((row) => row.uid));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(all.rows.map((row) => row.uid));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('finds a copy by the trace code as somebody types it', async () => {
    const { job } = await desk.call(officer, 'printing.run', {
      uid: await approvedOrder(await closedRecord()),
    });
    const code = job.copies[0]?.traceCode ?? '';
    const typed = `hq ${code.slice(3).replace('-', '').toLowerCase()}`;
    const traced = await desk.call(keeper, 'printing.trace', { traceCode: typed });
    expect(traced.copyUid).toBe(job.copies[0]?.uid);
    expect(traced.job?.uid).toBe(job.uid);
  });
});

describe('the life of a copy', () => {
  it('goes to its end only by moves that exist, the last by two persons', async () => {
    const { job } = await desk.call(officer, 'printing.run', {
      uid: await approvedOrder(await closedRecord()),
    });
    const copyUid = job.copies[0]?.uid as ObjectUid;
    const move = (
      person: Colleague,
      to: 'printed' | 'issued' | 'acknowledged' | 'returned' | 'destroyed',
      second: Colleague | null = null,
    ) =>
      (async () =>
        await desk.call(person, 'printing.moveCopy', {
          copyUid,
          to,
          holder: '质量部 周工',
          second: second === null ? null : { login: await loginOf(second), password: testPassword },
        }))();
    await expect(move(officer, 'issued')).rejects.toMatchObject({ code: 'print.state' });
    await move(officer, 'printed');
    await expect(move(officer, 'issued')).rejects.toMatchObject({ code: 'gate.forbidden' });
    await move(keeper, 'issued');
    await move(keeper, 'acknowledged');
    await expect(move(keeper, 'destroyed', leader)).rejects.toMatchObject({ code: 'print.state' });
    await move(keeper, 'returned');
    await expect(move(keeper, 'destroyed')).rejects.toMatchObject({ code: 'people.second-person-refused' });
    await expect(move(keeper, 'destroyed', keeper)).rejects.toMatchObject({ code: 'people.same-person' });
    await expect(move(keeper, 'destroyed', stranger)).rejects.toMatchObject({
      code: 'people.second-person-refused',
    });
    await move(keeper, 'destroyed', leader);
    await expect(move(keeper, 'returned')).rejects.toMatchObject({ code: 'print.state' });
    const events = (await lineOf(job.uid)).copies[0]?.events ?? [];
    expect(events.map((event) => event.to)).toEqual([
      'submitted',
      'printed',
      'issued',
      'acknowledged',
      'returned',
      'destroyed',
    ]);
    expect(events.at(-1)?.second).toBe('王垚赟');
  });
});
