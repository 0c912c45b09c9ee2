import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../main/database/database.ts';
import { keepsTemplates, keepTemplate, takeTemplate } from '../program/templates.ts';

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

const template = 'empty database';

/** Makes an empty database with the current schema in a folder of its own; a test run makes one and copies it from then on. */
export async function scratchDatabase(): Promise<Scratch> {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const file = join(folder, 'site.db');
  const kept = await takeTemplate<{ key: string }>(template, folder);
  const key = kept === undefined ? randomBytes(32) : Buffer.from(kept.key, 'hex');
  const open = async (mode: 'create' | 'existing') =>
    await openDatabase({ file, key, mode, clock: testClock });
  let database = await open(kept === undefined ? 'create' : 'existing');
  if (kept === undefined && keepsTemplates()) {
    await database.close();
    await keepTemplate(template, folder, ['site.db'], { key: key.toString('hex') });
    database = await open('existing');
  }
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
