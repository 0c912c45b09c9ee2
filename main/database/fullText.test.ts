import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexText, matchExpression } from '../../shared/text/cjk.ts';
import { expectPlan } from '../../tests/database/expectPlan.ts';
import { type Scratch, scratchDatabase } from '../../tests/database/scratch.ts';
import { indexNewRecords, indexRecord, removeFromIndex } from './fullText.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
});
afterEach(() => scratch.remove());

const put = (id: number, text: string) =>
  scratch.database.inTransaction((tx) => indexRecord(tx, { recordId: id, tokens: indexText(text) }));
async function find(typed: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`SELECT rowid AS id FROM record_fts
    WHERE record_fts MATCH ${matchExpression(typed)} ORDER BY rowid DESC LIMIT 50`.execute(
    scratch.database.read,
  );
  return rows.map((row) => row.id);
}

describe('full text', () => {
  it('finds any run of Chinese characters, newest first', async () => {
    await put(1, '某型雷达液压系统漏油');
    await put(2, '液压泵更换后仍漏油');
    await put(3, '通信故障');
    expect(await find('液压')).toEqual([2, 1]);
    expect(await find('压系')).toEqual([1]);
    expect(await find('漏油 液压')).toEqual([2, 1]);
    expect(await find('系液')).toEqual([]);
    expect(await find('油')).toEqual([2, 1]);
  });

  it('finds numbers, Latin words and full-width forms whatever their case', async () => {
    await put(1, '装备编号 ＡＢ-1024，型号 Type9');
    expect(await find('ab-1024')).toEqual([1]);
    expect(await find('TYPE9')).toEqual([1]);
    expect(await find('ＡＢ')).toEqual([1]);
  });

  it('finds rare characters outside the first plane', async () => {
    await put(1, '站长𠮷田来电');
    expect(await find('𠮷田')).toEqual([1]);
  });

  it('replaces and removes the words of a record', async () => {
    await put(1, '旧内容');
    await put(1, '新内容');
    expect(await find('旧')).toEqual([]);
    expect(await find('新内')).toEqual([1]);
    await scratch.database.inTransaction((tx) => removeFromIndex(tx, 1));
    expect(await find('内容')).toEqual([]);
    await scratch.database.inTransaction((tx) =>
      sql`INSERT INTO record_fts (record_fts, rank) VALUES ('integrity-check', 0)`.execute(tx),
    );
  });

  it('erases the words of a removed record from the index itself', async () => {
    for (let id = 1; id <= 50; id++) await put(id, `记录 ${id} 普通`);
    await put(99, 'canaryword');
    await scratch.database.inTransaction((tx) => removeFromIndex(tx, 99));
    const { rows } = await sql<{ block: Buffer }>`SELECT block FROM record_fts_data`.execute(
      scratch.database.read,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ block }) => block.includes('anaryword'))).toBe(false);
  });

  it('takes many records in one go', async () => {
    const entries = Array.from({ length: 2500 }, (_, n) => ({
      recordId: n + 1,
      tokens: indexText(`第${n}号 液压`),
    }));
    await scratch.database.inTransaction((tx) => indexNewRecords(tx, entries));
    expect(await find('液压')).toHaveLength(50);
    expect(await find('第2499号')).toEqual([2500]);
  });

  it('is read through its index in order, without sorting', async () => {
    const query = scratch.database.read
      .selectFrom('record_fts')
      .select('rowid')
      .where(sql<boolean>`record_fts MATCH '"液 压"'`)
      .orderBy('rowid', 'desc')
      .limit(50);
    await expectPlan(scratch.database.read, query).sortsNothing();
  });
});
