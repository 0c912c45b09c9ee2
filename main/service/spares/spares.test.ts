import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid } from '../../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../../tests/records/harness.ts';

let office: Office;
let keeper: Colleague;
let archivist: Colleague;
let supervisor: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };
let board: MasterUid;
let radio: MasterUid;
let own: MasterUid;
let customers: MasterUid;

type Fields = Readonly<Record<string, unknown>>;
async function entry(type: 'part' | 'depot', content: Fields): Promise<MasterUid> {
  const { uid } = await keeper.call('master.save', { uid: null, type, content: content as never });
  return uid as MasterUid;
}

beforeEach(async () => {
  office = await Office.open();
  keeper = await office.hire('杨备件', ['sparesKeeper']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  supervisor = await office.hire('沈主管', ['supervisor']);
  things = await stock(archivist, ['S001', 'S002']);
  const model = { uid: things.model, code: 'HG-1', name: '导航雷达' };
  board = await entry('part', {
    code: 'DY-1',
    name: '电源板',
    unit: '块',
    model,
    perSet: 1,
    lowStock: 2,
    turnRoundDays: 365,
  });
  radio = await entry('part', { code: 'SF-2', name: '收发模块', unit: '件', serialised: true });
  own = await entry('depot', { code: 'K1', name: '自有备件库', ownership: 'own' });
  const customer = { uid: things.customer, code: 'K01', name: '海军某部' };
  customers = await entry('depot', { code: 'Y1', name: '用户备件库', ownership: 'customer', customer });
});
afterEach(() => office.close());

const today = '2026-11-23' as Day;
const put = (partUid: MasterUid, depotUid: MasterUid, quantity: number, more: Fields = {}) =>
  keeper.call('spares.move', {
    act: 'receipt',
    partUid,
    depotUid,
    quantity,
    movedOn: today,
    reason: '入库',
    ...more,
  } as never);
const row = async (code: string) =>
  (await keeper.call('spares.stock', { text: code })).rows.find((one) => one.part.code === code);
async function made(person: Colleague, kind: string, content: Fields, more: Fields = {}): Promise<RecordUid> {
  const { uid } = await person.call('records.create', {
    kind: kind as 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: content as never,
    ...more,
  } as never);
  return uid as RecordUid;
}
async function fill(person: Colleague, uid: RecordUid, fields: Fields): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    await person.call('records.saveField', { uid, field, value: value as never });
  }
}
const move = (person: Colleague, uid: RecordUid, act: string, reason = '') =>
  person.call('records.move', { uid, move: act as 'close', password: testPassword, reason });

