import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day } from '../../shared/ids.ts';
import { complianceKeys } from '../../shared/rules/compliance.ts';
import { type Colleague, Office } from '../../tests/records/harness.ts';
import { put } from '../../tests/records/planted.ts';
import { plants } from '../../tests/records/violations.ts';

/** Monday 23 November 2026 is today. */
const period = { from: '2026-01-01' as Day, to: '2026-12-31' as Day };

let office: Office;
let leader: Colleague;

async function open(code: string, kind: 'center' | 'unit') {
  office = await Office.open(code, kind);
  leader = await office.hire(
    '马领导',
    kind === 'center'
      ? ['informationOfficer', 'qualityOfficer', 'supervisor']
      : ['unitOfficer', 'unitLeader'],
  );
}
beforeEach(() => open('HQ', 'center'));
afterEach(() => office.close());

async function board() {
  const { tiles } = await leader.call('service.compliance', period);
  return new Map(tiles.map((tile) => [tile.key, tile]));
}

describe('the compliance board', () => {
  it('is green where nothing is recorded, and asks every tile', async () => {
    const tiles = await board();
    expect([...tiles.keys()]).toEqual(complianceKeys);
    expect([...tiles.values()].filter((tile) => tile.tone !== 'green')).toEqual([]);
  });

  it.each(complianceKeys)('%s turns red for its violation and lists exactly it', async (key) => {
    if (plants(office)[key].site === 'unit') {
      await office.close();
      await open('U1', 'unit');
    }
    const { plant, beside } = plants(office)[key];
    const database = office.scratch.database;
    const planted = await database.inTransaction(plant);
    if (beside !== undefined) await database.inTransaction(beside);
    const tile = (await board()).get(key);
    expect(tile).toMatchObject({ tone: 'red', red: 1 });
    const evidence = await leader.call('service.complianceEvidence', { ...period, key });
    expect(evidence.red.map((row) => row.uid)).toEqual([planted.uid]);
    // A record that did not occur in the period is no evidence in it.
    const earlier = { from: '2026-01-01' as Day, to: '2026-09-30' as Day };
    expect((await leader.call('service.complianceEvidence', { ...earlier, key })).red).toEqual([]);
  });

  it('shows nobody a record that this person may not read', async () => {
    await office.scratch.database.inTransaction(plants(office).complaintsHandled.plant);
    const inspector = await office.hire('只读人', ['inspector']);
    const { tiles } = await inspector.call('service.compliance', period);
    expect(tiles.every((tile) => tile.red === 0 && tile.rows.length === 0)).toBe(true);
  });

  it('is amber for what is near or settled by an approval', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      await put(office, tx, { kind: 'task', state: 'organised', due_on: '2026-11-24' });
      await put(office, tx, {
        kind: 'dispatchNotice',
        state: 'issued',
        content: { staff: [{ qualification: '培训过期' }], overrideReason: '无他人' },
      });
    });
    const tiles = await board();
    expect(tiles.get('tasksInTime')).toMatchObject({ tone: 'amber', amber: 1, red: 0 });
    expect(tiles.get('staffQualified')).toMatchObject({ tone: 'amber', amber: 1, red: 0 });
  });
});

describe('an inspection list', () => {
  it('draws the same records for the same seed, others for another, and names their gaps', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      for (let n = 0; n < 30; n += 1)
        await put(office, tx, { kind: 'repairReport', state: 'submitted', content: { signature: 'none' } });
      await put(office, tx, { kind: 'repairReport', state: 'draft' });
    });
    const draw = (seed: string) =>
      leader.call('service.inspection', { ...period, kinds: ['repairReport'], count: 5, seed });
    const first = await draw('2026-A');
    expect(first.of).toBe(30);
    expect(first.rows).toHaveLength(5);
    expect((await draw('2026-A')).rows).toEqual(first.rows);
    const other = (await draw('2026-B')).rows.map((one) => one.row.uid);
    expect(other).not.toEqual(first.rows.map((one) => one.row.uid));
    expect(first.rows[0]?.gaps).toEqual(['无登记号', '未审查', '未归档', '用户未签署', '未写评价情况']);
  });
});

describe('saved filters', () => {
  it('count for each person what that person may read, and go only with their owner', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      await put(office, tx, { kind: 'complaint', state: 'opened' });
      await put(office, tx, { kind: 'phoneRecord', state: 'draft' });
    });
    const filter = { kinds: ['complaint' as const, 'phoneRecord' as const] };
    const { uid } = await leader.call('service.saveFilter', { name: '待查', filter, shared: true });
    // The same name again replaces it.
    expect(await leader.call('service.saveFilter', { name: '待查', filter, shared: true })).toEqual({ uid });
    const operator = await office.hire('周信息', ['sparesKeeper']);
    const count = async (who: Colleague) =>
      (await who.call('service.filters', undefined as never)).rows.map((row) => [
        row.name,
        row.count,
        row.mine,
      ]);
    expect(await count(leader)).toEqual([['待查', 2, true]]);
    expect(await count(operator)).toEqual([['待查', 0, false]]);
    await expect(operator.call('service.removeFilter', { uid })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    await leader.call('service.removeFilter', { uid });
    expect(await count(operator)).toEqual([]);
  });
});
