import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { RecordUid } from '../../shared/ids.ts';
import { TestOffice } from '../e2e/office.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import type { ActTask, Step } from './actChild.ts';
import { outcome } from './siteUnderAttack.ts';

const program = fileURLToPath(new URL('./actChild.ts', import.meta.url));

/** Acts of daily work that are killed, besides those on keys and backups. */
export const dailyActs = ['save', 'archive', 'export', 'import'] as const;
/** Act of daily work. */
export type DailyAct = (typeof dailyActs)[number];

/** How the program ended: killed, or with its outcome and the number of points it passed. */
export type Ended = { readonly points: number; readonly outcome: string } | 'killed';

/** Two sites that trust each other, copied anew for every attempt. */
export interface ActGround {
  /** Kills an act at a point and answers what no longer works: nothing, when old or new state is whole. */
  attempt(act: DailyAct, point: number): Promise<{ ended: Ended; complaints: string[] }>;
  remove(): Promise<void>;
}

/** Makes both sites: a draft and a closed record at the center, an approved and a written package at the unit. */
export async function actGround(): Promise<ActGround> {
  const office = await TestOffice.make();
  const { center, unit } = office;
  await office.registers('试验打印机');
  const call = async (site: Site, login: string, close: boolean): Promise<RecordUid> => {
    await site.as(login);
    const { uid } = await site.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt: '2026-11-20T02:00:00.000Z',
        caller: '李参谋',
        need: '雷达显示异常',
        opinion: '检查电源',
        solvedOnCall: true,
        result: '恢复正常',
      },
    });
    if (close) await site.call('records.move', { uid, move: 'close' });
    return uid;
  };
  const draft = await call(center, 'xinxi', false);
  const closed = await call(center, 'xinxi', true);
  const sent = await call(unit, 'zhuanren', true);
  const month = new Date().toISOString().slice(0, 7);
  const { uid: prepared } = await office.send(unit, 'zhuanren', 'CTR', month, 'approved');
  const template = await mkdtemp(join(tmpdir(), 'act-template-'));
  await office.closeSites();
  await cp(office.folder, template, { recursive: true });
  // The package of the import is the one that the export would write.
  const unitAgain = (await Site.open(unit.options)).adopt(unit);
  await unitAgain.as('lingdao');
  const release = { uid: prepared, folder: office.medium, password: unit.person('lingdao').password };
  const { file } = await unitAgain.call('exchange.release', release as never);
  await unitAgain.close();
  await cp(office.medium, join(template, 'written'), { recursive: true });

  const step = (site: Site, login: string, path: string, input: unknown): Step => ({
    ...site.second(login),
    path,
    input,
  });
  const ways = (live: string): Record<DailyAct, readonly Step[]> => ({
    save: [
      step(center, 'xinxi', 'records.saveField', {
        uid: draft,
        field: 'need',
        value: '又一次异常',
        version: null,
      }),
    ],
    archive: [
      step(center, 'xinxi', 'records.move', {
        uid: closed,
        move: 'archive',
        original: { received: true, from: '李', place: '柜', dueOn: null },
      }),
    ],
    export: [step(unit, 'lingdao', 'exchange.release', { ...release, folder: join(live, 'medium') })],
    import: [
      step(center, 'xinxi', 'exchange.check', {
        file: file.replace(office.medium, join(live, 'written')),
        medium: 'CTR-U-001',
        scanResult: '未发现病毒',
      }),
      step(center, 'xinxi', 'exchange.accept', { previewUid: '$preview' }),
    ],
  });

  return {
    attempt: async (act, point) => {
      const live = await mkdtemp(join(tmpdir(), 'act-'));
      await cp(template, live, { recursive: true });
      const site = act === 'export' ? unit : center;
      const { code, kind, name } = site.options;
      const steps = ways(live)[act];
      const ended = await runChild({ folder: join(live, code), code, kind, steps, at: point });
      const again = await runChild({ folder: join(live, code), code, kind, steps, at: 0 });
      const complaints: string[] = [];
      // The act is done once more, or was done: never half, never lost, never twice.
      const fine = act === 'archive' ? ['done', 'record.move-refused', 'record.frozen'] : ['done'];
      const repeated = again === 'killed' ? 'killed' : again.outcome;
      const alreadyThere = act === 'import' && repeated === 'gate.bad-input';
      if (!fine.includes(repeated) && !alreadyThere) complaints.push(`again: ${repeated}`);
      const opened = (
        await Site.open({
          folder: join(live, code),
          code,
          name,
          kind,
          highestLevel: 3,
          host: bareHost,
          passwordCost: quickCost,
        })
      ).adopt(site);
      const found = await outcome(opened.asPost('auditor'));
      if (found !== 'done') complaints.push(`log in: ${found}`);
      const { intact, problem } = await opened.call('audit.verify', {});
      if (!intact) complaints.push(`audit: ${problem ?? ''}`);
      complaints.push(...(await whatIsThere(opened, act, { draft, closed, sent })));
      await opened.close();
      await rm(live, { recursive: true, force: true });
      return { ended, complaints };
    },
    remove: async () => {
      await office.remove();
      await rm(template, { recursive: true, force: true });
    },
  };
}

/** After the act was repeated its effect is there exactly once. */
async function whatIsThere(
  site: Site,
  act: DailyAct,
  uids: Readonly<Record<'draft' | 'closed' | 'sent', RecordUid>>,
): Promise<string[]> {
  const db = site.app.station.session?.database.read;
  if (db === undefined) return ['nobody is logged in'];
  const one = async (query: ReturnType<typeof sql<{ n: number | string | null }>>) =>
    (await query.execute(db)).rows[0]?.n ?? null;
  const effect: Readonly<Record<DailyAct, () => Promise<string[]>>> = {
    save: async () => {
      const content = await one(sql`SELECT content AS n FROM records WHERE uid = ${uids.draft}`);
      return String(content).includes('又一次异常') ? [] : ['the field is not saved'];
    },
    archive: async () => {
      const numbers = await one(sql`SELECT count(*) AS n FROM number_register g JOIN records r
        ON r.archive_number = g.number WHERE r.uid = ${uids.closed} AND r.state = 'archived'`);
      return numbers === 1 ? [] : [`archived under ${numbers} numbers`];
    },
    export: async () => {
      const state = await one(sql`SELECT group_concat(state) AS n FROM packages_out`);
      return state === 'written' ? [] : [`packages: ${state}`];
    },
    import: async () => {
      const records = await one(sql`SELECT count(*) AS n FROM records WHERE uid = ${uids.sent}`);
      const packages = await one(sql`SELECT count(*) AS n FROM packages_in WHERE state = 'imported'`);
      return records === 1 && packages === 1 ? [] : [`${records} records of ${packages} packages`];
    },
  };
  return await effect[act]();
}

async function runChild(task: ActTask): Promise<Ended> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return await new Promise((resolve, reject) => {
    child.once('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (output === '') reject(new Error('the program ended without an answer'));
      else resolve(JSON.parse(output) as Ended);
    });
  });
}
