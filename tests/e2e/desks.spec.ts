import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { RunningProgram } from '../electron/launch.ts';
import { expectAccessible } from './accessible.ts';
import { changePerson, TestOffice } from './office.ts';

const printer = 'wenyin-hp4015';
let office: TestOffice;
let program: RunningProgram;
let carried: string | null;
const path = process.env.PATH ?? '';

// A click that finds nothing must not use up the time of the whole test.
test.use({ actionTimeout: 20_000 });

test.beforeAll(async () => {
  test.setTimeout(400_000);
  office = await TestOffice.make();
  const customer = await office.stock();
  await office.registers(printer);
  const { center, unit } = office;
  for (const day of ['03', '17']) {
    await office.call(center, 'xinxi', customer, `2026-10-${day}T02:00:00.000Z`);
  }
  await office.call(unit, 'zhuanren', null, '2026-10-12T02:00:00.000Z', { need: '一号台无法接收' });
  carried = (await office.send(unit, 'zhuanren', 'CTR', '2026-10', 'written')).file;
  await office.closeSites();
  // A print queue that keeps what it is given: the machine of the tests has no printer.
  const bin = join(office.folder, 'bin');
  await mkdir(join(office.folder, 'paper'));
  await mkdir(bin);
  await writeFile(join(bin, 'lp'), `#!/bin/sh\ncat > "${join(office.folder, 'paper')}/$(date +%s%N).pdf"\n`);
  await chmod(join(bin, 'lp'), 0o755);
  process.env.PATH = `${bin}:${path}`;
  program = await office.launch(center);
  await program.control.printers(printer);
});
test.afterAll(async () => {
  process.env.PATH = path;
  await program.close();
  await office.remove();
});

/** Goes to an area of the navigation, and to one of its parts. */
async function area(page: Page, name: string, label?: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name, exact: true }).click();
  if (label !== undefined) await part(page, name, label);
}

/** Goes to a part of the open area. */
async function part(page: Page, name: string, label: string): Promise<void> {
  await page
    .getByRole('tablist', { name, exact: true })
    .getByRole('tab', { name: new RegExp(`^${label}`) })
    .click();
}

/** Chooses from a list by the words that its row begins with. */
async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).and(page.locator('input')).click();
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
}

/** Opens a new entry by its key, once the button that carries the key is there. */
async function create(page: Page, label: string): Promise<void> {
  await expect(page.getByRole('button', { name: new RegExp(`^${label}`) })).toBeVisible();
  await page.keyboard.press('Control+N');
}

test('an account is made by one post and enabled by the other', async () => {
  const page = await changePerson(program, office.center, 'xitong');
  await area(page, '帐号与安全', '帐号');
  await expectAccessible(page);
  await create(page, '建立帐号');
  await page.getByLabel('姓名', { exact: true }).fill('新来人');
  await page.keyboard.press('Enter');
  await page.keyboard.type('xinlai');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Chu-shi-kou-ling-1');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Chu-shi-kou-ling-1');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('等待安全保密管理员启用')).toBeVisible();
  for (const label of ['岗位空缺', '权限表']) {
    await part(page, '帐号与安全', label);
    await expectAccessible(page);
  }
  await area(page, '备份与恢复');
  await expect(page.getByText('尚未设置备份目标').filter({ visible: true }).first()).toBeVisible();
  await expectAccessible(page);
  await area(page, '包交换', '站点与名册');
  await expect(page.getByRole('list', { name: '口令词' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /建立信任/ }).click();
  await expect(page.getByText('第二人（安全保密管理员）')).toBeVisible();
  await expectAccessible(page);

  const next = await changePerson(program, office.center, 'anquan');
  await area(next, '帐号与安全', '帐号');
  await next.getByRole('gridcell', { name: '新来人' }).click();
  await expect(next.getByRole('button', { name: /^启用/ })).toHaveAttribute('aria-disabled', 'true');
  await next.getByLabel('服务工程师', { exact: true }).check();
  await expectAccessible(next);
  await next.keyboard.press('Control+Enter');
  await expect(next.getByText('已启用 新来人')).toBeVisible();
  for (const label of ['打印机', '移动介质']) {
    await part(next, '帐号与安全', label);
    await expectAccessible(next);
  }
});

