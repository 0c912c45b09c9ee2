import { describe, expect, it } from 'vitest';
import { trainingState } from './training.ts';

const today = '2026-11-22';
const norms = { kind: 'norms', day: '2026-01-10', validUntil: '2028-01-09' };
const product = { kind: 'product', day: '2026-01-10', validUntil: '2027-12-31' };

describe('trainings of a person in the list of staff (5.2.1)', () => {
  it('are valid until the earlier of the two ends', () => {
    expect(trainingState({ trainings: [norms, product] }, today)).toEqual({
      tone: 'done',
      words: '至 2027-12-31',
    });
  });
  it('need both kinds, and the lacking one is named', () => {
    expect(trainingState({ trainings: [norms] }, today)).toEqual({
      tone: 'refused',
      words: '无产品技术培训',
    });
    expect(trainingState({}, today)).toEqual({ tone: 'refused', words: '无服务规范、产品技术培训' });
  });
  it('count the latest training of a kind', () => {
    const old = { ...norms, validUntil: '2025-01-01' };
    expect(trainingState({ trainings: [old, norms, product] }, today).tone).toBe('done');
  });
  it('are red when over and amber in their last sixty days', () => {
    const over = { ...product, validUntil: '2026-11-21' };
    const soon = { ...product, validUntil: '2026-12-20' };
    expect(trainingState({ trainings: [norms, over] }, today)).toEqual({
      tone: 'refused',
      words: '2026-11-21 过期',
    });
    expect(trainingState({ trainings: [norms, soon] }, today).tone).toBe('attention');
  });
  it('last 24 months where no end was entered', () => {
    const open = { kind: 'product', day: '2025-03-10', validUntil: null };
    expect(trainingState({ trainings: [norms, open] }, today)).toEqual({
      tone: 'done',
      words: '至 2027-03-10',
    });
  });
  it('show nothing valid for content of another shape', () => {
    expect(trainingState({ trainings: 'none' }, today).tone).toBe('refused');
  });
});
