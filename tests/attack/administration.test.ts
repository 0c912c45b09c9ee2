import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountUid, Day } from '../../shared/ids.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

let at: UnderAttack;
const uidOf = (login: string) => at.site.person(login).uid as AccountUid;
const people = [
  { login: 'zhiban', name: '值班甲', roles: ['operator'], clearance: 2 },
  { login: 'zhuguan', name: '主管乙', roles: ['supervisor'], clearance: 2 },
  { login: 'daili', name: '代理丙', roles: ['engineer'], clearance: 2 },
  { login: 'lingdao', name: '领导丁', roles: ['centerLeader'], clearance: 2 },
  { login: 'dijian', name: '接替戊', roles: ['operator'], clearance: 2 },
  { login: 'niedrig', name: '低级己', roles: ['operator'], clearance: 1 },
] as const;

async function proposed(payload: unknown): Promise<string> {
  const { uid } = await at.site.call('administration.propose', { payload: payload as never, reason: '因故' });
  return uid;
}
const decide = (uid: string, decision: 'confirmed' | 'refused' | 'withdrawn') =>
  at.site.call('administration.decide', { uid: uid as never, decision, note: '' });

beforeAll(async () => {
  at = await siteUnderAttack();
  await at.site.addPeople(people);
});
afterAll(() => at.remove());

describe('an act of two posts that waits', () => {
  it('is withdrawn by who proposed it, refused by the other post, and decided once', async () => {
    await at.site.asPost('systemAdmin');
    const first = await proposed({ act: 'disableAccount', uid: uidOf('dijian') });
    expect(await outcome(decide(first, 'confirmed'))).toBe('proposal.same-person');
    await decide(first, 'withdrawn');
    expect(await outcome(decide(first, 'withdrawn'))).toBe('proposal.not-found');
    const second = await proposed({ act: 'disableAccount', uid: uidOf('dijian') });
    await at.site.asPost('securityAdmin');
    expect(await outcome(decide(second, 'withdrawn'))).toBe('gate.forbidden');
    await decide(second, 'refused');
    const { rows } = await at.site.call('administration.proposals');
    expect(rows.map(({ state }) => state).toSorted()).toEqual(['refused', 'withdrawn']);
    expect(rows[0]?.words).toBe('停用 接替戊 的帐号');
  });

  it('ends by itself after its days', async () => {
    await at.site.asPost('systemAdmin');
    const uid = await proposed({ act: 'disableAccount', uid: uidOf('dijian') });
    at.clock.now = new Date(at.clock.now.getTime() + 8 * 86_400_000);
    await at.site.asPost('securityAdmin');
    expect(await outcome(decide(uid, 'confirmed'))).toBe('proposal.not-found');
  });

  it('disables and enables again, each by the two posts in sessions of their own', async () => {
    await at.site.asPost('systemAdmin');
    const disable = await proposed({ act: 'disableAccount', uid: uidOf('dijian') });
    await at.site.asPost('securityAdmin');
    await decide(disable, 'confirmed');
    expect(await outcome(at.site.call('session.unlock', at.site.second('dijian')))).toBe(
      'people.not-enabled',
    );
    await at.site.asPost('systemAdmin');
    const again = await proposed({ act: 'enableAgain', uid: uidOf('dijian') });
    await at.site.asPost('securityAdmin');
    await decide(again, 'confirmed');
    const state = await at.site.call('session.unlock', at.site.second('dijian'));
    expect(state).toMatchObject({ phase: 'unlocked', mustChangePassword: true });
  });

  it('cannot be decided by its proposer in the database either', async () => {
    await at.site.asPost('systemAdmin');
    const uid = await proposed({ act: 'disableAccount', uid: uidOf('daili') });
    await expect(
      at.write(
        `UPDATE proposals SET decision = 'confirmed', decided_by = proposed_by, decided_at = 'x' WHERE uid = '${uid}'`,
      ),
    ).rejects.toThrow();
    await decide(uid, 'withdrawn');
    await expect(at.write(`UPDATE proposals SET decision = NULL WHERE uid = '${uid}'`)).rejects.toThrow();
  });

  it('takes back an account that was never enabled, and its slot', async () => {
    await at.site.asPost('systemAdmin');
    const { uid } = await at.site.call('people.create', {
      login: 'fehler',
      name: '误建',
      password: 'Irrtum#2026x',
      staffUid: null,
    });
    await at.site.call('administration.withdrawAccount', { uid });
    expect(await outcome(at.site.call('administration.withdrawAccount', { uid }))).toBe(
      'people.already-decided',
    );
    await at.site.asPost('securityAdmin');
    const enable = at.site.call('people.enable', {
      uid,
      clearance: 1,
      roles: [{ role: 'operator', until: null }],
    });
    expect(await outcome(enable)).toBe('people.not-active');
  });
});

