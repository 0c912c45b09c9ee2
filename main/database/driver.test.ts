import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { Connection } from './driver.ts';
import { StatementError } from './failures.ts';
import { shapeOf } from './statement.ts';

let folder: string;
let connection: Connection;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'driver-'));
  connection = await Connection.open({ file: join(folder, 'a.db'), key: randomBytes(32), mode: 'create' });
  await connection.makeDurable();
  await connection.script(
    'CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, s TEXT, b BLOB) STRICT',
  );
});
afterEach(async () => {
  await connection.close();
  rmSync(folder, { recursive: true });
});

async function storedAs(column: string, value: unknown): Promise<unknown> {
  await connection.run(`INSERT OR REPLACE INTO t (id, ${column}) VALUES (1, ?)`, [value]);
  return (await connection.first(`SELECT ${column} AS v FROM t WHERE id = 1`))?.v;
}

describe('a value goes in and comes out the same, or is refused', () => {
  it('keeps every safe integer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), async (value) => {
        expect(await storedAs('i', value)).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps finite numbers within the safe range', async () => {
    for (const value of [0.1, -2.5, 1e-300, 2 ** 52 + 0.5]) expect(await storedAs('r', value)).toBe(value);
  });

  it('keeps every well-formed text, with zero bytes and characters outside the first plane', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (value) => {
        expect(await storedAs('s', value)).toBe(value);
      }),
      { numRuns: 50 },
    );
    expect(await storedAs('s', 'a\u0000b𠮷')).toBe('a\u0000b𠮷');
  });

  it('keeps bytes, also of a view into a larger buffer', async () => {
    const view = new Uint8Array([9, 1, 2, 0, 9]).subarray(1, 4);
    expect(await storedAs('b', view)).toEqual(Buffer.from([1, 2, 0]));
  });

  it('stores a truth value as 1 or 0 and null as null', async () => {
    expect(await storedAs('i', true)).toBe(1);
    expect(await storedAs('i', false)).toBe(0);
    expect(await storedAs('i', null)).toBeNull();
  });

  it.each([
    ['a BigInt', 1n],
    ['undefined', undefined],
    ['an integer beyond 2^53', 2 ** 53],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', '\ud800'],
    ['an empty blob (it would become NULL)', new Uint8Array()],
    ['a date', new Date(0)],
    ['an object', { a: 1 }],
    ['an array', [1]],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('refuses %s', async (_, value) => {
    await expect(storedAs('i', value)).rejects.toMatchObject({ code: 'database.value-unsafe' });
    expect(await connection.run('SELECT * FROM t')).toMatchObject({ rows: [] });
  });

  it('refuses to answer an integer that JavaScript would round', async () => {
    await connection.script('INSERT INTO t (id, i) VALUES (1, 9007199254740993)');
    await expect(connection.run('SELECT i FROM t')).rejects.toMatchObject({ code: 'database.value-unsafe' });
  });

  it('refuses missing and superfluous values', async () => {
    await expect(connection.run('SELECT ?, ?', [1])).rejects.toBeInstanceOf(StatementError);
    await expect(connection.run('SELECT ?', [1, 2])).rejects.toBeInstanceOf(StatementError);
  });
});

describe('one statement at a time', () => {
  it.each([
    'DELETE FROM t; DELETE FROM t',
    'SELECT 1; SELECT 2',
    "INSERT INTO t (s) VALUES ('a'); -- then\n DROP TABLE t",
    'SELECT 1;"x"',
  ])('refuses %s', async (sql) => {
    await expect(connection.run(sql)).rejects.toThrow('one statement at a time');
  });

  it.each([
    "INSERT INTO t (s) VALUES ('a; b')",
    'SELECT 1;',
    'SELECT 1; -- the end',
    'SELECT /* a; b */ 1 -- ; c',
    'CREATE TRIGGER g BEFORE DELETE ON t BEGIN SELECT 1; SELECT 2; END',
    'CREATE TEMP TRIGGER g BEFORE DELETE ON t BEGIN SELECT 1; END',
  ])('accepts %s', async (sql) => {
    await expect(connection.run(sql)).resolves.toBeDefined();
  });

  it('counts placeholders outside quotes and comments only', () => {
    expect(shapeOf(`SELECT ?, '?', "?" /* ? */ FROM t WHERE a = ? -- ?`).placeholders).toBe(2);
  });

  it('knows which statements answer rows', async () => {
    expect((await connection.run("INSERT INTO t (s) VALUES ('x') RETURNING id")).rows).toEqual([{ id: 1 }]);
    expect(await connection.run("UPDATE t SET s = 'y'")).toMatchObject({ changes: 1, rows: [] });
    expect((await connection.run('WITH w AS (SELECT 7 AS n) SELECT n FROM w')).rows).toEqual([{ n: 7 }]);
  });
});

