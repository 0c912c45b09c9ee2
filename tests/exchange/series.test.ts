import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectUid, RecordUid } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { Ground, mediumNumber, refusal } from './ground.ts';

/** Two persons and the series: each test goes on where the one before ended. */
describe('a stream of packages in series', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;

  const release = (uid: ObjectUid, second?: { login: string; password: string }) =>
    unit.call('exchange.release', {
      uid,
      folder: ground.medium,
      password: unit.person('lingdao').password,
      ...(second === undefined ? {} : { second }),
    });
  /** approve → release by leader and security administrator. */
  async function sealByTwo(uid: ObjectUid): Promise<string> {
    await unit.asPost('securityAdmin');
    await unit.call('exchange.approve', { uid, approve: true });
    await unit.as('lingdao');
    return (await release(uid, unit.second('anquan'))).file;
  }
  async function prepareVoid(of: ObjectUid): Promise<ObjectUid> {
    await unit.as('zhuanren');
    const { uid } = await unit.call('exchange.prepareVoid', {
      uid: of,
      reason: '光盘损毁，附件无法读出',
      medium: mediumNumber,
    });
    return uid;
  }
  const overviewOf = async (site: Site) => {
    await site.as(ground.officer(site));
    return await site.call('exchange.overview');
  };
  const known = async (uid: RecordUid): Promise<string> => {
    await center.as('xinxi');
    return await refusal(center.call('records.open', { uid }));
  };

  beforeAll(async () => {
    ground = await Ground.create();
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    await ground.pin(center, unit, u1);
    await ground.pin(unit, center, hq);
  });
  afterAll(() => ground.remove());

  it('missing numbers are held, asked for in the next package, and go on from what waits', async () => {
    await ground.closedCall(unit, '第一包');
    const one = await ground.send(unit, center);
    await ground.closedCall(unit, '第二包');
    const two = await ground.send(unit, center);
    expect(await ground.check(center, two.file)).toMatchObject({ verdict: 'held', missing: '1' });
    expect((await overviewOf(center)).held).toMatchObject([{ sender: 'U1', seq: 2, next: false }]);
    const asked = await ground.send(center, unit);
    const checked = await ground.check(unit, asked.file);
    expect(checked).toMatchObject({ verdict: 'ready', notes: [expect.stringContaining('第 1 号包')] });
    if (checked.verdict === 'ready') await unit.call('exchange.accept', { previewUid: checked.previewUid });
    expect((await overviewOf(unit)).requests).toEqual([
      { partner: 'HQ', epoch: 'e01', fromSeq: 1, toSeq: 1 },
    ]);
    await ground.take(center, one.file);
    const [held] = (await overviewOf(center)).held;
    expect(held).toMatchObject({ seq: 2, next: true });
    const again = await center.call('exchange.checkHeld', { uid: held?.uid as ObjectUid });
    if (again.verdict !== 'ready') throw new Error(JSON.stringify(again));
    await center.call('exchange.accept', { previewUid: again.previewUid });
    expect((await overviewOf(center)).held).toEqual([]);
    await ground.take(unit, (await ground.send(center, unit)).file);
    expect((await overviewOf(unit)).requests).toEqual([]);
  });

  it('a lost package is voided by two persons in the next number; the stream goes on and nothing is lost', async () => {
    const uid = await ground.closedCall(unit, '第三包，丢失');
    const lost = await ground.send(unit, center);
    const voidUid = await prepareVoid(lost.uid);
    expect(await refusal(prepareVoid(lost.uid))).toBe('people.already-decided');
    await unit.asPost('securityAdmin');
    await unit.call('exchange.approve', { uid: voidUid, approve: true });
    await unit.as('lingdao');
    expect(await refusal(release(voidUid))).toBe('people.second-person-refused');
    expect(await refusal(release(voidUid, unit.second('lingdao')))).toBe('people.same-person');
    expect(await refusal(release(voidUid, unit.second('zhuanren')))).toBe('people.second-person-refused');
    const { file, package: sealed } = await release(voidUid, unit.second('anquan'));
    expect(sealed).toMatchObject({ kind: 'void', seq: 4 });
    const checked = await ground.check(center, file);
    if (checked.verdict !== 'ready') throw new Error(JSON.stringify(checked));
    expect(checked.notes.join()).toMatch(/作废第 3 号包.*第二人签署/);
    await center.call('exchange.accept', { previewUid: checked.previewUid });
    expect(await known(uid)).toBe('record.not-found');
    // What was taken back is taken in no more, were it found again.
    expect(await ground.check(center, lost.file)).toMatchObject({ verdict: 'refused', code: 'E_WITHDRAWN' });
    const next = await ground.send(unit, center);
    expect(next).toMatchObject({ seq: 5, recordCount: 1 });
    await ground.take(center, next.file);
    expect(await known(uid)).toBe('done');
    expect((await overviewOf(unit)).outgoing.find((row) => row.uid === lost.uid)).toMatchObject({
      withdrawnBy: 4,
    });
  });

  it('a package that was taken in and is voided stays, and says so in the history', async () => {
    const uid = await ground.closedCall(unit, '已接收后作废');
    const sent = await ground.send(unit, center);
    await ground.take(center, sent.file);
    await ground.take(center, await sealByTwo(await prepareVoid(sent.uid)));
    await center.as('xinxi');
    const { history } = await center.call('records.open', { uid });
    expect(history.map((row) => row.act)).toContain('withdrawn');
  });

  it('a snapshot by two persons re-bases a site across a gap; what it stands for is refused later', async () => {
    const uids: RecordUid[] = [];
    const lost: string[] = [];
    for (const need of ['丢失甲', '丢失乙']) {
      uids.push(await ground.closedCall(unit, need));
      lost.push((await ground.send(unit, center)).file);
    }
    await unit.as('zhuanren');
    const { uid } = await unit.call('exchange.prepare', {
      recipient: 'HQ' as never,
      period: '2026-10' as never,
      medium: mediumNumber,
      whole: true,
    });
    const file = await sealByTwo(uid);
    await ground.take(center, file);
    for (const one of uids) expect(await known(one)).toBe('done');
    for (const one of lost)
      expect(await ground.check(center, one)).toMatchObject({ verdict: 'refused', code: 'E_WITHDRAWN' });
    await ground.closedCall(unit, '全量之后');
    await ground.take(center, (await ground.send(unit, center)).file);
  });

  it('both sides see what is overdue: the package that was named, and the receipt that never came', async () => {
    ground.now = new Date('2027-02-20T01:00:00.000Z');
    for (const site of [center, unit])
      for (const login of [ground.officer(site), 'lingdao'])
        await site.renewPassword(login).catch(() => undefined);
    expect((await overviewOf(unit)).overdue).toContainEqual(
      expect.objectContaining({ site: 'HQ', what: 'receipt', seq: 3 }),
    );
    expect((await overviewOf(center)).overdue).toContainEqual(
      expect.objectContaining({ site: 'U1', what: 'package', since: '2026-12-05' }),
    );
  });
});
