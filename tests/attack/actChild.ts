import type { SiteKind } from '../../shared/policy/roles.ts';
import { wrapDisk } from '../program/faultyDisk.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

/** One call of a way through the program; `$preview` in the input stands for the preview that the call before answered. */
export interface Step {
  readonly login: string;
  readonly password: string;
  readonly path: string;
  readonly input: unknown;
}

/** What the program is told: which way on which site, and at which point of its last call it dies. */
export interface ActTask {
  readonly folder: string;
  readonly code: string;
  readonly kind: SiteKind;
  readonly steps: readonly Step[];
  /** Number of the point, from 1; 0 = none, to count them. */
  readonly at: number;
}

const task = JSON.parse(process.argv[2] ?? '') as ActTask;
let points = 0;
let counting = false;
await wrapDisk(() => {
  if (!counting) return;
  points += 1;
  if (points === task.at) process.kill(process.pid, 'SIGKILL');
});
const site = await Site.open({
  folder: task.folder,
  code: task.code,
  name: '试验站点',
  kind: task.kind,
  highestLevel: 3,
  host: bareHost,
  passwordCost: quickCost,
});
let outcome = 'done';
let preview = '';
for (const [index, { login, password, path, input }] of task.steps.entries()) {
  if (site.app.station.session?.actor.login !== login)
    await site.call('session.unlock', { login, password } as never);
  counting = index === task.steps.length - 1;
  const filled = JSON.parse(JSON.stringify(input).replaceAll('$preview', preview)) as unknown;
  const answer = await site.app.gate.call(path, filled, { frame: 'own' });
  counting = false;
  if (!answer.ok) {
    outcome = answer.error.code;
    break;
  }
  preview = (answer.value as { previewUid?: string } | undefined)?.previewUid ?? '';
}
await site.close();
process.stdout.write(JSON.stringify({ points, outcome }));
process.exit(0);
