import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createPageProcess } from './pageProcess.ts';

function trial() {
  const log: string[] = [];
  let count = 0;
  const makeWindow = (bounds: object | undefined) => {
    const number = ++count;
    const note = (text: string) => log.push(`${number} ${text}`);
    note(`made${bounds === undefined ? '' : ' in place'}`);
    let destroyed = false;
    const webContents = Object.assign(new EventEmitter(), {
      forcefullyCrashRenderer: () => note('process ended'),
    });
    const events = new EventEmitter();
    return {
      number,
      on: (name: string, listener: () => void) => void events.on(name, listener),
      emit: (name: string) => events.emit(name),
      webContents,
      loadURL: async (url: string) => void note(`loads ${url}`),
      show: () => note('shown'),
      destroy() {
        note('destroyed');
        destroyed = true;
        events.emit('closed');
      },
      isDestroyed: () => destroyed,
      getBounds: () => ({ x: 1, y: 2, width: 3, height: 4 }),
      setContentProtection: (on: boolean) => note(`content protection ${on}`),
    };
  };
  const page = createPageProcess<never>({
    createWindow: (bounds) => makeWindow(bounds) as never,
    connect: (window) => () => log.push(`${(window as { number: number }).number} disconnected`),
    onClosed: () => log.push('closed by the person'),
    onCrashed: () => log.push('crashed'),
  });
  return { page, log, window: () => page.window() as ReturnType<typeof makeWindow> };
}

describe('the page', () => {
  it('is shown when it has loaded, kept from being captured where the system can', async () => {
    const { page, log } = trial();
    await page.open();
    expect(log).toEqual(['1 made', '1 content protection true', '1 loads app://local/index.html', '1 shown']);
  });

  it('loses connection and process at once when it is renewed, then comes anew in the same place', async () => {
    const { page, log } = trial();
    await page.open();
    log.length = 0;
    await page.renew();
    expect(log.slice(0, 3)).toEqual(['1 disconnected', '1 process ended', '2 made in place']);
    expect(log).toContain('1 destroyed');
    expect(log).not.toContain('closed by the person');
    expect(log.at(-1)).toBe('2 shown');
  });

  it('tells when the person closes the window', async () => {
    const { page, log, window } = trial();
    await page.open();
    window().emit('closed');
    expect(log.slice(-2)).toEqual(['1 disconnected', 'closed by the person']);
  });

  it('comes anew when its process ends by itself', async () => {
    const { page, log, window } = trial();
    await page.open();
    window().webContents.emit('render-process-gone');
    await expect.poll(() => log.at(-1)).toBe('2 shown');
    expect(log).toContain('crashed');
  });

  it('does nothing when it is renewed before it is open', async () => {
    const { page, log } = trial();
    await page.renew();
    expect(log).toEqual([]);
    expect(() => page.window()).toThrow();
  });
});
