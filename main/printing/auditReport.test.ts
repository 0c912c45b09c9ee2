import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day } from '../../shared/ids.ts';
import { outcome } from '../../tests/attack/siteUnderAttack.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';
import { demandGlyphs } from './glyphs.ts';

describe('the audit report on paper', () => {
  let folder: string;
  let site: Site;
  const { pages, printed, host } = countingPrinter();
  const period = { from: '2026-11-01' as Day, to: '2026-11-30' as Day };
  let now = new Date('2026-11-03T02:00:00.000Z');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-report-'));
    site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      passwordCost: quickCost,
      clock: () => {
        now = new Date(now.getTime() + 1);
        return now;
      },
      host: {
        ...bareHost,
        ...host,
      },
    });
    await site.addPeople([{ login: 'wenyin', name: '文印', roles: ['printKeeper'], clearance: 1 }]);
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', { name: '甲', level: 1, writesFiles: false, place: '室' });
  });
  afterAll(async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('previews the checks, the counts and the rows of the two administrators', async () => {
    await site.asPost('auditor');
    expect(await site.call('printing.previewAuditReport', period)).toMatchObject({ pages: 2 });
    const [report = ''] = pages;
    for (const words of ['审计报告', '非工作时间登录', '钟系统', '安保密', '登记打印机', '客户服务中心'])
      expect(report).toContain(words);
    expect(() => demandGlyphs(report)).not.toThrow();
  });

  it('prints one copy under the standing authorisation, in the ledger, with the signed head', async () => {
    await site.asPost('auditor');
    const made = await site.call('printing.printAuditReport', { ...period, printer: '甲' });
    expect(made.copyNumber).toBe('HQ-2026-000001/01');
    expect(printed).toEqual(['甲 HQ-2026-000001-01']);
    expect(pages.some((html) => html.includes(made.head))).toBe(true);
    const read = site.app.station.session?.database.read;
    if (read === undefined) throw new Error('locked');
    const [seq = ''] = made.head.split(':');
    const kept = await sql<{
      digest: string;
    }>`SELECT digest FROM audit_heads WHERE seq = ${Number(seq)}`.execute(read);
    expect(`${seq}:${kept.rows[0]?.digest}`).toBe(made.head);
    expect(await site.call('audit.verify', { segmentFolder: null, anchor: made.head })).toMatchObject({
      intact: true,
    });
    expect((await site.call('printing.auditReports')).rows).toMatchObject([
      { document: '审计报告 2026-11-01 至 2026-11-30', copyNumber: made.copyNumber, state: 'submitted' },
    ]);
    const { checks } = await site.call('audit.checks', period);
    expect(checks.find(({ key }) => key === 'printsWithoutApproval')?.findings).toEqual([]);
  });

  it('is a line of the print keeper’s ledger, whose copy is carried to its end there', async () => {
    await site.as('wenyin');
    const { rows } = await site.call('printing.ledger', {});
    expect(rows).toMatchObject([
      { class: 'auditReport', recordUid: null, kind: null, approver: null, state: 'printed' },
    ]);
    const copyUid = rows[0]?.copies[0]?.uid;
    if (copyUid === undefined) throw new Error('no copy');
    await site.call('printing.moveCopy', { copyUid, to: 'printed', holder: '' });
    const uid = rows[0]?.uid;
    if (uid === undefined) throw new Error('no order');
    expect(await outcome(site.call('printing.run', { uid }))).toBe('print.already-printed');
  });

  it('is printed by nobody but the auditor, and on a registered printer only', async () => {
    for (const post of ['systemAdmin', 'securityAdmin'] as const) {
      await site.asPost(post);
      expect(await outcome(site.call('printing.printAuditReport', { ...period, printer: '甲' }))).toBe(
        'gate.forbidden',
      );
    }
    await site.asPost('auditor');
    expect(await outcome(site.call('printing.printAuditReport', { ...period, printer: '乙' }))).toBe(
      'print.printer-refused',
    );
  });
});
