import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worksRetired } from '../../main/access/conditions.ts';
import { type ProcedureEntry, procedures } from '../../shared/contract/contract.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roles } from '../../shared/policy/roles.ts';
import { siteConditionNames, siteConditions, withheldBy } from '../../shared/policy/siteConditions.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const own = { frame: 'own' } as const;
/** Changes the phase: tried elsewhere. */
const phaseChanging = new Set(['session.lock', 'session.unlock', 'session.firstRun', 'session.events']);
/** Acts that leave the site or bind it: whoever is audited under these names must declare what it does. */
const outward = ['print.printed', 'print.applied', 'package.released', 'audit.exported', 'record.marked'];

function roleFor({ meta }: ProcedureEntry): Role | undefined {
  if (meta.act === 'person' || meta.act === 'anyone') return 'operator';
  const needed = typeof meta.act === 'string' ? [meta.act] : meta.act;
  return roles.find((role) => roleExistsAt(role, 'center') && needed.some((act) => mayAct([role], act)));
}

describe.each(siteConditionNames)('a site that is %s', (condition) => {
  let at: UnderAttack;
  const rule = siteConditions[condition];

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople(
      roles
        .filter((role) => !['systemAdmin', 'securityAdmin', 'auditor'].includes(role))
        .filter((role) => roleExistsAt(role, 'center'))
        .map((role) => ({ login: role.toLowerCase(), name: `试${role}`, roles: [role], clearance: 2 })),
    );
    await at.write(`INSERT INTO meta (key, value) VALUES ('${condition}', '{}')`);
  });
  afterAll(() => at.remove());

  const logIn = async (role: Role) =>
    role === 'systemAdmin' || role === 'securityAdmin' || role === 'auditor'
      ? await at.site.asPost(role)
      : await at.site.as(role.toLowerCase());

  it('refuses every procedure that declares a withheld act before looking at its input, and no other', async () => {
    const byRole = Map.groupBy(
      procedures.filter(({ path, meta }) => meta.when === 'unlocked' && !phaseChanging.has(path)),
      roleFor,
    );
    for (const [role, entries] of byRole) {
      if (role === undefined) continue;
      await logIn(role);
      for (const { path, meta } of entries) {
        const answer = await at.site.app.gate.call(path, { nonsense: true }, own);
        const code = answer.ok ? 'ok' : answer.error.code;
        const written = !worksRetired(meta);
        if (withheldBy([condition], meta.does ?? []) || (condition === 'retired' && written))
          expect(code, path).toBe(rule.refusal);
        else expect(code, path).not.toBe(rule.refusal);
      }
    }
  });

  it.skipIf(condition === 'retired')('takes drafts and calls, and numbers none of them', async () => {
    await at.site.as('operator');
    const uid = await phoneRecord(at.site, '暂记');
    for (const [field, value] of [
      ['startedAt', '2026-11-02T01:00:00.000Z'],
      ['opinion', '已记'],
      ['result', '已答复'],
    ] as const)
      expect(await outcome(at.site.call('records.saveField', { uid, field, value, version: null }))).toBe(
        'done',
      );
    expect(await outcome(at.site.call('records.move', { uid, move: 'close' }))).toBe(rule.refusal);
    const detail = await at.site.call('records.open', { uid });
    expect(detail.row.registrationNumber).toBeNull();
  });

  it('still backs up, reads its audit log and locks', async () => {
    await at.site.asPost('auditor');
    expect(await outcome(at.site.call('audit.verify'))).toBe('done');
    expect(await outcome(at.site.call('session.lock'))).toBe('done');
  });
});

describe('the declaration of withheld acts', () => {
  it('misses no procedure whose audit event leaves the site or binds it', () => {
    const missing = procedures.filter(
      ({ meta }) => outward.includes(meta.audit) && (meta.does ?? []).length === 0,
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
  });
});