test('a brief is drafted, each figure opens its records, and copies go from application to the holder', async () => {
  const page = await changePerson(program, office.center, 'xinxi');
  await area(page, '报告与打印', '简报与情况报表');
  await create(page, '编制简报、情况报表');
  await pick(page, '报告期', '2026年10月');
  await expect(page.getByRole('button', { name: /^起草/ })).not.toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  const figure = page.getByRole('button', { name: /服务电话/ }).first();
  await expect(figure).toContainText('2 次');
  await figure.click();
  await expect(page.getByRole('grid', { name: '来源记录' }).getByRole('row')).toHaveCount(3);
  await expectAccessible(page, 'brief with the sources of a figure');
  for (const [chip, region] of [
    ['报送与分发', '报送与分发'],
    ['版本与变更', '版本与变更'],
  ] as const) {
    await page.getByRole('button', { name: chip, exact: true }).click();
    await expect(page.getByRole('region', { name: region })).toBeVisible();
  }
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog').getByLabel('本人口令')).toBeFocused();
  await expectAccessible(page, 'submitting the brief');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: '打印', exact: true }).click();
  await expect(page.getByRole('img', { name: /第 1 页/ })).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('第 1 份接收人').fill('凌道远');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('已申请打印 1 份')).toBeVisible();
  const approve = page.getByRole('button', { name: '批准打印' });
  await expect(approve).toHaveAttribute('aria-disabled', 'true');

  const leader = await changePerson(program, office.center, 'lingdao');
  await area(leader, '报告与打印', '待审批打印');
  await leader.getByRole('grid', { name: '待审批打印' }).getByRole('row', { name: /草稿/ }).click();
  await expectAccessible(leader);
  await leader.getByRole('button', { name: '批准打印' }).click();
  await expect(leader.getByText('已批准打印')).toBeVisible();
  await part(leader, '报告与打印', '供签字打印授权');
  await expectAccessible(leader);

  const again = await changePerson(program, office.center, 'xinxi');
  await area(again, '报告与打印', '打印台账');
  await again.getByRole('grid', { name: '打印台账' }).getByRole('row', { name: /草稿/ }).click();
  await again.getByRole('button', { name: '打印 1 份' }).click();
  await expect(again.getByText('已送打印机').first()).toBeVisible({ timeout: 60_000 });
  expect(await readdir(join(office.folder, 'paper'))).toHaveLength(1);
  await again.getByRole('button', { name: /^确认打印/ }).click();
  await expect(again.getByRole('button', { name: /^发出/ })).toBeVisible();
  await again.getByRole('button', { name: /^发出/ }).click();
  await expectAccessible(again, 'handing out a copy');
  await again.getByRole('dialog').getByRole('button', { name: '发出' }).click();
  await again.getByRole('button', { name: /^签收/ }).click();
  await expect(again.getByText('已签收').first()).toBeVisible();
  await expectAccessible(again);
  await part(again, '报告与打印', '查追踪码');
  await expectAccessible(again);
});

