import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ProcedureEntry, procedures } from '../../shared/contract/contract.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roles } from '../../shared/policy/roles.ts';
import {
  type Cast,
  castOf,
  logIn as logInAs,
  meaningOf,
  siteWithEveryRole,
  type Target,
  targets,
} from './cast.ts';
import { Chance, hostileOf, sampleOf } from './inputs.ts';

const own = { frame: 'own' } as const;

/** Ends the session or needs another phase: tried apart. */
const sessionEnding = new Set(['session.lock', 'session.unlock', 'session.firstRun', 'session.events']);

function admits(role: Role, { meta }: ProcedureEntry): boolean {
  if (meta.act === 'anyone' || meta.act === 'person') return true;
  const needed = typeof meta.act === 'string' ? [meta.act] : meta.act;
  return needed.some((act) => mayAct([role], act));
}

/** Generated hostile inputs of one run (spec 6). */
const hostileInputs = 10_000;
const credentialKeys = new Set([
  'password',
  'oldPassword',
  'newPassword',
  'second',
  'login',
  'rootPassphrase',
]);
/** Wrong credentials only block the account; that is tried in login.test.ts. */
const isCredential = (key: string): boolean => credentialKeys.has(key);

/** One procedure tried by one role. */
class Trial {
  readonly path: string;
  readonly #cast: Cast;
  readonly #role: Role;
  readonly #entry: ProcedureEntry;

  constructor(cast: Cast, role: Role, entry: ProcedureEntry) {
    this.#cast = cast;
    this.#role = role;
    this.#entry = entry;
    this.path = entry.path;
  }

