import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = join(import.meta.dirname, '..');

/** The dearest files: begun last, one of them would keep one core waiting for the other. */
const dearest = [
  'main/printing/documents.test.ts',
  'tests/attack/gate.test.ts',
  'tests/attack/leak.test.ts',
  'tests/attack/keyKill.test.ts',
  'tests/attack/backupKill.test.ts',
  'tests/exchange/model.test.ts',
  'tests/exchange/mutants.test.ts',
  'tests/attack/jobs.test.ts',
];

class DearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isDear = (file: TestSpecification) => dearest.includes(relative(root, file.moduleId));
    const [dear, others] = [files.filter(isDear), files.filter((file) => !isDear(file))];
    return [...dear, ...(await super.sort(others))];
  }
}

export default defineConfig({
  root,
  // Vite's own cache must not land in a folder that the set-up replaces while a run goes on.
  cacheDir: join(root, 'node_modules', '.vitest'),
  resolve: {
    // Asking for the real package outside Electron starts a download of the runtime.
    alias: [{ find: /^electron$/, replacement: join(root, 'tests', 'electron', 'index.ts') }],
  },
  test: {
    include: [
      'main/**/*.test.{ts,tsx}',
      'shared/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
      'resources/**/*.test.ts',
      'tests/**/*.test.ts',
      '.ci/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'tests/bun/**', 'tests/e2e/**', 'tests/packaging/**'],
    globalSetup: ['tests/program/runGround.ts'],
    environment: 'node',
    pool: 'forks',
    sequence: { sequencer: DearestFirst },
    // Two, whatever the machine: several tests start Chromium or hash passwords and need the memory.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
