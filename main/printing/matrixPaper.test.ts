import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actNames } from '../../shared/policy/acts.ts';
import { permissionTable } from '../../shared/policy/permissions.ts';
import { roleExistsAt, roleNames, roles } from '../../shared/policy/roles.ts';
import { outcome } from '../../tests/attack/siteUnderAttack.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';

describe('the permission table on paper', () => {
  let folder: string;
  let site: Site;
  const { pages, printed, host } = countingPrinter();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matrix-'));
    site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      passwordCost: quickCost,
      clock: () => new Date('2026-11-03T02:00:00.000Z'),
      host: {
        ...bareHost,
        ...host,
      },
    });
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', { name: '甲', level: 1, writesFiles: false, place: '室' });
  });
  afterAll(async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('says exactly what the table says: every role of the site, every act, every kind', async () => {
    pages.length = 0;
    expect(await site.call('printing.previewMatrix')).toMatchObject({ pages: 2 });
    const [html = ''] = pages;
    for (const role of roles) {
      expect([role, html.includes(`<th>${roleNames[role]}</th>`)]).toEqual([
        role,
        roleExistsAt(role, 'center'),
      ]);
    }
    for (const act of permissionTable.securityAdmin.acts) expect(html).toContain(actNames[act]);
    const ticks = roles
      .filter((role) => roleExistsAt(role, 'center'))
      .reduce((sum, role) => sum + permissionTable[role].acts.length, 0);
    expect(html.split('<td>✓</td>').length - 1).toBe(ticks);
  });

  it('prints once, with copy number, in the ledger; nobody else prints it', async () => {
    const { copyNumber } = await site.call('printing.printMatrix', { printer: '甲' });
    expect(printed).toEqual([`甲 ${copyNumber.replace('/', '-')}`]);
    expect(await outcome(site.call('printing.printMatrix', { printer: '乙' }))).toBe('print.printer-refused');
    await site.asPost('systemAdmin');
    expect(await outcome(site.call('printing.printMatrix', { printer: '甲' }))).toBe('gate.forbidden');
    await site.asPost('auditor');
    const { rows } = await site.call('printing.auditReports');
    expect(rows.map((row) => [row.document, row.copyNumber])).toEqual([['权限表', copyNumber]]);
  });
});
