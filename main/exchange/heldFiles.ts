import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JobContext } from '../access/context.ts';

/** Where packages wait, sealed, for what comes before them: beside staging, which is emptied at every lock. */
export function heldFolder(ctx: Pick<JobContext, 'stagingFolder'>): string {
  return join(dirname(ctx.stagingFolder), 'held');
}

/** Removes files of packages that wait no longer; one that is gone already is no fault. */
export async function dropHeldFiles(
  ctx: Pick<JobContext, 'stagingFolder'>,
  files: readonly string[],
): Promise<void> {
  for (const file of files) await rm(join(heldFolder(ctx), file), { force: true });
}
