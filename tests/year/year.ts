import type { RecordUid } from '../../shared/ids.ts';
import { clerkOf } from '../demo/people.ts';
import type { DemoSite } from '../demo/world.ts';
import { siteOf, type World, type YearOptions } from './world.ts';

/** Something that happens on a day. */
interface Event {
  readonly day: string;
  /** Place among the events of its day. */
  readonly order: number;
  readonly what: string;
  readonly act: () => Promise<void>;
}

/** A due day as it must be, by the plain calendar. */
interface Expected {
  readonly site: DemoSite;
  readonly uid: RecordUid;
  readonly rule: string;
  due: string | null;
}

/** Counts of a year, so that nobody takes an empty one for a passed one. */
export interface YearCounts {
  events: number;
  jobs: number;
  packages: number;
  /** Due days compared with the plain calendar. */
  dueDays: number;
  overdue: number;
  refusals: number;
}

/** The course of the year: a calendar of events, worked off day by day; what happens may enter later events. */
export class Year {
  readonly world: World;
  readonly options: YearOptions;
  readonly counts: YearCounts = { events: 0, jobs: 0, packages: 0, dueDays: 0, overdue: 0, refusals: 0 };
  /** The file of 2027 has been entered. */
  knows2027 = false;
  readonly #events: Event[] = [];
  readonly #expected = new Map<string, Expected>();
  #order = 0;
  #day = '2026-01-05';

  constructor(world: World) {
    this.world = world;
    this.options = world.options;
  }

  /** The present day of the course. */
  get day(): string {
    return this.#day;
  }

  /** Enters an event; on a day that is over it happens today. */
  on(day: string, what: string, act: () => Promise<void>): void {
    this.#order += 1;
    this.#events.push({ day: day < this.#day ? this.#day : day, order: this.#order, what, act });
  }

  /** The site on the present day, in office hours. */
  at(code: string, time = '08:40'): DemoSite {
    const site = siteOf(this.world, code);
    site.clock.goTo(this.#day, time);
    site.clock.pass(1);
    return site;
  }

  /** Works off every event until a day, that day included. */
  async run(until: string): Promise<void> {
    for (;;) {
      this.#events.sort((one, other) =>
        one.day === other.day ? one.order - other.order : one.day < other.day ? -1 : 1,
      );
      const next = this.#events[0];
      if (next === undefined || next.day > until) return;
      this.#events.shift();
      this.#day = next.day;
      this.counts.events += 1;
      try {
        await next.act();
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        throw new Error(`${next.day} ${next.what}: ${said}`, { cause: error });
      }
    }
  }

  /**
   * From now on a record must be due on that day, until it is said otherwise; looked at now and at the end of each month.
   * @param due day by the plain calendar; null = no clock runs any more
   */
  async mustBeDue(site: DemoSite, uid: RecordUid, due: string | null, rule: string): Promise<void> {
    const expected = { site, uid, rule, due };
    this.#expected.set(uid, expected);
    await this.#compare(expected);
    if (due === null) this.#expected.delete(uid);
  }

  /** A clock that is not compared any more: the record went on. */
  forget(uid: RecordUid): void {
    this.#expected.delete(uid);
  }

  /** Every clock that runs at a site, looked at by who reads all of it. */
  async compareAll(code: string): Promise<void> {
    const site = this.at(code, '17:00');
    const own = [...this.#expected.values()].filter((one) => one.site === site);
    if (own.length === 0) return;
    await site.site.as(clerkOf(code).login);
    for (const expected of own) await this.#compare(expected);
  }

  async #compare({ site, uid, rule, due }: Expected): Promise<void> {
    const { row } = await site.site.call('records.open', { uid });
    this.counts.dueDays += 1;
    if (row.dueOn === due) return;
    throw new Error(`${rule}: ${row.number} is due on ${row.dueOn}, by the wall calendar on ${due}`);
  }
}

/** Demands something of the course of the year. */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
