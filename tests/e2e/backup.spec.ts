import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { expectAccessible } from './accessible.ts';

let folder: string;
let site: Site;
let set: string;
let program: RunningProgram | undefined;

test.use({ actionTimeout: 20_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await mkdtemp(join(tmpdir(), 'backup-screens-'));
  for (const name of ['target', 'work', 'moving']) await mkdir(join(folder, name));
  site = await Site.create({
    folder,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
    backupFolder: join(folder, 'target'),
  });
  await site.asPost('systemAdmin');
  set = (await site.call('backup.run')).set.folder;
  await site.close();
});
test.afterAll(async () => {
  await program?.close();
  await rm(folder, { recursive: true, force: true });
});

const admin = () => site.second(site.loginOf('systemAdmin'));
const security = () => site.second(site.loginOf('securityAdmin'));

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('帐号', { exact: true }).fill(admin().login);
  await page.getByLabel('口令', { exact: true }).fill(admin().password);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();
  await page
    .getByRole('navigation', { name: '主导航' })
    .getByRole('button', { name: /备份与恢复/ })
    .click();
}

async function part(page: Page, name: string): Promise<void> {
  await page.getByRole('tablist', { name: '备份与恢复' }).getByRole('tab', { name }).click();
}

async function choose(page: Page, label: string, path: string): Promise<void> {
  await program?.control.answerDialog(path);
  await page.getByRole('button', { name: new RegExp(`^${label}：选择`) }).click();
}

/** Fills both posts of a set opening. */
async function open(page: Page): Promise<void> {
  await page.getByLabel('第一人帐号').fill(admin().login);
  await page.getByLabel('第一人当时的口令', { exact: true }).fill(admin().password);
  await page.getByLabel('第二人帐号').fill(security().login);
  await page.getByLabel('第二人当时的口令', { exact: true }).fill(security().password);
}

async function show(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  const into = process.env.SCREENS;
  if (into !== undefined) await page.screenshot({ path: join(into, `${name}.png`) });
}

test('sets, rehearsal, integrity and handing over are at hand, and a rehearsal leaves its sheet', async () => {
  test.setTimeout(420_000);
  program = await launchProgram({ dataDir: join(folder, 'data'), secretDir: join(folder, 'station') });
  const { page } = program;
  await logIn(page);
  await expect(page.getByRole('row').filter({ hasText: '已核对' }).first()).toBeVisible();
  await show(page, 'backup-sets');

  await part(page, '恢复演练');
  await page.getByRole('button', { name: /开始演练/ }).click();
  await choose(page, '备份集', set);
  await choose(page, '演练文件夹（空）', join(folder, 'work'));
  await open(page);
  await show(page, 'backup-rehearse');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('备份集可以恢复')).toBeVisible({ timeout: 60_000 });
  await show(page, 'backup-sheet');
  await page.getByRole('button', { name: /返回/ }).click();

  await part(page, '完整性');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('没有发现过损坏')).toBeVisible();
  await expect(page.getByText(/最近检查/)).toBeVisible({ timeout: 60_000 });
  await show(page, 'backup-integrity');

  await part(page, '移交');
  await expect(page.getByRole('button', { name: /封存并移交/ })).toHaveAttribute('aria-disabled', 'true');
  await show(page, 'backup-retire');
  await program.close();
});

test('a bare machine restores the set by its screens, and says what is left to settle', async () => {
  test.setTimeout(420_000);
  const bare = join(folder, 'bare');
  await mkdir(bare);
  await cp(join(folder, 'station'), join(bare, 'station'), { recursive: true });
  program = await launchProgram({ dataDir: join(bare, 'data'), secretDir: join(bare, 'station') });
  const { page } = program;
  await page.getByRole('button', { name: '从备份恢复…' }).click();
  await choose(page, '备份集', set);
  await expect(page.getByText(/站点 CTR/)).toBeVisible();
  await open(page);
  await show(page, 'restore');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: '站点已恢复' })).toBeVisible({ timeout: 60_000 });
  await show(page, 'restore-done');
  await page.keyboard.press('Control+Enter');
  await logIn(page);
  await expect(page.getByRole('heading', { name: /见证编号/ })).toBeVisible();
  await page.getByRole('button', { name: /列出全部/ }).click();
  await show(page, 'restored');
  await page.getByLabel('第二人帐号').fill(security().login);
  await page.getByLabel('第二人口令').fill(security().password);
  await page.getByLabel('见证资料').first().fill('纸质登记簿第 3 册');
  await page.getByRole('button', { name: '登记见证编号' }).click();
  await expect(page.getByRole('heading', { name: /见证编号 已办/ })).toBeVisible({ timeout: 60_000 });
});

test('audit years are exported and read back, leave by two posts after their term, and stay one chain', async () => {
  test.setTimeout(420_000);
  const old = join(folder, 'old');
  const away = join(folder, 'segments');
  for (const name of [old, away]) await mkdir(name);
  // A site that was set up seven years ago, used again last year, and is opened today.
  const moments = ['2019-03-01T01:00:00.000Z', '2025-06-02T01:00:00.000Z', new Date().toISOString()];
  let now = new Date(moments[0] ?? '');
  const years = await Site.create({
    folder: old,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
    confirmsDate: true,
    clock: () => now,
  });
  for (const moment of moments) {
    now = new Date(moment);
    for (const post of ['securityAdmin', 'auditor', 'systemAdmin'] as const) await years.asPost(post);
  }
  await years.close();
  const auditor = years.second(years.loginOf('auditor'));
  const system = years.second(years.loginOf('systemAdmin'));
  program = await launchProgram({ dataDir: join(old, 'data'), secretDir: join(old, 'station') });
  const { page } = program;
  await page.getByLabel('帐号', { exact: true }).fill(auditor.login);
  await page.getByLabel('口令', { exact: true }).fill(auditor.password);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: /^审计/ }).click();
  await page.getByRole('tablist', { name: '审计' }).getByRole('tab', { name: '年段' }).click();
  for (const year of ['2019', '2025']) {
    await program.control.answerDialog(away);
    await page.getByRole('button', { name: `导出 ${year} 年…` }).click();
    await expect(page.getByRole('row').filter({ hasText: `${year} 年` })).toBeVisible({ timeout: 60_000 });
  }
  await page.getByRole('row').filter({ hasText: '2025 年' }).click();
  await expect(page.getByText(/须在本机保存至 2030-12-31，此后/)).toBeVisible();
  await expect(page.getByRole('button', { name: /移出年段/ })).toHaveAttribute('aria-disabled', 'true');
  await show(page, 'segment-kept');
  await page.getByRole('row').filter({ hasText: '2019 年' }).click();
  await page.getByLabel('第二人帐号').fill(system.login);
  await page.getByLabel('第二人口令').fill(system.password);
  await show(page, 'segment-removed');
  await page.getByRole('button', { name: /移出年段/ }).click();
  await expect(page.getByRole('row').filter({ hasText: '2019 年' })).toContainText('已移出', {
    timeout: 60_000,
  });
  await page.getByRole('tablist', { name: '审计' }).getByRole('tab', { name: '审计链' }).click();
  await page.getByRole('button', { name: /校验/ }).click();
  await expect(page.getByText(/连续|完整/).first()).toBeVisible({ timeout: 60_000 });
  await show(page, 'chain-with-segment');
  await program.close();
});