describe('movements of spare parts (5.8, 5.9)', () => {
  it('keep own and customer stock apart, and every one stays as a row', async () => {
    await put(board, own, 3);
    await put(board, customers, 5);
    await put(board, own, 1, { act: 'issue', otherParty: '海军某部', reason: '供应' });
    expect(await row('DY-1')).toMatchObject({ own: 2, customers: 5, low: false });
    const { rows } = await keeper.call('spares.moves', { partUid: board });
    expect(rows.map((one) => [one.act, one.quantity, one.ownership, one.by])).toEqual([
      ['issue', -1, 'own', '杨备件'],
      ['receipt', 5, 'customer', '杨备件'],
      ['receipt', 3, 'own', '杨备件'],
    ]);
    const mixed = put(board, own, 1, { act: 'transfer', toDepotUid: customers });
    await expect(mixed).rejects.toMatchObject({ code: 'spares.mixed' });
    await expect(put(board, own, 1, { act: 'transfer', toDepotUid: own })).rejects.toMatchObject({
      code: 'spares.same-depot',
    });
    const other = await entry('depot', { code: 'K2', name: '二库', ownership: 'own' });
    await put(board, own, 2, { act: 'transfer', toDepotUid: other });
    expect((await row('DY-1'))?.depots.map((one) => [one.depot.code, one.quantity])).toEqual([
      ['K2', 2],
      ['Y1', 5],
    ]);
  });

  it('take no more than there is, not from the future, and by number where the part is kept by number', async () => {
    await put(board, own, 1);
    await expect(put(board, own, 2, { act: 'issue' })).rejects.toMatchObject({ code: 'spares.not-enough' });
    await expect(put(board, own, 1, { movedOn: '2026-11-24' })).rejects.toMatchObject({ code: 'spares.day' });
    await expect(put(radio, own, 2, { serials: ['A1'] })).rejects.toMatchObject({ code: 'spares.serial' });
    await put(radio, own, 2, { serials: ['A1', 'A2'] });
    await expect(put(radio, own, 1, { serials: ['A1'] })).rejects.toThrow('已经在库');
    await expect(put(radio, own, 1, { act: 'issue', serials: ['A3'] })).rejects.toThrow('不在库房');
    await put(radio, own, 1, { act: 'issue', serials: ['A1'] });
    await put(radio, own, 1, { act: 'return', serials: ['A1'] });
    expect((await row('SF-2'))?.own).toBe(2);
  });

  it('are held by the database itself: no row changes or goes, no stock below nothing', async () => {
    await put(board, own, 1);
    const raw = (text: string) =>
      office.scratch.database.inTransaction(async (tx) => await sql.raw(text).execute(tx));
    await expect(raw(`UPDATE stock_moves SET quantity = 9`)).rejects.toThrow(/append-only/);
    await expect(raw(`DELETE FROM stock_moves`)).rejects.toThrow(/append-only/);
    await expect(
      raw(`INSERT INTO stock_moves (uid, part_id, depot_id, act, quantity, moved_on, other_party, reason, account_uid, account_name, at)
        SELECT 'x', part_id, depot_id, 'issue', -5, moved_on, '', '', '', '', at FROM stock_moves LIMIT 1`),
    ).rejects.toThrow(/CHECK/);
  });

  it('list what is below its least', async () => {
    await put(board, own, 1);
    await put(board, customers, 9);
    const low = async () =>
      (await keeper.call('spares.stock', { lowOnly: true })).rows.map((one) => one.part.code);
    expect(await low()).toEqual(['DY-1']);
    await put(board, own, 1);
    expect(await low()).toEqual([]);
  });

  it('report the loss of customer property to the customer, the loss of own property to nobody (5.8)', async () => {
    await put(board, own, 2);
    await put(board, customers, 2);
    expect(await put(board, own, 1, { act: 'loss', reason: '盘点缺少' })).toEqual({ caseUid: null });
    const { caseUid } = await put(board, customers, 1, { act: 'damage', reason: '受潮' });
    const detail = await keeper.call('records.open', { uid: caseUid as RecordUid });
    expect(detail.row).toMatchObject({
      kind: 'customerProperty',
      customer: { name: '海军某部' },
      state: 'opened',
    });
    expect(detail.content).toMatchObject({ propertyState: 'damaged', quantity: 1, place: '用户备件库' });
  });
});

