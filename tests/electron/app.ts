import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeBrowsers } from './browser.ts';
import { preventable } from './emitter.ts';

class App extends EventEmitter {
  readonly isPackaged = false;
  /** Names of the calls that were made before the program was ready, in order. */
  readonly early: string[] = [];
  readonly switches = new Map<string, string>();
  /** How the process ends. Tests that run in the same process replace it. */
  end: (code: number) => void = (code) => process.exit(code);
  readonly #paths = new Map<string, string>();
  #quitting = false;

  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => {
      this.early.push('appendSwitch');
      this.switches.set(name, value);
    },
    hasSwitch: (name: string): boolean => this.switches.has(name),
  };

  enableSandbox(): void {
    this.early.push('enableSandbox');
  }
  async whenReady(): Promise<void> {}
  requestSingleInstanceLock(): boolean {
    return true;
  }
  getVersion(): string {
    return '0.0.0';
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? join(tmpdir(), 'service-process-management', name);
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    this.emit('before-quit', preventable({}));
    const event = preventable({});
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0): void {
    this.emit('quit', {}, code);
    void closeBrowsers().finally(() => this.end(code));
  }
}

/** Stand-in of Electron's `app`. */
export const app = new App();
