import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Month, SiteCode } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { Ground, refusal } from './ground.ts';

const october = '2026-10' as Month;

describe('exchange between a unit and the center, through the gate', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;
  let other: Site;
  let medium: string;

  const send = async (from: Site, to: Site) => await ground.send(from, to);
  const check = async (at: Site, file: string) => await ground.check(at, file);

  beforeAll(async () => {
    ground = await Ground.create();
    medium = ground.medium;
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    other = await ground.makeSite('U2', 'unit');
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    const u2 = await ground.signRoster(other);
    await ground.pin(center, unit, u1);
    await ground.pin(center, other, u2);
    await ground.pin(unit, center, hq);
    await ground.pin(other, center, hq);
  });

  afterAll(() => ground.remove());

  it('refuses to pin a site whose words on paper differ', async () => {
    const words = [
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
      '灯笼',
    ];
    await unit.asPost('systemAdmin');
    const pinning = unit.call('exchange.pinSite', {
      rosterFile: join(ground.folder, 'rosters', 'U2.roster.json'),
      name: '冒名',
      kind: 'unit',
      highestLevel: 2,
      words,
      how: '电话',
      second: unit.second(unit.loginOf('securityAdmin')),
    });
    expect(await refusal(pinning)).toBe('exchange.fingerprint-mismatch');
  });

  it('refuses a trust ceremony by one person alone', async () => {
    await unit.asPost('systemAdmin');
    const alone = unit.call('exchange.signRoster', {
      rootKeyFile: unit.rootKeyFile,
      rootPassphrase: unit.rootPassphrase,
      folder: join(ground.folder, 'rosters'),
      second: unit.second(unit.loginOf('systemAdmin')),
    });
    expect(await refusal(alone)).toBe('people.same-person');
  });

  it('carries a record to the center and its archive number back', async () => {
    const uid = await ground.closedCall(unit, '一号台无法接收');
    const sent = await send(unit, center);
    expect(sent.recordCount).toBe(1);

    const checked = await check(center, sent.file);
    if (checked.verdict !== 'ready') throw new Error(JSON.stringify(checked));
    expect(checked.rows).toMatchObject([{ uid, kind: 'phoneRecord', verdict: 'new' }]);
    expect(await refusal(center.call('records.open', { uid }))).toBe('record.not-found');
    // Another program that locks throws away its own previews and nobody else's.
    await unit.as('zhuanren');
    const accept = () => center.call('exchange.accept', { previewUid: checked.previewUid });
    // Whoever approved the medium does not import from it, unless two persons have relaxed that.
    const open = center.app.station.session?.database;
    if (open === undefined) throw new Error('locked');
    const own = center.person('xinxi').uid ?? '';
    await open.inTransaction(async (tx) => {
      await tx.updateTable('media').set({ registered_by: own }).execute();
    });
    expect(await refusal(accept())).toBe('exchange.media-own');
    await open.inTransaction(async (tx) => {
      await tx.insertInto('policy').values({ key: 'importApart', value: '0' }).execute();
    });
    await accept();
    await open.inTransaction(async (tx) => {
      await tx.deleteFrom('policy').where('key', '=', 'importApart').execute();
      await tx.updateTable('media').set({ registered_by: 'system' }).execute();
    });
    const imported = await center.call('records.open', { uid });
    expect(imported.row.owningSite).toBe('U1');
    expect(imported.content).toMatchObject({ need: '一号台无法接收', result: '恢复正常' });

    await center.call('records.move', {
      uid,
      move: 'archive',
      original: { received: true, from: '机要', place: '2026-02A-1', dueOn: null },
    });
    const archived = await center.call('records.open', { uid });
    expect(archived.row.archiveNumber).toBe('QR758-02A-2026-U1-0001');

    const receipt = await send(center, unit);
    const back = await check(unit, receipt.file);
    if (back.verdict !== 'ready') throw new Error(JSON.stringify(back));
    const title = `回执 ${imported.row.registrationNumber}`;
    for (const row of back.rows)
      expect(row).toMatchObject({ uid, kind: 'phoneRecord', title, verdict: 'receipt' });
    await unit.call('exchange.accept', { previewUid: back.previewUid });
    const atUnit = await unit.call('records.open', { uid });
    expect(atUnit.row).toMatchObject({ archiveNumber: 'QR758-02A-2026-U1-0001', state: 'archived' });
    const { outgoing } = await unit.call('exchange.overview');
    expect(outgoing[0]).toMatchObject({ seq: 1, state: 'acknowledged' });
  });

  it('answers a replayed package as already imported and changes nothing', async () => {
    await center.as('xinxi');
    const before = await center.call('records.count', { filter: {} });
    const again = await check(center, join(medium, 'XFER', 'U1', 'U1-HQ-e01-000001.age'));
    expect(again).toMatchObject({ verdict: 'alreadyImported', seq: 1 });
    expect(await center.call('records.count', { filter: {} })).toEqual(before);
  });

  it('holds a package whose predecessor is missing and imports both in order', async () => {
    ground.now = new Date('2026-11-03T01:00:00.000Z');
    await ground.closedCall(unit, '二号台无法发射');
    const second = await send(unit, center);
    await ground.closedCall(unit, '三号台黑屏');
    const third = await send(unit, center);
    expect(await check(center, third.file)).toMatchObject({ verdict: 'held', seq: 3, missing: '2' });
    for (const file of [second.file, third.file]) {
      const checked = await check(center, file);
      if (checked.verdict !== 'ready') throw new Error(JSON.stringify(checked));
      await center.call('exchange.accept', { previewUid: checked.previewUid });
    }
    const { incoming } = await center.call('exchange.overview');
    expect(incoming.map((row) => row.seq)).toEqual([3, 2, 1]);
  });

  it('writes the same sealed package again when it is released twice', async () => {
    await unit.as('lingdao');
    const { outgoing } = await unit.call('exchange.overview');
    const [last] = outgoing;
    if (last === undefined) throw new Error('no package');
    const first = join(medium, 'XFER', 'U1', 'U1-HQ-e01-000003.age');
    const before = await readFile(first);
    await unit.call('exchange.release', {
      uid: last.uid,
      folder: medium,
      password: unit.person('lingdao').password,
    });
    const { outgoing: after } = await unit.call('exchange.overview');
    expect(after[0]?.digest).toBe(last.digest);
    expect((await readFile(first)).equals(before)).toBe(false);
    expect(await check(center, first)).toMatchObject({ verdict: 'alreadyImported', seq: 3 });
  });

  it('refuses a package for another site, a cut one, a changed one', async () => {
    const file = join(medium, 'XFER', 'U1', 'U1-HQ-e01-000003.age');
    expect(await check(other, file)).toMatchObject({ verdict: 'refused', code: 'E_NO_IDENTITY' });
    const cut = join(ground.folder, 'cut.age');
    await copyFile(file, cut);
    await truncate(cut, (await readFile(file)).length - 20);
    expect(await check(center, cut)).toMatchObject({ verdict: 'refused', code: 'E_AGE_AUTH' });
    const changed = join(ground.folder, 'changed.age');
    const bytes = await readFile(file);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    await writeFile(changed, bytes);
    expect(await check(center, changed)).toMatchObject({ verdict: 'refused', code: 'E_AGE_AUTH' });
  });

  it('does not release what was not approved, nor let the preparer approve', async () => {
    await ground.closedCall(unit, '四号台噪声大');
    await unit.as('zhuanren');
    const { uid } = await unit.call('exchange.prepare', {
      recipient: 'HQ' as SiteCode,
      period: october,
      medium: 'YD-001',
    });
    expect(await refusal(unit.call('exchange.approve', { uid, approve: true }))).toBe('gate.forbidden');
    await unit.as('lingdao');
    const early = unit.call('exchange.release', {
      uid,
      folder: medium,
      password: unit.person('lingdao').password,
    });
    expect(await refusal(early)).toBe('exchange.not-approved');
    await unit.asPost('securityAdmin');
    await unit.call('exchange.approve', { uid, approve: true });
    await unit.as('lingdao');
    const wrong = unit.call('exchange.release', { uid, folder: medium, password: 'not the password' });
    expect(await refusal(wrong)).toBe('slots.wrong-credentials');
  });
});
