import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Input, Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import {
  chromiumSwitches,
  isBrowserShortcut,
  isOwnAddress,
  type Refusal,
  reportedTarget,
  secureApp,
  secureContents,
  secureSession,
} from './security.ts';

/** A part of Electron that notes every call in order; its events are raised by the test. */
function recorder<Part extends object>(members: Partial<Record<keyof Part, unknown>> = {}) {
  const calls: [name: string, ...values: unknown[]][] = [];
  const events = new EventEmitter();
  const part = new Proxy(members, {
    get: (own, name) => {
      if (name in own) return Reflect.get(own, name);
      if (name === 'on') return (event: string, listener: () => void) => events.on(event, listener);
      return (...values: unknown[]) => void calls.push([String(name), ...values]);
    },
  }) as Part;
  return { part, calls, events, call: (name: string) => calls.find(([called]) => called === name)?.slice(1) };
}

/** An event that notes whether it was prevented. */
function event(details: object = {}) {
  return {
    ...details,
    prevented: false,
    preventDefault() {
      this.prevented = true;
    },
  };
}

function securedApp() {
  const switches: [string, string | undefined][] = [];
  const order: string[] = [];
  const refusals: Refusal[] = [];
  const app = recorder<App>({
    enableSandbox: () => order.push('enableSandbox'),
    commandLine: {
      appendSwitch: (name: string, value?: string) => {
        order.push('appendSwitch');
        switches.push([name, value]);
      },
    },
  });
  secureApp(app.part, { packaged: true, onRefused: (refusal) => refusals.push(refusal) });
  return { app, switches, order, refusals };
}

describe('secureApp', () => {
  it('switches the sandbox on before anything else', () => {
    expect(securedApp().order[0]).toBe('enableSandbox');
  });

  it('silences the browser part: no cache, no background traffic, no names resolved, no proxy, no crash reports', () => {
    const names = securedApp().switches.map(([name]) => name);
    expect(names).toEqual(chromiumSwitches.map(([name]) => name));
    expect(names).toEqual(
      expect.arrayContaining([
        'disable-http-cache',
        'disable-background-networking',
        'disable-component-update',
        'disable-breakpad',
        'no-proxy-server',
      ]),
    );
    expect(securedApp().switches).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
  });

  it('secures every session and every page in the moment it is made', () => {
    const { app } = securedApp();
    let listening = false;
    const session = recorder<Session>({ webRequest: { onBeforeRequest: () => (listening = true) } });
    app.events.emit('session-created', session.part);
    expect(listening).toBe(true);
    expect(session.call('setPermissionRequestHandler')).toBeDefined();
    const contents = recorder<WebContents>();
    app.events.emit('web-contents-created', {}, contents.part);
    expect(contents.call('setWindowOpenHandler')).toBeDefined();
  });

  it('trusts no certificate, answers no log-in, opens no file and no address for other programs', () => {
    const { app } = securedApp();
    const refused = event();
    const answers: boolean[] = [];
    app.events.emit('certificate-error', refused, {}, '', '', {}, (trusted: boolean) =>
      answers.push(trusted),
    );
    expect([refused.prevented, answers]).toEqual([true, [false]]);
    for (const name of ['login', 'open-url', 'open-file']) {
      const other = event();
      app.events.emit(name, other);
      expect(other.prevented).toBe(true);
    }
  });
});

