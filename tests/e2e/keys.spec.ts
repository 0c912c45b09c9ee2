import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { expectAccessible } from './accessible.ts';

const printer = 'baomishi-hp4015';
const path = process.env.PATH ?? '';
/** Folder for pictures of the screens, when somebody wants to look at them. */
const pictures = process.env.KEY_PICTURES;
let folder: string;
let site: Site;
let program: RunningProgram;

test.use({ actionTimeout: 30_000 });

test.beforeAll(async () => {
  test.setTimeout(400_000);
  folder = await mkdtemp(join(tmpdir(), 'keys-e2e-'));
  site = await Site.create({
    folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.asPost('securityAdmin');
  await site.call('printing.registerPrinter', {
    name: printer,
    level: 2,
    writesFiles: false,
    place: '保密室',
  });
  await site.close();
  // A print queue that keeps what it is given: the machine of the tests has no printer.
  const bin = join(folder, 'bin');
  await mkdir(join(folder, 'paper'));
  await mkdir(bin);
  await writeFile(join(bin, 'lp'), `#!/bin/sh\ncat > "${join(folder, 'paper')}/$(date +%s%N).pdf"\n`);
  await chmod(join(bin, 'lp'), 0o755);
  process.env.PATH = `${bin}:${path}`;
  program = await launchProgram({
    dataDir: join(folder, 'data'),
    secretDir: join(folder, 'station'),
    colorScheme: process.env.KEY_SCHEME === 'dark' ? 'dark' : 'light',
  });
  await program.control.printers(printer);
});
test.afterAll(async () => {
  process.env.PATH = path;
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

async function picture(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function logIn(page: Page, login: string, password = site.person(login).password): Promise<void> {
  await page.getByLabel('帐号').fill(login);
  await page.getByLabel('口令', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible({ timeout: 60_000 });
}

async function keys(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: '主导航' })
    .getByRole('button', { name: '帐号与安全', exact: true })
    .click();
  await page.getByRole('tab', { name: /^密钥/ }).click();
}

async function second(page: Page, login: string): Promise<void> {
  await page.getByLabel('第二人帐号').fill(login);
  await page.getByLabel('第二人口令').fill(site.person(login).password);
}

/** Share texts as they stand on the printed papers. */
async function papers(): Promise<{ shares: string[]; wrapped: string }> {
  const texts: string[] = [];
  for (const name of (await readdir(join(folder, 'paper'))).sort())
    texts.push(spawnSync('pdftotext', ['-raw', join(folder, 'paper', name), '-']).stdout.toString());
  const found = (kind: string): string[] =>
    texts.flatMap((text) => new RegExp(`${kind}-[0-9A-F]{8,9}-[0-9A-Z \\n]+(?=\\n)`).exec(text)?.[0] ?? []);
  return { shares: found('S'), wrapped: found('W')[0] ?? '' };
}

test('the recovery secret is split onto paper, the database key is changed, and the paper opens the site', async () => {
  test.setTimeout(600_000);
  const { page } = program;
  const [system, security] = [site.loginOf('systemAdmin'), site.loginOf('securityAdmin')];
  await logIn(page, security);
  await keys(page);
  await expect(page.getByText('尚未分割恢复份额')).toBeVisible();
  await picture(page, 'keys-first');
  await page.getByRole('button', { name: '分割恢复份额', exact: true }).click();
  for (const [index, name] of ['甲保管', '乙保管', '丙保管'].entries())
    await page.getByRole('combobox', { name: `第${'一二三'[index]}份保管人` }).fill(name);
  await page.getByLabel('封装密钥存放处').fill('保密柜一号');
  await second(page, system);
  await picture(page, 'keys-split');
  await page.getByRole('button', { name: '两人确认分割并打印' }).click();
  await expect(page.getByRole('cell', { name: '恢复份额 3' })).toBeVisible({ timeout: 120_000 });
  await picture(page, 'keys-papers');
  const { shares, wrapped } = await papers();
  expect(shares).toHaveLength(3);
  // No screen shows a share.
  for (const share of shares) expect(await page.content()).not.toContain(share.slice(12, 22));

  await page.getByRole('button', { name: '更换数据库密钥' }).click();
  await second(page, system);
  await picture(page, 'keys-rotate');
  await page.getByRole('button', { name: '两人确认更换' }).click();
  const locked = await program.nextPage(page);
  await expect(locked.getByText('数据库密钥已更换')).toBeVisible({ timeout: 120_000 });

  await locked.getByRole('button', { name: '用恢复份额打开…' }).click();
  await locked.getByLabel('第一名保管人的份额').fill(shares[2] ?? '');
  await locked.getByLabel('第二名保管人的份额').fill(shares[0] ?? '');
  for (const [index, post] of ['系统管理员', '安全保密管理员', '安全审计员'].entries()) {
    const group = locked.getByRole('group', { name: post, exact: true });
    await group.getByLabel('登录名').fill([system, security, site.loginOf('auditor')][index] ?? '');
    await group.getByLabel('新口令', { exact: true }).fill(`Xin-kou-ling-${index}7`);
    await group.getByLabel('新口令再输一次').fill(`Xin-kou-ling-${index}7`);
  }
  await picture(locked, 'recover');
  await locked.getByRole('button', { name: '打开站点' }).click();
  await expect(locked.getByText('三名管理员可以登录')).toBeVisible({ timeout: 120_000 });
  await logIn(locked, system, 'Xin-kou-ling-07');
  await keys(locked);
  await expect(locked.getByText('封装密钥还没有重新打印')).toBeVisible();
  expect(wrapped).not.toBe('');
  await readFile(join(folder, 'data', 'site.db'));
});