describe('connection', () => {
  it('runs statements in the order they were issued', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => connection.run('INSERT INTO t (i) VALUES (?)', [n])),
    );
    const { rows } = await connection.run('SELECT i FROM t ORDER BY id');
    expect(rows.map((row) => row.i)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('keeps working when more different statements were run than it keeps prepared', async () => {
    for (let n = 0; n < 600; n++) expect(await connection.first(`SELECT ${n} AS n`)).toEqual({ n });
    expect(await connection.first('SELECT 0 AS n')).toEqual({ n: 0 });
  });

  it('sets durability, secure deletion and foreign keys', async () => {
    const pragma = async (name: string) => Object.values((await connection.first(`PRAGMA ${name}`)) ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('secure_delete')).toBe(1);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('temp_store')).toBe(2);
    expect(await pragma('trusted_schema')).toBe(0);
  });

  it('closes whatever is under way: every statement issued before is answered, every later one refused', async () => {
    const other = await Connection.open({ file: join(folder, 'b.db'), key: randomBytes(32), mode: 'create' });
    const issued = Array.from({ length: 20 }, (_, n) => other.first(`SELECT ${n} AS n`));
    const closing = other.close();
    await expect(other.run('SELECT 1')).rejects.toMatchObject({ sqliteCode: 'SQLITE_MISUSE' });
    expect(await Promise.all(issued)).toEqual(issued.map((_, n) => ({ n })));
    await closing;
    other.interrupt();
  });

  it('can be interrupted: the running statement fails, the next one runs', async () => {
    const endless = connection.run(
      'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n',
    );
    const verdict = endless.catch((error: unknown) => error);
    // The statement may not have begun yet; an interrupt before its first step would hit nothing.
    const again = setInterval(() => connection.interrupt(), 5);
    expect(await verdict).toMatchObject({ code: 'database.busy' });
    clearInterval(again);
    expect(await connection.first('SELECT 1 AS n')).toEqual({ n: 1 });
  });

  it('says in its errors what failed, never which values', async () => {
    await connection.script('CREATE UNIQUE INDEX u ON t (s)');
    await connection.run('INSERT INTO t (s) VALUES (?)', ['秘密内容']);
    const error = await connection.run('INSERT INTO t (s) VALUES (?)', ['秘密内容']).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'StatementError', sqliteCode: 'SQLITE_CONSTRAINT' });
    expect(String(error)).not.toContain('秘密内容');
  });

  it('says that the disk is full, and keeps what was there', async () => {
    await connection.run('INSERT INTO t (s) VALUES (?)', ['kept']);
    await connection.script('PRAGMA max_page_count = 3');
    const error = await connection
      .run('INSERT INTO t (s) VALUES (?)', ['x'.repeat(50_000)])
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'database.disk-full' });
    expect((await connection.run('SELECT s FROM t')).rows).toEqual([{ s: 'kept' }]);
  });

  it('says that another connection is writing, after waiting as long as it was told to', async () => {
    const file = join(folder, 'c.db');
    const key = randomBytes(32);
    const first = await Connection.open({ file, key, mode: 'create' });
    await first.makeDurable();
    const second = await Connection.open({ file, key, mode: 'write', busyTimeoutMs: 0 });
    await first.run('BEGIN IMMEDIATE');
    await expect(second.run('BEGIN IMMEDIATE')).rejects.toMatchObject({ code: 'database.busy' });
    await first.close();
    await second.close();
  });

  it('turns the message of a guarding trigger into the sentence for it', async () => {
    await connection.run(
      `CREATE TRIGGER g BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
    );
    await connection.run('INSERT INTO t (i) VALUES (1)');
    const error = await connection.run('DELETE FROM t').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'record.frozen' });
  });
});
