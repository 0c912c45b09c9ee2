import { expect, type Page, test } from '@playwright/test';
import type { RunningProgram } from '../electron/launch.ts';
import { expectAccessible } from './accessible.ts';
import { type Center, changePerson, logIn, makeCenter, startCenter } from './center.ts';

let center: Center;

// Many screens with all their rules, on whatever machine it runs.
test.describe.configure({ timeout: 600_000 });

test.beforeAll(async () => {
  center = await makeCenter();
});
test.afterAll(async () => {
  await center.remove();
});

async function goTo(page: Page, area: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: area }).click();
}
const front = (page: Page) => page.locator('.screen:visible');
async function openFirst(page: Page, words = ''): Promise<void> {
  await front(page).locator('.table-body .table-row', { hasText: words }).first().click();
  await expect(front(page).locator('.page-header')).toBeVisible();
}

test('every screen of daily work is usable by everybody, light and dark, zoomed and narrow', async () => {
  const program: RunningProgram = await startCenter(center);
  try {
    let { page } = program;
    const look = async (name: string) => {
      await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
      await expectAccessible(page, name);
    };
    await look('lock');
    await logIn(page, center, 'zhangmin');
    await goTo(page, '首页');
    await expect(front(page)).toContainText('待办');
    await look('home');
    await front(page)
      .getByRole('button', { name: /^还有 \d+ 件/ })
      .first()
      .click();
    await expect(front(page).locator('.table-body .table-row').first()).toBeVisible();
    await look('queue');
    await page.keyboard.press('F2');
    await expect(front(page).getByLabel(/^对方姓名/)).toBeFocused();
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
    for (const [label, shown] of [
      ['看板', '已登记'],
      ['日历', '下一月'],
      ['技术支持', '技术支持请求'],
    ] as const) {
      await goTo(page, '服务任务');
      await front(page).getByRole('tab', { name: label }).click();
      await expect(front(page)).toContainText(shown);
      await look(`tasks ${label}`);
    }
    await front(page).getByRole('tab', { name: '列表' }).click();
    page = await changePerson(program, center, 'wuxin');
    await goTo(page, '首页');
    await front(page).getByRole('tab', { name: '逾期与暂停' }).click();
    await expect(front(page).getByRole('region', { name: '暂停计时' })).toBeVisible();
    await look('overdue');
    await front(page).getByRole('tab', { name: '条款符合性' }).click();
    await front(page).getByRole('button', { name: '来往有结果' }).click();
    await expect(front(page).getByRole('region', { name: '5.1.2.2 来往有结果' })).toContainText('红的含义');
    await look('compliance');
    await page.keyboard.press('Escape');
    await front(page).getByRole('tab', { name: '检查抽样' }).click();
    await page.keyboard.press('Control+Enter');
    await expect(front(page).getByRole('region', { name: '抽取的记录' })).toBeVisible();
    await look('inspection');
    await front(page).getByRole('tab', { name: '待办' }).click();
    await goTo(page, '派工与报告');
    await front(page).getByRole('tab', { name: '未带回物品' }).click();
    await expect(front(page)).toContainText('携带的物品都已带回');
    await look('items out');
    await front(page).getByRole('tab', { name: '通知单和报告' }).click();
    await goTo(page, '基础资料');
    for (const type of ['用户单位', '产品型号', '产品（台、套）', '服务人员', '军事代表室']) {
      await front(page).getByText(type, { exact: true }).first().click();
      await expect(front(page).getByRole('grid', { name: type })).toBeVisible();
      if (type === '用户单位') {
        await look('master');
        await openFirst(page);
        await look('customer');
        await page.keyboard.press('Escape');
      }
      await page.keyboard.press('Control+n');
      await expect(front(page).locator('.page-header')).toContainText(`新建${type}`);
      await look(`new ${type}`);
      await page.keyboard.press('Escape');
    }
    await front(page).getByText('用户单位', { exact: true }).first().click();
    await openFirst(page);
    await page.keyboard.press('Control+Enter');
    await expect(front(page).getByLabel(/^单位名称/)).toBeVisible();
    await look('customerEntry');
  } finally {
    await program.close();
  }
});

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