describe('secureSession', () => {
  type RequestListener = (details: { url: string }, answer: (reply: { cancel?: boolean }) => void) => void;
  function secured() {
    const refusals: Refusal[] = [];
    let ask: RequestListener = () => undefined;
    const session = recorder<Session>({
      webRequest: { onBeforeRequest: (listener: RequestListener) => (ask = listener) },
    });
    secureSession(session.part, (refusal) => refusals.push(refusal));
    const request = (url: string): boolean => {
      let cancelled = false;
      ask({ url }, (reply) => (cancelled = reply.cancel === true));
      return !cancelled;
    };
    return { session, refusals, request };
  }

  it.each([
    'http://example.com/',
    'https://example.com/a?customer=1',
    'ws://example.com/',
    'wss://127.0.0.1/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'chrome://version/',
    'chrome-extension://abc/',
    'devtools://devtools/bundled/inspector.html',
    'about:blank',
    'blob:https://example.com/1',
    'application://local/',
    'app.example.com',
  ])('refuses and reports a request to %s', (url) => {
    const { request, refusals } = secured();
    expect(request(url)).toBe(false);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.kind).toBe('request');
  });

  it.each([
    'app://local/index.html',
    'app://document/1/index.html',
    'blob:app://local/1',
    'data:image/png;base64,',
  ])('lets %s through without a report', (url) => {
    const { request, refusals } = secured();
    expect(request(url)).toBe(true);
    expect(refusals).toEqual([]);
  });

  it('denies every right that is asked for and reports it, and every check', () => {
    const { session, refusals } = secured();
    const [ask] = session.call('setPermissionRequestHandler') as [
      (contents: unknown, right: string, answer: (granted: boolean) => void) => void,
    ];
    const [check] = session.call('setPermissionCheckHandler') as [
      (contents: unknown, right: string) => boolean,
    ];
    const rights = [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'clipboard-sanitized-write',
      'fileSystem',
    ];
    for (const right of rights) {
      const answers: boolean[] = [];
      ask(null, right, (granted) => answers.push(granted));
      expect([answers, check(null, right)]).toEqual([[false], false]);
    }
    expect(refusals).toEqual(rights.map((target) => ({ kind: 'permission', target })));
  });

  it('gives no device, no screen, and trusts no certificate', () => {
    const { session } = secured();
    const [device] = session.call('setDevicePermissionHandler') as [() => boolean];
    expect(device()).toBe(false);
    const streams: unknown[] = [];
    const [capture] = session.call('setDisplayMediaRequestHandler') as [
      (r: unknown, a: (s: unknown) => void) => void,
    ];
    capture({}, (given) => streams.push(given));
    expect(streams).toEqual([null]);
    const results: number[] = [];
    const [verify] = session.call('setCertificateVerifyProc') as [
      (r: unknown, a: (result: number) => void) => void,
    ];
    verify({}, (result) => results.push(result));
    expect(results).toEqual([-2]);
  });

  it('prevents every download and reports it', () => {
    const { session, refusals } = secured();
    const download = event();
    session.events.emit('will-download', download, { getURL: () => 'blob:app://local/1' });
    expect(download.prevented).toBe(true);
    expect(refusals).toEqual([{ kind: 'download', target: 'blob:' }]);
  });

  it('checks no spelling and fetches no dictionary', () => {
    const { session } = secured();
    expect(session.call('setSpellCheckerEnabled')).toEqual([false]);
    expect(session.call('setSpellCheckerDictionaryDownloadURL')?.[0]).toMatch(/^app:/);
  });
});

