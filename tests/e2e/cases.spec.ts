import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Day, MasterUid, RecordUid } from '../../shared/ids.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { expectAccessible } from './accessible.ts';
import { changePerson, logIn } from './office.ts';

const people: readonly { login: string; name: string; roles: readonly Role[]; clearance: 3 }[] = [
  { login: 'xinxi', name: '信雅文', roles: ['informationOfficer', 'operator'], clearance: 3 },
  { login: 'tousu', name: '韩若水', roles: ['complaintHandler'], clearance: 3 },
  { login: 'zhiliang', name: '尤慎微', roles: ['qualityOfficer'], clearance: 3 },
  { login: 'zhuguan', name: '祝观澜', roles: ['supervisor', 'dispatcher'], clearance: 3 },
  { login: 'beijian', name: '杨存义', roles: ['sparesKeeper'], clearance: 3 },
];

let folder: string;
let site: Site;
let program: RunningProgram;
const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10) as Day;
const now = () => new Date().toISOString();

// A click that finds nothing must not use up the time of the whole test.
test.use({ actionTimeout: 20_000 });

type Kind = 'phoneRecord';
async function made(kind: string, content: object, more: object = {}): Promise<RecordUid> {
  const { uid } = await site.call('records.create', {
    kind: kind as Kind,
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: content as never,
    ...more,
  });
  return uid as RecordUid;
}
async function entry(type: 'customer' | 'model' | 'equipment' | 'part' | 'depot', content: object) {
  const { uid } = await site.call('master.save', { uid: null, type, content: content as never });
  return uid as MasterUid;
}

test.beforeAll(async () => {
  test.setTimeout(400_000);
  folder = await mkdtemp(join(tmpdir(), 'cases-'));
  site = await Site.create({
    folder,
    code: 'CTR',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.addPeople(people);
  await site.as('xinxi');
  const customer = await entry('customer', { code: 'K01', name: '海军某保障大队', branch: 'navy' });
  const modelUid = await entry('model', {
    code: 'HG-1',
    name: '导航雷达',
    modelKind: 'single',
    phase: 'finalised',
    quantityMade: 20,
    military: true,
  });
  const model = { uid: modelUid, code: 'HG-1', name: '导航雷达' };
  const owner = { uid: customer, code: 'K01', name: '海军某保障大队' };
  for (const serial of ['S001', 'S002', 'S003']) {
    await entry('equipment', { serial, model, customer: owner, batch: '2025-1', deliveredDay: '2025-03-01' });
  }
  await made(
    'phoneRecord',
    {
      direction: 'in',
      startedAt: now(),
      caller: '李参谋',
      callerNumber: '0580-2211',
      need: '报修三天无人到场，要求答复',
      opinion: '立即查明派工情况',
    },
    { customerUid: customer },
  );
  await site.as('zhuguan');
  const change = await made('designChange', {
    changeOrder: 'QS730-2026-18',
    orderDay: today,
    model,
    change: '电源滤波器换型，解决低温启动电流过大',
    due: '2027-03-31',
  });
  await site.call('cases.affect', { uid: change, batch: '' });
  await site.call('records.move', {
    uid: change,
    move: 'organise',
    password: site.person('zhuguan').password,
  });
  await site.as('beijian');
  const board = await entry('part', {
    code: 'DY-1',
    name: '电源板',
    specification: 'HG-1/DY',
    unit: '块',
    model,
    lowStock: 8,
    turnRoundDays: 365,
  });
  const depot = await entry('depot', { code: 'K1', name: '中心备件库', ownership: 'own' });
  await entry('depot', { code: 'Y1', name: '海军寄存备件库', ownership: 'customer', customer: owner });
  const move = (act: 'receipt' | 'issue', quantity: number, movedOn: string) =>
    site.call('spares.move', {
      act,
      partUid: board,
      depotUid: depot,
      quantity,
      movedOn: movedOn as Day,
      reason: act === 'receipt' ? '生产部门交库' : '随通知单领用',
    });
  await move('receipt', 10, '2025-01-10');
  await move('issue', 6, '2025-11-20');
  await made('sparesPlan', {
    planYear: Number(today.slice(0, 4)) + 1,
    target: 95,
    demandYears: 3,
    basis: '近三年用量',
  });
  await made('stockTaking', {
    depot: { uid: depot, code: 'K1', name: '中心备件库' },
    countedDay: today,
    witness: '信雅文',
  });
  await site.close();
  program = await launchProgram({
    dataDir: join(folder, 'data'),
    secretDir: join(folder, 'station'),
    colorScheme: 'light',
  });
  await logIn(program.page, site, 'xinxi');
});
test.afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true, force: true });
});

const front = (page: Page) => page.locator('.screen:visible');
const area = (page: Page, name: string) =>
  page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name, exact: true }).click();
const part = (page: Page, label: string) =>
  front(page)
    .getByRole('tab', { name: new RegExp(`^${label}`) })
    .click();
const row = (page: Page, words: string) =>
  front(page).locator('.table-body .table-row', { hasText: words }).first().click();
