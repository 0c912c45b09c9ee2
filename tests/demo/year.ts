import type { CallOutput } from '../../shared/contract/contract.ts';
import type { RecordFilter, RecordRow } from '../../shared/contract/records.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { daysOf, plusDays } from './clock.ts';
import { keepContacts } from './contacts.ts';
import { dispatchJob, handInNotice, type Job, openJob, type Report, tickCheckList } from './jobs.ts';
import { clerkOf, loginOf } from './people.ts';
import {
  isSigned,
  passOnAdvice,
  printForSignature,
  submitReport,
  takeSignature,
  writeReports,
} from './reports.ts';
import type { SignedPages } from './signedPage.ts';
import { returnReasons } from './stories.ts';
import type { DemoSite } from './world.ts';

/** How much happens at a site in half a month. */
export interface HalfMonth {
  readonly month: string;
  readonly half: 1 | 2;
  /** Records wanted from the contacts of the day. */
  readonly contacts: number;
  /** Services at customers' places; no more than there are engineers. */
  readonly jobs: number;
  readonly consultations: number;
  /** How many of the jobs are signed on paper by the customer. */
  readonly signed: number;
  /** The present half month: things stay in the state in which the day finds them. */
  readonly last: boolean;
  /** What happens beside the daily work, at the begin and at the end of the half month, and with each new job. */
  readonly beside?: {
    firstDays(month: string, half: 1 | 2): Promise<void>;
    lastDays(month: string, half: 1 | 2): Promise<void>;
    planned(job: Job): Promise<void>;
  };
}

/** What a half month leaves for the next one. */
export class Desk {
  /** Jobs that are not handed in yet. */
  open: Job[] = [];
  /** 01A that wait for review. */
  informations: RecordUid[] = [];
  /** Reports that came back with a reason. */
  returned: Report[] = [];
  /** Ways gone to the end: call, task, notice, print, scan, review. */
  complete = 0;
}

/** Half a month at one site, person by person. Days do not go back: each person works after the one before. */
export async function workHalfMonth(
  demo: DemoSite,
  plan: HalfMonth,
  desk: Desk,
  pages: Pick<SignedPages, 'scanOf'>,
): Promise<void> {
  const first = plan.half === 1 ? 1 : 16;
  const lastDay = plan.half === 1 ? 15 : daysOf(plan.month);
  const day = (number: number): string =>
    `${plan.month}-${String(Math.min(number, lastDay)).padStart(2, '0')}`;
  demo.clock.goTo(day(first), '08:30');
  await finishEarlier(demo, desk, pages);
  await plan.beside?.firstDays(plan.month, plan.half);
  const jobs: Job[] = [];
  for (let count = 0; count < plan.jobs; count += 1) {
    const job = await openJob(demo);
    jobs.push(job);
    await plan.beside?.planned(job);
  }
  for (let count = 0; count < plan.consultations; count += 1) jobs.push(await openJob(demo, 'consultation'));
  const some = Math.floor(plan.contacts / 2);
  desk.informations.push(...(await keepContacts(demo, share(demo, some, false), day(first + 5))));
  const away = jobs.filter((job) => job.service !== 'consultation');
  const staff = demo.stock.staff.filter((person) => person.login !== undefined);
  const waiting = desk.open.filter((job) => job.notice === null && job.service !== 'consultation');
  const queue = [...waiting, ...away];
  // The last ones of the present weeks are still to be sent out, or still away.
  const sent = queue.slice(0, Math.min(staff.length, queue.length - (plan.last && queue.length > 2 ? 1 : 0)));
  for (const [index, job] of sent.entries()) {
    const person = staff[index];
    job.signed = index < plan.signed;
    if (person !== undefined) await dispatchJob(demo, job, person);
  }
  demo.clock.goTo(day(first + 8), '09:00');
  const back = plan.last ? sent.slice(0, Math.floor((sent.length * 2) / 3)) : sent;
  for (const job of back) await report(demo, job, pages);
  demo.clock.goTo(day(first + 10), '09:00');
  await lead(demo, desk, jobs, plan.last);
  desk.informations.push(
    ...(await keepContacts(demo, share(demo, plan.contacts - some, plan.last), day(first + 13))),
  );
  await plan.beside?.lastDays(plan.month, plan.half);
  if (demo.kind === 'center') await fileEverything(demo, plan.last);
  desk.open.push(...jobs);
  if (plan.last) await leaveOnTheDesk(demo);
}

