import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessScope, ReadContext } from '../../main/access/context.ts';
import type { ReadDb } from '../../main/database/handles.ts';
import { recordHandlers } from '../../main/records/handlers.ts';
import { recordFilter } from '../../shared/contract/records.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { type Asking, askingAt, type Question } from './leak/asking.ts';
import { emergency } from './leak/emergencies.ts';
import { questions } from './leak/questions.ts';
import { seeded } from './leak/random.ts';
import { makeWorld, type PlainPerson, type World } from './leak/world.ts';

/**
 * The generated leak test (issue 3.4): random persons, roles, clearances, readers, end dates and emergency accesses; random
 * questions at moving moments, each through the gate by somebody who is logged in; every answer compared with plain code, and
 * the refusal of hidden rows with that of none down to the statements run. LEAK_SEED repeats a run, LEAK_QUERIES lengthens it.
 */
const seed = Number(process.env.LEAK_SEED ?? Date.now() % 1_000_000_000);
const wanted = Number(process.env.LEAK_QUERIES ?? 10_000);
const recordCount = Number(process.env.LEAK_RECORDS ?? 2000);
/** Questions of one log-in: the log-in and the oracle's walk over all rows are the dear part. */
const atOnce = 48;
const hour = 3_600_000;

class Undo extends Error {}

let world: World;
const random = seeded(seed);

beforeAll(async () => {
  process.stdout.write(`leak test: LEAK_SEED=${seed} LEAK_QUERIES=${wanted} LEAK_RECORDS=${recordCount}\n`);
  world = await makeWorld(random, recordCount);
}, 300_000);
afterAll(() => world.remove());

/** Time goes on, over two months around the ends of grants and roles. */
const later = (hours: number) => new Date(world.clock.now.getTime() + 1 + random.below(hours * hour));
/** Somebody logs in some hours later. */
const somebody = async () => await askingAt(world, random, random.pick(world.people), later(8));

const draw: readonly (readonly [string, Question])[] = questions.flatMap(([name, question, share]) =>
  Array.from({ length: share }, () => [name, question] as const),
);

const everything = { filter: recordFilter.parse({}) };
/** What the rule would be with a part forgotten: the oracle must see each. */
const faults: readonly (readonly [string, (scope: AccessScope) => AccessScope])[] = [
  ['clearance', (scope) => ({ ...scope, clearance: 3 })],
  ['kinds of the roles', (scope) => ({ ...scope, kinds: recordKinds })],
  [
    'records of other sites',
    (scope) => ({ ...scope, openForeign: [...new Set([...scope.openForeign, ...scope.openOwn])] }),
  ],
  ['ends of grants', (scope) => ({ ...scope, now: '2000-01-01T00:00:00.000Z' as never })],
  ['whose office it is', (scope) => ({ ...scope, names: [...scope.names, 'r:technical', 'r:marketing'] })],
  ['a named reader', (scope) => ({ ...scope, names: scope.names.slice(1) })],
];

