import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitLogin } from '../../main/database/loginWaits.ts';
import type { Instant } from '../../shared/ids.ts';
import {
  defaultPolicy,
  policyFrom,
  policyKeys,
  policyNumbers,
  policyProblem,
} from '../../shared/policy/policyTable.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import { outcome, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const levels = [1, 2, 3] as const;
const beyond = policyKeys.flatMap((key) => [
  [key, policyNumbers[key].least - 1] as const,
  [key, policyNumbers[key].most + 1] as const,
]);
const noNumbers = [0.5, Number.NaN, '5', null, true, [5], { value: 5 }, -1, 1e300];

describe('the policy table', () => {
  it.each(levels)('has defaults for level %i that lie within their own floors', (level) => {
    for (const key of policyKeys) expect(policyProblem(key, defaultPolicy(level)[key]), key).toBeNull();
  });

  it('keeps the hard floors of spec 3 and the defaults by level', () => {
    const { passwordLength, idleLockMinutes, auditYears } = policyNumbers;
    expect([passwordLength.least, idleLockMinutes.most, auditYears.least]).toEqual([8, 15, 5]);
    expect(levels.map((level) => defaultPolicy(level).passwordLength)).toEqual([8, 8, 10]);
    expect(levels.map((level) => defaultPolicy(level).passwordDays)).toEqual([90, 30, 7]);
    expect(levels.map((level) => defaultPolicy(level).idleLockMinutes)).toEqual([10, 10, 5]);
  });

  it.each(beyond)(
    '%s = %i is beyond its floor: no policy, and as a stored value without effect',
    (key, value) => {
      expect(policyProblem(key, value)).not.toBeNull();
      const { policy, faults } = policyFrom(2, new Map([[key, value]]));
      expect(policy).toEqual(defaultPolicy(2));
      expect(faults).toEqual([key]);
    },
  );

  it('takes no stored value that is no whole number, and no unknown name', () => {
    for (const key of policyKeys)
      for (const value of noNumbers) {
        const { policy, faults } = policyFrom(3, new Map([[key, value]]));
        expect([policy[key], faults]).toEqual([defaultPolicy(3)[key], [key]]);
      }
    expect(
      policyFrom(
        1,
        new Map<string, unknown>([
          ['audit', false],
          ['segregation', 0],
        ]),
      ),
    ).toEqual({
      policy: defaultPolicy(1),
      faults: ['audit', 'segregation'],
    });
  });

  it.each([
    ['Ab3$efg', '至少 8'],
    ['abcdefgh', '三类'],
    ['ABCD1234', '三类'],
    ['Abcd1234', undefined],
    ['Ab1-zhou-x', '登录名'],
  ])('judges the password %s', (password, problem) => {
    const found = passwordProblem(password, 'zhou', { passwordLength: 1, passwordClasses: 0 });
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it('makes posts wait by its numbers and never for good', () => {
    const last = '2026-11-02T01:00:00.000Z' as Instant;
    const waits = [2, 3, 4, 5, 6, 7];
    for (let failures = 3; failures < 40; failures += 1) {
      const minutes = waits[Math.min(failures - 3, 5)] ?? 0;
      const after = new Date(Date.parse(last) + minutes * 60_000).toISOString() as Instant;
      const before = new Date(Date.parse(last) + minutes * 60_000 - 1).toISOString() as Instant;
      const count = { failures, last };
      expect(() => admitLogin(count, 'wait', before, { failures: 3, waits })).toThrow();
      expect(() => admitLogin(count, 'wait', after, { failures: 3, waits })).not.toThrow();
      expect(() => admitLogin(count, 'block', after, { failures: 3, waits })).toThrow();
    }
  });
});

describe('the policy of a site', () => {
  let at: UnderAttack;
  const limits = () => join(at.folder, 'data', 'slots', 'login-limits.json');
  const propose = async (key: string, value: number) =>
    await at.site.call('administration.propose', {
      payload: { act: 'changePolicy', changes: [{ key, value }] } as never,
      reason: '试验',
    });
  const alarms = async () =>
    (await at.raw(`SELECT object_id FROM audit WHERE act = 'policy.damaged' ORDER BY seq DESC`)).map(
      (row) => row.object_id,
    );

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  });
  afterAll(() => at.remove());

  it.each(beyond)('refuses %s = %i at the gate', async (key, value) => {
    await at.site.asPost('securityAdmin');
    expect(await outcome(propose(key, value))).toBe('policy.below-floor');
  });

  it('is proposed by the security administrator alone', async () => {
    for (const post of ['systemAdmin', 'auditor'] as const) {
      await at.site.asPost(post);
      expect(await outcome(propose('passwordLength', 12))).toBe('gate.forbidden');
    }
    await at.site.as('zhiban');
    expect(await outcome(propose('passwordLength', 12))).toBe('gate.forbidden');
  });

  it('changes when the other post confirms, with both names, and holds at once for the locked program too', async () => {
    await at.site.asPost('securityAdmin');
    const length = await propose('passwordLength', 12);
    const failures = await propose('failures', 3);
    expect(await outcome(propose('passwordLength', 12))).toBe('proposal.exists');
    const confirm = (uid: string) =>
      at.site.call('administration.decide', { uid: uid as never, decision: 'confirmed' });
    expect(await outcome(confirm(length.uid))).toBe('proposal.same-person');
    await at.site.as('zhiban');
    expect(await outcome(confirm(length.uid))).toBe('gate.forbidden');
    await at.site.asPost('systemAdmin');
    await confirm(length.uid);
    await confirm(failures.uid);
    expect(await outcome(confirm(failures.uid))).toBe('proposal.not-found');
    const { rows } = await at.site.call('administration.policy');
    expect(rows.find(({ key }) => key === 'passwordLength')).toMatchObject({
      value: 12,
      defaultValue: 8,
      changed: { by: '安保密', second: '钟系统', before: 8, reason: '试验' },
    });
    expect(JSON.parse(await readFile(limits(), 'utf8'))).toMatchObject({ failures: 3 });
    await at.site.as('zhiban');
    const { password } = at.site.person('zhiban');
    const change = at.site.call('session.changePassword', {
      oldPassword: password,
      newPassword: 'Kurz#2026a',
    });
    expect(await outcome(change)).toBe('people.password-weak');
    await at.site.app.station.lock('试验');
    const wrong = { login: 'zhiban', password: 'Falsch#2026' };
    for (let n = 0; n < 3; n += 1)
      expect(await outcome(at.site.call('session.unlock', wrong))).toBe('slots.wrong-credentials');
    expect(await outcome(at.site.call('session.unlock', wrong))).toBe('people.login-blocked');
    await at.site.asPost('systemAdmin');
    const uid = at.site.person('zhiban').uid;
    if (uid !== null) await at.site.call('people.unblock', { uid });
    expect(await outcome(at.site.call('session.unlock', at.site.second('zhiban')))).toBe('done');
  });

  it('ignores raw values beyond the floors in the database, and every log-in alarms', async () => {
    await at.site.asPost('systemAdmin');
    await at.write(
      `INSERT INTO policy (key, value) VALUES ('passwordLength', '1') ON CONFLICT DO UPDATE SET value = '1'`,
      `INSERT INTO policy (key, value) VALUES ('idleLockMinutes', '600')`,
      `INSERT INTO policy (key, value) VALUES ('audit', 'false')`,
    );
    await at.site.asPost('securityAdmin');
    const { rows, unknown } = await at.site.call('administration.policy');
    const value = (key: string) => rows.find((row) => row.key === key);
    expect(value('passwordLength')).toMatchObject({ value: 8, faulty: true });
    expect(value('idleLockMinutes')).toMatchObject({ value: 10, faulty: true });
    expect(unknown).toEqual(['audit']);
    expect((await alarms()).toSorted()).toEqual(['audit', 'idleLockMinutes', 'passwordLength']);
  });

  it('puts a forged copy of the limits beside the slots right, with an alarm; a damaged one loosens nothing', async () => {
    await at.site.app.station.lock('试验');
    const waits = [1, 1, 1, 1, 1, 1];
    await writeFile(limits(), JSON.stringify({ format: 'login-limits/1', failures: 5, waits }));
    await at.site.asPost('auditor');
    expect((await alarms())[0]).toBe('login-limits');
    expect(JSON.parse(await readFile(limits(), 'utf8'))).toMatchObject({ failures: 3 });
    await at.site.app.station.lock('试验');
    await writeFile(limits(), JSON.stringify({ format: 'login-limits/1', failures: 500, waits: [] }));
    const wrong = { login: 'zhiban', password: 'Falsch#2026' };
    for (let n = 0; n < 5; n += 1)
      expect(await outcome(at.site.call('session.unlock', wrong))).toBe('slots.wrong-credentials');
    expect(await outcome(at.site.call('session.unlock', wrong))).toBe('people.login-blocked');
  });
});
