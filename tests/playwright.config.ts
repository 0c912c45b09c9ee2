import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: join(import.meta.dirname, 'e2e'),
  testMatch: '**/*.spec.ts',
  globalSetup: [
    join(import.meta.dirname, '..', '.ci', 'buildPage.ts'),
    join(import.meta.dirname, 'program', 'runGround.ts'),
  ],
  outputDir: join(import.meta.dirname, '..', 'test-results'),
  // Two programs at a time: each test file holds a whole station with its own folder, browser and database.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
