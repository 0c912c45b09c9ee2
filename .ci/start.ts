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
import { demoCenter } from './demoSite.ts';
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

/** The arguments with `--demo` replaced by the folders of the demonstration's center. */
async function withDemo(args: readonly string[]): Promise<readonly string[]> {
  if (!args.includes('--demo')) return args;
  const folder = join(root, 'out', 'demo');
  if (demoCenter(folder) === undefined) {
    console.log('正在生成演示数据……');
    await run('node', ['tests/demo/run.ts', '--out', folder]);
  }
  const center = demoCenter(folder);
  if (center === undefined) throw new Error(`no demonstration in ${folder}`);
  console.log(`演示账号（账号  口令  角色）：\n  ${center.logins.join('\n  ')}`);
  return [...args.filter((arg) => arg !== '--demo'), ...center.args];
}

async function start(given: readonly string[]): Promise<number> {
  const args = await withDemo(given);
  const electron = installedElectron(root, process.env.ELECTRON_OVERRIDE_DIST_PATH);
  if (electron !== undefined) {
    console.log(`运行环境：Electron（${electron}）`);
    return run('electron-forge', ['start', ...(args.length > 0 ? ['--', ...args] : [])]);
  }
  console.log('运行环境：替身（未安装 Electron 运行时，改用系统 Chromium；正式使用请安装打包好的程序）');
  await buildPage();
  return run('node', ['--import', './tests/electron/register.ts', 'main/index.ts', ...args]);
}

process.exitCode = await start(process.argv.slice(2));
