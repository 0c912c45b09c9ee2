import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { _electron, chromium } from '@playwright/test';
import { installedElectron } from '../../.ci/electronRuntime.ts';
import type { StandInSettings } from './browser.ts';
import { settingsVariable } from './browser.ts';
import type { ControlMessage, ControlReply } from './control.ts';

const root = join(import.meta.dirname, '..', '..');

/** How to start the program for a test. */
export interface LaunchOptions {
  /** Data folder (`--data`). */
  readonly dataDir: string;
  /** Folder of the station secret (`--secret`), outside the data folder. */
  readonly secretDir: string;
  /** Further command line words. */
  readonly args?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** Program to run; `main/index.ts` (stand-in) or the built one (Electron) when not given. */
  readonly entry?: string;
}

/** What a test can do to the system around the program. */
export interface Control {
  /** Emits an event of the system's power management. */
  power(event: 'lock-screen' | 'suspend' | 'resume' | 'shutdown'): Promise<void>;
  /** Sets the seconds since the person last touched mouse or keyboard. */
  idle(seconds: number): Promise<void>;
  /** Prepares the answer of the next file dialog; no path = cancelled. */
  answerDialog(...paths: readonly string[]): Promise<void>;
  /** Sets the printers that the system knows. */
  printers(...names: readonly string[]): Promise<void>;
  /** Text on the clipboard (of the stand-in, or of the system). */
  clipboardText(): Promise<string>;
}

/** A running program. */
export interface RunningProgram {
  readonly runtime: 'electron' | 'stand-in';
  /** The present page. A lock ends the page and opens another one: take this anew after each lock. */
  readonly page: Page;
  readonly control: Control;
  /** Answers the page that follows the given one (after a lock or a crash). */
  nextPage(after: Page): Promise<Page>;
  /** What the program wrote to its standard output and error output so far. */
  output(): string;
  /** Ends the program as the person would. */
  close(): Promise<void>;
  /** Ends the program without any warning, as a power cut would. */
  kill(): Promise<void>;
}

/** Starts the program: on Electron where its runtime is installed, on the stand-in otherwise; the answer says which. */
export async function launchProgram(options: LaunchOptions): Promise<RunningProgram> {
  const runtime = installedElectron(root, process.env.ELECTRON_OVERRIDE_DIST_PATH);
  return runtime === undefined ? launchStandIn(options) : launchElectron(runtime, options);
}

function commandLine(options: LaunchOptions): string[] {
  return ['--data', options.dataDir, '--secret', options.secretDir, ...(options.args ?? [])];
}

/** Environment of the program without what the test's own runner put there. */
function cleanEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(VITEST|NODE_OPTIONS|NODE_ENV$|DISPLAY$|WAYLAND_DISPLAY$)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), ...extra };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function until<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (let round = 0; round < 1200; round++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('waited a minute in vain');
}

