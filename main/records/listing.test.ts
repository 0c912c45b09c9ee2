import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerOutput } from '../../shared/contract/contract.ts';
import type { RecordFilter } from '../../shared/contract/records.ts';
import { recordFilter, recordSorts } from '../../shared/contract/records.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { statesOfKind } from '../../shared/lifecycle/lifecycle.ts';
import { foreignKinds, ownKinds, readableKinds } from '../../shared/policy/permissions.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { indexText } from '../../shared/text/cjk.ts';
import { expectPlan } from '../../tests/database/expectPlan.ts';
import { type Colleague, Office, stock } from '../../tests/records/harness.ts';
import { indexRecord } from '../database/fullText.ts';
import { listStatement } from '../database/stores/recordList.ts';
import { putReader } from '../database/stores/recordParts.ts';
import { insertRecord, recordByUid, type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { toListFilter } from './listing.ts';

interface Reader {
  readonly person: Colleague;
  readonly roles: readonly Role[];
  readonly clearance: 1 | 2 | 3;
}

let office: Office;
let readers: Reader[];
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };
let records: StoredRecord[];
/** record uid → reader name → first moment that no longer belongs (null: no end). */
const named = new Map<string, Map<string, string | null>>();

const someStates = ['draft', 'closed', 'submitted', 'reviewed', 'archived'] as const;
const words = ['雷达显示异常', '电源板故障', '备件更换', '培训要求', 'HG-2026/0012A'] as const;

beforeAll(async () => {
  office = await Office.open();
  const clerk = await office.hire('王管理', ['informationOfficer']);
  things = await stock(clerk);
  const people: [string, Role[], 1 | 2 | 3][] = [
    ['甲', ['operator'], 1],
    ['乙', ['engineer'], 2],
    ['丙', ['supervisor'], 3],
    ['丁', ['sparesKeeper', 'engineer'], 3],
    ['戊', ['inspector'], 2],
    ['己', ['systemAdmin'], 3],
    ['庚', ['printKeeper'], 3],
  ];
  readers = [];
  for (const [name, roles, clearance] of people) {
    readers.push({ person: await office.hire(name, roles, clearance), roles, clearance });
  }
  records = await scatter(400);
});
afterAll(() => office.close());

/** Records of every kind, level and state with random named readers, some whose grant has ended. */
async function scatter(count: number): Promise<StoredRecord[]> {
  const random = pseudoRandom(20261122);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const customer = await office.scratch.database.read
    .selectFrom('master')
    .select('id')
    .where('uid', '=', things.customer)
    .executeTakeFirstOrThrow();
  return await office.scratch.database.inTransaction(async (tx) => {
    const made: StoredRecord[] = [];
    for (let n = 0; n < count; n++) {
      const occurred = new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 300) * 86_400_000).toISOString();
      const kind = pick(recordKinds);
      const record = await insertRecord(tx, {
        uid: office.newUid(),
        kind,
        form_version: 1,
        owning_site: pick(['HQ', 'HQ', 'U1']),
        state: pick(statesOfKind(kind)),
        title: pick(words),
        level: pick([1, 1, 2, 3]),
        marking: '内部',
        restricted: random() < 0.2 ? 1 : 0,
        occurred_at: occurred,
        recorded_at: occurred,
        due_on: random() < 0.2 ? pick(['2026-11-01', '2026-12-01']) : null,
        author_name: '某',
        customer_id: random() < 0.5 ? customer.id : null,
        content: '{}',
        changed_at: occurred,
        original_state: random() < 0.1 ? 'missing' : 'none',
      });
      await indexRecord(tx, { recordId: record.id, tokens: indexText(record.title) });
      for (const { person } of readers) {
        if (random() > 0.15) continue;
        const until = random() < 0.4 ? pick(['2026-11-01T16:00:00.000Z', '2026-12-31T16:00:00.000Z']) : null;
        await putReader(tx, {
          record_id: record.id,
          reader: readerOfAccount(person.uid),
          until,
          reason: '需要知悉',
          granted_by: 'x',
          granted_at: occurred,
        });
        const own = named.get(record.uid) ?? new Map<string, string | null>();
        own.set(person.uid, until);
        named.set(record.uid, own);
      }
      made.push(record);
    }
    return made;
  });
}

/** Spec 3 in plain code: what this reader may see. */
function maySee(reader: Reader, record: StoredRecord, now: string): boolean {
  const kinds: readonly string[] = readableKinds(reader.roles);
  const open: readonly string[] =
    record.owning_site === 'HQ' ? ownKinds(reader.roles) : foreignKinds(reader.roles);
  if (!kinds.includes(record.kind) || record.level > reader.clearance) return false;
  if (record.restricted === 0 && open.includes(record.kind)) return true;
  const until = named.get(record.uid)?.get(reader.person.uid);
  return until !== undefined && (until === null || until > now);
}

