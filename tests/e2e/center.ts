import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { dayOf, type MasterUid, type RecordUid, toInstant } from '../../shared/ids.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

/** People of the center that the screens are tried with: log-in name → name and roles. */
export const staffing = {
  zhangmin: { name: '张敏', roles: ['operator'] },
  liupai: { name: '刘培', roles: ['dispatcher'] },
  ligong: { name: '李卫东', roles: ['engineer'] },
  zhouzhu: { name: '周竹青', roles: ['supervisor'] },
  wuxin: { name: '吴昕', roles: ['informationOfficer'] },
} as const satisfies Record<string, { name: string; roles: readonly Role[] }>;
/** Log-in name of one of them. */
export type Login = keyof typeof staffing;
/** Log-in name of one of the three administrators. */
export type Post = 'anquan' | 'xitong' | 'shenji';

/** A center with people, master data and some records, and how to log in. */
export interface Center {
  readonly folder: string;
  readonly printsInto: string;
  readonly customer: MasterUid;
  readonly equipment: readonly MasterUid[];
  readonly task: RecordUid;
  readonly passwords: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/** The center's one printer. */
const printer = 'HP-JM-01';

/** A print queue that puts each document into a folder: the same command as the system's, found first. */
async function makeQueue(folder: string, into: string): Promise<void> {
  await mkdir(join(folder, 'bin'));
  const script = `#!/bin/sh\ncat > '${into}'/$$.pdf\n`;
  await writeFile(join(folder, 'bin', 'lp'), script, { mode: 0o755 });
}

const day = (offset: number) => dayOf(toInstant(new Date(Date.now() + offset * 86_400_000)));

/** Makes a center through its gate, as people would: accounts by two posts, master data by the information office. */
export async function makeCenter(): Promise<Center> {
  const folder = await mkdtemp(join(tmpdir(), 'center-'));
  const printsInto = join(folder, 'prints');
  await mkdir(printsInto);
  await makeQueue(folder, printsInto);
  const site = await Site.create({
    folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
    backupFolder: join(folder, 'backup'),
  });
  const people = Object.entries(staffing);
  await site.addPeople(
    people
      .filter(([login]) => login !== 'ligong')
      .map(([login, { name, roles }]) => ({ login, name, roles, clearance: 3 as const })),
  );
  const { customer, equipment, staff } = await stockMasterData(site);
  const { name, roles } = staffing.ligong;
  await site.addPeople([{ login: 'ligong', name, roles, clearance: 3, staffUid: staff }]);
  await site.asPost('securityAdmin');
  await site.call('printing.registerPrinter', {
    name: printer,
    level: 3,
    writesFiles: false,
    place: '文印室',
  });
  await site.as('zhouzhu');
  await site.call('printing.authorise', {
    kinds: ['dispatchNotice', 'repairReport', 'commissioningReport', 'trainingRecord', 'batchReport'],
    accountUids: [],
    roles: ['engineer', 'dispatcher'],
    from: day(-1) as never,
    to: day(60) as never,
  });
  const task = await someRecords(site, customer, equipment);
  const passwords = new Map([...site.people.values()].map(({ login, password }) => [login, password]));
  await site.close();
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder, printsInto, customer, equipment, task, passwords, remove };
}

