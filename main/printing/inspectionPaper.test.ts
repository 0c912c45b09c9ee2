import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day } from '../../shared/ids.ts';
import { complianceTiles } from '../../shared/rules/compliance.ts';
import { phoneRecord } from '../../tests/attack/siteUnderAttack.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';

const period = { from: '2026-01-01' as Day, to: '2026-12-31' as Day };

describe('compliance board and inspection list on paper', () => {
  let folder: string;
  let site: Site;
  const { pages, printed, host } = countingPrinter();
  let now = new Date('2026-11-03T02:00:00.000Z');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inspection-'));
    site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      passwordCost: quickCost,
      clock: () => now,
      confirmsDate: true,
      host: {
        ...bareHost,
        ...host,
      },
    });
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', { name: '甲', level: 2, writesFiles: false, place: '室' });
    await site.addPeople([
      { login: 'zhou', name: '周信息', roles: ['operator'], clearance: 2 },
      { login: 'wang', name: '王管理', roles: ['informationOfficer'], clearance: 2 },
    ]);
    await site.as('zhou');
    await phoneRecord(site, '迟迟没有结果的来电');
    now = new Date('2026-11-09T02:00:00.000Z');
  }, 120_000);
  afterAll(async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('print the definition of every tile and the evidence of those that are not green, once, in the ledger', async () => {
    await site.as('wang');
    const { copyNumber } = await site.call('printing.printCompliance', { ...period, printer: '甲' });
    expect(printed).toEqual([`甲 ${copyNumber.replaceAll('/', '-')}`]);
    const [body] = pages;
    for (const tile of Object.values(complianceTiles)) expect(body).toContain(tile.red);
    expect(body).toContain('红 1 件，黄 0 件');
    // A register shows numbers, never what was said.
    expect(body).not.toContain('迟迟没有结果的来电');
  });

  it('print the seed by which the list can be drawn again', async () => {
    pages.length = 0;
    await site.as('wang');
    const input = { ...period, kinds: ['phoneRecord' as const], count: 3, seed: '2026-HQ-7' };
    await site.call('printing.previewInspection', input);
    // A draft is no record yet that could be inspected.
    expect(pages[0]).toContain('共 0 件，抽取 0 件');
    expect(pages[0]).toContain('种子：2026-HQ-7');
  });

  it('are not printed by who may not read the board', async () => {
    await site.as('zhou');
    await expect(site.call('printing.printCompliance', { ...period, printer: '甲' })).rejects.toMatchObject({
      code: 'gate.forbidden',
    });
  });
});
