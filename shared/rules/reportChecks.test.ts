import { describe, expect, it } from 'vitest';
import { type ReportFacts, reportProblems } from './reportChecks.ts';
import { defaultThresholds } from './thresholds.ts';

const facts: ReportFacts = { thresholds: defaultThresholds, parts: [], ownReports: new Set(['S004']) };
const row = (serial: string, more: object = {}) => ({
  equipment: serial,
  serial,
  model: 'HG-1',
  done: true,
  ...more,
});
const three = [row('S001'), row('S002'), row('S003')];

describe('a batch report (5.5.5, table 1)', () => {
  const check = (content: object) => reportProblems('batchReport', content as never, facts);

  it('is right with three ticked sets of one model, and with an exception that has its own report', () => {
    expect(check({ serials: three })).toEqual([]);
    expect(check({ serials: three, exceptions: [{ serial: 'S004', problem: '无输出' }] })).toEqual([]);
  });

  it('names sets that are not ticked, too few, of two models, or in both lists', () => {
    expect(check({ serials: [...three.slice(1), row('S009', { done: false })] })[0]).toContain(
      'S009 没有勾选',
    );
    expect(check({ serials: three.slice(1) })[0]).toContain('不足 3 台');
    expect(check({ serials: [...three, row('S005', { model: 'HG-2' })] })[0]).toContain('HG-1、HG-2');
    const both = check({
      serials: [...three, row('S004')],
      exceptions: [{ serial: 'S004', problem: '无输出' }],
    });
    expect(both[0]).toContain('S004 既列为正常');
  });

  it('asks for a report of its own for each exception', () => {
    expect(check({ serials: three, exceptions: [{ serial: 'S007', problem: '无输出' }] })[0]).toContain(
      'S007 不正常，尚无单台报告',
    );
  });
});

describe('training in a repair report', () => {
  const check = (trainingHours: number, parts: string[]) =>
    reportProblems('repairReport', { trainingHours }, { ...facts, parts });

  it('is allowed below four hours only', () => {
    expect(check(3.9, ['training'])).toEqual([]);
    expect(check(4, ['training'])[0]).toContain('QR758-05A');
    expect(check(4.1, ['training'])).toHaveLength(1);
    // The part was not chosen: what was typed there before does not count.
    expect(check(8, ['repair'])).toEqual([]);
  });
});

describe('days of a report', () => {
  it.each([
    ['trainingRecord', 'startDay', 'endDay'],
    ['commissioningReport', 'startedDay', 'finishedDay'],
    ['serviceInformation', 'periodFrom', 'periodTo'],
    ['dispatchNotice', 'returnedDay', 'handedInDay'],
  ] as const)('%s: %s is not after %s', (kind, earlier, later) => {
    const check = (from: string, to: string) =>
      reportProblems(kind, { [earlier]: from, [later]: to }, facts).length;
    expect(check('2026-11-20', '2026-11-20')).toBe(0);
    expect(check('2026-11-20', '2026-11-21')).toBe(0);
    expect(check('2026-11-21', '2026-11-20')).toBe(1);
  });
});
