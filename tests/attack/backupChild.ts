import { wrapDisk } from '../program/faultyDisk.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

/** What the program is told: which act on which site, and at which point it dies or finds the disk full. */
export interface ChildTask {
  readonly folder: string;
  readonly login: { readonly login: string; readonly password: string };
  readonly act: 'backup.run' | 'backup.restore' | 'backup.rehearse' | 'backup.retire';
  readonly input: unknown;
  /** Number of the point, from 1; 0 = none, to count them. */
  readonly at: number;
  readonly fault: 'kill' | 'full';
}

/** Runs one act and tells what came of it, and how many points it passed. */
const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
let points = 0;
let counting = false;
await wrapDisk((point) => {
  if (!counting) return;
  const writes = /^before (copy|sync|writeFile|writev|commit)$/.test(point);
  if (task.fault === 'full' && !writes) return;
  points += 1;
  if (points !== task.at) return;
  if (task.fault === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
});
const site = await Site.open({
  folder: task.folder,
  code: 'HQ',
  name: '试验站点',
  kind: 'center',
  highestLevel: 2,
  host: bareHost,
  passwordCost: quickCost,
});
const { login, password } = task.login;
if (task.act !== 'backup.restore') await site.call('session.unlock', { login, password });
counting = true;
const answer = await site.app.gate.call(task.act, task.input, { frame: 'own' });
counting = false;
await site.close();
process.stdout.write(JSON.stringify({ points, outcome: answer.ok ? 'done' : answer.error.code }));
process.exit(0);
