import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trial } from './page/main.ts';
import { startTrialProgram, type TrialProgram } from './program.ts';

declare global {
  interface Window {
    trial: Trial;
  }
}

describe('the port between page and main process', () => {
  let program: TrialProgram;
  beforeAll(async () => {
    program = await startTrialProgram();
  });
  afterAll(() => program.end());

  it('carries calls and keeps the types of values', async () => {
    const page = await program.page();
    expect(await page.evaluate(() => window.trial.echo('你好'))).toEqual({ text: '你好', isDate: true });
  });

  it('keeps many calls at once apart', async () => {
    const page = await program.page();
    const answers = await page.evaluate(() =>
      Promise.all(Array.from({ length: 100 }, (_, index) => window.trial.echo(String(index)))),
    );
    expect(answers.map((answer) => Number(answer.text))).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
  });

  it('carries typed errors with their data', async () => {
    const page = await program.page();
    expect(await page.evaluate(() => window.trial.refuse())).toEqual({
      isDefined: true,
      code: 'NOT_APPROVED',
      data: { number: 7 },
    });
  });

  it('carries a stream to its end, in order', async () => {
    const page = await program.page();
    expect(await page.evaluate(() => window.trial.count(500))).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  });

  it('stops a stream in the main process when the page stops reading it', async () => {
    const page = await program.page();
    expect(await page.evaluate(() => window.trial.stopAfter(3))).toEqual([1, 2, 3]);
    await expect.poll(() => program.runningStreams()).toBe(0);
  });

  it('carries seven megabytes there and back, as bytes and as text', async () => {
    const page = await program.page();
    const size = 7 * 1024 * 1024;
    expect(await page.evaluate((bytes) => window.trial.weigh(bytes), size)).toEqual({ size, same: true });
    expect(await page.evaluate((length) => window.trial.longText(length), 2_300_000)).toBe(2_300_000);
  });

  it('leaves nothing of the preload script in the page but the port', async () => {
    const page = await program.page();
    const names = await page.evaluate(() =>
      ['require', 'process', 'ipcRenderer', 'electron', 'module', 'global'].filter((name) => name in window),
    );
    expect(names).toEqual([]);
  });

  it('ends the port and its streams with the page, and gives the next page another one', async () => {
    const page = await program.page();
    const [first] = program.ports;
    const closed = new Promise((resolve) => first?.once('close', () => resolve('closed')));
    await page.evaluate(() => window.trial.startEndless());
    expect(program.runningStreams()).toBe(1);
    await program.desktop.renewPage();
    expect(await closed).toBe('closed');
    await expect.poll(() => program.runningStreams()).toBe(0);
    const next = await program.page();
    expect(next).not.toBe(page);
    expect(page.isClosed()).toBe(true);
    expect(await next.evaluate(() => window.trial.echo('again'))).toEqual({ text: 'again', isDate: true });
    expect(program.ports).toHaveLength(2);
  });
});
