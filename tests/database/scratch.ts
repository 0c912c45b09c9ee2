import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../main/database/database.ts';

/** A database of its own for one test. */
export interface Scratch {
  readonly database: Database;
  readonly folder: string;
  readonly file: string;
  readonly key: Buffer;
  /** Closes the database and removes its folder. */
  remove(): Promise<void>;
}

/** Fixed clock of the tests: nothing in them depends on the day they run. */
export const testClock = (): Date => new Date('2026-11-22T08:00:00.000Z');

/** Makes an empty database with the current schema in a folder of its own. */
export async function scratchDatabase(): Promise<Scratch> {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const file = join(folder, 'site.db');
  const key = randomBytes(32);
  const database = await openDatabase({ file, key, mode: 'create', clock: testClock });
  return {
    database,
    folder,
    file,
    key,
    async remove() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
