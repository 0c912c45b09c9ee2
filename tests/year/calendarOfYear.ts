import type { RecordUid } from '../../shared/ids.ts';
import { approveBrief, printBrief } from '../demo/brief.ts';
import { plusMonths } from '../demo/clock.ts';
import { keepContacts } from '../demo/contacts.ts';
import { approveSpares, countStock, enterDepot, planSpares, reportDamage } from '../demo/depot.ts';
import { complaints, improvements, needs, qualityMatters, urgentMatters } from '../demo/matterStories.ts';
import {
  type CaseWay,
  openComplaint,
  openForwardedNeed,
  openImprovement,
  openQualityFeedback,
  openUrgentReport,
} from '../demo/matters.ts';
import { clerkOf, loginOf } from '../demo/people.ts';
import { makePlan } from '../demo/planning.ts';
import { openReturn } from '../demo/returns.ts';
import type { StockedSet } from '../demo/stock.ts';
import { faults } from '../demo/stories.ts';
import type { DemoSite } from '../demo/world.ts';
import {
  clockFault,
  closedFrom,
  deputy,
  deputyOf,
  leaver,
  openAgain,
  restore,
  signedInPlace,
} from './mishaps.ts';
import { answer, type Board, type Fate, handIn, repeat } from './packages.ts';
import { firstWorked, later, nextYear, worked, workingDaysLater } from './plainCalendar.ts';
import { serve } from './work.ts';
import { codes, pages } from './world.ts';
import { demand, type Year } from './year.ts';

const months = Array.from({ length: 12 }, (_, index) => plusMonths('2026-01', index));

/** Enters everything that happens in 2026: what comes every month by the seed, and each special day by its date. */
export function enterYear(year: Year, board: Board): void {
  everyMonth(year, board);
  leaver(year);
  deputyOf(year);
  restore(year, 'U2');
  clockFault(year, 'U3');
  specialServices(year);
  papers(year);
  matters(year);
}

/** Fates of the packages that do not come as they should. */
const fates: Readonly<Record<string, Fate>> = { 'U1 2026-03': 'lost', 'U2 2026-05': 'late' };

function everyMonth(year: Year, board: Board): void {
  for (const [index, month] of months.entries()) {
    for (const code of codes) {
      const share = code === 'HQ' ? 1 : 0.5;
      const { chance } = siteAt(year, code);
      const jobs = Math.floor(year.options.jobs * share + chance.next());
      for (let job = 0; job < jobs; job += 1)
        serve(year, dayIn(month, chance.whole(5, 19)), code, {
          away: chance.whole(1, 3),
          handIn: chance.whole(0, 5),
          signature: chance.often(0.12) ? 'later' : 'signed',
        });
      contacts(
        year,
        dayIn(month, chance.whole(6, 24)),
        code,
        Math.max(1, Math.round(year.options.contacts * share)),
      );
      year.on(lastWorked(month), `${code} 月末核对期限`, () => compare(year, code));
    }
    // The month after a loss is brought by the next package, which waits for the lost one.
    for (const code of codes.slice(1)) {
      const fate = fates[`${code} ${month}`] ?? 'onTime';
      const follows = fates[`${code} ${plusMonths(month, -1)}`] === 'lost';
      if (!follows) handIn(year, board, code, month, fate);
      if ((index + 1) % year.options.answersEvery !== 0) continue;
      year.on(firstWorked(`${plusMonths(month, 1)}-14`), `HQ → ${code} ${month}`, () =>
        answer(year, code, month),
      );
    }
  }
  year.on('2026-09-08', 'U3 重复的包', () => repeat(year, 'U3'));
}

/** At the center nothing happens while its program is off; elsewhere on rest days nothing begins. */
function dayIn(month: string, date: number): string {
  const day = firstWorked(`${month}-${String(date).padStart(2, '0')}`);
  return closedFrom <= day && day < openAgain ? openAgain : day;
}

function lastWorked(month: string): string {
  let day = later(`${plusMonths(month, 1)}-01`, -1);
  while (!worked(day)) day = later(day, -1);
  return day;
}

async function compare(year: Year, code: string): Promise<void> {
  await year.compareAll(code);
}

function siteAt(year: Year, code: string): DemoSite {
  const site = year.world.sites.get(code);
  if (site === undefined) throw new Error(`no ${code}`);
  return site;
}

function contacts(year: Year, day: string, code: string, count: number): void {
  year.on(day, `${code} 来往`, async () => {
    const site = year.at(code);
    const share = Math.ceil(count / 3);
    const submitted = await keepContacts(
      site,
      {
        phone: count - share,
        fax: share > 1 ? 1 : 0,
        outgoing: site.chance.often(0.4) ? 1 : 0,
        incoming: site.chance.often(0.4) ? 1 : 0,
        information: 1,
        last: false,
      },
      year.day,
    );
    const reviewer = loginOf(code, site.kind === 'center' ? 'supervisor' : 'unitLeader');
    await site.site.as(reviewer);
    for (const uid of submitted) await site.move(reviewer, uid, 'review', { signed: true });
  });
}

