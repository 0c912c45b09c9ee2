import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HandlerInput, HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { bytesOf, coreBytes, type Manifest, readManifest } from '../database/backupManifest.ts';
import { setName } from '../database/backupSets.ts';
import { auditHeadOfFile } from '../database/copy.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { diskFailure, exists, syncFolder, writeDurably } from '../database/durableFiles.ts';
import { errorCode } from '../database/failures.ts';
import type { ReadDb } from '../database/handles.ts';
import { LockedJournal } from '../database/lockedJournal.ts';
import { zero } from '../database/sealing.ts';
import { auditHead } from '../database/stores/audit.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { insertRestoration, openRetirement } from '../database/stores/restoration.ts';
import { ownSite, siteKeys } from '../database/stores/site.ts';
import { appendAudit } from './auditLog.ts';
import { checkHandOver, type HandOver, readHandOver, takeOver } from './handOver.ts';
import {
  copySet,
  decideSwap,
  restoreStaging,
  settleSwap,
  siteFolder,
  waitingSecret,
} from './restoreFiles.ts';
import {
  makeSlotsAnew,
  newStationSecret,
  type OpenedSet,
  openSetKeys,
  requirePosts,
} from './restoreOpening.ts';
import type { Station } from './station.ts';

type Input = HandlerInput<'backup.restore'>;
type Facts = HandlerOutput<'backup.inspectSet'>['set'];

/** What a set says of itself. */
export function setFacts(manifest: Manifest, digest: Sha256Hex): Facts {
  const { at, site, head, files } = manifest.core;
  return {
    at: at as Instant,
    site,
    files: files.length + manifest.content.length,
    bytes: bytesOf(manifest),
    head: { seq: head.seq, digest: head.digest as Sha256Hex },
    digest,
  };
}

/** `backup.inspectSet`: only where there is no site yet; a lock screen shows nobody the files of this machine. */
export async function inspectSet(
  station: Station,
  input: HandlerInput<'backup.inspectSet'>,
): Promise<HandlerOutput<'backup.inspectSet'>> {
  const { manifest, digest } = await readManifest(input.folder);
  return {
    set: setFacts(manifest, digest),
    stationSecretHere: await exists(station.options.stationSecretFile),
  };
}

/**
 * The database of a set, opened in a folder to which the set was copied, its signature checked by the site's own key.
 * @throws AppError backup.set-damaged, database.*
 */
