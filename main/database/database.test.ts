import { randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectPlan } from '../../tests/database/expectPlan.ts';
import { type Scratch, scratchDatabase, testClock } from '../../tests/database/scratch.ts';
import { type DatabaseOptions, openDatabase, type WriteTx } from './database.ts';
import type { Migration } from './migration.ts';
import { migrations } from './migrations/index.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
});
afterEach(() => scratch.remove());

const put = (tx: WriteTx, key: string, value: string) =>
  tx.insertInto('meta').values({ key, value }).execute();
const metaKeys = async () => (await scratch.database.read.selectFrom('meta').select('key').execute()).length;

describe('transactions', () => {
  it('keep all of 200 concurrent transactions, each whole', async () => {
    const { database } = scratch;
    await database.inTransaction((tx) => put(tx, 'counter', '0'));
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        database.inTransaction(async (tx) => {
          const row = await tx
            .selectFrom('meta')
            .select('value')
            .where('key', '=', 'counter')
            .executeTakeFirstOrThrow();
          await tx
            .updateTable('meta')
            .set({ value: String(Number(row.value) + 1) })
            .where('key', '=', 'counter')
            .execute();
          await put(tx, `row${n}`, 'x');
        }),
      ),
    );
    const counter = await database.read
      .selectFrom('meta')
      .select('value')
      .where('key', '=', 'counter')
      .execute();
    expect(counter).toEqual([{ value: '200' }]);
    expect(await metaKeys()).toBe(201);
  });

  it('roll back as a whole when the work throws, and the queue goes on', async () => {
    const failed = scratch.database.inTransaction(async (tx) => {
      await put(tx, 'a', '1');
      throw new Error('stop');
    });
    await expect(failed).rejects.toThrow('stop');
    expect(await metaKeys()).toBe(0);
    await scratch.database.inTransaction((tx) => put(tx, 'b', '1'));
    expect(await metaKeys()).toBe(1);
  });

  it('are not seen by readers before they commit, and see their own rows', async () => {
    await scratch.database.inTransaction(async (tx) => {
      await put(tx, 'a', '1');
      expect(await metaKeys()).toBe(0);
      expect(await tx.selectFrom('meta').select('key').execute()).toHaveLength(1);
    });
    expect(await metaKeys()).toBe(1);
  });

  it('refuse a transaction inside a transaction instead of waiting for themselves', async () => {
    const nested = scratch.database.inTransaction(() => scratch.database.inTransaction(async () => 1));
    await expect(nested).rejects.toThrow('inside a transaction');
  });

  it('refuse a handle that outlived its transaction', async () => {
    let kept: WriteTx | undefined;
    await scratch.database.inTransaction(async (tx) => {
      kept = tx;
    });
    await expect(kept?.selectFrom('meta').selectAll().execute()).rejects.toThrow('is over');
  });

  it('refuse to commit while a statement was not awaited', async () => {
    const forgotten: Promise<unknown>[] = [];
    const work = scratch.database.inTransaction(async (tx) => {
      await put(tx, 'a', '1');
      forgotten.push(put(tx, 'b', '1').catch(() => undefined));
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    });
    await Promise.all([expect(work).rejects.toThrow('not awaited'), ...forgotten]);
    await scratch.database.inTransaction(async () => undefined);
    expect(
      (await scratch.database.read.selectFrom('meta').select('key').where('key', '=', 'a').execute()).length,
    ).toBe(0);
  });
});

describe('the reading handle', () => {
  it('cannot write even when its type is cast away', async () => {
    const cast = scratch.database.read as unknown as WriteTx;
    await expect(put(cast, 'a', '1')).rejects.toThrow(/readonly|read-only/);
    await expect(cast.deleteFrom('meta').execute()).rejects.toThrow(/readonly|read-only/);
  });

  it('shows the index a query uses', async () => {
    const { read } = scratch.database;
    const newest = read
      .selectFrom('records')
      .select('id')
      .orderBy('occurred_at', 'desc')
      .orderBy('id', 'desc')
      .limit(50);
    await expectPlan(read, newest).usesIndex('records_by_occurred');
    await expectPlan(read, newest).sortsNothing();
    await expect(expectPlan(read, read.selectFrom('records').selectAll()).scansNoTable()).rejects.toThrow();
  });
});

