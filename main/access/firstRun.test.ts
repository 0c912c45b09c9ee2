import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { SiteCode } from '../../shared/ids.ts';
import { outcome } from '../../tests/attack/siteUnderAttack.ts';
import { bareHost, quickCost, Site } from '../../tests/program/site.ts';
import { decryptBackup } from '../exchange/crypto/ageBackup.ts';

type Input = CallInput<'session.firstRun'>;

let folder: string;
let site: Site;

const posts = [
  { post: 'systemAdmin', login: 'xitong', name: '甲', password: 'Qian-li-ma-81' },
  { post: 'securityAdmin', login: 'anquan', name: '乙', password: 'Wan-li-lu-72' },
  { post: 'auditor', login: 'shenji', name: '丙', password: 'Bai-jia-xing-63' },
] as const;

function input(change: Partial<Input> = {}): Input {
  return {
    site: { code: 'HQ' as SiteCode, name: '中心', kind: 'center', highestLevel: 2 },
    administrators: [...posts],
    rootPassphrase: ['Shan-he-qian-li-7', 'Feng-yu-tong-zhou-9'],
    rootFolder: join(folder, 'safe'),
    backupFolder: null,
    ...change,
  };
}

/** Every file below the folder. */
async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-run-'));
  const options = { code: 'HQ', name: '中心', kind: 'center', highestLevel: 2 } as const;
  site = await Site.open({ ...options, folder, host: bareHost, passwordCost: quickCost });
});
afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the first run', () => {
  it.each([
    ['two administrators', { administrators: posts.slice(0, 2) }, 'gate.bad-input'],
    ['four administrators', { administrators: [...posts, posts[0]] }, 'gate.bad-input'],
    [
      'two holders of one post',
      { administrators: [posts[0], posts[1], { ...posts[1], login: 'other' }] },
      'gate.bad-input',
    ],
    [
      'one log-in name for two posts',
      { administrators: [posts[0], posts[1], { ...posts[2], login: 'xitong' }] },
      'gate.bad-input',
    ],
    [
      'a short password',
      { administrators: [posts[0], posts[1], { ...posts[2], password: 'aB3#' }] },
      'people.password-weak',
    ],
    [
      'a password with its log-in name',
      { administrators: [posts[0], posts[1], { ...posts[2], password: 'Shenji-2026#' }] },
      'people.password-weak',
    ],
    [
      'a weak half of the root passphrase',
      { rootPassphrase: ['Shan-he-qian-li-7', 'a'] },
      'people.password-weak',
    ],
  ] as const)('refuses %s and makes nothing', async (_, change, code) => {
    expect(await outcome(site.call('session.firstRun', input(change as Partial<Input>)))).toBe(code);
    expect(await files()).toEqual([]);
    expect(await site.call('session.state')).toEqual({ phase: 'firstRun' });
  });

  it('that fails in the middle leaves nothing behind, keeps what was there, and can be done again', async () => {
    const secret = join(folder, 'station', 'station.secret');
    await mkdir(join(folder, 'station'));
    await writeFile(secret, Buffer.alloc(32, 7));
    await mkdir(join(folder, 'safe'));
    const older = join(folder, 'safe', 'root-HQ.age');
    await writeFile(older, 'the root key of an older installation');
    expect(await outcome(site.call('session.firstRun', input()))).toBe('gate.bad-input');
    expect((await files()).sort()).toEqual(['root-HQ.age', 'station.secret']);
    expect(await readFile(older, 'utf8')).toContain('older');
    await writeFile(join(folder, 'safe', 'blocked'), '');
    const blocked = input({ rootFolder: join(folder, 'safe', 'blocked', 'below') });
    expect((await site.app.gate.call('session.firstRun', blocked, { frame: 'own' })).ok).toBe(false);
    expect((await files()).sort()).toEqual(['blocked', 'root-HQ.age', 'station.secret']);
    expect(await outcome(site.call('session.firstRun', input({ rootFolder: join(folder, 'safe2') })))).toBe(
      'done',
    );
    await chmod(secret, 0o600);
  });

  it('runs once: neither beside another nor after it', async () => {
    const both = await Promise.all([1, 2].map(() => outcome(site.call('session.firstRun', input()))));
    expect(both.sort()).toEqual(['done', 'gate.not-first-run']);
    expect(await outcome(site.call('session.firstRun', input()))).toBe('gate.not-first-run');
    expect(await outcome(site.call('session.unlock', { login: 'shenji', password: posts[2].password }))).toBe(
      'done',
    );
    const state = await site.call('session.state');
    expect(state).toMatchObject({ phase: 'unlocked', person: { roles: ['auditor'] } });
  });

  it('leaves a root key file that is an encrypted OpenSSH key for stock age and ssh-keygen', async () => {
    const made = await site.call('session.firstRun', input());
    const file = await readFile(made.encryptedKeyFile);
    const text = Buffer.from(await decryptBackup('Shan-he-qian-li-7Feng-yu-tong-zhou-9', file)).toString();
    await expect(decryptBackup('Shan-he-qian-li-7', file)).rejects.toMatchObject({ code: 'E_AGE_AUTH' });
    const key = join(folder, 'root.key');
    await writeFile(key, text, { mode: 0o600 });
    const line = spawnSync('ssh-keygen', ['-l', '-f', key], { encoding: 'utf8' });
    expect(line.stdout).toContain(made.fingerprint);
    expect(made.words).toHaveLength(12);
    // Stock age asks for its passphrase on a terminal: `script` is one.
    const plain = join(folder, 'stock.key');
    const stock = spawnSync('script', ['-qec', `age -d -o ${plain} ${made.encryptedKeyFile}`, '/dev/null'], {
      input: 'Shan-he-qian-li-7Feng-yu-tong-zhou-9\n',
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stock.status, stock.stdout).toBe(0);
    expect(await readFile(plain, 'utf8')).toBe(text);
  });
});
