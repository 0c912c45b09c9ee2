import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JobContext } from '../../main/access/context.ts';
import { Gate, type HandlerTable } from '../../main/gate/gate.ts';
import { type ProcedureEntry, type ProcedurePath, procedures } from '../../shared/contract/contract.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roles } from '../../shared/policy/roles.ts';
import { outcome, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

const own = { frame: 'own' } as const;
/** Jobs that work on the station itself: tried in lock.test.ts and firstRun.test.ts. */
const onStation = new Set(['session', 'backup.restore', 'backup.inspectSet']);

function roleFor({ meta }: ProcedureEntry): Role | undefined {
  if (meta.act === 'person' || meta.act === 'anyone') return 'operator';
  const needed = typeof meta.act === 'string' ? [meta.act] : meta.act;
  return roles.find((role) => roleExistsAt(role, 'center') && needed.some((act) => mayAct([role], act)));
}

/** Every long act of the contract with somebody who may do it. */
const jobs = procedures.flatMap((entry) => {
  const role = roleFor(entry);
  const [area] = entry.path.split('.');
  const apart = onStation.has(entry.path) || onStation.has(area ?? '');
  if (entry.meta.mode !== 'job' || entry.meta.when !== 'unlocked' || role === undefined || apart) return [];
  return [{ path: entry.path, entry, role }];
});

describe('a lock while a long act is under way', () => {
  let at: UnderAttack;

  beforeAll(async () => {
    at = await siteUnderAttack();
    const business = [...new Set(jobs.map(({ role }) => role))].filter(
      (role) => role !== 'systemAdmin' && role !== 'securityAdmin' && role !== 'auditor',
    );
    await at.site.addPeople(
      business.map((role) => ({ login: role.toLowerCase(), name: `试${role}`, roles: [role], clearance: 2 })),
    );
  });
  afterAll(async () => {
    await at.remove();
    await rm(at.folder, { recursive: true, force: true });
  });

  const logIn = async (role: Role): Promise<void> => {
    if (role === 'systemAdmin' || role === 'securityAdmin' || role === 'auditor') await at.site.asPost(role);
    else await at.site.as(role.toLowerCase());
  };

  /** A gate of the same station whose one procedure does what the test says. */
  const gateWith = (path: ProcedurePath, work: (ctx: JobContext) => Promise<unknown>): Gate =>
    new Gate(at.site.app.station, { [path]: work as never } as HandlerTable, {});

  /** Input and output are the act's own affair here: the probe stands for what it does between its stages. */
  const probe = (entry: ProcedureEntry): (() => void) => {
    const { inputSchema, outputSchema } = entry;
    Object.assign(entry, { inputSchema: undefined, outputSchema: undefined });
    return () => Object.assign(entry, { inputSchema, outputSchema });
  };

  async function lockAtOnce(): Promise<void> {
    const { station } = at.site.app;
    const session = station.session;
    let lent: Uint8Array | undefined;
    await station.withKeys(async (_, key) => {
      lent = key;
    });
    // The work hangs: a lock that waited for it would never come. How soon it comes is measured by `npm run bench -- --parts lock`.
    await station.lock('试验');
    expect(lent?.every((byte) => byte === 0)).toBe(true);
    expect(await outcome(session?.database.inTransaction(async () => undefined) ?? Promise.resolve())).toBe(
      'gate.locked',
    );
  }

  it.each(jobs)(
    '$path in its keyed phase stops, leaves nothing, and works again after the log-in',
    async ({ path, entry, role }) => {
      await logIn(role);
      const restore = probe(entry);
      try {
        let begun: () => void = () => undefined;
        const started = new Promise<void>((resolve) => {
          begun = resolve;
        });
        let hang = true;
        const gate = gateWith(path, async (ctx) => {
          await ctx.commit(async ({ tx, audited }) => {
            audited({ kind: 'probe', uid: path });
            await tx.updateTable('sites').set({ name: '半途' }).execute();
            begun();
            if (hang) await new Promise(() => undefined);
            await tx.updateTable('sites').set({ name: '试验站点' }).execute();
          });
        });
        const running = gate.call(path, undefined, own);
        await started;
        await lockAtOnce();
        expect(await running).toMatchObject({ ok: false, error: { code: 'gate.locked' } });
        await logIn(role);
        expect(await at.raw('SELECT name FROM sites WHERE is_self = 1')).toEqual([{ name: '试验站点' }]);
        const rows = `SELECT count(*) AS n FROM audit WHERE object_kind = 'probe' AND object_id = '${path}'`;
        expect(await at.raw(rows)).toEqual([{ n: 0 }]);
        hang = false;
        expect(await gate.call(path, undefined, own)).toMatchObject({ ok: true });
      } finally {
        restore();
      }
    },
  );

  it.each(jobs)(
    '$path in its sealed phase goes on, shows only how far it is, and ends at the next log-in',
    async ({ path, entry, role }) => {
      await logIn(role);
      const restore = probe(entry);
      try {
        const { station } = at.site.app;
        const began = station.session?.actor.uid;
        let begun: () => void = () => undefined;
        const started = new Promise<void>((resolve) => {
          begun = resolve;
        });
        let finish: () => void = () => undefined;
        const mayEnd = new Promise<void>((resolve) => {
          finish = resolve;
        });
        let sealedDone = false;
        const committed = Promise.withResolvers<void>();
        const gate = gateWith(path, async (ctx) => {
          await ctx.stage(async () => undefined);
          await ctx.sealed('复制密封数据', async ({ report }) => {
            report(1, 2);
            begun();
            await mayEnd;
            sealedDone = true;
          });
          await ctx.commit(async ({ audited, tx }) => {
            audited({ kind: 'sealedProbe', uid: path });
            await tx.updateTable('sites').set({ name: '试验站点' }).execute();
          });
          committed.resolve();
        });
        const running = gate.call(path, undefined, own);
        await started;
        await lockAtOnce();
        expect(await at.site.call('session.state')).toEqual({
          phase: 'locked',
          reason: '试验',
          working: [{ what: '复制密封数据', done: 1, total: 2 }],
        });
        finish();
        // The page that asked is gone: its answer is that of a lock.
        expect(await running).toMatchObject({ ok: false, error: { code: 'gate.locked' } });
        expect(sealedDone).toBe(true);
        await at.site.asPost('auditor');
        await committed.promise;
        const [row] = await at.raw(
          `SELECT act, account, outcome FROM audit WHERE object_kind = 'sealedProbe' AND object_id = '${path}'`,
        );
        expect(row).toEqual({
          act: entry.meta.audit === 'none' ? undefined : entry.meta.audit,
          account: began,
          outcome: 'done',
        });
      } finally {
        restore();
      }
    },
  );
});

describe('a job that resumes', () => {
  const resuming = jobs.filter(({ entry }) => entry.meta.resumes === true);
  let at: UnderAttack;

  beforeAll(async () => {
    at = await siteUnderAttack();
  });
  afterAll(() => at.remove());

  it('holds neither a password nor contents in its input', () => {
    for (const { path, entry } of resuming) {
      if (entry.inputSchema === undefined) continue;
      const text = JSON.stringify(z.toJSONSchema(entry.inputSchema as z.ZodType, { unrepresentable: 'any' }));
      expect(text, path).not.toMatch(/password|content|second/i);
    }
    expect(resuming.length).toBeGreaterThan(2);
  });

  it('begins again by itself at the next log-in of its person, and of nobody else', async () => {
    const folder = join(at.folder, 'out');
    await mkdir(folder);
    await at.site.asPost('auditor');
    const running = at.site.app.gate.call('audit.exportChain', { folder }, own);
    await at.site.app.station.lock('试验');
    expect(await running).toMatchObject({ ok: false, error: { code: 'gate.locked' } });
    await at.site.asPost('systemAdmin');
    await at.site.app.gate.resumeJobs();
    const waiting = async () => (await at.raw('SELECT path FROM unfinished_jobs')).map(({ path }) => path);
    const begun = await waiting();
    await at.site.asPost('auditor');
    await at.site.app.gate.resumeJobs();
    expect(await waiting()).toEqual([]);
    const done = `SELECT count(*) AS n FROM audit WHERE act = 'audit.exported' AND outcome = 'done'`;
    // The lock may have come before the job had begun; then there was nothing to resume.
    if (begun.length > 0) expect(await at.raw(done)).toEqual([{ n: 1 }]);
  });

  it('is given up after a few tries', async () => {
    await at.site.asPost('auditor');
    const [account] = await at.raw(`SELECT id FROM accounts WHERE login = 'shenji'`);
    await at.write(
      `INSERT INTO unfinished_jobs (uid, path, input, account_id, started_at, tries) VALUES ('x', 'audit.verify', 'null', ${account?.id}, '', 5)`,
    );
    await at.site.app.gate.resumeJobs();
    expect(await at.raw('SELECT uid FROM unfinished_jobs')).toEqual([]);
  });
});
