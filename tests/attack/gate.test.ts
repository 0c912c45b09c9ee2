import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProcedureEntry, procedures } from '../../shared/contract/contract.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roles } from '../../shared/policy/roles.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

const own = { frame: 'own' } as const;

/** Inputs that no schema of the contract admits. */
const hostile: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a text', "'; DROP TABLE audit; --"],
  ['an array', []],
  ['unknown keys', { __proto__: { admin: true }, constructor: 1, nonsense: 'x' }],
  ['a huge text', { uid: 'x'.repeat(200_000) }],
  ['deep nesting', JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`)],
];

/** Ends the session or needs another phase: tried apart. */
const sessionEnding = new Set(['session.lock', 'session.unlock', 'session.firstRun', 'session.events']);

function admits(role: Role, { meta }: ProcedureEntry): boolean {
  if (meta.act === 'anyone' || meta.act === 'person') return true;
  const needed = typeof meta.act === 'string' ? [meta.act] : meta.act;
  return needed.some((act) => mayAct([role], act));
}

describe('the gate, every procedure × every role × hostile input', () => {
  let folder: string;
  const sites = new Map<'center' | 'unit', Site>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gate-'));
    for (const [kind, code] of [
      ['center', 'HQ'],
      ['unit', 'U1'],
    ] as const) {
      const site = await Site.create({
        folder: join(folder, code),
        code,
        name: '试验站点',
        kind,
        highestLevel: 2,
        host: bareHost,
        passwordCost: quickCost,
      });
      const business = roles.filter(
        (role) => !['systemAdmin', 'securityAdmin', 'auditor'].includes(role) && roleExistsAt(role, kind),
      );
      await site.addPeople(
        business.map((role) => ({
          login: role.toLowerCase(),
          name: `试${role}`,
          roles: [role],
          clearance: 2,
        })),
      );
      sites.set(kind, site);
    }
  });

  afterAll(async () => {
    for (const site of sites.values()) await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  function siteFor(role: Role): Site {
    const site = sites.get(roleExistsAt(role, 'center') ? 'center' : 'unit');
    if (site === undefined) throw new Error('no site');
    return site;
  }

  async function logIn(site: Site, role: Role): Promise<void> {
    if (role === 'systemAdmin' || role === 'securityAdmin' || role === 'auditor') await site.asPost(role);
    else await site.as(role.toLowerCase());
  }

  it.each(procedures.map((entry) => [entry.path, entry] as const))(
    '%s is carried out by a service function',
    async (path) => {
      const site = siteFor('operator');
      await logIn(site, 'operator');
      expect(site.app.gate.carriesOut(path)).toBe(true);
    },
  );

  it.each(roles)(
    '%s: forbidden procedures are refused before their input is looked at, hostile input is refused, nothing crashes',
    async (role) => {
      const site = siteFor(role);
      await logIn(site, role);
      for (const entry of procedures) {
        if (sessionEnding.has(entry.path)) continue;
        // What a role may not do is refused before its input is read: two inputs show it.
        for (const [what, input] of admits(role, entry) ? hostile : hostile.slice(0, 2)) {
          const answer = await site.app.gate.call(entry.path, input, own);
          const where = `${role} ${entry.path} with ${what}`;
          const code = answer.ok ? 'ok' : answer.error.code;
          expect(code, where).not.toBe('internal');
          if (!admits(role, entry)) expect(code, where).toBe('gate.forbidden');
          else if (entry.inputSchema !== undefined) expect(code, where).toBe('gate.bad-input');
        }
      }
    },
  );

  it.each(procedures.map((entry) => [entry.path, entry] as const))(
    '%s is refused while locked unless it is for the lock screen',
    async (path, entry) => {
      const site = siteFor('operator');
      await site.app.station.lock('试验');
      if (path === 'session.events') return;
      const answer = await site.app.gate.call(path, undefined, own);
      const code = answer.ok ? 'ok' : answer.error.code;
      if (entry.meta.when === 'unlocked') expect(code).toBe('gate.locked');
      else if (entry.meta.when === 'firstRun') expect(code).toBe('gate.not-first-run');
      else expect(['ok', 'gate.bad-input']).toContain(code);
    },
  );

  it('a foreign frame is refused whatever it asks', async () => {
    const site = siteFor('operator');
    await logIn(site, 'operator');
    const answer = await site.app.gate.call('session.state', undefined, { frame: 'foreign' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate.foreign-frame' } });
  });

  it('an unknown procedure is refused', async () => {
    const site = siteFor('operator');
    const answer = await site.app.gate.call('records.constructor', {}, own);
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate.bad-input' } });
  });

  it('every refusal of an open session leaves one audit row, without contents', async () => {
    const site = siteFor('operator');
    await logIn(site, 'operator');
    await site.app.gate.call('audit.verify', undefined, own);
    await site.app.gate.call('records.open', { uid: '机密内容' }, own);
    await site.asPost('auditor');
    const { rows } = await site.call('audit.list', { failuresOnly: true, limit: 2 });
    expect(rows.map((row) => [row.act, row.outcome])).toEqual([
      ['record.opened', 'refused:gate.bad-input'],
      ['audit.verified', 'refused:gate.forbidden'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('机密内容');
    expect(await site.call('audit.verify')).toMatchObject({ intact: true });
  });
});
