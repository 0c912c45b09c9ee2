import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { backupFailure, copyVerified, verifyBackup } from '../database/backup.ts';
import { bytesOf, faultText, manifestName } from '../database/backupManifest.ts';
import { syncFolder } from '../database/durableFiles.ts';
import { mediumByNumber } from '../database/stores/exchange.ts';
import type { HandlerFor } from './handlerTypes.ts';
import { secondPost } from './restoredSite.ts';
import type { Station } from './station.ts';

/**
 * `backup.copyToMedium`: a good set to a removable medium, by two posts. The medium is registered and its level reaches the
 * highest of the site, because a set holds everything. Each file is read back; the folder gets its name last.
 */
export function copyToMedium(station: Station): HandlerFor<Contract['backup']['copyToMedium']> {
  return async (ctx, input) => {
    await secondPost(ctx, input.second);
    const medium = await mediumByNumber(ctx.db, input.medium);
    if (medium === undefined) throw new AppError('backup.medium-refused', { detail: '介质未登记' });
    if (medium.level < ctx.site.highestLevel)
      throw new AppError('backup.medium-refused', { detail: '介质密级低于本站最高密级' });
    const check = await station.withKeys(
      async (_slots, databaseKey) =>
        await verifyBackup(input.folder, databaseKey, (done, of) => ctx.progress(done, of, '核对备份集')),
    );
    if (check.faults.length > 0)
      throw new AppError('backup.set-damaged', { detail: faultText(check.faults) });
    const { manifest } = check;
    const folder = join(input.to, basename(input.folder));
    const partial = `${folder}.partial`;
    // Recorded before it leaves the house; a copy that fails after that is in the log all the same.
    await ctx.commit(async ({ audited }) =>
      audited({ kind: 'backup', uid: check.manifestDigest, number: input.medium }),
    );
    try {
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const files = [...manifest.core.files, ...manifest.content];
      for (const [done, file] of files.entries()) {
        ctx.signal.throwIfAborted();
        await copyVerified(join(input.folder, file.path), partial, file.path);
        ctx.progress(done + 1, files.length, '写入介质');
      }
      await copyVerified(join(input.folder, manifestName), partial, manifestName);
      await rename(partial, folder);
      await syncFolder(input.to);
    } catch (error) {
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
      throw backupFailure(error);
    }
    return { folder, bytes: bytesOf(manifest) };
  };
}