export async function openCopiedSet(
  station: Pick<Station, 'options'>,
  folder: string,
  manifest: Manifest,
  databaseKey: Uint8Array,
): Promise<Database> {
  const database = await openDatabase({
    file: siteFolder(folder).databaseFile,
    key: databaseKey,
    mode: 'existing',
    clock: station.options.clock,
  });
  try {
    const keys = await siteKeys(database.read, 'siteSigning');
    const { signature, core } = manifest;
    const key = keys.find((candidate) => candidate.id === signature?.keyId);
    for (const { secret } of keys) secret.fill(0);
    const genuine =
      signature !== null &&
      key !== undefined &&
      station.options.signing.verify(key.public_key, 'spm-backup-v1', coreBytes(core), signature.armored);
    if (!genuine) throw new AppError('backup.set-damaged', { detail: '清单签名不符' });
    const head = await auditHead(database.read);
    if (head.seq !== core.head.seq || head.digest !== core.head.digest)
      throw new AppError('backup.set-damaged', { detail: '审计链头与清单不符' });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * `backup.restore`: a set becomes the site, on a bare folder or in the place of a locked site, whose files are kept aside.
 * Prepared in a folder of its own, with its state and its audit row, and swapped in by one decision: killed at any point
 * the old or the new site works.
 * @throws AppError restore.*, backup.set-damaged, recovery.*, database.*
 */
export async function restore(station: Station, input: Input): Promise<HandlerOutput<'backup.restore'>> {
  try {
    return await restoreShut(station, input);
  } catch (error) {
    const refused = restoreFailure(error);
    // Nobody is logged in: the journal of the locked time keeps that somebody tried.
    await station.noteRefusal({
      object: { kind: 'backup', uid: 'restore' },
      outcome: `refused:${refused.code}`,
      account: 'locked',
    });
    throw refused;
  }
}

/** What the disk or the medium says, as the sentence for it; anything unforeseen goes on as it is. */
export function restoreFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const found = diskFailure(error);
  if (found instanceof AppError) return found;
  const code = errorCode(error);
  if (code === '') throw error;
  return new AppError('restore.failed', { detail: mediumWords[code] ?? code });
}

const mediumWords: Readonly<Record<string, string>> = {
  ENOENT: '找不到文件',
  ENOTDIR: '所选位置不是文件夹',
  EACCES: '没有访问权限',
  EPERM: '没有访问权限',
  EROFS: '磁盘为只读',
  EIO: '磁盘或介质读写错误',
};

async function restoreShut(station: Station, input: Input): Promise<HandlerOutput<'backup.restore'>> {
  return await station.whileShut(async () => {
    const { dataFolder, stationSecretFile } = station.options;
    station.restoreTries.admit();
    await settleSwap(dataFolder, stationSecretFile);
    const staging = restoreStaging(dataFolder);
    const { manifest, digest } = await readManifest(input.folder);
    const handOver = input.handOver === null ? undefined : await readHandOver(input.handOver);
    await mkdir(staging, { recursive: true, mode: 0o700 });
    try {
      await copySet(input.folder, manifest, staging, (done, total) =>
        station.reportProgress({ path: 'backup.restore', done, total, what: '核对并复制备份集' }),
      );
      const opened = await station.restoreTries.count(
        async () => await openSetKeys(siteFolder(staging).slotFolder, input.opening, station.options),
      );
      try {
        return await bringIn(station, input, { manifest, digest, staging, opened, handOver });
      } finally {
        zero(opened.databaseKey, opened.stationSecret);
      }
    } catch (error) {
      // After the decision nothing is taken back: the next start, or this one, ends the swap.
      await settleSwap(dataFolder, stationSecretFile);
      throw error;
    }
  });
}

interface Bringing {
  readonly manifest: Manifest;
  readonly digest: Sha256Hex;
  readonly staging: string;
  readonly opened: OpenedSet;
  readonly handOver: HandOver | undefined;
}

async function bringIn(
  station: Station,
  input: Input,
  { manifest, digest, staging, opened, handOver }: Bringing,
): Promise<HandlerOutput<'backup.restore'>> {
  const { dataFolder, stationSecretFile } = station.options;
  const found = await headOfPresent(station, opened.databaseKey);
  const database = await openCopiedSet(station, staging, manifest, opened.databaseKey);
  let answer: Omit<HandlerOutput<'backup.restore'>, 'replaced'>;
  let newSecret = false;
  try {
    const { read } = database;
    const site = await ownSite(read);
    if (site === undefined) throw new AppError('database.damaged');
    const people = await station.restoreTries.count(
      async () =>
        await requirePosts(
          read,
          opened,
          input.opening.with === 'shares' ? input.opening.shares.length : 0,
          manifest.core.at as Instant,
        ),
    );
    if (handOver === undefined && (await openRetirement(read)) !== undefined)
      throw new AppError('restore.hand-over-refused', {
        detail: '该备份集来自已移交的站点，须同时选择移交文件',
      });
    if (handOver !== undefined) checkHandOver(station, handOver, manifest, digest, await ownLines(read));
    const generation = await settleSecret(station, input, opened, database, staging);
    newSecret = generation !== undefined;
    const journalId = await nextJournal(read, siteFolder(staging).slotFolder);
    await database.inTransaction(async (tx) => {
      await setMeta(tx, 'journal-id', journalId);
      if (generation !== undefined) await setMeta(tx, 'slot-generation', String(generation));
      await setMeta(tx, 'last-backup-day', '');
      const restored = {
        at: station.now,
        set_at: manifest.core.at,
        manifest_digest: digest,
        opened_with: handOver === undefined ? input.opening.with : ('handOver' as const),
        people: JSON.stringify(people),
        set_head_seq: manifest.core.head.seq,
        set_head_digest: manifest.core.head.digest,
        found_head_seq: found?.seq ?? null,
        found_head_digest: found?.digest ?? null,
        ended_at: handOver === undefined ? null : station.now,
      };
      await insertRestoration(tx, restored);
      if (handOver === undefined) await setMeta(tx, 'restored', station.now);
      else await takeOver(tx, station.now);
      await appendAudit(tx, site.code as SiteCode, {
        act: handOver === undefined ? 'site.restored' : 'site.taken-over',
        at: station.now,
        account: opened.posts.join(' ') || 'shares',
        object: { kind: 'backup', uid: digest, number: manifest.core.at },
        outcome: 'done',
      });
    });
    answer = {
      site: site.code as SiteCode,
      state: handOver === undefined ? 'restored' : 'takenOver',
      setAt: manifest.core.at as Instant,
      records: manifest.core.rows.records ?? 0,
    };
  } finally {
    await database.close();
  }
  await rm(join(staging, 'station.lock'), { force: true });
  await decideSwap(dataFolder, setName(station.now), newSecret);
  const replaced = await settleSwap(dataFolder, stationSecretFile);
  station.restoreTries.succeeded();
  station.broughtIn('站点已由备份恢复，请登录。');
  return { ...answer, replaced: replaced ?? null };
}

/**
 * Makes the slots of the set open on this station: the secret from paper is put in place; a lost one is replaced, with new
 * passwords of posts.
 * @returns generation of slots made anew, or undefined when neither slots nor secret change
 */
async function settleSecret(
  station: Station,
  input: Input,
  opened: OpenedSet,
  database: Database,
  staging: string,
): Promise<number | undefined> {
  const { stationSecretFile } = station.options;
  const { slotFolder } = siteFolder(staging);
  const fits = opened.posts.length > 0 || input.opening.stationSecret !== null;
  const newPasswords = input.opening.with === 'shares' ? input.opening.newPasswords : [];
  const present = Number((await getMeta(database.read, 'slot-generation')) ?? '0');
  // A secret that only happens to lie here is not known to fit when shares opened the set.
  if (fits && opened.stationSecret !== undefined && newPasswords.length === 0) {
    if (input.opening.stationSecret === null) return undefined;
    await putSecret(stationSecretFile, opened.stationSecret);
    return Math.max(present, opened.slots.generation);
  }
  const secret = opened.stationSecret ?? newStationSecret();
  try {
    const generation = await makeSlotsAnew(
      slotFolder,
      database.read,
      opened,
      newPasswords,
      secret,
      station.options,
      Math.max(present, opened.slots.generation),
    );
    await putSecret(stationSecretFile, secret);
    return generation;
  } finally {
    zero(secret);
  }
}

async function putSecret(file: string, secret: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(waitingSecret(file), secret);
  await syncFolder(dirname(file));
}

/** The journal of the locked time starts anew: the one of the set's days was never in the set. */
async function nextJournal(read: ReadDb, slotFolder: string): Promise<string> {
  const [key] = await siteKeys(read, 'journal');
  if (key === undefined) throw new AppError('database.damaged');
  key.secret.fill(0);
  return await (await LockedJournal.open(slotFolder)).prepareNext(Buffer.from(key.public_key, 'base64'));
}

/** Newest audit row of the site that is replaced, where the same key still opens it. */
async function headOfPresent(
  station: Station,
  key: Uint8Array,
): Promise<{ seq: number; digest: string } | undefined> {
  if (!(await exists(station.databaseFile))) return undefined;
  try {
    const head = await auditHeadOfFile(station.databaseFile, key);
    return head.seq === 0 ? undefined : head;
  } catch {
    // What cannot be read is why it is replaced.
    return undefined;
  }
}

/** Public lines of the site's signing keys. */
async function ownLines(read: ReadDb): Promise<ReadonlyMap<string, string>> {
  const keys = await siteKeys(read, 'siteSigning');
  for (const { secret } of keys) secret.fill(0);
  return new Map(keys.map((key) => [key.id, key.public_key]));
}
