import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrintRoom } from '../../tests/printing/printRoom.ts';
import { pdfFacts } from '../../tests/printing/renderForTest.ts';
import { wholeCall } from '../../tests/records/harness.ts';
import type { WriteTx } from '../database/handles.ts';

let room: PrintRoom;

beforeAll(async () => {
  room = await PrintRoom.open();
});
beforeEach(() => {
  room.desk.jammed = false;
  room.desk.taken.length = 0;
});
afterAll(async () => {
  await room.desk.close();
});

describe('the way of a controlled print', () => {
  it('goes from application through approval to one print with a line per copy', async () => {
    const record = await room.closedRecord();
    const uid = await room.approvedOrder(record, { recipients: ['档案室', '质量部'] });
    const { job } = await room.desk.call(room.officer, 'printing.run', { uid });
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
    expect(room.desk.taken.map((page) => page.name)).toEqual(
      job.copies.map((copy) => copy.copyNumber.replace('/', '-')),
    );
    for (const [index, page] of room.desk.taken.entries()) {
      const text = pdfFacts(page.pdf).texts.join('').replace(/\s/g, '');
      expect(text).toContain(job.copies[index]?.copyNumber);
      expect(text).toContain(job.copies[index]?.traceCode);
      expect(text).toContain('内部');
      expect(text).toContain(wholeCall.need);
      expect(text).not.toContain('草稿');
    }
  });

  it('prints a draft with 草稿 on every page, approved and in the ledger like every other', async () => {
    const uid = await room.approvedOrder(await room.callRecord(), { class: 'draft' });
    await room.desk.call(room.officer, 'printing.run', { uid });
    const [page] = room.desk.taken;
    expect(pdfFacts(page?.pdf ?? new Uint8Array()).drawn).toContain('草稿');
    expect(await room.lineOf(uid)).toMatchObject({ class: 'draft', state: 'printed' });
  });

  it('shows in the preview the pages that print, marked 预览, and prints nothing', async () => {
    const record = await room.closedRecord();
    const { pdf, pages } = await room.desk.call(room.clerk, 'printing.preview', {
      recordUid: record,
      class: 'approved',
    });
    const facts = pdfFacts(Buffer.from(pdf, 'base64'));
    expect(facts.pages).toBe(pages);
    expect(facts.drawn).toContain('预览');
    expect(room.desk.taken).toEqual([]);
  });

  it('keeps one body for all prints of the same version', async () => {
    const record = await room.closedRecord();
    for (let print = 0; print < 2; print += 1) {
      await room.desk.call(room.officer, 'printing.run', { uid: await room.approvedOrder(record) });
    }
    const rows = await room.desk.office.scratch.database.read
      .selectFrom('print_jobs')
      .innerJoin('records', 'records.id', 'print_jobs.record_id')
      .select('body_sha256')
      .where('records.uid', '=', record)
      .execute();
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.body_sha256)).size).toBe(1);
  });

  it('gives every copy a number that is in the register and never used again', async () => {
    const numbers = await room.desk.office.scratch.database.read
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
    await expect(room.order(await room.callRecord())).rejects.toMatchObject({ code: 'print.not-approved' });
  });

  it('printing before approval, and after refusal', async () => {
    const { uid } = await room.order(await room.closedRecord());
    await expect(room.desk.call(room.officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-applied',
    });
    await room.desk.call(room.leader, 'printing.decide', { uid, approve: false, reason: '不需要' });
    await expect(room.desk.call(room.officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-applied',
    });
    const line = await room.lineOf(uid);
    expect(line).toMatchObject({ state: 'refused', refusal: '不需要' });
    expect(line.copies[0]?.state).toBe('spoiled');
    expect(room.desk.taken).toEqual([]);
  });

  it('the applicant and the author as approvers', async () => {
    const { uid } = await room.order(await room.closedRecord());
    for (const person of [room.officer, room.clerk]) {
      const deciding = room.desk.call(person, 'printing.decide', { uid, approve: true });
      await expect(deciding).rejects.toMatchObject({ code: 'print.same-person' });
    }
  });

  it('a second decision', async () => {
    const uid = await room.approvedOrder(await room.closedRecord());
    const again = room.desk.call(room.leader, 'printing.decide', { uid, approve: false, reason: '反悔' });
    await expect(again).rejects.toMatchObject({ code: 'people.already-decided' });
  });

  it('a second print of the same order, also at the same moment', async () => {
    const uid = await room.approvedOrder(await room.closedRecord());
    const both = await Promise.allSettled([
      room.desk.call(room.officer, 'printing.run', { uid }),
      room.desk.call(room.keeper, 'printing.run', { uid }),
    ]);
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await expect(room.desk.call(room.officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.already-printed',
    });
    expect(room.desk.taken).toHaveLength(1);
  });

  it('another person than the applicant or the print keeper', async () => {
    const uid = await room.approvedOrder(await room.closedRecord());
    await expect(room.desk.call(room.leader, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'gate.forbidden',
    });
  });

  it('a printer that is not registered or whose level is too low', async () => {
    const record = await room.callRecord();
    await expect(room.order(record, { class: 'draft', printer: '不明' })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    await room.clerk.call('records.saveHead', { uid: record, marking: '秘密★5年' });
    await expect(room.order(record, { class: 'draft', printer: '走廊' })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    await room.clerk.call('records.saveHead', { uid: record, marking: '机密★10年' });
    await expect(room.order(record, { class: 'draft' })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
  });

  it('a printer that is registered but not there, or that writes files without being registered for it', async () => {
    const gone = await room.approvedOrder(await room.closedRecord());
    const { present } = room.desk;
    room.desk.present = [];
    await expect(room.desk.call(room.officer, 'printing.run', { uid: gone })).rejects.toMatchObject({
      code: 'print.printer-refused',
    });
    room.desk.present = present;
    const virtual = await room.approvedOrder(await room.closedRecord(), { printer: '虚拟' });
    await expect(room.desk.call(room.officer, 'printing.run', { uid: virtual })).rejects.toMatchObject({
      code: 'print.file-printer',
    });
    expect(room.desk.taken).toEqual([]);
  });

  it('content that was changed after the application, and closes the order', async () => {
    const record = await room.callRecord();
    const uid = await room.approvedOrder(record, { class: 'draft' });
    await room.clerk.call('records.saveField', { uid: record, field: 'opinion', value: '改为上门检修' });
    await expect(room.desk.call(room.officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.version-changed',
    });
    const line = await room.lineOf(uid);
    expect(line.state).toBe('superseded');
    expect(line.copies[0]?.state).toBe('spoiled');
  });

  it('a text with characters that no face has', async () => {
    const record = await room.callRecord({ ...wholeCall, opinion: '见附图😀' });
    const uid = await room.approvedOrder(record, { class: 'draft' });
    const printing = room.desk.call(room.officer, 'printing.run', { uid });
    await expect(printing).rejects.toMatchObject({ code: 'print.missing-glyphs' });
    expect((await room.lineOf(uid)).state).toBe('approved');
  });

  it('to lose a copy that the printer did not take', async () => {
    const uid = await room.approvedOrder(await room.closedRecord());
    room.desk.jammed = true;
    await expect(room.desk.call(room.officer, 'printing.run', { uid })).rejects.toMatchObject({
      code: 'print.not-taken',
    });
    const line = await room.lineOf(uid);
    expect(line.state).toBe('printed');
    expect(line.copies[0]?.state).toBe('spoiled');
  });

  it('changes behind its back', async () => {
    const { database } = room.desk.office.scratch;
    const attacks: ((tx: WriteTx) => Promise<unknown>)[] = [
      (tx) => tx.updateTable('print_copies').set({ copy_number: 'HQ-2026-999999/01' }).execute(),
      (tx) => tx.updateTable('print_copies').set({ trace_code: 'X' }).execute(),
      (tx) => tx.deleteFrom('print_copies').execute(),
      (tx) => tx.deleteFrom('print_jobs').execute(),
      (tx) => tx.updateTable('print_copy_events').set({ note: '' }).execute(),
      (tx) => tx.deleteFrom('print_copy_events').execute(),
      (tx) =>
        tx
          .updateTable('print_jobs')
          .set((eb) => ({ approver_id: eb.ref('applicant_id') }))
          .execute(),
    ];
    for (const attack of attacks) {
      await expect(database.inTransaction(async (tx) => await attack(tx))).rejects.toThrow();
    }
  });
});
