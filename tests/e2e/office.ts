import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { MasterUid, Month, RecordUid, SiteCode } from '../../shared/ids.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { proveWay } from '../program/proven.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';

type Content = CallInput<'records.create'>['content'];

const people: Readonly<
  Record<
    'center' | 'unit',
    readonly { login: string; name: string; roles: readonly Role[]; clearance: 1 | 2 | 3 }[]
  >
> = {
  center: [
    { login: 'xinxi', name: '信雅文', roles: ['informationOfficer', 'operator'], clearance: 3 },
    { login: 'gongcheng', name: '龚程师', roles: ['engineer'], clearance: 3 },
    { login: 'paigong', name: '派工明', roles: ['dispatcher'], clearance: 3 },
    { login: 'zhuguan', name: '祝观澜', roles: ['supervisor'], clearance: 3 },
    { login: 'lingdao', name: '凌道远', roles: ['centerLeader'], clearance: 3 },
    { login: 'gongsi', name: '龚思齐', roles: ['companyLeader'], clearance: 3 },
    { login: 'wenyin', name: '文印清', roles: ['printKeeper'], clearance: 3 },
  ],
  unit: [
    { login: 'zhuanren', name: '专任之', roles: ['unitOfficer', 'operator'], clearance: 3 },
    { login: 'lingdao', name: '单领文', roles: ['unitLeader'], clearance: 3 },
  ],
};

/** A center and a unit that trust each other, with people, master data, calls and media; made without a window. */
export class TestOffice {
  readonly folder: string;
  readonly center: Site;
  readonly unit: Site;
  readonly medium: string;

  private constructor(folder: string, center: Site, unit: Site) {
    this.folder = folder;
    this.center = center;
    this.unit = unit;
    this.medium = join(folder, 'medium');
  }

