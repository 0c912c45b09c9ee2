import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day } from '../../shared/ids.ts';
import { outcome, phoneRecord } from '../../tests/attack/siteUnderAttack.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';

describe('the print ledger on paper', () => {
  const { pages, printed, host } = countingPrinter();
  const november = { from: '2026-11-01' as Day, to: '2026-11-30' as Day };
  let folder: string;
  let site: Site;
  let copy: { copyNumber: string; traceCode: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-paper-'));
    site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      passwordCost: quickCost,
      clock: () => new Date('2026-11-03T02:00:00.000Z'),
      host: { ...bareHost, ...host },
    });
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', { name: '甲', level: 2, writesFiles: false, place: '三楼' });
    await site.addPeople([
      { login: 'zhou', name: '周信息', roles: ['operator'], clearance: 2 },
      { login: 'lin', name: '林主任', roles: ['centerLeader'], clearance: 2 },
      { login: 'wen', name: '文印员', roles: ['printKeeper'], clearance: 1 },
    ]);
    await site.as('zhou');
    const recordUid = await phoneRecord(site, '登记表里不该出现的内容');
    const { uid } = await site.call('printing.apply', {
      recordUid,
      class: 'draft',
      purpose: '校对',
      printer: '甲',
      recipients: ['校对组'],
    });
    await site.as('lin');
    await site.call('printing.decide', { uid, approve: true });
    await site.as('zhou');
    const { job } = await site.call('printing.run', { uid });
    const [made] = job.copies;
    if (made === undefined) throw new Error('no copy');
    copy = made;
  });
  afterAll(async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has a line for every copy of the period with number, trace code, persons and state, and no contents', async () => {
    await site.as('wen');
    pages.length = 0;
    await site.call('printing.previewLedger', november);
    const [html = ''] = pages;
    for (const words of [
      copy.copyNumber,
      copy.traceCode,
      '校对组',
      '周信息',
      '林主任',
      '已送打印机',
      '甲',
      '三楼',
    ])
      expect(html).toContain(words);
    expect(html).toContain('共 1 份：已送打印机 1');
    expect(html).not.toContain('登记表里不该出现的内容');
    pages.length = 0;
    await site.call('printing.previewLedger', { from: '2026-10-01' as Day, to: '2026-10-31' as Day });
    expect(pages[0]).not.toContain(copy.copyNumber);
  });

  it('prints once for the print keeper alone, and stands in the ledger itself', async () => {
    const { copyNumber } = await site.call('printing.printLedger', { ...november, printer: '甲' });
    expect(printed.at(-1)).toBe(`甲 ${copyNumber.replace('/', '-')}`);
    const { rows } = await site.call('printing.ledger', {});
    expect(rows[0]).toMatchObject({ document: '打印台账 2026-11-01 至 2026-11-30', class: 'auditReport' });
    expect(await outcome(site.call('printing.printLedger', { ...november, printer: '乙' }))).toBe(
      'print.printer-refused',
    );
    await site.as('zhou');
    expect(await outcome(site.call('printing.printLedger', { ...november, printer: '甲' }))).toBe(
      'gate.forbidden',
    );
  });
});
