import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { installedElectron } from '../../.ci/electronRuntime.ts';
import { approveBrief, archiveBriefs, printBrief, printDraft } from './brief.ts';
import { type Carried, pin, registerMedia, sendPackage, signRoster, takePackage } from './carrying.ts';
import { CenterYear } from './centerYear.ts';
import {
  checkedPackages,
  countRows,
  databaseFile,
  exportAudit,
  printsOf,
  verifyAudit,
  writeCheckFiles,
} from './checks.ts';
import { dayAt, momentOf, plusMonths, SimulatedClock } from './clock.ts';
import { inventory, openSite } from './founding.ts';
import { tryCut, tryRefused } from './refusals.ts';
import { takeScreenshots } from './screenshots.ts';
import { SignedPages } from './signedPage.ts';
import { type Summary, summarySchema } from './summary.ts';
import { unwrapKey } from './unwrap.ts';
import { goOneWay } from './way.ts';
import { type DemoOptions, type DemoSite, hardenPasswords, openPrintShop, siteFolder } from './world.ts';
import { Desk, fileEverything, type HalfMonth, workHalfMonth } from './year.ts';

type Say = (line: string) => void;

/** A demonstration under way. */
interface Demonstration {
  readonly options: DemoOptions;
  readonly center: DemoSite;
  readonly units: readonly DemoSite[];
  readonly months: readonly string[];
  readonly carried: Carried[];
}

/**
 * Makes a center and its units, lets them work for a year through their gates, exchanges packages, prints a month brief,
 * and leaves everything with a summary in the folder.
 */
