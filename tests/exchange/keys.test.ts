import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDurably } from '../../main/database/durableFiles.ts';
import { decryptBackup } from '../../main/exchange/crypto/ageBackup.ts';
import { parsePrivateKeyFile } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner } from '../../main/exchange/crypto/sshsig.ts';
import { type Roster, rosterBytes, signRoster } from '../../main/exchange/format/roster.ts';
import type { AccountUid, SiteCode } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { Ground, refusal } from './ground.ts';

/** Keys of a living pair of sites: one story, each test the next step of it. */
describe('keys of sites that exchange packages', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;
  const halves: [string, string] = ['Jiang-hu-yi-shui-5', 'Chun-qiu-liang-yue-8'];

  const second = (site: Site) => site.second(site.loginOf('securityAdmin'));
  const acceptRoster = async (at: Site, file: string) => {
    await at.asPost('systemAdmin');
    return await at.call('exchange.acceptRoster', { rosterFile: file });
  };
  const rosterOf = async (file: string): Promise<Roster> =>
    JSON.parse((await readFile(file)).toString('utf8')) as Roster;

  beforeAll(async () => {
    ground = await Ground.create();
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    await ground.pin(center, unit, u1, { proven: false });
    await ground.pin(unit, center, hq, { proven: false });
  });
  afterAll(() => ground.remove());

  it('test packages without records go both ways before a record leaves', async () => {
    await ground.closedCall(unit, '等待试验往来');
    const first = await ground.prepare(unit, center);
    expect(first).toMatchObject({ trial: true, recordCount: 0 });
    const { file, package: sent } = await ground.dispatch(unit, first.uid);
    expect(sent).toMatchObject({ seq: 1, kind: 'receipt' });
    await ground.take(center, file);
    // No receipt has come back yet.
    expect(await ground.prepare(unit, center)).toMatchObject({ trial: true });
    await ground.take(unit, (await ground.send(center, unit)).file);
    const real = await ground.prepare(unit, center);
    expect(real).toMatchObject({ trial: false, recordCount: 1 });
    await ground.take(center, (await ground.dispatch(unit, real.uid)).file);
    expect(await ground.prepare(center, unit)).toMatchObject({ trial: false });
  });

  it('site key and age key are renewed in mid-series; what is on its way verifies and opens in both directions', async () => {
    await ground.closedCall(unit, '旧钥封存的包');
    const before = await ground.send(unit, center);
    await ground.closedCall(center, '往旧接收密钥');
    const toOld = await ground.send(center, unit);
    const { file } = await ground.signRoster(unit, ['siteSigning', 'age']);
    const roster = await rosterOf(file);
    expect(roster.keys.filter((key) => key.role === 'site')).toMatchObject([
      { id: 'site@U1', to: expect.any(String) },
      { to: null },
    ]);
    expect(roster.revocations).toMatchObject([
      { key: 'site@U1', recipient: 'HQ', epoch: 'e01', valid_through_seq: before.seq },
    ]);
    expect(roster.age).toHaveLength(2);
    const safe = join(dirname(unit.rootKeyFile), 'identities-U1.age');
    const identities = Buffer.from(
      await decryptBackup(unit.rootPassphrase.join(''), await readFile(safe)),
    ).toString('utf8');
    expect(identities.match(/^AGE-SECRET-KEY-1/gm)).toHaveLength(2);

    await ground.closedCall(unit, '新钥封存的包');
    const after = await ground.send(unit, center);
    // Not known to the center before it takes in the roster.
    await ground.take(center, before.file);
    expect(await ground.check(center, after.file)).toMatchObject({ code: 'E_SITE_SIG' });
    await acceptRoster(center, file);
    await ground.take(center, after.file);
    await ground.take(unit, toOld.file);
    await ground.closedCall(center, '往新接收密钥');
    await ground.take(unit, (await ground.send(center, unit)).file);
  });

  it('a person whose key is not in the newest roster seals nothing; the ended key counts through its last number', async () => {
    const { uid, name, login } = unit.person('lingdao');
    await ground.closedCall(unit, '口令重置之前');
    const onItsWay = await ground.send(unit, center);
    await unit.asPost('systemAdmin');
    const newPassword = 'Chong-zhi#Pw-2026';
    await unit.call('people.resetPassword', { uid: uid as AccountUid, newPassword, second: second(unit) });
    unit.people.set(login, { uid, name, login, password: newPassword, roles: ['unitLeader'] });
    const prepared = await ground.prepare(unit, center);
    expect(await refusal(ground.dispatch(unit, prepared.uid))).toBe('exchange.key-unlisted');
    const { file } = await ground.signRoster(unit);
    const { keys, revocations } = await rosterOf(file);
    const own = keys.filter((key) => key.name === name);
    expect(own.map((key) => [key.role, key.to === null]).sort()).toEqual([
      ['release', false],
      ['release', true],
    ]);
    expect(revocations.filter((row) => own.some((key) => key.id === row.key))).toMatchObject([
      { recipient: 'HQ', valid_through_seq: onItsWay.seq, reason: expect.stringContaining('重置') },
    ]);
    await acceptRoster(center, file);
    await ground.take(center, onItsWay.file);
    await ground.take(center, (await ground.send(unit, center)).file);
  });

  it('two persons revoke a key by number; partners refuse what lies beyond', async () => {
    await unit.asPost('systemAdmin');
    const { keys, streams } = await unit.call('exchange.ownKeys');
    const key = keys.find((row) => row.role === 'site' && row.to === null)?.id ?? '';
    const sealed = streams[0]?.sealed ?? 0;
    const revoke = (keyId: string, throughSeq: number, by = second(unit)) =>
      refusal(
        unit.call('exchange.revokeKey', {
          keyId,
          reason: '疑似外泄',
          through: [{ recipient: 'HQ' as SiteCode, throughSeq }],
          second: by,
        }),
      );
    expect(await revoke(key, sealed, unit.second('xitong'))).toBe('people.same-person');
    expect(await revoke('nobody@U1', sealed)).toBe('exchange.key-unlisted');
    expect(await revoke(key, sealed + 1)).toBe('exchange.streams-incomplete');
    expect(await revoke(key, sealed)).toBe('done');
    const prepared = await ground.prepare(unit, center);
    expect(await refusal(ground.dispatch(unit, prepared.uid))).toBe('exchange.key-unlisted');
    expect((await unit.asPost('systemAdmin')) && (await unit.call('exchange.ownKeys')).rosterDue).toBe(true);
    const { file } = await ground.signRoster(unit, ['siteSigning']);
    expect((await rosterOf(file)).revocations).toContainEqual(
      expect.objectContaining({ key, reason: '疑似外泄', valid_through_seq: sealed }),
    );
    await acceptRoster(center, file);
    await ground.take(center, (await ground.send(unit, center)).file);
  });

  it('a root is renewed by the old one and two persons at each site; the old root then signs nothing more', async () => {
    const oldRoot = parsePrivateKeyFile(
      Buffer.from(
        await decryptBackup(unit.rootPassphrase.join(''), await readFile(unit.rootKeyFile)),
      ).toString('utf8'),
    );
    const folder = join(ground.folder, 'root-planned');
    await mkdir(folder);
    await unit.asPost('systemAdmin');
    const renew = (more: object = {}) =>
      unit.call('exchange.renewRoot', {
        reason: 'planned',
        rootKeyFile: unit.rootKeyFile,
        rootPassphrase: unit.rootPassphrase,
        newPassphrase: halves,
        rootFolder: join(ground.folder, 'U1', 'safe'),
        folder,
        streams: [],
        second: second(unit),
        ...more,
      });
    expect(await refusal(renew({ rootKeyFile: null }))).toBe('exchange.root-key-wrong');
    expect(await refusal(renew({ second: unit.second('xitong') }))).toBe('people.same-person');
    const made = await renew();
    await center.asPost('systemAdmin');
    const accept = (words: readonly string[], file = made.file) =>
      center.call('exchange.acceptRoot', {
        rootFile: file,
        words: [...words],
        how: '当面',
        second: second(center),
      });
    expect(await refusal(accept(made.words.toReversed()))).toBe('exchange.fingerprint-mismatch');
    const unsigned = join(ground.folder, 'unsigned');
    await mkdir(unsigned);
    for (const name of ['U1.root.json', 'U1.root.json.new.sig', 'U1.roster.json', 'U1.roster.json.sig'])
      await writeDurably(join(unsigned, name), await readFile(join(folder, name)));
    expect(await refusal(accept(made.words, join(unsigned, 'U1.root.json')))).toBe('package.refused');
    expect(await accept(made.words)).toMatchObject({ site: 'U1', fingerprint: made.fingerprint });
    expect(await refusal(accept(made.words))).toBe('exchange.fingerprint-mismatch');

    const roster = await rosterOf(join(folder, 'U1.roster.json'));
    const forged = rosterBytes({ ...roster, version: roster.version + 1 });
    const thief = join(ground.folder, 'thief.roster.json');
    await writeDurably(thief, forged);
    await writeDurably(`${thief}.sig`, await signRoster(memorySigner('root@U1', oldRoot), forged));
    expect(await refusal(acceptRoster(center, thief))).toBe('exchange.fingerprint-mismatch');

    unit.rootKeyFile = made.rootFile;
    unit.rootPassphrase.splice(0, 2, ...halves);
    await ground.closedCall(unit, '新根密钥之后');
    await ground.take(center, (await ground.send(unit, center)).file);
  });

  it('after a compromise only a new ceremony and a new epoch go on, from exactly what the partner holds', async () => {
    const last = await ground.send(unit, center);
    await ground.take(center, last.file);
    const lost = await ground.send(unit, center);
    const folder = join(ground.folder, 'root-lost');
    await mkdir(folder);
    await unit.asPost('systemAdmin');
    const renew = (streams: { recipient: SiteCode; throughSeq: number }[]) =>
      unit.call('exchange.renewRoot', {
        reason: 'compromised',
        rootKeyFile: null,
        rootPassphrase: null,
        newPassphrase: halves,
        rootFolder: join(ground.folder, 'U1', 'safe'),
        folder,
        streams,
        second: second(unit),
      });
    const hq = 'HQ' as SiteCode;
    expect(await refusal(renew([]))).toBe('exchange.streams-incomplete');
    expect(await refusal(renew([{ recipient: hq, throughSeq: 99 }]))).toBe('exchange.streams-incomplete');
    const wrong = await renew([{ recipient: hq, throughSeq: lost.seq }]);
    await center.asPost('systemAdmin');
    const accept = (made: { file: string; words: readonly string[] }) =>
      center.call('exchange.acceptRoot', {
        rootFile: made.file,
        words: [...made.words],
        how: '当面',
        second: second(center),
      });
    // The center never got that last one: the numbers are cleared up first.
    expect(await refusal(accept(wrong))).toBe('package.refused');
    await ground.take(center, lost.file);
    await center.asPost('systemAdmin');
    expect(await accept(wrong)).toMatchObject({ site: 'U1' });
    expect(wrong.epoch).toBe('e02');
    unit.rootKeyFile = wrong.rootFile;
    // The way is tried again, as after a first ceremony.
    const trial = await ground.prepare(unit, center);
    expect(trial.trial).toBe(true);
    const released = await ground.dispatch(unit, trial.uid);
    expect(released.package).toMatchObject({ epoch: 'e02', seq: 1 });
    await ground.take(center, released.file);
    expect(await ground.check(center, last.file)).toMatchObject({ verdict: 'alreadyImported' });
    await ground.take(unit, (await ground.send(center, unit)).file);
    await ground.take(center, (await ground.send(unit, center)).file);
  });

  it('a frozen stream is opened again by two persons with a reason, and only a frozen one', async () => {
    const open = (reason: string, by = second(center)) =>
      refusal(center.call('exchange.openStream', { site: 'U1' as SiteCode, reason, second: by }));
    await center.asPost('systemAdmin');
    expect(await open('核对无误')).toBe('people.already-decided');
    const database = center.app.station.session?.database;
    await database?.inTransaction(async (tx) => {
      await tx.updateTable('sites').set({ stream_state: 'frozen' }).where('code', '=', 'U1').execute();
    });
    const next = await ground.send(unit, center);
    expect(await ground.check(center, next.file)).toMatchObject({ code: 'E_FROZEN' });
    await center.asPost('systemAdmin');
    expect(await open('核对无误', center.second('xitong'))).toBe('people.same-person');
    expect(await open('两包系同一批次重复刻录，已销毁其一')).toBe('done');
    await ground.take(center, next.file);
  });
});
