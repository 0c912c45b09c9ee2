import { sql } from 'kysely';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { beside, type Result, single } from './measure.ts';

type ListInput = CallInput<'records.list'>;

function databaseOf(site: Site) {
  const session = site.app.station.session;
  if (session === undefined) throw new Error('locked');
  return session.database;
}

/** Lists, search, open, save and audit of one site, through the gate and its access rule, beside the bare statement. */
export async function measureRecords(
  site: Site,
  size: number,
  person: string,
  label: string,
): Promise<Result[]> {
  await site.as(person);
  const results: Result[] = [];
  const list = async (input: ListInput): Promise<unknown> => await site.call('records.list', input);
  const bare = async (statement: ReturnType<typeof sql>): Promise<unknown> =>
    await statement.execute(databaseOf(site).read);
  const page = sql`SELECT * FROM records INDEXED BY records_by_occurred ORDER BY occurred_at DESC, id DESC LIMIT 50`;
  const rounds = 60;

  results.push(
    await beside(
      `list, first page (${label})`,
      size,
      rounds,
      async () => await list({ filter: {} }),
      async () => await bare(page),
    ),
  );
  let cursor: string | null = null;
  results.push(
    await beside(
      `list, next page (${label})`,
      size,
      rounds,
      async () => {
        const answer: { next: string | null } = await site.call('records.list', { filter: {}, cursor });
        cursor = answer.next;
      },
      async () => await bare(page),
    ),
  );
  results.push(
    await beside(
      `list, sort by kind (${label})`,
      size,
      rounds,
      async () => await list({ filter: {}, sort: 'kind' }),
      async () => await bare(sql`SELECT * FROM records ORDER BY kind, occurred_at DESC, id DESC LIMIT 50`),
    ),
  );
  results.push(
    await beside(
      `list, filter kind and state (${label})`,
      size,
      rounds,
      async () => await list({ filter: { kinds: ['phoneRecord'], states: ['closed'] } }),
      async () =>
        await bare(
          sql`SELECT * FROM records WHERE kind = 'phoneRecord' AND state = 'closed' AND level = 1 AND restricted = 0 ORDER BY occurred_at DESC, id DESC LIMIT 50`,
        ),
    ),
  );
  results.push(
    await beside(
      `search, two characters, newest 50 (${label})`,
      size,
      rounds,
      async (round) =>
        await list({ filter: { text: ['电台', '天线', '黑屏', '射频'][round % 4] ?? '电台' } }),
      async (round) => {
        const phrase = ['"电 台"', '"天 线"', '"黑 屏"', '"射 频"'][round % 4] ?? '"电 台"';
        return await bare(
          sql`SELECT r.* FROM record_fts f JOIN records r ON r.id = f.rowid WHERE f.text MATCH ${phrase} ORDER BY f.rowid DESC LIMIT 50`,
        );
      },
    ),
  );
  results.push(
    await beside(
      `search, exact count (${label})`,
      size,
      10,
      async () => await site.call('records.count', { filter: { text: '电台' } }),
      async () => await bare(sql`SELECT count(*) FROM record_fts WHERE text MATCH ${'"电 台"'}`),
    ),
  );
  const { rows } = await site.call('records.list', { filter: {}, limit: 200 });
  const uids = rows.map((row) => row.uid);
  results.push(
    await beside(
      `open a record (${label})`,
      size,
      rounds,
      async (round) => await site.call('records.open', { uid: uids[round % uids.length] as RecordUid }),
      async (round) => await bare(sql`SELECT * FROM records WHERE uid = ${uids[round % uids.length] ?? ''}`),
    ),
  );
  return results;
}

/** Durable saves of one draft: record, search row and audit in one transaction, beside a bare durable insert. */
export async function measureSaves(site: Site, size: number, person: string): Promise<Result[]> {
  await site.as(person);
  const { uid } = await site.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: {},
  });
  const floor = async (round: number): Promise<void> => {
    await databaseOf(site).inTransaction(async (tx) => {
      await sql`INSERT INTO policy (key, value) VALUES (${`bench-${size}-${performance.now()}-${round}`}, '1')`.execute(
        tx,
      );
    });
  };
  const save = await beside(
    'save a field of a draft',
    size,
    100,
    async (round) =>
      await site.call('records.saveField', { uid, field: 'need', value: `电台无法接收，第 ${round} 次` }),
    floor,
  );
  const create = await beside(
    'create a record with history, audit, search',
    size,
    60,
    async () =>
      await site.call('records.create', {
        kind: 'phoneRecord',
        taskUid: null,
        customerUid: null,
        equipmentUids: [],
        occurredAt: null,
        parts: [],
        content: { caller: '值班员', need: '电台无法接收' },
      }),
    floor,
  );
  return [save, create];
}

/** Unlock to the first list, beside opening the database file with a ready key. */
export async function measureUnlock(site: Site, size: number, person: string): Promise<Result[]> {
  const { login, password } = site.person(person);
  await site.close();
  const start = performance.now();
  await site.call('session.unlock', { login, password });
  const unlocked = performance.now() - start;
  await site.call('records.list', { filter: {} });
  const listed = performance.now() - start;
  await site.as(person);
  return [
    single('unlock', size, 'ms', unlocked, null),
    single('unlock to first list', size, 'ms', listed, null),
  ];
}
