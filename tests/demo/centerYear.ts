import type { RecordUid } from '../../shared/ids.ts';
import { plusDays, plusMonths } from './clock.ts';
import {
  approveSpares,
  countStock,
  type Depot,
  enterDepot,
  keepDepot,
  planSpares,
  reportDamage,
} from './depot.ts';
import type { Job } from './jobs.ts';
import { complaints, improvements, needs, qualityMatters, urgentMatters } from './matterStories.ts';
import {
  type CaseWay,
  openComplaint,
  openForwardedNeed,
  openImprovement,
  openQualityFeedback,
  openUrgentReport,
} from './matters.ts';
import { loginOf } from './people.ts';
import { makePlan, makeRoster, PlanInForce } from './planning.ts';
import { openReturn } from './returns.ts';
import type { SignedPages } from './signedPage.ts';
import type { StockedSet } from './stock.ts';
import { faults } from './stories.ts';
import type { DemoSite } from './world.ts';

type Opening =
  | 'complaint'
  | 'quality'
  | 'urgent'
  | 'need'
  | 'improvement'
  | 'return'
  | 'damage'
  | 'count'
  | 'change';

/**
 * What comes up at the center beside the daily work: months before the present one → what is opened in that month. The last
 * ones are still under way when the demonstration ends.
 */
const agenda: Readonly<Record<number, readonly Opening[]>> = {
  11: ['complaint', 'need'],
  10: ['quality', 'return'],
  9: ['improvement', 'complaint'],
  8: ['urgent', 'need'],
  7: ['return', 'quality'],
  6: ['complaint', 'improvement', 'count'],
  5: ['damage', 'return'],
  4: ['quality', 'need', 'change'],
  3: ['complaint', 'urgent'],
  2: ['improvement', 'return', 'quality'],
  1: ['complaint', 'need', 'count', 'return'],
  0: ['complaint', 'need', 'improvement', 'quality', 'return', 'urgent'],
};

/** Steps that a case takes at once when it is opened, and at the begin of each half month; its deadline says how slow it may be. */
const pace: Readonly<Partial<Record<Opening, { readonly opened: number; readonly later: number }>>> = {
  complaint: { opened: 2, later: 1 },
  urgent: { opened: 2, later: 1 },
  need: { opened: 1, later: 2 },
};

/** A case under way, with the number of steps that are done. */
interface Underway {
  readonly way: CaseWay;
  readonly later: number;
  done: number;
}

/** The center's year beside calls and jobs: cases, depots, annual plan, spares plan, duty roster (5.1.1, 5.2.2, 5.4–5.10). */
export class CenterYear {
  readonly #demo: DemoSite;
  readonly #pages: Pick<SignedPages, 'scanOf'>;
  readonly #months: readonly string[];
  readonly #underway: Underway[] = [];
  readonly #used = new Map<Opening, number>();
  #depot: Depot | undefined;
  #plan: PlanInForce | undefined;

  constructor(demo: DemoSite, pages: Pick<SignedPages, 'scanOf'>, months: readonly string[]) {
    this.#demo = demo;
    this.#pages = pages;
    this.#months = months;
  }

  /** Depots are entered before the year begins. */
  async begin(): Promise<void> {
    this.#depot = await enterDepot(this.#demo);
    this.#demo.parts = {
      depot: this.#depot.own.code,
      codes: new Map(this.#depot.parts.map((part) => [part.name, part.code])),
    };
  }

  /** Puts a training or visit to its line of the annual plan. */
  readonly planned = async (job: Job): Promise<void> => {
    await this.#plan?.link(this.#demo, job);
  };

