import type { Instant } from '../../../shared/ids.ts';
import { permissionTable } from '../../../shared/policy/permissions.ts';
import { type Asking, askingAt, type Outcome, type Question, shownBy } from './asking.ts';
import { mayCall, rolesAt, visibleTo } from './oracle.ts';
import type { Random } from './random.ts';
import type { PlainPerson, PlainRecord, World } from './world.ts';

/** Emergency accesses that the test has had granted, and who was told of each. */
interface Granted {
  readonly person: PlainPerson;
  readonly record: PlainRecord;
  readonly until: number;
  readonly told: readonly PlainPerson[];
}
const granted = new WeakMap<World, Granted[]>();
const grantedIn = (world: World): Granted[] => {
  const all = granted.get(world) ?? [];
  granted.set(world, all);
  return all;
};

/** What one random request for emergency access came to. */
export interface Emergency extends Outcome {
  readonly person: PlainPerson;
  /** End of the access in milliseconds, or null when it was refused. */
  readonly until: number | null;
  readonly calls: number;
}

/**
 * One person asks for a record by its number and a leader decides, both through the gate. What comes of it must be what spec 3
 * says in plain words; a grant is entered for the oracle too.
 * @param soon gives the moments at which the two log in
 */
export async function emergency(world: World, random: Random, soon: () => Date): Promise<Emergency | null> {
  const { clock } = world;
  const asker = random.pick(world.people.filter((one) => mayCall(one, clock.now, 'access.askEmergency')));
  const leader = random.pick(
    world.people.filter((one) => one !== asker && mayCall(one, clock.now, 'access.restrict')),
  );
  const hours = 1 + random.below(24);
  const numbered = world.records.filter((record) => record.number !== null);
  const present = sightOf(world, asker, leader, clock.now);
  const sensible = numbered.filter((record) => refusalOf(present, record) === null);
  // Mostly what can be granted; the rest shows that nothing else can.
  const record = random.pick(sensible.length > 0 && random.chance(0.8) ? sensible : numbered);
  const asking = await askingAt(world, random, asker, soon());
  const asked = await asking.ask('access.askEmergency', {
    number: record.number ?? '',
    reason: '试探性急需',
    hours,
  });
  if ('error' in asked) return null;
  const deciding = await askingAt(world, random, leader, soon());
  const queue = shownBy(await deciding.ask('access.emergencies', undefined as never))?.rows ?? [];
  const request = queue.findLast((row) => row.number === record.number && row.decision === null);
  if (request === undefined) throw new Error('the request is not in the queue');
  const expected = refusalOf(sightOf(world, asker, leader, deciding.at), record);
  const answer = await deciding.ask('access.decideEmergency', {
    uid: request.uid,
    approve: true,
    answer: '同意',
  });
  const got = 'error' in answer ? answer.error.code : null;
  const shown = request.row?.uid ?? null;
  const seen = deciding.visible.includes(record) ? record.uid : null;
  const until = deciding.at.getTime() + hours * 3_600_000;
  if (got === null) {
    const told = world.people.filter((one) => visibleTo(world, one, deciding.at).includes(record));
    grantedIn(world).push({ person: asker, record, until, told });
    record.readers.set(`a:${asker.uid}`, until);
  } else {
    await deciding.ask('access.decideEmergency', { uid: request.uid, approve: false, answer: '不同意' });
  }
  return {
    got: [got, shown],
    expected: [expected, seen],
    person: asker,
    until: got === null ? until : null,
    calls: asking.calls() + deciding.calls(),
  };
}

/** What decides on a request at a moment. */
interface Sight {
  readonly clearance: number;
  readonly kinds: ReadonlySet<string>;
  readonly ofAsker: ReadonlySet<PlainRecord>;
  readonly ofLeader: ReadonlySet<PlainRecord>;
}

function sightOf(world: World, asker: PlainPerson, leader: PlainPerson, at: Date): Sight {
  return {
    clearance: asker.clearance,
    kinds: new Set(rolesAt(asker, at).flatMap((role) => permissionTable[role].read)),
    ofAsker: new Set(visibleTo(world, asker, at)),
    ofLeader: new Set(visibleTo(world, leader, at)),
  };
}

/** Why it is refused, by spec 3: the leader must read the record, the person's clearance and roles must reach it. */
function refusalOf(sight: Sight, record: PlainRecord): string | null {
  if (!sight.ofLeader.has(record)) return 'record.not-found';
  if (sight.clearance < record.level) return 'record.reader-clearance';
  if (!sight.kinds.has(record.kind)) return 'record.reader-role';
  return sight.ofAsker.has(record) ? 'record.reader-known' : null;
}

/** One's own requests lead to their records as long as the access lasts. */
export const emergencies: Question = async ({ world, person, visible, ask }: Asking) => {
  const rows = shownBy(await ask('access.ownEmergencies', undefined as never))?.rows ?? [];
  const own = grantedIn(world).filter((one) => one.person === person);
  const open = own.filter((one) => visible.includes(one.record)).map((one) => one.record.uid);
  return {
    got: rows.flatMap((row) => row.recordUid ?? []).sort(),
    expected: [...open].sort(),
  };
};

/** Readers are told of an emergency access, as long as they read the record themselves. */
export const notices: Question = async ({ world, person, visible, ask }: Asking) => {
  const rows = shownBy(await ask('access.notices', undefined as never))?.rows ?? [];
  const told = grantedIn(world).filter((one) => one.told.includes(person) && visible.includes(one.record));
  const words = (uid: string, until: Instant | string) => `${uid} ${until}`;
  return {
    got: rows.map((row) => words(row.row.uid, row.until)).sort(),
    expected: told.map((one) => words(one.record.uid, new Date(one.until).toISOString())).sort(),
  };
};
