import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** How a command ended: its exit code (-1 when it was stopped or could not start) and all it printed. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a program of node_modules/.bin (or of the system) in the project's folder and waits for it.
 * @param options.timeout milliseconds after which the command and all its children are stopped
 * @param options.env added to the present environment
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { timeout: number; env?: Readonly<Record<string, string>> },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...options.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a timeout also ends the browsers it started.
      detached: true,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const stop = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => {
      output += `\nstopped after ${options.timeout / 1000} s`;
      stop();
    }, options.timeout);
    // The group does not get the terminal's Ctrl+C by itself.
    const interrupted = () => {
      stop();
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    const done = (outcome: Outcome) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      resolve(outcome);
    };
    child.on('error', (error) => done({ code: -1, output: `${command}: ${error.message}` }));
    child.on('close', (code) => done({ code: code ?? -1, output }));
  });
}
