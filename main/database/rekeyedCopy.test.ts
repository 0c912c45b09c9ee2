import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Scratch, scratchDatabase } from '../../tests/database/scratch.ts';
import { readDatabase } from '../../tests/demo/unwrap.ts';
import { verifyDatabaseFile } from './copy.ts';
import { writeRekeyed } from './rekeyedCopy.ts';

let scratch: Scratch;
const nextKey = randomBytes(32);
const target = () => join(scratch.folder, 'next.db');

beforeEach(async () => {
  scratch = await scratchDatabase();
  await scratch.database.inTransaction(async (tx) => {
    for (let n = 0; n < 400; n++)
      await tx
        .insertInto('meta')
        .values({ key: `key ${n}`, value: 'x'.repeat(2000) })
        .execute();
  });
  await scratch.database.checkpoint();
});
afterEach(() => scratch.remove());

const write = (
  signal = new AbortController().signal,
  onProgress: (done: number, total: number) => void = () => undefined,
) => writeRekeyed({ file: scratch.file, key: scratch.key, nextKey, target: target(), signal, onProgress });

describe('a copy under another key', () => {
  it('holds every row under the new key, triggers and indexes included, and opens with nothing else', async () => {
    const steps: number[] = [];
    await write(undefined, (done, total) => steps.push(done / total));
    expect(steps.at(-1)).toBe(1);
    const [before, after] = [
      await verifyDatabaseFile(scratch.file, scratch.key),
      await verifyDatabaseFile(target(), nextKey),
    ];
    expect(after.rows).toEqual(before.rows);
    await expect(verifyDatabaseFile(target(), scratch.key)).rejects.toMatchObject({
      code: 'database.damaged',
    });
    const schema = (file: string, key: Buffer) =>
      readDatabase(file, key.toString('hex'), (rows) =>
        rows('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name'),
      );
    expect(schema(target(), nextKey)).toEqual(schema(scratch.file, scratch.key));
  });

  it('that is stopped leaves no file', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(write(stop.signal)).rejects.toMatchObject({ code: 'gate.locked' });
    const later = new AbortController();
    await expect(write(later.signal, () => later.abort())).rejects.toMatchObject({ code: 'gate.locked' });
    expect(readdirSync(scratch.folder).filter((name) => name.startsWith('next'))).toEqual([]);
  });
});
