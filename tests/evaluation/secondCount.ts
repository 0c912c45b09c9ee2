/**
 * A second computation of the figures, in plain code over exported records as JSON Lines. It imports nothing of the program and
 * shares no words with it: what it knows stands in the definitions that the screen shows.
 */

/** A record as exported: one line of JSON. */
export interface Line {
  readonly uid: string;
  readonly kind: string;
  readonly state: string;
  readonly occurredAt: string;
  readonly parts: readonly string[];
  readonly task: string | null;
  /** Class of the customer. */
  readonly branch: string;
  readonly customer: string | null;
  /** Sets with whether their product is military (null where unknown). */
  readonly sets: readonly { readonly serial: string; readonly military: boolean | null }[];
  readonly content: Readonly<Record<string, unknown>>;
}

/** What a month of a branch says; null is 无数据. */
export type Counted = Readonly<Record<string, number | null>>;

const reports = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'];
const done = ['archived', 'compiled'];
const counts: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [...reports, 'customerInformation'].map((kind) => [kind, ['submitted', 'reviewed', ...done]]),
  ),
  phoneRecord: ['closed', ...done],
  faxRecord: ['closed', ...done],
  dispatchNotice: ['issued', 'returned', 'reviewed', ...done],
};
const beijing = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
const days = (from: unknown, to: unknown): number =>
  Math.round((Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000);
const hours = (from: unknown, to: unknown): number =>
  (Date.parse(String(to)) - Date.parse(String(from))) / 3_600_000;
const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Counts the lines of a time.
 * @param lines JSON Lines of every record, also those that do not count
 * @param question days, both included, and a branch (null: all); a branch counts military products alone
 */
export function secondCount(
  lines: string,
  question: { readonly from: string; readonly to: string; readonly branch: string | null },
): Counted {
  const all = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter((one) => counts[one.kind]?.includes(one.state) === true);
  const mine = all.filter((one) => {
    const day = beijing(one.occurredAt);
    if (day < question.from || day > question.to) return false;
    if (question.branch === null) return true;
    return one.branch === question.branch && !one.sets.some((set) => set.military === false);
  });
  const of = (kind: string) => mine.filter((one) => one.kind === kind);
  const services = mine.filter((one) => reports.includes(one.kind));
  const isRepair = (one: Line) => one.kind === 'repairReport' && one.parts.includes('repair');
  const repairs = mine.filter(isRepair);
  const trainings = mine.filter(
    (one) => one.kind === 'trainingRecord' || (one.kind === 'repairReport' && one.parts.includes('training')),
  );
  const notices = of('dispatchNotice');
  const back = notices.filter((one) => one.content.returnedDay !== undefined);
  const sum = (list: readonly Line[], value: (one: Line) => number) =>
    list.reduce((total, one) => total + value(one), 0);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : round(values.reduce((a, b) => a + b, 0) / values.length, 2);
  const share = (some: number, whole: number) => (whole === 0 ? null : round((100 * some) / whole, 1));
  const between = (from: string, to: string) =>
    repairs
      .filter((one) => one.content[from] !== undefined && one.content[to] !== undefined)
      .map((one) => hours(one.content[from], one.content[to]));
  const earlier = (one: Line, other: Line) => {
    const [a, b] = [beijing(one.occurredAt), beijing(other.occurredAt)];
    return a < b || (a === b && all.indexOf(one) < all.indexOf(other));
  };
  const everyRepair = all.filter(isRepair);
  const first = repairs.filter(
    (one) =>
      one.task === null || !everyRepair.some((other) => other.task === one.task && earlier(other, one)),
  );
  const serial = (one: Line) => one.sets[0]?.serial;
  const repeated = repairs.filter((one) =>
    everyRepair.some(
      (other) =>
        serial(one) !== undefined &&
        serial(other) === serial(one) &&
        earlier(other, one) &&
        days(beijing(other.occurredAt), beijing(one.occurredAt)) <= 30,
    ),
  );
  const known = notices.filter(
    (one) => one.content.arrivedDay !== undefined && one.content.dueOnSite !== undefined,
  );
  const asked = services.filter((one) => one.content.evaluationState !== undefined);
  const given = asked.filter((one) => one.content.evaluationState === 'given');
  const information = (key: string, value: string) =>
    of('customerInformation').filter((one) => one.content[key] === value).length;
  return {
    services: services.length,
    sites: new Set(services.map((one) => one.customer).filter((one) => one !== null)).size,
    staffTrips: sum(notices, (one) => listed(one.content.staff).length),
    staffDays: sum(
      back,
      (one) => listed(one.content.staff).length * (days(one.content.startDay, one.content.returnedDay) + 1),
    ),
    calls: of('phoneRecord').length,
    faults: repairs.length,
    faultsIrrelevant: repairs.filter((one) =>
      ['use', 'transport', 'external'].includes(String(one.content.causeClass)),
    ).length,
    faultsOpen: repairs.filter((one) => one.content.restored === false).length,
    responseHours: mean(between('reportedAt', 'arrivedAt')),
    repairHours: mean(between('arrivedAt', 'restoredAt')),
    onTimeRate: share(
      known.filter((one) => String(one.content.arrivedDay) <= String(one.content.dueOnSite)).length,
      known.length,
    ),
    partsUsed: sum(repairs, (one) =>
      listed(one.content.partsSwapped).reduce<number>(
        (total, row) => total + Number((row as { quantity: number }).quantity),
        0,
      ),
    ),
    trainingHours: sum(trainings, (one) => Number(one.content.hours ?? one.content.trainingHours ?? 0)),
    trainingPersons: sum(trainings, (one) =>
      Number(one.content.participantCount ?? one.content.trainingPeople ?? 0),
    ),
    visits: information('source', 'visit'),
    qualityInformation: information('informationKind', 'quality'),
    archived: services.filter((one) => done.includes(one.state)).length,
    evaluated: given.length,
    evaluationRate: share(given.length, asked.length),
    firstFixRate: share(first.filter((one) => one.content.restored === true).length, first.length),
    repeatFaults: repeated.length,
    satisfaction: satisfaction(given),
  };
}

const weights = [0.3, 0.14, 0.14, 0.14, 0.14, 0.14];
const items = ['Product', 'Timeliness', 'Attitude', 'Skill', 'Effect', 'Manners'];
const points: Readonly<Record<string, number>> = {
  verySatisfied: 100,
  satisfied: 85,
  fair: 70,
  dissatisfied: 0,
};

/** Mean over customers of each one's mean; what was not answered is left out with its weight. */
function satisfaction(given: readonly Line[]): number | null {
  const byCustomer = new Map<string, number[]>();
  for (const one of given) {
    let weight = 0;
    let score = 0;
    for (const [at, item] of items.entries()) {
      const answer = one.content[`evaluation${item}`];
      if (typeof answer !== 'string') continue;
      weight += weights[at] ?? 0;
      score += (weights[at] ?? 0) * (points[answer] ?? 0);
    }
    if (weight === 0 || one.customer === null) continue;
    byCustomer.set(one.customer, [...(byCustomer.get(one.customer) ?? []), score / weight]);
  }
  const means = [...byCustomer.values()].map((scores) => scores.reduce((a, b) => a + b, 0) / scores.length);
  return means.length === 0 ? null : round(means.reduce((a, b) => a + b, 0) / means.length, 2);
}