function specialServices(year: Year): void {
  // Spring festival and National Day: three days after the return are in the middle of the holidays.
  serve(year, '2026-02-10', 'HQ', { service: 'onSiteRepair', away: 2, handIn: 1 });
  serve(year, '2026-09-28', 'U1', { service: 'onSiteRepair', away: 1, handIn: 9 });
  // The customer refuses to sign.
  serve(year, '2026-04-14', 'HQ', { service: 'onSiteRepair', signature: 'refused' });
  // Four sets of one model are opened, one of them is not normal.
  year.on('2026-06-02', 'HQ 批量开通', async () => {
    const { stock } = siteAt(year, 'HQ');
    const sets = familyOf(stock.sets, 4);
    const exceptions = sets.slice(0, 1);
    serve(year, year.day, 'HQ', {
      service: 'opening',
      sets,
      exceptions,
      reported: async (site, job) => {
        const { demanded } = await site.site.call('service.chain', { uid: job.task });
        const shown = demanded
          .filter((one) => ['batchReport', 'commissioningReport'].includes(one.kind))
          .map((one) => `${one.kind} ${one.have}/${one.count}`)
          .sort();
        demand(
          shown.join() === 'batchReport 1/1,commissioningReport 1/1',
          `批量中的不正常产品：${shown.join('，')}`,
        );
      },
    });
  });
  // Away when the center's program is switched off; the papers come after two weeks, due on the day they were due.
  serve(year, '2026-08-05', 'HQ', { service: 'onSiteRepair', away: 2, handIn: 17 });
  // Reviewed by the deputy.
  serve(year, '2026-09-09', 'HQ', {
    service: 'onSiteRepair',
    reviewer: deputy,
    reviewed: async (site, job) => {
      for (const report of job.reports) await signedInPlace(site, report.uid);
    },
  });
}

function familyOf(sets: readonly StockedSet[], count: number): StockedSet[] {
  for (const first of sets) {
    const family = sets.filter(
      (set) => set.model.uid === first.model.uid && set.customer.uid === first.customer.uid,
    );
    if (family.length >= count) return family.slice(0, count);
  }
  throw new Error(`no customer has ${count} sets of a model`);
}

/** Plan, spares plan, briefs and the calendar of the next year, each with its day. */
function papers(year: Year): void {
  year.on('2026-03-16', 'HQ 年度计划', async () => {
    const site = year.at('HQ');
    await site.site.as(clerkOf('HQ').login);
    const { due } = await site.site.call('plan.overview', { year: 2026 });
    demand(due === firstWorked('2026-03-31'), `年度计划应于 ${due}`);
    year.counts.dueDays += 1;
    await makePlan(site, 2026);
  });
  year.on('2026-01-20', 'HQ 备件入库', async () => {
    const site = year.at('HQ');
    const depot = await enterDepot(site);
    site.parts = {
      depot: depot.own.code,
      codes: new Map(depot.parts.map((part) => [part.name, part.code])),
    };
    year.on('2026-05-20', 'HQ 用户财产受损', async () => {
      await reportDamage(year.at('HQ'), depot);
    });
    year.on('2026-06-24', 'HQ 盘点', async () => {
      await countStock(year.at('HQ'), depot);
    });
  });
  year.on('2026-10-19', 'HQ 预投计划', async () => {
    const at = year.at('HQ');
    const uid = await planSpares(at, 2027);
    await year.mustBeDue(at, uid, firstWorked('2026-10-31'), '5.9 预投计划');
    await approveSpares(at, uid);
    await year.mustBeDue(at, uid, null, '批准后没有期限');
  });
  for (const month of ['2026-03', '2026-09']) brief(year, month);
  year.on('2026-12-15', 'HQ 2027 年日历', async () => {
    for (const code of codes) {
      const site = year.at(code);
      await site.site.as(clerkOf(code).login);
      await site.site.call('calendar.save', { file: nextYear, source: '国务院办公厅通知' });
    }
    year.knows2027 = true;
  });
}

/** Month brief of the navy: due on the tenth after the month, moved off rest days; printed and sent only when approved (5.7.4). */
function brief(year: Year, month: string): void {
  const lastDay = later(`${plusMonths(month, 1)}-01`, -1);
  const due = firstWorked(later(lastDay, 10));
  const begun = firstWorked(`${plusMonths(month, 1)}-08`);
  year.on(begun, `HQ ${month} 简报`, async () => {
    const site = year.at('HQ');
    const uid = await approveBrief(site, month, 'navy');
    await site.site.as(clerkOf('HQ').login);
    await year.mustBeDue(site, uid, due, '5.7.4 简报');
    await printBrief(site, uid);
    await site.site.as(clerkOf('HQ').login);
    await year.mustBeDue(site, uid, null, '报送后没有期限');
    await site.move(clerkOf('HQ').login, uid, 'archive');
  });
}

/** Takes the steps of a case on their days. */
function follow(
  year: Year,
  way: CaseWay,
  days: readonly string[],
  then: Partial<Record<number, () => Promise<void>>> = {},
): void {
  for (const [index, step] of way.steps.entries()) {
    const day = days[index] ?? days.at(-1);
    if (day === undefined) continue;
    year.on(day, `HQ ${way.uid} ${step.move}`, async () => {
      year.at('HQ', '10:30');
      await step.act();
      await then[index]?.();
    });
  }
}