async function stockMasterData(
  site: Site,
): Promise<{ customer: MasterUid; equipment: MasterUid[]; staff: MasterUid }> {
  await site.as('wuxin');
  const add = async (type: 'customer' | 'model' | 'equipment' | 'staff', content: Record<string, never>) =>
    (await site.call('master.save', { uid: null, type, content })).uid;
  const plain = (content: object) => content as Record<string, never>;
  const names = ['某舰艇支队', '某岸基保障站', '海疆信息站'];
  const customers: MasterUid[] = [];
  for (const [index, name] of names.entries()) {
    const contacts = [
      { name: ['周海', '吴敏', '郑涛'][index], post: '通信主任', phone: `0532-8600 123${index}` },
    ];
    customers.push(
      await add(
        'customer',
        plain({ code: `KH-0${index + 1}`, name, branch: 'navy', contacts, address: '某市某路 18 号' }),
      ),
    );
  }
  const model = await add(
    'model',
    plain({
      code: 'XT-901',
      name: '甚高频数据链终端',
      modelKind: 'single',
      phase: 'finalised',
      quantityMade: 36,
      military: true,
    }),
  );
  const [customer] = customers;
  if (customer === undefined) throw new Error('no customer');
  const equipment: MasterUid[] = [];
  for (const serial of ['XT901-2024-0011', 'XT901-2024-0012', 'XT901-2025-0007', 'XT901-2025-0008']) {
    equipment.push(
      await add(
        'equipment',
        plain({
          serial,
          model: { uid: model, code: 'XT-901', name: '甚高频数据链终端' },
          customer: { uid: customer, code: 'KH-01', name: '某舰艇支队' },
          batch: '2024-1',
          deliveredDay: '2024-06-01',
          platform: '某型船',
        }),
      ),
    );
  }
  const trained = (kind: string, until: string) => ({
    kind,
    model: 'XT-901',
    day: '2026-01-10',
    validUntil: until,
  });
  const fit = [trained('norms', '2028-01-09'), trained('product', '2027-12-31')];
  const products = [{ code: 'XT-901', name: '甚高频数据链终端' }];
  const staff = await add(
    'staff',
    plain({ code: 'G001', name: '李卫东', site: 'HQ', title: 'middle', products, trainings: fit }),
  );
  await add(
    'staff',
    plain({
      code: 'G002',
      name: '王建国',
      site: 'HQ',
      title: 'junior',
      products,
      trainings: [trained('norms', '2026-03-01'), trained('product', '2027-12-31')],
    }),
  );
  await add(
    'staff',
    plain({ code: 'G003', name: '赵晓明', site: 'HQ', title: 'none', products, trainings: fit }),
  );
  return { customer, equipment, staff };
}

async function someRecords(
  site: Site,
  customer: MasterUid,
  equipment: readonly MasterUid[],
): Promise<RecordUid> {
  await site.as('zhangmin');
  const needs = [
    '询问软件升级包的安装步骤',
    '反映产品使用手册第 4 章与实物不符',
    '申请新装设备操作使用培训，约 12 人',
    '请求寄送备件：电源模块 2 件',
    '询问保修期限从哪一天算起',
  ];
  for (const need of needs) {
    await site.call('service.phone', {
      direction: 'in',
      customerUid: customer,
      caller: '吴敏',
      number: '0532-8600 1230',
      equipmentUids: [],
      need,
      opinion: '按手册指导，必要时派人',
      result: '',
      solved: false,
      taskUid: null,
      openTask: false,
    });
  }
  const made = await site.call('service.phone', {
    direction: 'in',
    customerUid: customer,
    caller: '周海',
    number: '0532-8600 1230',
    equipmentUids: equipment.slice(0, 1),
    need: '数传终端开机自检不通过，显示“信道故障”，请求派人检修',
    opinion: '派人现场检修',
    result: '',
    solved: false,
    taskUid: null,
    openTask: true,
  });
  if (made.taskUid === null) throw new Error('the call has opened no task');
  await site.call('records.saveHead', { uid: made.taskUid, marking: '秘密★10年' });
  return made.taskUid;
}

/** Starts the program on the center's data. */
export async function startCenter(
  center: Center,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<RunningProgram> {
  process.env.PATH = `${join(center.folder, 'bin')}:${process.env.PATH ?? ''}`;
  const program = await launchProgram({
    dataDir: join(center.folder, 'data'),
    secretDir: join(center.folder, 'station'),
    colorScheme,
  });
  await program.control.printers(printer);
  return program;
}

/** Logs in by the keyboard. */
export async function logIn(page: Page, center: Center, login: Login | Post): Promise<void> {
  await page.getByLabel('帐号', { exact: true }).fill(login);
  await page.getByLabel('口令', { exact: true }).fill(center.passwords.get(login) ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();
}

/** Locks by the keyboard and lets the next person log in. */
export async function changePerson(
  program: RunningProgram,
  center: Center,
  login: Login | Post,
): Promise<Page> {
  const before = program.page;
  await before.keyboard.press('Control+l').catch(() => undefined);
  const page = await program.nextPage(before);
  await logIn(page, center, login);
  return page;
}
