import type { Month, RecordUid } from '../../../shared/ids.ts';
import { permitted, type Question, shownBy } from './asking.ts';
import { ownTrash } from './hanging.ts';
import { dayAt, fits, ordered } from './oracle.ts';
import type { PlainRecord } from './world.ts';

const uids = (rows: readonly { uid: string }[]) => rows.map((row) => row.uid);
const sorted = (list: readonly string[]) => [...list].sort();
const nothing = undefined as never;
const finished = ['closed', 'archived', 'compiled', 'disposed', 'voided', 'invalid'];
const text = (record: PlainRecord, key: string): string | null => {
  const value = record.content[key];
  return typeof value === 'string' ? value : null;
};

/** Open tasks by step. */
const board: Question = async ({ ask, random, visible, person }) => {
  const mine = random.chance(0.5);
  const columns = shownBy(await ask('service.board', { mine }))?.columns ?? [];
  const own = visible.filter(
    (r) => r.kind === 'task' && (!mine || [r.author, r.responsible].includes(person.id)),
  );
  return {
    got: columns.map(({ state, count, rows }) => [state, count, sorted(uids(rows))]),
    expected: columns.map(({ state }) => {
      const there = own.filter((record) => record.state === state);
      return [state, there.length, sorted(uids(ordered(there, 'occurred').slice(0, 30)))];
    }),
  };
};

/** A month of tasks and of people who are away on a notice. */
const calendar: Question = async ({ ask, random, visible, at }) => {
  const month = random.pick(['2026-10', '2026-11', '2026-12']) as Month;
  const days = shownBy(await ask('service.taskCalendar', { month }))?.days ?? [];
  const today = dayAt(at);
  const isAway = (notice: PlainRecord, day: string): boolean => {
    const from = text(notice, 'startDay') ?? '';
    const to = text(notice, 'returnedDay') ?? (today > from ? today : from);
    return from <= day && day <= to;
  };
  const issued = visible.filter((record) => record.kind === 'dispatchNotice' && record.state === 'issued');
  const due = visible.filter((record) => record.kind === 'task');
  return {
    got: days.map((one) => [one.day, sorted(uids(one.due)), sorted(uids(one.away))]),
    expected: days.map(({ day }) => [
      day,
      sorted(uids(due.filter((task) => task.dueOn === day))),
      sorted(uids(issued.filter((notice) => isAway(notice, day)))),
    ]),
  };
};

/** Who is where: the place of a notice that the person may not see is not told. */
const workload: Question = async ({ ask, visible, at, world }) => {
  const told = await ask('staff.workload', { from: dayAt(at) as never, days: 14 });
  const words = shownBy(told)?.rows.flatMap((row) => row.entries.map((entry) => entry.words)) ?? [];
  const hidden = world.records.filter((record) => !visible.includes(record));
  const places = hidden.flatMap((record) => text(record, 'place') ?? []);
  return {
    got: words.filter((one) => places.some((place) => new RegExp(`${place}(?!\\d)`).test(one))),
    expected: [],
  };
};

const support: Question = async ({ ask, visible, world }) => {
  const rows = shownBy(await ask('service.supportRequests', nothing))?.rows ?? [];
  const open = world.hanging.questions.filter(({ record, closed }) => !closed && visible.includes(record));
  return {
    got: rows.map(({ request, task }) => [request.uid, task.uid]),
    expected: open.slice(0, 200).map(({ uid, record }) => [uid, record.uid]),
  };
};

const missing: Question = async ({ ask, visible, world }) => {
  const rows = shownBy(await ask('service.itemsOut', nothing))?.rows ?? [];
  const open = world.hanging.missing.filter(({ closed }) => !closed);
  const notices = visible.filter((record) => open.some((one) => one.record === record));
  return {
    got: rows.map(({ notice, items }) => [notice.uid, uids(items)]),
    expected: ordered(notices, 'occurred')
      .slice(0, 200)
      .map((notice) => [notice.uid, uids(open.filter(({ record }) => record === notice))]),
  };
};