/** What the present day finds at its first steps: a task just registered, one analysed, a notice not issued yet. */
async function leaveOnTheDesk(demo: DemoSite): Promise<void> {
  await openJob(demo, 'onSiteRepair', 'registered');
  await openJob(demo, 'training', 'analysed');
  const job = await openJob(demo, 'opening');
  const person = demo.stock.staff.find((candidate) => candidate.login !== undefined);
  if (person !== undefined) await dispatchJob(demo, job, person, false);
}

function share(demo: DemoSite, count: number, last: boolean): Parameters<typeof keepContacts>[1] {
  const part = (weight: number): number => Math.floor(count * weight + demo.chance.next());
  return {
    phone: part(0.48),
    fax: part(0.13),
    outgoing: part(0.14),
    incoming: part(0.12),
    information: part(0.13),
    last,
  };
}

/** The engineer goes, works, writes the reports, has them signed, comes back and hands in. */
async function report(demo: DemoSite, job: Job, pages: Pick<SignedPages, 'scanOf'>): Promise<void> {
  const login = job.staff?.login;
  if (login === undefined) return;
  await demo.site.as(login);
  await demo.move(login, job.task, 'carryOut');
  await writeReports(demo, job);
  const printed: string[] = [];
  for (const own of job.reports) {
    if (!job.signed || !isSigned(own.kind)) continue;
    printed.push(await printForSignature(demo, own.uid));
  }
  demo.clock.pass(90);
  let next = 0;
  for (const own of job.reports) {
    if (!isSigned(own.kind)) {
      await submitReport(demo, own);
      continue;
    }
    const traceCode = job.signed ? (printed[next++] ?? null) : null;
    await takeSignature(demo, own, pages, traceCode);
    if (traceCode !== null) await submitReport(demo, own);
  }
  await handInNotice(demo, job);
  await demo.move(login, job.task, 'accept');
}

/** What earlier weeks left: unsigned reports with the supervisor's decision, returned ones with their reason. */
async function finishEarlier(demo: DemoSite, desk: Desk, pages: Pick<SignedPages, 'scanOf'>): Promise<void> {
  const waiting = [
    ...desk.open.flatMap((job) => job.reports).filter((own) => own.state === 'decided'),
    ...desk.returned,
  ];
  for (const login of new Set(waiting.map((own) => own.author))) {
    await demo.site.as(login);
    for (const own of waiting.filter((candidate) => candidate.author === login)) {
      if (desk.returned.includes(own))
        await demo.fill(own.uid, { suggestion: '希望增加随机备件（按退回意见核对纸面后更正）' });
      await submitReport(demo, own);
    }
  }
  desk.returned = [];
  for (const job of desk.open.filter(isAway)) await report(demo, job, pages);
}

/** Sent out and not back yet. */
function isAway(job: Job): boolean {
  return job.notice !== null && job.reports.length === 0;
}

function isFinished(job: Job): boolean {
  const { reports, service } = job;
  return (
    (service === 'consultation' && reports.length === 0) ||
    (reports.length > 0 && reports.every((own) => own.state === 'done' || own.state === 'invalid'))
  );
}

/** Supervisor (center) or unit leader: reviews, sends back, decides on unsigned reports; then the tasks go on. */
async function lead(demo: DemoSite, desk: Desk, jobs: readonly Job[], last: boolean): Promise<void> {
  const center = demo.kind === 'center';
  const reviewer = loginOf(demo.code, center ? 'supervisor' : 'unitLeader');
  const manager = center ? reviewer : clerkOf(demo.code).login;
  await demo.site.as(manager);
  for (const job of jobs.filter((candidate) => candidate.service === 'consultation')) {
    await demo.move(manager, job.task, 'carryOut');
    if (!center) await passOnAdvice(demo, job, manager);
  }
  await demo.site.as(reviewer);
  const all = [...desk.open, ...jobs];
  for (const job of all) {
    for (const own of job.reports) await judge(demo, desk, reviewer, own, last);
  }
  for (const job of all) {
    if (last && demo.chance.often(0.4)) continue;
    if (job.notice !== null && (await stateOf(demo, job.notice)) === 'returned') {
      await demo.move(reviewer, job.notice, 'review', { signed: true });
    }
  }
  const informations = last
    ? desk.informations.splice(0, desk.informations.length - 2)
    : desk.informations.splice(0);
  for (const uid of informations) await demo.move(reviewer, uid, 'review', { signed: true });
  await demo.site.as(manager);
  for (const job of all) await leadTask(demo, manager, job, last);
  desk.open = desk.open.filter((job) => !isFinished(job));
}

