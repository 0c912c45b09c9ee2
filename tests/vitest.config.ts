import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

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
    // Two, whatever the machine: several tests start Chromium or hash passwords and need the memory.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
