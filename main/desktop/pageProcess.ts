import type { BrowserWindow } from 'electron';
import { pageUrl } from './scheme.ts';

type PageWindow = Pick<
  BrowserWindow,
  'webContents' | 'on' | 'loadURL' | 'show' | 'destroy' | 'isDestroyed' | 'getBounds' | 'setContentProtection'
>;
type Bounds = ReturnType<BrowserWindow['getBounds']>;

/** The program's page with its window and its process. */
export interface PageProcess<Window extends PageWindow> {
  /** Opens the window and loads the page. */
  open(): Promise<void>;
  /** Ends the page's process at once and loads the page anew in another one, at the same place of the screen. */
  renew(): Promise<void>;
  /** The present window. Throws before `open`. */
  window(): Window;
}

/**
 * Makes the page. At a lock its process is ended, because the memory of a page cannot be cleaned otherwise; window and
 * session go with it, so that nothing of the former person's page is left.
 */
export function createPageProcess<Window extends PageWindow>(options: {
  createWindow: (bounds: Bounds | undefined) => Window;
  /** Connects a page before it loads; answers how its connection is ended at once. */
  connect: (window: Window) => () => void;
  /** The person closed the window. */
  onClosed: () => void;
  /** The page's process ended by itself; a new one is being loaded. */
  onCrashed: () => void;
}): PageProcess<Window> {
  let current: { window: Window; disconnect: () => void } | undefined;

  const open = async (bounds: Bounds | undefined): Promise<void> => {
    const window = options.createWindow(bounds);
    const own = { window, disconnect: options.connect(window) };
    current = own;
    // Where the system can keep other programs from capturing the window (not on Linux, see docs/limits.md).
    window.setContentProtection(true);
    window.on('closed', () => {
      if (current !== own) return;
      own.disconnect();
      options.onClosed();
    });
    window.webContents.on('render-process-gone', () => {
      if (current !== own) return;
      options.onCrashed();
      void renew();
    });
    await window.loadURL(pageUrl);
    window.show();
  };

  const renew = async (): Promise<void> => {
    const old = current;
    if (old === undefined) return;
    current = undefined;
    old.disconnect();
    const bounds = old.window.isDestroyed() ? undefined : old.window.getBounds();
    if (!old.window.isDestroyed()) old.window.webContents.forcefullyCrashRenderer();
    const opened = open(bounds);
    if (!old.window.isDestroyed()) old.window.destroy();
    await opened;
  };

  return {
    open: () => open(undefined),
    renew,
    window() {
      if (current === undefined) throw new Error('the page is not open');
      return current.window;
    },
  };
}
