import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { RehearsalSheet, SetOpening } from '../../shared/contract/backup.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, ObjectUid } from '../../shared/ids.ts';
import { backupFailure } from '../database/backup.ts';
import { readManifest } from '../database/backupManifest.ts';
import { verifyDatabaseFile } from '../database/copy.ts';
import type { Database } from '../database/database.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { zero } from '../database/sealing.ts';
import { randomFiles } from '../database/stores/integrity.ts';
import { insertRehearsal, rehearsalByUid } from '../database/stores/restoration.ts';
import { ChainCheck, type ChainPlace, chainStart, liveChain } from './auditChain.ts';
import { openContents } from './contents.ts';
import type { JobContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { sheetText } from './rehearsalSheet.ts';
import { openCopiedSet, restoreFailure, setFacts } from './restore.ts';
import { copySet, siteFolder } from './restoreFiles.ts';
import { openSetKeys, requirePosts } from './restoreOpening.ts';
import type { Station } from './station.ts';

type Acts = Pick<AreaHandlers<'backup'>, 'rehearse' | 'rehearsal' | 'saveSheet'>;
type Line = RehearsalSheet['lines'][number];

/** Attachments drawn at random and read in full (spec 3 "Backup"). */
const drawn = 20;

/** SSHSIG namespace of rehearsal sheets. */
const namespace = 'spm-rehearsal-v1';

/**
 * Rehearsal of a restore: into a folder of its own, from the set alone, opened by what people bring. Nothing of the living
 * site is used or touched; what was restored is removed at the end, the signed sheet stays.
 */
export function rehearsalHandlers(station: Station): Acts {
  return {
    rehearse: async (ctx, input) => {
      await requireEmpty(station, input.folder, input.workFolder);
      const sheet = await rehearse(station, ctx, input).catch((error: unknown) => {
        throw restoreFailure(error);
      });
      const { keyId, signature } = await ctx.keys.signAsSite(namespace, Buffer.from(sheetText(sheet)));
      await ctx.commit(async ({ tx, audited }) => {
        await insertRehearsal(tx, {
          uid: sheet.uid,
          at: sheet.at,
          set_at: sheet.set.at,
          passed: sheet.passed ? 1 : 0,
          sheet: JSON.stringify(sheet),
          key_id: keyId,
          signature,
        });
        audited({ kind: 'rehearsal', uid: sheet.uid, number: sheet.passed ? 'passed' : 'failed' });
      });
      return { sheet };
    },

    rehearsal: async (ctx, input) => {
      const { sheet, key_id, signature } = await existing(ctx.db, input.uid);
      ctx.audited({ kind: 'rehearsal', uid: input.uid });
      return { sheet, keyId: key_id, signature };
    },

    saveSheet: async (ctx, input) => {
      const { sheet, signature } = await existing(ctx.db, input.uid);
      const name = join(
        input.folder,
        `恢复演练单-${sheet.site}-${sheet.at.slice(0, 10)}-${sheet.uid.slice(-6)}`,
      );
      const files = [`${name}.txt`, `${name}.txt.sig`] as const;
      await ctx.commit(async ({ audited }) => audited({ kind: 'rehearsal', uid: input.uid }));
      try {
        await writeDurably(files[1], Buffer.from(signature, 'latin1'));
        await writeDurably(files[0], Buffer.from(sheetText(sheet)));
      } catch (error) {
        throw backupFailure(error);
      }
      return { files: [...files] };
    },
  };
}

async function existing(db: JobContext['db'], uid: ObjectUid) {
  const row = await rehearsalByUid(db, uid);
  if (row === undefined) throw new AppError('record.not-found');
  return { ...row, sheet: JSON.parse(row.sheet) as RehearsalSheet };
}

/** The work folder is empty and lies neither in the site's data nor in the set. */
async function requireEmpty(station: Station, set: string, work: string): Promise<void> {
  const inside = (folder: string) => {
    const way = relative(folder, work);
    return way === '' || (!way.startsWith('..') && !isAbsolute(way));
  };
  const found = await readdir(work).catch(() => undefined);
  if (found === undefined || found.length > 0 || inside(station.options.dataFolder) || inside(set))
    throw new AppError('restore.rehearsal-folder');
}

async function rehearse(
  station: Station,
  ctx: JobContext,
  input: { readonly folder: string; readonly workFolder: string; readonly opening: SetOpening },
): Promise<RehearsalSheet> {
  const { manifest, digest } = await readManifest(input.folder);
  const work = join(input.workFolder, 'rehearsal');
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    await copySet(
      input.folder,
      manifest,
      work,
      (done, total) => ctx.progress(done, total, '核对并复制备份集'),
      ctx.signal,
    );
    const site = siteFolder(work);
    station.restoreTries.admit();
    const opened = await station.restoreTries.count(
      async () => await openSetKeys(site.slotFolder, input.opening, station.options),
    );
    try {
      const counted = await verifyDatabaseFile(site.databaseFile, opened.databaseKey);
      const database = await openCopiedSet(station, work, manifest, opened.databaseKey);
      try {
        const shares = input.opening.with === 'shares' ? input.opening.shares.length : 0;
        const people = await station.restoreTries.count(
          async () => await requirePosts(database.read, opened, shares, manifest.core.at as Instant),
        );
        station.restoreTries.succeeded();
        const lines = [
          {
            what: '文件摘要',
            found: `${manifest.core.files.length + manifest.content.length} 个文件全部相符`,
            passed: true,
          },
          { what: '清单签名', found: '与站点密钥相符', passed: true },
          countsLine(manifest.core.rows, counted.rows),
          await chainLine(ctx, database, manifest.core.head),
          await attachmentsLine(ctx, database, site.contentFolder),
        ];
        return {
          uid: ctx.newUid(),
          site: ctx.site.code,
          siteName: ctx.site.name,
          at: ctx.now,
          set: setFacts(manifest, digest),
          openedWith: input.opening.with,
          people,
          lines,
          passed: lines.every((line) => line.passed),
        };
      } finally {
        await database.close();
      }
    } finally {
      zero(opened.databaseKey, opened.stationSecret);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function countsLine(
  expected: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): Line {
  const wrong = Object.keys(expected).filter((table) => expected[table] !== found[table]);
  const rows = Object.values(found).reduce((sum, count) => sum + count, 0);
  return {
    what: '数据库各页与行数',
    found:
      wrong.length === 0 ? `${Object.keys(found).length} 张表、${rows} 行相符` : `不符：${wrong.join('、')}`,
    passed: wrong.length === 0,
  };
}

async function chainLine(
  ctx: JobContext,
  database: Database,
  head: { readonly seq: number; readonly digest: string },
): Promise<Line> {
  let check: ChainCheck | undefined;
  let problem: string | null = null;
  for await (const line of liveChain(database.read, chainStart)) {
    ctx.signal.throwIfAborted();
    check ??= new ChainCheck(startBefore(line));
    problem = check.take(line);
    if (problem !== null) break;
  }
  const place = check?.place ?? chainStart;
  const same = place.seq === head.seq && place.digest === head.digest;
  return {
    what: '审计链',
    found: problem ?? (same ? `连续，链头第 ${place.seq} 行与清单相符` : '链头与清单不符'),
    passed: problem === null && same,
  };
}

/** Rows of a closed year may have left for their segment; the chain is then followed from the first that is here. */
function startBefore(line: Parameters<ChainCheck['take']>[0]): ChainPlace {
  if ('querySeq' in line || line.seq === 1) return chainStart;
  return { ...chainStart, seq: line.seq - 1, digest: line.prevDigest, pagesDigest: line.pagesDigest };
}

async function attachmentsLine(ctx: JobContext, database: Database, folder: string): Promise<Line> {
  const { contents, store } = await openContents(database.read, folder);
  try {
    const files = await randomFiles(database.read, drawn);
    const damaged: string[] = [];
    for (const [done, file] of files.entries()) {
      ctx.signal.throwIfAborted();
      const hash = createHash('sha256');
      try {
        for await (const piece of contents.open({
          contentName: file.name,
          wrappedKey: file.wrappedKey,
          name: file.name.slice(0, 12),
        }))
          hash.update(piece);
        if (hash.digest('hex') !== file.sha256) damaged.push(file.name.slice(0, 12));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        damaged.push(file.name.slice(0, 12));
      }
      ctx.progress(done + 1, files.length, '抽查附件');
    }
    return {
      what: '随机抽查附件',
      found: damaged.length === 0 ? `${files.length} 个，解密后摘要相符` : `损坏：${damaged.join('、')}`,
      passed: damaged.length === 0,
    };
  } finally {
    store.close();
  }
}
