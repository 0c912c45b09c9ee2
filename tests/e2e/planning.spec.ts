import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { writeSheet } from '../../main/sheets/writeSheet.ts';
import {
  type AccountUid,
  type Day,
  dayOf,
  type MasterUid,
  type RecordUid,
  toInstant,
} from '../../shared/ids.ts';
import type { RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { expectAccessible } from './accessible.ts';
import { type Center, changePerson, logIn, makeCenter, startCenter } from './center.ts';

let center: Center;
const day = (offset: number): Day => dayOf(toInstant(new Date(Date.now() + offset * 86_400_000)));
const year = Number(day(0).slice(0, 4));

test.describe.configure({ timeout: 600_000 });
test.beforeAll(async () => {
  center = await makeCenter();
  await prepare();
});
test.afterAll(async () => {
  await center.remove();
});

/** A plan in force, a roster with a gap, and a notice with somebody who may not be sent; entered as people would. */
async function prepare(): Promise<void> {
  const site = await Site.open({
    folder: center.folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  for (const [login, password] of center.passwords) {
    site.people.set(login, { uid: null, login, name: login, password, roles: [] });
  }
  await site.addPeople([
    { login: 'fangling', name: '方领文', roles: ['centerLeader'], clearance: 3 },
    { login: 'gaojing', name: '高敬业', roles: ['companyLeader'], clearance: 3 },
  ]);
  await site.as('wuxin');
  const { uid } = await site.call('plan.begin', { year, copyOpen: false });
  const plan = uid as RecordUid;
  const customer = 'KH-01 某舰艇支队';
  const fields: readonly (readonly [string, unknown])[] = [
    ['goals', '提高一次修复率，军品用户满意度不低于 90 分。'],
    ['measures', [{ what: '修订服务规范培训教材', day: `${year}-03-20`, owner: '吴昕' }]],
    [
      'trainings',
      [
        {
          customer,
          model: 'XT-901 甚高频数据链终端',
          what: '操作与日常维护',
          hours: 8,
          day: day(0),
          owner: '李卫东',
        },
      ],
    ],
    ['visits', [{ customer, what: '年度回访', day: `${year}-12-30`, owner: '李卫东' }]],
    ['materials', [{ model: 'XT-901', what: '排故手册第二版', day: `${year}-12-20`, owner: '王建国' }]],
  ];
  for (const [field, value] of fields) {
    await site.call('records.saveField', { uid: plan, field, value: value as never });
  }
  for (const [login, move] of [
    ['wuxin', 'submit'],
    ['fangling', 'review'],
    ['gaojing', 'approve'],
    ['wuxin', 'putInForce'],
  ] as const) {
    await site.as(login);
    await site.call('records.move', { uid: plan, move, password: site.person(login).password });
  }
  const { people } = await site.call('duty.roster', { from: day(0), days: 1 });
  const zhang = people.find((one) => one.name === '张敏')?.uid as AccountUid;
  await site.call('duty.assign', {
    post: 'dutyPhone',
    accountUid: zhang,
    from: day(0),
    to: day(1),
    replace: false,
  });
  await site.as('liupai');
  const { rows } = await site.call('master.list', { type: 'staff', text: '赵晓明' });
  const notice = await site.call('service.startFor', {
    taskUid: center.task,
    kind: 'dispatchNotice',
    equipmentUids: [],
    noticeUid: null,
  });
  const staff = rows[0]?.uid as MasterUid;
  await site.call('records.saveField', {
    uid: notice.uid as RecordUid,
    field: 'staff',
    value: [{ staff, name: '赵晓明', lead: true }],
  });
  await site.call('staff.askOverride', {
    noticeUid: notice.uid as RecordUid,
    staffUid: staff,
    reason: '唯一到过该平台的人员',
  });
  await site.asPost('securityAdmin');
  await site.call('exchange.registerMedium', {
    number: 'U-07',
    kind: 'U 盘',
    serial: 'A1',
    level: 3,
    holder: '吴昕',
  });
  for (const [login, { password }] of site.people) {
    (center.passwords as Map<string, string>).set(login, password);
  }
  await site.close();
}

const front = (page: Page) => page.locator('.screen:visible');
async function goTo(page: Page, area: string): Promise<void> {
  await page
    .getByRole('navigation', { name: '主导航' })
    .getByRole('button', { name: area, exact: true })
    .click();
}
const tab = (page: Page, name: string) => front(page).getByRole('tab', { name });

test('rules, calendar, plan, staff and duty are kept on screens that everybody can use', async () => {
  const program: RunningProgram = await startCenter(center);
  try {
    let { page } = program;
    page.setDefaultTimeout(20_000);
    const look = async (name: string) => {
      await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
      await expectAccessible(page, name);
    };
    const picture = async (name: string) => {
      await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
    };
    await logIn(page, center, 'wuxin');
    await goTo(page, '首页');
    await expect(front(page).getByRole('region', { name: '提醒' })).toContainText('值班无人');
    await picture('home');

    await goTo(page, '规则与日历');
    await expect(front(page)).toContainText('推定');
    await look('rules');
    await page.keyboard.press('Control+n');
    await expect(front(page).getByLabel('更改说明')).toBeVisible();
    await front(page).getByRole('button', { name: '走访/调研' }).click();
    await expect(front(page).getByText('记录要求', { exact: false }).first()).toBeVisible();
    await picture('ruleRow');
    await page.keyboard.press('Escape');
    await front(page).getByRole('button', { name: '批量、责任与界限' }).click();
    await front(page).getByLabel('同型号正常产品合填 08A').fill('5');
    await picture('figures');
    await front(page).getByRole('button', { name: '期限', exact: true }).click();
    await picture('deadlines');
    await front(page)
      .getByRole('button', { name: /^.*差别/ })
      .click();
    await expect(front(page)).toContainText('5 台（套）以上');
    await picture('differences');
    await front(page).getByRole('button', { name: '预演' }).click();
    await expect(front(page)).toContainText('对未办结任务的影响');
    await front(page).getByLabel('更改说明').fill('五台以上合填一份');
    await front(page)
      .getByLabel(/^生效日期/)
      .fill(day(30));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+Enter');
    await expect(front(page)).toContainText('待批准');
    await front(page).getByRole('button', { name: '矛盾处置' }).click();
    await picture('contradictions');

    await tab(page, '工作日历').click();
    await front(page)
      .getByRole('button', { name: new RegExp(`${year + 1} 年`) })
      .click();
    await front(page).getByLabel('名称').fill('元旦');
    await front(page)
      .locator(`button[title^="${year + 1}-01-01"]`)
      .click();
    await front(page).getByLabel('依据').fill('国务院办公厅通知');
    await look('calendar');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(`${year + 1} 年工作日历已生效`)).toBeVisible();

    await goTo(page, '年度计划');
    await expect(front(page)).toContainText('培-01');
    await look('plan');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('已登记 1 个任务')).toBeVisible();
    await expect(front(page)).toContainText(`RW-${year}-HQ-`);
    for (const [name, words] of [
      ['年历', '12 月'],
      ['完成情况', '按类别'],
      ['计划外需求', '对应计划项'],
      ['编制与版本', '原计划'],
    ] as const) {
      await tab(page, name).click();
      await expect(front(page)).toContainText(words);
      await picture(`plan ${name}`);
    }
    await front(page).getByRole('button', { name: /^JH-/ }).click();
    await expect(front(page)).toContainText('服务目标和方针');
    await picture('planRecord');

    await goTo(page, '服务人员');
    await expect(front(page).getByRole('grid', { name: '服务人员资格' })).toContainText('王建国');
    await picture('staff');
    await front(page).locator('.table-body .table-row', { hasText: '王建国' }).click();
    await expect(front(page)).toContainText('收入证书');
    await look('person');
    await page.keyboard.press('Escape');
    await tab(page, '工作量日历').click();
    await expect(front(page).locator('.workload')).toContainText('赵晓明');
    await look('workload');

    await goTo(page, '值班');
    await expect(front(page).locator('.roster')).toContainText('张敏');
    await look('roster');

    page = await changePerson(program, center, 'zhangmin');
    await goTo(page, '值班');
    await tab(page, '交接班').click();
    await front(page).getByLabel('接班人').click();
    await page.getByRole('option', { name: '吴昕' }).click();
    await front(page).getByLabel('交班情况').fill('一件待派人检修');
    await picture('handover');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('已交班')).toBeVisible();

    page = await changePerson(program, center, 'fangling' as never);
    page.setDefaultTimeout(20_000);
    await goTo(page, '首页');
    await front(page)
      .getByRole('button', { name: /申请派出不具备条件的 赵晓明/ })
      .click();
    await expect(front(page).getByRole('region', { name: '不具备条件人员的派出审批' })).toContainText(
      '唯一到过该平台的人员',
    );
    await look('override');
    await front(page).getByRole('button', { name: '批准派出 赵晓明', exact: true }).click();
    await page.getByRole('dialog').getByLabel('意见').fill('同意，由李卫东远程指导');
    await page.keyboard.press('Control+Enter');
    await expect(front(page)).toContainText('已批准');
    await goTo(page, '首页');
    await front(page)
      .getByRole('button', { name: /服务规则第 2 版待批准/ })
      .click();
    await expect(front(page)).toContainText('五台以上合填一份');
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('dialog')
      .getByLabel('本人口令')
      .fill(center.passwords.get('fangling') ?? '');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('服务规则已批准')).toBeVisible();
  } finally {
    await program.close();
  }
});

