/**
 * Starts the program: on Electron where its runtime is installed, else on the stand-in (Chromium driven by
 * Playwright). Arguments such as `--demo` go to the program.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');

/**
 * The Electron program that is there, without asking the electron package: that would start a download.
 * @returns its path, or undefined when the runtime is missing
 */
function installedElectron(): string | undefined {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (override !== undefined) {
    const program = join(override, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron');
    return existsSync(program) ? program : undefined;
  }
  if (!existsSync(pathFile)) return undefined;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}

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

async function start(args: readonly string[]): Promise<number> {
  const electron = installedElectron();
  if (electron !== undefined) {
    console.log(`运行环境：Electron（${electron}）`);
    return run('electron-forge', ['start', ...(args.length > 0 ? ['--', ...args] : [])]);
  }
  console.log('运行环境：替身（未安装 Electron 运行时，改用系统 Chromium；正式使用请安装打包好的程序）');
  const built = await run('vite', ['build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn']);
  if (built !== 0) return built;
  return run('node', ['--import', './tests/electron/register.ts', 'main/index.ts', ...args]);
}

process.exitCode = await start(process.argv.slice(2));
