import { queueDefinitions } from '../../../main/service/queues.ts';
import type { RecordFilter } from '../../../shared/contract/records.ts';
import { recordFilter, recordSorts } from '../../../shared/contract/records.ts';
import { recordKinds } from '../../../shared/forms/kinds.ts';
import type { RecordUid } from '../../../shared/ids.ts';
import { statesOfKind } from '../../../shared/lifecycle/lifecycle.ts';
import { type Asking, permitted, type Question, shownBy, type Told } from './asking.ts';
import { emergencies, notices } from './emergencies.ts';
import { inspecting } from './inspecting.ts';
import { lists } from './lists.ts';
import { dayAt, fits, ordered, rolesAt } from './oracle.ts';
import type { Random } from './random.ts';
import { belongings, refusals } from './refusals.ts';
import { middle, type PlainRecord, type World, words } from './world.ts';

const uids = (rows: readonly { uid: string }[]) => rows.map((row) => row.uid);
const sorted = (list: readonly string[]) => [...list].sort();

interface Expression {
  readonly text: string;
  readonly holds: (record: PlainRecord) => boolean;
}

function leaf(random: Random): Expression {
  const word = random.pick(words);
  const latin = /^[a-z]/.test(word);
  const typed = random.chance(0.3) ? word.slice(0, Math.max(2, word.length - 1)) : word;
  return {
    text: latin && random.chance(0.5) ? typed.toUpperCase() : typed,
    holds: (record) => record.words.some((own) => (latin ? own.startsWith(typed) : own.includes(typed))),
  };
}

function expression(random: Random, depth: number): Expression {
  if (depth === 0 || random.chance(0.4)) return leaf(random);
  const a = expression(random, depth - 1);
  const b = expression(random, depth - 1);
  switch (random.pick(['AND', 'OR', 'NOT', ' ', '与', '或', '非'])) {
    case 'OR':
    case '或':
      return { text: `(${a.text} OR ${b.text})`, holds: (r) => a.holds(r) || b.holds(r) };
    case 'NOT':
    case '非':
      return { text: `(${a.text} NOT ${b.text})`, holds: (r) => a.holds(r) && !b.holds(r) };
    case ' ':
      return { text: `(${a.text} ${b.text})`, holds: (r) => a.holds(r) && b.holds(r) };
    default:
      return { text: `(${a.text} AND ${b.text})`, holds: (r) => a.holds(r) && b.holds(r) };
  }
}

interface Filtered {
  readonly filter: RecordFilter;
  readonly found: ((record: PlainRecord) => boolean) | null;
}

function someFilter({ world, random }: Asking): Filtered {
  const some = <T>(share: number, value: () => T, otherwise: T): T =>
    random.chance(share) ? value() : otherwise;
  const search = some(0.35, () => searchOf(world, random), null);
  const kinds = some(
    0.4,
    () => Array.from({ length: 1 + random.below(4) }, () => random.pick(recordKinds)),
    [],
  );
  return {
    filter: recordFilter.parse({
      kinds,
      states: some(0.3, () => [random.pick(statesOfKind(random.pick(recordKinds))), 'draft' as const], []),
      text: search?.text ?? '',
      customerUid: some(0.15, () => random.pick(world.customers).uid, null),
      equipmentUid: some(0.1, () => random.pick(world.equipment), null),
      taskUid: some(0.1, () => random.pick(world.records).uid, null),
      owningSite: some(0.15, () => random.pick(['HQ', 'U1', 'U2', 'U9']), null),
      from: some(0.15, () => dayAt(new Date(middle - random.below(300) * 86_400_000)), null),
      to: some(0.15, () => dayAt(new Date(middle - random.below(300) * 86_400_000)), null),
      mine: random.chance(0.1),
      overdue: random.chance(0.1),
      originalMissing: random.chance(0.1),
    }),
    found: search?.holds ?? null,
  };
}

/** Words with operators, or a number as printed on paper. */
function searchOf(world: World, random: Random): Expression {
  const target = random.pick(world.records);
  if (target.number !== null && random.chance(0.3)) {
    return { text: target.number, holds: (record) => record.number === target.number };
  }
  return expression(random, 3);
}

