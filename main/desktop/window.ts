import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';

/** Settings of every page of this program (architecture.md, Window security). Each one is tested. */
export const securePreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  plugins: false,
  experimentalFeatures: false,
  enableDeprecatedPaste: false,
  enableWebSQL: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  webgl: false,
  disableDialogs: true,
  autoplayPolicy: 'document-user-activation-required',
  v8CacheOptions: 'none',
} as const satisfies WebPreferences;

/** Sessions without the prefix `persist:` live in memory only: nothing of a page ever lies on the disk. */
export const pagePartition = 'page';
/** Session of documents that are rendered to PDF. */
export const documentPartition = 'document';

/** Options of the program's window: design size of interface.md, hidden until the page is there. */
export function pageWindowOptions(options: {
  preload: string;
  packaged: boolean;
  title: string;
}): BrowserWindowConstructorOptions & { webPreferences: WebPreferences } {
  return {
    title: options.title,
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#ffffff',
    webPreferences: {
      ...securePreferences,
      partition: pagePartition,
      preload: options.preload,
      devTools: !options.packaged,
    },
  };
}

/** Options of the hidden window in which a document is rendered: no preload, so nothing to talk to. */
export function documentWindowOptions(): BrowserWindowConstructorOptions & {
  webPreferences: WebPreferences;
} {
  return {
    width: 1000,
    height: 1400,
    show: false,
    webPreferences: { ...securePreferences, partition: documentPartition, devTools: false },
  };
}