  /** Makes both sites. @param day a day inside the present month; calls are entered for the month before it too */
  static async make(): Promise<TestOffice> {
    const folder = await mkdtemp(join(tmpdir(), 'office-'));
    const office = new TestOffice(
      folder,
      await makeSite(folder, 'CTR', '客户服务中心', 'center'),
      await makeSite(folder, 'U1', '第一研究所', 'unit'),
    );
    await mkdir(office.medium);
    const rosters = [await office.#signRoster(office.center), await office.#signRoster(office.unit)] as const;
    await office.#pin(office.center, office.unit, rosters[1]);
    await office.#pin(office.unit, office.center, rosters[0]);
    return office;
  }

  /** Customer, model, equipment and military office at the center. */
  async stock(): Promise<MasterUid> {
    const { center } = this;
    await center.as('xinxi');
    const customer = await center.call('master.save', {
      uid: null,
      type: 'customer',
      content: { code: 'K01', name: '海军某保障大队', branch: 'navy' },
    });
    const model = await center.call('master.save', {
      uid: null,
      type: 'model',
      content: {
        code: 'HG-1',
        name: '导航雷达',
        modelKind: 'single',
        phase: 'finalised',
        quantityMade: 20,
        military: true,
      },
    });
    await center.call('master.save', {
      uid: null,
      type: 'equipment',
      content: {
        serial: 'S001',
        model: { uid: model.uid, code: 'HG-1', name: '导航雷达' },
        customer: { uid: customer.uid, code: 'K01', name: '海军某保障大队' },
        batch: '2025-1',
      },
    });
    await center.call('master.save', {
      uid: null,
      type: 'militaryOffice',
      content: { code: 'J01', name: '驻某地区军事代表室', branch: 'navy' },
    });
    return customer.uid as MasterUid;
  }

  /** A phone call that is settled. */
  async call(
    site: Site,
    login: string,
    customerUid: MasterUid | null,
    startedAt: string,
    content: Content = {},
  ): Promise<RecordUid> {
    await site.as(login);
    const { uid } = await site.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt,
        caller: '李参谋',
        need: '雷达显示异常，询问处理方法',
        opinion: '按手册第三章检查电源',
        solvedOnCall: true,
        result: '用户按指导恢复正常',
        ...content,
      },
    });
    await site.call('records.move', { uid, move: 'close' });
    return uid;
  }

  /** Registers printer and medium at the center, and a standing authorisation for papers that users sign. */
  async registers(printer: string): Promise<void> {
    const { center, unit } = this;
    await center.asPost('securityAdmin');
    await center.call('printing.registerPrinter', {
      name: printer,
      level: 3,
      writesFiles: false,
      place: '文印室 203',
    });
    for (const site of [center, unit]) {
      await site.asPost('securityAdmin');
      await site.call('exchange.registerMedium', {
        number: `${site.options.code}-U-001`,
        kind: 'U 盘',
        serial: 'SN-8842031',
        level: 3,
        holder: '保密室',
      });
    }
  }

  /** Prepares a package; `through` says how far it goes. */
  async send(
    from: Site,
    officer: string,
    to: string,
    month: string,
    through: 'prepared' | 'approved' | 'written',
  ) {
    await from.as(officer);
    const { uid } = await from.call('exchange.prepare', {
      recipient: to as SiteCode,
      period: month as Month,
      medium: `${from.options.code}-U-001`,
    });
    if (through === 'prepared') return { uid, file: null };
    await from.asPost('securityAdmin');
    await from.call('exchange.approve', { uid, approve: true });
    if (through === 'approved') return { uid, file: null };
    await from.as('lingdao');
    const { file } = await from.call('exchange.release', {
      uid,
      folder: this.medium,
      password: from.person('lingdao').password,
    });
    return { uid, file };
  }

  /** Closes both sites so that the program can be started on one of them. */
  async closeSites(): Promise<void> {
    await this.center.close();
    await this.unit.close();
  }

  /** Starts the program on one site. */
  async launch(site: Site, colorScheme: 'light' | 'dark' = 'light'): Promise<RunningProgram> {
    return await launchProgram({
      dataDir: join(site.options.folder, 'data'),
      secretDir: join(site.options.folder, 'station'),
      colorScheme,
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #signRoster(site: Site): Promise<{ file: string; words: string[] }> {
    await site.asPost('systemAdmin');
    return await site.call('exchange.signRoster', {
      rootKeyFile: site.rootKeyFile,
      rootPassphrase: site.rootPassphrase,
      folder: join(this.folder, 'rosters'),
      second: site.second(site.loginOf('securityAdmin')),
    });
  }

  async #pin(site: Site, of: Site, roster: { file: string; words: string[] }): Promise<void> {
    await site.asPost('systemAdmin');
    await site.call('exchange.pinSite', {
      rosterFile: roster.file,
      name: of.options.name,
      kind: of.options.kind,
      highestLevel: 3,
      words: roster.words,
      how: '当面交换纸面，第二人电话逐词读回',
      second: site.second(site.loginOf('securityAdmin')),
    });
    await proveWay(site, of.options.code);
  }
}

async function makeSite(folder: string, code: string, name: string, kind: 'center' | 'unit'): Promise<Site> {
  const site = await Site.create({
    folder: join(folder, code),
    code,
    name,
    kind,
    highestLevel: 3,
    host: bareHost,
    passwordCost: quickCost,
  });
  await site.addPeople(people[kind]);
  return site;
}

/** Logs in on the lock screen as the keyboard does it. */
export async function logIn(page: Page, site: Site, login: string): Promise<void> {
  await page.getByLabel('帐号', { exact: true }).fill(login);
  await page.getByLabel('口令', { exact: true }).fill(site.person(login).password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();
}

/** Changes the person at the screen, whoever was there. The lock ends the page; the answer is the page to work on. */
export async function changePerson(program: RunningProgram, site: Site, login: string): Promise<Page> {
  const { page } = program;
  const navigation = page.getByRole('navigation', { name: '主导航' });
  // A page that has just opened shows neither for a moment.
  const either = navigation.or(page.getByLabel('帐号', { exact: true }));
  await expect(either.filter({ visible: true }).first()).toBeVisible();
  if ((await navigation.count()) === 0) {
    await logIn(page, site, login);
    return page;
  }
  await page.keyboard.press('Control+L').catch(() => undefined);
  const next = await program.nextPage(page);
  await logIn(next, site, login);
  return next;
}
