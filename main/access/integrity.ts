import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Instant, toInstant } from '../../shared/ids.ts';
import { presentSets } from '../database/backup.ts';
import { readManifest } from '../database/backupManifest.ts';
import { copyWhole } from '../database/contentFiles.ts';
import { fileSha256 } from '../database/durableFiles.ts';
import {
  checkState,
  clearFaults,
  faultById,
  fileByName,
  filesToCheck,
  insertFault,
  integrityFaults,
  readWholeRow,
  recordCheck,
  recordIdsAfter,
  recordsOfFile,
  type StoredFile,
} from '../database/stores/integrity.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { appendAudit } from './auditLog.ts';
import type { Contents, JobContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import type { OpenSession, Station } from './station.ts';

type Acts = Pick<AreaHandlers<'backup'>, 'integrity' | 'checkIntegrity' | 'repair'>;
type Outcome = 'whole' | 'damaged' | 'missing';

const dayMs = 86_400_000;
/** Every attachment is read again within this time (spec 3 "Backup"). */
const attachmentAge = 90 * dayMs;
/** Every page of the database is checked within this time. */
const pageAge = 7 * dayMs;
/** A slice in the background: files, or as many as fit into the bytes, whichever is less. */
const slice = { files: 20, bytes: 32 * 1024 * 1024 } as const;
/** A check that was asked for reads this many of the longest unchecked attachments, overdue or not. */
const askedFor = 500;
/** After every check there was. */
const everyCheck = '9999';

/** What lies on the disk is still what was written: pages of the database, sealed attachments. */
export function integrityHandlers(station: Station): Acts {
  return {
    integrity: async (ctx) => {
      const [state, faults, disk] = await Promise.all([
        checkState(ctx.db, before(ctx.now, attachmentAge), ctx.now),
        integrityFaults(ctx.db, false),
        station.disk.state(),
      ]);
      return {
        lastPageCheck: (await getMeta(ctx.db, 'last-page-check')) as Instant | null,
        attachments: state.files,
        overdue: state.overdue,
        oldestCheck: state.oldest as Instant | null,
        faults: faults.map((fault) => ({
          id: fault.id,
          foundAt: fault.found_at as Instant,
          what: fault.what,
          object: fault.object,
          records: JSON.parse(fault.records) as string[],
          wholeSet: fault.whole_set,
          clearedAt: fault.cleared_at as Instant | null,
        })),
        disk,
      };
    },

    checkIntegrity: async (ctx) => {
      const { session } = station;
      if (session === undefined) throw new AppError('gate.locked');
      const damagedPages = await checkPages(station, session);
      const files = await filesToCheck(ctx.db, everyCheck, ctx.now, askedFor);
      let damaged = 0;
      for (const [done, file] of files.entries()) {
        ctx.signal.throwIfAborted();
        if ((await checkFile(session, ctx.contents, file)) !== 'whole') damaged += 1;
        ctx.progress(done + 1, files.length, '重新核对附件');
      }
      ctx.audited({
        kind: 'integrity',
        uid: ctx.site.code,
        number: `pages=${damagedPages} files=${damaged}`,
      });
      return { damagedPages, attachments: files.length, damaged };
    },

    repair: async (ctx, input) => await repair(station, ctx, input.id),
  };
}

function before(now: Instant, age: number): Instant {
  return toInstant(new Date(Date.parse(now) - age));
}

/**
 * A slice of the checks that run by themselves while somebody works: pages once a week, then attachments, the longest
 * unchecked first. Ends early at the lock; what was checked is kept, so that the next slice goes on there.
 * @returns true when something is still due
 */
export async function checkSlice(station: Station): Promise<boolean> {
  const { session } = station;
  if (session === undefined) return false;
  const { database } = session;
  const lastPages = await getMeta(database.read, 'last-page-check');
  const now = session.now();
  // A check of a time to come was made under a wrong clock.
  if (lastPages === null || lastPages < before(now, pageAge) || lastPages > now) {
    await checkPages(station, session);
    return true;
  }
  const due = await filesToCheck(database.read, before(now, attachmentAge), now, slice.files);
  const { contents } = await session.contextBase(() => undefined);
  let bytes = 0;
  for (const file of due) {
    if (session.signal.aborted || bytes > slice.bytes) break;
    await checkFile(session, contents, file, (read) => {
      bytes += read;
    });
  }
  return due.length > 0;
}

/** The checksum of every page. Damage is told by the records that cannot be read and the newest set that is whole. */
async function checkPages(station: Station, session: OpenSession): Promise<number> {
  const { database, site } = session;
  const damagedPages = await database.checkPages();
  const now = session.now();
  if (damagedPages === 0) {
    await database.inTransaction(async (tx) => {
      await setMeta(tx, 'last-page-check', now);
      await clearFaults(tx, 'database', null, now);
    });
    return 0;
  }
  const unreadable = await unreadableRecords(session);
  const target = await getMeta(database.read, 'backup-target');
  // Sets were opened and checked page by page when they were written.
  const whole = target === null ? undefined : (await presentSets(target)).find((set) => set.good)?.folder;
  await database.inTransaction(async (tx) => {
    const isNew = await insertFault(tx, {
      found_at: now,
      what: 'database',
      object: `${damagedPages} 页`,
      records: unreadable,
      whole_set: whole ?? null,
    });
    await setMeta(tx, 'last-page-check', now);
    if (isNew) await noteFault(tx, station, site.code, `pages=${damagedPages}`);
  });
  return damagedPages;
}

const idsAtOnce = 1000;
const mostNamed = 200;

/** Records that the database can no longer give out; the first 200 by number where it can still be read, else by row. */
async function unreadableRecords({ database }: OpenSession): Promise<string[]> {
  const found: string[] = [];
  for (let after = 0; ; ) {
    const ids = await recordIdsAfter(database.read, after, idsAtOnce).catch(() => []);
    for (const id of ids) {
      const readable = await readWholeRow(database.read, id).then(
        () => true,
        () => false,
      );
      if (!readable) found.push(`第 ${id} 行记录`);
      if (found.length === mostNamed) return found;
    }
    const last = ids.at(-1);
    if (last === undefined) return found;
    after = last;
  }
}

/** Reads one file in full, decrypts it and compares its digest with the database. */
async function checkFile(
  session: OpenSession,
  contents: Contents,
  file: StoredFile,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Outcome> {
  const { database, site } = session;
  const outcome = await outcomeOf(contents, file, onBytes);
  const whole = outcome === 'whole' ? null : await wholeSetFor(session, file);
  const now = session.now();
  await database.inTransaction(async (tx) => {
    await recordCheck(tx, file.name, now, outcome);
    if (outcome === 'whole') {
      await clearFaults(tx, 'attachment', file.name, now);
      return;
    }
    const isNew = await insertFault(tx, {
      found_at: now,
      what: 'attachment',
      object: file.name,
      records: await recordsOfFile(tx, file.name),
      whole_set: whole,
    });
    if (isNew) await noteFault(tx, { now }, site.code, file.name.slice(0, 32));
  });
  return outcome;
}

async function outcomeOf(
  contents: Contents,
  file: StoredFile,
  onBytes: (bytes: number) => void,
): Promise<Outcome> {
  const hash = createHash('sha256');
  try {
    const stream = contents.open({
      contentName: file.name,
      wrappedKey: file.wrappedKey,
      name: file.name.slice(0, 12),
    });
    for await (const piece of stream) {
      hash.update(piece);
      onBytes(piece.length);
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'content.missing') return 'missing';
    if (error instanceof AppError && error.code === 'content.damaged') return 'damaged';
    throw error;
  }
  return hash.digest('hex') === file.sha256 ? 'whole' : 'damaged';
}

async function noteFault(
  tx: Parameters<typeof appendAudit>[0],
  { now }: Pick<Station, 'now'>,
  site: OpenSession['site']['code'],
  object: string,
): Promise<void> {
  await appendAudit(tx, site, {
    act: 'integrity.fault',
    at: now,
    account: 'system',
    object: { kind: 'integrity', uid: object },
    outcome: 'alarm',
  });
}

/** The newest set that holds a file as it was written there. */
async function wholeSetFor(session: OpenSession, file: StoredFile): Promise<string | null> {
  const target = await getMeta(session.database.read, 'backup-target');
  if (target === null) return null;
  const path = `content/${file.name.slice(0, 2)}/${file.name}`;
  for (const set of await presentSets(target)) {
    const read = await readManifest(set.folder).catch(() => undefined);
    const listed = read?.manifest.content.find((candidate) => candidate.path === path);
    if (listed === undefined) continue;
    const digest = await fileSha256(join(set.folder, path)).catch(() => undefined);
    if (digest === listed.sha256) return set.folder;
  }
  return null;
}

/** Puts the whole copy back and checks it like every other; a set that does not have it after all changes nothing. */
async function repair(station: Station, ctx: JobContext, id: number): Promise<{ done: true }> {
  const { session } = station;
  if (session === undefined) throw new AppError('gate.locked');
  const fault = await faultById(ctx.db, id);
  const file =
    fault === undefined || fault.what !== 'attachment' ? undefined : await fileByName(ctx.db, fault.object);
  if (fault === undefined || file === undefined || fault.cleared_at !== null)
    throw new AppError('people.already-decided');
  const set = await wholeSetFor(session, file);
  if (set === null) throw new AppError('integrity.no-whole-set');
  await copyWhole(join(set, 'content'), station.contentFolder, file.name);
  if ((await checkFile(session, ctx.contents, file)) !== 'whole')
    throw new AppError('integrity.no-whole-set');
  ctx.audited({ kind: 'integrity', uid: file.name.slice(0, 32) });
  return { done: true };
}

const betweenMs = 60_000;

/** Runs slices while the station is unlocked: one a minute while something is due, so that nobody notices. */
export function watchIntegrity(station: Station): void {
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    timer = setTimeout(() => {
      checkSlice(station).then(
        () => next(),
        // What could not be checked is due again; a lock ends the slice, not the program.
        (error: unknown) => {
          if (station.session !== undefined) station.describe(error);
          next();
        },
      );
    }, betweenMs);
    timer.unref();
  };
  station.on('unlocked', () => {
    clearTimeout(timer);
    next();
  });
  station.on('locked', () => clearTimeout(timer));
}
