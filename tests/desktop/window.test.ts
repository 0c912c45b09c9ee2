import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secureSession } from '../../main/desktop/security.ts';
import { windowBrowser } from '../electron/browser.ts';
import { BrowserWindow, session } from '../electron/window.ts';
import type { Trial } from './page/main.ts';
import { startTrialProgram, type TrialProgram } from './program.ts';

declare global {
  interface Window {
    trial: Trial;
  }
}

// What Chromium itself does with the page that the program serves. That Electron raises the events by which the
// program refuses is Electron's own; the handlers are tested beside main/desktop/security.ts.
describe('the page in Chromium', () => {
  let program: TrialProgram;
  beforeAll(async () => {
    program = await startTrialProgram();
  });
  afterAll(() => program.end());

  it('loads with styles of its nonce and without a single violation of the policy', async () => {
    const page = await program.page();
    const look = await page.evaluate(() => {
      const style = getComputedStyle(document.querySelector('#text') as Element);
      return { weight: style.fontWeight, color: style.color, violations: window.trial.violations };
    });
    expect(look).toEqual({ weight: '700', color: 'rgb(0, 0, 128)', violations: [] });
  });

  it('has another nonce at each load', async () => {
    const page = await program.page();
    const nonce = await page.evaluate(() => window.trial.nonce);
    expect(nonce).toMatch(/^[\w+/]{24}$/);
    await program.desktop.renewPage();
    expect(await (await program.page()).evaluate(() => window.trial.nonce)).not.toBe(nonce);
  });

  it('runs no inline script and no inline handler', async () => {
    const page = await program.page();
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.inlineRan = true');
      document.body.append(button);
      button.click();
      return { ran: 'inlineRan' in window, violations: [...window.trial.violations] };
    });
    expect(ran.ran).toBe(false);
    await expect
      .poll(() => page.evaluate(() => window.trial.violations))
      .toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr']));
  });

  it('applies no style without the nonce', async () => {
    const page = await program.page();
    const display = await page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = '#text { display: none }';
      document.head.append(style);
      return getComputedStyle(document.querySelector('#text') as Element).display;
    });
    expect(display).toBe('block');
  });

  it('evaluates no text as code', async () => {
    const page = await program.page();
    const answer = await page.evaluate(
      () => new Promise((resolve) => setTimeout(() => resolve(window.trial.tryEval()), 0)),
    );
    expect(answer).toBe('EvalError');
  });

  it('connects nowhere: not by fetch, beacon, socket, image, frame or worker', async () => {
    const page = await program.page();
    const outcome = await page.evaluate(async () => {
      const loads = (element: HTMLImageElement | HTMLIFrameElement | HTMLLinkElement) =>
        new Promise<string>((resolve) => {
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('refused');
          document.body.append(element);
          setTimeout(() => resolve('nothing'), 500);
        });
      const frame = document.createElement('iframe');
      const worker = await new Promise((resolve) => {
        const made = new Worker(URL.createObjectURL(new Blob(["postMessage('started')"])));
        made.onmessage = () => resolve('started');
        made.onerror = () => resolve('refused');
      });
      return {
        fetch: await fetch('https://example.com/').then(
          () => 'answered',
          () => 'refused',
        ),
        own: await fetch('/index.html').then(
          () => 'answered',
          () => 'refused',
        ),
        socket: await new Promise((resolve) => {
          try {
            const socket = new WebSocket('wss://example.com/');
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
          } catch {
            resolve('refused');
          }
        }),
        image: await loads(Object.assign(new Image(), { src: 'https://example.com/a.png' })),
        sheet: await loads(
          Object.assign(document.createElement('link'), {
            rel: 'stylesheet',
            href: 'https://example.com/a.css',
          }),
        ),
        framed: await loads(Object.assign(frame, { src: '/index.html' })).then(() => {
          try {
            return frame.contentDocument?.body.textContent ?? 'out of reach';
          } catch {
            return 'out of reach';
          }
        }),
        worker,
      };
    });
    expect(outcome).toEqual({
      fetch: 'refused',
      own: 'refused',
      socket: 'refused',
      image: 'refused',
      sheet: 'refused',
      framed: 'out of reach',
      worker: 'refused',
    });
  });

  it('stays where it is when told to go elsewhere, and reports the attempt without path or query', async () => {
    const page = await program.page();
    const before = program.refusals.length;
    await page.evaluate(() => {
      window.location.href = 'https://example.com/secret?customer=1';
    });
    await expect
      .poll(() => program.refusals.slice(before))
      .toContainEqual({ kind: 'navigation', target: 'https://example.com' });
    expect(page.url()).toBe('https://app.local/index.html');
    expect(await page.evaluate(() => window.trial.echo('still here'))).toMatchObject({ text: 'still here' });
  });

  it('opens no other window', async () => {
    const page = await program.page();
    const before = program.refusals.length;
    await page.evaluate(() => void window.open('https://example.com/'));
    await expect.poll(() => program.refusals.slice(before).map(({ kind }) => kind)).toContain('window');
    await expect.poll(() => page.context().pages().length).toBe(1);
  });

  it('gets no right: notifications, place, camera, clipboard, capture', async () => {
    const page = await program.page();
    const rights = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      place: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        ),
      ),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
      capture: await navigator.mediaDevices.getDisplayMedia().then(
        () => 'granted',
        () => 'denied',
      ),
      clipboard: await navigator.clipboard.readText().then(
        () => 'granted',
        () => 'denied',
      ),
    }));
    expect(rights).toEqual({
      notifications: 'denied',
      place: 'denied',
      camera: 'denied',
      capture: 'denied',
      clipboard: 'denied',
    });
  });

  it('downloads nothing and reports the attempt', async () => {
    const page = await program.page();
    const before = program.refusals.length;
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['secret']));
      link.download = 'secret.txt';
      link.click();
    });
    await expect.poll(() => program.refusals.slice(before).map(({ kind }) => kind)).toContain('download');
  });

  it('prints empty pages when the browser prints it by its own command', async () => {
    const page = await program.page();
    const pdf = await page.pdf();
    expect(execFileSync('pdftotext', ['-', '-'], { input: pdf }).toString().trim()).toBe('');
  });

  it('keeps record contents in the window: no selection, copy, cut, drag or context menu', async () => {
    const page = await program.page();
    const selected = () => page.evaluate(() => getSelection()?.toString() ?? '');
    await page.locator('#text').click({ clickCount: 3 });
    expect(await selected()).toBe('');
    await page.locator('#field').focus();
    await page.keyboard.press('Control+A');
    expect(await selected()).toBe('字段内容');
    const pasted = async (key: string) => {
      await page.keyboard.press(key);
      await page.locator('#other').focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+V');
      const value = await page.locator('#other').inputValue();
      await page.locator('#field').focus();
      await page.keyboard.press('Control+A');
      return value;
    };
    expect(await pasted('Control+C')).toBe('');
    expect(await pasted('Control+X')).toBe('');
    expect(await page.locator('#field').inputValue()).toBe('字段内容');
    const prevented = await page.evaluate(() =>
      ['contextmenu', 'dragstart', 'copy', 'cut'].map(
        (name) =>
          !(document.querySelector('#text') as Element).dispatchEvent(
            new Event(name, { bubbles: true, cancelable: true }),
          ),
      ),
    );
    expect(prevented).toEqual([true, true, true, true]);
  });

  it('lets a part be copied that the right allows', async () => {
    const page = await program.page();
    await page.locator('#released').click({ clickCount: 3 });
    await page.keyboard.press('Control+C');
    await page.locator('#other').focus();
    await page.keyboard.press('Control+V');
    expect((await page.locator('#other').inputValue()).trim()).toBe('可以复制');
  });

  it('keeps nothing in storage over a lock', async () => {
    const page = await program.page();
    await page.evaluate(() => localStorage.setItem('canary', 'record'));
    await program.desktop.renewPage();
    expect(await (await program.page()).evaluate(() => localStorage.getItem('canary'))).toBeNull();
  });

  it('has another process after a lock, and the old process is gone', async () => {
    const browser = await windowBrowser();
    const driver = await browser.newBrowserCDPSession();
    const renderers = async () => {
      const { processInfo } = await driver.send('SystemInfo.getProcessInfo');
      return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    };
    const before = await renderers();
    await program.desktop.renewPage();
    await expect.poll(async () => (await renderers()).filter((id) => before.includes(id))).toEqual([]);
  });
});

