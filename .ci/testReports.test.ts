import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './runCommand.ts';
import { bunCounts, judged, playwrightCounts, vitestCounts } from './testReports.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'test-reports-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function report(text: string): string {
  const file = join(folder, 'report');
  writeFileSync(file, text);
  return file;
}

describe('counting test reports', () => {
  it('counts a file that broke before its first test as failed', () => {
    const file = report(
      JSON.stringify({
        numPassedTests: 3,
        numFailedTests: 1,
        testResults: [
          {
            name: '/root/a.test.ts',
            status: 'failed',
            assertionResults: [{ fullName: 'a › b', status: 'failed', failureMessages: ['wrong'] }],
          },
          { name: '/root/c.test.ts', status: 'failed', message: 'does not parse', assertionResults: [] },
        ],
      }),
    );
    expect(vitestCounts(file, '/root')).toEqual({
      passed: 3,
      failed: 2,
      details: ['✗ a.test.ts › a › b\nwrong', '✗ c.test.ts\ndoes not parse'],
    });
  });

  it('reads the totals of bun without the skipped tests', () => {
    const file = report('<testsuites name="bun test" tests="9" failures="2" skipped="1" time="1"><x/>');
    expect(bunCounts(file)).toEqual({ passed: 6, failed: 2, details: [] });
  });

  it('counts a flaky end-to-end test as failed', () => {
    const file = report(
      JSON.stringify({
        stats: { expected: 4, unexpected: 1, flaky: 1 },
        errors: [],
        suites: [
          {
            suites: [
              {
                specs: [
                  {
                    title: 'opens',
                    file: 'a.spec.ts',
                    ok: false,
                    tests: [{ results: [{ errors: [{ message: 'no window' }] }] }],
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    expect(playwrightCounts(file)).toEqual({
      passed: 4,
      failed: 2,
      details: ['✗ a.spec.ts › opens\nno window'],
    });
  });

  it('never passes a runner that ran nothing', () => {
    const counts = judged(vitestCounts(join(folder, 'missing'), '/root'), {
      code: 0,
      output: 'nothing found',
    });
    expect(counts).toEqual({ passed: 0, failed: 1, details: ['no test ran', 'nothing found'] });
  });

  it('never passes a runner that ended badly', () => {
    const counts = judged({ passed: 5, failed: 0, details: [] }, { code: 1, output: 'unhandled error' });
    expect(counts).toMatchObject({ passed: 5, failed: 1 });
  });

  it('stops a command that does not end, with all it started', async () => {
    const outcome = await runCommand('bash', ['-c', 'sleep 600 & sleep 600'], { timeout: 100 });
    expect(outcome).toEqual({ code: -1, output: '\nstopped after 0.1 s' });
  });

  it('reports a command that is not there', async () => {
    const outcome = await runCommand('no-such-program', [], { timeout: 1000 });
    expect(outcome.code).toBe(-1);
    expect(outcome.output).toContain('no-such-program');
  });
});
