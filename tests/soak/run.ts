/** `npm run soak` runs every long test; `npm run soak -- keys` those whose file name has the word. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(root, 'node_modules', '.bin', 'vitest');
const config = join('tests', 'soak', 'vitest.config.ts');
const { status } = spawnSync(vitest, ['run', '--config', config, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