describe('parts swapped in a repair report', () => {
  const swapped = (more: Fields = {}) => [
    {
      name: '电源板',
      model: 'DY',
      quantity: 1,
      oldSerial: 'O1',
      newSerial: 'N1',
      partCode: 'DY-1',
      depot: 'K1',
      ...more,
    },
  ];
  /** A submitted report: the way to there is another test's. */
  async function report(rows: readonly Fields[]): Promise<RecordUid> {
    const engineer = await office.hire('单工', ['engineer']);
    const uid = await made(
      engineer,
      'repairReport',
      { serviceDay: '2026-11-20', partsSwapped: rows },
      { customerUid: things.customer, equipmentUids: things.equipment.slice(0, 1), parts: ['repair'] },
    );
    await office.scratch.database.inTransaction(async (tx) => {
      await tx.updateTable('records').set({ state: 'submitted' }).where('uid', '=', uid).execute();
    });
    return uid;
  }
  const built = async () =>
    (await archivist.call('spares.configuration', { equipmentUid: things.equipment[0] as MasterUid })).rows;

  it('leave the depot at review, enter the configuration of the set, and come back when it is sent back', async () => {
    await put(board, own, 1);
    const uid = await report(swapped());
    await complete(uid);
    await move(supervisor, uid, 'review');
    expect((await row('DY-1'))?.own).toBe(0);
    expect((await keeper.call('spares.moves', { partUid: board })).rows.at(-1)).toMatchObject({
      act: 'swap',
      quantity: -1,
      movedOn: '2026-11-20',
    });
    expect(await built()).toMatchObject([
      { serial: 'O1', from: null, to: '2026-11-20' },
      { serial: 'N1', from: '2026-11-20', to: null },
    ]);
    await move(supervisor, uid, 'sendBack', '换件编号有误');
    expect((await row('DY-1'))?.own).toBe(1);
    expect(await built()).toEqual([]);
  });

  it('are not reviewed over stock that is not there, an unknown part, or another customer property', async () => {
    const uid = await report(swapped());
    await complete(uid);
    await expect(move(supervisor, uid, 'review')).rejects.toMatchObject({ code: 'spares.not-enough' });
    const unknown = await report(swapped({ partCode: 'XX' }));
    await complete(unknown);
    await expect(move(supervisor, unknown, 'review')).rejects.toMatchObject({ code: 'spares.no-part' });
    const { uid: other } = await archivist.call('master.save', {
      uid: null,
      type: 'customer',
      content: { code: 'K02', name: '空军某部', branch: 'airForce' },
    });
    const theirs = await entry('depot', {
      code: 'Y2',
      name: '空军备件库',
      ownership: 'customer',
      customer: { uid: other, code: 'K02', name: '空军某部' },
    });
    await put(board, theirs, 1);
    const wrong = await report(swapped({ depot: 'Y2' }));
    await complete(wrong);
    await expect(move(supervisor, wrong, 'review')).rejects.toMatchObject({ code: 'spares.mixed' });
  });

  /** Fills what a review asks for beside the parts. */
  async function complete(uid: RecordUid): Promise<void> {
    await office.scratch.database.inTransaction(async (tx) => {
      const { content } = await tx
        .selectFrom('records')
        .select('content')
        .where('uid', '=', uid)
        .executeTakeFirstOrThrow();
      const whole = {
        ...JSON.parse(content),
        place: '舟山',
        staff: [{ staff: 'HQ-0000000000000000', name: '单工' }],
        serial: 'S001',
        inWarranty: true,
        symptom: '不开机',
        causeClass: 'component',
        location: '电源',
        action: '换板',
        restored: true,
        reportedAt: '2026-11-19T00:00:00.000Z',
        restoredAt: '2026-11-20T00:00:00.000Z',
        acceptance: 'accepted',
        evaluationState: 'declined',
        evaluationDeclinedReason: '用户出海',
        signature: 'none',
        unsignedReason: '用户出海',
      };
      await tx
        .updateTable('records')
        .set({ content: JSON.stringify(whole) })
        .where('uid', '=', uid)
        .execute();
    });
  }
});

describe('stock-taking', () => {
  async function taking(): Promise<RecordUid> {
    await put(board, own, 3);
    const depot = { uid: own, code: 'K1', name: '自有备件库' };
    const uid = await made(keeper, 'stockTaking', { depot, countedDay: today, witness: '周信息' });
    expect(await keeper.call('spares.takeBook', { uid })).toEqual({ lines: 1 });
    return uid;
  }
  const count = (uid: RecordUid, counted: number, reason = '') =>
    keeper.call('spares.countLine', { uid, code: 'DY-1', counted, reason });

  it('posts the difference with its reason when somebody else approves', async () => {
    const both = await office.hire('兼职', ['sparesKeeper', 'supervisor']);
    const uid = await taking();
    await expect(move(keeper, uid, 'submit')).rejects.toMatchObject({ code: 'spares.uncounted' });
    await expect(count(uid, 2)).rejects.toMatchObject({ code: 'spares.reason' });
    await count(uid, 2, '领用漏登');
    await move(both, uid, 'submit');
    expect((await row('DY-1'))?.own).toBe(3);
    await expect(move(both, uid, 'approve')).rejects.toMatchObject({ code: 'record.same-person' });
    await move(supervisor, uid, 'approve');
    expect((await row('DY-1'))?.own).toBe(2);
    const { rows } = await keeper.call('spares.moves', { partUid: board });
    expect(rows[0]).toMatchObject({ act: 'count', quantity: -1, reason: '领用漏登', record: { uid } });
  });

  it('counts nothing against a book that has moved since', async () => {
    const uid = await taking();
    await count(uid, 3);
    await put(board, own, 1);
    await expect(move(keeper, uid, 'submit')).rejects.toMatchObject({ code: 'spares.book-changed' });
    await keeper.call('spares.takeBook', { uid });
    await count(uid, 4);
    await move(keeper, uid, 'submit');
  });
});

