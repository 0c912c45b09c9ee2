import { addMonths } from '../calendar/calendar.ts';
import type { Day } from '../ids.ts';

/** A training of a person: 服务规范 or product technique. */
export interface StaffTraining {
  readonly kind: 'norms' | 'product';
  /** Model code of a product training; null or absent: every product that the person is registered for. */
  readonly model?: string | null | undefined;
  readonly day: Day;
  /** Last valid day; null or absent: by the validity setting. */
  readonly validUntil?: Day | null | undefined;
}

/** What the rule needs of a person; the staff master-data form holds it. */
export interface StaffFacts {
  readonly title: StaffTitle;
  /** Model codes that the person knows. */
  readonly products: readonly string[];
  readonly trainings: readonly StaffTraining[];
  /** Where the person is on the days in question, if away. */
  readonly away?: { readonly place: string; readonly until: Day } | undefined;
}

/** Professional titles, lowest first. */
export const titleWords = {
  none: '无职称',
  junior: '初级',
  middle: '中级',
  viceSenior: '副高级',
  senior: '正高级',
} as const;
/** Professional title. */
export type StaffTitle = keyof typeof titleWords;

/** The titles, lowest first, for schemas. */
export const qualificationTitles = Object.keys(titleWords) as [StaffTitle, ...StaffTitle[]];

/** What the rules in force ask of a person. */
export interface QualificationRules {
  /** Validity of a training without its own end, in months. */
  readonly validityMonths: number;
  readonly leastTitle: StaffTitle;
}

/** The rules of spec 1: 初级 or above, trainings valid for 24 months. */
export const defaultQualificationRules: QualificationRules = { validityMonths: 24, leastTitle: 'junior' };

/** States of a person for a dispatch, worst first: the first that applies is shown. */
export const qualificationWords = {
  titleTooLow: '职称不足',
  productUnknown: '不熟悉此产品',
  noNormsTraining: '无服务规范培训',
  noProductTraining: '无此产品培训',
  normsExpired: '培训过期',
  productExpired: '培训过期',
  away: '在外',
  ok: '可派',
} as const;
/** State of a person for a dispatch. */
export type QualificationState = keyof typeof qualificationWords;

/** Whether a person may be sent, with every reason against. */
export interface Qualification {
  readonly state: QualificationState;
  readonly label: string;
  /** Qualified by 5.2.1. A person who is away is qualified, but cannot be sent. */
  readonly qualified: boolean;
  /** May be sent without override. */
  readonly able: boolean;
  readonly reasons: readonly string[];
  readonly clause: '5.2.1';
}

/** The job that a person is to be sent for. */
export interface QualificationNeed {
  /** Model codes of the equipment; empty when none is named. */
  readonly models: readonly string[];
  /** Last day of the assignment: trainings must still be valid then. */
  readonly day: Day;
}

/**
 * Checks a person against 5.2.1: 初级 title or above, knows the products, both trainings valid on the last day.
 * @param rules least title and validity of a training without its own end, as in force
 */
export function qualificationOf(
  staff: StaffFacts,
  need: QualificationNeed,
  rules: QualificationRules = defaultQualificationRules,
): Qualification {
  const found: { state: QualificationState; reason: string }[] = [];
  if (qualificationTitles.indexOf(staff.title) < qualificationTitles.indexOf(rules.leastTitle)) {
    found.push({ state: 'titleTooLow', reason: `没有${titleWords[rules.leastTitle]}以上专业技术职称` });
  }
  for (const model of need.models) {
    if (!staff.products.includes(model)) {
      found.push({ state: 'productUnknown', reason: `未登记熟悉产品 ${model}` });
    }
  }
  const until = (training: StaffTraining) =>
    training.validUntil ?? addMonths(training.day, rules.validityMonths);
  const norms = staff.trainings.filter((training) => training.kind === 'norms');
  found.push(...trainingFault('norms', norms.map(until), need.day, '服务规范'));
  const targets = need.models.length > 0 ? need.models : [null];
  for (const model of targets) {
    const fitting = staff.trainings.filter((training) => coversModel(staff, training, model));
    const words = model === null ? '产品技术' : `产品 ${model} 技术`;
    found.push(...trainingFault('product', fitting.map(until), need.day, words));
  }
  const qualified = found.length === 0;
  if (staff.away !== undefined) {
    found.push({ state: 'away', reason: `在${staff.away.place}，${staff.away.until} 返回` });
  }
  const order = Object.keys(qualificationWords) as QualificationState[];
  const state = order.find((candidate) => found.some((item) => item.state === candidate)) ?? 'ok';
  return {
    state,
    label: qualificationWords[state],
    qualified,
    able: found.length === 0,
    reasons: found.map((item) => item.reason),
    clause: '5.2.1',
  };
}

function coversModel(staff: StaffFacts, training: StaffTraining, model: string | null): boolean {
  if (training.kind !== 'product') return false;
  const own = training.model ?? null;
  if (model === null || own === model) return true;
  return (own === null || own === '') && staff.products.includes(model);
}

function trainingFault(
  kind: 'norms' | 'product',
  ends: readonly Day[],
  day: Day,
  words: string,
): { state: QualificationState; reason: string }[] {
  const last = [...ends].sort().at(-1);
  if (last === undefined) {
    return [
      { state: kind === 'norms' ? 'noNormsTraining' : 'noProductTraining', reason: `没有${words}培训记录` },
    ];
  }
  if (last >= day) return [];
  return [
    {
      state: kind === 'norms' ? 'normsExpired' : 'productExpired',
      reason: `${words}培训有效期至 ${last}，早于 ${day}`,
    },
  ];
}
