import type { BrowserContext, Page, Route } from '@playwright/test';
import { fromBrowser } from './addresses.ts';
import { hiddenBrowser, settings, windowBrowser } from './browser.ts';
import { RecordingEmitter } from './emitter.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type RequestListener = (
  details: { url: string; method: string; resourceType: string },
  callback: (answer: { cancel?: boolean }) => void,
) => void;
type PermissionListener = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;

/** Stand-in of Electron's `Session`: in memory only; carries requests to the handler of the `app` scheme. */
export class Session extends RecordingEmitter {
  readonly partition: string;
  readonly #handlers = new Map<string, Handler>();
  #requestListener: RequestListener | undefined;
  #hidden: Promise<BrowserContext> | undefined;
  /** As set by the program; tests call it, since the driver never asks. */
  permissionRequestHandler: PermissionListener | undefined;
  /** As set by the program; tests call it, since the driver never asks. */
  permissionCheckHandler: (() => boolean) | undefined;

  readonly protocol = {
    handle: (scheme: string, handler: Handler): void => void this.#handlers.set(scheme, handler),
  };
  readonly webRequest = {
    onBeforeRequest: (listener: RequestListener): void => {
      this.#requestListener = listener;
    },
  };

  constructor(partition: string) {
    super();
    this.partition = partition;
  }

  setPermissionRequestHandler(handler: PermissionListener): void {
    this.permissionRequestHandler = handler;
  }
  setPermissionCheckHandler(handler: () => boolean): void {
    this.permissionCheckHandler = handler;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.note('setDevicePermissionHandler', handler);
  }
  setDisplayMediaRequestHandler(handler: unknown): void {
    this.note('setDisplayMediaRequestHandler', handler);
  }
  setCertificateVerifyProc(handler: unknown): void {
    this.note('setCertificateVerifyProc', handler);
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.note('setSpellCheckerEnabled', enabled);
  }
  setSpellCheckerDictionaryDownloadURL(url: string): void {
    this.note('setSpellCheckerDictionaryDownloadURL', url);
  }
  // Every page has a context of its own that ends with it, so nothing is left to clear.
  async clearStorageData(): Promise<void> {
    this.note('clearStorageData');
  }
  async clearCache(): Promise<void> {
    this.note('clearCache');
  }

  /**
   * Opens a page. A shown page has a context of its own and with it a renderer process of its own, as Electron gives
   * one to a page that is loaded after the end of its process; hidden ones of a session share a context.
   */
  async openPage(
    shown: boolean,
    size: { width: number; height: number },
    prepare: (context: BrowserContext) => Promise<void>,
  ): Promise<{ page: Page; close: () => Promise<void> }> {
    if (!shown) {
      this.#hidden ??= this.#newContext(false, size);
      const page = await (await this.#hidden).newPage();
      return { page, close: () => page.close() };
    }
    const context = await this.#newContext(true, settings.viewport ?? size);
    await prepare(context);
    return { page: await context.newPage(), close: () => context.close() };
  }

  async #newContext(shown: boolean, viewport: { width: number; height: number }): Promise<BrowserContext> {
    const browser = await (shown ? windowBrowser() : hiddenBrowser());
    const context = await browser.newContext({
      viewport,
      colorScheme: settings.colorScheme ?? 'light',
      locale: 'zh-CN',
      acceptDownloads: false,
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(0);
    return context;
  }

  /** Answers one request of a page: by the scheme's handler, or not at all. */
  async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = fromBrowser(request.url());
    if (!this.#allowed(url, request.method(), request.resourceType())) return route.abort('blockedbyclient');
    const handler = this.#handlers.get('app');
    if (!url.startsWith('app://') || handler === undefined) return route.abort('failed');
    const response = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #allowed(url: string, method: string, resourceType: string): boolean {
    let allowed = this.#requestListener === undefined;
    this.#requestListener?.({ url, method, resourceType }, (answer) => {
      allowed = answer.cancel !== true;
    });
    return allowed;
  }
}
