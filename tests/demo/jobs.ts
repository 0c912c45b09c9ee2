import type { RecordUid } from '../../shared/ids.ts';
import { checkListFor } from '../../shared/rules/demandedReports.ts';
import { builtInRules } from '../../shared/rules/ruleSet.ts';
import { momentOf, plusDays } from './clock.ts';
import { loginOf } from './people.ts';
import { phoneNumber, type StockedSet, type StockedStaff } from './stock.ts';
import { callers, changeOrders, courses, type DemoFault, events, faults, questions } from './stories.ts';
import type { DemoSite } from './world.ts';

/** Services that send somebody to the customer. */
export type FieldService = 'onSiteRepair' | 'opening' | 'refit' | 'trial' | 'training' | 'support' | 'visit';

/** One service from the call to the archive, with what it has so far. */
export interface Job {
  readonly service: FieldService | 'consultation';
  readonly sets: readonly StockedSet[];
  /** Sets of an opening or refit that are not normal: each has a report of its own. */
  readonly exceptions: readonly StockedSet[];
  readonly fault: DemoFault;
  readonly place: string;
  readonly course: string;
  readonly order: (typeof changeOrders)[number];
  readonly event: string;
  readonly hours: number;
  readonly description: string;
  readonly caller: string;
  readonly callerNumber: string;
  readonly calledAt: Date;
  task: RecordUid;
  staff: StockedStaff | null;
  notice: RecordUid | null;
  readonly reports: Report[];
  /** Paper is printed, signed and scanned for this job. */
  signed: boolean;
}

/** A report of a job. */
export interface Report {
  readonly uid: RecordUid;
  readonly kind:
    | 'repairReport'
    | 'commissioningReport'
    | 'batchReport'
    | 'trainingRecord'
    | 'serviceInformation'
    | 'customerInformation';
  readonly author: string;
  traceCode: string | null;
  state: 'draft' | 'waiting' | 'decided' | 'submitted' | 'done' | 'invalid';
}

const weights: readonly (readonly [FieldService, number])[] = [
  ['onSiteRepair', 44],
  ['opening', 16],
  ['refit', 8],
  ['trial', 6],
  ['training', 14],
  ['support', 7],
  ['visit', 5],
];

/** A call that becomes a task: analysed and organised by the operator, or left at an earlier step. */
export async function openJob(
  demo: DemoSite,
  wanted?: Job['service'],
  upTo: 'registered' | 'analysed' | 'organised' = 'organised',
  given: { readonly sets?: readonly StockedSet[]; readonly exceptions?: readonly StockedSet[] } = {},
): Promise<Job> {
  const { chance, clock, stock } = demo;
  const operator = loginOf(demo.code, 'operator');
  await demo.site.as(operator);
  const service = wanted ?? serviceBy(chance.next());
  const first = given.sets?.[0] ?? chance.of(stock.sets);
  const family = stock.sets.filter(
    (set) => set.model.uid === first.model.uid && set.customer.uid === first.customer.uid,
  );
  const many = service === 'opening' || service === 'refit';
  const chosen = many ? family.slice(0, chance.whole(Math.min(2, family.length), family.length)) : [first];
  const sets = given.sets ?? chosen;
  const exceptions = given.exceptions ?? [];
  const fault = chance.of(faults);
  const order = chance.of(changeOrders);
  const event = chance.of(events);
  const course = chance.of(courses);
  const hours = chance.of([2, 3, 4, 6, 8, 12, 16]);
  const place = first.platform;
  const description = describe(service, sets, { fault, order, event, course, place });
  const caller = chance.of(callers);
  const callerNumber = phoneNumber(demo);
  const calledAt = clock.at;
  const task = await demo.create(
    'task',
    { customer: first.customer.uid, equipment: sets.map((set) => set.uid) },
    {
      service,
      occasion:
        service === 'training' || service === 'visit'
          ? 'plan'
          : service === 'support'
            ? 'exercise'
            : 'customer',
      description,
      model: first.model,
      place,
      neededBy: plusDays(clock.day, 12),
      mode: service === 'consultation' ? 'remote' : service === 'training' ? 'training' : 'onSite',
      analysis: service === 'onSiteRepair' ? `初步判断：${fault.location}` : '按用户要求和产品技术条件组织',
      responsibleSite: demo.code,
      ...(service === 'training' ? { trainingHours: hours, atCompany: false } : {}),
      ...(exceptions.length === 0
        ? {}
        : {
            exceptions: exceptions.map((set) => ({
              equipment: set.uid,
              serial: set.serial,
              model: set.model.code,
            })),
          }),
    },
  );
  const call = await demo.create(
    'phoneRecord',
    { task, customer: first.customer.uid, equipment: sets.map((set) => set.uid).slice(0, 1) },
    {
      direction: 'in',
      startedAt: calledAt.toISOString(),
      minutes: chance.whole(4, 20),
      caller,
      callerNumber,
      need: description,
      opinion: service === 'onSiteRepair' ? fault.advice : '已登记，按服务任务安排',
      solvedOnCall: service === 'consultation',
    },
  );
  await demo.move(operator, call, 'close');
  clock.pass(chance.whole(8, 40));
  if (upTo !== 'registered') await demo.move(operator, task, 'analyse');
  if (upTo === 'organised') await demo.move(operator, task, 'organise');
  return {
    service,
    sets,
    exceptions,
    fault,
    place,
    course,
    order,
    event,
    hours,
    description,
    caller,
    callerNumber,
    calledAt,
    task,
    staff: null,
    notice: null,
    reports: [],
    signed: false,
  };
}