describe('secureContents', () => {
  function secured(packaged = true) {
    const refusals: Refusal[] = [];
    const contents = recorder<WebContents>();
    secureContents(contents.part, { packaged, onRefused: (refusal) => refusals.push(refusal) });
    return { contents, refusals };
  }

  it.each(['will-frame-navigate', 'will-navigate', 'will-redirect'])('prevents %s', (name) => {
    const { contents } = secured();
    const navigation = event({ url: 'https://example.com/a?b' });
    contents.events.emit(name, navigation);
    expect(navigation.prevented).toBe(true);
  });

  it('prevents navigation even to the program itself, and reports once', () => {
    const { contents, refusals } = secured();
    for (const name of ['will-frame-navigate', 'will-navigate']) {
      contents.events.emit(name, event({ url: 'app://local/index.html?x' }));
    }
    expect(refusals).toEqual([{ kind: 'navigation', target: 'app://local' }]);
  });

  it('denies every new window', () => {
    const { contents, refusals } = secured();
    const [open] = contents.call('setWindowOpenHandler') as [
      (details: { url: string }) => { action: string },
    ];
    expect(open({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
    expect(refusals).toEqual([{ kind: 'window', target: 'https://example.com' }]);
  });

  it('prevents embedded pages, the context menu, and a page that wants to stay', () => {
    const { contents, refusals } = secured();
    for (const name of ['will-attach-webview', 'context-menu', 'will-prevent-unload']) {
      const raised = event();
      contents.events.emit(name, raised, {}, {});
      expect(raised.prevented, name).toBe(true);
    }
    expect(refusals).toEqual([{ kind: 'webview', target: 'webview' }]);
  });

  it('closes developer tools in packages only', () => {
    const inPackage = secured(true);
    inPackage.contents.events.emit('devtools-opened');
    expect(inPackage.contents.call('closeDevTools')).toEqual([]);
    expect(inPackage.refusals).toEqual([{ kind: 'devTools', target: 'devTools' }]);
    const inDevelopment = secured(false);
    inDevelopment.contents.events.emit('devtools-opened');
    expect(inDevelopment.contents.call('closeDevTools')).toBeUndefined();
  });

  it('keeps browser shortcuts from the page and lets its own keys through', () => {
    const { contents } = secured();
    const press = (key: string, control: boolean) => {
      const pressed = event();
      contents.events.emit('before-input-event', pressed, keys(key, { control }));
      return pressed.prevented;
    };
    expect([
      press('p', true),
      press('s', true),
      press('u', true),
      press('k', true),
      press('p', false),
    ]).toEqual([true, true, true, false, false]);
  });

  it('shows no address of this machine to others and has no zoom and no menu keys', () => {
    const { contents } = secured();
    expect(contents.call('setWebRTCIPHandlingPolicy')).toEqual(['disable_non_proxied_udp']);
    expect(contents.call('setVisualZoomLevelLimits')).toEqual([1, 1]);
    expect(contents.call('setIgnoreMenuShortcuts')).toEqual([true]);
  });
});

function keys(key: string, held: Partial<Input> = {}) {
  return { key, control: false, meta: false, shift: false, alt: false, isComposing: false, ...held };
}

describe('isBrowserShortcut', () => {
  it.each([
    ['print', keys('p', { control: true })],
    ['print with dialog', keys('P', { control: true, shift: true })],
    ['save', keys('s', { control: true })],
    ['view source', keys('u', { control: true })],
    ['reload', keys('r', { control: true })],
    ['reload', keys('F5')],
    ['history back', keys('ArrowLeft', { alt: true })],
    ['developer tools', keys('F12')],
    ['developer tools', keys('I', { control: true, shift: true })],
  ])('knows %s', (_name, pressed) => {
    expect(isBrowserShortcut(pressed, true)).toBe(true);
  });

  it.each(['F1', 'F2', 'Enter', 'Escape', 'ArrowLeft'])('lets %s through', (key) => {
    expect(isBrowserShortcut(keys(key), true)).toBe(false);
  });

  it.each(['k', 'l', 'f', 'n', 'w', 'Enter', 'PageDown', 'a', 'v', 'z'])('lets Ctrl+%s through', (key) => {
    expect(isBrowserShortcut(keys(key, { control: true }), true)).toBe(false);
  });

  it('never touches a key while an input method is composing', () => {
    expect(isBrowserShortcut(keys('p', { control: true, isComposing: true }), true)).toBe(false);
  });

  it('leaves developer tools to developers outside packages', () => {
    expect(isBrowserShortcut(keys('F12'), false)).toBe(false);
  });
});

describe('addresses', () => {
  it('reports scheme and host only', () => {
    expect(reportedTarget('https://user:pass@example.com:81/customer?name=1#2')).toBe(
      'https://example.com:81',
    );
    expect(reportedTarget('data:text/html,secret')).toBe('data:');
    expect(reportedTarget('not an address')).toBe('invalid');
  });

  it('does not take a look-alike for its own', () => {
    for (const url of ['APP://local/', ' app://local/', 'xapp://local', 'app:local', 'blob:null/1']) {
      expect(isOwnAddress(url)).toBe(false);
    }
  });
});

describe('the source of this folder', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');

  it.each(['openExternal', 'crashReporter', 'autoUpdater', 'openPath', 'ipcMain', 'shell'])(
    'never uses %s',
    (name) => {
      expect(sources).not.toMatch(new RegExp(`\\b${name}\\b`));
    },
  );
});
