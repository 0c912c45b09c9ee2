import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { switches } from './switches.ts';

const root = join(import.meta.dirname, '..', '..');
const only = process.env.SOAK_GROUP;
const chosen = switches.filter(({ group }) => only === undefined || group === only);
const files = new Set(chosen.map(({ test }) => test.file));

/** Whether the named tests pass with this after the end of that module. */
function passes(test: { readonly file: string; readonly name?: string }, file = '', off = ''): boolean {
  const named = test.name === undefined ? [] : ['-t', test.name.replaceAll(/[()]/g, '\\$&')];
  const { status, stdout } = spawnSync(
    join(root, 'node_modules', '.bin', 'vitest'),
    ['run', '--config', join('tests', 'soak', 'switchedOff.config.ts'), test.file, ...named],
    { cwd: root, env: { ...process.env, SWITCH_FILE: file, SWITCH_OFF: off }, encoding: 'utf8' },
  );
  if (!/Tests .*(passed|failed)/.test(stdout))
    throw new Error(`${test.file} did not run:\n${stdout.slice(-600)}`);
  return status === 0;
}

it('the tests pass while every rule is on', () => {
  expect([...files].filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect([...files].filter((file) => !passes({ file }))).toEqual([]);
});

it(`each of ${chosen.length} rules, switched off, makes its test fail`, () => {
  const survivors: string[] = [];
  for (const [place, { group, rule, file, off, test }] of chosen.entries()) {
    if (passes(test, file, off)) survivors.push(`${group} · ${rule}`);
    if ((place + 1) % 10 === 0) console.log(`${place + 1} of ${chosen.length}, ${survivors.length} survived`);
  }
  console.log(`switched off: ${chosen.length}, survived: ${survivors.length}`);
  expect(survivors).toEqual([]);
});
