import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandedReports, type TaskEquipment, type TaskFacts } from './demandedReports.ts';
import { isBatch, type ModelPhase, phaseWords, responsibleSite } from './responsibility.ts';
import { builtInRules, type RuleSet, readRuleSet } from './ruleSet.ts';
import { ruleDifferences, ruleProblems } from './ruleWords.ts';

/** A figure of its own on every run, and the three values around it. */
const around = (least: number) =>
  fc
    .integer({ min: least, max: 40 })
    .chain((limit) =>
      fc.record({ limit: fc.constant(limit), value: fc.constantFrom(limit - 1, limit, limit + 1) }),
    );
const withFigures = (figures: Partial<RuleSet['thresholds']>): RuleSet => ({
  ...builtInRules,
  thresholds: { ...builtInRules.thresholds, ...figures },
});
const sets = (count: number, model = 'm1'): TaskEquipment[] =>
  Array.from({ length: count }, (_, n) => ({
    uid: `${model}-${n}`,
    serial: `${model}/${n}`,
    model,
    modelName: model,
  }));
const facts = (more: Partial<TaskFacts>): TaskFacts => ({
  service: 'opening',
  mode: 'onSite',
  equipment: [],
  exceptions: [],
  trainingHours: null,
  byUnit: false,
  ...more,
});
const counts = (task: TaskFacts, rules: RuleSet = builtInRules) =>
  demandedReports(task, rules)
    .filter((report) => report.kind !== 'dispatchNotice')
    .map((report) => [report.kind, report.count] as const);

describe('batch (chapter 3)', () => {
  it.each([
    ['single', 9, false],
    ['single', 10, true],
    ['single', 11, true],
    ['system', 1, false],
    ['system', 2, true],
    ['system', 3, true],
  ] as const)('%s, %i made: %s by the figures of the document', (modelKind, quantityMade, batch) => {
    const model = { modelKind, phase: 'newProduct', quantityMade } as const;
    expect(isBatch(model, builtInRules.thresholds).value).toBe(batch);
    expect(responsibleSite(model, builtInRules).value).toBe(batch ? 'center' : 'unit');
  });

  it('begins exactly at the figure, whatever it is, for both sorts of product', () => {
    fc.assert(
      fc.property(around(2), fc.constantFrom('single', 'system'), ({ limit, value }, modelKind) => {
        const rules = withFigures(modelKind === 'single' ? { batchSingle: limit } : { batchSystem: limit });
        const model = { modelKind, phase: 'newProduct', quantityMade: value } as const;
        expect(isBatch(model, rules.thresholds).value).toBe(value >= limit);
        expect(isBatch(model, rules.thresholds).reason).toContain(String(limit));
      }),
    );
  });

  it('decides the site only where the rules say so, and each decision names clause and reason', () => {
    const phases = Object.keys(phaseWords) as ModelPhase[];
    fc.assert(
      fc.property(
        fc.constantFrom(...phases),
        fc.constantFrom('center', 'unit', 'byBatch'),
        fc.integer({ min: 0, max: 30 }),
        (phase, who, quantityMade) => {
          const responsibility = {
            ...builtInRules.responsibility,
            [phase]: who,
          } as RuleSet['responsibility'];
          const decision = responsibleSite(
            { modelKind: 'single', phase, quantityMade },
            { ...builtInRules, responsibility },
          );
          const expected = who === 'byBatch' ? (quantityMade >= 10 ? 'center' : 'unit') : who;
          expect(decision.value).toBe(expected);
          expect(decision.clause).toBe(expected === 'center' ? '4 表1 1-2' : '4 表1 2-1');
        },
      ),
    );
  });
});

