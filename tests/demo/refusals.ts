import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
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

/** Shows that replay, wrong recipient, truncation and a bad signature are refused; nothing of it stays in the folder. */
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
    const checked = await checkPackage(site, file, medium);
    const answer =
      checked.verdict === 'refused'
        ? `拒收 ${checked.code}（${checked.detail}）`
        : checked.verdict === 'alreadyImported'
          ? `已导入过第 ${checked.seq} 包，不再导入`
          : `未拒收：${checked.verdict}`;
    found.push({ what, answer });
  };
  await attempt('重放：同一包再次交来', center, taken.file, taken.medium);
  if (foreign !== undefined)
    await attempt(`错投：发往 ${foreign.recipient} 的包交给 ${unit.code}`, unit, foreign.file, taken.medium);
  const cut = join(folder, basename(taken.file));
  await copyFile(taken.file, cut);
  await truncate(cut, (await readFile(cut)).length - 700);
  await attempt('截断：介质上的文件少了末尾', center, cut, taken.medium);
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
  const middle = lines[3] ?? '';
  lines[3] = `${middle[0] === 'A' ? 'B' : 'A'}${middle.slice(1)}`;
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
