import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid } from '../../shared/ids.ts';
import { lifeGroupOf, repeatedFaults } from '../../shared/rules/lifeGroups.ts';
import { type Colleague, Office, stock } from '../../tests/records/harness.ts';

let office: Office;
let engineer: Colleague;
let archivist: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  engineer = await office.hire('单工', ['engineer']);
  archivist = await office.hire('王管理', ['informationOfficer', 'operator']);
  things = await stock(archivist, ['S001', 'S002']);
});
afterEach(() => office.close());

const set = () => things.equipment[0] as MasterUid;

async function repair(serviceDay: string, more: Record<string, unknown> = {}) {
  await engineer.call('records.create', {
    kind: 'repairReport',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [set()],
    occurredAt: null,
    parts: ['repair'],
    content: { serviceDay, symptom: '不开机', causeClass: 'component', location: '电源板', ...more } as never,
  });
}

describe('the life of a set', () => {
  it('shows figures, parts and each repair in one line, and marks faults that came back within 30 days', async () => {
    await repair('2026-08-01', {
      restored: true,
      hoursUsed: 1200,
      partsSwapped: [{ name: '电源板', quantity: 1, oldSerial: 'P-1', newSerial: 'P-2' }],
    });
    await repair('2026-08-20', { restored: false });
    await repair('2026-11-01');
    const { facts, lines, parts } = await archivist.call('service.life', { uid: set() });
    expect(lines.map((line) => [line.words, line.repeated])).toEqual([
      ['不开机 · 元器件 · 电源板', false],
      ['不开机 · 元器件 · 电源板 · 未恢复', true],
      ['不开机 · 元器件 · 电源板 · 更换 1 件 · 已恢复', false],
    ]);
    expect(parts).toMatchObject([{ day: '2026-08-01', name: '电源板', oldSerial: 'P-1', newSerial: 'P-2' }]);
    const fact = (label: string) => facts.find((one) => one.label === label)?.value;
    expect(fact('故障维修')).toBe('3 次，最近 2026-11-01');
    expect(fact('累计工作时间')).toBe('1200 小时');
    expect(fact('30 天内重复故障')).toBe('1 次');
    const other = await archivist.call('service.life', { uid: things.equipment[1] as MasterUid });
    expect(other.lines).toEqual([]);
  });

  it('shows only what the reader may read', async () => {
    await repair('2026-08-01', { partsSwapped: [{ name: '电源板', quantity: 1 }] });
    const clerk = await office.hire('周信息', ['operator']);
    const { lines, parts, facts } = await clerk.call('service.life', { uid: set() });
    expect([lines, parts]).toEqual([[], []]);
    expect(facts.find((one) => one.label === '故障维修')?.value).toBe('0 次');
  });

  it('of a customer counts sets, dealings and what is open', async () => {
    await repair('2026-11-01');
    const { facts, lines } = await archivist.call('service.life', { uid: things.customer });
    expect(lines).toHaveLength(1);
    expect(facts.map((fact) => fact.value)).toEqual(['2 台（套）', '0 次', '1 份', '1 件', '0 件', '0 件']);
    await expect(archivist.call('service.life', { uid: things.model })).rejects.toMatchObject({
      code: 'master.not-found',
    });
  });
});

describe('repeated faults', () => {
  it('are those within 30 days of the one before, the 30th day included', () => {
    const days = ['2026-01-01', '2026-01-31', '2026-03-03'].map((day) => `${day}T00:00:00.000Z`);
    expect([...repeatedFaults(days)]).toEqual(['2026-01-31T00:00:00.000Z']);
    expect(lifeGroupOf('repairReport')).toBe('repair');
    expect(lifeGroupOf('stockTaking')).toBe('other');
  });
});
