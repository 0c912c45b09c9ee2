import type { Frame, Page, Request as PageRequest, Route } from '@playwright/test';
import { fromBrowser, toBrowser } from './addresses.ts';
import { preventable, RecordingEmitter } from './emitter.ts';
import { bindingName, inboxName, pageScript } from './pageScript.ts';
import type { MessagePortMain, Parcel } from './port.ts';
import type { Session } from './session.ts';
import { state } from './state.ts';

type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };
interface PdfOptions {
  readonly preferCSSPageSize?: boolean;
  readonly printBackground?: boolean;
  readonly landscape?: boolean;
  readonly margins?: { top?: number; right?: number; bottom?: number; left?: number };
}

/** Frame of a navigation; `undefined` while its window is only just coming into being. */
function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}

/** The main frame of a page, as far as the program looks at it. */
class MainFrame {
  readonly parent = null;
  readonly detached = false;
  readonly #contents: WebContents;

  constructor(contents: WebContents) {
    this.#contents = contents;
  }
  get url(): string {
    return this.#contents.getURL();
  }
  get origin(): string {
    return /^app:\/\/[^/]*/.exec(this.url)?.[0] ?? 'null';
  }
  postMessage(channel: string, message: unknown, ports: readonly MessagePortMain[] = []): void {
    this.#contents.sendToPage(channel, message, ports);
  }
}

/** Stand-in of Electron's `WebContents` on one page of Chromium. */
export class WebContents extends RecordingEmitter {
  readonly session: Session;
  readonly mainFrame = new MainFrame(this);
  readonly #preload: string | undefined;
  readonly #page: Promise<Page>;
  #closePage: (() => Promise<void>) | undefined;
  #open: Page | undefined;
  #ended = false;
  #ownNavigation = false;
  #windowOpenHandler: WindowOpenHandler | undefined;
  #carriers = new Map<number, (parcel: Parcel) => void>();
  #nextPort = 1;
  #outbox: { id: number; parcel: Parcel }[] = [];
  #sending: Promise<void> | undefined;

  constructor(
    session: Session,
    options: { preload: string | undefined; shown: boolean; size: { width: number; height: number } },
  ) {
    super();
    this.session = session;
    this.#preload = options.preload;
    this.#page = this.#start(options.shown, options.size);
    // A page that never opened shows itself where it is used; without a listener Node would end the program here.
    this.#page.catch(() => undefined);
  }

