import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modeWords, type Service, serviceWords } from '../forms/definitions/blocks.ts';
import { formKinds } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import {
  checkListFor,
  demandedReports,
  demandedWords,
  rowOf,
  type TaskEquipment,
  type TaskFacts,
} from './demandedReports.ts';
import { isBatch, type ModelPhase, responsibleSite } from './responsibility.ts';
import { builtInRules } from './ruleSet.ts';
import { defineServiceTable } from './serviceTable.ts';
import { serviceTableV1 } from './serviceTableV1.ts';
import { defaultThresholds } from './thresholds.ts';

const services = Object.keys(serviceWords) as Service[];
const sets = (count: number, model = 'm1'): TaskEquipment[] =>
  Array.from({ length: count }, (_, index) => ({
    uid: `${model}-${index}`,
    serial: `00${index}`,
    model,
    modelName: model,
  }));
const facts = (service: Service, more: Partial<TaskFacts> = {}): TaskFacts => ({
  service,
  mode: 'onSite',
  equipment: [],
  exceptions: [],
  trainingHours: null,
  byUnit: false,
  ...more,
});
/** Kind × count without the dispatch notice, which its own test covers. */
const counts = (task: TaskFacts): [string, number][] =>
  demandedReports(task, builtInRules)
    .filter((item) => item.kind !== 'dispatchNotice')
    .map((item) => [item.kind, item.count]);

describe('isBatch (chapter 3)', () => {
  it.each([
    ['single', 9, false],
    ['single', 10, true],
    ['single', 11, true],
    ['system', 1, false],
    ['system', 2, true],
    ['system', 3, true],
  ] as const)('%s, %i made: %s', (modelKind, quantityMade, expected) => {
    const decision = isBatch({ modelKind, phase: 'finalised', quantityMade }, defaultThresholds);
    expect(decision.value).toBe(expected);
    expect(decision.reason).toContain(String(quantityMade));
    expect(decision.clause).toBe('3');
  });

  it('takes the thresholds from the settings', () => {
    const model = { modelKind: 'single', phase: 'newProduct', quantityMade: 12 } as const;
    expect(isBatch(model, { ...defaultThresholds, batchSingle: 13 }).value).toBe(false);
  });
});

describe('responsibleSite (table 1)', () => {
  it.each<[ModelPhase, number, 'center' | 'unit']>([
    ['transferred', 1, 'center'],
    ['finalised', 1, 'center'],
    ['development', 9, 'unit'],
    ['development', 10, 'unit'], // contradiction 8
    ['development', 1000, 'unit'],
    ['newProduct', 9, 'unit'],
    ['newProduct', 10, 'center'],
    ['engineering', 1000, 'unit'],
  ])('%s, %i single products made: %s', (phase, quantityMade, site) => {
    const decision = responsibleSite({ modelKind: 'single', phase, quantityMade }, builtInRules);
    expect(decision.value).toBe(site);
    expect(decision.clause).toBe(site === 'center' ? '4 表1 1-2' : '4 表1 2-1');
    expect(decision.reason).toMatch(/服务/);
  });
});

