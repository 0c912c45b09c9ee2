import { app } from './app.ts';
import { WebContents } from './contents.ts';
import { RecordingEmitter } from './emitter.ts';
import { Session } from './session.ts';

interface WindowOptions {
  readonly title?: string;
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly partition?: string;
    readonly javascript?: boolean;
  };
}

const sessions = new Map<string, Session>();

function fromPartition(partition: string): Session {
  const known = sessions.get(partition);
  if (known !== undefined) return known;
  const made = new Session(partition);
  sessions.set(partition, made);
  app.emit('session-created', made);
  return made;
}

/** Stand-in of Electron's `session`. */
export const session = {
  fromPartition,
  get defaultSession(): Session {
    return fromPartition('');
  },
};

const windows = new Set<BrowserWindow>();

/** Stand-in of Electron's `BrowserWindow`. A window made with a preload script is a shown one. */
export class BrowserWindow extends RecordingEmitter {
  readonly webContents: WebContents;
  readonly options: WindowOptions;
  #destroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  constructor(options: WindowOptions = {}) {
    super();
    this.options = options;
    this.webContents = new WebContents(fromPartition(options.webPreferences?.partition ?? ''), {
      preload: options.webPreferences?.preload,
      shown: options.webPreferences?.preload !== undefined,
      size: { width: options.width ?? 800, height: options.height ?? 600 },
    });
    windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.webContents.once('destroyed', () => this.#close());
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  show(): void {
    this.note('show');
  }
  focus(): void {
    this.note('focus');
  }
  getBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: this.options.width ?? 800, height: this.options.height ?? 600 };
  }
  setContentProtection(enabled: boolean): void {
    this.note('setContentProtection', enabled);
  }
  removeMenu(): void {
    this.note('removeMenu');
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  destroy(): void {
    this.#close();
    void this.webContents.end();
  }

  #close(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }
}
