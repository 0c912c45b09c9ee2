import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { readRuleSet } from '../../shared/rules/ruleSet.ts';
import { PrintOffice } from '../../tests/printing/printOffice.ts';
import { type Colleague, stock, testPassword, type Uid, wholeCall } from '../../tests/records/harness.ts';

let desk: PrintOffice;
let clerk: Colleague;
let engineer: Colleague;
let leader: Colleague;
let boss: Colleague;
let quality: Colleague;
let goods: Awaited<ReturnType<typeof stock>>;

beforeAll(async () => {
  desk = await PrintOffice.open();
  const { office } = desk;
  clerk = await office.hire('张喆堃', ['informationOfficer', 'operator']);
  engineer = await office.hire('王瑄祎', ['engineer']);
  leader = await office.hire('王垚赟', ['centerLeader']);
  boss = await office.hire('赵镕珺', ['companyLeader']);
  quality = await office.hire('李质量', ['qualityOfficer']);
  goods = await stock(clerk);
  for (const day of ['2026-01-05', '2026-03-02', '2026-06-29']) await call(day);
  await repair('2026-02-10', {
    evaluationState: 'given',
    evaluationProduct: 'fair',
    evaluationSkill: 'dissatisfied',
  });
});
afterAll(() => desk.close());

async function call(day: string): Promise<Uid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: goods.customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { ...wholeCall, startedAt: `${day}T02:00:00.000Z` },
  });
  await clerk.call('records.move', { uid, move: 'close' });
  return uid;
}

/** A repair report that got as far as submission; the move engine's own tests cover the scan, so the state is set here. */
async function repair(serviceDay: string, content: Record<string, unknown>): Promise<Uid> {
  const { uid } = await engineer.call('records.create', {
    kind: 'repairReport',
    taskUid: null,
    customerUid: goods.customer,
    equipmentUids: goods.equipment.slice(0, 1),
    occurredAt: null,
    parts: ['repair'],
    content: { serviceDay, causeClass: 'component', restored: true, ...content } as never,
  });
  await desk.office.scratch.database.inTransaction(
    async (tx) =>
      await tx.updateTable('records').set({ state: 'submitted' }).where('uid', '=', uid).execute(),
  );
  return uid;
}

const submit = (uid: RecordUid) =>
  clerk.call('records.move', { uid, move: 'submit', password: testPassword });
const approve = async (uid: RecordUid) => {
  await submit(uid);
  await leader.call('records.move', { uid, move: 'review', password: testPassword });
  await boss.call('records.move', { uid, move: 'approve', password: testPassword });
};
const calls = async (uid: RecordUid) =>
  (await desk.call(clerk, 'reports.figures', { uid })).set.figures.find((figure) => figure.key === 'calls');