function serviceBy(number: number): FieldService {
  let left = number * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [service, weight] of weights) {
    left -= weight;
    if (left < 0) return service;
  }
  return 'onSiteRepair';
}

function describe(
  service: Job['service'],
  sets: readonly StockedSet[],
  about: {
    fault: DemoFault;
    order: { order: string; work: string };
    event: string;
    course: string;
    place: string;
  },
): string {
  const what = `${sets[0]?.model.code ?? ''} ${sets[0]?.model.name ?? ''}`;
  const serials = sets.map((set) => set.serial).join('、');
  switch (service) {
    case 'onSiteRepair':
      return `${about.place} ${what}（${serials}）${about.fault.symptom}，请派人维修`;
    case 'opening':
      return `${about.place} 新装 ${what} ${sets.length} 台（套），请派人开通`;
    case 'refit':
      return `按更改单 ${about.order.order} 对 ${what} ${sets.length} 台（套）实施改造`;
    case 'trial':
      return `${about.place} ${what} 航行交付试验，请派人参试`;
    case 'training':
      return `上门培训 ${what} 操作维护人员：${about.course}`;
    case 'support':
      return `${about.event}期间保障 ${what}（${serials}）`;
    case 'visit':
      return `年度走访，了解 ${what} 使用情况和用户需求`;
    case 'consultation':
      return `${what}：${questions[sets.length % questions.length]?.need ?? ''}`;
  }
}

/** The dispatcher names one qualified person and issues the notice (5.5.4, 5.2.1), or leaves it as a draft. */
export async function dispatchJob(
  demo: DemoSite,
  job: Job,
  staff: StockedStaff,
  issue = true,
): Promise<void> {
  const { chance, clock } = demo;
  const dispatcher = loginOf(demo.code, 'dispatcher');
  await demo.site.as(dispatcher);
  const first = job.sets[0];
  if (first === undefined) throw new Error('a job without equipment');
  const notice = await demo.create(
    'dispatchNotice',
    { task: job.task, customer: first.customer.uid, equipment: job.sets.map((set) => set.uid) },
    {
      reason: job.service === 'training' || job.service === 'visit' ? 'plan' : 'customer',
      service: job.service,
      place: job.place,
      contact: job.caller,
      contactPhone: job.callerNumber,
      taskText: job.description,
      startDay: clock.day,
      dueOnSite: plusDays(clock.day, chance.whole(1, 3)),
      staff: [{ staff: staff.uid, name: staff.name, title: titles[staff.title], lead: true }],
      taken: takenFor(job),
    },
  );
  job.staff = staff;
  job.notice = notice;
  if (issue) await demo.move(dispatcher, notice, 'issue', { signed: true });
}

