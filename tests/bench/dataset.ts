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

/** One record of every tenth is readable only through an explicit reader row; one account is the author of one in 2,000. */
const rowsPerStatement = 1000;
const minutesPerRecord = 5;

/**
 * Fills an empty site with records, their reader rows, history and full text, by bulk statements of 1,000 rows.
 * @returns seconds taken
 */
export async function fillRecords(
  database: Database,
  size: number,
  authors: readonly { id: number; uid: string; name: string }[],
  site: string,
): Promise<number> {
  const random = seeded(758);
  const start = performance.now();
  const first = Date.UTC(2026, 10, 1) - size * minutesPerRecord * 60_000;
  for (let from = 1; from <= size; from += rowsPerStatement) {
    const rows: unknown[][] = [];
    const texts: { recordId: number; tokens: string }[] = [];
    for (let id = from; id < from + rowsPerStatement && id <= size; id += 1) {
      const author = authors[id % authors.length];
      if (author === undefined) throw new Error('no author');
      const text = `${pick(words, random)}${pick(words, random)}，${pick(words, random)}${pick(words, random)}${pick(words, random)} SN${String(Math.floor(random() * 90000) + 10000)}`;
      const at = new Date(first + id * minutesPerRecord * 60_000).toISOString();
      const uid = `${site}-${id
        .toString(32)
        .padStart(16, '0')
        .replaceAll(/[ilou]/g, (letter) => ({ i: 'w', l: 'x', o: 'y', u: 'z' })[letter] ?? letter)}`;
      rows.push([
        id,
        uid,
        pick(kinds, random),
        pick(states, random),
        text.slice(0, 20),
        random() < 0.1 ? 1 : 0,
        at,
        author.id,
        author.uid,
        author.name,
        JSON.stringify({ need: text, result: text }),
      ]);
      texts.push({ recordId: id, tokens: indexText(text) });
    }
    const json = JSON.stringify(rows);
    await database.inTransaction(async (tx) => {
      await insertRecords(tx, json, site);
      await sql`INSERT INTO record_readers (record_id, reader, occurred_at, until, reason, granted_by, granted_at)
        SELECT json_extract(value, '$[0]'), 'a:' || json_extract(value, '$[8]'), json_extract(value, '$[6]'), NULL, '作者', 'system', json_extract(value, '$[6]')
        FROM json_each(${json})`.execute(tx);
      await sql`INSERT INTO record_history (record_id, at, account_uid, account_name, act, from_state, to_state, version, reason)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[6]'), json_extract(value, '$[8]'), json_extract(value, '$[9]'), 'create', NULL, 'draft', 1, ''
        FROM json_each(${json})`.execute(tx);
      await indexNewRecords(tx, texts);
    });
  }
  return (performance.now() - start) / 1000;
}

async function insertRecords(tx: WriteTx, json: string, site: string): Promise<void> {
  await sql`INSERT INTO records (id, uid, kind, form_version, owning_site, state, title, level, marking, restricted,
      occurred_at, recorded_at, author_id, author_name, content, changed_at, change_seq)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), 1, ${site},
      json_extract(value, '$[3]'), json_extract(value, '$[4]'), 1, '内部', json_extract(value, '$[5]'),
      json_extract(value, '$[6]'), json_extract(value, '$[6]'), json_extract(value, '$[7]'), json_extract(value, '$[9]'),
      json_extract(value, '$[10]'), json_extract(value, '$[6]'), json_extract(value, '$[0]')
    FROM json_each(${json})`.execute(tx);
}
