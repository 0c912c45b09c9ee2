import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..', '..');

/** Apart from the other tests: it builds the whole product and needs both cores for itself. */
export default defineConfig({
  root,
  cacheDir: join(root, 'node_modules', '.vitest'),
  test: {
    include: ['tests/packaging/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 420_000,
    passWithNoTests: false,
  },
});
