/**
 * Starts the program: on Electron where its runtime is installed, else on the stand-in (Chromium driven by
 * Playwright). `--demo` opens the center of the demonstration and makes the demonstration first where it is missing;
 * all other arguments go to the program.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import buildPage from './buildPage.ts';
import buildProgram from './buildProgram.ts';
import { installedElectron } from './electronRuntime.ts';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `${bin}:${process.env.PATH ?? ''}`;
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
    // Ctrl+C reaches the child too; it closes the database and decides when to end.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * The arguments with `--demo` (and `--site CODE`) replaced by the folders of a site of the demonstration, which is made
 * first where it is missing.
 * @returns undefined when the demonstration could not be opened; the reason is on the screen
 */
async function withDemo(args: readonly string[]): Promise<readonly string[] | undefined> {
  if (!args.includes('--demo')) return args;
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  try {
    const answer = join(folder, 'arguments.json');
    const code = await run('node', ['tests/demo/open.ts', ...args, '--arguments', answer]);
    return code === 0 ? JSON.parse(await readFile(answer, 'utf8')) : undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function start(given: readonly string[]): Promise<number> {
  const args = await withDemo(given);
  if (args === undefined) return 1;
  const electron = installedElectron(root, process.env.ELECTRON_OVERRIDE_DIST_PATH);
  if (electron !== undefined) {
    console.log(`运行环境：Electron（${electron}）`);
    await buildProgram();
    return run(electron, [root, ...args]);
  }
  console.log('运行环境：替身（未安装 Electron 运行时，改用系统 Chromium；正式使用请安装打包好的程序）');
  await buildPage();
  return run('node', ['--import', './tests/electron/register.ts', 'main/index.ts', ...args]);
}

process.exitCode = await start(process.argv.slice(2));