  /** The driver's page, for tests in the same process. */
  page(): Promise<Page> {
    return this.#page;
  }
  getURL(): string {
    return this.#open === undefined ? '' : fromBrowser(this.#open.url());
  }
  isDestroyed(): boolean {
    return this.#ended;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    this.#ownNavigation = true;
    const response = await page.goto(toBrowser(url), { waitUntil: 'load', timeout: 0 });
    if (response !== null && !response.ok())
      throw new Error(`ERR_FAILED (${response.status()}) loading ${url}`);
  }
  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }
  async printToPDF(options: PdfOptions): Promise<Buffer> {
    const inches = (value: number | undefined): string => `${value ?? 0.4}in`;
    return (await this.#page).pdf({
      preferCSSPageSize: options.preferCSSPageSize ?? false,
      printBackground: options.printBackground ?? false,
      landscape: options.landscape ?? false,
      margin: {
        top: inches(options.margins?.top),
        right: inches(options.margins?.right),
        bottom: inches(options.margins?.bottom),
        left: inches(options.margins?.left),
      },
    });
  }
  async getPrintersAsync(): Promise<readonly object[]> {
    return state.printers;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.note('setWebRTCIPHandlingPolicy', policy);
  }
  setIgnoreMenuShortcuts(ignore: boolean): void {
    this.note('setIgnoreMenuShortcuts', ignore);
  }
  async setVisualZoomLevelLimits(least: number, most: number): Promise<void> {
    this.note('setVisualZoomLevelLimits', least, most);
  }
  closeDevTools(): void {
    this.note('closeDevTools');
  }

  /** Ends the page's context and with it its renderer process. */
  forcefullyCrashRenderer(): void {
    void this.end('crashed');
  }
  /** Ends the page; `reason` is told to those who asked to know when its process is gone. */
  async end(reason?: string): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    for (const carrier of [...this.#carriers.values()]) carrier({ kind: 'close' });
    this.#carriers.clear();
    if (reason !== undefined) this.emit('render-process-gone', {}, { reason, exitCode: 0 });
    await this.#page.catch(() => undefined);
    await this.#closePage?.().catch(() => undefined);
    this.emit('destroyed');
  }

  /** Brings a message with its ports into the page, each port under a number of its own. */
  sendToPage(channel: string, message: unknown, ports: readonly MessagePortMain[]): void {
    const ids = ports.map((port) => {
      const id = this.#nextPort++;
      this.#carriers.set(
        id,
        port.carry((parcel) => this.#queue(id, parcel)),
      );
      return id;
    });
    void this.#page
      .then((page) =>
        page.evaluate(([name, ...values]) => Reflect.get(window, name).send(...values), [
          inboxName,
          channel,
          message,
          ids,
        ] as [string, string, unknown, number[]]),
      )
      .catch(() => undefined);
  }

  // One delivery at a time keeps the order; what comes meanwhile goes together in the next one.
  #queue(id: number, parcel: Parcel): void {
    if (this.#ended) return;
    this.#outbox.push({ id, parcel });
    this.#sending ??= this.#deliver().finally(() => {
      this.#sending = undefined;
    });
  }
  async #deliver(): Promise<void> {
    const page = await this.#page;
    while (this.#outbox.length > 0 && !this.#ended) {
      const items = this.#outbox.splice(0);
      await page
        .evaluate(([name, parcels]) => Reflect.get(window, name).deliver(parcels), [inboxName, items] as [
          string,
          typeof items,
        ])
        .catch(() => undefined);
    }
  }

  async #start(shown: boolean, size: { width: number; height: number }): Promise<Page> {
    const { page, close } = await this.session.openPage(shown, size, async (context) => {
      if (this.#preload !== undefined) {
        await context.exposeBinding(bindingName, ({ frame }, id: number, parcel: Parcel) => {
          if (frame.parentFrame() === null) this.#carriers.get(id)?.(parcel);
        });
        await context.addInitScript({ content: await pageScript(this.#preload) });
      }
      await context.route('**/*', (route) => this.#request(route));
      context.on('page', (other) => {
        if (this.#open !== undefined && other !== this.#open) void other.close();
      });
    });
    this.#closePage = close;
    if (!shown) await page.route('**/*', (route) => this.#request(route));
    this.#open = page;
    page.on('domcontentloaded', () => this.emit('dom-ready'));
    page.on('load', () => this.emit('did-finish-load'));
    page.on('crash', () => void this.end('crashed'));
    page.on('close', () => {
      if (!this.#ended) void this.end();
    });
    page.on('download', (download) => {
      this.session.emit('will-download', preventable({}), { getURL: () => fromBrowser(download.url()) });
      void download.cancel();
    });
    return page;
  }

  async #request(route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest()) {
      const frame = frameOf(request);
      const isMainFrame = frame?.parentFrame() === null;
      // A window that a page tried to open never gets its document.
      if (frame?.page() !== this.#open) {
        this.#windowOpenHandler?.({ url: fromBrowser(request.url()) });
        return route.abort('blockedbyclient');
      }
      const own = this.#ownNavigation && isMainFrame;
      if (own) this.#ownNavigation = false;
      const details = { url: fromBrowser(request.url()), isMainFrame, isSameDocument: false };
      if (!own) {
        const event = preventable(details);
        this.emit('will-frame-navigate', event);
        if (isMainFrame) this.emit('will-navigate', event);
        if (event.defaultPrevented) return route.abort('aborted');
      }
      this.emit('did-start-navigation', details);
    }
    await this.session.answer(route).catch(() => undefined);
  }
}
