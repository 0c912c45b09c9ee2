import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

let folder: string;
let program: RunningProgram;
let logins: { systemAdmin: string; auditor: string };
let passwords: ReadonlyMap<string, string>;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  const site = await Site.create({
    folder,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  logins = { systemAdmin: site.loginOf('systemAdmin'), auditor: site.loginOf('auditor') };
  passwords = new Map([...site.people.values()].map(({ login, password }) => [login, password]));
  await site.close();
  program = await launchProgram({
    dataDir: join(folder, 'data'),
    secretDir: join(folder, 'station'),
  });
  console.log(`runtime: ${program.runtime}`);
});
test.afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

async function logIn(page: Page, login: string): Promise<void> {
  await page.getByLabel('帐号', { exact: true }).fill(login);
  await page.getByLabel('口令', { exact: true }).fill(passwords.get(login) ?? '');
  await page.keyboard.press('Control+Enter');
  // The lock screen goes before the window is there to hear keys.
  await expect(page.getByRole('button', { name: /^锁定/ })).toBeVisible();
}

/** The page ends before the driver has told it that the keys were let go. */
async function pressLockKey(page: Page): Promise<void> {
  await page.keyboard.press('Control+L').catch(() => undefined);
}

/** Everything that the browser part has complained about since the page came into being. */
async function complaints(page: Page): Promise<string[]> {
  const driver = await page.context().newCDPSession(page);
  const entries: string[] = [];
  driver.on('Log.entryAdded', ({ entry }) => {
    if (entry.level === 'error' || entry.source === 'security') entries.push(entry.text);
  });
  await driver.send('Log.enable');
  await driver.detach();
  return entries;
}

test('the lock screen says why it is locked and nothing of the site, and breaks no policy', async () => {
  const { page } = program;
  await expect(page.getByLabel('帐号', { exact: true })).toBeVisible();
  await expect(page.locator('body')).toContainText('程序已启动，请登录。');
  await expect(page.locator('body')).not.toContainText('客户服务中心');
  await expect(page.locator('body')).not.toContainText('CTR');
  expect(await complaints(page)).toEqual([]);
});

test('an open screen breaks no policy either', async () => {
  const { page } = program;
  await logIn(page, logins.systemAdmin);
  await expect(page.locator('body')).toContainText('客户服务中心');
  expect(await complaints(page)).toEqual([]);
});

for (const [event, reason] of [
  ['lock-screen', '系统屏幕已锁定，程序随之锁定。'],
  ['suspend', '系统已休眠，程序已锁定。'],
  ['resume', '系统已从休眠恢复，请重新登录。'],
] as const) {
  test(`${event} ends the page and leads to the lock screen`, async () => {
    const { page } = program;
    if ((await page.getByLabel('口令', { exact: true }).count()) > 0) await logIn(page, logins.systemAdmin);
    const ended = page.isClosed() ? Promise.resolve() : new Promise((resolve) => page.once('close', resolve));
    const before = Date.now();
    await program.control.power(event);
    await ended;
    // Measured, not judged: how fast this machine is today must not decide a test (spec 3 demands one second).
    test.info().annotations.push({ type: 'milliseconds', description: String(Date.now() - before) });
    const next = await program.nextPage(page);
    await expect(next.locator('body')).toContainText(reason);
    await expect(next.locator('body')).not.toContainText('客户服务中心');
  });
}

test('the program locks when nobody touches it for the time of its level, and not before', async () => {
  const { page } = program;
  await logIn(page, logins.systemAdmin);
  await program.control.idle(299);
  await expect(page.getByLabel('口令', { exact: true })).toHaveCount(0);
  await program.control.idle(300);
  const next = await program.nextPage(page);
  await program.control.idle(0);
  await expect(next.locator('body')).toContainText('长时间未操作，已自动锁定。');
});

test('the lock key locks at once', async () => {
  const { page } = program;
  await logIn(page, logins.systemAdmin);
  await pressLockKey(page);
  const next = await program.nextPage(page);
  await expect(next.locator('body')).toContainText('已手动锁定。');
});

test('another person takes over: the former page’s process is gone, and each finds the own tabs', async () => {
  let { page } = program;
  await logIn(page, logins.systemAdmin);
  await page.getByRole('button', { name: '帐号与安全' }).click();
  await expect(page.getByText('安保密').first()).toBeVisible();
  const former = await renderers(page);
  const before = Date.now();
  await pressLockKey(page);
  page = await program.nextPage(page);
  await logIn(page, logins.auditor);
  await expect(page.getByRole('button', { name: '审计', exact: true })).toBeVisible();
  // Measured, not judged (spec 3 demands five seconds); `npm run bench -- --parts lock` has the part without the page.
  test.info().annotations.push({ type: 'milliseconds', description: String(Date.now() - before) });
  await expect(page.locator('body')).not.toContainText('钟系统');
  await expect(page.getByRole('tab', { name: '帐号与安全' })).toHaveCount(0);
  await expect.poll(async () => (await renderers(page)).filter((pid) => former.includes(pid))).toEqual([]);
  expect((await renderers(page)).length).toBeGreaterThan(0);
  await pressLockKey(page);
  page = await program.nextPage(page);
  await logIn(page, logins.systemAdmin);
  await expect(page.getByRole('tab', { name: '帐号与安全' })).toBeVisible();
  await pressLockKey(page);
  await program.nextPage(page);
});

/** Processes that run pages now. */
async function renderers(page: Page): Promise<number[]> {
  const driver = await page.context().browser()?.newBrowserCDPSession();
  if (driver === undefined) throw new Error('no browser to ask');
  const { processInfo } = await driver.send('SystemInfo.getProcessInfo');
  await driver.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

test('what the page tried to reach elsewhere is refused and stands in the audit log', async () => {
  const { page } = program;
  await logIn(page, logins.systemAdmin);
  await page.evaluate(() => {
    window.location.href = 'https://example.com/record?customer=secret';
  });
  await pressLockKey(page);
  const next = await program.nextPage(page);
  // A lock may roll the row back while it is being written; it then waits for the next log-in, before every other act.
  await logIn(next, logins.systemAdmin);
  await next.getByRole('button', { name: '帐号与安全' }).click();
  await expect(next.getByText('沈审计').first()).toBeVisible();
  await program.control.power('lock-screen');
  await program.close();
  expect(next.isClosed()).toBe(true);
  const site = await Site.open({
    folder,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.call('session.unlock', { login: logins.auditor, password: passwords.get(logins.auditor) ?? '' });
  const { rows } = await site.call('audit.list', {});
  const acts = rows.map(({ act, objectKind }) => `${act} ${objectKind}`.trim());
  expect(acts).toContain('request.refused navigation');
  expect(acts).toContain('session.locked');
  expect(JSON.stringify(rows)).not.toContain('secret');
  await site.close();
});
