import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { satisfactionWords } from '../forms/definitions/blocks.ts';
import {
  type EvaluationGroup,
  satisfactionGrade,
  satisfactionItems,
  satisfactionProblems,
  satisfactionResult,
  satisfactionScore,
  satisfactionV1,
} from './satisfaction.ts';

describe('satisfaction (5.10)', () => {
  it('has weights that add up to 1 and the scores of the method', () => {
    const sum = Object.values(satisfactionV1.weights).reduce((total, weight) => total + weight, 0);
    expect(sum).toBeCloseTo(1, 12);
    expect(satisfactionV1.scores).toEqual({ verySatisfied: 100, satisfied: 85, fair: 70, dissatisfied: 0 });
  });

  it('adds weight times score', () => {
    const all = satisfactionItems.map(() => 'satisfied');
    expect(satisfactionScore(all)).toEqual({ score: expect.closeTo(85, 10), renormalised: false });
    const product = satisfactionItems.map((item) =>
      item === 'evaluationProduct' ? 'dissatisfied' : 'verySatisfied',
    );
    expect(satisfactionScore(product)?.score).toBeCloseTo(70, 10);
  });

  it('leaves out what was not answered and flags it', () => {
    const one = satisfactionItems.map((item) => (item === 'evaluationSkill' ? 'fair' : null));
    expect(satisfactionScore(one)).toEqual({ score: expect.closeTo(70, 10), renormalised: true });
    expect(satisfactionScore(satisfactionItems.map(() => null))).toBeNull();
  });

  it('stays between the lowest and the highest answer', () => {
    const answer = fc.constantFrom(...Object.keys(satisfactionWords), null);
    fc.assert(
      fc.property(fc.array(answer, { minLength: 6, maxLength: 6 }), (answers) => {
        const score = satisfactionScore(answers);
        const given = answers.flatMap((word) =>
          word === null ? [] : [satisfactionV1.scores[word as keyof typeof satisfactionV1.scores]],
        );
        if (score === null) return given.length === 0;
        const near = 1e-9;
        return score.score >= Math.min(...given) - near && score.score <= Math.max(...given) + near;
      }),
    );
  });

  const group = (customer: string, answers: (string | null)[], n = 1): EvaluationGroup => ({
    customer,
    branch: customer < 'm' ? 'navy' : 'army',
    model: null,
    answers,
    n,
  });
  const all = (answer: string) => satisfactionItems.map(() => answer);

  it('worked by hand: the mean over customers, not over evaluations, and 无数据 without any', () => {
    // a: nine evaluations of 100; n: 0.3·70 + 0.14·(100 + 85) with the rest left out = 46.9 / 0.58 = 80.862…
    const mixed = ['fair', 'verySatisfied', 'satisfied', null, null, null];
    const { whole, customers, branches } = satisfactionResult(
      [group('a', all('verySatisfied'), 9), group('n', mixed)],
      satisfactionV1,
    );
    expect(whole).toEqual({ score: 90.43, grade: 'satisfied', n: 10, renormalised: 1 });
    expect(customers.map((line) => [line.key, line.score])).toEqual([
      ['a', 100],
      ['n', 80.86],
    ]);
    expect(branches.map((line) => [line.key, line.grade])).toEqual([
      ['army', 'fair'],
      ['navy', 'verySatisfied'],
    ]);
    expect(satisfactionResult([], satisfactionV1).whole).toBeNull();
  });

  it('gives the same bits in whatever order and groups the evaluations come', () => {
    const answer = fc.constantFrom('verySatisfied', 'satisfied', 'fair', 'dissatisfied', null);
    const one = fc
      .tuple(fc.constantFrom('a', 'b', 'n', 'z'), fc.array(answer, { minLength: 6, maxLength: 6 }))
      .map(([customer, answers]) => group(customer, answers));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (groups) => {
        const split = satisfactionResult(groups, satisfactionV1);
        expect(satisfactionResult([...groups].reverse(), satisfactionV1)).toEqual(split);
        const doubled = groups.map((each) => ({ ...each, n: 2 }));
        expect(satisfactionResult([...groups, ...groups], satisfactionV1)).toEqual(
          satisfactionResult(doubled, satisfactionV1),
        );
      }),
    );
  });

  it('grades by the limits of the method and says what is wrong with one', () => {
    const grades = [100, 99.99, 85, 84.99, 70, 69.99].map((result) =>
      satisfactionGrade(result, satisfactionV1),
    );
    expect(grades).toEqual(['verySatisfied', 'satisfied', 'satisfied', 'fair', 'fair', 'dissatisfied']);
    expect(satisfactionProblems(satisfactionV1)).toEqual([]);
    const heavy = { ...satisfactionV1, weights: { ...satisfactionV1.weights, evaluationProduct: 0.4 } };
    expect(satisfactionProblems(heavy)).toEqual(['满意度权重之和为 1.1，应为 1']);
    const flat = { ...satisfactionV1, scores: { ...satisfactionV1.scores, fair: 85 } };
    expect(satisfactionProblems(flat)).toHaveLength(1);
  });
});
