import type { App, Input, Session, WebContents } from 'electron';

/** What was refused. `target` is scheme and host, or the name of a right: never a path or a query. */
export interface Refusal {
  readonly kind:
    | 'request'
    | 'navigation'
    | 'window'
    | 'webview'
    | 'permission'
    | 'download'
    | 'frame'
    | 'devTools';
  readonly target: string;
}
/** Told of every refusal; the caller writes the audit row (spec 3, Copying: refused and audited). */
export type OnRefused = (refusal: Refusal) => void;

/** Chromium switches that keep the browser part from speaking, storing or reporting on its own. */
export const chromiumSwitches: readonly (readonly [name: string, value?: string])[] = [
  ['disable-http-cache'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['disable-breakpad'],
  ['disable-client-side-phishing-detection'],
  ['no-pings'],
  ['no-proxy-server'],
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  [
    'disable-features',
    'SpareRendererForSitePerProcess,NetworkTimeServiceQuerying,MediaRouter,OptimizationHints',
  ],
];

type SecuredApp = Pick<App, 'enableSandbox' | 'commandLine' | 'on'>;

/**
 * Secures everything that is made later. Must be the first act of the program: the sandbox is switched on before
 * anything else, and every session and page is secured in the moment it comes into being, whoever made it.
 */
export function secureApp(app: SecuredApp, options: { packaged: boolean; onRefused: OnRefused }): void {
  app.enableSandbox();
  for (const [name, value] of chromiumSwitches) {
    if (value === undefined) app.commandLine.appendSwitch(name);
    else app.commandLine.appendSwitch(name, value);
  }
  app.on('session-created', (session) => secureSession(session, options.onRefused));
  app.on('web-contents-created', (_event, contents) => secureContents(contents, options));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
  });
  app.on('login', (event) => event.preventDefault());
  app.on('open-url', (event) => event.preventDefault());
  app.on('open-file', (event) => event.preventDefault());
}

type SecuredSession = Pick<
  Session,
  | 'webRequest'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setCertificateVerifyProc'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'on'
>;

/** `true` for the addresses that may be asked for at all: the program's own scheme, and data made in memory. */
export function isOwnAddress(address: string): boolean {
  return /^(app:\/\/|blob:app:\/\/|data:)/.test(address);
}

/** Scheme and host of an address, for reports; never more of it. */
export function reportedTarget(address: string): string {
  try {
    const url = new URL(address);
    return url.host === '' ? url.protocol : `${url.protocol}//${url.host}`;
  } catch {
    return 'invalid';
  }
}

/** Refuses every foreign request, every right, device, capture, certificate and download in a session. */
export function secureSession(session: SecuredSession, onRefused: OnRefused): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    if (isOwnAddress(details.url)) return callback({});
    onRefused({ kind: 'request', target: reportedTarget(details.url) });
    callback({ cancel: true });
  });
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    onRefused({ kind: 'permission', target: permission });
    callback(false);
  });
  // Checks are made by the browser part itself all the time; only requests are somebody's act and reported.
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  const untrusted = -2;
  session.setCertificateVerifyProc((_request, callback) => callback(untrusted));
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerDictionaryDownloadURL('app://local/no-dictionaries/');
  session.on('will-download', (event, item) => {
    event.preventDefault();
    onRefused({ kind: 'download', target: reportedTarget(item.getURL()) });
  });
}

type SecuredContents = Pick<
  WebContents,
  | 'on'
  | 'setWindowOpenHandler'
  | 'setWebRTCIPHandlingPolicy'
  | 'setIgnoreMenuShortcuts'
  | 'setVisualZoomLevelLimits'
  | 'closeDevTools'
>;

/** Refuses navigation, new windows, embedded pages, developer tools in packages, and the shortcuts of a browser. */
export function secureContents(
  contents: SecuredContents,
  { packaged, onRefused }: { packaged: boolean; onRefused: OnRefused },
): void {
  // Only the program's own loadURL gets through: Electron raises none of these events for it.
  contents.on('will-frame-navigate', (details) => {
    details.preventDefault();
    onRefused({ kind: 'navigation', target: reportedTarget(details.url) });
  });
  contents.on('will-navigate', (details) => details.preventDefault());
  contents.on('will-redirect', (details) => {
    details.preventDefault();
    onRefused({ kind: 'navigation', target: reportedTarget(details.url) });
  });
  contents.setWindowOpenHandler(({ url }) => {
    onRefused({ kind: 'window', target: reportedTarget(url) });
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    onRefused({ kind: 'webview', target: 'webview' });
  });
  contents.on('context-menu', (event) => event.preventDefault());
  contents.on('before-input-event', (event, input) => {
    if (isBrowserShortcut(input, packaged)) event.preventDefault();
  });
  // A page that asks to stay must not delay a lock: preventing this event lets the unload go on.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });
  contents.on('devtools-opened', () => {
    if (!packaged) return;
    contents.closeDevTools();
    onRefused({ kind: 'devTools', target: 'devTools' });
  });
  contents.setIgnoreMenuShortcuts(true);
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // A page that is gone before this is carried out needs no limits.
  Promise.resolve(contents.setVisualZoomLevelLimits(1, 1)).catch(() => undefined);
}

const blockedWithControl = new Set(['p', 's', 'u', 'o', 'r']);
const blockedDeveloper = new Set(['i', 'j', 'c', 'k']);

/**
 * `true` for keys that mean something to a browser but nothing here: print, save, view source, open, reload, history,
 * developer tools. `false` while an input method is composing, which always wins (interface.md).
 */
export function isBrowserShortcut(
  input: Pick<Input, 'key' | 'control' | 'meta' | 'shift' | 'alt' | 'isComposing'>,
  packaged: boolean,
): boolean {
  if (input.isComposing) return false;
  const key = input.key.toLowerCase();
  const command = input.control || input.meta;
  if (key === 'f5' || (command && !input.alt && blockedWithControl.has(key))) return true;
  if (input.alt && !command && (key === 'arrowleft' || key === 'arrowright' || key === 'home')) return true;
  if (key === 'browserback' || key === 'browserforward' || key === 'browserrefresh') return true;
  const developer = key === 'f12' || (command && input.shift && blockedDeveloper.has(key));
  return developer && packaged;
}
