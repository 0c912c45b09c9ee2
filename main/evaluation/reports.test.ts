import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { expectPlan } from '../../tests/database/expectPlan.ts';
import { PrintOffice } from '../../tests/printing/printOffice.ts';
import { pdfFacts } from '../../tests/printing/renderForTest.ts';
import { type Colleague, stock, testPassword, type Uid, wholeCall } from '../../tests/records/harness.ts';
import { talliesStatement } from '../database/stores/facts.ts';
import { canonicalJson } from '../records/canonicalJson.ts';

let desk: PrintOffice;
let clerk: Colleague;
let engineer: Colleague;
let leader: Colleague;
let boss: Colleague;
let goods: Awaited<ReturnType<typeof stock>>;
let brief: RecordUid;
const month = '2026-10';

beforeAll(async () => {
  desk = await PrintOffice.open();
  const { office } = desk;
  clerk = await office.hire('张喆堃', ['informationOfficer', 'operator']);
  engineer = await office.hire('王瑄祎', ['engineer']);
  leader = await office.hire('王垚赟', ['centerLeader']);
  boss = await office.hire('赵镕珺', ['companyLeader']);
  const guard = await office.hire('保密', ['securityAdmin']);
  goods = await stock(clerk);
  await clerk.call('master.save', {
    uid: null,
    type: 'militaryOffice',
    content: { code: 'J01', name: '驻某地区军事代表室', branch: 'navy' },
  });
  desk.present = [{ name: '文印室', writesFiles: false }];
  await desk.call(guard, 'printing.registerPrinter', {
    name: '文印室',
    level: 3,
    writesFiles: false,
    place: '文印室',
  });
  for (const day of ['03', '17', '28']) await call(`2026-10-${day}T02:00:00.000Z`);
  await call('2026-09-30T02:00:00.000Z');
  // 1 November in Beijing, although still October in UTC.
  await call('2026-10-31T16:30:00.000Z');
});
afterAll(async () => {
  await desk.close();
});

async function call(startedAt: string, customer: MasterUid = goods.customer): Promise<Uid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { ...wholeCall, startedAt },
  });
  await clerk.call('records.move', { uid, move: 'close' });
  return uid;
}

/** A repair report that got as far as submission; the move engine's own tests cover the scan, so the state is set here. */
async function repair(content: Record<string, unknown>, state = 'submitted'): Promise<Uid> {
  const { uid } = await engineer.call('records.create', {
    kind: 'repairReport',
    taskUid: null,
    customerUid: goods.customer,
    equipmentUids: goods.equipment.slice(0, 1),
    occurredAt: null,
    parts: ['repair'],
    content: {
      serviceDay: '2026-10-12',
      causeClass: 'component',
      restored: true,
      reportedAt: '2026-10-11T00:00:00.000Z',
      arrivedAt: '2026-10-12T06:00:00.000Z',
      restoredAt: '2026-10-12T10:00:00.000Z',
      ...content,
    } as never,
  });
  await desk.office.scratch.database.inTransaction(
    async (tx) => await tx.updateTable('records').set({ state }).where('uid', '=', uid).execute(),
  );
  return uid;
}

async function figureOf(key: string, uid: RecordUid = brief) {
  const { set } = await desk.call(clerk, 'reports.figures', { uid });
  return set.figures.find((figure) => figure.key === key);
}

