import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RehearsalSheet } from '../../shared/contract/backup.ts';
import type { Instant, ObjectUid, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { outcome } from '../../tests/attack/siteUnderAttack.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';
import { insertRehearsal } from '../database/stores/restoration.ts';

const at = '2026-11-03T02:00:00.000Z' as Instant;
const sheet: RehearsalSheet = {
  uid: 'HQ-0123456789abcdef' as ObjectUid,
  site: 'HQ' as SiteCode,
  siteName: '客户服务中心',
  at,
  set: {
    site: 'HQ' as SiteCode,
    at,
    files: 4,
    bytes: 5000,
    digest: 'd'.repeat(64) as Sha256Hex,
    head: { seq: 7, digest: 'e'.repeat(64) as Sha256Hex },
  } as RehearsalSheet['set'],
  openedWith: 'shares',
  people: ['恢复份额 2 份'],
  lines: [{ what: '文件摘要', found: '4 个文件全部相符', passed: true }],
  passed: true,
};

describe('the sheet of a rehearsal on paper', () => {
  let folder: string;
  let site: Site;
  const { pages, printed, host } = countingPrinter();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheet-'));
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
    await site.asPost('systemAdmin');
    await site.app.station.session?.database.inTransaction(
      async (tx) =>
        await insertRehearsal(tx, {
          uid: sheet.uid,
          at,
          set_at: at,
          passed: 1,
          sheet: JSON.stringify(sheet),
          key_id: 'site@HQ',
          signature: 'x',
        }),
    );
  });
  afterAll(async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('says what the signed sheet says, and marks the preview as one', async () => {
    await site.call('printing.previewRehearsal', { uid: sheet.uid });
    expect(pages[0]).toContain('4 个文件全部相符');
    expect(pages[0]).toContain('备份集可以恢复。');
    expect(pages[0]).toContain('恢复份额：恢复份额 2 份');
    expect(printed).toEqual([]);
  });

  it('prints once, with copy number, in the ledger, for the system administrator alone', async () => {
    const { copyNumber } = await site.call('printing.printRehearsal', { uid: sheet.uid, printer: '甲' });
    expect(printed).toEqual([`甲 ${copyNumber.replace('/', '-')}`]);
    expect(await outcome(site.call('printing.printRehearsal', { uid: sheet.uid, printer: '乙' }))).toBe(
      'print.printer-refused',
    );
    await site.asPost('securityAdmin');
    expect(await outcome(site.call('printing.printRehearsal', { uid: sheet.uid, printer: '甲' }))).toBe(
      'gate.forbidden',
    );
    await site.asPost('auditor');
    const { rows } = await site.call('printing.auditReports');
    expect(rows.map((row) => [row.document, row.copyNumber])).toEqual([
      ['恢复演练单 2026-11-03', copyNumber],
    ]);
  });
});
