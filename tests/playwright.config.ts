import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: join(import.meta.dirname, 'e2e'),
  testMatch: '**/*.spec.ts',
  globalSetup: join(import.meta.dirname, '..', '.ci', 'buildPage.ts'),
  outputDir: join(import.meta.dirname, '..', 'test-results'),
  // One program at a time: each test holds a whole station with its own browser and database.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