const titles = { none: '', junior: '初级', middle: '中级', viceSenior: '副高级', senior: '正高级' } as const;

function takenFor(job: Job): object[] {
  const tools = { kind: 'tool', name: '综合测试仪', quantity: 1, number: 'CS-07' };
  const forms = { kind: 'blankForm', name: '服务报告空白表', quantity: 2 };
  const part = job.fault.part;
  return job.service === 'onSiteRepair' && part !== undefined
    ? [tools, { kind: 'part', name: part, quantity: 1 }, forms]
    : [tools, forms];
}

/** What became of each thing taken along (5.5.4); a swapped part comes back in the place of the new one. */
function broughtBackFor(job: Job): object[] {
  const { part } = job.fault;
  return [
    { name: '综合测试仪', quantity: 1, number: 'CS-07', state: 'used' },
    { name: '服务报告空白表', quantity: 2, state: 'unused' },
    ...(job.service === 'onSiteRepair' && part !== undefined
      ? [
          { name: part, quantity: 1, state: 'consumed' },
          { name: `${part}（换下件）`, quantity: 1, state: 'received' },
        ]
      : []),
  ];
}

/** The return part of the notice, filled in by the person who was away; then the notice is handed in. */
export async function handInNotice(demo: DemoSite, job: Job): Promise<void> {
  const login = job.staff?.login;
  if (job.notice === null || login === undefined) return;
  await writeReturn(demo, job);
  await demo.fill(job.notice, { handedInDay: demo.clock.day });
  await demo.move(login, job.notice, 'recordReturn');
}

/** What the person who was away writes on the notice on coming back, today. */
export async function writeReturn(demo: DemoSite, job: Job): Promise<void> {
  const { clock } = demo;
  if (job.notice === null) return;
  const opened = await demo.site.call('records.open', { uid: job.notice });
  const start = String(opened.content.startDay);
  const due = String(opened.content.dueOnSite);
  await demo.fill(job.notice, {
    arrivedDay: due <= clock.day ? due : start,
    returnedDay: clock.day,
    outcome: outcomes[job.service],
    broughtBack: broughtBackFor(job),
    linkedReports: job.reports
      .filter((report) => report.kind !== 'serviceInformation')
      .map((report) => ({ uid: report.uid, kind: report.kind })),
  });
}

const outcomes: Readonly<Record<Job['service'], string>> = {
  onSiteRepair: '故障已排除，通电检查功能符合要求，用户验收',
  opening: '设备全部开通，通电联试正常，用户验收',
  refit: '按更改单完成改造，复测合格，用户验收',
  trial: '参加航行试验，各项功能符合技术条件',
  training: '完成培训计划全部内容，考核合格',
  support: '演练期间设备工作正常，保障任务完成',
  visit: '完成走访，用户意见已登记并传递相关部门',
  consultation: '已答复用户',
};

/** All points of the check list of a task are ticked by whoever leads it. */
export async function tickCheckList(demo: DemoSite, job: Job): Promise<void> {
  const rows = checkListFor(job.service, builtInRules.table);
  const checkList = rows.map((row) =>
    row.key === 'content.trials' && job.service !== 'trial'
      ? { ...row, state: 'notApplicable', reason: '本次不含系泊、航行试验' }
      : { ...row, state: 'done' },
  );
  await demo.fill(job.task, {
    checkList,
    result: outcomes[job.service],
    ...(job.service === 'support'
      ? {
          specialSummary:
            '按计划到位，保障前检查连接电缆、天线并通电联试；期间设备工作正常，未发生影响任务的故障；建议任务前一周安排一次预检。',
        }
      : {}),
  });
}

/** Moment of arrival on the present day, in the morning. */
export function arrival(demo: DemoSite): string {
  return momentOf(demo.clock.day, '09:20').toISOString();
}
