import { describe, expect, it } from 'vitest';
import { buildCalendar } from '../calendar/calendar.ts';
import type { Day } from '../ids.ts';
import { type DeadlineKind, deadlineDefaults, deadlinesSchema, dueDay, handInState } from './deadlines.ts';
import { qualificationOf, type StaffFacts } from './qualification.ts';

const calendar = buildCalendar();
const day = (text: string) => text as Day;

describe('dueDay', () => {
  it.each<[DeadlineKind, string, string]>([
    ['annualPlan', '2026-01-15', '2026-03-31'],
    ['annualPlan', '2024-01-15', '2024-04-01'], // 31 March is a Sunday
    ['onSitePapers', '2026-11-16', '2026-11-19'],
    ['onSitePapers', '2026-11-19', '2026-11-23'], // third day is a Sunday
    ['onSitePapers', '2026-09-30', '2026-10-08'], // over the national holiday
    ['onSitePapers', '2026-10-07', '2026-10-10'], // a Saturday that is worked
    ['unitPackage', '2026-10-31', '2026-11-05'],
    ['unitPackage', '2026-11-30', '2026-12-07'], // the 5th is a Saturday
    ['unitPackage', '2025-12-31', '2026-01-05'],
    ['situationReport', '2026-10-31', '2026-11-10'],
    ['situationReport', '2026-04-30', '2026-05-11'], // the tenth is a Sunday
    ['complaintFirstReply', '2026-11-20', '2026-11-21'],
    ['complaintClosed', '2026-02-13', '2026-03-05'],
    ['qualityMinor', '2026-11-02', '2026-11-16'],
    ['qualitySerious', '2026-08-03', '2026-09-14'],
    ['qualityCritical', '2026-08-03', '2026-09-14'],
    ['sparesPlan', '2026-05-01', '2026-11-02'], // 31 October is a Saturday
    ['trainingValidity', '2024-11-22', '2026-11-22'],
    ['retention', '2020-12-31', '2025-12-31'],
    ['retention', '2021-01-03', '2026-01-03'], // ends on its own day, a holiday
  ])('%s from %s is %s', (kind, from, due) => {
    expect(dueDay(kind, day(from), calendar, deadlineDefaults).due).toBe(due);
  });

  it('says when it was moved and when the calendar is missing', () => {
    expect(dueDay('onSitePapers', day('2026-11-19'), calendar, deadlineDefaults)).toMatchObject({
      moved: true,
      determined: true,
    });
    expect(dueDay('onSitePapers', day('2026-12-30'), calendar, deadlineDefaults)).toMatchObject({
      determined: false,
    });
    expect(dueDay('annualPlan', day('2026-01-01'), calendar, deadlineDefaults).remind).toBe('2026-03-01');
  });

  it('follows the settings', () => {
    const deadlines = {
      ...deadlineDefaults,
      onSitePapers: {
        ...deadlineDefaults.onSitePapers,
        due: { count: 'workingDays' as const, days: 3 },
      },
    };
    expect(dueDay('onSitePapers', day('2026-11-19'), calendar, deadlines).due).toBe('2026-11-24');
    expect(deadlinesSchema.safeParse(deadlines).success).toBe(true);
    expect(deadlinesSchema.safeParse({ lunch: deadlines.onSitePapers }).success).toBe(false);
  });
});

describe('handInState (5.5.6)', () => {
  it.each([
    [null, null, '2026-11-20', 'notReturned', '尚未返回'],
    ['2026-11-16', null, '2026-11-16', 'running', '还有 3 个工作日'],
    ['2026-11-16', null, '2026-11-17', 'running', '还有 2 个工作日'],
    ['2026-11-16', null, '2026-11-18', 'remind', '还有 1 个工作日'],
    ['2026-11-16', null, '2026-11-19', 'remind', '今天到期'],
    ['2026-11-16', null, '2026-11-20', 'overdue', '逾期 1 个工作日'],
    ['2026-11-16', '2026-11-19', '2026-12-31', 'onTime', '按期上交'],
    ['2026-11-16', '2026-11-20', '2026-12-31', 'late', '迟交（应于 2026-11-19 上交）'],
  ])('returned %s, handed in %s, on %s: %s', (returned, handedIn, today, state, words) => {
    const found = handInState(
      returned === null ? null : day(returned),
      handedIn === null ? null : day(handedIn),
      day(today),
      calendar,
      deadlineDefaults,
    );
    expect([found.state, found.words]).toEqual([state, words]);
    expect(found.clause).toBe('5.5.6');
  });
});

describe('qualificationOf (5.2.1)', () => {
  const good: StaffFacts = {
    title: 'junior',
    products: ['HG-1', 'HG-2'],
    trainings: [
      { kind: 'norms', day: day('2025-06-01') },
      { kind: 'product', model: 'HG-1', day: day('2025-06-01') },
    ],
  };
  const need = { models: ['HG-1'], day: day('2026-11-22') };
  const cases: readonly (readonly [string, Partial<StaffFacts>, Partial<typeof need>, string, boolean])[] = [
    ['all in order', {}, {}, '可派', true],
    ['no title', { title: 'none' }, {}, '职称不足', false],
    ['product not known', {}, { models: ['HG-9'] }, '不熟悉此产品', false],
    ['product known, not trained', {}, { models: ['HG-2'] }, '无此产品培训', false],
    ['one of two products not trained', {}, { models: ['HG-1', 'HG-2'] }, '无此产品培训', false],
    ['no norms training', { trainings: good.trainings.slice(1) }, {}, '无服务规范培训', false],
    ['last valid day', {}, { day: day('2027-06-01') }, '可派', true],
    ['one day later', {}, { day: day('2027-06-02') }, '培训过期', false],
    [
      'own end earlier than the rule',
      {
        trainings: [
          { kind: 'norms', day: day('2025-06-01'), validUntil: day('2026-11-21') },
          ...good.trainings.slice(1),
        ],
      },
      {},
      '培训过期',
      false,
    ],
    [
      'trained again',
      { trainings: [{ kind: 'norms', day: day('2020-01-01') }, ...good.trainings] },
      {},
      '可派',
      true,
    ],
    [
      'general product training covers known products only',
      {
        trainings: [
          { kind: 'norms', day: day('2026-01-01') },
          { kind: 'product', day: day('2026-01-01') },
        ],
      },
      { models: ['HG-1', 'HG-2'] },
      '可派',
      true,
    ],
    ['no product named', {}, { models: [] }, '可派', true],
    ['away', { away: { place: '某港', until: day('2026-11-30') } }, {}, '在外', false],
  ];
  it.each(cases)('%s', (_, staff, asked, label, able) => {
    const found = qualificationOf({ ...good, ...staff }, { ...need, ...asked });
    expect([found.label, found.able]).toEqual([label, able]);
    expect(found.reasons.length > 0).toBe(!able);
    expect(found.clause).toBe('5.2.1');
  });

  it('names every reason, not only the first', () => {
    const found = qualificationOf({ title: 'none', products: [], trainings: [] }, need);
    expect(found.reasons).toHaveLength(4);
    expect(found.qualified).toBe(false);
  });

  it('tells qualified from able for a person who is away', () => {
    const found = qualificationOf({ ...good, away: { place: '某港', until: day('2026-11-30') } }, need);
    expect([found.qualified, found.able]).toEqual([true, false]);
  });
});
