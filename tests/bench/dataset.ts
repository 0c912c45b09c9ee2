import { sql } from 'kysely';
import type { Database, WriteTx } from '../../main/database/database.ts';
import { indexNewRecords } from '../../main/database/fullText.ts';
import { indexText } from '../../shared/text/cjk.ts';

/** Deterministic numbers in [0, 1): the same seed builds the same database. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kinds = [
  'phoneRecord',
  'faxRecord',
  'customerInformation',
  'outgoingItem',
  'incomingItem',
  'task',
  'repairReport',
  'commissioningReport',
  'dispatchNotice',
  'serviceInformation',
];
const states = ['archived', 'archived', 'archived', 'closed', 'draft', 'submitted', 'reviewed'];
const words = [
  '电台',
  '天线',
  '开通',
  '维修',
  '通话',
  '干扰',
  '电源',
  '更换',
  '培训',
  '备件',
  '射频',
  '模块',
  '用户',
  '反映',
  '无法',
  '接收',
  '发射',
  '功率',
  '下降',
  '正常',
  '检查',
  '线缆',
  '插头',
  '松动',
  '软件',
  '升级',
  '键盘',
  '显示',
  '黑屏',
  '复位',
];

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('empty list');
  return item;
}

/** What a customer says, and a serial number. */
export function sentence(random: () => number): string {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(() => pick(words, random));
  return `${a}${b}，${c}${d}${e} SN${String(Math.floor(random() * 90000) + 10000)}`;
}

const rowsPerStatement = 1000;
/** Of one transaction: a page that many rows touch is written to the log once. */
const statementsPerTransaction = 25;
const minutesPerRecord = 5;
const customerCount = 500;
/** Half of the records come from units, as at the center. */
const sites = ['HQ', 'HQ', 'HQ', 'HQ', 'U1', 'U2', 'U3', 'U4'];

/** An account that writes records. */
export interface Author {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
}

/**
 * Fills an empty site with records, their reader rows, history and full text, by bulk statements of 1,000 rows: every tenth
 * record is restricted, every fifth above the lowest level; its author and on every fourth one more account are named.
 * @returns seconds taken
 */
export async function fillRecords(
  database: Database,
  size: number,
  authors: readonly Author[],
): Promise<number> {
  const random = seeded(758);
  const start = performance.now();
  const first = Date.UTC(2026, 10, 1) - size * minutesPerRecord * 60_000;
  await database.inTransaction(insertMasterData);
  const perTransaction = rowsPerStatement * statementsPerTransaction;
  for (let from = 1; from <= size; from += perTransaction) {
    await database.inTransaction(async (tx) => {
      for (let id = from; id < Math.min(from + perTransaction, size + 1); id += rowsPerStatement) {
        await insertRecords(tx, random, id, Math.min(id + rowsPerStatement, size + 1), first, authors);
      }
    });
  }
  return (performance.now() - start) / 1000;
}

/** Public identity of the record of a row number. */
function uidOf(site: string, id: number): string {
  const digits = id
    .toString(32)
    .padStart(16, '0')
    .replaceAll(/[ilou]/g, (letter) => ({ i: 'w', l: 'x', o: 'y', u: 'z' })[letter] ?? letter);
  return `${site}-${digits}`;
}

/** Customers of the branches by turns, models, and sets of them: the row numbers follow one another in this order. */
async function insertMasterData(tx: WriteTx): Promise<void> {
  const rows = JSON.stringify(
    Array.from({ length: customerCount }, (_, n) => [
      uidOf('HQ', n),
      `K${n}`,
      `用户单位${n}`,
      JSON.stringify({ branch: branches[n % branches.length] }),
    ]),
  );
  await sql`INSERT INTO master (uid, type, code, name, initials, content, form_version, state, owning_site, changed_at)
    SELECT value ->> 0, 'customer', value ->> 1, value ->> 2, 'yhdw', value ->> 3, 1, 'active', 'HQ', '2020-01-01T00:00:00.000Z'
    FROM json_each(${rows})`.execute(tx);
  const models = Array.from({ length: modelCount }, (_, n) => [uidOf('HQ', 10_000 + n), `M-${n}`]);
  await sql`INSERT INTO master (uid, type, code, name, initials, content, form_version, state, owning_site, changed_at)
    SELECT value ->> 0, 'model', value ->> 1, '产品', 'cp', '{"military":true}', 1, 'active', 'HQ', '2020-01-01T00:00:00.000Z'
    FROM json_each(${JSON.stringify(models)})`.execute(tx);
  const sets = Array.from({ length: setCount }, (_, n) => [
    uidOf('HQ', 20_000 + n),
    `S${n}`,
    customerCount + 1 + (n % modelCount),
    1 + (n % customerCount),
    JSON.stringify({ batch: `批${n % 40}`, hoursUsed: 100 + n }),
  ]);
  await sql`INSERT INTO master (uid, type, code, name, initials, content, form_version, state, owning_site, model_id, customer_id, changed_at)
    SELECT value ->> 0, 'equipment', value ->> 1, value ->> 1, '', value ->> 4, 1, 'active', 'HQ', value ->> 2, value ->> 3,
      '2020-01-01T00:00:00.000Z' FROM json_each(${JSON.stringify(sets)})`.execute(tx);
}