function fits(filter: RecordFilter, record: StoredRecord, today: string): boolean {
  if (filter.kinds.length > 0 && !filter.kinds.some((kind) => kind === record.kind)) return false;
  if (filter.states.length > 0 && !filter.states.some((state) => state === record.state)) return false;
  if (filter.text !== '' && !record.title.includes(filter.text)) return false;
  if (filter.customerUid !== null && record.customer_id === null) return false;
  if (filter.overdue && (record.due_on === null || record.due_on >= today)) return false;
  if (filter.originalMissing && record.original_state !== 'missing') return false;
  return true;
}

const filters = fc.record({
  kinds: fc.subarray([...recordKinds]),
  states: fc.subarray([...someStates]),
  text: fc.constantFrom('', '', '', '雷达', '电源板'),
  ofCustomer: fc.boolean(),
  overdue: fc.boolean(),
  originalMissing: fc.boolean(),
});

describe('lists, counts and searches', () => {
  it('show exactly what plain code says the reader may see, page by page, in every order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(6),
        filters,
        fc.constantFrom(...recordSorts),
        fc.integer({ min: 1, max: 60 }),
        async (who, chosen, sort, limit) => {
          const reader = readers[who] as Reader;
          const { ofCustomer, ...rest } = chosen;
          const filter = recordFilter.parse({ ...rest, customerUid: ofCustomer ? things.customer : null });
          const { today, now } = await reader.person.read();
          const expected = records.filter(
            (record) => maySee(reader, record, now) && fits(filter, record, today),
          );
          const seen: string[] = [];
          let cursor: string | null = null;
          do {
            const page: HandlerOutput<'records.list'> = await reader.person.call('records.list', {
              filter,
              sort,
              limit,
              cursor,
            });
            seen.push(...page.rows.map((row) => row.uid));
            cursor = page.next;
          } while (cursor !== null && seen.length < 1000);
          expect(seen.toSorted()).toEqual(expected.map((record) => record.uid).toSorted());
          const { count } = await reader.person.call('records.count', { filter });
          expect(count).toBe(expected.length);
          expect(orderKeys(seen, filter.text === '' ? sort : 'text')).toEqual(
            orderKeys(seen, filter.text === '' ? sort : 'text').toSorted(),
          );
        },
      ),
      { numRuns: 120 },
    );
  });

  it('show a record once where its kind or state is asked for twice', async () => {
    for (const reader of readers) {
      for (const sort of recordSorts) {
        for (const [kinds, states] of [
          [[], someStates],
          [recordKinds, []],
          [recordKinds, someStates],
        ] as const) {
          const rows = async (times: number) => {
            const filter = {
              kinds: Array.from({ length: times }, () => kinds.slice(0, 20)).flat(),
              states: Array.from({ length: times }, () => states).flat(),
            };
            return (await reader.person.call('records.list', { filter, sort, limit: 200 })).rows;
          };
          expect((await rows(2)).map(({ uid }) => uid)).toEqual((await rows(1)).map(({ uid }) => uid));
        }
      }
    }
  });

  it('answer the same for a hidden record and for one that does not exist', async () => {
    const reader = readers[0] as Reader;
    const hidden = records.find((record) => !maySee(reader, record, '2026-11-23T12:00:00.000Z'));
    const open = (uid: string) => reader.person.call('records.open', { uid: uid as RecordUid });
    const one = await open(hidden?.uid ?? '').catch((error: unknown) => error);
    const other = await open(office.newUid()).catch((error: unknown) => error);
    expect(one).toMatchObject({ code: 'record.not-found' });
    expect((one as Error).message).toBe((other as Error).message);
  });

  it('open exactly the visible records', async () => {
    for (const reader of readers) {
      for (const record of records.slice(0, 60)) {
        const opened = await reader.person.call('records.open', { uid: record.uid as RecordUid }).then(
          () => true,
          () => false,
        );
        expect([reader.roles, record.kind, opened]).toEqual([
          reader.roles,
          record.kind,
          maySee(reader, record, '2026-11-23T12:00:00.000Z'),
        ]);
      }
    }
  });

  it('refuse a cursor that is broken, of another order, or of a row that is gone', async () => {
    const { person } = readers[2] as Reader;
    const page = await person.call('records.list', { filter: {}, limit: 3 });
    const bad = { code: 'cursor.bad' };
    await expect(person.call('records.list', { filter: {}, cursor: 'x' })).rejects.toMatchObject(bad);
    await expect(
      person.call('records.list', { filter: {}, cursor: page.next, sort: 'kind' }),
    ).rejects.toMatchObject(bad);
  });

  it('keep row numbers out of cursors', async () => {
    const { person } = readers[2] as Reader;
    const page = await person.call('records.list', { filter: {}, limit: 3 });
    const last = page.rows.at(-1);
    const inside = JSON.parse(Buffer.from(page.next ?? '', 'base64url').toString()) as unknown[];
    expect(inside).toEqual([
      'occurred',
      last?.uid,
      last?.occurredAt,
      last?.kind,
      last?.state,
      last?.dueOn ?? null,
    ]);
  });

  it('find Chinese, serials and combinations, and refuse what is no query', async () => {
    const { person } = readers[2] as Reader;
    const search = (text: string) => person.call('records.list', { filter: { text }, limit: 200 });
    const titles = async (text: string) => [...new Set((await search(text)).rows.map((row) => row.title))];
    expect(await titles('异常')).toEqual(['雷达显示异常']);
    expect(await titles('HG-2026/0012A')).toEqual(['HG-2026/0012A']);
    expect((await titles('备件 OR 培训')).toSorted()).toEqual(['培训要求', '备件更换'].toSorted());
    expect(await titles('板 故障 NOT 雷达')).toEqual(['电源板故障']);
    await expect(search('(雷达')).rejects.toMatchObject({ code: 'search.bad-query' });
  });

  it('follow a record whose moment changes', async () => {
    const { person } = readers[2] as Reader;
    const first = await person.call('records.list', { filter: {}, limit: 1 });
    const uid = first.rows[0]?.uid as RecordUid;
    await office.scratch.database.inTransaction(async (tx) => {
      const record = await recordByUid(tx, uid);
      if (record === undefined || record.state === 'archived') return;
      await updateRecord(tx, record.id, { title: '改名', changed_at: record.changed_at });
    });
    expect((await person.call('records.list', { filter: {}, limit: 1 })).rows[0]?.uid).toBe(uid);
  });
});