describe('one report for a batch (table 1, row 1)', () => {
  it.each([
    [2, [['commissioningReport', 2]]],
    [3, [['batchReport', 1]]],
    [4, [['batchReport', 1]]],
  ] as const)('%i normal sets', (count, expected) => {
    expect(counts(facts({ equipment: sets(count) }))).toEqual(expected);
  });

  it('counts what is left after the exceptions, at every figure, and covers each set exactly once', () => {
    fc.assert(
      fc.property(
        around(2),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('opening', 'refit'),
        ({ limit, value }, odd, service) => {
          const equipment = sets(value + odd);
          const exceptions = equipment.slice(0, odd).map((set) => set.uid);
          const rules = withFigures({ batchReportSets: limit });
          const reports = demandedReports(facts({ service, equipment, exceptions }), rules).filter(
            (report) => report.kind !== 'dispatchNotice',
          );
          const batch = reports.filter((report) => report.kind === 'batchReport');
          expect(batch.length).toBe(value >= limit ? 1 : 0);
          const covered = reports.flatMap((report) => report.equipment).sort();
          expect(covered).toEqual(equipment.map((set) => set.uid).sort());
          for (const uid of exceptions) expect(batch[0]?.equipment ?? []).not.toContain(uid);
        },
      ),
    );
  });
});

describe('training record (table 1, row 2)', () => {
  it.each([
    [3.9, 'repairReport'],
    [4, 'trainingRecord'],
    [4.1, 'trainingRecord'],
  ])('%s hours: %s', (trainingHours, kind) => {
    const task = facts({ service: 'training', mode: 'training', atCompany: true, trainingHours });
    expect(counts(task)).toEqual([[kind, 1]]);
  });

  it('asks for exactly one of the two records at every figure', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.constantFrom(-0.1, 0, 0.1), (tenths, step) => {
        const limit = tenths / 10;
        const hours = Math.max(0.1, Math.round((limit + step) * 10) / 10);
        const task = facts({ service: 'training', mode: 'training', atCompany: true, trainingHours: hours });
        const rules = withFigures({ trainingRecordHours: limit });
        expect(counts(task, rules)).toEqual([[hours >= limit ? 'trainingRecord' : 'repairReport', 1]]);
      }),
    );
  });
});

describe('a version of the rules', () => {
  it('is plain data: JSON and back is the same version', () => {
    expect(readRuleSet(JSON.parse(JSON.stringify(builtInRules)))).toEqual(builtInRules);
    expect(() => readRuleSet({ ...builtInRules, version: 2 })).toThrow();
    expect(() => readRuleSet({ ...builtInRules, extra: 1 })).toThrow();
  });

  it('takes the default for a deadline that it does not name', () => {
    const { retention: _, ...deadlines } = builtInRules.deadlines;
    expect(readRuleSet({ ...builtInRules, deadlines }).deadlines.retention).toEqual(
      builtInRules.deadlines.retention,
    );
  });

  it('shows each difference with both wordings, and none where there is none', () => {
    expect(ruleDifferences(builtInRules, builtInRules)).toEqual([]);
    const changed = withFigures({ batchReportSets: 5 });
    expect(ruleDifferences(builtInRules, changed)).toEqual([
      {
        clause: '5.5.1 表1-1',
        what: '同型号正常产品合填 08A',
        before: '3 台（套）以上',
        after: '5 台（套）以上',
      },
    ]);
  });

  it('cannot be submitted without a row for a service, or with a part that the form has not', () => {
    expect(ruleProblems(builtInRules)).toEqual([]);
    const rows = builtInRules.table.rows.filter((row) => !row.services.includes('visit'));
    expect(ruleProblems({ ...builtInRules, table: { ...builtInRules.table, rows } })).toEqual([
      '“走访/调研”没有对应的行',
    ]);
    const broken = builtInRules.table.rows.map((row) =>
      row.services.includes('onSiteRepair')
        ? { ...row, records: row.records.map((rule) => ({ ...rule, part: 'nothing' })) }
        : row,
    );
    expect(ruleProblems({ ...builtInRules, table: { ...builtInRules.table, rows: broken } })).toHaveLength(1);
  });
});
