import type { AccountUid, Day, RecordUid } from '../../shared/ids.ts';
import { plusDays } from './clock.ts';
import type { Job } from './jobs.ts';
import { clerkOf, loginOf } from './people.ts';
import type { DemoSite } from './world.ts';

/** The year's plan (5.4): drafted by the information office, reviewed, approved, put in force. */
export async function makePlan(demo: DemoSite, year: number): Promise<RecordUid> {
  const { site, stock } = demo;
  const clerk = clerkOf(demo.code).login;
  await site.as(clerk);
  const { uid } = await site.call('plan.begin', { year, copyOpen: false });
  const day = (month: number, date: number): string =>
    `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const named = (code: string): string => {
    const found = stock.customers.find((customer) => customer.code === code);
    return `${code} ${found?.name ?? ''}`;
  };
  const leader = site.person(loginOf(demo.code, 'supervisor')).name;
  const officer = site.person(clerk).name;
  await demo.fill(uid, {
    goals: `${year} 年用户满意度不低于 92 分；投诉首次答复 24 小时内达到 100%；现场服务资料按期上交率不低于 98%。坚持“主动走访、快速响应、一次做好”的服务方针，保障重大演练和新装备交付。`,
    measures: [
      { what: '修订外场服务携带清单和返回核对办法', day: day(4, 24), owner: leader },
      { what: '热线与值班手机转接每日检查', day: day(3, 31), owner: officer },
      { what: '雨季前对沿海用户设备集中巡检一次', day: day(6, 12), owner: leader },
      { what: '同批键盘薄膜在用品全部更换', day: day(9, 18), owner: leader },
      { what: '年度服务工作总结和满意度分析', day: day(12, 25), owner: officer },
    ],
    trainings: [
      {
        customer: named('K01'),
        model: 'HX-150',
        what: '操作和一级维护',
        hours: 16,
        place: '东屿军港',
        day: day(5, 13),
        owner: leader,
      },
      {
        customer: named('K05'),
        model: 'HX-150',
        what: '自检代码判读和故障处置',
        hours: 8,
        place: '长汀场站',
        day: day(6, 24),
        owner: leader,
      },
      {
        customer: named('K02'),
        model: 'TK-21',
        what: '天线架设与调谐',
        hours: 12,
        place: '青石岭观通站',
        day: day(8, 19),
        owner: leader,
      },
      {
        customer: named('K08'),
        model: 'WD-9',
        what: '对星操作和数据通信',
        hours: 16,
        place: '沙窝驻训场',
        day: day(9, 9),
        owner: leader,
      },
      {
        customer: named('K13'),
        model: 'GA-8',
        what: '调度台操作',
        hours: 4,
        place: '江汀调度楼',
        day: day(10, 21),
        owner: leader,
      },
    ],
    visits: stock.customers.map((customer, index) => ({
      customer: named(customer.code),
      what: index % 3 === 0 ? '年度走访，了解使用情况和备件需求' : '回访，检查上年度问题落实情况',
      place: customer.places[0],
      day: day(4 + Math.floor((index * 8) / Math.max(1, stock.customers.length)), 6 + ((index * 5) % 20)),
      owner: leader,
    })),
    materials: [
      { model: 'WD-9', what: '卫星通信终端操作维护教材（第二版）', day: day(5, 29), owner: officer },
      { model: 'HX-150', what: '短波电台多媒体教学光碟', day: day(7, 31), owner: officer },
    ],
  });
  const hands = [
    [clerk, 'submit'],
    [loginOf(demo.code, 'centerLeader'), 'review'],
    [loginOf(demo.code, 'companyLeader'), 'approve'],
  ] as const;
  for (const [login, move] of hands) {
    await site.as(login);
    demo.clock.pass(30);
    await demo.move(login, uid, move, { signed: true });
  }
  await site.as(clerk);
  await demo.move(clerk, uid, 'putInForce', { signed: true });
  return uid;
}

/** Lines of a plan that is in force, and which of them have a task. */
export class PlanInForce {
  readonly year: number;
  readonly #taken = new Set<string>();

  constructor(year: number) {
    this.year = year;
  }

  /** Puts a training or visit to the line of its customer, when one is open. */
  async link(demo: DemoSite, job: Job): Promise<void> {
    const part = job.service === 'training' ? 'trainings' : job.service === 'visit' ? 'visits' : null;
    const customer = job.sets[0]?.customer;
    if (part === null || customer === undefined) return;
    await demo.site.as(loginOf(demo.code, 'dispatcher'));
    const { lines } = await demo.site.call('plan.overview', { year: this.year });
    const line = lines.find(
      (row) =>
        row.part === part && row.customer.startsWith(`${customer.code} `) && !this.#taken.has(row.line),
    );
    if (line === undefined) return;
    this.#taken.add(line.line);
    await demo.site.call('plan.link', {
      taskUid: job.task,
      year: this.year,
      line: line.line as never,
      reason: '按计划安排',
    });
  }

  /** Measures and materials whose day has come are done, by whoever drew up the plan. */
  async settle(demo: DemoSite): Promise<void> {
    await demo.site.as(clerkOf(demo.code).login);
    const { lines } = await demo.site.call('plan.overview', { year: this.year });
    const today = demo.clock.day;
    for (const row of lines) {
      if (!['measures', 'materials'].includes(row.part) || row.day === null || row.day > today) continue;
      if (row.state === 'done' || row.state === 'dropped' || this.#taken.has(row.line)) continue;
      this.#taken.add(row.line);
      await demo.site.call('plan.settle', {
        year: this.year,
        line: row.line as never,
        outcome: 'done',
        day: today as Day,
        note: '已完成，见部门工作记录',
      });
    }
  }
}

/** Duty roster (5.5.2): the hotline on workdays, the duty phone every day, a week each. */
export async function makeRoster(demo: DemoSite, from: string, weeks: number): Promise<void> {
  const clerk = clerkOf(demo.code).login;
  await demo.site.as(clerk);
  const people = (await demo.site.call('duty.roster', { from: from as Day, days: 1 })).people;
  if (people.length === 0) throw new Error(`nobody answers the telephone at ${demo.code}`);
  for (let week = 0; week < weeks; week += 1) {
    for (const [post, shift] of [
      ['hotline', 0],
      ['dutyPhone', 1],
    ] as const) {
      const person = people[(week + shift) % people.length];
      if (person === undefined) continue;
      await demo.site.call('duty.assign', {
        post,
        accountUid: person.uid as AccountUid,
        from: plusDays(from, week * 7) as Day,
        to: plusDays(from, week * 7 + 6) as Day,
        replace: false,
      });
    }
  }
}