function expectedList(asking: Asking, { filter, found }: Filtered): PlainRecord[] {
  const { world, person, at, visible } = asking;
  const task = filter.taskUid;
  // A filter on a task that the person may not see is a filter on nothing.
  if (task !== null && !visible.some((record) => record.uid === task)) return [];
  return visible.filter((record) => fits(world, person, filter, record, at, found));
}

const list: Question = async (asking) => {
  const { ask, random } = asking;
  const filtered = someFilter(asking);
  const sort = random.pick(recordSorts);
  const limit = random.pick([1, 7, 50, 200]);
  const got: string[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const told: Told<'records.list'> = await ask('records.list', {
      filter: filtered.filter,
      sort,
      limit,
      cursor,
    });
    if ('error' in told) return { got: told.error, expected: 'a page' };
    got.push(...uids(told.value.rows));
    cursor = told.value.next;
    pages += 1;
  } while (cursor !== null && pages < 3);
  const all = ordered(expectedList(asking, filtered), filtered.found === null ? sort : 'text');
  const shown = all.slice(0, pages * limit);
  const answer = { rows: got, more: cursor !== null };
  return { got: answer, expected: { rows: uids(shown), more: all.length > pages * limit } };
};

const count: Question = async (asking) => {
  const filtered = someFilter(asking);
  const told = await asking.ask('records.count', { filter: filtered.filter });
  return { got: shownBy(told)?.count, expected: expectedList(asking, filtered).length };
};

/** A hidden record and one that was never there give the same answer, and an opened one names no hidden one. */
const open: Question = async (asking) => {
  const { askTraced, world, random, visible } = asking;
  const target = random.pick(world.records);
  const got = await askTraced('records.open', { uid: target.uid as RecordUid });
  const none = await askTraced('records.open', { uid: world.newUid() as unknown as RecordUid });
  const seen = visible.some((record) => record.uid === target.uid);
  if (!seen) return { got, expected: none };
  const detail = shownBy(got.told);
  const task = visible.find((record) => record.id === target.task);
  return {
    got: [detail?.row.uid, detail?.task?.uid ?? null, detail?.row.taskUid ?? null],
    expected: [target.uid, task?.uid ?? null, task?.uid ?? null],
  };
};

const chain: Question = async (asking) => {
  const { askTraced, world, random, visible } = asking;
  const target = random.pick(world.records.filter((record) => record.kind === 'task'));
  const answer = await askTraced('service.chain', { uid: target.uid as RecordUid });
  if (!visible.includes(target)) {
    const none = await askTraced('service.chain', { uid: world.newUid() as never });
    return { got: answer, expected: none };
  }
  const shown = shownBy(answer.told);
  const parts = visible.filter((record) => record.task === target.id);
  const named = new Set([target.uid, ...uids(parts)]);
  const events = shown?.events.filter((event) => event.record !== null && !named.has(event.record.uid)) ?? [];
  return {
    got: [sorted(uids(shown?.records ?? [])), events],
    expected: [sorted(uids(parts)), []],
  };
};

const home: Question = async (asking) => {
  const { ask, person, world, at, visible } = asking;
  const queues = shownBy(await ask('service.home', undefined as never))?.queues ?? [];
  const expected = queues.map(({ key }) => {
    const queue = queueDefinitions.find((one) => one.key === key);
    if (queue === undefined) return { key, count: -1 };
    return { key, count: visible.filter((r) => fits(world, person, queue.filter, r, at, null)).length };
  });
  const got = queues.map(({ key, count: number }) => ({ key, count: number }));
  const strangers = queues
    .flatMap((queue) => uids(queue.rows))
    .filter((uid) => !visible.some((r) => r.uid === uid));
  return { got: [got, strangers], expected: [expected, []] };
};

/** Picker and duplicate hint beside a call. */
const caller: Question = async (asking) => {
  const { ask, world, random, visible, at } = asking;
  const customer = random.pick(world.customers);
  const answer = shownBy(await ask('service.callerContext', { customerUid: customer.uid }));
  const own = visible.filter((record) => record.customer === customer.id);
  const done = ['closed', 'archived', 'compiled', 'disposed', 'voided', 'invalid'];
  const tasks = own.filter((record) => record.kind === 'task' && !done.includes(record.state));
  const since = new Date(at.getTime() - 86_400_000).toISOString();
  const calls = own.filter(
    (record) =>
      ['phoneRecord', 'faxRecord', 'customerInformation'].includes(record.kind) &&
      record.occurredAt >= since &&
      record.state !== 'voided',
  );
  return {
    got: [uids(answer?.openTasks ?? []), uids(answer?.recentCalls ?? [])],
    expected: [uids(ordered(tasks, 'occurred').slice(0, 20)), uids(ordered(calls, 'occurred').slice(0, 20))],
  };
};