describe('closing', () => {
  it('waits for the queue, empties the log and then refuses every call', async () => {
    const { database, file, folder } = scratch;
    const last = database.inTransaction((tx) => put(tx, 'a', '1'));
    await database.close();
    await last;
    await expect(database.inTransaction((tx) => put(tx, 'b', '1'))).rejects.toMatchObject({
      code: 'gate.locked',
    });
    await expect(database.read.selectFrom('meta').selectAll().execute()).rejects.toMatchObject({
      code: 'gate.locked',
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('-wal') || name.endsWith('-shm'))).toEqual([]);
    const again = await openDatabase({ file, key: scratch.key, mode: 'existing', clock: testClock });
    expect(await again.read.selectFrom('meta').select('key').execute()).toEqual([{ key: 'a' }]);
    await again.close();
  });

  it('does not wait for a slow query', async () => {
    const endless = sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`;
    const stopped = endless.execute(scratch.database.read).catch((error: unknown) => error);
    // The query is under way once another one on the same two connections has been answered.
    for (let n = 0; n < 4; n++) await scratch.database.read.selectFrom('meta').select('key').execute();
    await scratch.database.close();
    expect(await stopped).toMatchObject({ code: 'database.busy' });
  });

  it('empties the log on a checkpoint', async () => {
    await scratch.database.inTransaction((tx) => put(tx, 'a', 'x'.repeat(10_000)));
    expect(statSync(`${scratch.file}-wal`).size).toBeGreaterThan(0);
    await scratch.database.checkpoint();
    expect(statSync(`${scratch.file}-wal`).size).toBe(0);
  });
});

describe('opening refuses and leaves the file as it was', () => {
  const options = (): DatabaseOptions => ({
    file: scratch.file,
    key: scratch.key,
    mode: 'existing',
    clock: testClock,
  });
  const bytes = () => readFileSync(scratch.file);

  async function refusal(changed: Partial<DatabaseOptions> = {}): Promise<unknown> {
    const opened = openDatabase({ ...options(), ...changed });
    return opened.then(
      async (database) => database.close(),
      (error: unknown) => error,
    );
  }

  it('a missing file', async () => {
    const file = join(scratch.folder, 'other', 'none.db');
    expect(await refusal({ file })).toMatchObject({ code: 'database.missing' });
    expect(readdirSync(scratch.folder)).not.toContain('other');
  });

  it('a first run over an existing file', async () => {
    expect(await refusal({ mode: 'create' })).toMatchObject({ code: 'gate.not-first-run' });
  });

  it('a wrong key', async () => {
    await scratch.database.close();
    const before = bytes();
    expect(await refusal({ key: randomBytes(32) })).toMatchObject({ code: 'database.wrong-key' });
    expect(bytes().equals(before)).toBe(true);
  });

  it.each([
    ['a flipped byte in the salt', 3],
    ['a flipped byte in the first page', 100],
    ['a flipped byte in the checksum of the first page', 4095],
  ])('%s', async (_, at) => {
    await scratch.database.close();
    const damaged = bytes();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(scratch.file, damaged);
    const error = await refusal();
    // A damaged salt changes the keys of all checksums: no page can speak for the key then.
    expect(error).toMatchObject({ code: at < 16 ? 'database.wrong-key' : 'database.damaged' });
    expect(bytes().equals(damaged)).toBe(true);
  });

  it.each([0, 1, 4096, 10_000, -4096, -1])('a file cut to %i bytes', async (length) => {
    await scratch.database.close();
    truncateSync(
      scratch.file,
      length <= 0 ? Math.max(0, length === 0 ? 0 : bytes().length + length) : length,
    );
    const before = bytes();
    const error = await refusal();
    expect(['database.damaged', 'database.wrong-key']).toContain((error as { code: string }).code);
    expect(bytes().equals(before)).toBe(true);
  });

  it('a file of something else', async () => {
    await scratch.database.close();
    writeFileSync(scratch.file, randomBytes(8192));
    expect(await refusal()).toMatchObject({ code: 'database.wrong-key' });
  });

  it('a newer database, with its log', async () => {
    const later: Migration = {
      name: '20991231000000_later',
      reason: 'test',
      up: ['CREATE TABLE later (id INTEGER)'],
    };
    await scratch.database.close();
    const newer = await openDatabase({ ...options(), migrations: [...migrations, later] });
    await newer.close();
    const before = bytes();
    const error = await refusal();
    expect(error).toMatchObject({
      code: 'database.newer',
      params: { found: later.name, known: migrations.at(-1)?.name },
    });
    expect(bytes().equals(before)).toBe(true);
    const left = readdirSync(scratch.folder).filter((name) => !name.startsWith('before-migration-'));
    expect(left.sort()).toEqual(['site.db', 'station.lock']);
  });

  it('a data folder that another opener holds', async () => {
    expect(await refusal()).toMatchObject({ code: 'database.in-use' });
  });

  it.each([0x6969, 0xff534d42, 0xfe534d42, 0x65735546])('a network folder (type %i)', async (type) => {
    await scratch.database.close();
    expect(await refusal({ fileSystemType: async () => type })).toMatchObject({
      code: 'database.network-folder',
    });
  });

  it('and opens again once the cause is gone', async () => {
    await scratch.database.close();
    await refusal({ key: randomBytes(32) });
    const database = await openDatabase(options());
    expect(database.schemaVersion).toBe(migrations.at(-1)?.name);
    await database.close();
  });
});

describe('migration', () => {
  const step = (up: string[]): Migration => ({ name: '20270101000000_step', reason: 'test', up });
  const copies = () => readdirSync(scratch.folder).filter((name) => name.startsWith('before-migration-'));

  it('keeps a verified copy of the file from before, then takes the step once', async () => {
    await scratch.database.inTransaction((tx) => put(tx, 'a', '1'));
    await scratch.database.close();
    const all = [...migrations, step(['ALTER TABLE meta ADD COLUMN note TEXT'])];
    const open = () =>
      openDatabase({
        file: scratch.file,
        key: scratch.key,
        mode: 'existing',
        clock: testClock,
        migrations: all,
      });
    await (await open()).close();
    await (await open()).close();
    expect(copies()).toHaveLength(1);
    const folder = mkdtempSync(join(tmpdir(), 'copy-'));
    writeFileSync(join(folder, 'site.db'), readFileSync(join(scratch.folder, copies()[0] ?? '')));
    const old = await openDatabase({
      file: join(folder, 'site.db'),
      key: scratch.key,
      mode: 'existing',
      clock: testClock,
    });
    expect(await old.read.selectFrom('meta').select('key').execute()).toEqual([{ key: 'a' }]);
    await old.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a broken statement', ['CREATE TABLE fine (id INTEGER)', 'CREATE TABLE broken (']],
    [
      'broken references',
      ["INSERT INTO account_roles (account_id, role, granted_at) VALUES (9, 'operator', '')"],
    ],
  ])('undoes a step with %s and leaves the database usable', async (_, up) => {
    await scratch.database.close();
    const options: DatabaseOptions = {
      file: scratch.file,
      key: scratch.key,
      mode: 'existing',
      clock: testClock,
    };
    await expect(openDatabase({ ...options, migrations: [...migrations, step(up)] })).rejects.toThrow();
    const database = await openDatabase(options);
    const tables = await database.read.selectFrom('account_roles').selectAll().execute();
    expect(tables).toEqual([]);
    await database.close();
  });

  it('removes the file of a first run that failed', async () => {
    const file = join(scratch.folder, 'sub.db');
    const other = mkdtempSync(join(tmpdir(), 'first-'));
    const failing = openDatabase({
      file: join(other, 'site.db'),
      key: scratch.key,
      mode: 'create',
      clock: testClock,
      migrations: [step(['CREATE TABLE broken ('])],
    });
    await expect(failing).rejects.toThrow();
    expect(readdirSync(other).filter((name) => name.startsWith('site.db'))).toEqual([]);
    rmSync(other, { recursive: true });
    expect(readdirSync(scratch.folder)).not.toContain(file);
  });
});

describe('a copy', () => {
  it('is whole, under the same key, and shows one moment while writers go on', async () => {
    const { database, folder, key } = scratch;
    await database.inTransaction((tx) => put(tx, 'before', '1'));
    const target = join(folder, 'copy.db');
    const copying = database.copyTo(target);
    const writing = Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        database.inTransaction((tx) => put(tx, `during${n}`, 'x'.repeat(5000))),
      ),
    );
    const figures = await copying;
    await writing;
    expect(figures.bytes).toBe(statSync(target).size);
    expect(await metaKeys()).toBe(51);
    const other = mkdtempSync(join(tmpdir(), 'copy-'));
    writeFileSync(join(other, 'site.db'), readFileSync(target));
    const copy = await openDatabase({
      file: join(other, 'site.db'),
      key,
      mode: 'existing',
      clock: testClock,
    });
    expect(await copy.read.selectFrom('meta').select('key').execute()).toHaveLength(figures.rows.meta ?? 0);
    await copy.close();
    rmSync(other, { recursive: true });
  });

  it('never overwrites a file', async () => {
    await expect(scratch.database.copyTo(scratch.file)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
