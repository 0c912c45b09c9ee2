/** A test by its file and the words of its `it` or `it.each`. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** A place of QS/PA758A-2010: what it asks for, where the program does it, and what shows that it does. */
export interface Clause {
  /** Number as the document has it, or the name of the table row or form. */
  readonly clause: string;
  readonly asks: string;
  /** Titles of screens. */
  readonly screens: readonly string[];
  /** Files that hold the rule. */
  readonly rules: readonly string[];
  readonly accepts: NamedTest;
  readonly violates: NamedTest;
}

/** A test by file and words. */
export function test(file: string, name: string): NamedTest {
  return { file, name };
}
/** Files of the tests that are named here. */
export const testFiles = {
  boundaries: 'shared/rules/boundaries.test.ts',
  rules: 'shared/rules/rules.test.ts',
  clocks: 'shared/rules/clocks.test.ts',
  forms: 'shared/forms/forms.test.ts',
  validate: 'shared/forms/validate.test.ts',
  lifecycle: 'shared/lifecycle/lifecycle.test.ts',
  cases: 'main/service/cases/cases.test.ts',
  matters: 'main/service/cases/matters.test.ts',
  following: 'main/service/following.test.ts',
  service: 'main/service/service.test.ts',
  way: 'main/service/wayOfTask.test.ts',
  plan: 'main/service/plan/plan.test.ts',
  duty: 'main/service/duty/duty.test.ts',
  staff: 'main/service/staff/staff.test.ts',
  spares: 'main/service/spares/spares.test.ts',
  ruleVersions: 'main/service/rules/rules.test.ts',
  board: 'main/service/compliance.test.ts',
  moving: 'main/records/moving.test.ts',
  drafts: 'main/records/drafts.test.ts',
  knowing: 'main/records/knowing.test.ts',
  importing: 'main/records/importing.test.ts',
  evaluation: 'main/evaluation/evaluation.test.ts',
  reports: 'main/evaluation/reports.test.ts',
  ledger: 'main/printing/ledger.test.ts',
  forSignature: 'main/printing/forSignature.test.ts',
  satisfaction: 'shared/rules/satisfaction.test.ts',
  exchange: 'tests/exchange/service.test.ts',
} as const;

/** The violation that the compliance board is shown, tile by tile. */
export const planted = test(testFiles.board, '%s turns red for its violation and lists exactly it');
