import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Site } from '../program/site.ts';
import { copySite, type KeyAct, type KnownSite, newPassword, openKnown, sharesOnPaper } from './keyActs.ts';
import { outcome } from './siteUnderAttack.ts';

const program = fileURLToPath(new URL('./killedKeyAct.ts', import.meta.url));

/** A fresh copy of the known site for one act. */
function copyFor(): string {
  return mkdtempSync(join(tmpdir(), 'killed-'));
}

/** Runs an act once and keeps a picture of the disk at every step; answers the folder of each. */
export async function picturesOf(
  known: KnownSite,
  act: KeyAct,
): Promise<{ folder: string; pictures: string[] }> {
  const folder = copyFor();
  await copySite(known.folder, join(folder, 'site'));
  const file = join(folder, 'known.json');
  writeFileSync(file, JSON.stringify({ ...known, folder: join(folder, 'site') }));
  const run = spawnSync(process.execPath, [program, file, act, join(folder, 'pictures')], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  const names = readdirSync(join(folder, 'pictures')).sort((a, b) => Number(a) - Number(b));
  expect(Number(run.stdout)).toBeGreaterThan(names.length);
  return { folder, pictures: names.map((name) => join(folder, 'pictures', name)) };
}

/** Kills an act at one step; answers the folder of the site, or undefined when the act ended before. */
export async function killedAt(known: KnownSite, act: KeyAct, step: number): Promise<string | undefined> {
  const folder = copyFor();
  await copySite(known.folder, join(folder, 'site'));
  const file = join(folder, 'known.json');
  writeFileSync(file, JSON.stringify({ ...known, folder: join(folder, 'site') }));
  const run = spawnSync(process.execPath, [program, file, act, String(step)], { encoding: 'utf8' });
  if (run.signal === 'SIGKILL') return join(folder, 'site');
  rmSync(folder, { recursive: true });
  return undefined;
}

/** Checks that the site works in the state before the act or after it, whole. */
export async function expectWhole(
  known: KnownSite,
  act: KeyAct,
  folder: string,
  where: string,
): Promise<void> {
  const site = await openKnown(known, folder);
  try {
    if (act === 'recover') await enter(site, site.loginOf('securityAdmin'), true, where);
    await enter(site, 'zhiban', act === 'changePassword' || act === 'reset', where, act === 'disable');
    if (act === 'recover')
      for (const post of ['systemAdmin', 'auditor'] as const)
        await enter(site, site.loginOf(post), true, where);
    if (act === 'create') {
      const fresh = await outcome(site.call('session.unlock', { login: 'xinren', password: newPassword }));
      expect(['slots.wrong-credentials', 'people.not-enabled'], where).toContain(fresh);
    }
    if (act === 'enable') {
      const waiting = await outcome(
        site.call('session.unlock', { login: 'daiyong', password: known.passwords.daiyong ?? '' }),
      );
      expect(['done', 'people.not-enabled'], where).toContain(waiting);
    }
    await site.as(site.loginOf('auditor'));
    expect(await site.call('audit.verify', {}), where).toMatchObject({ intact: true });
    await site.close();
    if (!['rotate', 'split', 'recover'].includes(act)) return;
    // The shares of before, or those printed meanwhile; never none.
    const opened = [await opens(site, known.shares)];
    if (act === 'split')
      for (const splitId of await printedSplits(folder))
        opened.push(await opens(site, await sharesOnPaper(folder, splitId)));
    expect(opened, where).toContain('done');
  } finally {
    await site.close();
  }
}

async function enter(
  site: Site,
  login: string,
  mayBeNew: boolean,
  where: string,
  mayBeGone = false,
): Promise<void> {
  const before = site.person(login);
  const old = await outcome(site.call('session.unlock', { login, password: before.password }));
  if (old === 'done') return;
  if (mayBeGone && ['people.disabled', 'people.not-enabled'].includes(old)) return;
  expect(mayBeNew, `${where}: ${login} ${old}`).toBe(true);
  expect(
    await outcome(site.call('session.unlock', { login, password: newPassword })),
    `${where}: ${login}`,
  ).toBe('done');
  site.people.set(login, { ...before, password: newPassword });
  await site.call('session.lock');
}

async function opens(site: Site, shares: readonly string[]): Promise<string> {
  const administrator = (post: 'systemAdmin' | 'securityAdmin' | 'auditor') => ({
    post,
    login: site.loginOf(post),
    name: post,
    password: 'Hui-fu-yong-7',
  });
  return await outcome(
    site.call('session.recover', {
      shares: shares.slice(0, 2),
      wrappedKey: null,
      stationSecret: null,
      administrators: [
        administrator('systemAdmin'),
        administrator('securityAdmin'),
        administrator('auditor'),
      ],
    }),
  );
}

async function printedSplits(folder: string): Promise<string[]> {
  const names = readdirSync(join(folder, 'paper'));
  return names.filter((name) => name.endsWith('share3')).map((name) => name.split('-')[1] ?? '');
}
