import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AppError } from '../../shared/errors.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import { bareHost, quickCost, Site, type SiteOptions } from '../program/site.ts';

/** Outcome of a call: `done`, or the code of its error. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** A site in a folder of its own, with a clock that the test moves. */
export interface UnderAttack {
  readonly site: Site;
  readonly folder: string;
  readonly clock: { now: Date };
  /** One row of raw SQL on the open session's database, as a broken program would send it. */
  raw(text: string): Promise<Record<string, unknown>[]>;
  /** The same as writes, in one transaction. */
  write(...texts: string[]): Promise<void>;
  /** Closes the program and opens it again on the same folder. */
  restart(): Promise<Site>;
  remove(): Promise<void>;
}

/** Makes a site for attacks. */
export async function siteUnderAttack(
  kind: SiteKind = 'center',
  code = 'HQ',
  more: Pick<SiteOptions, 'readSpace'> = {},
): Promise<UnderAttack> {
  const folder = await mkdtemp(join(tmpdir(), 'attack-'));
  const clock = { now: new Date('2026-11-02T01:00:00.000Z') };
  const options: SiteOptions = {
    ...more,
    folder,
    code,
    name: '试验站点',
    kind,
    highestLevel: 2,
    host: bareHost,
    // Never twice the same moment, as in life.
    clock: () => {
      clock.now = new Date(clock.now.getTime() + 1);
      return clock.now;
    },
    passwordCost: quickCost,
  };
  let site = await Site.create(options);
  const database = () => {
    const session = site.app.station.session;
    if (session === undefined) throw new Error('nobody is logged in');
    return session.database;
  };
  return {
    get site() {
      return site;
    },
    folder,
    clock,
    raw: async (text) => (await sql.raw<Record<string, unknown>>(text).execute(database().read)).rows,
    write: async (...texts) =>
      await database().inTransaction(async (tx) => {
        for (const text of texts) await sql.raw(text).execute(tx);
      }),
    restart: async () => {
      await site.close();
      site = (await Site.open(options)).adopt(site);
      return site;
    },
    remove: async () => {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A phone record of the person at the screen. */
export async function phoneRecord(site: Site, need: string): Promise<RecordUid> {
  const { uid } = await site.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { direction: 'in', caller: '林某', need },
  });
  return uid;
}
