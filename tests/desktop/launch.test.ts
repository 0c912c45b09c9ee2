import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import type { Trial } from './page/main.ts';

declare global {
  interface Window {
    trial: Trial;
  }
}

// Each test starts a browser, the second one three times.
describe('starting the program for a test', { timeout: 180_000 }, () => {
  let program: RunningProgram;
  afterEach(() => program.kill());
  const start = async (colorScheme: 'light' | 'dark' = 'light'): Promise<RunningProgram> => {
    program = await launchProgram({
      dataDir: '/data',
      secretDir: '/secret',
      entry: fileURLToPath(new URL('./trialMain.ts', import.meta.url)),
      colorScheme,
    });
    return program;
  };

  it('gives the page, the window size, the colours and the command line that were asked for', async () => {
    const { page, runtime, output } = await start('dark');
    expect(runtime).toBe('stand-in');
    expect(await page.evaluate(() => window.trial.echo('你好'))).toMatchObject({ text: '你好' });
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1366, 768]);
    expect(output()).toContain('arguments: --data /data --secret /secret');
    expect((await page.screenshot()).length).toBeGreaterThan(1000);
  });

  it('drives screen lock, idle time, dialogs and clipboard, and follows the page over a lock', async () => {
    const { page, control, nextPage, output } = await start();
    await control.power('lock-screen');
    const second = await nextPage(page);
    expect(await second.evaluate(() => window.trial.echo('second'))).toMatchObject({ text: 'second' });
    await control.answerDialog('/media/usb/package');
    await control.power('suspend');
    await expect.poll(output).toContain('chosen: /media/usb/package');
    await control.power('suspend');
    await expect.poll(output).toContain('chosen: undefined');
    await control.power('resume');
    await expect.poll(() => control.clipboardText()).toBe('copied by the program');
    await control.idle(301);
    await expect.poll(output).toContain('trigger: idle');
    await control.idle(0);
    await nextPage(second);
  });

  it('finishes its work before it ends, whoever ends it', async () => {
    await start();
    await program.close();
    expect(program.output()).toMatch(/trigger: quit[\s\S]*finished/);
  });
});