test('statistics open the rows behind a figure; satisfaction and periods are read and a period is locked', async () => {
  const page = await changePerson(program, office.center, 'xinxi');
  await area(page, '统计评价', '统计');
  await page.getByRole('button', { name: '服务电话', exact: true }).click();
  await expect(page.getByRole('grid', { name: '来源记录' }).getByRole('row')).toHaveCount(3);
  await part(page, '统计评价', '用户满意度');
  await expect(page.getByText('无数据').filter({ visible: true }).first()).toBeVisible();
  await part(page, '统计评价', '报告期');
  const row = page.getByRole('row', { name: /^2026年9月/ });
  await row.getByRole('button', { name: '锁定' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('资料已齐');
  await page.keyboard.press('Control+Enter');
  await expect(row.getByText('已锁定')).toBeVisible();
});

test('a package is checked, previewed and accepted; nothing is applied before', async () => {
  const page = await changePerson(program, office.center, 'xinxi');
  await area(page, '包交换', '导入');
  await create(page, '导入数据包');
  await program.control.answerDialog(carried ?? '');
  await page.getByRole('button', { name: /选择文件/ }).click();
  await pick(page, '介质编号', 'CTR-U-001');
  await page.getByLabel('中间机查杀结果').fill('未发现病毒');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('签名与摘要核对无误')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('本站数据尚未改动')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/接收 1 条，拒收 0 条/)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Control+Enter');
  await part(page, '包交换', '收发看板');
  await expect(page.getByText('#1')).toBeVisible();
  await expectAccessible(page);
});

test('a package leaves in four steps by three persons and is read back from the medium', async () => {
  const page = await changePerson(program, office.center, 'xinxi');
  await area(page, '包交换', '导出');
  await create(page, '准备数据包');
  await pick(page, '移动介质', 'CTR-U-001');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('由安全保密管理员审批').first()).toBeVisible();

  const guard = await changePerson(program, office.center, 'anquan');
  await area(guard, '包交换', '导出');
  await guard.getByRole('grid', { name: '导出的数据包' }).getByRole('row', { name: /U1/ }).click();
  await expectAccessible(guard);
  await guard.getByRole('button', { name: /^批准密级与介质/ }).click();
  await expect(guard.getByText('由领导本人签发').first()).toBeVisible();

  const leader = await changePerson(program, office.center, 'lingdao');
  await area(leader, '包交换', '导出');
  await leader.getByRole('grid', { name: '导出的数据包' }).getByRole('row', { name: /U1/ }).click();
  await program.control.answerDialog(office.medium);
  await leader.getByRole('button', { name: /选择文件夹/ }).click();
  await leader.getByLabel('本人口令').fill(office.center.person('lingdao').password);
  await leader.getByRole('button', { name: /^签发并写出/ }).click();
  await expect(leader.getByText('读回核对一致，导出完成')).toBeVisible({ timeout: 60_000 });
  await expectAccessible(leader);
  expect(await readdir(join(office.medium, 'XFER', 'CTR'))).toContain('CTR-U1-e01-000001.age');
});

test('the auditor reads the book and finds the chain whole', async () => {
  const page = await changePerson(program, office.center, 'shenji');
  await area(page, '审计', '审计链');
  await page.getByRole('button', { name: /^校验/ }).click();
  await expect(page.getByText('链完整')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  for (const part of ['内置检查', '年段', '审计报告'] as const) {
    await area(page, '审计', part);
    await expect(page.getByRole('tab', { name: part })).toHaveAttribute('aria-selected', 'true');
    await page.screenshot({ path: test.info().outputPath(`audit-${part}.png`) });
    await expectAccessible(page);
  }
  await expect(page.getByText(/照样编份号/)).toBeVisible();
  await page.getByRole('button', { name: /^预览/ }).click();
  await expect(page.getByRole('heading', { name: '审计报告预览' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('combobox', { name: '打印机' }).click();
  await page.getByRole('option', { name: new RegExp(printer) }).click();
  await page.getByRole('button', { name: /^打印/ }).click();
  await expect(page.getByText(/审计报告已送打印机/)).toBeVisible({ timeout: 60_000 });
  await area(page, '审计', '记录');
  const book = page.getByRole('grid', { name: '审计记录' });
  await expect(book.getByText(/建立帐号|登录/).first()).toBeVisible();
  await expectAccessible(page);
  await book.getByRole('row', { name: /登录/ }).first().click();
  await expectAccessible(page);
});
