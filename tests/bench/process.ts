import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import buildPage from '../../.ci/buildPage.ts';
import { launchProgram } from '../electron/launch.ts';
import { print, type Result, single } from './measure.ts';

/** Memory of the main process at rest, logged in, beside one list; the page's process is not in it. */
export function measureIdleMemory(folder: string, size: number, login: string): Result {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'idle.ts'), folder, login], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`the idle program failed: ${run.stderr}`);
  const { rss } = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as { rss: number };
  return single('memory of the main process at rest', size, 'MiB', rss / 1024 ** 2);
}

/**
 * From the start of the process to a lock screen that takes a password, with the page's files built before. On the Chromium
 * stand-in where Electron's runtime is not installed; the name says which.
 */
export async function measureColdStart(): Promise<Result> {
  await buildPage();
  const times: number[] = [];
  let runtime = '';
  for (let round = 0; round < 5; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-start-'));
    const start = performance.now();
    const program = await launchProgram({
      dataDir: join(folder, 'data'),
      secretDir: join(folder, 'station'),
    });
    await program.page.locator('button:not([disabled])').first().waitFor();
    times.push(performance.now() - start);
    runtime = program.runtime;
    await program.close();
    await rm(folder, { recursive: true, force: true });
  }
  times.sort((a, b) => a - b);
  return print({
    name: `cold start to a usable first screen (${runtime === 'electron' ? 'Electron' : 'Chromium stand-in'})`,
    size: 0,
    unit: 'ms',
    p50: times[2] ?? Number.NaN,
    p95: times.at(-1) ?? Number.NaN,
    floorP50: null,
  });
}