  /** Begin of a half month: what is under way goes on, and what the calendar of the year asks for is done. */
  async firstDays(month: string, half: 1 | 2): Promise<void> {
    for (const one of this.#underway) await this.#step(one, one.later);
    if (half === 2) return;
    if (this.#depot !== undefined) await keepDepot(this.#demo, this.#depot);
    const year = Number(month.slice(0, 4));
    if (month.endsWith('-02')) {
      await makePlan(this.#demo, year);
      this.#plan = new PlanInForce(year);
    }
    if (['-06', '-09', '-11'].some((end) => month.endsWith(end))) await this.#plan?.settle(this.#demo);
    if (month === this.#months.at(-2)) await makeRoster(this.#demo, this.#demo.clock.day, 12);
    if (month.endsWith('-10')) await approveSpares(this.#demo, await planSpares(this.#demo, year + 1));
  }

  /** End of a half month: new matters come up, and go their first step. */
  async lastDays(month: string, half: 1 | 2): Promise<void> {
    const before = this.#months.length - 1 - this.#months.indexOf(month);
    const openings = (agenda[before] ?? []).filter((_, index) => index % 2 === half - 1);
    const present = before === 0;
    for (const [index, what] of openings.entries()) {
      const way = await this.#open(what, present);
      if (way === null) continue;
      const { opened, later } = pace[what] ?? { opened: 1, later: 1 };
      const one = { way, later: way.soon === true ? way.steps.length : later, done: 0 };
      this.#underway.push(one);
      if (present && index === openings.length - 1) continue;
      await this.#step(one, present ? 1 : opened);
    }
  }

  async #step(one: Underway, count: number): Promise<void> {
    for (const step of one.way.steps.slice(one.done, one.done + count)) {
      this.#demo.clock.pass(25);
      await step.act();
      one.done += 1;
    }
  }

  async #open(what: Opening, present: boolean): Promise<CaseWay | null> {
    const demo = this.#demo;
    const place = this.#used.get(what) ?? 0;
    this.#used.set(what, place + 1);
    const of = <T>(list: readonly T[]): T => {
      const found = list[place % list.length];
      if (found === undefined) throw new RangeError(what);
      return found;
    };
    const set = demo.chance.of(demo.stock.sets.filter((one) => one.military));
    switch (what) {
      case 'complaint':
        return await openComplaint(demo, of(complaints), set);
      case 'quality':
        return await openQualityFeedback(demo, of(qualityMatters), set);
      case 'urgent':
        return await openUrgentReport(demo, of(urgentMatters), set);
      case 'need': {
        const need = of(needs);
        return await openForwardedNeed(demo, need.department, need, set);
      }
      case 'improvement':
        return await openImprovement(demo, of(improvements), set);
      case 'return':
        return await openReturn(
          demo,
          of(faults.filter((fault) => fault.part !== undefined)),
          set,
          this.#pages,
        );
      case 'damage':
        if (this.#depot !== undefined) await reportDamage(demo, this.#depot);
        return null;
      case 'count':
        if (this.#depot !== undefined) await countStock(demo, this.#depot, !present);
        return null;
      case 'change':
        await changeDesign(demo, set);
        return null;
    }
  }
}

/** A change to sets that were delivered (table 1: 1-5): affected serials are fixed, some get a refit task, one is waived. */
async function changeDesign(demo: DemoSite, set: StockedSet): Promise<RecordUid> {
  const supervisor = loginOf(demo.code, 'supervisor');
  await demo.site.as(supervisor);
  const uid = await demo.create(
    'designChange',
    { customer: null },
    {
      changeOrder: 'GG-2026-004',
      orderDay: demo.clock.day,
      model: set.model,
      change: '更换键盘薄膜和密封圈，复测面板防水性能',
      due: `${plusMonths(demo.clock.day.slice(0, 7), 9)}-28`,
    },
  );
  await demo.site.call('cases.affect', { uid, batch: set.batch });
  await demo.move(supervisor, uid, 'organise', { signed: true });
  const { serials } = await demo.site.call('cases.overview', { uid });
  const rows = serials ?? [];
  const last = rows.at(-1);
  if (rows.length > 1 && last !== undefined) {
    const reason = `用户已列入退役计划，${plusDays(demo.clock.day, 60)} 前交回`;
    await demo.site.call('cases.waive', { uid, equipmentUids: [last.equipment.uid as never], reason });
  }
  return uid;
}
