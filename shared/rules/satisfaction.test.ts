import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { satisfactionWords } from '../forms/definitions/blocks.ts';
import { periodSatisfaction, satisfactionItems, satisfactionScore, satisfactionV1 } from './satisfaction.ts';

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

  it('takes the mean over customers, not over evaluations, and is 无数据 without any', () => {
    const many = [
      { customer: 1, score: 100, n: 9 },
      { customer: 2, score: 70, n: 1 },
    ];
    expect(periodSatisfaction(many)).toBe(85);
    expect(periodSatisfaction([])).toBeNull();
  });
});
