import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePortMain, Session } from 'electron';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  MessageChannelMain,
  powerMonitor,
  protocol,
  session,
} from 'electron';
import { createOwnClipboard, type OwnClipboard } from './clipboard.ts';
import { createFileDialogs, type FileDialogs } from './dialogs.ts';
import { type LockTrigger, watchLockTriggers } from './lockTriggers.ts';
import { removeDefaultMenu } from './menu.ts';
import { readPageFileList } from './pageFiles.ts';
import { createPageProcess } from './pageProcess.ts';
import { connectPage } from './port.ts';
import { createPrinters, type Printers } from './printers.ts';
import { createPdfRenderer, type RenderPdf } from './renderPdf.ts';
import { appScheme, createDocumentShelf, createPageHandler, schemePrivileges } from './scheme.ts';
import { type OnRefused, secureApp } from './security.ts';
import { documentPartition, documentWindowOptions, pagePartition, pageWindowOptions } from './window.ts';

/** What the page needs: its files, its preload script, and who answers its port. */
export interface PageOptions {
  /** Window title. */
  readonly title: string;
  /** Folder with the built page and its file list. */
  readonly folder: string;
  /** Absolute path of the preload script. */
  readonly preload: string;
  /** Called with the port of each load of the page; the port is started after this returns. */
  readonly onPort: (port: MessagePortMain) => void;
  /** The page's process ended by itself. */
  readonly onCrashed: () => void;
}

/** The only way from this program to the desktop around it. */
export interface Desktop {
  /** `electron`, or `stand-in` where the runtime cannot be had. */
  readonly runtime: 'electron' | 'stand-in';
  readonly packaged: boolean;
  /** Folder in which this person's programs keep data by default. */
  readonly dataHome: string;
  readonly renderPdf: RenderPdf;
  readonly printers: Printers;
  readonly dialogs: FileDialogs;
  readonly clipboard: OwnClipboard;
  /** Opens the window with the page. */
  openPage(options: PageOptions): Promise<void>;
  /** Ends the page's process and loads the page anew; part of every lock. */
  renewPage(): Promise<void>;
  /** Watches screen lock, suspend, resume, shutdown, removal of the key and idle time. */
  watchLockTriggers(
    idleLimitSeconds: () => number | undefined,
    isKeyPresent: () => boolean,
    onTrigger: (trigger: LockTrigger) => void,
  ): void;
  /** Done once before the program ends, whatever ended it; the program ends when it is done. */
  onQuit(finish: () => Promise<void>): void;
  /** Shows a message outside the page and ends the program. */
  refuseToRun(title: string, message: string): void;
}

/**
 * Prepares Electron and answers when it is ready. Must be the first thing the program does: the sandbox is switched on
 * before anything else. `onRefused` is told of everything that was refused from then on.
 */
export async function prepareDesktop(onRefused: OnRefused): Promise<Desktop> {
  secureApp(app, { packaged: app.isPackaged, onRefused });
  protocol.registerSchemesAsPrivileged(schemePrivileges);
  removeDefaultMenu(Menu);
  const browserFolder = mkdtempSync(join(tmpdir(), 'service-process-browser-'));
  app.setPath('sessionData', browserFolder);
  await app.whenReady();
  return makeDesktop(onRefused, () => rmSync(browserFolder, { recursive: true, force: true }));
}

function makeDesktop(onRefused: OnRefused, removeBrowserFolder: () => void): Desktop {
  const shelf = createDocumentShelf();
  serve(session.fromPartition(documentPartition), (request) => shelf.handle(request));
  const handlePage: { current: (request: Request) => Promise<Response> } = {
    current: async () => new Response(null, { status: 404 }),
  };
  serve(session.fromPartition(pagePartition), (request) => handlePage.current(request));

  let page: PageOptions | undefined;
  let finish: () => Promise<void> = async () => undefined;
  let finishing = false;
  const pageProcess = createPageProcess<BrowserWindow>({
    createWindow: (bounds) => {
      if (page === undefined) throw new Error('the page has no options yet');
      const options = pageWindowOptions({
        preload: page.preload,
        title: page.title,
        packaged: app.isPackaged,
      });
      return new BrowserWindow({ ...options, ...bounds });
    },
    connect: (window) =>
      connectPage(window.webContents, {
        createChannel: () => new MessageChannelMain(),
        onPort: (port) => page?.onPort(port),
        onRefused,
      }),
    onClosed: () => app.quit(),
    onCrashed: () => page?.onCrashed(),
  });

  // Without a listener Electron would quit in the short moment between two windows at a lock.
  app.on('window-all-closed', () => undefined);
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (finishing) return;
    finishing = true;
    void finish()
      .catch(() => undefined)
      .finally(() => {
        removeBrowserFolder();
        app.exit(0);
      });
  });

  return {
    runtime: process.versions.electron === undefined ? 'stand-in' : 'electron',
    packaged: app.isPackaged,
    dataHome: app.getPath('appData'),
    renderPdf: createPdfRenderer(shelf, () => new BrowserWindow(documentWindowOptions())),
    printers: createPrinters(() => pageProcess.window().webContents),
    dialogs: createFileDialogs(dialog, () => pageProcess.window()),
    clipboard: createOwnClipboard(clipboard),
    async openPage(options) {
      page = options;
      handlePage.current = createPageHandler(options.folder, await readPageFileList(options.folder));
      await pageProcess.open();
    },
    renewPage: () => pageProcess.renew(),
    watchLockTriggers(idleLimitSeconds, isKeyPresent, onTrigger) {
      watchLockTriggers({ powerMonitor, app, idleLimitSeconds, isKeyPresent, onTrigger });
    },
    onQuit(act) {
      finish = act;
    },
    refuseToRun(title, message) {
      dialog.showErrorBox(title, message);
      removeBrowserFolder();
      app.exit(1);
    },
  };
}

function serve(target: Session, handler: (request: Request) => Promise<Response>): void {
  target.protocol.handle(appScheme, handler);
}