  /** An input made from the schema, with the identities of the target in its places. */
  sample(target: Target, object = this.#cast.objects[target].objects[0] ?? ''): unknown {
    if (this.#entry.inputSchema === undefined) return undefined;
    return sampleOf(this.#entry.inputSchema, meaningOf(this.#cast, this.#role, target, object));
  }

  /** Whether an identity that is neither record nor entry nor account stands in the input. */
  get namesObject(): boolean {
    const marked = sampleOf(
      this.#entry.inputSchema ?? z.null(),
      meaningOf(this.#cast, this.#role, 'valid', 'MARK'),
    );
    return JSON.stringify(marked)?.includes('"MARK"') === true;
  }

  isTaken(target: Target): boolean {
    return (this.#entry.inputSchema as z.ZodType).safeParse(this.sample(target)).success;
  }

  /** Calls, and demands the audit row. */
  async call(input: unknown): Promise<{ code: string; masked: string }> {
    const before = await this.#audited();
    const answer = await this.#cast.site.app.gate.call(this.#entry.path, input, own);
    const code = answer.ok ? 'ok' : answer.error.code;
    const { audit, oncePerSession, act, when } = this.#entry.meta;
    const owesRow = !(answer.ok && (audit === 'none' || oncePerSession === true));
    // What works on the lock screen too has no session to stand in.
    if (
      owesRow &&
      act !== 'anyone' &&
      when === 'unlocked' &&
      this.#cast.site.app.station.session !== undefined
    )
      expect(await this.#audited(), `${this.#role} ${this.path} leaves a row (${code})`).toBeGreaterThan(
        before,
      );
    return { code, masked: masked(answer) };
  }

  async #audited(): Promise<number> {
    const [row] = await this.#cast.raw(
      'SELECT (SELECT coalesce(max(seq), 0) FROM audit) + (SELECT coalesce(max(id), 0) FROM audit_pages) AS n',
    );
    return Number(row?.n);
  }
}

/** An answer without what differs from call to call: identities, numbers, moments, digests. */
function masked(answer: unknown): string {
  return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    .replaceAll(/[A-Z][A-Z0-9]{1,7}-[0-9a-hjkmnp-tv-z]{16}/g, 'UID')
    .replaceAll(/[0-9a-f]{32,}/g, 'HEX')
    .replaceAll(/[0-9]+/g, '#');
}

async function archivedRow(cast: Cast): Promise<string> {
  // Where the paper lies may still be entered; everything that was archived stays.
  const rows =
    await cast.raw(`SELECT uid, kind, state, level, marking, title, content, parts, digest, version, archive_number,
    occurred_at, recorded_at, author_id, author_name, owning_site, task_id, customer_id FROM records WHERE uid = '${cast.objects.archived.record}'`);
  return JSON.stringify(rows);
}

describe('the gate, every procedure × every role × hostile input', () => {
  let folder: string;
  const casts = new Map<'center' | 'unit', Cast>();
  const archivedBefore = new Map<Cast, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gate-'));
    for (const [kind, code] of [
      ['center', 'HQ'],
      ['unit', 'U1'],
    ] as const) {
      const cast = await castOf(await siteWithEveryRole(folder, kind, code), code);
      casts.set(kind, cast);
      archivedBefore.set(cast, await archivedRow(cast));
    }
  }, 300_000);

  afterAll(async () => {
    for (const { site } of casts.values()) await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  function castFor(role: Role): Cast {
    const cast = casts.get(roleExistsAt(role, 'center') ? 'center' : 'unit');
    if (cast === undefined) throw new Error('no site');
    return cast;
  }
  const siteFor = (role: Role) => castFor(role).site;
  const logIn = logInAs;

  it.each(procedures.map((entry) => [entry.path, entry] as const))(
    '%s is carried out by a service function',
    async (path) => {
      const site = siteFor('operator');
      await logIn(site, 'operator');
      expect(site.app.gate.carriesOut(path)).toBe(true);
    },
  );

  it.each(roles)(
    '%s: every procedure on valid, foreign, hidden, archived and missing objects gets the right verdict, and hidden answers like missing',
    async (role) => {
      const cast = castFor(role);
      await cast.logIn(role);
      for (const entry of procedures) {
        if (sessionEnding.has(entry.path)) continue;
        const trial = new Trial(cast, role, entry);
        if (!admits(role, entry)) {
          for (const input of [undefined, trial.sample('valid')]) {
            const { code } = await trial.call(input);
            expect(code, `${role} ${entry.path}`).toBe('gate.forbidden');
          }
          continue;
        }
        const missing = await trial.call(trial.sample('missing'));
        for (const target of targets) {
          for (const object of cast.objects[target].objects) {
            const input = trial.sample(target, object);
            const answer = await trial.call(input);
            const where = `${role} ${entry.path} on ${target} ${JSON.stringify(input)}`;
            expect(answer.code, where).not.toBe('internal');
            expect(answer.code, where).not.toBe('gate.foreign-frame');
            const told = JSON.stringify(input) !== JSON.stringify(trial.sample('missing'));
            if (target === 'hidden' && told) expect(answer.masked, where).toBe(missing.masked);
            // One object stands for all where the input names none of them.
            if (!trial.namesObject) break;
          }
        }
      }
      expect(await archivedRow(cast), role).toBe(archivedBefore.get(cast));
      // Media and printers are known by the names people gave them; of everything else no typed word is in the log.
      const typed = await cast.raw(
        `SELECT seq, act FROM audit WHERE object_kind NOT IN ('medium','printer')
          AND (object_id || object_number || object_kind || object_mark || outcome) GLOB '*[目试]*'`,
      );
      expect(typed, role).toEqual([]);
    },
    240_000,
  );

  it('the contract alone gives an input that its schema takes, for all but a few procedures', () => {
    const cast = castFor('operator');
    const odd = procedures.filter(
      (entry) => entry.inputSchema !== undefined && !new Trial(cast, 'operator', entry).isTaken('valid'),
    );
    expect(odd.length / procedures.length, odd.map(({ path }) => path).join(' ')).toBeLessThan(0.05);
  });

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

  it(`${hostileInputs} generated hostile inputs: refused or harmless, no crash, each with its audit row`, async () => {
    const seed = Number(process.env.ATTACK_SEED ?? Date.now() % 2 ** 31);
    process.stdout.write(`hostile inputs: ATTACK_SEED=${seed}\n`);
    const chance = new Chance(seed);
    const share = Math.ceil(hostileInputs / roles.length);
    const verdicts = new Map<string, number>();
    let tried = 0;
    for (const role of roles) {
      const cast = castFor(role);
      await cast.logIn(role);
      const open = procedures.filter(
        (entry) => entry.inputSchema !== undefined && admits(role, entry) && !sessionEnding.has(entry.path),
      );
      for (let n = 0; n < share; n += 1) {
        const trial = new Trial(cast, role, chance.of(open));
        const target = chance.of(targets);
        const input = hostileOf(
          trial.sample(target, chance.of(cast.objects[target].objects)),
          chance,
          isCredential,
        );
        const { code } = await trial.call(input);
        const where = `seed ${seed}, ${n} of ${role}: ${trial.path} ${inspect(input).slice(0, 400)}`;
        expect(code, where).not.toBe('internal');
        verdicts.set(code, (verdicts.get(code) ?? 0) + 1);
        tried += 1;
        // Whoever ended the session by a valid call logs in again.
        if (cast.site.app.station.session === undefined) await cast.logIn(role);
      }
    }
    expect(tried).toBeGreaterThanOrEqual(hostileInputs);
    expect(verdicts.get('gate.bad-input') ?? 0).toBeGreaterThan(hostileInputs / 3);
    expect(Object.prototype).not.toHaveProperty('admin');
    for (const cast of casts.values()) {
      expect(await archivedRow(cast)).toBe(archivedBefore.get(cast));
      await cast.site.asPost('auditor');
      expect(await cast.site.call('audit.verify')).toMatchObject({ intact: true });
    }
  }, 600_000);

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
