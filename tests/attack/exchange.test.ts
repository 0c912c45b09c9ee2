import { copyFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Month, ObjectUid, RecordUid, SiteCode } from '../../shared/ids.ts';
import { proveWay } from '../program/proven.ts';
import { Site } from '../program/site.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const medium = { number: 'YD-1', kind: 'U 盘', serial: 'S', level: 1, holder: '保密室' } as const;

describe('packages under attack', () => {
  let center: UnderAttack;
  let unit: UnderAttack;
  let stick: string;

  const close = async (
    site: Site,
    need: string,
    meanwhile: (uid: RecordUid) => Promise<void> = async () => {},
  ) => {
    await site.as('zhuanren');
    const uid = await phoneRecord(site, need);
    await meanwhile(uid);
    for (const [field, value] of [
      ['startedAt', '2026-11-02T00:30:00.000Z'],
      ['opinion', '已指导'],
      ['solvedOnCall', true],
      ['result', '恢复'],
    ] as const)
      await site.call('records.saveField', { uid, field, value });
    await site.call('records.move', { uid, move: 'close' });
    return uid;
  };
  const prepare = (site: Site, number: string = medium.number) =>
    site.call('exchange.prepare', {
      recipient: 'HQ' as SiteCode,
      period: '2026-10' as Month,
      medium: number,
    });
  const approve = async (site: Site, uid: ObjectUid) => {
    await site.asPost('securityAdmin');
    await site.call('exchange.approve', { uid, approve: true });
  };
  const release = (site: Site, login: string, uid: ObjectUid) =>
    site.call('exchange.release', { uid, folder: stick, password: site.person(login).password });
  const send = async (site: Site): Promise<string> => {
    await site.as('zhuanren');
    const { uid } = await prepare(site);
    await approve(site, uid);
    await site.as('lingdao');
    return (await release(site, 'lingdao', uid)).file;
  };
  const check = (file: string, number: string = medium.number) =>
    center.site.call('exchange.check', { file, medium: number, scanResult: '未发现病毒' });

  beforeAll(async () => {
    center = await siteUnderAttack('center', 'HQ');
    unit = await siteUnderAttack('unit', 'U1');
    stick = join(unit.folder, 'stick');
    await mkdir(stick);
    await center.site.addPeople([
      { login: 'xinxi', name: '信息员', roles: ['informationOfficer'], clearance: 2 },
      { login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 },
    ]);
    await unit.site.addPeople([
      { login: 'zhuanren', name: '专人', roles: ['unitOfficer'], clearance: 2 },
      { login: 'lingdao', name: '领导', roles: ['unitLeader'], clearance: 2 },
      { login: 'liangzhi', name: '兼职', roles: ['unitOfficer', 'unitLeader'], clearance: 2 },
    ]);
    const rosters: { file: string; words: string[] }[] = [];
    for (const { site, folder } of [center, unit]) {
      await site.asPost('securityAdmin');
      await site.call('exchange.registerMedium', medium);
      await site.asPost('systemAdmin');
      rosters.push(
        await site.call('exchange.signRoster', {
          rootKeyFile: site.rootKeyFile,
          rootPassphrase: site.rootPassphrase,
          folder: join(folder, 'roster'),
          second: site.second(site.loginOf('securityAdmin')),
        }),
      );
    }
    for (const [at, other, roster] of [
      [center.site, unit.site, rosters[1]],
      [unit.site, center.site, rosters[0]],
    ] as const) {
      await at.asPost('systemAdmin');
      await at.call('exchange.pinSite', {
        rosterFile: roster?.file ?? '',
        name: '对方',
        kind: other.options.kind,
        highestLevel: 2,
        words: roster?.words ?? [],
        how: '当面',
        second: at.second(at.loginOf('securityAdmin')),
      });
      await proveWay(at, other.options.code);
    }
  }, 300_000);
  afterAll(async () => {
    await center.remove();
    await unit.remove();
  });

  it('preparer, approver and releaser are three persons', async () => {
    const { site } = unit;
    await close(site, '一号');
    await site.as('liangzhi');
    const { uid } = await prepare(site);
    await approve(site, uid);
    await site.as('liangzhi');
    expect(await outcome(release(site, 'liangzhi', uid))).toBe('people.same-person');
  });

  it('refuses an unregistered medium, a level above the medium, and a package that is not there', async () => {
    const { site } = unit;
    await site.as('zhuanren');
    expect(await outcome(prepare(site, 'YD-9'))).toBe('exchange.media-unwritable');
    // Raised before it is closed: a mark changed afterwards is not the sealed one and is refused as damaged.
    const uid = await close(site, '机要', (draft) =>
      unit.write(`UPDATE records SET level = 2, marking = '秘密★5年' WHERE uid = '${draft}'`),
    );
    expect(await outcome(prepare(site))).toBe('exchange.marking-too-high');
    await unit.write(`UPDATE records SET state = 'voided' WHERE uid = '${uid}'`);
    await site.asPost('securityAdmin');
    const nowhere = { uid: 'U1-zzzzzzzzzzzzzzzz' as ObjectUid, approve: true };
    expect(['exchange.package-not-found', 'gate.bad-input']).toContain(
      await outcome(site.call('exchange.approve', nowhere)),
    );
  });

  it('two releases at once seal one package', async () => {
    const { site } = unit;
    await site.as('zhuanren');
    const { uid } = await prepare(site);
    await approve(site, uid);
    await site.as('lingdao');
    // A copy of the whole unit, as a restored backup would be: the source of forks.
    await site.close();
    await cp(join(unit.folder, 'data'), join(unit.folder, 'clone', 'data'), { recursive: true });
    await cp(join(unit.folder, 'station'), join(unit.folder, 'clone', 'station'), { recursive: true });
    await site.as('lingdao');
    const both = await Promise.all([
      outcome(release(site, 'lingdao', uid)),
      outcome(release(site, 'lingdao', uid)),
    ]);
    expect(both).toContain('done');
    expect(both).not.toContain('internal');
    expect(await unit.raw('SELECT count(*) AS n FROM packages_out WHERE seq = 1')).toEqual([{ n: 1 }]);
    const again = site.call('exchange.release', { uid, folder: stick, password: 'not the password' });
    expect(await outcome(again)).toBe('slots.wrong-credentials');
  });

  it('an import needs the right, a registered medium, and one acceptance', async () => {
    const file = join(stick, 'XFER', 'U1', 'U1-HQ-e01-000001.age');
    await center.site.as('zhiban');
    expect(await outcome(check(file))).toBe('gate.forbidden');
    await center.site.as('xinxi');
    expect(await outcome(check(file, 'YD-9'))).toBe('exchange.media-unreadable');
    const earlier = await check(file);
    const later = await check(file);
    if (earlier.verdict !== 'ready' || later.verdict !== 'ready')
      throw new Error(JSON.stringify([earlier, later]));
    const accept = (previewUid: ObjectUid) => outcome(center.site.call('exchange.accept', { previewUid }));
    expect(await accept(earlier.previewUid)).toBe('exchange.preview-gone');
    await center.site.app.station.lock('试验');
    await center.site.as('xinxi');
    expect(await accept(later.previewUid)).toBe('exchange.preview-gone');
    const fresh = await check(file);
    if (fresh.verdict !== 'ready') throw new Error(JSON.stringify(fresh));
    const both = await Promise.all([accept(fresh.previewUid), accept(fresh.previewUid)]);
    expect(both.sort()).toEqual(['done', 'exchange.preview-gone']);
    expect(await center.raw('SELECT count(*) AS n FROM packages_in')).toEqual([{ n: 1 }]);
  });

  it('another package under the same number freezes the stream, keeps the proof and raises the alarm', async () => {
    await unit.site.close();
    const clone = (await Site.open({ ...unit.site.options, folder: join(unit.folder, 'clone') })).adopt(
      unit.site,
    );
    await close(clone, '分叉');
    const aside = join(unit.folder, 'fork.age');
    await copyFile(await send(clone), aside);
    await clone.close();
    await center.site.as('xinxi');
    expect(await check(aside)).toMatchObject({ verdict: 'refused', code: 'E_FORK' });
    expect(await center.raw(`SELECT stream_state AS s FROM sites WHERE code = 'U1'`)).toEqual([
      { s: 'frozen' },
    ]);
    expect(await center.raw(`SELECT state, seq FROM packages_in ORDER BY id`)).toEqual([
      { state: 'imported', seq: 1 },
      { state: 'refused', seq: 1 },
    ]);
    expect(await center.raw(`SELECT act FROM audit WHERE outcome = 'alarm:E_FORK'`)).toEqual([
      { act: 'package.refused' },
    ]);
    await close(unit.site, '之后');
    const next = await send(unit.site);
    await center.site.as('xinxi');
    expect(await check(next)).toMatchObject({ verdict: 'refused' });
  });
});