describe('service table', () => {
  it('has every service in exactly one row with all six columns', () => {
    for (const service of services) {
      const row = rowOf(service, serviceTableV1);
      expect(row.occasions.length * row.modes.length * row.contents.length).toBeGreaterThan(0);
      expect(row.requirements.length * row.records.length * row.modeWords.length).toBeGreaterThan(0);
    }
  });

  it('marks what the surviving text does not hold as 推定', () => {
    expect(serviceTableV1.rows.filter((row) => row.inferred).flatMap((row) => row.services)).toEqual([
      'onSiteRepair',
      'returnRepair',
      'spares',
      'visit',
      'complaint',
    ]);
    for (const row of serviceTableV1.rows) expect(row.number === null).toBe(row.inferred);
  });

  it('is data that survives JSON and refuses a service in two rows', () => {
    expect(defineServiceTable(JSON.parse(JSON.stringify(serviceTableV1)))).toEqual(serviceTableV1);
    const [row] = serviceTableV1.rows;
    expect(() => defineServiceTable({ ...serviceTableV1, rows: row ? [row, row] : [] })).toThrow();
  });

  it('gives a check list of the service itself', () => {
    const refit = checkListFor('refit', serviceTableV1).map((item) => item.label);
    expect(refit).toContain('按改造方案进行');
    expect(refit).not.toContain('按安装调试要求进行');
    expect(checkListFor('training', serviceTableV1).map((item) => item.label)).toEqual(
      expect.arrayContaining(['确认培训教员', '准备相应的培训教材', '培训计划：课程安排']),
    );
    for (const service of services) {
      const keys = checkListFor(service, serviceTableV1).map((item) => item.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('names parts that its forms have', () => {
    for (const row of serviceTableV1.rows) {
      for (const rule of row.records) {
        if (rule.part === undefined || rule.kind === 'specialSummary') continue;
        expect(latestForm(rule.kind).parts.map((part) => part.key)).toContain(rule.part);
      }
    }
  });
});

describe('demandedReports: opening and refit', () => {
  it.each([
    [2, 0, [['commissioningReport', 2]]],
    [3, 0, [['batchReport', 1]]],
    [4, 0, [['batchReport', 1]]],
    [
      4,
      1,
      [
        ['batchReport', 1],
        ['commissioningReport', 1],
      ],
    ],
    [
      3,
      1,
      [
        ['commissioningReport', 2],
        ['commissioningReport', 1],
      ],
    ],
    [
      5,
      3,
      [
        ['commissioningReport', 2],
        ['commissioningReport', 3],
      ],
    ],
    [3, 3, [['commissioningReport', 3]]],
  ])('%i sets of one model, %i of them exceptions', (total, exceptions, expected) => {
    for (const service of ['opening', 'refit'] as const) {
      const equipment = sets(total);
      const task = facts(service, {
        equipment,
        exceptions: equipment.slice(0, exceptions).map((set) => set.uid),
      });
      expect(counts(task)).toEqual(expected);
    }
  });

  it('counts each model by itself', () => {
    const equipment = [...sets(3, 'a'), ...sets(2, 'b')];
    expect(counts(facts('opening', { equipment }))).toEqual([
      ['batchReport', 1],
      ['commissioningReport', 2],
    ]);
  });

  it('gives clause and figures, and takes 06A for an exception', () => {
    const equipment = sets(4);
    const demanded = demandedReports(facts('opening', { equipment, exceptions: ['m1-0'] }), builtInRules);
    expect(demanded[0]).toMatchObject({ kind: 'batchReport', clause: '5.5.1 表1-1', inferred: false });
    expect(demanded[0]?.reason).toContain('共 4 台（套），除去不正常 1 台（套），正常 3 台（套）');
    expect(demanded[0]?.equipment).toEqual(['m1-1', 'm1-2', 'm1-3']);
    expect(demanded[1]?.orKinds).toEqual(['repairReport']);
  });

  it('covers every set exactly once, whatever the exceptions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 }),
        fc.func(fc.boolean()),
        (models, excepted) => {
          const equipment = models.map((model, index) => ({
            uid: `${index}`,
            serial: `${index}`,
            model,
            modelName: model,
          }));
          const exceptions = equipment.filter((set) => excepted(set.uid)).map((set) => set.uid);
          const reports = demandedReports(facts('opening', { equipment, exceptions }), builtInRules).filter(
            (item) => item.kind !== 'dispatchNotice',
          );
          expect(reports.flatMap((item) => item.equipment).sort()).toEqual(
            equipment.map((set) => set.uid).sort(),
          );
          for (const report of reports) {
            const normal = equipment.filter(
              (set) => report.equipment.includes(set.uid) && !exceptions.includes(set.uid),
            );
            if (report.kind === 'batchReport') expect(normal.length).toBeGreaterThanOrEqual(3);
            else expect(report.count).toBe(report.equipment.length);
          }
        },
      ),
    );
  });
});

describe('demandedReports: other services', () => {
  it.each([
    [3.9, 'repairReport', 'training'],
    [4, 'trainingRecord', null], // contradiction 1
    [4.1, 'trainingRecord', null],
    [null, 'trainingRecord', null],
  ])('%s hours of training: %s', (trainingHours, kind, part) => {
    const [only, ...rest] = demandedReports(
      facts('training', { mode: 'training', atCompany: true, trainingHours }),
      builtInRules,
    );
    expect(only).toMatchObject({ kind, part, count: 1 });
    expect(rest).toEqual([]);
  });

  it.each<[Service, number, [string, number][]]>([
    ['installation', 3, [['commissioningReport', 3]]],
    ['trial', 4, [['commissioningReport', 4]]],
    [
      'support',
      2,
      [
        ['repairReport', 2],
        ['specialSummary', 1],
      ],
    ],
    ['onSiteRepair', 1, [['repairReport', 1]]],
    ['onSiteRepair', 0, [['repairReport', 1]]],
    [
      'returnRepair',
      2,
      [
        ['incomingItem', 2],
        ['repairReport', 2],
        ['outgoingItem', 2],
      ],
    ],
    [
      'spares',
      0,
      [
        ['outgoingItem', 1],
        ['incomingItem', 0],
      ],
    ],
    ['consultation', 0, [['phoneRecord', 1]]],
    ['visit', 0, [['customerInformation', 1]]],
    ['complaint', 0, [['customerInformation', 1]]],
  ])('%s with %i sets', (service, total, expected) => {
    const mode = service === 'returnRepair' ? 'return' : service === 'consultation' ? 'remote' : 'onSite';
    expect(counts(facts(service, { mode, equipment: sets(total) }))).toEqual(expected);
  });

  it('demands a dispatch notice for everything at the customer and nothing else (5.5.4)', () => {
    for (const service of services) {
      for (const mode of Object.keys(modeWords) as TaskFacts['mode'][]) {
        for (const atCompany of [false, true]) {
          const notices = demandedReports(facts(service, { mode, atCompany }), builtInRules).filter(
            (item) => item.kind === 'dispatchNotice',
          );
          const away = (mode === 'onSite' || mode === 'training') && !atCompany;
          expect(notices.map((item) => [item.count, item.clause])).toEqual(away ? [[1, '5.5.4']] : []);
        }
      }
    }
  });

  it('demands QR758-11A for everything done by a unit (table 1, 2-2)', () => {
    for (const service of services) {
      const by = (byUnit: boolean) =>
        demandedReports(facts(service, { byUnit }), builtInRules).filter(
          (item) => item.kind === 'serviceInformation',
        ).length;
      expect([by(true), by(false)]).toEqual([1, 0]);
    }
  });

  it('writes 推定 into the reason of an inferred row', () => {
    expect(demandedReports(facts('visit'), builtInRules)[0]?.reason).toMatch(/^（推定）/);
  });

  it('names what it demands with code and title', () => {
    for (const kind of formKinds) expect(demandedWords(kind)).toMatch(/^QR758-\d\dA [\u4e00-\u9fff/]+$/);
    expect(demandedWords('specialSummary')).toBe('专题总结');
  });
});
