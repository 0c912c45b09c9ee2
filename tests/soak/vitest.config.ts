import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/** Long runs of tests that `npm test` has in a fixed, smaller size: every `*.soak.ts` of this folder. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['tests/soak/**/*.soak.ts'],
    testTimeout: 4 * 3_600_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
  },
});