describe('the access rule', () => {
  it(`shows no trace of hidden rows in ${wanted} random queries`, { timeout: 1_800_000 }, async () => {
    const asked = new Map<string, number>();
    let calls = 0;
    let shown = 0;
    let granted = 0;
    const interview = async (who: Asking, times: number) => {
      const before = who.calls();
      shown += who.visible.length;
      for (let n = 0; n < times; n++) {
        const [name, question] = random.pick(draw);
        const start = who.calls();
        const outcome = await question(who);
        asked.set(name, (asked.get(name) ?? 0) + who.calls() - start);
        const whose = { name, roles: [...who.person.roles], clearance: who.person.clearance, at: who.at };
        expect({ ...whose, answer: outcome.got }).toEqual({ ...whose, answer: outcome.expected });
      }
      calls += who.calls() - before;
    };
    while (calls < wanted) {
      await interview(await somebody(), atOnce);
      if (!random.chance(0.25)) continue;
      const access = await emergency(world, random, () => later(1));
      if (access === null) continue;
      calls += access.calls;
      expect(access.got).toEqual(access.expected);
      if (access.until === null) continue;
      granted += 1;
      // Within the access, and right after its end.
      const ends = access.until;
      const left = ends - world.clock.now.getTime();
      const within = new Date(world.clock.now.getTime() + 1 + random.below(left - 2));
      await interview(await askingAt(world, random, access.person, within), atOnce / 2);
      await interview(await askingAt(world, random, access.person, new Date(ends)), atOnce / 2);
    }
    process.stdout.write(
      `leak test: ${calls} queries, ${granted} emergency accesses, to ${world.clock.now.toISOString()} ${JSON.stringify([...asked])}\n`,
    );
    expect(asked.size).toBe(questions.length);
    // Neither everything nor nothing was visible, or the comparison would prove little.
    expect(shown).toBeGreaterThan(0);
    expect(granted).toBeGreaterThan(0);
  });

  it('is seen to fail by the oracle when any part of it is forgotten', { timeout: 600_000 }, async () => {
    const found = new Map<string, number>();
    // Everybody's turn comes once; each fault is tried on the person's own log-in.
    for (const person of world.people) {
      const who = await askingAt(world, random, person, later(2));
      const ctx = await contextOf();
      for (const [fault, twist] of faults) {
        const { count } = await recordHandlers.count({ ...ctx, scope: twist(ctx.scope) }, everything);
        if (count !== who.visible.length) found.set(fault, (found.get(fault) ?? 0) + 1);
      }
    }
    expect([...found.keys()].sort()).toEqual(faults.map(([fault]) => fault).sort());
  });

  it('is seen to fail by the oracle when a row loses its protection behind the program', async () => {
    let found = 0;
    for (const person of some(10)) {
      const who = await askingAt(world, random, person, later(2));
      const ctx = await contextOf();
      await withoutProtection(async (db) => {
        const { count } = await recordHandlers.count({ ...ctx, db }, everything);
        if (count !== who.visible.length) found += 1;
      });
    }
    expect(found).toBeGreaterThan(0);
  });

  async function withoutProtection(work: (db: ReadDb) => Promise<void>): Promise<void> {
    await world
      .database()
      .inTransaction(async (tx) => {
        await tx
          .updateTable('records')
          .set({ level: 1, restricted: 0, owning_site: 'HQ' })
          .where('state', 'not in', ['archived', 'compiled', 'disposed'])
          .where('id', '<', 300)
          .execute();
        await work(tx);
        throw new Undo();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
  }
});

describe('hidden and not existing', () => {
  it('run the same statements, from the gate to the audit row', { timeout: 300_000 }, async () => {
    const compared = new Set<string>();
    for (const person of some(12)) {
      const who = await askingAt(world, random, person, later(2));
      for (let n = 0; n < 8; n++) {
        const hidden = random.pick(world.records);
        if (who.visible.includes(hidden)) continue;
        const none = world.newUid();
        const open = async (uid: string) => await who.askTraced('records.open', { uid: uid as RecordUid });
        const file = async (uid: string) =>
          await who.askTraced('records.attachmentContent', { uid: uid as never });
        const within = async (uid: string) =>
          await who.askTraced('records.count', { filter: recordFilter.parse({ taskUid: uid }) });
        expect(await open(hidden.uid)).toEqual(await open(none));
        expect(await within(hidden.uid)).toEqual(await within(none));
        expect(await file(hidden.attachment)).toEqual(await file(none));
        compared.add(hidden.uid);
      }
    }
    expect(compared.size).toBeGreaterThan(20);
  });
});

/** So many persons, each once before anybody comes twice. */
function some(count: number): PlainPerson[] {
  return Array.from({ length: count }, (_, n) => {
    const person = world.people[n % world.people.length];
    if (person === undefined) throw new Error('nobody');
    return person;
  });
}

/** The context of the person at the screen, for what the test itself twists. */
async function contextOf(): Promise<ReadContext> {
  const { session } = world.site.app.station;
  if (session === undefined) throw new Error('nobody is logged in');
  return { ...(await session.contextBase(() => undefined)), db: session.database.read };
}