describe('spares plan (5.9)', () => {
  const line = async (uid: RecordUid) => (await keeper.call('spares.plan', { uid })).lines[0];

  it('suggests the smallest stock for demand, turn-round time and stock; decided line by line, approved, handed over, delivered', async () => {
    const leader = await office.hire('朱领导', ['centerLeader']);
    const company = await office.hire('秦总', ['companyLeader']);
    await put(board, own, 10, { movedOn: '2024-01-10' });
    // Six in three years on two sets: a rate of one a set and year, two a year, two in the turn-round time of a year.
    await put(board, own, 6, { act: 'issue', movedOn: '2025-06-01' });
    const uid = await made(keeper, 'sparesPlan', {
      planYear: 2027,
      target: 95,
      demandYears: 3,
      basis: '近三年用量',
    });
    // 31 October is a Saturday: the working day after it.
    expect((await keeper.call('records.open', { uid })).row.dueOn).toBe('2026-11-02');
    await expect(move(keeper, uid, 'submit')).rejects.toMatchObject({ code: 'record.incomplete' });
    await keeper.call('spares.suggest', { uid });
    // P(X ≤ 5 | 2) = 0.9834 is the first beyond 0.95; four lie there.
    expect(await line(uid)).toMatchObject({
      code: 'DY-1',
      used: 6,
      stock: 4,
      level: 5,
      suggested: 1,
      decided: null,
    });
    expect((await line(uid))?.mean).toBeCloseTo(2, 1);
    await expect(move(keeper, uid, 'submit')).rejects.toMatchObject({ code: 'spares.undecided' });
    const decide = (decided: number, reason = '') =>
      keeper.call('spares.decideLine', { uid, code: 'DY-1', decided, reason });
    await expect(decide(3)).rejects.toMatchObject({ code: 'spares.reason' });
    await decide(3, '明年有两次演习');
    await keeper.call('spares.suggest', { uid });
    expect(await line(uid)).toMatchObject({ decided: 3, reason: '明年有两次演习' });
    await move(keeper, uid, 'submit');
    await expect(decide(9, '再加')).rejects.toMatchObject({ code: 'record.not-draft' });
    await expect(move(company, uid, 'approve')).rejects.toMatchObject({ code: 'record.move-refused' });
    await move(leader, uid, 'review');
    await move(company, uid, 'approve');
    await expect(put(board, own, 1, { planUid: uid })).rejects.toMatchObject({ code: 'spares.link' });
    await expect(move(keeper, uid, 'putInForce')).rejects.toMatchObject({ code: 'record.incomplete' });
    await fill(keeper, uid, {
      handOverDay: today,
      handedBy: '杨备件',
      takenBy: '吕生产',
      handOverNote: '列入 2027 年计划',
    });
    await move(keeper, uid, 'putInForce');
    await put(board, own, 2, { planUid: uid });
    await expect(put(radio, own, 1, { planUid: uid, serials: ['A1'] })).rejects.toMatchObject({
      code: 'spares.link',
    });
    expect(await line(uid)).toMatchObject({ decided: 3, delivered: 2 });
    const { signatures } = await keeper.call('records.open', { uid });
    expect(signatures.every((one) => one.valid)).toBe(true);
  });

  it('is due at the end of October of the year before', async () => {
    const uid = await made(keeper, 'sparesPlan', { demandYears: 3, target: 90 });
    await fill(keeper, uid, { planYear: 2026 });
    // 31 October 2025 is a Friday.
    expect((await keeper.call('records.open', { uid })).row.dueOn).toBe('2025-10-31');
  });
});
