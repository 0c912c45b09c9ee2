import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { dayOf, toInstant } from '../../shared/ids.ts';
import type { RunningProgram } from '../electron/launch.ts';
import { expectAccessible } from './accessible.ts';
import { type Center, changePerson, logIn, makeCenter, startCenter } from './center.ts';

let center: Center;
let program: RunningProgram;
let page: Page;

// Ten people's work by single key presses, on whatever machine it runs.
test.describe.configure({ timeout: 600_000 });

test.beforeAll(async () => {
  center = await makeCenter();
  program = await startCenter(center);
  page = program.page;
  console.log(`runtime: ${program.runtime}`);
});
test.afterAll(async () => {
  await program.close();
  await center.remove();
});

const mostTabs = 160;

/** The day of the site's clock, which is not that of UTC after 16:00. */
const today = () => dayOf(toInstant(new Date()));

/** Moves with Tab alone until the wanted control has the focus: nothing is reached in any other way than by keys. */
async function tabTo(wanted: Locator, key = 'Tab'): Promise<void> {
  await expect(wanted.first()).toBeVisible();
  for (let step = 0; step < mostTabs; step++) {
    if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement)))
      return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached by keyboard: ${String(wanted)}`);
}

/** The screen of the tab in front. */
const screen = () => page.locator('.screen:visible');
const field = (label: string) => screen().getByLabel(new RegExp(`^${label}( \\*)?$`));
const button = (name: string | RegExp) => screen().getByRole('button', { name });

async function typeInto(label: string, text: string): Promise<void> {
  await tabTo(field(label));
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Tab');
}
/** Picks from a list by typing its words. */
async function pick(label: string, words: string): Promise<void> {
  await tabTo(field(label));
  await page.keyboard.type(words);
  await expect(page.getByRole('option', { name: words }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
/** Chooses one of a few that lie open. */
async function choose(group: string, words: string): Promise<void> {
  await tabTo(screen().getByRole('radiogroup', { name: group }).getByRole('radio'));
  const wanted = screen()
    .getByRole('radiogroup', { name: group })
    .getByRole('radio', { name: words, exact: true });
  for (let step = 0; step < 6 && !(await wanted.isChecked()); step++) {
    if (await wanted.evaluate((element) => element === document.activeElement))
      await page.keyboard.press('Space');
    else await page.keyboard.press('ArrowDown');
  }
  await expect(wanted).toBeChecked();
}
async function pressMain(): Promise<void> {
  await page.keyboard.press('Control+Enter');
}
async function sign(login: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  // The dialog itself puts the focus where the typing begins.
  await expect(dialog.getByLabel('本人口令')).toBeFocused();
  await page.keyboard.type(center.passwords.get(login) ?? '');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
}
/** Composes words with an input method and takes them with Enter, which is the input method's and nobody else's. */
async function composedEnter(words: string): Promise<void> {
  const driver = await page.context().newCDPSession(page);
  await driver.send('Input.imeSetComposition', {
    text: words,
    selectionStart: words.length,
    selectionEnd: words.length,
  });
  for (const type of ['rawKeyDown', 'keyUp'] as const) {
    await driver.send('Input.dispatchKeyEvent', {
      type,
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
  }
  await driver.send('Input.insertText', { text: words });
  await driver.detach();
}

/** Settles each item of the open check list with the keyboard: Space chooses 完成 in the group that has the focus. */
async function settleCheckList(): Promise<void> {
  const groups = screen().locator('[data-field="checkList"]').first().getByRole('radiogroup');
  const count = await groups.count();
  expect(count).toBeGreaterThan(2);
  for (let index = 0; index < count; index++) {
    const first = groups.nth(index).getByRole('radio', { name: '完成' });
    await tabTo(first);
    await page.keyboard.press('Space');
    await expect(first).toBeChecked();
  }
  await expect(screen()).not.toContainText(/核对 \d+ 项/);
}

/** Opens a row of the home page by its words. */
async function openFromHome(words: string): Promise<void> {
  await tabTo(screen().locator('.queue-row').filter({ hasText: words }).first());
  await page.keyboard.press('Enter');
  await expect(screen().getByRole('article').locator('.page-foot')).toBeVisible();
}

/** Finds a record with Ctrl+K and opens the first one found. */
async function openFromSearch(words: string, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByLabel('搜索记录')).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('dialog').getByText(title)).toBeVisible();
  await page.keyboard.press('Enter');
}

test('one task goes its whole way by the keyboard alone: call, task, notice, signed report, review, archive number', async () => {
  const need = '天线控制单元转动卡滞，影响值班，请求检修';

  await test.step('F2: a call with six fields opens a task', async () => {
    await logIn(page, center, 'zhangmin');
    await page.keyboard.press('F2');
    await expect(field('对方姓名')).toBeFocused();
    await page.keyboard.type('周海');
    await expect(page.getByRole('option', { name: /周海/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(field('用户单位')).toHaveValue(/某舰艇支队/);
    await page.keyboard.press('Enter');
    await expect(field('用户单位')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(field('对方电话')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.type(need);
    await page.keyboard.press('Enter');
    await page.keyboard.type('派人现场检修');
    await choose('转办', '登记新的服务任务');
    await tabTo(screen().getByLabel(/XT901-2024-0012/));
    await page.keyboard.press('Space');
    await pressMain();
    await expect(page.getByRole('tab', { name: 'RW-2026-HQ-0002' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('the task gets its service, its way and its site', async () => {
    await pick('服务类别', '现场维修');
    await choose('服务方式', '现场服务');
    await tabTo(button(/责任站点采用/), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await pressMain();
    await expect(screen().locator('.page-header')).toContainText('已定方式');
    await expect(screen()).toContainText('维修服务报告');
    await pressMain();
    await expect(screen().locator('.page-header')).toContainText('已组织');
  });

  await test.step('the dispatcher issues a notice for a qualified person', async () => {
    page = await changePerson(program, center, 'liupai');
    await openFromSearch('RW-2026-HQ-0002', '天线控制单元');
    await tabTo(button('填写售后服务通知单'));
    await page.keyboard.press('Enter');
    await expect(screen().locator('.page-header')).toContainText('售后服务通知单');
    await expect(screen()).toContainText('培训');
    await tabTo(button('选派李卫东'));
    await page.keyboard.press('Enter');
    await expect(button('不派李卫东')).toBeVisible();
    await typeInto('服务地点', '某市某码头');
    await expectAccessible(page, 'dispatch notice');
    await pressMain();
    await expectAccessible(page, 'issuing');
    await sign('liupai');
    await expect(screen().locator('.page-header')).toContainText(/TZ-2026-HQ-0001[\s\S]*已签发/);
  });

  await test.step('the engineer writes the report that the table demands', async () => {
    page = await changePerson(program, center, 'ligong');
    await openFromSearch('RW-2026-HQ-0002', '天线控制单元');
    await expect(screen()).toContainText('本任务的记录');
    await pressMain();
    await expect(screen().locator('.page-header')).toContainText('已实施');
    await tabTo(button('核对'));
    await page.keyboard.press('Enter');
    await settleCheckList();
    await expectAccessible(page, 'task of the one who was sent');
    await tabTo(button('填写维修服务报告').first());
    await page.keyboard.press('Enter');
    await expect(screen().locator('.paper-title')).toHaveText('维修服务报告');
    await expect(field('服务地点')).toHaveValue('某市某码头');
    await choose('是否在保修期内', '是');
    await typeInto('故障现象', '转动卡滞，电机电流偏大');
    await pick('故障原因类别', '元器件');
    await typeInto('故障部位', '天线驱动单元');
    await typeInto('处理措施', '更换驱动模块，通电联试正常');
    await choose('是否恢复正常', '是');
    await typeInto('恢复时间', `${today()} 23:59`);
    await expect(screen().locator('.page-foot')).toContainText('已保存');
  });

  await test.step('it is printed for signature, signed on paper and the scan is bound by the trace code', async () => {
    await tabTo(button('打印供签字'));
    await page.keyboard.press('Enter');
    const printed = screen().locator('.trace-code').first();
    // The page is rendered to PDF before it goes to the printer.
    await expect(printed).toHaveText(/\S{6,}/, { timeout: 60_000 });
    const code = (await printed.textContent()) ?? '';
    const scan = join(center.folder, 'scan.png');
    await page.screenshot({ path: scan });
    await choose('验收结论', '验收合格');
    await choose('评价情况', '已请用户评价，用户未评');
    await typeInto('用户未评的原因', '用户值班无暇');
    await choose('签署方式', '签名并盖章');
    await typeInto('签署人', '周海');
    await typeInto('签署日期', today());
    await typeInto('纸面追踪码', code);
    await program.control.answerDialog(scan);
    await tabTo(button('选取扫描件…'));
    await page.keyboard.press('Enter');
    await expect(screen()).toContainText('与打印版本相符');
    await tabTo(button('清除明文').first());
    await page.keyboard.press('Enter');
    await expect(button('清除明文')).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath('signed.png') });
    await expectAccessible(page, 'report with its signature');
    await pressMain();
    await sign('ligong');
    await expect(screen().locator('.page-header')).toContainText('已提交');
  });

  await test.step('the supervisor reviews, the information office archives under the first number', async () => {
    page = await changePerson(program, center, 'zhouzhu');
    await openFromHome('电机电流偏大');
    await tabTo(button('退回修改'));
    await page.keyboard.press('Enter');
    await page.keyboard.type('请补');
    await composedEnter('请补充照片');
    await expect(page.getByRole('dialog').getByLabel(/^理由/)).toHaveValue(/请补充照片/);
    await expectAccessible(page, 'sending back');
    await page.keyboard.press('Escape');
    await expect(button('退回修改')).toBeFocused();
    await pressMain();
    await sign('zhouzhu');
    await expect(screen().locator('.page-header')).toContainText('已审查');
    page = await changePerson(program, center, 'wuxin');
    await openFromHome('电机电流偏大');
    await pressMain();
    const dialog = page.getByRole('dialog');
    await tabTo(dialog.getByLabel('交件人'));
    await composedEnter('李卫东');
    await expect(dialog.getByLabel('交件人')).toHaveValue('李卫东');
    await expectAccessible(page, 'archiving');
    await tabTo(dialog.getByLabel('交件人'));
    await page.keyboard.press('Tab');
    await page.keyboard.type('1 号柜 3 卷 12 页');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(screen().locator('.page-header')).toContainText(/QR758-06A-2026-HQ-0001[\s\S]*已归档/);
    await expect(field('处理措施')).toHaveCount(0);
  });

  await test.step('what was printed for signature came out of the print queue once', async () => {
    const files = await readdir(center.printsInto);
    expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(1);
  });
});