describe('the month brief of one branch', () => {
  it('is drafted with text, figures, distribution and the marking of its parts', async () => {
    const secret = await repair({ partsSwapped: [{ name: '功放', quantity: 2 }] });
    await desk.office.scratch.database.inTransaction(
      async (tx) =>
        await tx
          .updateTable('records')
          .set({ level: 2, marking: '秘密★5年' })
          .where('uid', '=', secret)
          .execute(),
    );
    brief = (await desk.call(clerk, 'reports.create', { period: month, branch: 'navy' })).uid;
    const detail = await clerk.call('records.open', { uid: brief });
    expect(detail.row).toMatchObject({ kind: 'situationReport', state: 'draft', marking: '秘密★5年' });
    expect(detail.content).toMatchObject({
      heading: '2026年10月海军用户军品服务简报',
      periodFrom: '2026-10-01',
      periodTo: '2026-10-31',
      distribution: [{ code: 'J01', name: '驻某地区军事代表室', copies: 1 }],
    });
    expect(detail.content.overview).toContain('接听服务电话3次');
    expect(detail.content.complaints).toContain('满意度无数据');
  });

  it('exists once per month and branch, and only for military branches', async () => {
    const again = desk.call(clerk, 'reports.create', { period: month, branch: '海军' });
    await expect(again).rejects.toMatchObject({ code: 'report.exists' });
    const civil = desk.call(clerk, 'reports.create', { period: month, branch: 'civil' });
    await expect(civil).rejects.toMatchObject({ code: 'gate.bad-input' });
    expect(await desk.call(clerk, 'reports.branches', undefined)).toEqual({ branches: ['navy'] });
  });

  it('counts by the days of the site, beside the period before', async () => {
    expect(await figureOf('calls')).toMatchObject({ value: 3, previous: 1, unit: '次', clause: '5.1.2' });
  });

  it('works out times, parts and causes', async () => {
    await repair({
      restored: false,
      restoredAt: null,
      causeClass: 'software',
      arrivedAt: '2026-10-11T10:00:00.000Z',
      evaluationState: 'given',
      evaluationProduct: 'verySatisfied',
      evaluationSkill: 'satisfied',
    });
    expect(await figureOf('faults')).toMatchObject({ value: 2, previous: 0 });
    expect(await figureOf('faultsOpen')).toMatchObject({ value: 1 });
    expect(await figureOf('responseHours')).toMatchObject({ value: 20 });
    expect(await figureOf('repairHours')).toMatchObject({ value: 4, previous: null });
    expect(await figureOf('partsUsed')).toMatchObject({ value: 2 });
    expect(await figureOf('satisfaction')).toMatchObject({ value: 95.23, previous: null });
    expect(await figureOf('evaluated')).toMatchObject({ value: 1 });
    const { set } = await desk.call(clerk, 'reports.figures', { uid: brief });
    const faults = set.tables.find((table) => table.key === 'faultsByModel');
    expect(faults?.rows).toEqual([['HG-1 导航雷达', 0, 0, 1, 1, 0, 0, 0, 0, 2]]);
  });

  it('never counts drafts, voided or invalid reports, other branches, or products that are not military', async () => {
    const before = (await figureOf('faults'))?.value;
    await repair({}, 'draft');
    await repair({}, 'invalid');
    await repair({}, 'voided');
    const other = await clerk.call('master.save', {
      uid: null,
      type: 'customer',
      content: { code: 'K02', name: '空军某部', branch: 'airForce' },
    });
    await call('2026-10-05T02:00:00.000Z', other.uid as MasterUid);
    const civilModel = await clerk.call('master.save', {
      uid: null,
      type: 'model',
      content: {
        code: 'M-2',
        name: '民用终端',
        modelKind: 'single',
        phase: 'finalised',
        quantityMade: 20,
        military: false,
      },
    });
    const civil = await clerk.call('master.save', {
      uid: null,
      type: 'equipment',
      content: { serial: 'C-1', model: { uid: civilModel.uid, code: 'M-2', name: '民用终端' } },
    });
    const { uid } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: goods.customer,
      equipmentUids: [civil.uid as MasterUid],
      occurredAt: null,
      parts: [],
      content: { ...wholeCall, startedAt: '2026-10-06T02:00:00.000Z' },
    });
    await clerk.call('records.move', { uid, move: 'close' });
    expect((await figureOf('faults'))?.value).toBe(before);
    expect((await figureOf('calls'))?.value).toBe(3);
  });

  it('opens the records behind a figure as far as the reader may see them, and says when some are hidden', async () => {
    const seen = await desk.call(clerk, 'reports.drillDown', { uid: brief, figure: 'calls' });
    expect(seen).toMatchObject({ hidden: false });
    expect(seen.rows).toHaveLength(3);
    const none = await desk.call(boss, 'reports.drillDown', { uid: brief, figure: 'calls' });
    expect(none).toEqual({ rows: [], hidden: true });
    expect(await desk.call(clerk, 'reports.drillDown', { uid: brief, figure: 'nonsense' })).toEqual({
      rows: [],
      hidden: false,
    });
  });
});