const branches = ['navy', 'army', 'airForce', 'rocketForce', 'civil'];
const modelCount = 20;
const setCount = 2000;
const answers = ['verySatisfied', 'satisfied', 'satisfied', 'fair', 'dissatisfied'];

/** What a report says that figures look at, beside its text. */
function contentOf(kind: string, text: string, at: string, random: () => number): Record<string, unknown> {
  const day = at.slice(0, 10);
  const later = (hours: number) => new Date(Date.parse(at) + hours * 3_600_000).toISOString();
  const base = { need: text, result: text };
  const evaluation =
    random() < 0.5
      ? {
          evaluationState: 'given',
          evaluationProduct: pick(answers, random),
          evaluationTimeliness: pick(answers, random),
          evaluationSkill: pick(answers, random),
        }
      : { evaluationState: 'declined' };
  if (kind === 'repairReport') {
    return {
      ...base,
      ...evaluation,
      restored: random() < 0.9,
      causeClass: pick(['design', 'component', 'use', 'software'], random),
      reportedAt: at,
      arrivedAt: later(20),
      restoredAt: later(26),
      hoursUsed: Math.floor(random() * 4000),
      partsSwapped: [{ name: '件', quantity: 1 }],
    };
  }
  if (kind === 'commissioningReport') return { ...base, ...evaluation, workKind: 'opening' };
  if (kind !== 'dispatchNotice') return base;
  return {
    ...base,
    startDay: day,
    dueOnSite: later(48).slice(0, 10),
    arrivedDay: later(24 * Math.floor(random() * 4)).slice(0, 10),
    returnedDay: later(120).slice(0, 10),
    handedInDay: later(168).slice(0, 10),
    staff: [{ staff: 'a' }, { staff: 'b' }],
  };
}

async function insertRecords(
  tx: WriteTx,
  random: () => number,
  from: number,
  end: number,
  first: number,
  authors: readonly Author[],
): Promise<void> {
  const rows: unknown[][] = [];
  const readers: unknown[][] = [];
  const equipment: number[][] = [];
  const texts: { recordId: number; tokens: string }[] = [];
  for (let id = from; id < end; id += 1) {
    const author = pick(authors, random);
    const text = sentence(random);
    const at = new Date(first + id * minutesPerRecord * 60_000).toISOString();
    const site = pick(sites, random);
    const level = random() < 0.2 ? 2 : 1;
    const kind = pick(kinds, random);
    if (kind === 'repairReport')
      equipment.push([id, customerCount + modelCount + 1 + Math.floor(random() * setCount)]);
    rows.push([
      id,
      uidOf(site, id),
      kind,
      site,
      pick(states, random),
      text.slice(0, 20),
      level,
      level === 1 ? '内部' : '秘密★10年',
      random() < 0.1 ? 1 : 0,
      at,
      author.id,
      author.name,
      1 + Math.floor(random() * customerCount),
      JSON.stringify(contentOf(kind, text, at, random)),
      kind === 'repairReport' ? '["repair"]' : '[]',
    ]);
    readers.push([id, author.uid, at]);
    const other = pick(authors, random);
    if (random() < 0.25 && other !== author) readers.push([id, other.uid, at]);
    texts.push({ recordId: id, tokens: indexText(text) });
  }
  const json = JSON.stringify(rows);
  await sql`INSERT INTO records (id, uid, kind, form_version, owning_site, state, title, level, marking, restricted,
      occurred_at, recorded_at, author_id, author_name, customer_id, content, parts, changed_at, change_seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, 1, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
      value ->> 9, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 9, value ->> 0
    FROM json_each(${json})`.execute(tx);
  await sql`INSERT INTO record_equipment (record_id, equipment_id) SELECT r.id, value ->> 1 FROM json_each(${JSON.stringify(equipment)})
    CROSS JOIN records r ON r.id = value ->> 0 WHERE r.state NOT IN ('archived')`.execute(tx);
  await sql`INSERT INTO record_readers (record_id, reader, until, reason, granted_by, granted_at)
    SELECT value ->> 0, 'a:' || (value ->> 1), NULL, '拟制人', 'system', value ->> 2
    FROM json_each(${JSON.stringify(readers)})`.execute(tx);
  await sql`INSERT INTO record_history (record_id, at, account_uid, account_name, act, from_state, to_state, version, reason)
    SELECT value ->> 0, value ->> 9, 'bench', value ->> 11, 'create', NULL, 'draft', 1, ''
    FROM json_each(${json})`.execute(tx);
  await indexNewRecords(tx, texts);
}