const overdue: Question = async ({ ask, visible, world, at }) => {
  const answer = shownBy(await ask('service.overdue', nothing));
  const late = visible.filter((record) => record.dueOn !== null && record.dueOn < dayAt(at));
  const standing = world.hanging.holds
    .filter(({ record, closed }) => !closed && visible.includes(record) && !finished.includes(record.state))
    .map(({ record }) => record);
  return {
    got: [answer?.overdue.map(({ row }) => row.uid), answer?.standing.map(({ row }) => row.uid)],
    expected: [uids(ordered(late, 'due').slice(0, 500)), uids(ordered(standing, 'occurred').slice(0, 500))],
  };
};

/** Everything with a set or a customer, its figures, and the parts that were replaced. */
const life: Question = async ({ ask, world, random, visible, at }) => {
  const customer = random.chance(0.5) ? random.pick(world.customers) : null;
  const uid = customer?.uid ?? random.pick(world.equipment);
  const answer = shownBy(await ask('service.life', { uid }));
  const own = visible.filter((r) => (customer === null ? r.equipment === uid : r.customer === customer.id));
  const shown = ordered(own, 'occurred').slice(0, 500);
  const late = shown.filter((record) => record.dueOn !== null && record.dueOn < dayAt(at)).length;
  const repairs = shown.filter((r) => r.kind === 'repairReport' && !['voided', 'invalid'].includes(r.state));
  const figure = answer?.facts.find((fact) => fact.label === (customer === null ? '故障维修' : '逾期'));
  return {
    got: [
      answer?.lines.map((line) => line.row.uid),
      sorted(answer?.parts.map((part) => part.recordUid) ?? []),
      Number.parseInt(figure?.value ?? '', 10),
    ],
    expected: [
      uids(shown),
      customer === null ? sorted(uids(repairs)) : [],
      customer === null ? repairs.length : late,
    ],
  };
};

/** Numbered blank forms of a notice: the report on each only where the person may see it. */
const blanks: Question = async ({ askTraced, world, random, visible }) => {
  const target = random.pick(world.hanging.blanks).notice;
  const ask = (uid: string) => askTraced('records.blankForms', { noticeUid: uid as RecordUid });
  const answer = await ask(target.uid);
  if (!visible.includes(target)) return { got: answer, expected: await ask(world.newUid()) };
  const own = world.hanging.blanks.filter(({ notice }) => notice === target);
  return {
    got: shownBy(answer.told)?.rows.map(({ uid, record }) => [uid, record?.uid ?? null]),
    expected: own.map(({ uid, report }) => [
      uid,
      report !== null && visible.includes(report) ? report.uid : null,
    ]),
  };
};

const trash: Question = async ({ ask, world, person }) => ({
  got: uids(shownBy(await ask('records.trash', nothing))?.rows ?? []),
  expected: ownTrash(world.hanging, person).reverse(),
});

/** A shared filter counts what its reader may see, not its owner. */
const filters: Question = async ({ ask, world, person, visible, at }) => {
  const rows = shownBy(await ask('service.filters', nothing))?.rows ?? [];
  const own = world.hanging.filters.filter(({ owner, shared }) => shared || owner === person.id);
  const count = (filter: (typeof own)[number]['filter']) =>
    visible.filter((record) => fits(world, person, filter, record, at, null)).length;
  return {
    got: sorted(rows.map((row) => `${row.uid} ${row.count}`)),
    expected: sorted(own.map(({ uid, filter }) => `${uid} ${count(filter)}`)),
  };
};

/** Movements of stock: the record behind one only where the person may see it. */
const moves: Question = async ({ ask, world, visible }) => {
  const rows = shownBy(await ask('spares.moves', { limit: 200 }))?.rows ?? [];
  const order = [...world.hanging.moves]
    .reverse()
    .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
  return {
    got: rows.map(({ uid, record }) => [uid, record?.uid ?? null]),
    expected: order.map(({ uid, record }) => [
      uid,
      record !== null && visible.includes(record) ? record.uid : null,
    ]),
  };
};

