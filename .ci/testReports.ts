import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import type { Outcome } from './runCommand.ts';

/** Tests that passed and failed, and what there is to say about the failed ones. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly details: readonly string[];
}

/**
 * Corrects what a report says by how its runner ended: a runner that reports no test, or that ends badly although no
 * test failed, never counts as passed.
 */
export function judged(counts: Counts, outcome: Outcome): Counts {
  const nothingRan = counts.passed + counts.failed === 0;
  const endedBadly = outcome.code !== 0 && counts.failed === 0;
  if (!nothingRan && !endedBadly) return counts;
  const reason = nothingRan ? 'no test ran' : `the runner ended with ${outcome.code}`;
  return { ...counts, failed: counts.failed + 1, details: [...counts.details, reason, outcome.output] };
}

const nothing: Counts = { passed: 0, failed: 0, details: [] };

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Drops the stack lines of libraries: what is left says where in our own code it went wrong. */
function ownLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*(?:node_modules|\(node:)/.test(line))
    .join('\n');
}

/**
 * Reads vitest's JSON report; a file that failed without running a test counts as one failed test.
 * @param root folder to which file names are made relative
 * @returns zero tests when there is no report
 */
export function vitestCounts(file: string, root: string): Counts {
  if (!existsSync(file)) return nothing;
  const report = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const details: string[] = [];
  let brokenFiles = 0;
  for (const result of report.testResults) {
    const failures = result.assertionResults.filter((test) => test.status === 'failed');
    for (const test of failures) {
      details.push(
        `✗ ${relative(root, result.name)} › ${test.fullName}\n${ownLines((test.failureMessages ?? []).join('\n'))}`,
      );
    }
    if (result.status === 'failed' && failures.length === 0) {
      brokenFiles += 1;
      details.push(
        `✗ ${relative(root, result.name)}\n${result.message ?? 'the file failed outside its tests'}`,
      );
    }
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles, details };
}

/**
 * Reads the totals of bun's JUnit report.
 * @returns zero tests when there is no report
 */
export function bunCounts(file: string): Counts {
  if (!existsSync(file)) return nothing;
  const head = /<testsuites\b[^>]*>/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  return { passed: number('tests') - failed - number('skipped'), failed, details: [] };
}

const playwrightSuite = z.object({
  get suites() {
    return z.array(playwrightSuite).optional();
  },
  specs: z
    .array(
      z.object({
        title: z.string(),
        file: z.string(),
        ok: z.boolean(),
        tests: z.array(
          z.object({
            results: z.array(
              z.object({ errors: z.array(z.object({ message: z.string().optional() })).optional() }),
            ),
          }),
        ),
      }),
    )
    .optional(),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.object({ message: z.string().optional() })),
  suites: z.array(playwrightSuite),
});

function failedSpecs(suite: z.infer<typeof playwrightSuite>): string[] {
  const own = (suite.specs ?? [])
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const messages = spec.tests.flatMap((test) =>
        test.results.flatMap((result) => (result.errors ?? []).map((error) => error.message ?? '')),
      );
      return `✗ ${spec.file} › ${spec.title}\n${messages.join('\n')}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap(failedSpecs)];
}

/**
 * Reads Playwright's JSON report; a flaky test counts as failed.
 * @returns zero tests when there is no report
 */
export function playwrightCounts(file: string): Counts {
  if (!existsSync(file)) return nothing;
  const report = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { expected, unexpected, flaky } = report.stats;
  const details = [
    ...report.errors.map((error) => error.message ?? ''),
    ...report.suites.flatMap(failedSpecs),
  ];
  return { passed: expected, failed: unexpected + flaky, details };
}
