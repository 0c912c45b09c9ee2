import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day, MasterUid, RecordUid } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { Ground, mediumNumber, refusal } from './ground.ts';

/** What travels beside records; each test goes on where the one before ended. */
describe('rules, calendar, master data and stock on their way', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;

  const toUnit = async () => await ground.take(unit, (await ground.send(center, unit)).file);
  const toCenter = async () => await ground.take(center, (await ground.send(unit, center)).file);
  const customerCall = async (site: Site, customerUid: MasterUid): Promise<RecordUid> => {
    await site.as(ground.officer(site));
    const { uid } = await site.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt: ground.now.toISOString(),
        caller: '林某',
        need: '询问备件',
        opinion: '已答复',
        solvedOnCall: true,
        result: '满意',
      },
    });
    await site.call('records.move', { uid, move: 'close' });
    return uid;
  };
  const saveMaster = async (
    site: Site,
    login: string,
    type: 'customer' | 'part' | 'depot' | 'model',
    content: object,
  ) => {
    await site.as(login);
    return (await site.call('master.save', { uid: null, type, content: content as never })).uid;
  };
  const stockAt = async (site: Site, login: string) => {
    await site.as(login);
    const { rows } = await site.call('spares.stock', {
      text: '',
      lowOnly: false,
      ownership: null,
      after: null,
      limit: 50,
    });
    return rows.map((row) => [row.part.code, row.own]);
  };

  beforeAll(async () => {
    ground = await Ground.create();
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    await unit.addPeople([{ login: 'kuguan', name: '库管员', roles: ['sparesKeeper'], clearance: 1 }]);
    await center.addPeople([{ login: 'kuguan', name: '库管员', roles: ['sparesKeeper'], clearance: 1 }]);
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    await ground.pin(center, unit, u1);
    await ground.pin(unit, center, hq);
  });
  afterAll(() => ground.remove());

  it('an approved version of the rules, a calendar and models reach the unit once, with their verdicts', async () => {
    await center.as('xinxi');
    const { version } = await center.call('rules.begin');
    const { rules } = await center.call('rules.open', { version });
    await center.call('rules.save', {
      rules: { ...rules, thresholds: { ...rules.thresholds, batchReportSets: 5 } },
      fromDay: '2026-12-01' as Day,
      note: '五台以上合填',
    });
    await center.call('rules.submit', { version });
    await center.call('calendar.save', {
      file: { year: 2027, holidays: { '2027-01-01': '元旦' }, workdays: {} },
      source: '国务院办公厅通知',
    });
    await saveMaster(center, 'xinxi', 'model', {
      code: 'HG-1',
      name: '导航雷达',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 40,
      military: true,
    });
    await center.as('lingdao');
    const password = center.person('lingdao').password;
    await center.call('rules.decide', { version, approve: true, note: '同意', password });
    const sent = await ground.send(center, unit);
    expect(sent.recordCount).toBe(3);
    const checked = await ground.check(unit, sent.file);
    if (checked.verdict !== 'ready') throw new Error(JSON.stringify(checked));
    expect(checked.rows.map((row) => [row.line, row.verdict, row.title])).toEqual([
      ['calendar', 'new', '2027 年：国务院办公厅通知'],
      ['master', 'new', '产品型号 HG-1 导航雷达'],
      ['rules', 'new', '第 2 版：五台以上合填'],
    ]);
    await unit.call('exchange.accept', { previewUid: checked.previewUid });
    const versions = (await unit.call('rules.versions')).rows;
    expect(versions.find((row) => row.version === 2)).toMatchObject({
      state: 'approved',
      fromDay: '2026-12-01',
      decidedBy: '领导',
    });
    expect((await unit.call('rules.open', { version: 2 })).rules.thresholds.batchReportSets).toBe(5);
    expect((await unit.call('calendar.years')).rows.map((row) => row.file.year)).toEqual([2027]);
    const models = await unit.call('master.list', { type: 'model' } as never);
    expect(models.rows).toMatchObject([{ code: 'HG-1', owningSite: 'HQ', state: 'active' }]);
    // Nothing is said twice, unless a whole snapshot says everything.
    expect((await ground.prepare(center, unit)).recordCount).toBe(0);
    const whole = await center.call('exchange.prepare', {
      recipient: 'U1' as never,
      period: '2026-10' as never,
      medium: mediumNumber,
      whole: true,
    });
    expect(whole.recordCount).toBe(3);
  });

  it('a provisional customer of the unit is joined to the one that the center knows, and the unit learns of it', async () => {
    const known = await saveMaster(center, 'xinxi', 'customer', {
      code: 'JD-101',
      name: '某支队',
      branch: 'navy',
    });
    const own = await saveMaster(unit, 'zhuanren', 'customer', {
      code: 'LS-1',
      name: '某支队（暂名）',
      branch: 'navy',
    });
    const call = await customerCall(unit, own);
    await toCenter();
    await center.as('xinxi');
    const before = await center.call('records.open', { uid: call });
    expect(before.row.customer?.code).toBe('LS-1');
    expect(await refusal(center.call('master.join', { uid: own, into: own, reason: '同一单位' }))).toBe(
      'master.not-joined',
    );
    await center.call('master.join', { uid: own, into: known, reason: '同一单位' });
    expect((await center.call('records.open', { uid: call })).row.customer?.code).toBe('JD-101');
    await toUnit();
    const rows = (await unit.call('master.list', { type: 'customer' } as never)).rows;
    expect(rows.map((row) => [row.code, row.state])).toEqual([['JD-101', 'active']]);
    expect((await unit.call('records.open', { uid: call })).row.customer?.code).toBe('JD-101');
    // From now on the unit names the center's entry, and the center finds both calls under it.
    const later = await customerCall(unit, known);
    await toCenter();
    await center.as('xinxi');
    const found = (await center.call('master.open', { uid: known })).records.map((row) => row.uid);
    expect(new Set(found)).toEqual(new Set([call, later]));
  });

  it('what the center accepts of a unit comes back accepted, with what the center changed', async () => {
    const own = await saveMaster(unit, 'zhuanren', 'customer', {
      code: 'LS-2',
      name: '暂名',
      branch: 'navy',
    });
    await customerCall(unit, own);
    await toCenter();
    await center.as('xinxi');
    await center.call('master.save', {
      uid: own,
      type: 'customer',
      content: { code: 'JD-102', name: '某基地', branch: 'navy' },
      reason: '核定名称',
    });
    await toUnit();
    const { row, history } = await unit.call('master.open', { uid: own });
    expect(row).toMatchObject({ code: 'JD-102', name: '某基地', state: 'active' });
    expect(history[0]?.reason).toContain('中心下发');
  });

  it('movements of the unit’s depots arrive in their order and once; the center’s own stock is another', async () => {
    const part = await saveMaster(unit, 'kuguan', 'part', { code: 'BJ-1', name: '电源板', unit: '块' });
    const depot = await saveMaster(unit, 'kuguan', 'depot', {
      code: 'KF-1',
      name: '单位备件库',
      ownership: 'own',
    });
    const move = async (act: 'receipt' | 'issue', quantity: number) =>
      await unit.call('spares.move', {
        act,
        partUid: part,
        depotUid: depot,
        toDepotUid: null,
        quantity,
        serials: [],
        movedOn: '2026-11-02' as Day,
        otherParty: '某厂',
        reason: '例行',
        recordUid: null,
        planUid: null,
      });
    await move('receipt', 5);
    await move('issue', 2);
    await toCenter();
    expect(await stockAt(center, 'kuguan')).toEqual([['BJ-1', 3]]);
    await unit.as('kuguan');
    await move('issue', 1);
    const sent = await ground.send(unit, center);
    expect(sent.recordCount).toBe(1);
    await ground.take(center, sent.file);
    expect(await stockAt(center, 'kuguan')).toEqual([['BJ-1', 2]]);
    expect(await stockAt(unit, 'kuguan')).toEqual([['BJ-1', 2]]);
  });

  it('a task that the unit is to carry out travels when it is assigned, and again when it goes on', async () => {
    await center.as('xinxi');
    const { rows } = await center.call('master.list', { type: 'customer', text: 'JD-101' } as never);
    const { uid } = await center.call('records.create', {
      kind: 'task',
      taskUid: null,
      customerUid: rows[0]?.uid ?? null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        service: 'visit',
        mode: 'onSite',
        occasion: 'plan',
        description: '走访',
        responsibleSite: 'U1',
        responsibleOverride: '单位就近',
      },
    });
    expect((await ground.prepare(center, unit)).recordCount).toBe(0);
    await center.call('records.move', { uid, move: 'analyse' });
    await toUnit();
    const there = await unit.call('records.open', { uid });
    expect(there.row).toMatchObject({ state: 'analysed', owningSite: 'HQ', kind: 'task' });
    expect(there.editable).toBe(false);
  });
});