test('a list leaves as a table after approval, and a table comes in and goes back', async () => {
  const program: RunningProgram = await startCenter(center);
  try {
    let { page } = program;
    page.setDefaultTimeout(20_000);
    const look = async (name: string) => {
      await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
      await expectAccessible(page, name);
    };
    await logIn(page, center, 'wuxin');
    await goTo(page, '基础资料');
    await front(page).getByText('产品（台、套）').first().click();
    await front(page).getByRole('button', { name: '导出…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('用途').fill('年终清点');
    await dialog.getByLabel('移动介质').click();
    await page.getByRole('option', { name: /U-07/ }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('已申请导出 4 行，密级 内部')).toBeVisible();
    await expect(front(page).getByRole('grid', { name: '导出台账' })).toContainText('待审批');

    page = await changePerson(program, center, 'zhouzhu');
    await goTo(page, '首页');
    await front(page).getByRole('button', { name: '待审批的表格导出 1' }).click();
    await front(page).locator('.table-body .table-row', { hasText: '产品（台、套）' }).click();
    await expect(front(page).getByRole('region', { name: '表格内容' })).toContainText('XT901-2025-0008');
    await look('exportOrder');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('已批准导出')).toBeVisible();

    page = await changePerson(program, center, 'wuxin');
    await goTo(page, '表格');
    await front(page).locator('.table-body .table-row', { hasText: '产品（台、套）' }).click();
    const folder = await mkdtemp(join(tmpdir(), 'sheets-'));
    await program.control.answerDialog(folder);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('文件已写出并读回核对')).toBeVisible();
    const [written = ''] = await readdir(folder);
    expect(written).toContain('内部 产品（台、套）.xlsx');

    await front(page).getByRole('tab', { name: '导入', exact: true }).click();
    await front(page).getByLabel('导入的内容').click();
    await page.getByRole('option', { name: '用户单位', exact: true }).click();
    const headings = ['单位代码', '单位名称', '用户分类'];
    const table = async (rows: string[][]) => {
      const file = join(folder, 'in.xlsx');
      await writeFile(file, await writeSheet({ marking: '内部', title: '单位', origin: '', headings, rows }));
      await program.control.answerDialog(file);
    };
    await table([['KH-90', '某新站', '第五军种']]);
    await page.keyboard.press('Control+Enter');
    await expect(front(page).getByRole('alert')).toContainText('有 1 处错误');
    await look('importFaults');
    await table([
      ['KH-90', '某新站', '海军'],
      ['KH-01', '某舰艇支队（新）', '海军'],
    ]);
    await page.keyboard.press('Control+Enter');
    await expect(front(page)).toContainText('某舰艇支队 → 某舰艇支队（新）');
    await look('importPreview');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('已导入：新建 1，更改 1')).toBeVisible();
    await front(page).getByRole('button', { name: '删除原文件' }).click();
    await expect(page.getByText('原文件已删除')).toBeVisible();
    expect(await readdir(folder)).toEqual([written]);
    await front(page).getByRole('button', { name: '撤销…' }).click();
    await page.getByRole('dialog').getByLabel('理由').fill('取错了文件');
    await page.keyboard.press('Control+Enter');
    await expect(front(page)).toContainText('取错了文件');
    await look('imports');
    await rm(folder, { recursive: true, force: true });
  } finally {
    await program.close();
  }
});