export async function makeDemonstration(options: DemoOptions): Promise<Summary> {
  const { folder } = options;
  const step = stepper(options.say);
  for (const part of ['sites', 'packages', 'prints', 'trust', 'check', 'audit', 'screenshots', 'backup']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
  await rm(join(folder, 'summary.json'), { force: true });
  await mkdir(folder, { recursive: true });
  const shop = await openPrintShop(join(folder, 'prints'));
  try {
    const present = dayAt(Date.now()).slice(0, 7);
    const months = Array.from({ length: options.months }, (_, index) =>
      plusMonths(present, index - options.months + 1),
    );
    const start = momentOf(`${plusMonths(months[0] ?? present, -1)}-24`, '08:30');
    const codes = ['HQ', ...options.units];
    const sites = await step('建立站点，三名管理员各就各位，启用业务帐号，录入基础资料', async (tell) =>
      Promise.all(
        codes.map(async (code) => {
          const site = await openSite(options, shop, code, new SimulatedClock(start));
          tell(inventory(site));
          return site;
        }),
      ),
    );
    const [center, ...units] = sites;
    if (center === undefined) throw new Error('no center');
    const demo: Demonstration = { options, center, units, months, carried: [] };
    await step('建立站点间信任：两名管理员签名册，核对十二个口令词', (tell) => buildTrust(demo, tell));
    const pages = new SignedPages(shop);
    await step(`一年的工作：${months[0]} 至 ${months.at(-1)}，按月交换数据包，编制军品服务简报`, (tell) =>
      workYear(demo, pages, tell),
    );
    await step('一项任务的全过程', (tell) => goOneWay(center, pages, tell));
    await step('不该收的包：逐一试过', (tell) => showRefusals(demo, tell));
    return await finish(demo, step);
  } finally {
    await shop.close();
  }
}

type Step = <T>(title: string, work: (tell: Say) => Promise<T>) => Promise<T>;

/** Prints each step with its time. */
function stepper(say: Say): Step {
  let number = 0;
  return async (title, work) => {
    number += 1;
    say(`${number}. ${title}`);
    const started = performance.now();
    const result = await work((line) => say(`   ${line}`));
    say(`   用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒`);
    return result;
  };
}

async function buildTrust(demo: Demonstration, tell: Say): Promise<void> {
  const { center, units, options } = demo;
  const own = await signRoster(options, center);
  for (const unit of units) {
    const roster = await signRoster(options, unit);
    await pin(center, unit, roster);
    await pin(unit, center, own);
    tell(`HQ ↔ ${unit.code}：${roster.words.join(' ')}`);
  }
  for (const site of [center, ...units]) {
    await registerMedia(
      site,
      units.flatMap((unit) => demo.months.flatMap((month) => [disc(unit, month), disc(unit, month, true)])),
    );
  }
  for (const unit of units) {
    demo.carried.push(...(await tryWay(demo, unit)));
    tell(`HQ ↔ ${unit.code}：试验包往返完成`);
  }
}

/** Test packages without records both ways, each answered by a receipt, before real data flows. */
async function tryWay({ center, options, months }: Demonstration, unit: DemoSite): Promise<Carried[]> {
  const [period = ''] = months;
  const carried: Carried[] = [];
  for (const [from, to] of [
    [unit, center],
    [center, unit],
    [unit, center],
  ] as const) {
    const medium = disc(unit, period, from === center);
    const one = await sendPackage(options, from, to, { period, medium });
    await takePackage(to, one);
    carried.push(one);
  }
  return carried;
}

/** Number of the disc of a month: of a unit to the center, or back. */
function disc(unit: DemoSite, month: string, back = false): string {
  return `GP-${back ? 'HQ-' : ''}${unit.code}-${month.replace('-', '').slice(2)}`;
}

async function workYear(demo: Demonstration, pages: SignedPages, tell: Say): Promise<void> {
  const { center, units, months } = demo;
  const sites = [center, ...units];
  const desks = new Map(sites.map((site) => [site.code, new Desk()]));
  const beside = new CenterYear(center, pages, months);
  await beside.begin();
  for (const [index, month] of months.entries()) {
    const present = index === months.length - 1;
    await Promise.all(
      sites.map(async (site) => {
        const desk = desks.get(site.code);
        if (desk === undefined) return;
        for (const half of [1, 2] as const) {
          const plan = planFor(demo, site, { month, half, present, index });
          if (present && half === 2 && isEarlyInMonth()) continue;
          await workHalfMonth(site, site === center ? { ...plan, beside } : plan, desk, pages);
        }
      }),
    );
    if (present) break;
    const cut = index === months.length - 2;
    for (const unit of units) await exchangeMonth(demo, unit, month, cut && unit === units[0] ? tell : null);
    await makeBriefs(demo, month, tell);
    const carried = demo.carried.filter((one) => one.medium.endsWith(month.replace('-', '').slice(2)));
    tell(
      `${month}：${carried.map((one) => `${one.sender}→${one.recipient} 第 ${one.seq} 包 ${one.records} 条`).join('，')}`,
    );
  }
  for (const site of sites)
    tell(`${site.code} 走完全程（含用户签字扫描件）的任务 ${desks.get(site.code)?.complete ?? 0} 项`);
}

/** The second half of the present month has not begun. */
function isEarlyInMonth(): boolean {
  return Number(dayAt(Date.now()).slice(8)) <= 15;
}

/** A month's work of a site by its share of the wanted records. */
function planFor(
  demo: Demonstration,
  site: DemoSite,
  at: { readonly month: string; readonly half: 1 | 2; readonly present: boolean; readonly index: number },
): HalfMonth {
  const { options, units } = demo;
  const center = site.kind === 'center';
  const halves = options.months * 2;
  const share = units.length === 0 ? 1 : center ? 0.52 : 0.48 / units.length;
  const wanted = (options.records * share) / halves;
  const engineers = site.stock.staff.filter((person) => person.login !== undefined).length;
  const jobs = Math.max(1, Math.min(engineers, Math.round(wanted / 12)));
  const consultations = wanted > 16 ? 1 : 0;
  const inJobs = jobs * (center ? 4.4 : 5.4) + consultations * 2;
  const signedShare = (options.signed * (center ? 0.5 : 0.5 / Math.max(1, units.length))) / halves;
  return {
    month: at.month,
    half: at.half,
    contacts: Math.max(4, Math.round(wanted - inJobs)),
    jobs,
    consultations,
    signed: Math.floor(signedShare + site.chance.next()),
    last: at.present && (at.half === 2 || isEarlyInMonth()),
  };
}

/** A unit's package of a month to the center by the fifth, and the center's receipts back. */
async function exchangeMonth(
  demo: Demonstration,
  unit: DemoSite,
  month: string,
  tellOfCut: Say | null,
): Promise<void> {
  const { center, options } = demo;
  const next = plusMonths(month, 1);
  unit.clock.goTo(`${next}-03`, '10:00');
  const carried = await sendPackage(options, unit, center, { period: month, medium: disc(unit, month) });
  center.clock.goTo(`${next}-04`, '14:00');
  if (tellOfCut !== null) {
    const { what, answer } = await tryCut(center, carried, join(options.folder, 'refused'));
    tellOfCut(`${what} → ${answer}`);
  }
  await takePackage(center, carried);
  await fileEverything(center);
  const back = await sendPackage(options, center, unit, { period: month, medium: disc(unit, month, true) });
  unit.clock.goTo(`${next}-05`, '09:30');
  await takePackage(unit, back);
  demo.carried.push(carried, back);
}

/** Replay, wrong recipient and a forged signature, each tried on the running sites. */
async function showRefusals(demo: Demonstration, tell: Say): Promise<void> {
  const { center, units, options, carried } = demo;
  const [unit, other] = units;
  const taken = carried.find((one) => one.sender === unit?.code);
  if (unit === undefined || taken === undefined) return;
  await center.site.asPost('systemAdmin');
  const administrator = center.site.person(center.site.loginOf('systemAdmin'));
  await center.site.call('session.lock');
  const keyHex = await unwrapKey(siteFolder(options, center.code), administrator);
  const { identity, recipient } = await writeCheckFiles(options, center, keyHex);
  const refusals = await tryRefused({
    center,
    unit,
    taken,
    foreign: carried.find((one) => one.recipient === other?.code),
    folder: join(options.folder, 'refused'),
    identity: await readFile(identity, 'utf8'),
    recipient,
  });
  for (const { what, answer } of refusals) tell(`${what} → ${answer}`);
}

/** Month briefs of the last months, each by the tenth of the month after. */
async function makeBriefs(demo: Demonstration, month: string, tell: Say): Promise<void> {
  const { center, months } = demo;
  const past = months.slice(0, -1);
  if (!past.slice(-3).includes(month)) return;
  await archiveBriefs(center);
  center.clock.goTo(`${plusMonths(month, 1)}-06`, '09:00');
  const printed = await printBrief(center, await approveBrief(center, month, 'navy'));
  tell(
    `《${printed.heading}》批准后打印 ${printed.copies.length} 份：${printed.copies.join('、')}；一份退回，两人监销`,
  );
  if (month !== past.at(-1)) return;
  tell(`送审讨论稿（每页有“草稿”）一份：${await printDraft(center, month, 'airForce')}`);
  await approveBrief(center, month, 'army');
  await approveBrief(center, month, 'rocketForce', 'reviewed');
  await approveBrief(center, month, 'armedPolice', 'submitted');
}

async function finish(demo: Demonstration, step: Step): Promise<Summary> {
  const { options, center, units } = demo;
  const { folder } = options;
  for (const site of [center, ...units]) site.clock.goToNow();
  const audits = new Map<string, string>();
  await step('备份，导出审计链', async (tell) => {
    for (const site of [center, ...units]) {
      const target = join(folder, 'backup', site.code);
      await mkdir(target, { recursive: true });
      await site.site.asPost('systemAdmin');
      await site.site.call('backup.configure', {
        folder: target,
        second: site.site.second(site.site.loginOf('securityAdmin')),
      });
      const { set } = await site.site.call('backup.run');
      const audit = await exportAudit(options, site);
      audits.set(site.code, audit.file);
      tell(`${site.code}：备份 ${(set.bytes / 1e6).toFixed(1)} MB 已核验，审计 ${audit.rows} 行，链完整`);
    }
  });
  const prints = (await Promise.all([center, ...units].map((site) => printsOf(options, site)))).flat();
  await Promise.all([center, ...units].map((site) => site.site.close()));
  const sites = options.fullPasswordCost
    ? await step('交付前全部帐号改口令（生成期间口令派生用低强度，交付用正式强度）', async () => {
        const hardened = await Promise.all([center, ...units].map(hardenPasswords));
        await Promise.all(hardened.map((site) => site.site.close()));
        return hardened;
      })
    : [center, ...units];
  const keys = new Map<string, string>();
  const packages = await step('用独立校验程序核对每个数据包和每条审计链', async (tell) => {
    for (const site of sites) {
      const login = site.site.loginOf('systemAdmin');
      const keyHex = await unwrapKey(siteFolder(options, site.code), site.site.person(login));
      keys.set(site.code, keyHex);
      await writeCheckFiles(options, site, keyHex);
      await verifyAudit(options, site.code, audits.get(site.code) ?? '');
    }
    const checked = await checkedPackages(options, demo.carried);
    tell(`数据包 ${checked.length} 个、审计链 ${sites.length} 条，全部通过`);
    return checked;
  });
  const counted = sites.map((site) => countRows(options, site.code, keys.get(site.code) ?? ''));
  const screenshots = options.screenshots
    ? await step('在真实程序上截取各主要界面（1366×768）', (tell) => takeScreenshots(options, sites, tell))
    : { taken: [], missed: [] };
  const summary = summarySchema.parse({
    runtime:
      installedElectron(join(import.meta.dirname, '..', '..'), process.env.ELECTRON_OVERRIDE_DIST_PATH) ===
      undefined
        ? 'stand-in'
        : 'electron',
    sites: sites.map((site) => ({
      code: site.code,
      kind: site.kind,
      database: relative(folder, databaseFile(options, site.code)),
      keySlots: relative(folder, join(siteFolder(options, site.code), 'data', 'slots', 'slots-1.json')),
      keyHex: keys.get(site.code) ?? '',
      logins: [...site.site.people.values()].map(({ login, password, roles }) => ({
        account: login,
        password,
        roles: [...roles],
      })),
    })),
    packages,
    prints,
    screenshots: screenshots.taken,
    counts: {
      records: counted.reduce((sum, one) => sum + one.records, 0),
      archived: counted[0]?.archived ?? 0,
      auditRows: counted.reduce((sum, one) => sum + one.auditRows, 0),
    },
  });
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  options.say(
    `记录 ${summary.counts.records} 条，已归档 ${summary.counts.archived} 条，审计 ${summary.counts.auditRows} 行`,
  );
  if (screenshots.missed.length > 0) throw new Error(`没有拍到的界面：${screenshots.missed.join('、')}`);
  return summary;
}
