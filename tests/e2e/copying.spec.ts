import { open, readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import type { RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { type Center, changePerson, logIn, makeCenter, startCenter } from './center.ts';

let center: Center;
let program: RunningProgram;
/** Stands in a record of the first person and nowhere else. */
const canary = 'CANARY7Q9XK2';

test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.beforeAll(async () => {
  center = await makeCenter();
  program = await startCenter(center);
});
test.afterAll(async () => {
  await program.close();
  await center.remove();
});

const front = (page: Page) => page.locator('.screen:visible');
const goTo = async (page: Page, area: string) =>
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: area }).click();

test('nothing of a record leaves the window by selecting, copying, cutting, dragging, menu or the keys of a browser', async () => {
  const { page } = program;
  await logIn(page, center, 'zhangmin');
  await page.keyboard.press('F2');
  const need = front(page).getByLabel(/^用户需求/);
  await need.fill(canary);
  await front(page).locator('.page-header').click({ clickCount: 3 });
  expect(await page.evaluate(() => getSelection()?.toString() ?? '')).toBe('');
  for (const key of ['Control+C', 'Control+X']) {
    await need.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press(key);
    expect(await need.inputValue()).toBe(canary);
    const caller = front(page).getByLabel(/^对方姓名/);
    await caller.focus();
    await page.keyboard.press('Control+V');
    expect(await caller.inputValue()).not.toContain(canary);
  }
  const prevented = await page.evaluate(() => {
    const target = document.querySelector('.page-header') as Element;
    const asked = (event: Event) => !target.dispatchEvent(event);
    const init = { bubbles: true, cancelable: true };
    const key = (name: string, shiftKey = false) =>
      new KeyboardEvent('keydown', { ...init, key: name, ctrlKey: name !== 'F12', shiftKey });
    return [
      new DragEvent('dragstart', init),
      new MouseEvent('contextmenu', init),
      key('p'),
      key('s'),
      key('u'),
      key('I', true),
      key('F12'),
    ].map(asked);
  });
  expect(prevented).toEqual([true, true, true, true, true, true, true]);
});

test('a page printed past the program is empty, and no other window shows its source', async () => {
  const { page } = program;
  await page.evaluate(() => window.print());
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => document.body.getClientRects().length)).toBe(0);
  await page.emulateMedia({ media: 'screen' });
  const pages = page.context().pages().length;
  expect(await page.evaluate(() => window.open(`view-source:${location.href}`) === null)).toBe(true);
  expect(page.context().pages().length).toBe(pages);
});

/** Share of pixels that differ by more than a little between two screenshots, compared in the page itself. */
async function difference(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return await page.evaluate(
    async (pictures) => {
      const [left, right] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d');
          if (context === null) throw new Error('no canvas');
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
        }),
      );
      if (left === undefined || right === undefined || left.length !== right.length) return 1;
      let differing = 0;
      for (let at = 0; at < left.length; at += 4)
        if (Math.abs((left[at] ?? 0) - (right[at] ?? 0)) > 2) differing += 1;
      return differing / (left.length / 4);
    },
    [one.toString('base64'), other.toString('base64')],
  );
}

for (const scheme of ['light', 'dark'] as const) {
  test(`a screenshot of a classified screen shows who, which account, when and where (${scheme})`, async () => {
    const { page } = program;
    await page.emulateMedia({ colorScheme: scheme });
    await goTo(page, '服务任务');
    await front(page).locator('.table-body .table-row', { hasText: '秘密★10年' }).first().click();
    await expect(page.locator('.window-head')).toContainText('秘密★10年');
    const mark = page.locator('.watermark');
    await expect(mark).toContainText(/张敏 zhangmin/);
    await expect(mark).toContainText(/\d{4}-\d\d-\d\d \d\d:\d\d HQ/);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const options = { animations: 'disabled', caret: 'hide' } as const;
    // The screen is still filling while its lists arrive.
    let marked = await page.screenshot(options);
    await expect(async () => {
      const before = marked;
      marked = await page.screenshot(options);
      expect(await difference(page, before, marked)).toBeLessThan(0.0005);
    }).toPass();
    await mark.evaluate((element) =>
      (element as unknown as HTMLElement).style.setProperty('display', 'none'),
    );
    const bare = await page.screenshot(options);
    await mark.evaluate((element) => (element as unknown as HTMLElement).style.removeProperty('display'));
    // Letters over all of the screen, each a few hundred pixels.
    expect(await difference(page, marked, bare)).toBeGreaterThan(0.003);
    await page.emulateMedia({ colorScheme: 'light' });
  });
}