async function judge(
  demo: DemoSite,
  desk: Desk,
  reviewer: string,
  own: Report,
  last: boolean,
): Promise<void> {
  const { chance } = demo;
  if (own.state === 'waiting') {
    if (last) return;
    if (chance.often(0.04)) {
      await demo.move(reviewer, own.uid, 'declareInvalid', {
        reason: '用户拒绝签署，按 5.5.5 判为无效',
        signed: true,
      });
      // The task stays open: an invalid report answers no demand of the service table.
      own.state = 'invalid';
      return;
    }
    await demo.site.call('records.recordCustody', {
      uid: own.uid,
      event: 'missing',
      from: '用户单位',
      to: '',
      place: '',
      dueOn: plusDays(demo.clock.day, 20) as never,
    });
    own.state = 'decided';
    return;
  }
  if (own.state !== 'submitted' || (last && chance.often(0.5))) return;
  if (isSigned(own.kind) && own.traceCode !== null && chance.often(0.12)) {
    await demo.move(reviewer, own.uid, 'sendBack', { reason: chance.of(returnReasons) });
    own.state = 'draft';
    desk.returned.push(own);
    return;
  }
  await demo.move(reviewer, own.uid, 'review', { signed: true });
  if (own.traceCode !== null) desk.complete += 1;
  own.state = 'done';
}

const afterReview = ['handIn', 'followUp', 'close'] as const;

async function leadTask(demo: DemoSite, manager: string, job: Job, last: boolean): Promise<void> {
  const state = await stateOf(demo, job.task);
  if (state !== 'accepted' && !(state === 'carriedOut' && job.service === 'consultation')) return;
  if (job.reports.some((own) => own.state !== 'done')) return;
  await tickCheckList(demo, job);
  const steps = last ? afterReview.slice(0, demo.chance.whole(0, 2)) : afterReview;
  for (const step of steps) {
    // At the center the information office closes a task.
    if (step === 'close' && demo.kind === 'center') continue;
    await demo.move(manager, job.task, step);
  }
}

/** State of a record as its list row says. */
export async function stateOf(demo: DemoSite, uid: RecordUid): Promise<string> {
  return (await demo.site.call('records.open', { uid })).row.state;
}

/** The information office numbers and archives what is reviewed or closed, and closes what is followed up. */
export async function fileEverything(demo: DemoSite, last = false): Promise<number> {
  const { login } = clerkOf(demo.code);
  await demo.site.as(login);
  for (const row of await listed(demo, { kinds: ['task'], states: ['followedUp'] })) {
    if (last && demo.chance.often(0.5)) continue;
    // What still hangs on a task, a call not yet closed or a report waiting for its paper, keeps it open until next month.
    const { moves } = await demo.site.call('records.open', { uid: row.uid });
    if (moves.find((one) => one.move === 'close')?.blocked === null) await demo.move(login, row.uid, 'close');
  }
  let filed = 0;
  const rows = await listed(demo, { states: ['reviewed', 'closed'] });
  for (const row of rows) {
    if (row.kind === 'situationReport' || (last && demo.chance.often(0.2))) continue;
    if (row.owningSite === demo.code && demo.chance.often(0.006)) {
      const kinds = ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem', 'customerInformation'];
      if (kinds.includes(row.kind)) {
        await demo.move(login, row.uid, 'void', { reason: '与前一记录重复登记，作废保留' });
        continue;
      }
    }
    const missing = demo.chance.often(0.02);
    await demo.move(login, row.uid, 'archive', {
      original: {
        received: !missing,
        from: row.author,
        place: `${row.occurredAt.slice(0, 4)} 年 ${Number(row.occurredAt.slice(5, 7))} 月卷`,
        dueOn: missing ? plusDays(demo.clock.day, 30) : null,
      },
    });
    filed += 1;
  }
  return filed;
}

/** All rows of a list, page by page. */
export async function listed(demo: DemoSite, filter: Partial<RecordFilter>): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  let cursor: string | null = null;
  do {
    const answer: CallOutput<'records.list'> = await demo.site.call('records.list', {
      filter,
      cursor,
      limit: 200,
    });
    rows.push(...answer.rows);
    cursor = answer.next;
  } while (cursor !== null);
  return rows;
}
