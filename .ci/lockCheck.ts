import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './runCommand.ts';

const versions = z.record(z.string(), z.string());
const packageJson = z.object({ dependencies: versions, devDependencies: versions });
const lockJson = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

/**
 * Checks that the lock can be trusted and installed: exact pins, every package with its digest, no address of a
 * registry in it, and nothing that `npm ci` would refuse (asked without network).
 * @returns a sentence for each thing wrong
 */
export async function checkLock(root: string): Promise<string[]> {
  const found: string[] = [];
  const manifest = packageJson.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const lock = lockJson.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));

  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) found.push(`${name} is not pinned exactly: ${version}`);
    const locked = lock.packages[`node_modules/${name}`]?.version;
    if (locked !== version) found.push(`${name} is ${version} in package.json and ${locked} in the lock`);
  }
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    if (entry.resolved !== undefined) found.push(`${path} names an address: ${entry.resolved}`);
    if (entry.integrity === undefined && entry.inBundle !== true) found.push(`${path} has no digest`);
  }

  const outcome = await runCommand(
    'npm',
    ['ci', '--dry-run', '--offline', '--ignore-scripts', '--loglevel=error'],
    {
      timeout: 120_000,
    },
  );
  if (outcome.code !== 0) found.push(`npm ci would refuse the lock:\n${outcome.output}`);
  return found;
}