const first = <T>(list: readonly T[], place = 0): T => {
  const found = list[place % list.length];
  if (found === undefined) throw new RangeError('empty list');
  return found;
};

function matters(year: Year): void {
  const set = (place: number): StockedSet => first(siteAt(year, 'HQ').stock.sets, place * 7 + 3);
  year.on('2026-04-22', 'HQ 紧急报告', async () => {
    const site = year.at('HQ');
    const way = await openUrgentReport(site, first(urgentMatters), set(1));
    await year.mustBeDue(site, way.uid, year.day, '5.2.2 当日报告');
    follow(year, way, ['2026-04-22', '2026-04-22', '2026-04-24'], { 1: async () => year.forget(way.uid) });
  });
  year.on('2026-05-12', 'HQ 返厂', async () => {
    const way = await openReturn(year.at('HQ'), first(faults), set(2), pages);
    follow(year, way, ['2026-05-13', '2026-05-14', '2026-05-18', '2026-05-19', '2026-05-21']);
  });
  // Open while the program is off.
  year.on('2026-08-06', 'HQ 需求转办', async () => {
    const site = year.at('HQ');
    const need = first(needs);
    const way = await openForwardedNeed(site, need.department, need, set(3));
    const due = later(year.day, 10);
    follow(year, way, ['2026-08-07', openAgain, openAgain, '2026-08-25'], {
      0: async () => await year.mustBeDue(site, way.uid, due, '5.1.1 部门答复'),
      1: async () => {
        // The first day back: the day in the closed weeks stands, and it is overdue.
        await year.mustBeDue(site, way.uid, due, '停机期间到期');
        demand(year.day > due, '答复期限应在停机期间');
        await site.site.as(loginOf('HQ', 'operator'));
        const { overdue } = await site.site.call('service.overdue');
        demand(
          overdue.some(({ row }) => row.uid === way.uid && row.dueOn === due),
          '停机期间到期的事项不在逾期清单上',
        );
        year.counts.overdue += 1;
        year.forget(way.uid);
      },
    });
  });
  // Over National Day, with a hold.
  year.on('2026-09-28', 'HQ 投诉', async () => {
    const site = year.at('HQ');
    const way = await openComplaint(site, first(complaints), set(4));
    await year.mustBeDue(site, way.uid, later(year.day, 1), '5.6 24 小时首次答复');
    const closing = workingDaysLater(year.day, 10);
    follow(year, way, ['2026-09-28', '2026-10-08', '2026-10-19'], {
      0: async () => await year.mustBeDue(site, way.uid, closing, '5.6 十个工作日办结'),
      1: async () => await hold(year, site, way.uid, closing),
      2: async () => year.forget(way.uid),
    });
  });
  // Thirty working days, the last of them in a year whose calendar comes in December.
  year.on('2026-11-25', 'HQ 质量反馈', async () => {
    const site = year.at('HQ');
    const way = await openQualityFeedback(site, first(qualityMatters), set(5));
    const reviewer = loginOf('HQ', 'supervisor');
    await site.site.as(reviewer);
    await site.move(reviewer, way.information, 'review', { signed: true });
    const quality = loginOf('HQ', 'qualityOfficer');
    await site.site.as(quality);
    const from = year.day;
    await year.mustBeDue(site, way.uid, workingDaysLater(from, 30), '5.7.2 三十个工作日');
    follow(year, way, ['2026-11-26', '2026-12-08', '2026-12-22', '2026-12-24'], {
      3: async () => year.forget(way.uid),
    });
    year.on('2026-12-16', 'HQ 日历到后重算', async () => {
      await site.site.as(quality);
      await year.mustBeDue(site, way.uid, workingDaysLater(from, 30, true), '日历到后重算');
    });
  });
  year.on('2026-07-08', 'HQ 改进', async () => {
    const site = year.at('HQ');
    const way = await openImprovement(site, first(improvements), set(6));
    follow(year, way, ['2026-07-09', '2026-07-28', '2026-08-04'], {
      0: async () => await year.mustBeDue(site, way.uid, later(year.day, 30), '5.10 完成期限'),
      1: async () => year.forget(way.uid),
    });
  });
}

/** A hold of three days moves the closing day by as many working days. */
async function hold(year: Year, site: DemoSite, uid: RecordUid, closing: string): Promise<void> {
  const handler = loginOf('HQ', 'complaintHandler');
  await site.site.as(handler);
  await site.site.call('cases.hold', { uid, reason: '等待用户提供航次' });
  const from = year.day;
  await year.mustBeDue(site, uid, null, '暂停时没有期限');
  year.on(later(from, 5), 'HQ 恢复计时', async () => {
    const at = year.at('HQ');
    await at.site.as(handler);
    await at.site.call('cases.resume', { uid });
    const stood = Array.from({ length: 5 }, (_, day) => later(from, day + 1)).filter((day) => worked(day));
    await year.mustBeDue(at, uid, workingDaysLater(closing, stood.length), '暂停后顺延');
  });
}
