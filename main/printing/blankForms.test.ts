import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { PrintOffice } from '../../tests/printing/printOffice.ts';
import { pdfFacts } from '../../tests/printing/renderForTest.ts';
import { type Colleague, stock } from '../../tests/records/harness.ts';
import { insertRecord } from '../database/stores/records.ts';

let desk: PrintOffice;
let dispatcher: Colleague;
let customerId: number;
const printer = '现场-1';

beforeAll(async () => {
  desk = await PrintOffice.open();
  dispatcher = await desk.office.hire('吴派工', ['dispatcher']);
  const supervisor = await desk.office.hire('李玥昇', ['supervisor']);
  const { customer } = await stock(await desk.office.hire('张喆堃', ['informationOfficer']));
  const guard = await desk.office.hire('保密', ['securityAdmin']);
  const row = await desk.office.scratch.database.read
    .selectFrom('master')
    .select('id')
    .where('uid', '=', customer)
    .executeTakeFirstOrThrow();
  customerId = row.id;
  desk.present = [{ name: printer, writesFiles: false }];
  await desk.call(guard, 'printing.registerPrinter', {
    name: printer,
    level: 3,
    writesFiles: false,
    place: '现场',
  });
  await desk.call(supervisor, 'printing.authorise', {
    kinds: ['repairReport'],
    accountUids: [],
    roles: ['dispatcher'],
    from: '2026-11-01' as Day,
    to: '2026-12-31' as Day,
  });
});
afterAll(() => desk.close());

async function notice(state: 'issued' | 'draft'): Promise<RecordUid> {
  return await desk.office.scratch.database.inTransaction(async (tx) => {
    const record = await insertRecord(tx, {
      uid: desk.office.newUid(),
      kind: 'dispatchNotice',
      form_version: 1,
      owning_site: desk.office.code,
      state,
      title: '试',
      level: 2,
      marking: '秘密★10年',
      occurred_at: '2026-11-20T02:00:00.000Z',
      recorded_at: '2026-11-20T02:00:00.000Z',
      author_name: '某',
      changed_at: '2026-11-20T02:00:00.000Z',
      customer_id: customerId,
      content: '{}',
    });
    return record.uid as RecordUid;
  });
}

describe('numbered blank forms', () => {
  it('go with an issued notice, each with its own number and trace code under the mark of the notice', async () => {
    const noticeUid = await notice('issued');
    const input = { noticeUid, kind: 'repairReport' as const, count: 2, printer };
    const { copyNumbers } = await desk.call(dispatcher, 'printing.blankForms', input);
    expect(copyNumbers).toHaveLength(2);
    expect(desk.taken.map((page) => page.name)).toEqual(copyNumbers.map((name) => name.replaceAll('/', '-')));
    const { rows } = await dispatcher.call('records.blankForms', { noticeUid });
    expect(rows.map((row) => [row.copyNumber, row.state])).toEqual(
      copyNumbers.map((number) => [number, 'issued']),
    );
    for (const [index, page] of desk.taken.entries()) {
      const plain = pdfFacts(page.pdf).texts.join('').replaceAll(/\s/g, '');
      expect(plain).toContain(rows[index]?.traceCode.replaceAll(/\s/g, ''));
      expect(plain).toContain('秘密★10年');
      expect(plain).toContain('故障现象');
      expect(plain).toContain('海军某部');
    }
  });

  it('are not printed for a notice that is not issued, nor for other kinds, nor without authorisation', async () => {
    const blank = (noticeUid: RecordUid, kind: 'repairReport' | 'phoneRecord' | 'trainingRecord') =>
      desk.call(dispatcher, 'printing.blankForms', { noticeUid, kind, count: 1, printer });
    await expect(blank(await notice('draft'), 'repairReport')).rejects.toMatchObject({
      code: 'blank.refused',
    });
    const issued = await notice('issued');
    await expect(blank(issued, 'phoneRecord')).rejects.toMatchObject({ code: 'blank.refused' });
    await expect(blank(issued, 'trainingRecord')).rejects.toMatchObject({ code: 'print.no-authorisation' });
  });
});