test('the number may be copied; the clipboard is empty after the lock', async () => {
  const { page } = program;
  await goTo(page, '服务任务');
  await front(page).locator('.table-body .table-row').first().click();
  await front(page).getByRole('button', { name: '复制编号' }).click();
  await expect.poll(() => program.control.clipboardText()).toMatch(/^HQ-|RW|\d/);
  await program.control.power('lock-screen');
  await program.nextPage(page);
  await expect.poll(() => program.control.clipboardText()).toBe('');
});

/** Places of the text in all memory of a process, as one-byte and as two-byte characters. */
async function placesInMemory(pid: number, text: string): Promise<number> {
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n');
  const memory = await open(`/proc/${pid}/mem`, 'r');
  const patterns = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  let found = 0;
  try {
    for (const line of maps) {
      const [, from, to, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
      if (from === undefined || to === undefined || rights?.startsWith('rw') !== true) continue;
      const end = Number.parseInt(to, 16);
      const step = 16 * 1024 * 1024;
      for (let at = Number.parseInt(from, 16); at < end; at += step) {
        const piece = Buffer.alloc(Math.min(step + 64, end - at));
        const read = await memory.read(piece, 0, piece.length, at).catch(() => undefined);
        if (read === undefined) continue;
        for (const pattern of patterns)
          for (let hit = piece.indexOf(pattern); hit >= 0; hit = piece.indexOf(pattern, hit + 1)) found += 1;
      }
    }
  } finally {
    await memory.close();
  }
  return found;
}

async function renderers(page: Page): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('no browser');
  const driver = await browser.newBrowserCDPSession();
  const { processInfo } = await driver.send('SystemInfo.getProcessInfo');
  await driver.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

test('the next person’s page process holds nothing of the person before; each finds the own tabs again', async () => {
  test.skip(process.platform !== 'linux', 'reads the memory of a process by /proc');
  await logIn(program.page, center, 'zhangmin');
  let { page } = program;
  // The draft of the first test is still open in its tab.
  await expect(
    front(page)
      .getByLabel(/^用户需求/)
      .or(page.getByRole('tab', { name: /电话/ }))
      .first(),
  ).toBeVisible();
  await page.getByRole('tab', { name: /电话/ }).first().click();
  await expect(front(page).getByLabel(/^用户需求/)).toHaveValue(canary);
  const [before] = await renderers(page);
  if (before === undefined) throw new Error('no page process');
  expect(await placesInMemory(before, canary)).toBeGreaterThan(0);
  const began = Date.now();
  page = await changePerson(program, center, 'xitong');
  // Measured, not judged: how fast this machine is today must not decide a test (spec 3 demands five seconds).
  test.info().annotations.push({ type: 'milliseconds', description: String(Date.now() - began) });
  await goTo(page, '帐号与安全');
  const now = await renderers(page);
  expect(now).not.toContain(before);
  expect(await page.content()).not.toContain(canary);
  for (const pid of now) expect(await placesInMemory(pid, canary), `process ${pid}`).toBe(0);
  page = await changePerson(program, center, 'zhangmin');
  await expect(page.getByRole('tab', { name: /电话/ }).first()).toBeVisible();
  page = await changePerson(program, center, 'xitong');
  await expect(page.getByRole('tab', { name: '帐号与安全' })).toBeVisible();
  await expect(page.getByRole('tab', { name: /电话/ })).toHaveCount(0);
});

test('what was typed is there after the program was killed', async () => {
  const openCall = async (page: Page) => {
    await goTo(page, '沟通记录');
    await front(page).locator('.table-body .table-row', { hasText: '数传终端' }).first().click();
    return front(page).getByLabel(/^处理结果/);
  };
  const page = await changePerson(program, center, 'zhangmin');
  const result = await openCall(page);
  await result.fill('断电之前写下');
  await result.blur();
  await expect(front(page)).toContainText(/已保存 \d/);
  await program.kill();
  program = await startCenter(center);
  await logIn(program.page, center, 'zhangmin');
  await expect(await openCall(program.page)).toHaveValue('断电之前写下');
});

test('every stopped way and every allowed copy stand in the audit log, without contents', async () => {
  await program.control.power('lock-screen');
  await program.close();
  const site = await Site.open({
    folder: center.folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.call('session.unlock', { login: 'shenji', password: center.passwords.get('shenji') ?? '' });
  const stopped = await site.call('audit.list', { act: 'copy.refused' });
  expect(new Set(stopped.rows.map(({ objectId }) => objectId))).toEqual(
    new Set(['copy', 'cut', 'drag', 'contextMenu', 'print', 'save', 'source']),
  );
  const taken = await site.call('audit.list', { act: 'copy.taken' });
  expect(taken.rows).toMatchObject([{ outcome: 'done' }]);
  expect(JSON.stringify([stopped, taken])).not.toContain(canary);
  await site.close();
});
