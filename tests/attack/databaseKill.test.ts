import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/database/database.ts';
import { type Scratch, scratchDatabase, testClock } from '../database/scratch.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
  await scratch.database.close();
});
afterEach(() => scratch.remove());

/** Runs the writer, kills it right after it named `acknowledgements` transactions; answers the last one named. */
async function killedAfter(acknowledgements: number, start: number): Promise<number> {
  const program = fileURLToPath(new URL('./killedWriter.ts', import.meta.url));
  const child = spawn(process.execPath, [program, scratch.file, scratch.key.toString('hex'), String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = start - 1;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++seen === acknowledgements) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

async function transactions(): Promise<number[]> {
  const database = await openDatabase({
    file: scratch.file,
    key: scratch.key,
    mode: 'existing',
    clock: testClock,
  });
  const rows = await database.read.selectFrom('meta').select('key').execute();
  await database.close();
  const parts = new Map<number, number>();
  for (const { key } of rows) {
    const n = Number(key.split(' ')[1]);
    parts.set(n, (parts.get(n) ?? 0) + 1);
  }
  expect([...parts.values()].every((count) => count === 3)).toBe(true);
  return [...parts.keys()].sort((a, b) => a - b);
}

describe('a program killed while it writes', () => {
  it('loses no acknowledged transaction, leaves no half one, and the folder is free again', async () => {
    let next = 0;
    for (const acknowledgements of [1, 2, 7, 31]) {
      const last = await killedAfter(acknowledgements, next);
      const kept = await transactions();
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => n));
      expect(kept.length).toBeGreaterThanOrEqual(last + 1);
      next = kept.length;
    }
  });

  it('holds the folder while it lives: a second program is refused and changes nothing', async () => {
    const program = fileURLToPath(new URL('./killedWriter.ts', import.meta.url));
    const child = spawn(process.execPath, [program, scratch.file, scratch.key.toString('hex')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const second = openDatabase({ file: scratch.file, key: scratch.key, mode: 'existing', clock: testClock });
    await expect(second).rejects.toMatchObject({ code: 'database.in-use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await transactions()).length).toBeGreaterThan(0);
  });
});