/** Open calls that the person would hand over. */
const calls: Question = async ({ ask, visible, person }) => {
  const kinds = ['phoneRecord', 'faxRecord', 'incomingItem', 'outgoingItem', 'customerInformation'];
  const drafts = visible.filter((record) => kinds.includes(record.kind) && record.state === 'draft');
  const own = ordered(drafts, 'occurred')
    .slice(0, 500)
    .filter((record) => record.site === 'HQ' && record.responsible === person.id);
  const answer = shownBy(await ask('duty.handovers', nothing));
  return { got: uids(answer?.open ?? []), expected: uids(own) };
};

/** Serials of a design change: task and report are named only where the person may see them. */
const cases: Question = async ({ askTraced, world, random, visible }) => {
  const target = random.chance(0.5) ? random.pick(world.hanging.serials).change : random.pick(world.records);
  const ask = (uid: string) => askTraced('cases.overview', { uid: uid as RecordUid });
  const answer = await ask(target.uid);
  if (!visible.includes(target)) return { got: answer, expected: await ask(world.newUid()) };
  const shown = shownBy(answer.told);
  const task = world.hanging.serials.find(({ change }) => change === target)?.task;
  const numbers = world.records.flatMap(({ number, uid }) =>
    number === null || visible.some((record) => record.uid === uid) ? [] : [number],
  );
  const serials = shown?.serials ?? [];
  return {
    got: [
      serials.map((serial) => serial.task?.uid ?? null),
      serials.map((serial) => serial.words).filter((words) => numbers.includes(words)),
      uids(shown?.matches ?? []).filter((uid) => !visible.some((record) => record.uid === uid)),
    ],
    expected: [
      target.kind === 'designChange' && target.equipment !== null
        ? [task !== undefined && visible.includes(task) ? task.uid : null]
        : [],
      [],
      [],
    ],
  };
};

/** The plan of the year: its versions, the tasks of its lines, and what no line asked for. */
const plan: Question = async ({ ask, world, visible }) => {
  const answer = shownBy(await ask('plan.overview', { year: 2026 }));
  const { planned } = world.hanging;
  const versions = visible
    .filter((record) => record.kind === 'servicePlan' && record.state !== 'voided')
    .sort((a, b) => Number(b.content.amendment) - Number(a.content.amendment));
  const inForce = versions.find(({ state }) => ['inForce', 'archived', 'compiled'].includes(state));
  const ofLines = inForce === undefined ? [] : planned.filter(({ task }) => visible.includes(task));
  const unplanned = visible.filter(
    (record) =>
      record.kind === 'task' &&
      dayAt(new Date(record.occurredAt)).startsWith('2026') &&
      record.state !== 'voided' &&
      !planned.some(({ task }) => task === record),
  );
  return {
    got: [
      answer?.versions.map(({ row }) => row.uid),
      sorted(answer?.lines.flatMap(({ line, tasks }) => tasks.map((task) => `${line} ${task.uid}`)) ?? []),
      sorted(uids(answer?.unplanned ?? [])),
    ],
    expected: [
      uids(versions),
      sorted(ofLines.map(({ task, line }) => `${line} ${task.uid}`)),
      sorted(uids(unplanned)),
    ],
  };
};

/** The lists beside the record list, with how often each is asked. */
export const lists: readonly (readonly [string, Question, number])[] = [
  ['board', permitted('service.board', board), 1],
  ['calendar', permitted('service.taskCalendar', calendar), 1],
  ['workload', permitted('staff.workload', workload), 1],
  ['support', permitted('service.supportRequests', support), 1],
  ['missing', permitted('service.itemsOut', missing), 1],
  ['overdue', permitted('service.overdue', overdue), 1],
  ['wholeLife', permitted('service.life', life), 1],
  ['blanks', permitted('records.blankForms', blanks), 2],
  ['trash', permitted('records.trash', trash), 1],
  ['filters', permitted('service.filters', filters), 1],
  ['moves', permitted('spares.moves', moves), 1],
  ['calls', permitted('duty.handovers', calls), 1],
  ['cases', permitted('cases.overview', cases), 3],
  ['plan', permitted('plan.overview', plan), 1],
];