describe('a deputy', () => {
  const today = () => at.clock.now.toISOString().slice(0, 10) as Day;
  const later = (days: number) =>
    new Date(at.clock.now.getTime() + days * 86_400_000).toISOString().slice(0, 10) as Day;
  const wish = (part: object = {}) => ({
    act: 'appointDeputy',
    uid: uidOf('daili'),
    forUid: uidOf('zhuguan'),
    role: 'supervisor',
    from: today(),
    to: later(3),
    ...part,
  });

  it.each([
    ['for a post', () => wish({ role: 'systemAdmin' })],
    ['for oneself', () => wish({ forUid: uidOf('daili'), role: 'engineer' })],
    ['for a role the other has not', () => wish({ role: 'dispatcher' })],
    [
      'who has the role already',
      () => wish({ uid: uidOf('dijian'), forUid: uidOf('zhiban'), role: 'operator' }),
    ],
    ['that ends before it begins', () => wish({ from: later(2), to: later(1) })],
    ['in the past', () => wish({ from: later(-5), to: later(-1) })],
    ['for longer than the policy', () => wish({ to: later(200) })],
  ])('%s is refused', async (_, payload) => {
    await at.site.asPost('systemAdmin');
    expect(await outcome(proposed(payload()))).toBe('deputy.refused');
  });

  it('is asked for by a person only for the own place', async () => {
    await at.site.as('daili');
    expect(await outcome(proposed(wish()))).toBe('gate.forbidden');
  });

  it('works from the day it is enabled to its end, signs in the other name, and is held back by what the other did', async () => {
    await at.site.as('zhuguan');
    const uid = await proposed(wish());
    await at.site.as('daili');
    const before = await at.site.call('session.state');
    expect(before).toMatchObject({ person: { roles: ['engineer'] } });
    await at.site.asPost('securityAdmin');
    await decide(uid, 'confirmed');
    await at.site.as('daili');
    expect(await at.site.call('session.state')).toMatchObject({
      person: { roles: ['engineer', 'supervisor'] },
    });
    const { rows } = await at.site.call('administration.deputies');
    expect(rows).toMatchObject([{ name: '代理丙', forName: '主管乙', state: 'active', mayEnd: true }]);
    at.clock.now = new Date(at.clock.now.getTime() + 4 * 86_400_000);
    expect(await at.site.call('session.state')).toMatchObject({ person: { roles: ['engineer'] } });
  });

  it('ends at once when one of the persons or the security administrator ends it', async () => {
    await at.site.as('zhuguan');
    const uid = await proposed(wish());
    await at.site.asPost('securityAdmin');
    await decide(uid, 'confirmed');
    await at.site.as('zhiban');
    const { rows } = await at.site.call('administration.deputies');
    expect(rows).toEqual([]);
    await at.site.as('zhuguan');
    const [own] = (await at.site.call('administration.deputies')).rows;
    if (own === undefined) throw new Error('no deputy');
    await at.site.call('administration.endDeputy', { uid: own.uid });
    await at.site.as('daili');
    expect(await at.site.call('session.state')).toMatchObject({ person: { roles: ['engineer'] } });
  });

  it('can hold no post, whoever writes it', async () => {
    await at.site.asPost('systemAdmin');
    const [row] = await at.raw(`SELECT id FROM accounts WHERE login = 'xitong'`);
    const [other] = await at.raw(`SELECT id FROM accounts WHERE login = 'zhuguan'`);
    const columns =
      'uid, account_id, for_account_id, role, from_day, to_day, reason, proposed_by, enabled_by, enabled_at';
    const insert = (who: unknown, role: string) =>
      at.write(
        `INSERT INTO deputies (${columns}) VALUES ('x', ${who}, ${other?.id}, '${role}', '2026-01-01', '2026-02-01', '', 1, 2, '')`,
      );
    await expect(insert(row?.id, 'supervisor')).rejects.toThrow('互斥');
    await expect(insert(4, 'auditor')).rejects.toThrow();
  });
});