async function launchStandIn(options: LaunchOptions): Promise<RunningProgram> {
  const debugPort = await freePort();
  const viewport = options.viewport ?? { width: 1366, height: 768 };
  const colorScheme = options.colorScheme ?? 'light';
  const standIn: StandInSettings = { debugPort, viewport, colorScheme };
  const child = fork(options.entry ?? join(root, 'main', 'index.ts'), commandLine(options), {
    cwd: root,
    execPath: join(root, 'node_modules', '.bin', 'node'),
    execArgv: ['--import', join(root, 'tests', 'electron', 'register.ts')],
    env: cleanEnvironment({ [settingsVariable]: JSON.stringify(standIn) }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failIfEnded = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the program ended before its page was there:\n${output}`);
    }
  };
  const browser = await until(async () => {
    failIfEnded();
    return chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`, { timeout: 2000 }).catch(() => undefined);
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const find = async (except?: Page): Promise<Page | undefined> => {
    failIfEnded();
    const pages = browser.contexts().flatMap((context) => context.pages());
    const found = pages.findLast((page) => page !== except && page.url().startsWith('https://app.local/'));
    if (found === undefined) return undefined;
    // A page that a lock has just ended may still stand in the list: the one that follows is looked for again.
    const loaded = await found.waitForLoadState('load').then(
      () => true,
      (error: unknown) => {
        if (found.isClosed()) return false;
        throw error;
      },
    );
    if (!loaded) return undefined;
    // The driver's second connection would otherwise bring its own default with it.
    await found.emulateMedia({ colorScheme });
    return found;
  };
  let page = await until(() => find());
  return {
    runtime: 'stand-in',
    get page() {
      return page;
    },
    control: standInControl(child),
    async nextPage(after) {
      page = await until(() => find(after));
      return page;
    },
    output: () => output,
    async close() {
      if (child.exitCode === null && child.connected) {
        await tell(child, { kind: 'quit' }).catch(() => undefined);
      }
      await ended;
      await browser.close().catch(() => undefined);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

const printerNamed = (name: string) => ({ name, displayName: name, description: '', options: {} });

let lastNumber = 0;

async function tell(child: ChildProcess, message: ControlMessage): Promise<ControlReply> {
  const number = ++lastNumber;
  const answered = Promise.withResolvers<ControlReply>();
  const listen = (sent: { standInReply?: ControlReply }): void => {
    if (sent.standInReply?.number === number) answered.resolve(sent.standInReply);
  };
  const exited = (): void => answered.reject(new Error('the program has ended'));
  child.on('message', listen);
  child.once('exit', exited);
  child.send({ standIn: message, number });
  return answered.promise.finally(() => {
    child.off('message', listen);
    child.off('exit', exited);
  });
}

function standInControl(child: ChildProcess): Control {
  return {
    power: async (event) => void (await tell(child, { kind: 'power', event })),
    idle: async (seconds) => void (await tell(child, { kind: 'idle', seconds })),
    answerDialog: async (...paths) =>
      void (await tell(child, { kind: 'dialog', answer: { canceled: paths.length === 0, paths } })),
    printers: async (...names) =>
      void (await tell(child, { kind: 'printers', printers: names.map(printerNamed) })),
    clipboardText: async () => (await tell(child, { kind: 'look' })).clipboardText,
  };
}

async function launchElectron(executablePath: string, options: LaunchOptions): Promise<RunningProgram> {
  const program = await _electron.launch({
    executablePath,
    args: [options.entry ?? root, ...commandLine(options)],
    env: cleanEnvironment({ DISPLAY: process.env.DISPLAY ?? '' }),
    colorScheme: options.colorScheme ?? 'light',
  });
  let output = '';
  for (const stream of [program.process().stdout, program.process().stderr]) {
    stream?.on('data', (text) => (output += String(text)));
  }
  const adjust = async (found: Page): Promise<Page> => {
    await found.waitForLoadState('load');
    await found.setViewportSize(options.viewport ?? { width: 1366, height: 768 });
    return found;
  };
  let page = await adjust(await program.firstWindow());
  return {
    runtime: 'electron',
    get page() {
      return page;
    },
    control: {
      power: (event) => program.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
      idle: (seconds) =>
        program.evaluate(({ powerMonitor }, value) => {
          powerMonitor.getSystemIdleTime = () => value;
        }, seconds),
      answerDialog: (...paths) =>
        program.evaluate(({ dialog }, filePaths) => {
          const canceled = filePaths.length === 0;
          dialog.showOpenDialog = async () => ({ canceled, filePaths: [...filePaths] });
          dialog.showSaveDialog = async () => ({ canceled, filePath: filePaths[0] ?? '' });
        }, paths),
      printers: (...names) =>
        program.evaluate(({ BrowserWindow }, printers) => {
          for (const { webContents } of BrowserWindow.getAllWindows()) {
            webContents.getPrintersAsync = async () => printers;
          }
        }, names.map(printerNamed)),
      clipboardText: () => program.evaluate(({ clipboard }) => clipboard.readText()),
    },
    async nextPage(after) {
      const found = await until(() =>
        program.windows().findLast((other) => other !== after && !other.isClosed()),
      );
      page = await adjust(found);
      return page;
    },
    output: () => output,
    close: () => program.close(),
    async kill() {
      const ended = once(program.process(), 'exit');
      program.process().kill('SIGKILL');
      await ended;
    },
  };
}
