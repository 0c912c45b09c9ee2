import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WriteTx } from '../../main/database/handles.ts';
import { insertRecord } from '../../main/database/stores/records.ts';
import { figureSetOf, questionOf } from '../../main/evaluation/figures.ts';
import { periodBefore, periodOfKey } from '../../shared/figures/periods.ts';
import { type Colleague, Office, stock } from '../records/harness.ts';
import { secondCount } from './secondCount.ts';

const seed = Number(process.env.FIGURES_SEED ?? Math.floor(Math.random() * 2 ** 31));
let state = seed;
const next = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const below = (count: number): number => Math.floor(next() * count);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const chance = (share: number): boolean => next() < share;

let office: Office;
let clerk: Colleague;
beforeAll(async () => {
  office = await Office.open();
  clerk = await office.hire('张喆堃', ['informationOfficer', 'operator']);
});
afterAll(() => office.close());

/** Every record as a line, by a statement of its own that knows nothing of figures. */
async function exported(): Promise<string> {
  const rows = await sql<{ line: string }>`SELECT json_object('uid', r.uid, 'kind', r.kind, 'state', r.state,
      'occurredAt', r.occurred_at, 'parts', json(r.parts), 'content', json(r.content), 'task', r.task_id,
      'customer', (SELECT c.uid FROM master c WHERE c.id = r.customer_id),
      'branch', (SELECT json_extract(c.content, '$.branch') FROM master c WHERE c.id = r.customer_id),
      'sets', json((SELECT coalesce(json_group_array(json_object('serial', serial, 'military', CASE military WHEN 0 THEN json('false')
          WHEN 1 THEN json('true') END)), '[]') FROM (SELECT q.code AS serial, json_extract(m.content, '$.military') AS military
        FROM record_equipment e JOIN master q ON q.id = e.equipment_id LEFT JOIN master m ON m.id = q.model_id
        WHERE e.record_id = r.id ORDER BY q.code)))) AS line FROM records r ORDER BY r.id`.execute(
    office.scratch.database.read as never,
  );
  return rows.rows.map((row) => row.line).join('\n');
}