describe('a person who leaves', () => {
  it('is counted without contents, handed over by a leader, and only then disabled', async () => {
    await at.site.as('zhiban');
    const uid = await phoneRecord(at.site, '机密内容甲乙丙');
    await at.write(`UPDATE records SET restricted = 1 WHERE uid = '${uid}'`);
    await at.site.asPost('systemAdmin');
    const found = await at.site.call('administration.leaving', { uid: uidOf('zhiban') });
    const count = (item: string) => found.rows.find((row) => row.item === item)?.count;
    expect([count('drafts'), count('lastReader')]).toEqual([1, 1]);
    expect(JSON.stringify(found)).not.toContain('机密内容');
    const disable = () =>
      at.site.call('people.disable', { uid: uidOf('zhiban'), second: at.site.second('anquan') });
    const handOver = (to: string) =>
      at.site.call('administration.handOver', {
        uid: uidOf('zhiban'),
        toUid: uidOf(to),
        items: ['drafts', 'lastReader'],
        reason: '调离岗位',
      });
    expect(await outcome(handOver('dijian'))).toBe('gate.forbidden');
    await at.site.as('lingdao');
    await at.site.as('zhuguan');
    expect(await outcome(handOver('dijian'))).toBe('gate.forbidden');
    await at.site.as('lingdao');
    expect(await handOver('dijian')).toEqual({ moved: 1 });
    await at.site.as('dijian');
    const detail = await at.site.call('records.open', { uid });
    expect(detail.history.at(-1)).toMatchObject({ act: '离岗移交', reason: '调离岗位', by: '领导丁' });
    await at.site.asPost('systemAdmin');
    expect(await outcome(disable())).toBe('done');
  });

  it('is not handed over to somebody below the level', async () => {
    await at.site.as('daili');
    const uid = await phoneRecord(at.site, '高密');
    await at.write(`UPDATE records SET level = 2, restricted = 1 WHERE uid = '${uid}'`);
    await at.site.as('lingdao');
    const handOver = at.site.call('administration.handOver', {
      uid: uidOf('daili'),
      toUid: uidOf('niedrig'),
      items: ['drafts'],
      reason: '调离岗位',
    });
    expect(await outcome(handOver)).toBe('leaving.clearance');
  });
});

