import { AppError } from '../../shared/errors.ts';
import { demandedWords } from '../../shared/rules/demandedReports.ts';
import { dispatchJob, handInNotice, openJob, tickCheckList } from './jobs.ts';
import { clerkOf, loginOf } from './people.ts';
import { printForSignature, submitReport, takeSignature, writeReports } from './reports.ts';
import type { SignedPages } from './signedPage.ts';
import type { DemoSite } from './world.ts';
import { listed } from './year.ts';

type Tell = (line: string) => void;

/**
 * The way of one task at the center, step by step and told: call, task, dispatch with the qualification check, paper that
 * is changed after printing, signed scan bound by trace code, return with a reason, review, archive number.
 */
export async function goOneWay(demo: DemoSite, pages: SignedPages, tell: Tell): Promise<void> {
  const { site } = demo;
  const job = await openJob(demo, 'onSiteRepair');
  const task = await site.call('records.open', { uid: job.task });
  tell(`来电登记并转任务 ${task.row.number}：${job.description}`);
  tell(`责任站点 ${demo.code}：${String(task.content.responsibleReason)}`);
  const away = await staffAway(demo);
  const unfit = demo.stock.staff.find((person) => person.title === 'none');
  const fit = demo.stock.staff.find((person) => person.login !== undefined && !away.has(person.uid));
  if (unfit === undefined || fit?.login === undefined) {
    tell('人员全部在外，本步略去');
    return;
  }
  tell(`派 ${unfit.name} → ${await refused(() => dispatchJob(demo, job, unfit))}`);
  const wrong = job.notice;
  if (wrong !== null) {
    await demo.move(loginOf(demo.code, 'dispatcher'), wrong, 'void', { reason: '所派人员不具备资格，改派' });
  }
  await dispatchJob(demo, job, fit);
  tell(`改派 ${fit.name}，通知单已签发`);
  const { login } = fit;
  await site.as(login);
  await demo.move(login, job.task, 'carryOut');
  await writeReports(demo, job);
  const [report] = job.reports;
  if (report === undefined) throw new Error('no report');
  const chain = await site.call('service.chain', { uid: job.task });
  for (const demanded of chain.demanded)
    tell(
      `应填 ${demandedWords(demanded.kind)} ${demanded.count} 份：${demanded.reason}（${demanded.clause}）`,
    );
  const spoiled = await printForSignature(demo, report.uid);
  await demo.fill(report.uid, { environment: '高温高湿，有盐雾' });
  tell(
    `供签字打印 ${spoiled}，打印后改动内容 → 扫描件 ${await refused(() => takeSignature(demo, report, pages, spoiled))}`,
  );
  const traceCode = await printForSignature(demo, report.uid);
  await takeSignature(demo, report, pages, traceCode);
  await submitReport(demo, report);
  await handInNotice(demo, job);
  await demo.move(login, job.task, 'accept');
  tell(`重新打印 ${traceCode}，用户签字盖章，扫描件绑定，提交并上交`);
  const reviewer = loginOf(demo.code, 'supervisor');
  await site.as(reviewer);
  await demo.move(reviewer, report.uid, 'sendBack', { reason: '用户评价栏与纸面不一致，请核对后改正' });
  await site.as(login);
  await demo.fill(report.uid, { signedByPost: '通信长' });
  await submitReport(demo, report);
  await site.as(reviewer);
  await demo.move(reviewer, report.uid, 'review', { signed: true });
  if (job.notice !== null) await demo.move(reviewer, job.notice, 'review', { signed: true });
  await tickCheckList(demo, job);
  await demo.move(reviewer, job.task, 'handIn');
  await demo.move(reviewer, job.task, 'followUp');
  tell('主管退回一次（附理由），改正后审查通过，任务汇报上交、转入跟踪');
  const clerk = clerkOf(demo.code).login;
  await site.as(clerk);
  await demo.move(clerk, job.task, 'close');
  const original = { received: true, from: fit.name, place: '本月卷', dueOn: null };
  const numbers: string[] = [];
  for (const row of await listed(demo, { taskUid: job.task, states: ['closed', 'reviewed'] })) {
    numbers.push((await demo.move(clerk, row.uid, 'archive', { original })).archiveNumber ?? '');
  }
  tell(`编号归档并冻结：${numbers.join('、')}`);
  await site.as(login);
  tell(`归档后再改 → ${await refused(() => demo.fill(report.uid, { environment: '室内' }))}`);
}

async function staffAway(demo: DemoSite): Promise<ReadonlySet<string>> {
  await demo.site.as(loginOf(demo.code, 'dispatcher'));
  const day = demo.clock.day;
  const { rows } = await demo.site.call('service.candidates', {
    modelUids: [],
    from: day as never,
    to: day as never,
  });
  return new Set(rows.filter((row) => !row.able).map((row) => row.staff.uid));
}

/** The sentence with which the program refuses. */
async function refused(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof AppError) return `拒绝：${error.message}`;
    throw error;
  }
  return '未拒绝';
}