describe('reports of half-years and years', () => {
  let all: RecordUid;

  it('are drafted for everything with trend by month, and once', async () => {
    all = (await desk.call(clerk, 'reports.create', { period: '2026H1', branch: null })).uid;
    const { content } = await clerk.call('records.open', { uid: all });
    expect(content).toMatchObject({ heading: '2026年上半年售后服务情况报表', reportKind: 'situation' });
    expect(content.branch).toBeUndefined();
    expect(await calls(all)).toMatchObject({ value: 3, trend: [1, 0, 1, 0, 0, 1] });
    const again = desk.call(clerk, 'reports.create', { period: '2026H1', branch: null });
    await expect(again).rejects.toMatchObject({ code: 'report.exists' });
    const navy = await desk.call(clerk, 'reports.create', { period: '2025', branch: 'navy' });
    const year = await clerk.call('records.open', { uid: navy.uid });
    expect(year.content.heading).toBe('2025年海军用户军品售后服务情况报表（年度）');
  });

  it('go to people inside who acknowledge them, and to nobody before the dispatch', async () => {
    await approve(all);
    const dispatch = () => clerk.call('records.move', { uid: all, move: 'dispatch' });
    await expect(dispatch()).rejects.toMatchObject({ code: 'report.no-recipients' });
    const outsider = desk.call(clerk, 'reports.setRecipients', {
      uid: all,
      accounts: [engineer.uid as never],
    });
    await expect(outsider).rejects.toMatchObject({ code: 'report.recipient' });
    await desk.call(clerk, 'reports.setRecipients', { uid: all, accounts: [quality.uid as never] });
    await expect(quality.call('records.open', { uid: all })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    await dispatch();
    expect((await desk.call(quality, 'reports.recipients', { uid: all })).mine).toBe(true);
    await desk.call(quality, 'reports.acknowledge', { uid: all });
    const { rows, mine } = await desk.call(quality, 'reports.recipients', { uid: all });
    expect(mine).toBe(false);
    expect(rows).toMatchObject([{ name: '李质量' }]);
    expect(rows[0]?.acknowledgedAt).not.toBeNull();
    const removed = desk.call(clerk, 'reports.setRecipients', { uid: all, accounts: [] });
    await expect(removed).rejects.toMatchObject({ code: 'report.recipient-kept' });
    await expect(desk.call(leader, 'reports.acknowledge', { uid: all })).rejects.toMatchObject({
      code: 'report.not-recipient',
    });
  });

  it('keep the figures of a locked period; what came late is told in the next report', async () => {
    await desk.call(clerk, 'evaluation.lock', { period: '2026H1', reason: '已报送' });
    const twice = desk.call(clerk, 'evaluation.lock', { period: '2026-05', reason: '' });
    await expect(twice).rejects.toMatchObject({ code: 'period.locked' });
    const early = desk.call(clerk, 'evaluation.lock', { period: '2026-11', reason: '' });
    await expect(early).rejects.toMatchObject({ code: 'period.not-over' });
    await call('2026-04-20');
    await clerk.call('records.move', { uid: all, move: 'reopen', reason: '补充文字' });
    expect(await calls(all)).toMatchObject({ value: 4 });
    await clerk.call('records.saveField', { uid: all, field: 'changeNote', value: '补充文字。' });
    await submit(all);
    expect(await calls(all)).toMatchObject({ value: 3 });
    const next = await desk.call(clerk, 'reports.create', { period: '2026H2', branch: null });
    const { set } = await desk.call(clerk, 'reports.figures', { uid: next.uid });
    expect(set.tables.find((table) => table.key === 'late')?.rows).toEqual([
      ['2026H1', 'QR758-02A 服务电话记录', 1, 0],
    ]);
    const { periods } = await desk.call(leader, 'evaluation.periods', { year: 2026 });
    expect(periods.find((row) => row.key === '2026H1')).toMatchObject({ locked: true, reports: 1, late: 1 });
  });

  it('take new figures when the period was unlocked from above with a reason', async () => {
    await desk.call(leader, 'evaluation.unlock', { period: '2026H1', reason: '上级要求重报' });
    await leader.call('records.move', { uid: all, move: 'sendBack', reason: '重新取数' });
    await submit(all);
    expect(await calls(all)).toMatchObject({ value: 4 });
    const again = desk.call(leader, 'evaluation.unlock', { period: '2026H1', reason: '再次' });
    await expect(again).rejects.toMatchObject({ code: 'period.not-locked' });
  });
});

describe('statistics and satisfaction', () => {
  const span = { from: '2026-01-01' as Day, to: '2026-06-30' as Day };

  it('are narrowed, and open the rows that the person may see', async () => {
    const { set } = await desk.call(leader, 'evaluation.statistics', {
      ...span,
      customerUid: goods.customer,
    });
    expect(set.figures.find((figure) => figure.key === 'calls')).toMatchObject({ value: 4, previous: 0 });
    const none = await desk.call(leader, 'evaluation.statistics', { ...span, branch: 'army' });
    expect(none.set.figures.find((figure) => figure.key === 'calls')?.value).toBe(0);
    const seen = await desk.call(leader, 'evaluation.rows', { ...span, figure: 'calls' });
    expect(seen).toMatchObject({ hidden: false, total: 4 });
    const hidden = await desk.call(boss, 'evaluation.rows', { ...span, figure: 'calls' });
    expect(hidden).toMatchObject({ rows: [], hidden: true, total: 4 });
    const backwards = desk.call(leader, 'evaluation.statistics', { from: span.to, to: span.from });
    await expect(backwards).rejects.toMatchObject({ code: 'gate.bad-input' });
  });

  it('follow up an item at the lowest option, and open an improvement item below the limit, once each', async () => {
    const read = () => desk.call(clerk, 'evaluation.satisfaction', { period: '2026H1' });
    const before = await read();
    // 0.3·70 + 0.14·0 over 0.44
    expect(before.whole).toMatchObject({ score: 47.73, grade: 'dissatisfied', n: 1, renormalised: 1 });
    expect(before.followUps).toMatchObject([{ items: ['技术水平'] }]);
    const uid = before.followUps[0]?.row.uid as RecordUid;
    const made = await desk.call(clerk, 'evaluation.followUp', {
      uid,
      outcome: '用户反映排故慢',
      improvement: true,
    });
    const linked = await clerk.call('records.open', { uid: made.improvement as RecordUid });
    expect(linked.content.problem).toContain('用户反映排故慢');
    expect(linked.links.map((link) => link.row.uid)).toEqual([uid]);
    expect((await read()).followUps).toEqual([]);
    const twice = desk.call(clerk, 'evaluation.followUp', { uid, outcome: '再访', improvement: false });
    await expect(twice).rejects.toMatchObject({ code: 'satisfaction.settled' });
    const improve = () =>
      desk.call(clerk, 'evaluation.improve', { period: '2026H1', about: 'customer', key: goods.customer });
    await improve();
    await expect(improve()).rejects.toMatchObject({ code: 'satisfaction.settled' });
    const after = await read();
    expect(after.customers).toMatchObject([{ name: '海军某部', improvement: { state: '已立案' } }]);
    expect(after.digest).toBe(before.digest);
    expect((await desk.call(clerk, 'evaluation.satisfaction', { period: '2025' })).whole).toBeNull();
  });

  it('keep the method of an old period when a new one comes into force', async () => {
    const before = await desk.call(clerk, 'evaluation.satisfaction', { period: '2026H1' });
    const { version } = await clerk.call('rules.begin', undefined as never);
    const { rules } = await clerk.call('rules.open', { version });
    const method = readRuleSet(rules).satisfaction;
    const satisfaction = { ...method, scores: { ...method.scores, fair: 60 } };
    const save = (part: typeof satisfaction) =>
      clerk.call('rules.save', {
        rules: { ...rules, satisfaction: part },
        fromDay: '2026-12-01' as Day,
        note: '一般改为60分',
      });
    await save({ ...satisfaction, weights: { ...satisfaction.weights, evaluationProduct: 0.5 } });
    await expect(clerk.call('rules.submit', { version })).rejects.toMatchObject({
      code: 'rules.incomplete',
      message: expect.stringContaining('权重之和'),
    });
    await save(satisfaction);
    await clerk.call('rules.submit', { version });
    await leader.call('rules.decide', { version, approve: true, note: '同意', password: testPassword });
    const after = await desk.call(clerk, 'evaluation.satisfaction', { period: '2026H1' });
    expect(after).toEqual(before);
    const next = await desk.call(clerk, 'evaluation.satisfaction', { period: '2026-12' });
    expect(next.method).toBe(version);
  });
});
