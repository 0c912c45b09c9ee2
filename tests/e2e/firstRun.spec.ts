import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { expectAccessible } from './accessible.ts';

let folder: string;
let program: RunningProgram;
const administrators = [
  { post: '系统管理员', name: '钟系统', login: 'xitong', password: 'Zhong-ji-shu-2026' },
  { post: '安全保密管理员', name: '安保密', login: 'anquan', password: 'An-bao-mi-2026' },
  { post: '安全审计员', name: '沈审计', login: 'shenji', password: 'Shen-ji-yuan-2026' },
] as const;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-run-'));
  await mkdir(join(folder, 'safe'));
  await mkdir(join(folder, 'backup'));
  program = await launchProgram({
    dataDir: join(folder, 'data'),
    secretDir: join(folder, 'station'),
  });
  test.info().annotations.push({ type: 'runtime', description: program.runtime });
});
test.afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

/** Types into the field that has the focus and goes on with Enter, as a person without a mouse does. */
async function typeNext(page: Page, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
}

/** Reaches the button of a path by Tab from wherever the focus is, presses it, and lets the dialog answer. */
async function choosePath(page: Page, name: string, path: string): Promise<void> {
  await program.control.answerDialog(path);
  const button = page.getByRole('button', { name: `${name}：选择文件夹…` });
  for (let step = 0; step < 20; step++) {
    if (await button.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(name, { exact: true })).toHaveValue(path);
}

test('the first run is done by keyboard alone and ends at the lock screen', async () => {
  const { page } = program;
  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const next = () => page.keyboard.press('Control+Enter');

  await expect(heading('这是哪个站点')).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole('button', { name: /下一步/ })).toHaveAttribute('aria-disabled', 'true');
  await typeNext(page, '客户服务中心', 'ctr');
  await next();

  await expect(heading('三名管理员')).toBeVisible();
  await expectAccessible(page);
  for (const { name, login, password } of administrators) {
    await typeNext(page, name, login, password, password);
  }

  // Enter in the last field goes on by itself.
  await expect(heading('站点根密钥')).toBeVisible();
  await expectAccessible(page);
  const halves = ['Shan-he-qian-li-7', 'Feng-yu-tong-zhou-9'] as const;
  await typeNext(page, halves[0], halves[0], halves[1]);
  await page.keyboard.type(halves[1]);
  await choosePath(page, '存放加密根密钥文件的文件夹', join(folder, 'safe'));
  await next();

  await expect(heading('备份到哪里')).toBeVisible();
  await expectAccessible(page);
  await choosePath(page, '备份文件夹', join(folder, 'backup'));
  await next();

  await expect(heading('谁来做什么')).toBeVisible();
  await page.getByRole('button', { name: /增加一人/ }).click();
  await page.getByLabel('第 1 人姓名').fill('独行');
  await page.getByRole('combobox', { name: '第 1 人岗位' }).click();
  await page.getByRole('option', { name: '服务工程师' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status')).toContainText('没有人能办');
  await expect(page.getByText('没有人担任主管').first()).toBeVisible();
  await expectAccessible(page);
  await next();

  await expect(heading('核对')).toBeVisible();
  await expect(page.getByText('沈审计，登录名 shenji')).toBeVisible();
  for (const { password } of administrators) await expect(page.getByText(password)).toHaveCount(0);
  await next();

  await expect(heading('站点已建立')).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await expect(page.getByRole('list', { name: '口令词' }).getByRole('listitem')).toHaveCount(12);
  await expect(page.getByText(/^SHA256:/)).toBeVisible();
  expect((await stat(join(folder, 'safe', 'root-CTR.age'))).size).toBeGreaterThan(100);

  await next();
  await expect(heading('站点已建立')).toBeVisible();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await next();
  await expect(page.getByText('初始化完成，请登录。')).toBeVisible();
});

test('a wrong password says so without telling what was wrong, and keeps the name', async () => {
  const { page } = program;
  await typeNext(page, 'xitong', 'Falsch-aber-lang-1');
  await expect(page.getByRole('alert')).toContainText('帐号或口令不正确');
  await expect(page.getByLabel('帐号', { exact: true })).toHaveValue('xitong');
  await expect(page.getByLabel('口令', { exact: true })).toBeFocused();
  await expect(page.getByLabel('口令', { exact: true })).toHaveValue('');
  await expectAccessible(page);
});

test('a post waits after five failures, and the screen counts the time down', async () => {
  const { page } = program;
  for (let round = 0; round < 6; round++) {
    if ((await page.getByText(/须等待/).count()) > 0) break;
    await typeNext(page, 'Falsch-aber-lang-1');
    await expect(page.getByRole('button', { name: '正在核对…' })).toHaveCount(0);
    await expect(page.getByLabel('口令', { exact: true })).toHaveValue('');
  }
  await expect(page.getByText(/须等待 \d+ 分 \d\d 秒/).first()).toBeVisible();
  await expect(page.getByRole('alert')).toContainText(/请在 \d\d:\d\d 之后再试/);
});

test('the other administrators log in meanwhile, with the post and no business areas', async () => {
  const { page } = program;
  await page.getByLabel('帐号', { exact: true }).fill('anquan');
  await page.getByLabel('口令', { exact: true }).fill('An-bao-mi-2026');
  await page.keyboard.press('Control+Enter');
  const navigation = page.getByRole('navigation', { name: '主导航' });
  await expect(navigation.getByRole('button', { name: '帐号与安全' })).toBeVisible();
  await expect(navigation.getByRole('button', { name: '沟通记录' })).toHaveCount(0);
});
