import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyBackup } from '../../main/database/backup.ts';
import type { SetOpening } from '../../shared/contract/backup.ts';
import { type KeySite, keySite, type Papers } from '../program/keySite.ts';
import { Site } from '../program/site.ts';
import type { ChildTask } from './backupChild.ts';
import { outcome } from './siteUnderAttack.ts';

const program = fileURLToPath(new URL('./backupChild.ts', import.meta.url));

/** How the program ended: killed, or with its outcome and the number of points it passed. */
export type Ended = { readonly points: number; readonly outcome: string } | 'killed';

async function runChild(task: ChildTask): Promise<Ended> {
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

/** Acts that are cut short, each on a copy of the same site. */
export const cutActs = ['backup.run', 'backup.rehearse', 'backup.retire', 'backup.restore'] as const;
/** What a person may be told when the disk is full: one of these, or the act is done. */
export const fullDiskAnswers: readonly string[] = [
  'done',
  'database.backup-failed',
  'database.disk-full',
  'gate.audit-failed',
  'database.nearly-full',
];
/** An act that is cut short. */
export type CutAct = (typeof cutActs)[number];

/** A site with a set, copied anew for every attempt. */
export interface KillGround {
  attempt(act: CutAct, at: number, fault: ChildTask['fault']): Promise<{ ended: Ended; works: string[] }>;
  remove(): Promise<void>;
}

/** Makes the site, its target and one set. */
export async function killGround(): Promise<KillGround> {
  const at: KeySite = await keySite();
  const papers: Papers = await at.split();
  await at.site.close();
  const people = [
    at.site.second(at.site.loginOf('systemAdmin')),
    at.site.second(at.site.loginOf('securityAdmin')),
  ] as const;
  // Always the same path, because the target is kept as one; each attempt finds it as it was.
  const live = join(at.folder, 'live');
  const template = join(at.folder, 'template');
  const target = join(live, 'target');
  await mkdir(target, { recursive: true });
  for (const part of ['data', 'station'])
    await cp(join(at.folder, part), join(live, part), { recursive: true });
  const site = await reopen(at, live);
  await site.asPost('systemAdmin');
  await site.call('backup.configure', { folder: target, second: people[1] });
  const { set } = await site.call('backup.run');
  await site.close();
  await cp(live, template, { recursive: true });
  const opening: SetOpening = { with: 'posts', people: [...people], stationSecret: papers.stationSecret };
  let attempts = 0;

  return {
    attempt: async (act, point, fault) => {
      attempts += 1;
      await rm(live, { recursive: true, force: true });
      await cp(template, live, { recursive: true });
      const bare = join(live, 'bare');
      const work = join(live, 'work');
      for (const folder of [bare, work]) await mkdir(folder);
      // On a bare machine, and in the place of the site, by turns.
      const ground = act === 'backup.restore' && attempts % 2 === 0 ? bare : live;
      const inputs: Record<CutAct, unknown> = {
        'backup.run': undefined,
        'backup.rehearse': { folder: set.folder, workFolder: work, opening },
        'backup.retire': { folder: join(live, 'moving'), second: people[1] },
        'backup.restore': { folder: set.folder, opening, handOver: null },
      };
      const input = inputs[act];
      const ended = await runChild({ folder: ground, login: people[0], act, input, at: point, fault });
      return { ended, works: await whatWorks(at, ground, live, act, input) };
    },
    remove: async () => await at.remove(),
  };
}

async function reopen(at: KeySite, folder: string): Promise<Site> {
  return (await Site.open({ ...at.site.options, folder })).adopt(at.site);
}

/** What the program can do after the act was cut: an empty list of complaints when old or new state works. */
async function whatWorks(
  at: KeySite,
  ground: string,
  folder: string,
  act: CutAct,
  input: unknown,
): Promise<string[]> {
  const complaints: string[] = [];
  const site = await reopen(at, ground);
  const need = async (what: string, work: Promise<unknown>): Promise<void> => {
    const found = await outcome(work);
    if (found !== 'done') complaints.push(`${what}: ${found}`);
  };
  // Nothing finished may be broken, wherever sets lie.
  for (const place of ['target', 'moving']) {
    for (const name of await readdir(join(folder, place)).catch(() => [])) {
      if (name.includes('.')) continue;
      const { faults } = await verifyBackup(join(folder, place, name));
      if (faults.length > 0) complaints.push(`${place}/${name} is finished and broken`);
    }
  }
  if (site.app.station.phase === 'firstRun') {
    if (act !== 'backup.restore') complaints.push('the site is gone');
    await need('restore again', site.call('backup.restore', input as never));
  }
  await need('log in', site.asPost('systemAdmin'));
  const state = await site.call('session.state');
  const conditions = state.phase === 'unlocked' ? state.conditions : [];
  if (act === 'backup.retire') await need('retire again', site.call('backup.retire', input as never));
  else if (conditions.includes('restored'))
    await need('read what is left to settle', site.call('backup.restoredState'));
  else await need('back up', site.call('backup.run'));
  await need(
    'check the chain',
    site.asPost('auditor').then(async () => {
      const { intact, problem } = await site.call('audit.verify', {} as never);
      if (!intact) complaints.push(`audit: ${problem ?? ''}`);
    }),
  );
  await site.close();
  return complaints;
}