/** The field of a label: a list that opens carries the same words. */
const input = (page: Page, label: RegExp) =>
  front(page).getByLabel(label).and(page.locator('input, textarea')).first();
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: test.info().outputPath(`${name}-dark.png`) });
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, name);
}
test('a complaint goes from the call to its first reply; what is missing stands on its page with the clause', async () => {
  test.setTimeout(240_000);
  let { page } = program;
  await area(page, '沟通记录');
  await row(page, '报修三天');
  await front(page).getByRole('button', { name: '投诉处理单', exact: true }).click();
  await expect(front(page).locator('.page-header')).toContainText('TS-');
  await expect(front(page).getByRole('list', { name: '期限' })).toContainText('首次答复（5.6）');
  await expect(front(page).getByLabel(/^投诉内容/)).toHaveValue('报修三天无人到场，要求答复');
  await input(page, /^承办专人/).fill('韩若水');
  await page.getByRole('option', { name: '韩若水' }).click();
  await input(page, /^投诉类别/).click();
  await page.getByRole('option', { name: '服务不及时' }).click();
  await look(page, 'complaint');
  page = await changePerson(program, site, 'tousu');
  await area(page, '首页');
  await expect(front(page)).toContainText('办理中的投诉');
  await area(page, '投诉与质量');
  await row(page, '报修三天');
  await front(page)
    .getByLabel(/^首次答复内容/)
    .fill('已派出，明日到场');
  await page.keyboard.press('Tab');
  await expect(front(page).locator('.page-foot')).toContainText('还缺');
  await front(page)
    .getByRole('button', { name: /^暂停计时/ })
    .click();
  await page.getByRole('dialog').getByLabel('理由').fill('等待用户提供航次');
  await page.keyboard.press('Control+Enter');
  await expect(front(page).getByRole('list', { name: '期限' })).toContainText('暂停：等待用户提供航次');
  await front(page).getByRole('button', { name: '恢复计时' }).click();
  await expect(front(page).getByRole('button', { name: /^暂停计时/ })).toBeVisible();
  await look(page, 'complaint-handler');
});

test('each serial of a design change is settled on its page', async () => {
  test.setTimeout(240_000);
  const page = await changePerson(program, site, 'zhuguan');
  await area(page, '投诉与质量');
  await part(page, '设计更改');
  await row(page, 'QS730-2026-18');
  await expect(front(page)).toContainText('覆盖 0/3');
  await front(page).getByLabel('选择 S001').check();
  await front(page)
    .getByRole('button', { name: /安排改造任务/ })
    .click();
  await expect(front(page)).toContainText('已安排 1');
  await front(page).getByLabel('选择 S003').check();
  await front(page)
    .getByRole('button', { name: /^所选不落实/ })
    .click();
  await page.getByRole('dialog').getByLabel('理由').fill('产品已退役');
  await page.keyboard.press('Control+Enter');
  await expect(front(page)).toContainText('覆盖 1/3');
  await expect(front(page)).toContainText('还有 2 台未落实（共 3 台）');
  await look(page, 'design-change');
});

test('the quality department draws its sample of complaints', async () => {
  test.setTimeout(240_000);
  const page = await changePerson(program, site, 'zhiliang');
  await area(page, '投诉与质量');
  // The key belongs to the list, once it is there.
  await expect(
    front(page)
      .getByRole('button', { name: /^新建投诉处理检查记录/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Control+n');
  await expect(front(page).getByRole('button', { name: '抽取样本' })).toBeVisible();
  for (const label of ['检查期起', '检查期止']) {
    await input(page, new RegExp(`^${label}`)).fill(today);
    await page.keyboard.press('Tab');
  }
  await expect(front(page).locator('.page-foot')).toContainText('已保存');
  await front(page).getByRole('button', { name: '抽取样本' }).click();
  await expect(front(page)).toContainText('报修三天');
  await look(page, 'complaint-check');
});

test('spares: stock, entry, plan line by line, stock-taking', async () => {
  test.setTimeout(300_000);
  const page = await changePerson(program, site, 'beijian');
  await area(page, '备件');
  await expect(front(page)).toContainText('低于 8');
  await row(page, 'DY-1');
  const form = front(page).locator('article');
  await input(page, /^库房/).fill('海军');
  await page.getByRole('option', { name: /海军寄存备件库/ }).click();
  await input(page, /^事由/).fill('用户寄存');
  await look(page, 'spares-stock');
  await page.keyboard.press('Control+Enter');
  await expect(form).toContainText('用户财产：海军某保障大队');
  await part(page, '出入库记录');
  await expect(front(page).getByRole('grid', { name: '出入库记录' })).toContainText('用户寄存');
  await look(page, 'spares-moves');
  await part(page, '预投计划');
  await row(page, '近三年用量');
  await front(page).getByRole('button', { name: '计算建议' }).click();
  await front(page).getByLabel('DY-1 决定').fill('9');
  await page.keyboard.press('Tab');
  await front(page).getByLabel('DY-1 理由').fill('明年两次演习');
  await front(page).getByLabel('DY-1 理由').blur();
  await expect(front(page)).not.toContainText('项未决定');
  await look(page, 'spares-plan');
  await part(page, '盘点');
  await row(page, '中心备件库');
  await front(page).getByRole('button', { name: '取账面数' }).click();
  await front(page).getByRole('button', { name: '按 4' }).click();
  await expect(front(page)).not.toContainText('项未登记');
  await look(page, 'spares-count');
});