describe('the plan of a list', () => {
  it.each([
    [{}, 'records_open_by_site'],
    [{ states: ['draft', 'submitted'] }, 'records_open_by_state'],
    [{ overdue: true }, 'records_by_due'],
    [{ originalMissing: true }, 'records_without_original'],
    [{ mine: true }, 'record_readers_newest'],
    [{ owningSite: 'U1' }, 'records_open_by_site'],
  ] as const)('narrowed by %j walks %s and scans nothing', async (narrowed, index) => {
    const { person } = readers[2] as Reader;
    const ctx = await person.read();
    const filter = await toListFilter(ctx, recordFilter.parse(narrowed));
    const plan = expectPlan(ctx.db, {
      compile: () => compiled(listStatement(ctx.scope, filter, 'occurred', null, 50)),
    });
    const lines = await plan.lines();
    expect(tableScans(lines)).toEqual([]);
    expect(lines.join('\n')).toContain(index);
  });

  it('of a reader of every site walks the kinds, whatever the site', async () => {
    const { person } = readers[2] as Reader;
    const ctx = await person.read();
    const scope = { ...ctx.scope, openForeign: ctx.scope.openOwn };
    const filter = await toListFilter(ctx, recordFilter.parse({}));
    const plan = expectPlan(ctx.db, {
      compile: () => compiled(listStatement(scope, filter, 'occurred', null, 50)),
    });
    const lines = (await plan.lines()).join('\n');
    expect(lines).toContain('COVERING INDEX records_open_by_kind');
    expect(lines).toContain('COVERING INDEX record_readers_by_kind');
  });

  it('of a search walks the hits newest first', async () => {
    const { person } = readers[2] as Reader;
    const ctx = await person.read();
    const filter = await toListFilter(ctx, recordFilter.parse({ text: '雷达' }));
    const plan = expectPlan(ctx.db, {
      compile: () => compiled(listStatement(ctx.scope, filter, 'occurred', null, 50)),
    });
    const lines = await plan.lines();
    expect(tableScans(lines)).toEqual([]);
    expect(lines.join('\n')).toContain('COVERING INDEX records_access');
  });

  /** Walks of a whole table; the merged keys of one page are a subquery, not a table. */
  function tableScans(lines: readonly string[]): string[] {
    return lines.filter((line) => /^SCAN (?!k\b|\(subquery|.*(INDEX|VIRTUAL|CONSTANT))/.test(line));
  }

  function compiled(statement: ReturnType<typeof listStatement>) {
    return statement.compile(office.scratch.database.read as never);
  }
});

/** Keys of the rows in list order, made so that ascending text is the order wanted. */
function orderKeys(uids: readonly string[], sort: string): string[] {
  const newest = (record: StoredRecord) =>
    `${(1e15 - Date.parse(record.occurred_at)).toString().padStart(16, '0')} ${(1e9 - record.id).toString().padStart(10, '0')}`;
  return uids.map((uid) => {
    const record = records.find((candidate) => candidate.uid === uid) as StoredRecord;
    switch (sort) {
      case 'kind':
        return `${record.kind} ${newest(record)}`;
      case 'state':
        return `${record.state} ${newest(record)}`;
      case 'due':
        return record.due_on === null
          ? `~ ${newest(record)}`
          : `${record.due_on} ${String(record.id).padStart(9, '0')}`;
      case 'customer':
        return `${record.customer_id ?? '~'} ${newest(record)}`;
      case 'text':
        return (1e9 - record.id).toString().padStart(10, '0');
      default:
        return newest(record);
    }
  });
}

/** Small generator with a fixed seed: the scattered records are the same in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