describe('submission, review and approval', () => {
  it('waits until the month is over, and for the marking of all parts', async () => {
    const { uid } = await desk.call(clerk, 'reports.create', {
      period: '2026-11',
      branch: 'navy',
    });
    const early = clerk.call('records.move', { uid, move: 'submit', password: testPassword });
    await expect(early).rejects.toMatchObject({ code: 'report.period-open' });
    await clerk.call('records.saveHead', { uid: brief, marking: '内部' });
    const low = clerk.call('records.move', { uid: brief, move: 'submit', password: testPassword });
    await expect(low).rejects.toMatchObject({ code: 'record.marking-lower' });
    await clerk.call('records.saveHead', { uid: brief, marking: '机密★10年' });
    await clerk.call('records.saveField', { uid: brief, field: 'nextPlan', value: '按计划走访。' });
  });

  it('freezes rows, figures and digest, redrafts what nobody edited; later records change nothing', async () => {
    await clerk.call('records.move', { uid: brief, move: 'submit', password: testPassword });
    const before = await desk.call(clerk, 'reports.figures', { uid: brief });
    expect(before.frozen).toBe(true);
    const drafted = (await clerk.call('records.open', { uid: brief })).content;
    expect(drafted.faults).toContain('处理故障2次');
    expect(drafted.nextPlan).toBe('按计划走访。');
    await call('2026-10-20T02:00:00.000Z');
    await repair({});
    expect(await desk.call(clerk, 'reports.figures', { uid: brief })).toEqual(before);
    const { rows } = await desk.call(clerk, 'reports.drillDown', { uid: brief, figure: 'calls' });
    expect(rows).toHaveLength(3);
    const { content } = await clerk.call('records.open', { uid: brief });
    const digest = createHash('sha256').update(canonicalJson(content.figures)).digest('hex');
    expect(content.figuresDigest).toBe(digest);
    const editing = clerk.call('records.saveField', { uid: brief, field: 'overview', value: '改' });
    await expect(editing).rejects.toMatchObject({ code: 'record.not-draft' });
  });

  it('is printed only when the company leader has approved, with every signature on paper', async () => {
    const apply = () =>
      desk.call(clerk, 'printing.apply', {
        recordUid: brief,
        class: 'approved' as const,
        purpose: '报送军事代表室',
        printer: '文印室',
        recipients: ['驻某地区军事代表室', '存档'],
      });
    await expect(apply()).rejects.toMatchObject({ code: 'print.not-approved' });
    await leader.call('records.move', { uid: brief, move: 'review', password: testPassword });
    await expect(apply()).rejects.toMatchObject({ code: 'print.not-approved' });
    const own = leader.call('records.move', { uid: brief, move: 'approve', password: testPassword });
    await expect(own).rejects.toMatchObject({ code: 'gate.forbidden' });
    await boss.call('records.move', { uid: brief, move: 'approve', password: testPassword });
    const { uid } = await apply();
    await desk.call(leader, 'printing.decide', { uid, approve: true });
    const { job } = await desk.call(clerk, 'printing.run', { uid });
    expect(job).toMatchObject({ marking: '机密★10年', level: 3 });
    const facts = pdfFacts(desk.taken[0]?.pdf ?? new Uint8Array());
    for (const font of facts.fonts) expect(font).toMatchObject({ embedded: true, type: 'CID TrueType' });
    const text = facts.texts.join('').replace(/\s/g, '');
    for (const words of [
      '服务简报',
      '2026年10月海军用户军品服务简报',
      '张喆堃',
      '王垚赟',
      '赵镕珺',
      '表1主要数据',
      '无数据',
      '共印1份',
    ]) {
      expect(text).toContain(words);
    }
    for (const [index, page] of facts.texts.entries()) {
      const solid = page.replace(/\s/g, '');
      expect(solid).toContain('机密★10年');
      expect(solid).toContain(job.copies[0]?.copyNumber);
      expect(solid).toContain(`—${index + 1}—`);
      expect(facts.drawn.replace(/\s/g, '')).toContain(`第${index + 1}页，共${facts.pages}页`);
    }
  });

  it('shows live figures again when it is sent back before approval', async () => {
    const { uid } = await desk.call(clerk, 'reports.create', {
      period: '2026-09',
      branch: 'navy',
    });
    await clerk.call('records.move', { uid, move: 'submit', password: testPassword });
    await call('2026-09-11T02:00:00.000Z');
    expect((await figureOf('calls', uid))?.value).toBe(1);
    await leader.call('records.move', { uid, move: 'sendBack', reason: '数据补充' });
    expect(await desk.call(clerk, 'reports.figures', { uid })).toMatchObject({ frozen: false });
    expect((await figureOf('calls', uid))?.value).toBe(2);
  });
});