describe('a date in doubt', () => {
  const day = () => at.clock.now.toISOString().slice(0, 10) as Day;
  const confirm = (on: Day, login: string) =>
    at.site.call('administration.confirmDate', { day: on, second: at.site.second(login) });

  it.each([
    ['more than 30 days after the last use', 31],
    ['earlier than the last audit row', -40],
  ])('%s withholds until systemAdmin and another person confirm it; both dates are kept', async (_, days) => {
    await at.site.asPost('systemAdmin');
    expect(await outcome(confirm(day(), 'anquan'))).toBe('date.not-doubted');
    await at.site.app.station.lock('试验');
    at.clock.now = new Date(at.clock.now.getTime() + days * 86_400_000);
    await at.site.as('daili');
    expect(await at.site.call('session.state')).toMatchObject({ conditions: ['dateUnconfirmed'] });
    const uid = await phoneRecord(at.site, '时间待确认的来电');
    expect(await at.site.call('records.open', { uid })).toMatchObject({
      doubtfulTime: { confirmedAt: null },
    });
    expect(await outcome(confirm(day(), 'anquan'))).toBe('gate.forbidden');
    // One more log-in changes nothing.
    await at.site.asPost('systemAdmin');
    expect(await at.site.call('session.state')).toMatchObject({ conditions: ['dateUnconfirmed'] });
    const other = new Date(at.clock.now.getTime() + 3 * 86_400_000).toISOString().slice(0, 10) as Day;
    expect(await outcome(confirm(other, 'anquan'))).toBe('date.not-this-day');
    expect(await outcome(confirm(day(), 'xitong'))).toBe('people.same-person');
    await confirm(day(), 'daili');
    expect(await at.site.call('session.state')).toMatchObject({ conditions: [] });
    const [kept] = await at.raw(
      `SELECT last_trusted_at, doubted_at, confirmed_at FROM date_confirmations ORDER BY id DESC LIMIT 1`,
    );
    const [row] = await at.raw(
      `SELECT object_id FROM audit WHERE act = 'clock.confirmed' AND outcome = 'done' ORDER BY seq DESC LIMIT 1`,
    );
    expect(row?.object_id).toBe(`${kept?.last_trusted_at} ${kept?.confirmed_at}`);
    const gap = Date.parse(String(kept?.doubted_at)) - Date.parse(String(kept?.last_trusted_at));
    expect(Math.round(gap / 86_400_000)).toBe(days);
    await at.site.as('daili');
    expect(await at.site.call('records.open', { uid })).toMatchObject({
      doubtfulTime: { confirmedAt: kept?.confirmed_at },
    });
  });

  it('arises at once when the clock is set back while somebody works', async () => {
    await at.site.as('daili');
    at.clock.now = new Date(at.clock.now.getTime() - 3_600_000);
    expect(await at.site.call('session.state')).toMatchObject({ conditions: ['dateUnconfirmed'] });
  });
});

describe('a second living installation', () => {
  it('is red for everybody until the two posts say what they found, which is kept', async () => {
    await at.site.asPost('systemAdmin');
    expect((await at.site.call('administration.cloneAlarm')).alarm).toBeNull();
    await at.write(`INSERT INTO meta (key, value) VALUES ('clone-alarm', 'U1 确认收到第 7 号包')`);
    const red = async () => {
      const state = await at.site.call('session.state');
      return state.phase === 'unlocked' && state.warnings.some((warning) => warning.includes('副本'));
    };
    await at.site.as('daili');
    expect(await red()).toBe(true);
    expect(await outcome(at.site.call('administration.cloneAlarm'))).toBe('gate.forbidden');
    await at.site.asPost('systemAdmin');
    const clear = async (login: string) =>
      await outcome(
        at.site.call('exchange.clearCloneAlarm', {
          finding: '旧工作站未停用，已封存',
          second: at.site.second(login),
        }),
      );
    expect(await clear('daili')).toBe('people.second-person-refused');
    expect(await clear(at.site.loginOf('systemAdmin'))).toBe('people.same-person');
    expect(await clear(at.site.loginOf('auditor'))).toBe('people.second-person-refused');
    expect(await red()).toBe(true);
    expect(await clear(at.site.loginOf('securityAdmin'))).toBe('done');
    expect(await red()).toBe(false);
    const kept = await at.raw(`SELECT how, first_account, second_account FROM ceremonies`);
    expect(kept).toMatchObject([{ how: '旧工作站未停用，已封存' }]);
    expect(kept[0]?.first_account).not.toBe(kept[0]?.second_account);
    expect(await clear(at.site.loginOf('securityAdmin'))).toBe('people.already-decided');
  });
});
