import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

const root = join(import.meta.dirname, '..', '..');
const { SWITCH_FILE = '', SWITCH_OFF = '' } = process.env;

/** The tests with one rule switched off: only `tests/soak/rules.soak.ts` runs them so. */
export default defineConfig({
  ...base,
  // What was compiled with another rule switched off must not come back.
  test: { ...base.test, fsModuleCache: false },
  plugins: [
    {
      name: 'one rule switched off',
      enforce: 'pre',
      transform: (code, id) => {
        if (SWITCH_FILE === '' || id.split('?')[0] !== join(root, SWITCH_FILE)) return null;
        return `${code}\n${SWITCH_OFF}\n`;
      },
    },
  ],
});
