import { existsSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { chromium } from '@playwright/test';

/** How a test started the program; handed over in the environment, because the program itself knows nothing of it. */
export interface StandInSettings {
  /** Port on 127.0.0.1 where the test's own driver finds the same browser. */
  readonly debugPort?: number;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** Name of the environment variable that carries the settings as JSON. */
export const settingsVariable = 'STAND_IN_SETTINGS';

/** Settings of this run. */
export const settings: StandInSettings = JSON.parse(process.env[settingsVariable] ?? '{}') as StandInSettings;

/** `true` where no screen can be had: the pages then run without a window. */
export const headless =
  settings.debugPort !== undefined ||
  (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined);

/** Debian's Chromium. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);

const flags = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--disable-features=SpareRendererForSitePerProcess',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--font-render-hinting=none',
];

/** Starts Debian's Chromium without a sandbox (tests run as root), unable to resolve any name. */
export async function startChromium(hidden: boolean, extraFlags: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('Chromium is not installed: run "npm run setup" first');
  return chromium.launch({
    executablePath: chromiumPath,
    headless: hidden,
    chromiumSandbox: false,
    args: [...flags, ...extraFlags],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

let visible: Promise<Browser> | undefined;
let hidden: Promise<Browser> | undefined;

/** The browser of windows: on the screen where there is one. */
export function windowBrowser(): Promise<Browser> {
  const extra = settings.debugPort === undefined ? [] : [`--remote-debugging-port=${settings.debugPort}`];
  visible ??= startChromium(headless, extra);
  return visible;
}

/** The browser of hidden windows. Always another one than that of windows: only one without a screen makes PDFs. */
export function hiddenBrowser(): Promise<Browser> {
  hidden ??= startChromium(true);
  return hidden;
}

/** Ends whatever browser was started. */
export async function closeBrowsers(): Promise<void> {
  const started = [visible, hidden];
  visible = undefined;
  hidden = undefined;
  for (const browser of started)
    await (await browser?.catch(() => undefined))?.close().catch(() => undefined);
}
