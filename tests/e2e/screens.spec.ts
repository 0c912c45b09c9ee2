import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { RunningProgram } from '../electron/launch.ts';
import { type Center, changePerson, logIn, makeCenter, startCenter } from './center.ts';

/** WCAG 2.2 AA and below. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
let center: Center;

// Ten screens with all their rules, on whatever machine it runs.
test.describe.configure({ timeout: 600_000 });

test.beforeAll(async () => {
  center = await makeCenter();
});
test.afterAll(async () => {
  await center.remove();
});

/** What axe finds on the page, short enough to read in a failure. */
async function faults(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(standards).analyze();
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map((node) => `${id}: ${node.target.join(' ')} · ${node.failureSummary ?? ''}`),
  );
}

async function goTo(page: Page, area: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: area }).click();
}
const front = (page: Page) => page.locator('.screen:visible');
async function openFirst(page: Page, words = ''): Promise<void> {
  await front(page).locator('.table-body .table-row', { hasText: words }).first().click();
  await expect(front(page).locator('.page-header')).toBeVisible();
}

for (const scheme of ['light', 'dark'] as const) {
  test(`every screen of daily work is usable by everybody, ${scheme}`, async () => {
    const program: RunningProgram = await startCenter(center, scheme);
    try {
      let { page } = program;
      const look = async (name: string) => {
        await page.screenshot({ path: test.info().outputPath(`${name}-${scheme}.png`) });
        expect.soft(await faults(page), name).toEqual([]);
      };
      await logIn(page, center, 'zhangmin');
      await goTo(page, '首页');
      await expect(front(page)).toContainText('待办');
      await look('home');
      await page.keyboard.press('F2');
      await expect(front(page).getByLabel(/^对方姓名/)).toBeFocused();
      // An unfinished call of the run before is still there, as it should be.
      await page.keyboard.press('Control+a');
      await page.keyboard.type('周海');
      await expect(page.getByRole('option', { name: /周海/ })).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(front(page)).toContainText('XT901-2024-0011');
      await look('phone');
      await goTo(page, '沟通记录');
      await expect(front(page).locator('.table-body .table-row').first()).toBeVisible();
      await look('communication');
      await openFirst(page);
      await look('record');
      await goTo(page, '服务任务');
      await openFirst(page, '秘密★10年');
      await expect(front(page)).toContainText('应填的记录和报告');
      await look('task');
      await expect(page.locator('.window-head')).toContainText('秘密★10年');
      await page.keyboard.press('F1');
      await expect(page.getByRole('complementary', { name: /帮助/ })).toBeVisible();
      await look('help');
      await page.keyboard.press('F1');
      await page.keyboard.press('Control+k');
      await page.getByLabel('搜索记录').fill('信道故障');
      await expect(page.getByRole('dialog')).toContainText('信道故障');
      await look('search');
      await page.keyboard.press('Escape');
      page = await changePerson(program, center, 'wuxin');
      await goTo(page, '基础资料');
      await expect(front(page).locator('.table-body .table-row').first()).toBeVisible();
      await look('master');
      await openFirst(page);
      await look('customer');
      await page.keyboard.press('Control+Enter');
      await expect(front(page).getByLabel(/^单位名称/)).toBeVisible();
      await look('customerEntry');
    } finally {
      await program.close();
    }
  });
}

test('an input method that is composing keeps Enter for itself', async () => {
  const program = await startCenter(center);
  try {
    const { page } = program;
    await logIn(page, center, 'zhangmin');
    await page.keyboard.press('F2');
    const caller = front(page).getByLabel(/^对方姓名/);
    await expect(caller).toBeFocused();
    await page.keyboard.press('Control+a');
    const driver = await page.context().newCDPSession(page);
    await driver.send('Input.imeSetComposition', { text: '周', selectionStart: 1, selectionEnd: 1 });
    await driver.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Process',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await expect(caller).toBeFocused();
    await driver.send('Input.insertText', { text: '周海' });
    await expect(caller).toHaveValue('周海');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expect(front(page).getByLabel(/^用户单位/)).toBeFocused();
  } finally {
    await program.close();
  }
});
