import { sql } from 'kysely';
import type { CallInput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { makeUid, type ObjectUid, type RecordUid, type SiteCode } from '../../shared/ids.ts';
import type { Site } from '../program/site.ts';
import { beside, interleaved, median, print, type Result, single } from './measure.ts';
import { databaseOf } from './site.ts';

type ListInput = CallInput<'records.list'>;

const rounds = 60;
/** Words of the search and their phrases in the index; each stands in every sixth record. */
const words = ['电台', '天线', '黑屏', '射频'] as const;
const pageFloor = sql`SELECT * FROM records INDEXED BY records_by_occurred ORDER BY occurred_at DESC, id DESC LIMIT 50`;

/** Lists, search and opening by one reader, through the gate and its access rule, beside the bare statement on an index. */
export async function measureRecords(
  site: Site,
  size: number,
  reader: { readonly login: string; readonly label: string },
): Promise<Result[]> {
  await site.as(reader.login);
  const list = async (input: ListInput): Promise<unknown> => await site.call('records.list', input);
  const bare = async (statement: ReturnType<typeof sql>): Promise<unknown> =>
    await statement.execute(databaseOf(site).read);
  const measure = async (
    name: string,
    work: (round: number) => Promise<unknown>,
    floor: (round: number) => ReturnType<typeof sql>,
    count = rounds,
  ): Promise<Result> =>
    await beside(`${name} (${reader.label})`, size, count, work, async (round) => await bare(floor(round)));

  const results: Result[] = [];
  results.push(
    await measure(
      'list, first page',
      async () => await list({ filter: {} }),
      () => pageFloor,
    ),
  );
  let cursor: string | null = null;
  const nextPage = async (): Promise<void> => {
    const answer: { next: string | null } = await site.call('records.list', { filter: {}, cursor });
    cursor = answer.next;
  };
  results.push(await measure('list, next page', nextPage, () => pageFloor));
  results.push(
    await measure(
      'list, sort by kind',
      async () => await list({ filter: {}, sort: 'kind' }),
      () =>
        sql`SELECT * FROM records INDEXED BY records_by_kind_occurred ORDER BY kind, occurred_at DESC, id DESC LIMIT 50`,
    ),
  );
  results.push(
    await measure(
      'list, sort by state',
      async () => await list({ filter: {}, sort: 'state' }),
      () =>
        sql`SELECT * FROM records WHERE kind = 'phoneRecord' AND state = 'archived' AND level = 1 AND restricted = 0 ORDER BY occurred_at DESC, id DESC LIMIT 50`,
    ),
  );
  results.push(
    await measure(
      'list, filter kind and state',
      async () => await list({ filter: { kinds: ['phoneRecord'], states: ['closed'] } }),
      () =>
        sql`SELECT * FROM records WHERE kind = 'phoneRecord' AND state = 'closed' AND level = 1 AND restricted = 0 ORDER BY occurred_at DESC, id DESC LIMIT 50`,
    ),
  );
  results.push(
    await measure(
      'search, two characters, newest 50',
      async (round) => await list({ filter: { text: wordOf(round) } }),
      (round) =>
        sql`SELECT r.* FROM record_fts f JOIN records r ON r.id = f.rowid WHERE f.text MATCH ${phraseOf(round)} ORDER BY f.rowid DESC LIMIT 50`,
    ),
  );
  results.push(
    await measure(
      'search, exact count',
      async (round) => await site.call('records.count', { filter: { text: wordOf(round) } }),
      (round) => sql`SELECT count(*) FROM record_fts WHERE text MATCH ${phraseOf(round)}`,
      12,
    ),
  );
  const { rows } = await site.call('records.list', { filter: {}, limit: 200 });
  const uids = rows.map((row) => row.uid);
  results.push(
    await measure(
      'open a record',
      async (round) => await site.call('records.open', { uid: uids[round % uids.length] as RecordUid }),
      (round) => sql`SELECT * FROM records WHERE uid = ${uids[round % uids.length] ?? ''}`,
    ),
  );
  return results;
}

const wordOf = (round: number): string => words[round % words.length] ?? words[0];
const phraseOf = (round: number): string => `"${[...wordOf(round)].join(' ')}"`;

/**
 * Answers for records that are hidden from the reader beside answers for records that do not exist: the reader must not be
 * able to tell them apart (bar: medians differ by less than 5 %).
 */
export async function measureHidden(site: Site, size: number, login: string): Promise<Result> {
  await site.as(login);
  const hidden = await sql<{ uid: RecordUid }>`SELECT uid FROM records r WHERE restricted = 1 AND NOT EXISTS (
      SELECT 1 FROM record_readers n WHERE n.record_id = r.id AND n.reader = ${`a:${site.person(login).uid}`})
    ORDER BY id DESC LIMIT 500`.execute(databaseOf(site).read);
  const open = async (uid: RecordUid | undefined): Promise<void> => {
    const answer = await site.call('records.open', { uid: uid as RecordUid }).then(
      () => 'shown',
      (error: unknown) => (error instanceof AppError ? error.code : 'other'),
    );
    if (answer !== 'record.not-found') throw new Error(`a hidden record answered ${answer}`);
  };
  const missing = hidden.rows.map((_, n) =>
    makeUid('HQ' as SiteCode, new Uint8Array(10).fill(200).fill(n % 251, 5, 9)),
  ) as unknown as RecordUid[];
  const { mine, bare } = await interleaved(
    500,
    async (round) => await open(hidden.rows[round % hidden.rows.length]?.uid),
    async (round) => await open(missing[round % missing.length]),
  );
  return print({
    name: 'open a hidden record, beside one that does not exist',
    size,
    unit: 'ms',
    p50: median(mine),
    p95: mine[Math.floor(mine.length * 0.95)] ?? Number.NaN,
    floorP50: median(bare),
  });
}

const newRecord = {
  kind: 'phoneRecord',
  taskUid: null,
  customerUid: null,
  equipmentUids: [],
  occurredAt: null,
  parts: [],
  content: { caller: '值班员', need: '电台无法接收' },
} as const satisfies CallInput<'records.create'>;

/**
 * Durable saves: record, history, search row and audit row in one transaction, beside the record's row alone as one bare
 * durable statement on the same table with the same indexes.
 */
export async function measureSaves(site: Site, size: number, login: string): Promise<Result[]> {
  await site.as(login);
  const { uid } = await site.call('records.create', newRecord);
  const floor = async (): Promise<void> => {
    const at = new Date().toISOString();
    await databaseOf(site).inTransaction(async (tx) => {
      await sql`INSERT INTO records (uid, kind, form_version, owning_site, state, title, level, marking, occurred_at, recorded_at,
          author_id, author_name, content, changed_at)
        VALUES (${`floor-${performance.now()}-${Math.random()}`}, 'phoneRecord', 1, 'HQ', 'draft', '电台无法接收', 1, '内部', ${at}, ${at},
          1, '值班员', ${JSON.stringify(newRecord.content)}, ${at})`.execute(tx);
    });
  };
  const results = [
    await beside(
      'save a field of a draft',
      size,
      100,
      async (round) =>
        await site.call('records.saveField', { uid, field: 'need', value: `电台无法接收，第 ${round} 次` }),
      floor,
    ),
    await beside(
      'create a record with history, audit, search',
      size,
      100,
      async () => await site.call('records.create', newRecord),
      floor,
    ),
    await auditShare(site, size),
  ];
  await databaseOf(site).inTransaction(async (tx) => {
    await sql`DELETE FROM records WHERE uid LIKE 'floor-%' AND occurred_at > ${new Date(Date.now() - 3_600_000).toISOString()}`.execute(
      tx,
    );
  });
  return results;
}

/** What the audit row adds to a save: the same transactions with and without it, in turn. */
async function auditShare(site: Site, size: number): Promise<Result> {
  const { session } = site.app.station;
  if (session === undefined) throw new Error('locked');
  const { createRecord } = await import('../../main/records/drafts.ts');
  const base = await session.contextBase(() => undefined);
  const save = async (audited: boolean): Promise<void> => {
    await session.write(base, async (ctx) => {
      const { record } = await createRecord(ctx, newRecord);
      const object = { kind: record.kind, uid: record.uid as ObjectUid };
      if (audited) await session.audit(ctx.tx, { act: 'record.created', object, outcome: 'done' });
    });
  };
  const { mine, bare } = await interleaved(
    100,
    async () => await save(true),
    async () => await save(false),
  );
  const [withRow, without] = [median(mine), median(bare)];
  return single('audit row, share of a save', size, '%', Math.max(0, (100 * (withRow - without)) / withRow));
}
