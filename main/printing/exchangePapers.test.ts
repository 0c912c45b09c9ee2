import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangePaper } from '../../shared/contract/printing.ts';
import type { Day, Month, SiteCode } from '../../shared/ids.ts';
import { Ground, refusal } from '../../tests/exchange/ground.ts';
import { countingPrinter } from '../../tests/printing/countingPrinter.ts';
import type { Site } from '../../tests/program/site.ts';
import { receiptCode, receiptNamespace, receiptStatement } from '../access/paperReceipt.ts';
import { generateKeyPair } from '../exchange/crypto/sshKeys.ts';
import { signSshsig } from '../exchange/crypto/sshsig.ts';

describe('papers about packages', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;
  const { pages, printed, host } = countingPrinter();
  const year = { from: '2026-01-01' as Day, to: '2026-12-31' as Day };

  const shown = async (site: Site, paper: ExchangePaper): Promise<string> => {
    pages.length = 0;
    await site.call('printing.previewExchangePaper', { paper });
    return pages[0] ?? '';
  };

  beforeAll(async () => {
    ground = await Ground.create();
    ground.host = {
      ...ground.host,
      ...host,
    };
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    await ground.pin(center, unit, u1);
    await ground.pin(unit, center, hq);
    await unit.asPost('securityAdmin');
    await unit.call('printing.registerPrinter', { name: '甲', level: 1, writesFiles: false, place: '室' });
  });
  afterAll(() => ground.remove());

  it('hand-over list and logs say what was done, and print once in the ledger', async () => {
    await ground.closedCall(unit, '移交');
    const sent = await ground.send(unit, center);
    const list: ExchangePaper = { kind: 'handOver', uid: sent.uid };
    const html = await shown(unit, list);
    for (const text of ['数据包移交清单', 'U1-HQ-e01-000001', sent.digest, 'YD-001', '移交人', '接收人'])
      expect(html).toContain(text);
    expect(html).not.toContain('移交</td>');
    const { copyNumber } = await unit.call('printing.printExchangePaper', { paper: list, printer: '甲' });
    expect(printed).toEqual([`甲 ${copyNumber.replace('/', '-')}`]);
    expect(await shown(unit, { kind: 'exportLog', ...year })).toContain('HQ</td><td>e01 #1');
    await ground.take(center, sent.file);
    const log = await shown(center, { kind: 'importLog', ...year });
    for (const text of ['检验通过', 'YD-001', '信息员', 'U1-HQ-e01-000001.age']) expect(log).toContain(text);
  });

  it('a reminder names unit and month; who has nothing to do with packages prints nothing', async () => {
    await center.as('xinxi');
    const letter: ExchangePaper = { kind: 'reminder', site: 'U1' as SiteCode, month: '2026-09' as Month };
    expect(await shown(center, letter)).toMatch(/相关单位U1：.*2026 年 9 月/s);
    const unknown = center.call('printing.previewExchangePaper', {
      paper: { ...letter, site: 'U9' as SiteCode },
    });
    expect(await refusal(unknown)).toBe('exchange.not-paired');
    await center.asPost('auditor');
    expect(await refusal(center.call('printing.previewExchangePaper', { paper: letter }))).toBe(
      'gate.forbidden',
    );
  });

  it('a receipt on paper is typed back and counts like one in a package; nothing else does', async () => {
    const stateOfFirst = async () => {
      await unit.as('zhuanren');
      const { outgoing } = await unit.call('exchange.overview');
      return outgoing.find((row) => row.seq === 1);
    };
    const enter = async (code: string) => {
      await unit.as('zhuanren');
      return await unit.call('exchange.enterReceipt', { site: 'HQ' as SiteCode, code });
    };
    await center.as('xinxi');
    const html = await shown(center, { kind: 'receipt', site: 'U1' as SiteCode });
    const code = /R-[0-9A-F]{8}-[0-9A-Z ]+/.exec(html)?.[0] ?? '';
    const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
    for (const misread of [wrong, 'R-00000001-ABCDE', code.slice(0, -6)])
      expect(await refusal(enter(misread))).toBe('exchange.receipt-misread');
    const sent = await stateOfFirst();
    expect(sent?.state).toBe('written');
    const forger = generateKeyPair();
    const forged = (epoch: string, throughSeq: number) => {
      const place = { sender: 'U1', receiver: 'HQ', epoch, throughSeq, digest: sent?.digest ?? '' };
      const armored = signSshsig(forger, receiptNamespace, receiptStatement(place));
      return receiptCode(place, Buffer.from(armored).toString('latin1'));
    };
    for (const other of [forged('e01', 1), forged('e01', 2), forged('e02', 1)])
      expect(await refusal(enter(other))).toBe('exchange.receipt-unsigned');
    // Case, blanks and line ends do not matter, and a second time changes nothing.
    for (const typed of [code.toLowerCase().replaceAll(' ', '\n'), code])
      expect(await enter(typed)).toEqual({ epoch: 'e01', throughSeq: 1 });
    expect((await stateOfFirst())?.state).toBe('acknowledged');
  });

  it('a medium that takes nothing: the package is sealed, is said to be, and is written again', async () => {
    await ground.closedCall(unit, '第二包');
    const { uid } = await ground.prepare(unit, center);
    await unit.asPost('securityAdmin');
    await unit.call('exchange.approve', { uid, approve: true });
    await unit.as('lingdao');
    const release = (folder: string) =>
      unit.call('exchange.release', { uid, folder, password: unit.person('lingdao').password });
    // The stick was pulled: its folder is not there, and no folder is made in its place.
    const pulled = join(ground.folder, 'pulled');
    await expect(release(pulled)).rejects.toThrow(/没有写到介质上.*数据包已封存/);
    expect(existsSync(pulled)).toBe(false);
    expect((await release(ground.medium)).package).toMatchObject({ seq: 2, state: 'written' });
  });
});
