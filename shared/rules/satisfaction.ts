import {
  type EvaluationItem,
  evaluationItems,
  type Satisfaction,
  satisfactionWords,
} from '../forms/definitions/blocks.ts';

/** A versioned method of satisfaction (5.10): weight of each item, score of each answer, grades. */
export interface SatisfactionMethod {
  readonly version: number;
  /** Weights Xj; their sum is 1. */
  readonly weights: Readonly<Record<EvaluationItem, number>>;
  /** Scores Yj of the four answers. */
  readonly scores: Readonly<Record<Satisfaction, number>>;
}

/** The first method: product counts as much as two service items. */
export const satisfactionV1: SatisfactionMethod = {
  version: 1,
  weights: {
    evaluationProduct: 0.3,
    evaluationTimeliness: 0.14,
    evaluationAttitude: 0.14,
    evaluationSkill: 0.14,
    evaluationEffect: 0.14,
    evaluationManners: 0.14,
  },
  scores: { verySatisfied: 100, satisfied: 85, fair: 70, dissatisfied: 0 },
};

/** Items in the order in which answers are given. */
export const satisfactionItems = Object.keys(evaluationItems) as readonly EvaluationItem[];

/** Result of one evaluation. */
export interface SatisfactionScore {
  /** S = Σ Xj·Yj, 0 to 100, unrounded. */
  readonly score: number;
  /** True when items were left out and the weights of the others scaled up. */
  readonly renormalised: boolean;
}

/**
 * Score of one evaluation; unanswered items are left out and the weights renormalised (5.10).
 * @param answers by item in the order of {@link satisfactionItems}
 * @returns null when nothing was answered
 */
export function satisfactionScore(
  answers: readonly (string | null)[],
  method: SatisfactionMethod = satisfactionV1,
): SatisfactionScore | null {
  let weight = 0;
  let sum = 0;
  let answered = 0;
  for (const [index, item] of satisfactionItems.entries()) {
    const answer = answers[index];
    if (answer === null || answer === undefined || !(answer in satisfactionWords)) continue;
    weight += method.weights[item];
    sum += method.weights[item] * method.scores[answer as Satisfaction];
    answered += 1;
  }
  if (answered === 0) return null;
  return { score: sum / weight, renormalised: answered < satisfactionItems.length };
}

/**
 * Result of a period: the mean over customers of each customer's mean (5.10), to two decimals.
 * @returns null when no customer evaluated: 无数据, never 0 or 100
 */
export function periodSatisfaction(
  evaluations: readonly { readonly customer: number; readonly score: number; readonly n: number }[],
): number | null {
  const customers = new Map<number, { sum: number; n: number }>();
  for (const { customer, score, n } of evaluations) {
    const known = customers.get(customer) ?? { sum: 0, n: 0 };
    customers.set(customer, { sum: known.sum + score * n, n: known.n + n });
  }
  if (customers.size === 0) return null;
  const means = [...customers.values()].map(({ sum, n }) => sum / n);
  return Math.round((means.reduce((sum, mean) => sum + mean, 0) / means.length) * 100) / 100;
}