describe('a page without a policy of its own, in a secured session', () => {
  afterAll(async () => (await windowBrowser()).close());

  it('is refused every request that does not go to the program, and each is reported', async () => {
    const refusals: unknown[] = [];
    const bare = session.fromPartition('bare');
    bare.protocol.handle(
      'app',
      () => new Response('<p>bare</p>', { headers: { 'Content-Type': 'text/html' } }),
    );
    secureSession(bare as never, (refusal) => refusals.push(refusal));
    const window = new BrowserWindow({ webPreferences: { partition: 'bare' } });
    await window.loadURL('app://local/index.html');
    const page = await window.webContents.page();
    const outcome = await page.evaluate(() =>
      Promise.all([
        fetch('https://example.org/a?name=1').then(
          () => 'answered',
          () => 'refused',
        ),
        fetch('https://example.com/b').then(
          () => 'answered',
          () => 'refused',
        ),
        fetch('http://127.0.0.1:1/').then(
          () => 'answered',
          () => 'refused',
        ),
        fetch('/own').then(
          () => 'answered',
          () => 'refused',
        ),
      ]),
    );
    expect(outcome).toEqual(['refused', 'refused', 'refused', 'answered']);
    expect(refusals).toEqual([
      { kind: 'request', target: 'https://example.org' },
      { kind: 'request', target: 'https://example.com' },
      { kind: 'request', target: 'http://127.0.0.1:1' },
    ]);
    window.destroy();
  });
});
