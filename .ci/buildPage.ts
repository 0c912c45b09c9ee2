import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds the page into `.vite/renderer/main_window`, where the program looks for it when it runs from source. Used by
 * `npm start`, the demonstration and the end-to-end tests (as Playwright's global set-up).
 */
export default async function buildPage(): Promise<void> {
  await build({
    configFile: join(import.meta.dirname, '..', 'renderer', 'vite.config.ts'),
    logLevel: 'warn',
    mode: 'production',
  });
}
