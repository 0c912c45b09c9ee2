import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type Carried, checkPackage } from './carrying.ts';
import type { DemoSite } from './world.ts';

const run = promisify(execFile);

/** What a site answered to a package that it must not take. */
export interface Refusal {
  readonly what: string;
  readonly answer: string;
}

/** A medium that was cut short on its way: tried before the whole package arrives. */
export async function tryCut(center: DemoSite, carried: Carried, folder: string): Promise<Refusal> {
  await mkdir(folder, { recursive: true });
  const cut = join(folder, basename(carried.file));
  await copyFile(carried.file, cut);
  await truncate(cut, (await stat(cut)).size - 700);
  const answer = answerOf(await checkPackage(center, cut, carried.medium));
  await rm(folder, { recursive: true, force: true });
  return { what: '截断：介质上的文件少了末尾', answer };
}

function answerOf(checked: Awaited<ReturnType<typeof checkPackage>>): string {
  if (checked.verdict === 'refused') return `拒收 ${checked.code}（${checked.detail}）`;
  return checked.verdict === 'alreadyImported'
    ? `已导入过第 ${checked.seq} 包，不再导入`
    : `未拒收：${checked.verdict}`;
}

/** Shows that replay, wrong recipient and a bad signature are refused; nothing of it stays in the folder. */
export async function tryRefused(given: {
  readonly center: DemoSite;
  readonly unit: DemoSite;
  /** A package unit → center that was imported already. */
  readonly taken: Carried;
  /** A package center → other. */
  readonly foreign: Carried | undefined;
  /** Where the forger of this demonstration works. */
  readonly folder: string;
  /** The center's age identity, which a forger would not have. */
  readonly identity: string;
  readonly recipient: string;
}): Promise<Refusal[]> {
  const { center, unit, taken, foreign, folder } = given;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const found: Refusal[] = [];
  const attempt = async (what: string, site: DemoSite, file: string, medium: string): Promise<void> => {
    found.push({ what, answer: answerOf(await checkPackage(site, file, medium)) });
  };
  await attempt('重放：同一包再次交来', center, taken.file, taken.medium);
  if (foreign !== undefined)
    await attempt(`错投：发往 ${foreign.recipient} 的包交给 ${unit.code}`, unit, foreign.file, taken.medium);
  await attempt('签名被改：重新打包、重新加密', center, await forged(given), taken.medium);
  await rm(folder, { recursive: true, force: true });
  return found;
}

/** Opens a package with stock tools, spoils the release signature, and seals it again with stock tools. */
async function forged(given: Parameters<typeof tryRefused>[0]): Promise<string> {
  const { folder, taken } = given;
  const work = join(folder, 'forged');
  await mkdir(work);
  const key = join(work, 'identity.txt');
  await writeFile(key, given.identity, { mode: 0o600 });
  const tar = join(work, 'P.tar');
  await run('age', ['-d', '-i', key, '-o', tar, taken.file]);
  const members = (await run('tar', ['-tf', tar])).stdout.trim().split('\n');
  await run('tar', ['-xf', tar, '-C', work]);
  const root = members[0]?.split('/')[0] ?? '';
  const signature = join(work, root, 'package.json.release.sig');
  const lines = (await readFile(signature, 'utf8')).split('\n');
  // The last line of the armour holds the signature itself: one sign of it is changed.
  const last = lines.findLastIndex((line) => line !== '' && !line.startsWith('-----'));
  const armour = lines[last] ?? '';
  lines[last] = `${armour.startsWith('A') ? 'B' : 'A'}${armour.slice(1)}`;
  await writeFile(signature, lines.join('\n'));
  const sums = await run(
    'sha256sum',
    [
      'bag-info.txt',
      'bagit.txt',
      'manifest-sha256.txt',
      'package.json',
      'package.json.release.sig',
      'package.json.site.sig',
    ],
    { cwd: join(work, root) },
  );
  await writeFile(join(work, root, 'tagmanifest-sha256.txt'), sums.stdout);
  const fixed = [
    '--format=ustar',
    '--no-recursion',
    '--mode=0644',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mtime=@0',
  ];
  await run('tar', [...fixed, '-cf', tar, '-C', work, ...members]);
  const file = join(work, basename(taken.file));
  await run('age', ['-r', given.recipient, '-o', file, tar]);
  return file;
}
