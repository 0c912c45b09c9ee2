import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgeKey, generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';

const child = fileURLToPath(new URL('./bigPackage.ts', import.meta.url));
const mebibytes = 16;
let base: string;
let key: AgeKey;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'exchange-durability-'));
  key = await generateAgeKey();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function run(...args: readonly string[]): {
  readonly digest: string;
  readonly peakMiB: number;
  readonly files: string[];
} {
  const result = spawnSync(process.execPath, [child, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line) as ReturnType<typeof run>;
}

/** Starts the writer and kills it (SIGKILL) as soon as it has written `bytes`. */
function killAfter(folder: string, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const process_ = spawn(process.execPath, [child, 'write', folder, key.recipient, String(mebibytes)]);
    let seen = '';
    process_.stdout.on('data', (data: Buffer) => {
      seen = (seen + data.toString()).slice(-200);
      const last = Number(seen.trimEnd().split('\n').at(-1));
      if (last >= bytes) process_.kill('SIGKILL');
    });
    process_.on('exit', () => resolve());
  });
}

const total = mebibytes * 1024 * 1024;

describe('group 31: kill -9 while a package is written', () => {
  it.each([0, 0.25, 0.5, 0.75, 0.95])(
    'at %f of the way: no final name; the re-run writes the same package',
    async (part) => {
      const folder = join(base, `killed-${part}`);
      mkdirSync(folder);
      await killAfter(folder, Math.floor(total * part));
      const out = join(folder, 'out');
      for (const name of existsSync(out) ? readdirSync(out) : []) expect(name).toMatch(/\.partial$/);
      const again = run('write', folder, key.recipient, String(mebibytes));
      const names = readdirSync(out);
      expect(names.filter((name) => !name.endsWith('.partial'))).toEqual(again.files);
      const read = run('read', join(out, again.files[0] ?? ''), key.identity, join(folder, 'import'));
      expect(read.digest).toBe(again.digest);
    },
  );
});

describe('group 41: memory does not grow with the package', () => {
  it('a package of 256 MiB is written and read below 300 MiB', () => {
    const folder = join(base, 'big');
    mkdirSync(folder);
    const written = run('write', folder, key.recipient, '256');
    expect(written.peakMiB).toBeLessThan(300);
    const read = run(
      'read',
      join(folder, 'out', written.files[0] ?? ''),
      key.identity,
      join(folder, 'import'),
    );
    expect(read.digest).toBe(written.digest);
    expect(read.peakMiB).toBeLessThan(300);
  }, 300_000);
});
