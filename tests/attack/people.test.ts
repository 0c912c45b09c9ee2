import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountUid, Day } from '../../shared/ids.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const first = 'First#Pw-2026';
const grant = (...roles: Role[]) => roles.map((role) => ({ role, until: null }));

describe('accounts take two posts', () => {
  let at: UnderAttack;
  let leader: AccountUid;
  const uidOf = async (login: string): Promise<AccountUid> =>
    (await at.raw(`SELECT uid FROM accounts WHERE login = '${login}'`))[0]?.uid as AccountUid;
  const create = async (login: string): Promise<AccountUid> => {
    await at.site.app.station.lock('试验');
    await at.site.asPost('systemAdmin');
    return (await at.site.call('people.create', { login, name: '新人', password: first, staffUid: null }))
      .uid;
  };

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([
      { login: 'lingdao', name: '领导', roles: ['centerLeader'], clearance: 2 },
      { login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 },
    ]);
    leader = at.site.person('lingdao').uid as AccountUid;
  });
  afterAll(() => at.remove());

  it('a created account opens nothing until the other post enables it', async () => {
    const uid = await create('xinren');
    expect(
      await outcome(at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') })),
    ).toBe('gate.forbidden');
    expect(await outcome(at.site.call('session.unlock', { login: 'xinren', password: first }))).toBe(
      'people.not-enabled',
    );
    await at.site.asPost('securityAdmin');
    await at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') });
    expect(
      await outcome(at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') })),
    ).toBe('people.already-decided');
    expect(await outcome(at.site.call('session.unlock', { login: 'xinren', password: first }))).toBe('done');
    expect(await outcome(at.site.call('records.list', { filter: {} }))).toBe('gate.password-change-required');
  });

  it.each([
    ['a post with a business role', grant('auditor', 'operator'), 'people.exclusive-post'],
    ['two posts', grant('auditor', 'systemAdmin'), 'people.exclusive-post'],
    ['a role of a unit at the center', grant('unitLeader'), 'gate.bad-input'],
    ['a post that ends by date', [{ role: 'auditor', until: '2026-12-31' as Day }], 'gate.bad-input'],
    ['no role', [], 'gate.bad-input'],
  ] as const)('%s is not granted, and the slot stays closed', async (what, roles, code) => {
    const login = `bad${what.length}${code.length}`;
    const uid = await create(login);
    await at.site.asPost('securityAdmin');
    expect(await outcome(at.site.call('people.enable', { uid, clearance: 1, roles: [...roles] }))).toBe(code);
    expect(await outcome(at.site.call('session.unlock', { login, password: first }))).toBe(
      'people.not-enabled',
    );
  });

  it('an act that cannot be recorded leaves neither account nor slot', async () => {
    await at.site.asPost('systemAdmin');
    await at.write(
      `CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.outcome = 'done' BEGIN SELECT RAISE(ABORT, 'x'); END`,
    );
    const call = { login: 'spuk', name: '某', password: first, staffUid: null };
    expect(await outcome(at.site.call('people.create', call))).toBe('gate.audit-failed');
    await at.write('DROP TRIGGER broken');
    expect(await at.raw(`SELECT 1 FROM accounts WHERE login = 'spuk'`)).toEqual([]);
    const uid = (await at.site.call('people.create', call)).uid;
    await at.site.asPost('securityAdmin');
    await at.write(
      `CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.outcome = 'done' BEGIN SELECT RAISE(ABORT, 'x'); END`,
    );
    expect(
      await outcome(at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') })),
    ).toBe('gate.audit-failed');
    await at.write('DROP TRIGGER broken');
    expect(await outcome(at.site.call('session.unlock', { login: 'spuk', password: first }))).toBe(
      'people.not-enabled',
    );
  });

  it('the last holder of a post can neither be disabled nor moved away, by program or by raw SQL', async () => {
    const second = at.site.second(at.site.loginOf('securityAdmin'));
    await at.site.asPost('systemAdmin');
    const auditor = await uidOf(at.site.loginOf('auditor'));
    expect(await outcome(at.site.call('people.disable', { uid: auditor, second }))).toBe(
      'people.last-holder',
    );
    await at.site.asPost('securityAdmin');
    const change = {
      uid: auditor,
      clearance: 1,
      roles: grant('operator'),
      second: at.site.second(at.site.loginOf('systemAdmin')),
    } as const;
    expect(await outcome(at.site.call('people.setRoles', { ...change, roles: [...change.roles] }))).toBe(
      'people.last-holder',
    );
    const ended = [{ role: 'auditor' as const, until: '2026-01-01' as Day }];
    expect(await outcome(at.site.call('people.setRoles', { ...change, roles: ended }))).toBe(
      'gate.bad-input',
    );
    for (const attack of [
      `UPDATE accounts SET state = 'disabled' WHERE uid = '${auditor}'`,
      `DELETE FROM account_roles WHERE role = 'auditor'`,
      `INSERT INTO account_roles (account_id, role, granted_at) SELECT id, 'operator', '' FROM accounts WHERE uid = '${auditor}'`,
    ])
      await expect(at.write(attack)).rejects.toThrow();
  });

  it.each([
    ['a wrong password', async () => ({ login: at.site.loginOf('securityAdmin'), password: 'wrong' })],
    ['an unknown name', async () => ({ login: 'nobody', password: 'wrong' })],
    ['a wrong post', async () => at.site.second('lingdao')],
  ] as const)('a second person with %s is refused in the same words', async (_, second) => {
    await at.site.asPost('systemAdmin');
    const answer = await at.site.app.gate.call(
      'people.disable',
      { uid: leader, second: await second() },
      { frame: 'own' },
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'people.second-person-refused', params: {} } });
  });

  it('the first person is no second one', async () => {
    await at.site.asPost('systemAdmin');
    const second = at.site.second(at.site.loginOf('systemAdmin'));
    expect(await outcome(at.site.call('people.disable', { uid: leader, second }))).toBe('people.same-person');
  });

  it('the place of the second person is no place to try passwords', async () => {
    await at.site.asPost('systemAdmin');
    for (let n = 0; n < 5; n++) {
      const second = { login: 'zhiban', password: `guess ${n}` };
      expect(await outcome(at.site.call('people.disable', { uid: leader, second }))).toBe(
        'people.second-person-refused',
      );
    }
    expect(await outcome(at.site.call('session.unlock', at.site.second('zhiban')))).toBe(
      'people.login-blocked',
    );
    await at.site.asPost('systemAdmin');
    await at.site.call('people.unblock', { uid: at.site.person('zhiban').uid as AccountUid });
    expect(await outcome(at.site.call('session.unlock', at.site.second('zhiban')))).toBe('done');
  });

  it('a reset destroys the signing key; what it signed stays valid; a new key comes at the next log-in', async () => {
    const { station } = at.site.app;
    await at.site.as('lingdao');
    const signed = async (password: string) => {
      const ctx = await station.session?.contextBase(() => undefined);
      if (ctx === undefined) throw new Error('locked');
      const made = await ctx.keys.signAsPerson(ctx.actor, password, 'spm-test-v1', Buffer.from('text'));
      const verify = async () =>
        await station.session
          ?.contextBase(() => undefined)
          .then(
            async ({ keys }) =>
              await keys.verifyPerson(
                (station.session as NonNullable<typeof station.session>).database.read,
                made.keyId,
                'spm-test-v1',
                Buffer.from('text'),
                made.signature,
              ),
          );
      return { ...made, verify };
    };
    const before = await signed(at.site.person('lingdao').password);
    await at.site.asPost('systemAdmin');
    const second = at.site.second(at.site.loginOf('securityAdmin'));
    await at.site.call('people.resetPassword', { uid: leader, newPassword: 'Reset#Pw-2026', second });
    expect(await before.verify()).toBe(true);
    const keys = `SELECT retired_at FROM person_keys WHERE account_id = (SELECT id FROM accounts WHERE uid = '${leader}')`;
    expect((await at.raw(keys)).every((row) => row.retired_at !== null)).toBe(true);
    expect(await outcome(at.site.call('session.unlock', at.site.second('lingdao')))).toBe(
      'slots.wrong-credentials',
    );
    await at.site.call('session.unlock', { login: 'lingdao', password: 'Reset#Pw-2026' });
    await at.site.call('session.changePassword', {
      oldPassword: 'Reset#Pw-2026',
      newPassword: 'Newest#Pw-2026',
    });
    const after = await signed('Newest#Pw-2026');
    expect(after.keyId).not.toBe(before.keyId);
    expect([await before.verify(), await after.verify()]).toEqual([true, true]);
  });

  it('a disabled account has no key any more and is not brought back by one post', async () => {
    const uid = await create('zoule');
    await at.site.asPost('securityAdmin');
    await at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') });
    await at.site.asPost('systemAdmin');
    await at.site.call('people.disable', { uid, second: at.site.second(at.site.loginOf('securityAdmin')) });
    expect(await outcome(at.site.call('session.unlock', { login: 'zoule', password: first }))).toBe(
      'people.not-enabled',
    );
    await at.site.asPost('securityAdmin');
    expect(
      await outcome(at.site.call('people.enable', { uid, clearance: 1, roles: grant('operator') })),
    ).toBe('people.not-active');
  });

  it('a role that ended works no more, also in the session that was open at its end', async () => {
    const uid = await create('linshi');
    await at.site.asPost('securityAdmin');
    const roles = [{ role: 'operator' as const, until: '2026-11-02' as Day }];
    await at.site.call('people.enable', { uid, clearance: 1, roles });
    await at.site.call('session.unlock', { login: 'linshi', password: first });
    await at.site.call('session.changePassword', { oldPassword: first, newPassword: 'Other#Pw-2026' });
    await phoneRecord(at.site, '当日');
    at.clock.now = new Date('2026-11-03T01:00:00.000Z');
    expect(await outcome(phoneRecord(at.site, '次日'))).toBe('gate.forbidden');
  });
});
