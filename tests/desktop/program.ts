import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { Page } from '@playwright/test';
import type { MessagePortMain } from 'electron';
import { build } from 'vite';
import { type Desktop, prepareDesktop } from '../../main/desktop/desktop.ts';
import { writePageFileList } from '../../main/desktop/pageFiles.ts';
import { noncePlaceholder } from '../../main/desktop/scheme.ts';
import type { Refusal } from '../../main/desktop/security.ts';
import { app } from '../electron/app.ts';
import { closeBrowsers } from '../electron/browser.ts';
import { BrowserWindow } from '../electron/window.ts';
import { contract } from './page/contract.ts';

/** The program's desktop part around a trial page, with everything that tests look at. */
export interface TrialProgram {
  readonly desktop: Desktop;
  readonly folder: string;
  readonly refusals: Refusal[];
  readonly ports: MessagePortMain[];
  /** How many endless streams the page left open are still running in the main process. */
  runningStreams(): number;
  /** The present page. */
  page(): Promise<Page>;
  end(): Promise<void>;
}

/** Builds the trial page as the product's page is built, opens it through `main/desktop` and answers its port. */
export async function startTrialProgram(): Promise<TrialProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'trial-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, 'page'),
    base: '/',
    html: { cspNonce: noncePlaceholder },
    build: { outDir: folder, emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  });
  await writePageFileList(folder);
  const refusals: Refusal[] = [];
  const ports: MessagePortMain[] = [];
  let streams = 0;
  const os = implement(contract);
  const handler = new RPCHandler(
    os.router({
      echo: os.echo.handler(({ input }) => ({ text: input.text, at: new Date() })),
      refuse: os.refuse.handler(({ errors }) => {
        throw errors.NOT_APPROVED({ data: { number: 7 } });
      }),
      count: os.count.handler(async function* ({ input }) {
        for (let value = 1; value <= input.to; value++) yield value;
      }),
      endless: os.endless.handler(async function* ({ signal }) {
        streams += 1;
        try {
          for (let value = 1; signal?.aborted !== true; value++) {
            yield value;
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        } finally {
          streams -= 1;
        }
      }),
      weigh: os.weigh.handler(({ input }) => ({ size: input.file.size, copy: input.file })),
    }),
  );
  // The end of the last window ends the program: in a test's own process that must not be the end of the test.
  if (process.env.VITEST !== undefined) app.end = () => undefined;
  const desktop = await prepareDesktop((refusal) => refusals.push(refusal));
  await desktop.openPage({
    title: 'Trial',
    folder,
    preload: join(import.meta.dirname, '..', '..', 'main', 'preload.ts'),
    onPort(port) {
      ports.push(port);
      handler.upgrade(port);
    },
    onCrashed: () => undefined,
  });
  return {
    desktop,
    folder,
    refusals,
    ports,
    runningStreams: () => streams,
    async page() {
      const shown = BrowserWindow.getAllWindows().find((window) => window.options.webPreferences?.preload);
      if (shown === undefined) throw new Error('no window is open');
      return shown.webContents.page();
    },
    async end() {
      await closeBrowsers();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
