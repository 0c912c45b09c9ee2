import { z } from 'zod';
import {
  type EvaluationItem,
  evaluationItems,
  type Satisfaction,
  satisfactionWords,
} from '../forms/definitions/blocks.ts';

/** Items in the order in which answers are given. */
export const satisfactionItems = Object.keys(evaluationItems) as readonly EvaluationItem[];
const answers = Object.keys(satisfactionWords) as readonly Satisfaction[];

const weight = z.number().min(0).max(1);
const score = z.number().min(0).max(100);
const keyed = <K extends string, V extends z.ZodType>(keys: readonly K[], value: V) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>);

/** Schema of a method of satisfaction (5.10): a part of a version of the rules, whose number is the method's. */
export const satisfactionSchema = z.strictObject({
  /** Weights Xj; their sum is 1. */
  weights: keyed(satisfactionItems, weight),
  /** Scores Yj of the four answers. */
  scores: keyed(answers, score),
  /** Least result of the grades 满意 and 一般; 100 alone is 非常满意. */
  satisfiedFrom: score,
  fairFrom: score,
  /** A result below it asks for an improvement item. */
  improveBelow: score,
});
/** A method of satisfaction. */
export type SatisfactionMethod = z.infer<typeof satisfactionSchema>;

/** The first method: product counts as much as two service items. */
export const satisfactionV1: SatisfactionMethod = {
  weights: {
    evaluationProduct: 0.3,
    evaluationTimeliness: 0.14,
    evaluationAttitude: 0.14,
    evaluationSkill: 0.14,
    evaluationEffect: 0.14,
    evaluationManners: 0.14,
  },
  scores: { verySatisfied: 100, satisfied: 85, fair: 70, dissatisfied: 0 },
  satisfiedFrom: 85,
  fairFrom: 70,
  improveBelow: 85,
};

/** What keeps a method from being submitted, in Chinese. */
export function satisfactionProblems(method: SatisfactionMethod): string[] {
  const sum = satisfactionItems.reduce((total, item) => total + method.weights[item], 0);
  const falls = answers.every((answer, at) => {
    const next = answers[at + 1];
    return next === undefined || method.scores[answer] > method.scores[next];
  });
  return [
    ...(Math.abs(sum - 1) < 1e-9 ? [] : [`满意度权重之和为 ${Math.round(sum * 1e6) / 1e6}，应为 1`]),
    ...(falls ? [] : ['满意度四档分值须由高到低']),
    ...(method.fairFrom < method.satisfiedFrom ? [] : ['满意度等级界限须由高到低']),
  ];
}

/** Result of one evaluation. */
export interface SatisfactionScore {
  /** S = Σ Xj·Yj, 0 to 100, unrounded. */
  readonly score: number;
  /** True when items were left out and the weights of the others scaled up. */
  readonly renormalised: boolean;
}

/**
 * Score of one evaluation; unanswered items are left out and the weights renormalised (5.10).
 * @param given answers by item in the order of {@link satisfactionItems}
 * @returns null when nothing was answered, or nothing that has weight
 */
export function satisfactionScore(
  given: readonly (string | null)[],
  method: SatisfactionMethod = satisfactionV1,
): SatisfactionScore | null {
  let weights = 0;
  let sum = 0;
  let answered = 0;
  for (const [index, item] of satisfactionItems.entries()) {
    const answer = given[index];
    if (answer === null || answer === undefined || !(answer in satisfactionWords)) continue;
    weights += method.weights[item];
    sum += method.weights[item] * method.scores[answer as Satisfaction];
    answered += 1;
  }
  if (weights === 0) return null;
  return { score: sum / weights, renormalised: answered < satisfactionItems.length };
}

/** Grade of a result (5.10): 100, ≥ 85, 70 to below 85, below 70, with the limits of the method. */
export function satisfactionGrade(result: number, method: SatisfactionMethod): Satisfaction {
  if (result >= 100) return 'verySatisfied';
  if (result >= method.satisfiedFrom) return 'satisfied';
  return result >= method.fairFrom ? 'fair' : 'dissatisfied';
}

/** Equal evaluations of one customer about one model. */
export interface EvaluationGroup {
  readonly customer: string;
  readonly branch: string;
  readonly model: string | null;
  readonly answers: readonly (string | null)[];
  readonly n: number;
}

/** Result of a customer, branch or model in a period. */
export interface SatisfactionLine {
  /** Public identity of the customer or model, or the branch. */
  readonly key: string;
  /** Mean over customers of each customer's mean, to two decimals. */
  readonly score: number;
  readonly grade: Satisfaction;
  /** Evaluations that count, and those of them with weights renormalised. */
  readonly n: number;
  readonly renormalised: number;
}

/** Result of a period: as a whole (null: 无数据, never 0 or 100) and by customer, branch and model. */
export interface SatisfactionResult {
  readonly whole: Omit<SatisfactionLine, 'key'> | null;
  readonly customers: readonly SatisfactionLine[];
  readonly branches: readonly SatisfactionLine[];
  readonly models: readonly SatisfactionLine[];
}

/** Result of a period from its evaluations. The order of the groups does not matter. */
export function satisfactionResult(
  groups: readonly EvaluationGroup[],
  method: SatisfactionMethod,
): SatisfactionResult {
  const merged = new Map<string, EvaluationGroup>();
  for (const { customer, branch, model, answers: given, n } of groups) {
    const key = JSON.stringify([customer, model, branch, given]);
    merged.set(key, { customer, branch, model, answers: given, n: n + (merged.get(key)?.n ?? 0) });
  }
  // Sums of floating numbers depend on their order: the same evaluations give the same bits, however they were grouped.
  const scored = [...merged.keys()].sort().flatMap((key) => {
    const group = merged.get(key);
    const own = group === undefined ? null : satisfactionScore(group.answers, method);
    return group === undefined || own === null ? [] : [{ ...group, ...own }];
  });
  const line = (rows: typeof scored): Omit<SatisfactionLine, 'key'> | null => {
    const customers = new Map<string, { sum: number; n: number }>();
    for (const row of rows) {
      const known = customers.get(row.customer) ?? { sum: 0, n: 0 };
      customers.set(row.customer, { sum: known.sum + row.score * row.n, n: known.n + row.n });
    }
    if (customers.size === 0) return null;
    const means = [...customers.values()].map(({ sum, n }) => sum / n);
    const result = Math.round((means.reduce((sum, mean) => sum + mean, 0) / means.length) * 100) / 100;
    return {
      score: result,
      grade: satisfactionGrade(result, method),
      n: rows.reduce((sum, row) => sum + row.n, 0),
      renormalised: rows.reduce((sum, row) => sum + (row.renormalised ? row.n : 0), 0),
    };
  };
  const by = (keyOf: (row: (typeof scored)[number]) => string | null): SatisfactionLine[] => {
    const rows = new Map<string, typeof scored>();
    for (const row of scored) {
      const key = keyOf(row);
      if (key === null) continue;
      const known = rows.get(key);
      if (known === undefined) rows.set(key, [row]);
      else known.push(row);
    }
    return [...rows.keys()].sort().flatMap((key) => {
      const found = line(rows.get(key) ?? []);
      return found === null ? [] : [{ key, ...found }];
    });
  };
  return {
    whole: line(scored),
    customers: by((row) => row.customer),
    branches: by((row) => (row.branch === '' ? null : row.branch)),
    models: by((row) => row.model),
  };
}
