import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../ids.ts';
import {
  defaultMarking,
  formatMarking,
  isLowerMarking,
  levelOfRank,
  levelRank,
  levels,
  type Marking,
  markingSchema,
  maxMarking,
  parseMarking,
  type Term,
  termEnd,
} from './marking.ts';

const from = '2026-11-22' as Day;
const years = (count: number): Term => ({ kind: 'years', years: count });
const mark = (level: Marking['level'], term: Term, company = false): Marking => ({ level, term, company });

const anyTerm: fc.Arbitrary<Term> = fc.oneof(
  fc.integer({ min: 1, max: 30 }).map(years),
  fc
    .date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => ({ kind: 'until' as const, day: date.toISOString().slice(0, 10) })),
  fc.constant({ kind: 'permanent' as const }),
);
const anyMarking: fc.Arbitrary<Marking> = fc.oneof(
  fc.constant(defaultMarking),
  fc
    .tuple(fc.constantFrom('secret' as const, 'confidential' as const), anyTerm, fc.boolean())
    .map(([level, term, company]) => mark(level, term, company)),
);

describe('marking', () => {
  it.each([
    [mark('confidential', years(10)), '机密★10年'],
    [mark('secret', { kind: 'permanent' }), '秘密★长期'],
    [mark('confidential', { kind: 'until', day: '2036-11-22' }), '机密★2036-11-22'],
    [mark('secret', years(5), true), '秘密5年'],
    [defaultMarking, '内部'],
    [mark('internal', years(3)), '内部3年'],
  ])('%j is written %s and read back', (marking, text) => {
    expect(formatMarking(marking)).toBe(text);
    expect(parseMarking(text)).toEqual(marking);
  });

  it.each([
    '',
    '绝密★10年',
    '机密',
    '机密★',
    '秘密★0年',
    '秘密★31年',
    '内部★3年',
    '机密★2036-13-01',
    '机密★10年 ★',
  ])('does not read %j', (text) => {
    expect(parseMarking(text)).toBeNull();
  });

  it('is written and read without loss', () => {
    fc.assert(
      fc.property(anyMarking, (marking) => {
        expect(parseMarking(formatMarking(marking))).toEqual(marking);
      }),
    );
  });

  it('needs a term for a state secret', () => {
    expect(markingSchema.safeParse(mark('secret', { kind: 'none' })).success).toBe(false);
  });

  it('ranks 内部 1, 秘密 2, 机密 3', () => {
    expect(levels.map(levelRank)).toEqual([1, 2, 3]);
    for (const level of levels) expect(levelOfRank(levelRank(level))).toBe(level);
    expect(() => levelOfRank(0)).toThrow(RangeError);
    expect(() => levelOfRank(4)).toThrow(RangeError);
  });
});

describe('maxMarking', () => {
  it('takes highest level and longest term each by itself', () => {
    const parts = [mark('confidential', years(5)), mark('secret', years(20)), defaultMarking];
    expect(formatMarking(maxMarking(parts, from))).toBe('机密★20年');
  });

  it.each([
    [[], '内部'],
    [[defaultMarking], '内部'],
    [[mark('secret', years(5)), mark('secret', { kind: 'until', day: '2031-11-23' })], '秘密★2031-11-23'],
    [[mark('secret', years(5)), mark('secret', { kind: 'until', day: '2031-11-21' })], '秘密★5年'],
    [[mark('secret', years(30)), mark('secret', { kind: 'permanent' })], '秘密★长期'],
    [[mark('secret', years(5), true), mark('secret', years(5))], '秘密★5年'],
    [[mark('confidential', years(5), true), mark('secret', years(5))], '机密★5年'],
    [[mark('confidential', years(5), true), mark('internal', { kind: 'none' })], '机密5年'],
  ])('of %j is %s', (parts, text) => {
    expect(formatMarking(maxMarking(parts, from))).toBe(text);
  });

  it('is never lower than a part and does not depend on their order', () => {
    fc.assert(
      fc.property(fc.array(anyMarking, { maxLength: 8 }), (parts) => {
        const max = maxMarking(parts, from);
        expect(markingSchema.safeParse(max).success).toBe(true);
        for (const part of parts) expect(isLowerMarking(max, part, from)).toBe(false);
        const other = maxMarking([...parts].reverse(), from);
        expect(other.level).toBe(max.level);
        expect(other.company).toBe(max.company);
        expect(termEnd(other.term, from)).toBe(termEnd(max.term, from));
      }),
    );
  });
});

describe('termEnd', () => {
  it.each([
    ['2024-02-29', 1, '2025-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2026-11-22', 10, '2036-11-22'],
  ])('from %s for %i years is %s', (start, count, end) => {
    expect(termEnd(years(count), start as Day)).toBe(end);
  });
});
