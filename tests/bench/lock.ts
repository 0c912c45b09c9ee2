import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LockTrigger, watchLockTriggers } from '../../main/desktop/lockTriggers.ts';
import type { ProcedurePath } from '../../shared/contract/contract.ts';
import type { Site } from '../program/site.ts';
import { print, type Result, timed } from './measure.ts';

/** A job that runs when the lock comes, and who starts it. */
interface Running {
  readonly path: ProcedurePath | null;
  readonly login: string;
  readonly input?: unknown;
}

/** The system around the program, as far as locking goes. */
class Surroundings {
  readonly power = new EventEmitter();
  readonly app = new EventEmitter();
  idleSeconds = 0;
  isKeyPresent = true;

  /** What each trigger is outside the program. */
  pull(trigger: LockTrigger): void {
    const acts: Readonly<Record<LockTrigger, () => void>> = {
      screenLock: () => void this.power.emit('lock-screen'),
      suspend: () => void this.power.emit('suspend'),
      resume: () => void this.power.emit('resume'),
      shutdown: () => void this.power.emit('shutdown'),
      quit: () => void this.app.emit('before-quit'),
      idle: () => {
        this.idleSeconds = 3600;
      },
      keyRemoved: () => {
        this.isKeyPresent = false;
      },
    };
    acts[trigger]();
  }

  calm(): void {
    this.idleSeconds = 0;
    this.isKeyPresent = true;
  }
}

const triggers: readonly LockTrigger[] = [
  'screenLock',
  'suspend',
  'resume',
  'shutdown',
  'quit',
  'idle',
  'keyRemoved',
];

/**
 * From each trigger outside the program to keys zeroed and database closed, while each kind of long work runs (bar of spec 6:
 * one second; the idle time and the key's medium are looked at twice a second). The page's process ends at the trigger itself.
 */
export async function measureLock(site: Site, size: number, reader: string): Promise<Result[]> {
  const { station } = site.app;
  const around = new Surroundings();
  const stop = watchLockTriggers({
    powerMonitor: {
      on: ((event: string, act: () => void) => around.power.on(event, act)) as never,
      getSystemIdleTime: () => around.idleSeconds,
    },
    app: { on: ((event: string, act: () => void) => around.app.on(event, act)) as never },
    idleLimitSeconds: () => (station.session === undefined ? undefined : 600),
    isKeyPresent: () => around.isKeyPresent,
    onTrigger: (trigger) => void station.lock(trigger),
  });
  const results: Result[] = [];
  try {
    for (const running of await worksOf(site, reader)) {
      const times: number[] = [];
      for (const trigger of triggers) times.push(await lockDuring(site, running, trigger, around));
      results.push(worst(`lock during ${running.path ?? 'no work'}, by seven triggers`, size, times));
    }
  } finally {
    stop();
  }
  return results;
}

async function worksOf(site: Site, reader: string): Promise<Running[]> {
  const folder = join(site.options.folder, 'lock-output');
  await mkdir(join(folder, 'target'), { recursive: true });
  const [system, auditor] = [site.loginOf('systemAdmin'), site.loginOf('auditor')];
  const second = site.second(site.loginOf('securityAdmin'));
  await site.as(system);
  await site.call('backup.configure', { folder: join(folder, 'target'), second });
  return [
    { path: null, login: reader },
    { path: 'records.list', login: reader, input: { filter: { text: '电台' } } },
    { path: 'backup.run', login: system },
    { path: 'backup.checkIntegrity', login: system },
    { path: 'keys.rotate', login: system, input: { reason: 'yearly', note: '', second } },
    { path: 'audit.verify', login: auditor },
    { path: 'audit.exportChain', login: auditor, input: { folder } },
  ];
}

async function lockDuring(
  site: Site,
  { path, login, input }: Running,
  trigger: LockTrigger,
  around: Surroundings,
): Promise<number> {
  const { station, gate } = site.app;
  around.calm();
  await station.lock('测量');
  await site.as(login);
  const work = path === null ? Promise.resolve() : gate.call(path, input, { frame: 'own' });
  // Well into the work, wherever that is; a work that is over by then measures the lock alone.
  await new Promise((resolve) => setTimeout(resolve, 40));
  const locked = new Promise((resolve) => station.once('locked', resolve));
  const took = await timed(async () => {
    around.pull(trigger);
    await locked;
  });
  await work;
  return took;
}

/** Another person takes over: from the lock key to the first list of the one who comes, with the full cost of the password. */
export async function measureChange(site: Site, size: number, logins: readonly string[]): Promise<Result> {
  const times: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const [from = '', to = ''] = round % 2 === 0 ? logins : logins.toReversed();
    await site.as(from);
    times.push(
      await timed(async () => {
        await site.app.station.lock('换人');
        await site.as(to);
        await site.call('records.list', { filter: {} });
      }),
    );
  }
  return worst('change of person, lock key to the other’s first list', size, times);
}

/** Middle and worst of a few rounds; the bar holds for the worst. */
function worst(name: string, size: number, times: readonly number[]): Result {
  const sorted = times.toSorted((a, b) => a - b);
  const p50 = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return print({ name, size, unit: 'ms', p50, p95: sorted.at(-1) ?? Number.NaN, floorP50: null });
}