async function ids(type: string): Promise<number[]> {
  const rows = await office.scratch.database.read
    .selectFrom('master')
    .select('id')
    .where('type', '=', type as never)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

async function put(
  tx: WriteTx,
  one: {
    kind: string;
    state: string;
    day: string;
    customer?: number | undefined;
    equipment?: number | undefined;
    task?: number | null;
    parts?: string[];
    content?: Record<string, unknown>;
  },
): Promise<number> {
  const at = new Date(`${one.day}T00:00:00+08:00`).toISOString();
  const stored = await insertRecord(tx, {
    uid: office.newUid(),
    kind: one.kind,
    form_version: 1,
    owning_site: 'HQ',
    state: 'draft',
    title: '',
    level: 1,
    marking: '内部',
    occurred_at: at,
    recorded_at: at,
    author_id: 1,
    author_name: '某',
    responsible_id: 1,
    customer_id: one.customer ?? null,
    task_id: one.task ?? null,
    content: JSON.stringify(one.content ?? {}),
    parts: JSON.stringify(one.parts ?? []),
    changed_at: at,
  });
  if (one.equipment !== undefined)
    await tx
      .insertInto('record_equipment')
      .values({ record_id: stored.id, equipment_id: one.equipment })
      .execute();
  await tx.updateTable('records').set({ state: one.state }).where('id', '=', stored.id).execute();
  return stored.id;
}

const figures = async (key: string, branch: string | null) => {
  const period = periodOfKey(key);
  if (period === null) throw new Error(key);
  const narrow = { branch, military: branch !== null };
  const question = questionOf(period, periodBefore(period), narrow);
  const set = await figureSetOf(office.scratch.database.read, question);
  return { period, set, value: (name: string) => set.figures.find((figure) => figure.key === name)?.value };
};

describe('figures of random records', () => {
  it('agree with a second computation over the exported lines', async () => {
    console.info(`FIGURES_SEED=${seed}`);
    const goods = await stock(clerk, ['S001', 'S002', 'S003']);
    for (const [code, branch] of [
      ['K02', 'navy'],
      ['K03', 'army'],
      ['K04', 'civil'],
    ] as const)
      await clerk.call('master.save', {
        uid: null,
        type: 'customer',
        content: { code, name: `用户${code}`, branch },
      });
    const civil = await clerk.call('master.save', {
      uid: null,
      type: 'model',
      content: {
        code: 'M-2',
        name: '民用终端',
        modelKind: 'single',
        phase: 'finalised',
        quantityMade: 20,
        military: false,
      },
    });
    await clerk.call('master.save', {
      uid: null,
      type: 'equipment',
      content: { serial: 'C-1', model: { uid: civil.uid, code: 'M-2', name: '民用终端' } },
    });
    expect(goods.equipment).toHaveLength(3);
    const customers = await ids('customer');
    const sets = await ids('equipment');
    await office.scratch.database.inTransaction(async (tx) => {
      const tasks: number[] = [];
      for (let n = 0; n < 8; n += 1)
        tasks.push(
          await put(tx, { kind: 'task', state: 'registered', day: '2026-01-05', customer: pick(customers) }),
        );
      for (let n = 0; n < 400; n += 1) await put(tx, randomRecord(customers, sets, tasks));
    });
    const lines = await exported();
    for (const key of ['2026-02', '2026-05', '2026H1', '2026']) {
      for (const branch of ['navy', 'army', null]) {
        const { period, set } = await figures(key, branch);
        const second = secondCount(lines, { from: period.from, to: period.to, branch });
        const first = Object.fromEntries(
          Object.keys(second).map((name) => [name, set.figures.find((figure) => figure.key === name)?.value]),
        );
        for (const [name, value] of Object.entries(second)) {
          const words = `${key} ${branch ?? '全部'} ${name}`;
          // Sums in another order may differ in the last shown digit of a mean.
          if (value === null || Number.isInteger(value)) expect(first[name], words).toBe(value);
          else expect(Math.abs((first[name] ?? Number.NaN) - value), words).toBeLessThan(0.011);
        }
      }
    }
  });

  it('come from code that imports nothing', () => {
    const text = readFileSync(join(import.meta.dirname, 'secondCount.ts'), 'utf8');
    expect(text).not.toMatch(/^import\b|\bimport\(|\brequire\(/m);
  });
});

function randomRecord(
  customers: readonly number[],
  sets: readonly number[],
  tasks: readonly number[],
): Parameters<typeof put>[1] {
  const kind = pick([
    'repairReport',
    'repairReport',
    'repairReport',
    'trainingRecord',
    'commissioningReport',
    'batchReport',
    'dispatchNotice',
    'customerInformation',
    'phoneRecord',
  ]);
  const day = `2026-0${1 + below(7)}-${String(1 + below(28)).padStart(2, '0')}`;
  const states: Readonly<Record<string, readonly string[]>> = {
    phoneRecord: ['closed', 'archived', 'draft', 'voided'],
    dispatchNotice: ['issued', 'returned', 'reviewed', 'archived', 'draft', 'voided'],
  };
  const answers = ['verySatisfied', 'satisfied', 'fair', 'dissatisfied'];
  const given = chance(0.5);
  const evaluation = {
    ...(chance(0.8) ? { evaluationState: given ? 'given' : 'declined' } : {}),
    ...Object.fromEntries(
      ['Product', 'Timeliness', 'Attitude', 'Skill', 'Effect', 'Manners'].flatMap((item) =>
        given && chance(0.8) ? [[`evaluation${item}`, pick(answers)]] : [],
      ),
    ),
  };
  const moment = (hour: number) => new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000).toISOString();
  const restored = chance(0.8);
  const arrived = 1 + below(80);
  const dayPlus = (count: number) =>
    new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
  const content: Record<string, unknown> =
    kind === 'repairReport'
      ? {
          restored,
          causeClass: pick(['design', 'component', 'use', 'transport', 'unknown']),
          reportedAt: moment(0),
          ...(chance(0.9) ? { arrivedAt: moment(arrived) } : {}),
          ...(restored ? { restoredAt: moment(arrived + 1 + below(30)) } : {}),
          partsSwapped: Array.from({ length: below(3) }, () => ({ name: '件', quantity: 1 + below(4) })),
          trainingHours: below(4),
          trainingPeople: 1 + below(9),
          ...evaluation,
        }
      : kind === 'trainingRecord'
        ? { hours: 4 + below(30), participantCount: 1 + below(30), ...evaluation }
        : kind === 'dispatchNotice'
          ? {
              startDay: day,
              dueOnSite: dayPlus(2),
              staff: Array.from({ length: 1 + below(3) }, (_, n) => ({ staff: `x${n}`, name: '某' })),
              ...(chance(0.7) ? { arrivedDay: dayPlus(below(5)), returnedDay: dayPlus(6 + below(9)) } : {}),
            }
          : kind === 'customerInformation'
            ? { source: pick(['phone', 'visit']), informationKind: pick(['quality', 'opinion']) }
            : kind === 'phoneRecord'
              ? {}
              : { workKind: pick(['opening', 'refit']), ...evaluation };
  return {
    kind,
    day,
    state: pick(states[kind] ?? ['submitted', 'reviewed', 'archived', 'draft', 'voided', 'invalid']),
    customer: pick(customers),
    ...(kind === 'phoneRecord' || chance(0.1) ? {} : { equipment: pick(sets) }),
    ...(kind === 'repairReport' && chance(0.5) ? { task: pick(tasks) } : {}),
    parts:
      kind === 'repairReport'
        ? chance(0.8)
          ? ['repair', ...(chance(0.3) ? ['training'] : [])]
          : ['support']
        : [],
    content,
  };
}

describe('a month worked by hand', () => {
  it('punctuality on a calendar with 调休, first-time fix, repeated faults, MTBF', async () => {
    const [customer] = await ids('customer');
    const [set] = await ids('equipment');
    await office.scratch.database.inTransaction(async (tx) => {
      const task = await put(tx, { kind: 'task', state: 'registered', day: '2027-01-04', customer });
      const other = await put(tx, { kind: 'task', state: 'registered', day: '2027-01-04', customer });
      const notice = (returnedDay: string, handedInDay: string) =>
        put(tx, {
          kind: 'dispatchNotice',
          state: 'returned',
          day: '2026-09-10',
          customer,
          content: {
            startDay: '2026-09-10',
            dueOnSite: '2026-09-12',
            arrivedDay: '2026-09-12',
            returnedDay,
            handedInDay,
            staff: [{}, {}],
          },
        });
      // 2026: 中秋 25–27 September is free, Sunday 20 September is a working day instead (国务院办公厅 2026).
      await notice('2026-09-22', '2026-09-28'); // due Friday 25, free until Sunday 27: Monday 28 is in time
      await notice('2026-09-22', '2026-09-29'); // one day late
      await notice('2026-09-17', '2026-09-20'); // due Sunday 20, a working day: in time
      await notice('2026-09-17', '2026-09-21'); // due Sunday 20 all the same: late
      const fault = (
        day: string,
        restored: boolean,
        on: number | null,
        hoursUsed: number,
        causeClass = 'design',
      ) =>
        put(tx, {
          kind: 'repairReport',
          state: 'submitted',
          day,
          customer,
          equipment: set,
          task: on,
          parts: ['repair'],
          content: { restored, causeClass, hoursUsed },
        });
      await fault('2026-08-20', true, null, 400);
      await fault('2026-09-05', false, task, 600); // first of its task, not restored; 16 days after the last
      await fault('2026-09-06', true, task, 610); // second of its task
      await fault('2026-09-28', true, other, 920, 'use'); // first of its task, restored
    });
    const { value, set: all } = await figures('2026-09', 'navy');
    expect(value('handInRate')).toBe(50);
    expect(value('onTimeRate')).toBe(100);
    expect(value('staffDays')).toBe(2 * (13 + 13 + 8 + 8));
    expect(value('faults')).toBe(3);
    expect(value('faultsIrrelevant')).toBe(1);
    expect(value('firstFixRate')).toBe(50);
    expect(value('repeatFaults')).toBe(3);
    expect(value('satisfaction')).toBeNull();
    const reliability = all.tables
      .find((table) => table.key === 'reliability')
      ?.rows.find((row) => row[0] === 'HG-1 导航雷达');
    expect(reliability?.[3]).toBe(920);
  });
});
