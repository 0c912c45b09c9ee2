/**
 * Runs every check in order and counts: each check is one test, each test runner adds its own tests.
 * The last line is `N passed, N failed`; the exit code is 1 when something failed.
 * `npm test -- types unit` runs only the stages named.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTree } from './importRules.ts';
import { checkLock } from './lockCheck.ts';
import { runCommand } from './runCommand.ts';
import { bunCounts, type Counts, judged, playwrightCounts, vitestCounts } from './testReports.ts';

interface Stage {
  readonly name: string;
  readonly what: string;
  run(results: string): Promise<Counts>;
}

const root = join(import.meta.dirname, '..');
const minute = 60_000;
// Limits of the stages are there for what hangs; a loaded machine takes several times as long as a quiet one.

/** One check by a command: its exit code is the result, its output is shown when it fails. */
async function check(command: string, args: readonly string[]): Promise<Counts> {
  const outcome = await runCommand(command, args, { timeout: 5 * minute });
  return outcome.code === 0
    ? { passed: 1, failed: 0, details: [] }
    : { passed: 0, failed: 1, details: [outcome.output] };
}

function fromFindings(findings: readonly string[]): Counts {
  return findings.length === 0
    ? { passed: 1, failed: 0, details: [] }
    : { passed: 0, failed: 1, details: findings };
}

async function vitest(config: string, report: string, timeout: number): Promise<Counts> {
  const args = ['run', '--config', config, '--reporter=json', `--outputFile=${report}`];
  const outcome = await runCommand('vitest', args, { timeout });
  return judged(vitestCounts(report, root), outcome);
}

const stages: readonly Stage[] = [
  {
    name: 'format',
    what: 'format and lint (biome)',
    run: () => check('biome', ['check', '--config-path=.ci', '--error-on-warnings', '.']),
  },
  { name: 'types', what: 'types (tsc)', run: () => check('tsc', ['--noEmit']) },
  {
    name: 'dead',
    what: 'dead code (knip)',
    run: () => check('knip', ['--config', '.ci/knip.json', '--no-progress']),
  },
  {
    name: 'imports',
    what: 'import rules',
    run: async () =>
      fromFindings(checkTree(root).map(({ path, line, message }) => `${path}:${line} ${message}`)),
  },
  { name: 'lock', what: 'package lock', run: async () => fromFindings(await checkLock(root)) },
  {
    name: 'unit',
    what: 'unit, contract and attack tests (vitest)',
    run: (results) => vitest('tests/vitest.config.ts', join(results, 'unit.json'), 40 * minute),
  },
  {
    name: 'bun',
    what: "cryptography on Electron's library (bun)",
    run: async (results) => {
      const report = join(results, 'bun.xml');
      const args = ['test', './tests/bun', '--reporter=junit', `--reporter-outfile=${report}`];
      const outcome = await runCommand('bun', args, { timeout: 5 * minute });
      return judged(bunCounts(report), outcome);
    },
  },
  {
    name: 'e2e',
    what: 'end to end (Playwright)',
    run: async (results) => {
      const report = join(results, 'e2e.json');
      const args = ['test', '--config', 'tests/playwright.config.ts', '--reporter=json'];
      const outcome = await runCommand('playwright', args, {
        timeout: 25 * minute,
        env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      });
      return judged(playwrightCounts(report), outcome);
    },
  },
  {
    name: 'package',
    what: 'packaging',
    run: (results) => vitest('tests/packaging/vitest.config.ts', join(results, 'package.json'), 8 * minute),
  },
];

async function main(wanted: readonly string[]): Promise<boolean> {
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.log(`no stage ${unknown.join(', ')}; there are ${stages.map((stage) => stage.name).join(', ')}`);
  }
  const results = mkdtempSync(join(tmpdir(), 'test-results-'));
  let passed = 0;
  let failed = unknown.length;
  try {
    for (const stage of stages) {
      if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
      const started = performance.now();
      const counts = await stage.run(results).catch((error: unknown) => {
        const details = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
        return { passed: 0, failed: 1, details };
      });
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
      console.log(
        `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${stage.what}: ${counts.passed} passed, ${counts.failed} failed`,
      );
      for (const detail of counts.details) console.log(detail.trimEnd());
      passed += counts.passed;
      failed += counts.failed;
    }
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
