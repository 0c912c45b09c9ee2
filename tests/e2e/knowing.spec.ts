import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { expectAccessible } from './accessible.ts';
import { changePerson } from './office.ts';

let folder: string;
let site: Site;
let program: RunningProgram;
let number: string;

test.use({ actionTimeout: 30_000 });
test.describe.configure({ timeout: 600_000 });

test.beforeAll(async () => {
  test.setTimeout(400_000);
  folder = await mkdtemp(join(tmpdir(), 'knowing-'));
  site = await Site.create({
    folder,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.addPeople([
    { login: 'zhiban', name: '周娜', roles: ['operator'], clearance: 3 },
    { login: 'gongcheng', name: '单工程', roles: ['engineer'], clearance: 3 },
    { login: 'lingdao', name: '马远征', roles: ['centerLeader'], clearance: 3 },
    { login: 'dingmi', name: '丁宓', roles: ['markingOfficer'], clearance: 3 },
  ]);
  await site.as('zhiban');
  const { uid } = await site.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: {
      direction: 'in',
      startedAt: '2026-11-03T02:00:00.000Z',
      caller: '李参谋',
      need: '雷达显示异常，询问处理方法',
      opinion: '按手册第三章检查电源',
      solvedOnCall: true,
      result: '用户按指导恢复正常',
    },
  });
  await site.call('records.saveHead', { uid, marking: '秘密★1年' });
  const moved = await site.call('records.move', { uid, move: 'close' });
  number = moved.registrationNumber ?? '';
  await site.as('gongcheng');
  await site.call('access.askEmergency', { number, reason: '现场抢修，来不及办理', hours: 8 });
  await site.close();
  program = await launchProgram({ dataDir: join(folder, 'data'), secretDir: join(folder, 'station') });
});
test.afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

const front = (page: Page) => page.locator('.screen:visible');
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  await expectAccessible(page, name);
}
async function area(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name }).click();
}

test('readers, emergency access and marks from one screen to the next person', async () => {
  let page = await changePerson(program, site, 'zhiban');
  await page.keyboard.press('Control+k');
  await expect(page.getByLabel('搜索记录')).toBeFocused();
  await page.keyboard.type(number);
  await expect(page.getByRole('dialog').getByText(number)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(front(page).getByRole('heading', { name: '知悉范围' })).toBeVisible();
  await front(page).getByRole('heading', { name: '知悉范围' }).scrollIntoViewIfNeeded();
  await look(page, 'readers');
  await front(page).getByRole('heading', { name: '定密' }).scrollIntoViewIfNeeded();
  await look(page, 'marking');

  page = await changePerson(program, site, 'lingdao');
  await area(page, '知悉与定密');
  await page.getByRole('tab', { name: /^待批紧急知悉/ }).click();
  await expect(front(page).getByText('现场抢修')).toBeVisible();
  await look(page, 'emergencies');
  await front(page).getByRole('button', { name: '批准紧急知悉' }).click();
  await expect(page.getByText('已批准 单工程 紧急知悉 8 小时')).toBeVisible();
  for (const part of ['待批知悉', '值班领导', '申请紧急知悉']) {
    await page.getByRole('tab', { name: new RegExp(`^${part}`) }).click();
    await look(page, part);
  }

  page = await changePerson(program, site, 'zhiban');
  await area(page, '首页');
  await expect(front(page).getByRole('heading', { name: /^紧急知悉通知/ })).toBeVisible();
  await look(page, 'notices');
  await front(page).getByRole('button', { name: '知道了' }).click();
  await expect(front(page).getByRole('heading', { name: /^紧急知悉通知/ })).toHaveCount(0);

  page = await changePerson(program, site, 'gongcheng');
  await area(page, '知悉与定密');
  await front(page).getByRole('button', { name: '打开记录' }).click();
  await expect(front(page).getByText('雷达显示异常').first()).toBeVisible();

  page = await changePerson(program, site, 'dingmi');
  await area(page, '知悉与定密');
  await look(page, 'proposed');
  await front(page)
    .getByRole('button', { name: new RegExp(number) })
    .click();
  await front(page).getByRole('button', { name: '定密…' }).click();
  await page.getByLabel('依据和理由').fill('涉及装备使用状况');
  await page.getByLabel('本人口令（签名）').fill(site.person('dingmi').password);
  await look(page, 'decide');
  await page.getByRole('button', { name: '定密并签名' }).click();
  await expect(page.getByText('已定为 秘密★1年')).toBeVisible();

  page = await changePerson(program, site, site.loginOf('auditor'));
  await area(page, '知悉与定密');
  await expect(front(page).getByText('已批准')).toBeVisible();
  await look(page, 'log');
});