describe('after the approval', () => {
  it('is dispatched when each office of the list has its copy, with receipt from the print ledger', async () => {
    const dispatch = () => clerk.call('records.move', { uid: brief, move: 'dispatch' });
    await expect(dispatch()).rejects.toMatchObject({
      code: 'report.copies-missing',
      message: expect.stringContaining('驻某地区军事代表室'),
    });
    const keeper = await desk.office.hire('文印', ['printKeeper']);
    const { rows } = await desk.call(keeper, 'printing.ledger', { recordUid: brief });
    const copies = rows[0]?.copies ?? [];
    expect(copies).toHaveLength(2);
    for (const copy of copies)
      await desk.call(clerk, 'printing.moveCopy', { copyUid: copy.uid, to: 'printed', holder: '张喆堃' });
    await dispatch();
    const move = (to: 'issued' | 'acknowledged' | 'returned', holder: string) =>
      desk.call(keeper, 'printing.moveCopy', { copyUid: copies[0]?.uid as never, to, holder });
    await move('issued', '驻某地区军事代表室');
    await move('acknowledged', '驻某地区军事代表室');
    const { offices, others } = await desk.call(clerk, 'reports.dispatches', { uid: brief });
    expect(offices).toMatchObject([
      { name: '驻某地区军事代表室', wanted: 1, copies: [{ state: 'acknowledged', current: true }] },
    ]);
    expect(offices[0]?.copies[0]?.acknowledgedAt).not.toBeNull();
    expect(others).toBe(1);
    await move('returned', '文印');
  });

  it('a later change ends the approval in sight of everybody and asks for a note', async () => {
    await clerk.call('records.move', { uid: brief, move: 'reopen', reason: '用户单位名称有误' });
    const opened = await clerk.call('records.open', { uid: brief });
    expect(opened).toMatchObject({ version: 2, row: { state: 'draft' } });
    await clerk.call('records.saveField', { uid: brief, field: 'overview', value: '改正后的总体情况。' });
    const submit = () => clerk.call('records.move', { uid: brief, move: 'submit', password: testPassword });
    await expect(submit()).rejects.toMatchObject({ code: 'report.note-missing' });
    await clerk.call('records.saveField', { uid: brief, field: 'changeNote', value: '更正用户单位名称。' });
    await submit();
    const { rows } = await desk.call(clerk, 'reports.versions', { uid: brief });
    expect(rows.map((row) => [row.version, row.approvedBy, row.endedReason, row.changeNote])).toEqual([
      [2, null, '', '更正用户单位名称。'],
      [1, '赵镕珺', '用户单位名称有误', ''],
    ]);
    // Records came in since the first version: the second says so figure by figure.
    expect(rows[0]?.changes).toContainEqual({ label: '服务电话', before: '3次', after: '4次' });
    const { offices } = await desk.call(clerk, 'reports.dispatches', { uid: brief });
    expect(offices[0]?.copies).toMatchObject([{ current: false }]);
    const apply = desk.call(clerk, 'printing.apply', {
      recordUid: brief,
      class: 'approved',
      purpose: '报送',
      printer: '文印室',
      recipients: ['存档'],
    });
    await expect(apply).rejects.toMatchObject({ code: 'print.not-approved' });
  });

  it('computes the satisfaction of a frozen report again to the same bits, and notices other rows', async () => {
    expect(await desk.call(clerk, 'reports.recompute', { uid: brief })).toMatchObject({
      method: 1,
      same: true,
    });
    await desk.office.scratch.database.inTransaction(async (tx) => {
      const planted = sql`INSERT INTO report_facts SELECT report_id, version, '2026-10-30', (SELECT max(id) FROM records), kind, state, site,
          customer_id, branch, model_id, equipment_id, civil, task_id, sets, work, repair, training, support, people, person_days, on_time,
          returned, handed, response_hours, repair_hours, restored, cause, hours_used, parts_used, training_hours, training_people,
          'given', '["dissatisfied",null,null,null,null,null]', 1, source, class, open, closed_days, due_on, first_of_task, repeated
        FROM report_facts WHERE version = 2 AND customer_id IS NOT NULL LIMIT 1`;
      await planted.execute(tx as never);
    });
    expect(await desk.call(clerk, 'reports.recompute', { uid: brief })).toMatchObject({ same: false });
  });
});

describe('the query of figures', () => {
  it('walks the days of the question only', async () => {
    const db = desk.office.scratch.database.read;
    const scope = { branch: 'navy', from: '2026-10-01', to: '2026-10-31', military: true };
    const query = { compile: () => talliesStatement(scope).compile(db as never) };
    await expectPlan(db, query as never).scansNoTable();
  });
});
