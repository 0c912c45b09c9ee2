import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid } from '../../../shared/ids.ts';
import { builtInRules, readRuleSet } from '../../../shared/rules/ruleSet.ts';
import { type Colleague, Office, stock, testPassword } from '../../../tests/records/harness.ts';
import { rulesInForce } from '../../records/rulesInForce.ts';

let office: Office;
let editor: Colleague;
let leader: Colleague;
let dispatcher: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  editor = await office.hire('王管理', ['informationOfficer']);
  leader = await office.hire('方领导', ['centerLeader']);
  dispatcher = await office.hire('吴派工', ['dispatcher']);
  things = await stock(editor, ['S001', 'S002', 'S003', 'S004']);
});
afterEach(() => office.close());

/** A draft that asks for one 08A only from five sets on. */
async function draft(fromDay: string | null = '2026-12-01') {
  const { version } = await editor.call('rules.begin', undefined as never);
  const { rules } = await editor.call('rules.open', { version });
  const changed = { ...rules, thresholds: { ...rules.thresholds, batchReportSets: 5 } };
  await editor.call('rules.save', {
    rules: changed,
    fromDay: fromDay as Day | null,
    note: '五台以上合填',
  });
  return version;
}

const decide = (version: number, approve = true, by = leader, password = testPassword) =>
  by.call('rules.decide', { version, approve, note: '同意', password });

async function task() {
  const made = await dispatcher.call('records.create', {
    kind: 'task',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [...things.equipment],
    occurredAt: null,
    parts: [],
    content: { occasion: 'contract', description: '新装开通', service: 'opening', mode: 'onSite' },
  });
  return made.uid as RecordUid;
}
const kinds = async (uid: RecordUid) =>
  (await dispatcher.call('service.chain', { uid })).demanded.map((row) => row.kind);

describe('a version of the rules', () => {
  it('holds from its day on, and a task keeps the version that it began with', async () => {
    const old = await task();
    const version = await draft();
    expect(version).toBe(2);
    await editor.call('rules.submit', { version });
    await decide(version);
    const read = office.scratch.database.read;
    expect((await rulesInForce(read, '2026-11-30' as Day)).version).toBe(1);
    expect((await rulesInForce(read, '2026-12-01' as Day)).version).toBe(2);
    office.now = new Date('2026-12-02T01:00:00.000Z');
    const young = await task();
    expect(await kinds(old)).toEqual(['batchReport', 'dispatchNotice']);
    expect(await kinds(young)).toEqual(['commissioningReport', 'dispatchNotice']);
    await dispatcher.call('records.saveField', { uid: young, field: 'responsibleSite', value: 'HQ' });
    await dispatcher.call('records.move', { uid: young, move: 'analyse' });
    const opened = await dispatcher.call('records.open', { uid: young });
    expect(opened.content.rulesVersion).toBe(2);
  });

  it('is approved by somebody else, by password, and never changes again', async () => {
    const version = await draft();
    await expect(decide(version)).rejects.toMatchObject({ code: 'rules.not-open' });
    await editor.call('rules.submit', { version });
    const { rules } = await editor.call('rules.open', { version });
    const save = () => editor.call('rules.save', { rules, fromDay: null, note: '再改' });
    await expect(save()).rejects.toMatchObject({ code: 'rules.not-open' });
    await expect(decide(version, true, leader, 'wrong')).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
    await expect(decide(version, true, editor)).rejects.toMatchObject({ code: 'rules.same-person' });
    await decide(version);
    await expect(save()).rejects.toMatchObject({ code: 'rules.not-open' });
    const touch = office.scratch.database.inTransaction(async (tx) => {
      await tx.updateTable('rule_versions').set({ note: '偷改' }).where('version', '=', version).execute();
    });
    await expect(touch).rejects.toThrow(/kept/);
    const signed = await office.scratch.database.read
      .selectFrom('signatures')
      .select(['purpose', 'account_name'])
      .where('object_kind', '=', 'rules')
      .execute();
    expect(signed).toEqual([{ purpose: 'approve', account_name: '方领导' }]);
  });

  it('takes effect only on a day to come, after the one before it', async () => {
    const version = await draft('2026-11-23');
    const submit = () => editor.call('rules.submit', { version });
    await expect(submit()).rejects.toMatchObject({ code: 'rules.day-passed' });
    const { rules } = await editor.call('rules.open', { version });
    await editor.call('rules.save', { rules, fromDay: '2026-11-24' as Day, note: '五台以上合填' });
    await submit();
    office.now = new Date('2026-11-24T01:00:00.000Z');
    await expect(decide(version)).rejects.toMatchObject({ code: 'rules.day-passed' });
  });

  it('is refused with a note, keeps its number, and the next draft starts from what holds', async () => {
    const version = await draft();
    await editor.call('rules.submit', { version });
    await decide(version, false);
    const next = await editor.call('rules.begin', undefined as never);
    expect(next.version).toBe(3);
    const opened = await editor.call('rules.open', { version: 3 });
    expect(readRuleSet(opened.rules).thresholds).toEqual(builtInRules.thresholds);
    expect(opened.comparedWith).toBe(1);
    const { rows } = await editor.call('rules.versions', undefined as never);
    expect(rows.map((row) => [row.version, row.state, row.inForce])).toEqual([
      [3, 'draft', false],
      [2, 'refused', false],
      [1, 'builtIn', true],
    ]);
  });

  it('is not submitted without a difference or without a note', async () => {
    const { version } = await editor.call('rules.begin', undefined as never);
    await expect(editor.call('rules.submit', { version })).rejects.toMatchObject({
      code: 'rules.incomplete',
      message: expect.stringContaining('没有差别'),
    });
    await editor.call('rules.withdraw', { version, discard: true, reason: '不改了' });
    const { rows } = await editor.call('rules.versions', undefined as never);
    expect(rows).toHaveLength(1);
  });

  it('is tried out on the open tasks that the person may see', async () => {
    const uid = await task();
    const version = await draft();
    const shown = await dispatcher.call('rules.preview', { version });
    expect(shown.rows.map((row) => row.uid)).toEqual([uid]);
    expect(shown.rows[0]?.changes.join()).toContain('不再要求 QR758-08A');
    expect((await dispatcher.call('rules.preview', { version: 1 })).rows).toEqual([]);
    const blind = await office.hire('质量员', ['qualityOfficer']);
    expect((await blind.call('rules.preview', { version })).looked).toBe(0);
  });
});