/** Life of an equipment. */
const life: Question = async (asking) => {
  const { ask, world, random, visible } = asking;
  const equipment = random.pick(world.equipment);
  const records = shownBy(await ask('master.open', { uid: equipment }))?.records ?? [];
  const own = visible.filter((record) => record.equipment === equipment);
  return {
    got: uids(records),
    expected: uids(ordered(own, 'occurred').slice(0, Math.max(records.length, 200))),
  };
};

const ledger: Question = async (asking) => {
  const { ask, world, random, visible, person, at } = asking;
  const keeper = rolesAt(person, at).includes('printKeeper');
  const within = random.chance(0.5) ? random.pick(world.records) : null;
  const told = await ask('printing.ledger', {
    from: null,
    to: null,
    state: null,
    recordUid: (within?.uid ?? null) as RecordUid | null,
    cursor: null,
    limit: 200,
  });
  const shown = (keeper ? world.records.filter((r) => r.level <= person.clearance) : visible)
    .filter((record) => within === null || record.uid === within.uid)
    .flatMap((record) => [
      ...(record.printJob === null ? [] : [record.printJob]),
      ...world.hanging.blanks.filter(({ notice }) => notice === record).map(({ job }) => job),
    ]);
  const got = uids(shownBy(told)?.rows ?? []);
  // The page is cut; what it shows must be of those, and all of them when they fit.
  return {
    got: [got.filter((uid) => !shown.includes(uid)), got.length],
    expected: [[], Math.min(shown.length, 200)],
  };
};

/** The records behind a figure of a report. */
const drill: Question = async (asking) => {
  const { askTraced, world, random, visible } = asking;
  const target = random.pick(world.records.filter((record) => record.kind === 'situationReport'));
  const ask = (uid: string) => askTraced('reports.drillDown', { uid: uid as RecordUid, figure: 'services' });
  const answer = await ask(target.uid);
  if (!visible.includes(target)) return { got: answer, expected: await ask(world.newUid()) };
  const behind = target.state === 'draft' ? [] : [...new Set(target.behind)];
  const rows = visible.filter((record) => behind.includes(record.uid));
  const value = shownBy(answer.told);
  return {
    got: [sorted(uids(value?.rows ?? [])), value?.hidden],
    expected: [sorted(uids(rows)), target.state === 'draft' ? false : rows.length < target.behind.length],
  };
};

const marks: Question = async (asking) => {
  const { ask, visible, at } = asking;
  const answer = shownBy(await ask('access.marksEnding', undefined as never));
  const before = dayAt(new Date(at.getTime() + 90 * 86_400_000));
  const ending = visible.filter(
    (r) => r.markEndsOn !== null && r.level > 1 && r.markEndsOn <= before && r.state !== 'disposed',
  );
  const got = answer?.rows.map((row) => row.row.uid) ?? [];
  return { got: sorted(got), expected: sorted(uids(ending)).slice(0, 500) };
};

/** All questions with how often each is asked, beside the others. */
export const questions: readonly (readonly [string, Question, number])[] = [
  ['list', permitted('records.list', list), 26],
  ['count', permitted('records.count', count), 14],
  ['open', permitted('records.open', open), 14],
  ['chain', permitted('service.chain', chain), 4],
  ['home', permitted('service.home', home), 1],
  ['caller', permitted('service.callerContext', caller), 5],
  ['life', permitted('master.open', life), 4],
  ['ledger', permitted('printing.ledger', ledger), 4],
  ['drill', permitted('reports.drillDown', drill), 4],
  ['marks', permitted('access.marksEnding', marks), 2],
  ['emergencies', permitted('access.ownEmergencies', emergencies), 1],
  ['notices', permitted('access.notices', notices), 1],
  ['refusals', refusals, 10],
  ['belongings', belongings, 4],
  ...lists,
  ...inspecting,
];
