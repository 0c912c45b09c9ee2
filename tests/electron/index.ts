/**
 * Stands in for Electron where its runtime cannot be had: the part of Electron's API that `main/desktop` uses, on
 * Playwright's driver with Debian's Chromium. Never packaged. What it cannot show is listed in docs/limits.md.
 */
import { app } from './app.ts';
import { headless } from './browser.ts';
import { listenToTest } from './control.ts';
import { MessageChannelMain } from './port.ts';
import { power, state } from './state.ts';
import { BrowserWindow, session } from './window.ts';

/** Schemes that the program announced, for tests. */
export const announcedSchemes: unknown[] = [];

/** Stand-in of Electron's `protocol`. */
export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly unknown[]): void => void announcedSchemes.push(...schemes),
};

/** Stand-in of Electron's `powerMonitor`; tests emit its events. */
export const powerMonitor = Object.assign(power, { getSystemIdleTime: (): number => state.idleSeconds });

/** Stand-in of Electron's `clipboard`. */
export const clipboard = {
  readText: async (): Promise<string> => state.clipboardText,
  writeText: async (text: string): Promise<void> => {
    state.clipboardText = text;
  },
  clear: (): void => {
    state.clipboardText = '';
  },
};

/** Stand-in of Electron's `dialog`: gives the answers that a test prepared, cancels when there is none. */
export const dialog = {
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    const answer = state.dialogAnswers.shift() ?? { canceled: true, paths: [] };
    return { canceled: answer.canceled, filePaths: [...answer.paths] };
  },
  async showSaveDialog(): Promise<{ canceled: boolean; filePath: string }> {
    const answer = state.dialogAnswers.shift() ?? { canceled: true, paths: [] };
    return { canceled: answer.canceled, filePath: answer.paths[0] ?? '' };
  },
  showErrorBox(title: string, content: string): void {
    state.messages.push(`${title}: ${content}`);
    console.error(`${title}: ${content}`);
  },
};

/** Stand-in of Electron's `Menu`: there is none. */
export const Menu = {
  setApplicationMenu: (menu: unknown): void => {
    if (menu !== null) throw new Error('this program has no menu');
  },
};

export { app, BrowserWindow, MessageChannelMain, session };

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
if (process.send !== undefined) listenToTest();
else if (headless && process.env.VITEST === undefined) {
  console.log('Stand-in on Chromium, no display found: running without a window. End with Ctrl+C.');
}
