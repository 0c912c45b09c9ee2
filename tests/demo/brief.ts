import type { RecordUid } from '../../shared/ids.ts';
import { plusMonths } from './clock.ts';
import { clerkOf, loginOf } from './people.ts';
import { type DemoSite, printerName } from './world.ts';
import { listed } from './year.ts';

/** What the printing of a brief left. */
export interface PrintedBrief {
  readonly uid: RecordUid;
  readonly heading: string;
  readonly copies: readonly string[];
}

/** Registers the printer and gives the standing authorisation to print for signature (spec 3 "Printing"). */
export async function openPrintRoom(demo: DemoSite, months: number): Promise<void> {
  await demo.site.asPost('securityAdmin');
  await demo.site.call('printing.registerPrinter', {
    name: printerName,
    level: 2,
    writesFiles: true,
    place: '机要室旁打印室',
  });
  const leader = loginOf(demo.code, demo.kind === 'center' ? 'centerLeader' : 'unitLeader');
  await demo.site.as(leader);
  const month = demo.clock.day.slice(0, 7);
  await demo.site.call('printing.authorise', {
    kinds: ['dispatchNotice', 'trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'],
    accountUids: [],
    roles: ['engineer', 'dispatcher'],
    from: `${month}-01` as never,
    to: `${plusMonths(month, months + 6)}-01` as never,
  });
}

/** Month brief of one branch: drafted from the records, submitted (figures frozen), reviewed, approved, or left before. */
export async function approveBrief(
  demo: DemoSite,
  month: string,
  branch: string,
  upTo: 'submitted' | 'reviewed' | 'approved' = 'approved',
): Promise<RecordUid> {
  const clerk = clerkOf(demo.code).login;
  await demo.site.as(clerk);
  const { uid } = await demo.site.call('reports.create', { period: month, branch });
  await demo.fill(uid, {
    nextPlan: '1. 完成第四季度走访；2. 对反映较多的键盘薄膜问题按更改单逐台落实；3. 补齐值班备件。',
  });
  await demo.move(clerk, uid, 'submit', { signed: true });
  if (upTo === 'submitted') return uid;
  const leader = loginOf(demo.code, 'centerLeader');
  await demo.site.as(leader);
  await demo.move(leader, uid, 'review', { signed: true });
  if (upTo === 'reviewed') return uid;
  const company = loginOf(demo.code, 'companyLeader');
  await demo.site.as(company);
  await demo.move(company, uid, 'approve', { signed: true });
  return uid;
}

/** Applied for, approved for print by another person, printed once; then each copy goes its way. */
export async function printBrief(demo: DemoSite, uid: RecordUid): Promise<PrintedBrief> {
  const { site } = demo;
  const clerk = clerkOf(demo.code).login;
  await site.as(clerk);
  const opened = await site.call('records.open', { uid });
  const offices = (opened.content.distribution as { name: string }[] | undefined) ?? [];
  const recipients = [...offices.map((office) => office.name), '管理信息部存档'];
  const order = await site.call('printing.apply', {
    recordUid: uid,
    class: 'approved',
    purpose: '报送军事代表室并存档',
    printer: printerName,
    recipients,
  });
  const company = loginOf(demo.code, 'companyLeader');
  await site.as(company);
  await site.call('printing.decide', { uid: order.uid, approve: true });
  await site.as(clerk);
  const { job } = await site.call('printing.run', { uid: order.uid });
  for (const copy of job.copies) {
    await site.call('printing.moveCopy', { copyUid: copy.uid, to: 'printed', holder: job.applicant });
  }
  await demo.move(clerk, uid, 'dispatch');
  const keeper = loginOf(demo.code, 'printKeeper');
  await site.as(keeper);
  for (const copy of job.copies) {
    await site.call('printing.moveCopy', { copyUid: copy.uid, to: 'issued', holder: copy.recipient });
  }
  const [first, second] = job.copies;
  if (first !== undefined) {
    await site.call('printing.moveCopy', { copyUid: first.uid, to: 'acknowledged', holder: first.recipient });
  }
  if (second !== undefined) {
    await site.call('printing.moveCopy', {
      copyUid: second.uid,
      to: 'returned',
      holder: site.person(keeper).name,
    });
    await site.call('printing.moveCopy', {
      copyUid: second.uid,
      to: 'destroyed',
      holder: '',
      note: '退回份，两人监销',
      second: site.second(loginOf(demo.code, 'supervisor')),
    });
  }
  return {
    uid,
    heading: String(opened.content.heading),
    copies: job.copies.map((copy) => copy.copyNumber),
  };
}

/** A draft of a report on paper: 草稿 on every page, still approved and in the ledger. */
export async function printDraft(demo: DemoSite, month: string, branch: string): Promise<string> {
  const { site } = demo;
  const clerk = clerkOf(demo.code).login;
  await site.as(clerk);
  const { uid } = await site.call('reports.create', { period: month, branch });
  const order = await site.call('printing.apply', {
    recordUid: uid,
    class: 'draft',
    purpose: '送审讨论稿',
    printer: printerName,
    recipients: ['中心领导'],
  });
  await site.as(loginOf(demo.code, 'centerLeader'));
  await site.call('printing.decide', { uid: order.uid, approve: true });
  await site.as(clerk);
  const { job } = await site.call('printing.run', { uid: order.uid });
  for (const copy of job.copies) {
    await site.call('printing.moveCopy', { copyUid: copy.uid, to: 'printed', holder: job.applicant });
  }
  return job.copies[0]?.copyNumber ?? '';
}

/** Briefs that were sent go to the archive. */
export async function archiveBriefs(demo: DemoSite): Promise<void> {
  const clerk = clerkOf(demo.code).login;
  await demo.site.as(clerk);
  for (const row of await listed(demo, { kinds: ['situationReport'], states: ['dispatched'] })) {
    await demo.move(clerk, row.uid, 'archive');
  }
}
