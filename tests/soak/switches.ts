import { stepRules } from '../../shared/cases/stepRules.ts';
import { caseKinds, recordKinds } from '../../shared/forms/kinds.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { complianceKeys } from '../../shared/rules/compliance.ts';
import { deadlineDefaults } from '../../shared/rules/deadlines.ts';
import { serviceTableV1 } from '../../shared/rules/serviceTableV1.ts';
import { defaultThresholds } from '../../shared/rules/thresholds.ts';

/** One rule, the code that switches it off when its module has been read, and the test that must fail then. */
export interface Switch {
  readonly group: string;
  readonly rule: string;
  /** Module that holds the rule as data. */
  readonly file: string;
  /** Put after the end of the module: the data are changed once, when it is loaded; the tree itself is not touched. */
  readonly off: string;
  readonly test: { readonly file: string; readonly name?: string };
}

const quoted = (value: unknown): string => JSON.stringify(value);

/** Tiles of the compliance board: the query finds nothing. */
const tiles: readonly Switch[] = complianceKeys.map((key) => ({
  group: 'compliance tile',
  rule: key,
  file: 'main/database/stores/compliance.ts',
  off: `tiles.${key}.red = () => never; tiles.${key}.amber = () => never;`,
  test: { file: 'main/service/compliance.test.ts', name: `${key} turns red` },
}));

/** Segregations of the tables of steps: one earlier doer may do the move after all. */
const segregations: readonly Switch[] = recordKinds.flatMap((kind) =>
  lifecycleOf(kind).segregation.flatMap(({ move, differsFrom }) =>
    differsFrom.map((earlier) => ({
      group: 'segregation',
      rule: `${kind}: ${move} ≠ ${earlier}`,
      file: 'shared/lifecycle/lifecycle.ts',
      // Several kinds share one table, so the kind gets a copy of its own first.
      off: `{ const kind = ${quoted(kind)}; lifecycles[kind] = structuredClone(lifecycles[kind]);
        for (const rule of lifecycles[kind].segregation) if (rule.move === ${quoted(move)})
          rule.differsFrom = rule.differsFrom.filter((one) => one !== ${quoted(earlier)}); }`,
      test: { file: 'tests/attack/segregation.test.ts', name: `written out: ${kind}` },
    })),
  ),
);

/** Tests that a case's step rules must fail, by kind. */
const caseTests: Readonly<Record<string, { readonly file: string; readonly name: string }>> = {
  complaint: { file: 'main/service/cases/cases.test.ts', name: 'complaint (5.6)' },
  qualityFeedback: { file: 'main/service/cases/cases.test.ts', name: 'quality feedback' },
  returnCase: { file: 'main/service/cases/matters.test.ts', name: 'return repair' },
  designChange: { file: 'main/service/cases/matters.test.ts', name: 'design change' },
  improvement: { file: 'main/service/cases/matters.test.ts', name: 'improvement item' },
  urgentReport: { file: 'main/service/cases/matters.test.ts', name: 'urgent report' },
  customerProperty: { file: 'main/service/cases/matters.test.ts', name: 'return repair' },
};

/** What must hold before the steps of cases. */
const steps: readonly Switch[] = caseKinds.flatMap((kind) =>
  (stepRules[kind] ?? []).map((rule, place) => ({
    group: 'step of a case',
    rule: `${kind} ${rule.moves.join('/')}: ${rule.why}`,
    file: 'shared/cases/stepRules.ts',
    off: `stepRules[${quoted(kind)}][${place}] = { ...stepRules[${quoted(kind)}][${place}], lacks: () => null };`,
    test: caseTests[kind] ?? { file: 'main/service/cases/matters.test.ts' },
  })),
);

/** Record rules and modes of the service table. */
const table: readonly Switch[] = serviceTableV1.rows.flatMap((row, place) =>
  row.records.map((record, index) => ({
    group: 'service table',
    rule: `${row.title}: ${record.words}`,
    file: 'shared/rules/serviceTableV1.ts',
    off: `serviceTableV1.rows[${place}].records.splice(${index}, 1);`,
    test: { file: 'shared/rules/rules.test.ts' },
  })),
);

/** Figures of the rules, each one higher. */
const figures: readonly Switch[] = Object.keys(defaultThresholds).map((key) => ({
  group: 'figure',
  rule: key,
  file: 'shared/rules/thresholds.ts',
  off: `defaultThresholds.${key} += 1;`,
  test: { file: 'shared/rules/boundaries.test.ts' },
}));

/** Deadlines, each longer by one, and what each does on rest days turned round. */
const deadlines: readonly Switch[] = Object.entries(deadlineDefaults).flatMap(
  ([key, { due, movesOffRestDays }]) => {
    const file = 'shared/rules/deadlines.ts';
    const test = { file: 'shared/rules/clocks.test.ts' };
    const longer = `{ const { due } = deadlineDefaults.${key}; if (typeof due.day === 'string') due.day = '12-31';
    for (const part of ['days', 'months', 'years', 'day']) if (typeof due[part] === 'number') due[part] += 1; }`;
    const length: Switch = { group: 'deadline', rule: `${key}: length`, file, off: longer, test };
    // Whole working days end on a working day whatever the rule says of rest days.
    if (due.count === 'workingDays') return [length];
    const off = `deadlineDefaults.${key}.movesOffRestDays = ${!movesOffRestDays};`;
    return [length, { group: 'deadline', rule: `${key}: rest days`, file, off, test }];
  },
);

/** Every rule that is switched off, one at a time. */
export const switches: readonly Switch[] = [
  ...figures,
  ...deadlines,
  ...table,
  ...segregations,
  ...steps,
  ...tiles,
];
