import type { RecordUid } from '../../shared/ids.ts';
import { plusDays } from '../demo/clock.ts';
import { dispatchJob, handInNotice, type Job, openJob, tickCheckList, writeReturn } from '../demo/jobs.ts';
import { clerkOf, loginOf } from '../demo/people.ts';
import { isSigned, printForSignature, submitReport, takeSignature, writeReports } from '../demo/reports.ts';
import type { StockedSet } from '../demo/stock.ts';
import type { DemoSite } from '../demo/world.ts';
import { firstWorked, later } from './plainCalendar.ts';
import { pages } from './world.ts';
import { demand, type Year } from './year.ts';

/** What is special about a service. */
export interface Special {
  readonly service?: Job['service'];
  readonly sets?: readonly StockedSet[];
  readonly exceptions?: readonly StockedSet[];
  /** Days away, and days between return and hand-in. */
  readonly away?: number;
  readonly handIn?: number;
  readonly signature?: 'signed' | 'later' | 'refused';
  /** Who reviews, where it is not the supervisor or unit leader. */
  readonly reviewer?: string;
  /** Looked at when the reports are there. */
  readonly reported?: (site: DemoSite, job: Job) => Promise<void>;
  readonly reviewed?: (site: DemoSite, job: Job) => Promise<void>;
}

/** Log-ins that are out at customers, by site. */
const away = new WeakMap<DemoSite, Set<string>>();

/** One service from the call to the closed task, entered into the calendar step by step. */
export function serve(year: Year, day: string, code: string, special: Special = {}): void {
  year.on(day, `${code} 派工`, async () => {
    const site = year.at(code);
    const out = away.get(site) ?? new Set<string>();
    away.set(site, out);
    const person = site.stock.staff.find(({ login }) => login !== undefined && !out.has(login));
    if (person?.login === undefined) {
      serve(year, later(day, 2), code, special);
      return;
    }
    const { login } = person;
    out.add(login);
    year.counts.jobs += 1;
    const job = await openJob(site, special.service, 'organised', special);
    job.signed = true;
    await year.mustBeDue(site, job.task, plusDays(site.clock.day, 12), '要求完成日期');
    await dispatchJob(site, job, person);
    year.on(later(day, special.away ?? 2), `${code} 返回`, async () => {
      await comeBack(year, code, job, special);
      out.delete(login);
    });
  });
}

async function comeBack(year: Year, code: string, job: Job, special: Special): Promise<void> {
  const site = year.at(code);
  const login = job.staff?.login ?? '';
  await site.site.as(login);
  await site.move(login, job.task, 'carryOut');
  await writeReports(site, job);
  await sign(site, job, special.signature ?? 'signed');
  await special.reported?.(site, job);
  await writeReturn(site, job);
  const returned = year.day;
  const due = firstWorked(later(returned, 3), year.knows2027);
  demand(job.notice !== null, 'a service without notice');
  await year.mustBeDue(site, job.notice, due, '5.5.6 返回后三日上交');
  const handIn = later(returned, special.handIn ?? 1);
  year.on(handIn, `${code} 上交`, async () => {
    const at = year.at(code);
    await at.site.as(login);
    if (year.day > due) await overdueNow(year, at, job.notice);
    await handInNotice(at, job);
    year.forget(job.notice as RecordUid);
    await at.move(login, job.task, 'accept');
  });
  year.on(later(handIn, 1), `${code} 审查`, () => settle(year, code, job, special));
}

/** Prints, has signed and submits; or writes why the customer did not sign. */
async function sign(site: DemoSite, job: Job, how: 'signed' | 'later' | 'refused'): Promise<void> {
  for (const report of job.reports.filter((one) => one.state === 'draft')) {
    if (!isSigned(report.kind)) await submitReport(site, report);
    else if (how === 'signed') {
      await takeSignature(site, report, pages, await printForSignature(site, report.uid));
      await submitReport(site, report);
    } else await takeSignature(site, report, pages, null);
  }
}

/** What is past its day stands on the list of what is overdue, with that day. */
async function overdueNow(year: Year, site: DemoSite, uid: RecordUid | null): Promise<void> {
  const { overdue } = await site.site.call('service.overdue');
  demand(
    overdue.some(({ row }) => row.uid === uid),
    '逾期的通知单不在逾期清单上',
  );
  year.counts.overdue += 1;
}

async function settle(year: Year, code: string, job: Job, special: Special): Promise<void> {
  const site = year.at(code);
  const center = site.kind === 'center';
  const reviewer = special.reviewer ?? loginOf(code, center ? 'supervisor' : 'unitLeader');
  if (job.reports.some((report) => report.state === 'waiting'))
    await decide(year, site, job, special, reviewer);
  await site.site.as(reviewer);
  for (const report of job.reports.filter((one) => one.state === 'submitted')) {
    await site.move(reviewer, report.uid, 'review', { signed: true });
    report.state = 'done';
  }
  if (job.notice !== null) await site.move(reviewer, job.notice, 'review', { signed: true });
  await special.reviewed?.(site, job);
  const clerk = clerkOf(code).login;
  const manager = center ? reviewer : clerk;
  await site.site.as(manager);
  await tickCheckList(site, job);
  await site.move(manager, job.task, 'handIn');
  await site.move(manager, job.task, 'followUp');
  await site.site.as(clerk);
  await site.move(clerk, job.task, 'close');
  await year.mustBeDue(site, job.task, null, '办结后没有期限');
}

/** No signature: it comes later by the supervisor's decision, or the report is 无效 and another one is written and signed (5.5.5). */
async function decide(
  year: Year,
  site: DemoSite,
  job: Job,
  special: Special,
  reviewer: string,
): Promise<void> {
  const waiting = job.reports.filter((report) => report.state === 'waiting');
  const author = job.staff?.login ?? '';
  await site.site.as(author);
  for (const report of waiting) {
    const early = await site.move(author, report.uid, 'submit', { signed: true }).then(
      () => true,
      () => false,
    );
    demand(!early, '没有签字、没有决定的报告被提交了');
    year.counts.refusals += 1;
  }
  await site.site.as(reviewer);
  for (const report of waiting) {
    if (special.signature === 'refused') {
      await site.move(reviewer, report.uid, 'declareInvalid', {
        reason: '用户拒绝签署，按 5.5.5 判为无效',
        signed: true,
      });
      report.state = 'invalid';
      continue;
    }
    await site.site.call('records.recordCustody', {
      uid: report.uid,
      event: 'missing',
      from: '用户单位',
      to: '',
      place: '',
      dueOn: plusDays(site.clock.day, 20) as never,
    });
    report.state = 'decided';
  }
  await site.site.as(author);
  if (special.signature === 'refused') {
    const { open } = await site.site.call('service.chain', { uid: job.task });
    demand(open.length > 0, '无效的报告被当作应填的报告');
    await writeReports(site, job);
    await sign(site, job, 'signed');
    return;
  }
  for (const report of waiting) await submitReport(site, report);
}
