import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const summary = z.object({
  sites: z.array(
    z.object({
      code: z.string(),
      kind: z.string(),
      database: z.string(),
      logins: z.array(z.object({ account: z.string(), password: z.string(), roles: z.array(z.string()) })),
    }),
  ),
});

/** The center of the demonstration: how the program is told to open it, and who can log in. */
export interface DemoSite {
  readonly args: readonly string[];
  readonly logins: readonly string[];
}

/**
 * Reads what `npm run demo -- --out FOLDER` left behind.
 * @returns undefined when the folder holds no finished demonstration
 * @throws ZodError when `summary.json` has another shape; Error when it names no center
 */
export function demoCenter(folder: string): DemoSite | undefined {
  const file = join(folder, 'summary.json');
  if (!existsSync(file)) return undefined;
  const { sites } = summary.parse(JSON.parse(readFileSync(file, 'utf8')));
  const center = sites.find((site) => site.kind === 'center');
  if (center === undefined) throw new Error(`${file} names no center`);
  const data = join(folder, dirname(center.database));
  return {
    // The station secret lies beside the data folder, never in it.
    args: ['--data', data, '--secret', join(data, '..', 'station')],
    logins: center.logins.map(
      ({ account, password, roles }) => `${account}  ${password}  ${roles.join(', ')}`,
    ),
  };
}
