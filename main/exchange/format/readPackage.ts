import { mkdir, rename, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ageDecrypt } from '../crypto/ageBox.ts';
import { type RunOptions, readChunks, syncFile, syncFolder, writeScratchFile } from './fileIo.ts';
import {
  bagFiles,
  checkBagFile,
  checkManifest,
  filesPrefix,
  type HeadFiles,
  type ManifestEntry,
  recordsPath,
} from './manifest.ts';
import { MemberReader } from './memberReader.ts';
import { asPackageError, type PackageCode, PackageError } from './packageError.ts';
import { maxManifestBytes, type PackageJson, packageName } from './packageJson.ts';
import { readHead, type VerifiedHead } from './readHead.ts';
import { type RecordLine, readRecordLines } from './recordLines.ts';
import type { SequenceDecision } from './sequence.ts';
import { type StagedPackage, type StagedParts, stagedPackage } from './stagedPackage.ts';
import { Staging } from './staging.ts';
import type { TrustedKeys } from './trustedKeys.ts';
import { findVolumes } from './volumes.ts';

/** What this site lets in. */
export interface ImportLimits {
  /** Largest payload, bytes. */
  readonly maxBytes: number;
  /** Most files in the payload. */
  readonly maxEntries: number;
}

/** A package to read and what judges it. */
export interface ReadRequest extends RunOptions {
  /** `.age` or any `.age.NNN` on the medium, or a held copy. */
  readonly file: string;
  /** Local folder in which staging is made. Must not be on the medium. */
  readonly stagingParent: string;
  /** Where the ciphertext of a package with missing predecessors is kept. */
  readonly holdFolder: string;
  /** All age identities of this site that have not been destroyed. */
  readonly identities: readonly string[];
  readonly trust: TrustedKeys;
  /** This site's id. */
  readonly self: string;
  readonly limits: ImportLimits;
  /** Place in the stream (decideSequence over stored state), asked once the signatures have passed. */
  decide(head: PackageJson, digest: string): SequenceDecision | Promise<SequenceDecision>;
  /** Judges record lines by the forms, some hundred at a time; throws PackageError('E_RECORDS', …) to refuse the package. */
  admitRecords(records: readonly RecordLine[], head: PackageJson): void | Promise<void>;
}

/** Proof that is kept for ever. */
export type PackageEvidence = Omit<HeadFiles, 'manifest'> & {
  readonly digest: string;
  readonly head: PackageJson;
};

/** Verdict on a package. Staging is empty except for `staged`. */
export type PackageVerdict = Verdict<{ readonly staged: StagedPackage }>;

/** Verdict whose good outcome carries `Staged`. */
export type Verdict<Staged> =
  | ({ readonly outcome: 'staged' } & Staged)
  | { readonly outcome: 'already-imported'; readonly evidence: PackageEvidence }
  | {
      readonly outcome: 'held';
      readonly evidence: PackageEvidence;
      readonly missingFrom: number;
      readonly missingTo: number;
      /** Ciphertext copy in the hold folder: pass it as `file` when the gap is closed. */
      readonly copy: string;
    }
  | {
      readonly outcome: 'refused';
      readonly code: PackageCode;
      /** Chinese. */
      readonly detail: string;
      /** Fork or hidden recipients: alarm the security administrator. */
      readonly alarm: boolean;
      /** Present once both signatures had verified. */
      readonly evidence: PackageEvidence | null;
    };

const alarms: readonly PackageCode[] = ['E_FORK', 'E_AGE_RECIPIENTS', 'E_SPLICED'];
const cipherCopy = 'cipher.age';
/** Record lines that are judged at once. */
const recordsAtOnce = 200;

/**
 * Reads a package as the exchange specification orders it: copy off the medium → open → first three members → signatures
 * over raw bytes → canonical form, policy, sequence → payload staged under hash names → end checks → every record line.
 * Nothing outside staging (and the hold folder) is touched. All content is streamed; hostile input is refused with a code,
 * never thrown. Throws only for defects.
 */
export async function readPackage(request: ReadRequest): Promise<PackageVerdict> {
  const verdict = await readIntoStaging(request);
  if (verdict.outcome !== 'staged') return verdict;
  return { outcome: 'staged', staged: stagedPackage(verdict.staging, verdict.parts) };
}

/** As `readPackage`; a good package is given as its parts, fit to be handed to another thread. */
export async function readIntoStaging(
  request: ReadRequest,
): Promise<Verdict<{ readonly parts: StagedParts; readonly staging: Staging }>> {
  const staging = await Staging.create(request.stagingParent);
  const found: { evidence: PackageEvidence | null } = { evidence: null };
  let keep = false;
  try {
    const verdict = await readInto(staging, request, found);
    keep = verdict.outcome === 'staged';
    return verdict;
  } catch (thrown) {
    const error = asPackageError(thrown);
    return {
      outcome: 'refused',
      code: error.code,
      detail: error.detail,
      alarm: alarms.includes(error.code),
      evidence: found.evidence,
    };
  } finally {
    if (!keep) await staging.dispose();
  }
}

/** Ciphertext beside the payload: manifest, bag files, member headers, chunk tags; far more than a package within the limits has. */
const mostBeside = 1024 ** 3;

/**
 * Bytes of the volumes as the medium names them. A file that is larger than any package this site lets in, sparse ones above
 * all, is refused before a byte of it is copied.
 */
async function sizeOf(volumes: readonly string[], staging: Staging, limits: ImportLimits): Promise<number> {
  let total = 0;
  for (const volume of volumes) total += (await stat(volume)).size;
  if (total > limits.maxBytes + mostBeside) throw new PackageError('E_QUOTA');
  await demandSpace(staging.folder, total);
  return total;
}

async function* concatenated(
  paths: readonly string[],
  size: number,
  request: ReadRequest,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for (const path of paths) {
    for await (const part of readChunks(path, request.signal)) {
      done += part.length;
      // It grew after it was measured.
      if (done > size) throw new PackageError('E_MEDIA_READ', '文件在读取中变长');
      request.progress?.({ phase: 'copy', done, total: null });
      yield part;
    }
  }
}

async function readInto(
  staging: Staging,
  request: ReadRequest,
  found: { evidence: PackageEvidence | null },
): Promise<Verdict<{ readonly parts: StagedParts; readonly staging: Staging }>> {
  const copy = join(staging.folder, cipherCopy);
  const volumes = await findVolumes(request.file);
  const size = await sizeOf(volumes, staging, request.limits);
  await writeScratchFile(copy, concatenated(volumes, size, request), request.signal);
  const opened = await ageDecrypt(request.identities, readChunks(copy, request.signal));
  const members = new MemberReader(opened.plaintext);
  try {
    const verified = await readHead(members, request.trust);
    const { head, digest, packageJson, siteSig, releaseSig } = verified;
    const evidence = { head, digest, packageJson, siteSig, releaseSig };
    found.evidence = evidence;
    if (head.recipient !== request.self) throw new PackageError('E_WRONG_RECIPIENT', head.recipient);
    if (opened.header.recipients > head.encrypted_to.length) throw new PackageError('E_AGE_RECIPIENTS');
    const decision = await request.decide(head, digest);
    switch (decision.action) {
      case 'already-imported':
        return { outcome: 'already-imported', evidence };
      case 'hold':
        // A damaged copy must not wait for its turn: all of it has to verify first.
        await stagePayload(staging, members, verified, request);
        return {
          outcome: 'held',
          evidence,
          missingFrom: decision.missingFrom,
          missingTo: decision.missingTo,
          copy: await hold(copy, request.holdFolder, head, digest),
        };
      case 'fork':
        throw new PackageError('E_FORK', `序号 ${decision.seq}`);
      case 'refuse':
        throw new PackageError(decision.code);
      case 'import': {
        const payload = await stagePayload(staging, members, verified, request);
        const { startsEpoch } = decision;
        return { outcome: 'staged', staging, parts: { verified, ...payload, startsEpoch } };
      }
    }
  } finally {
    await members.close();
  }
}

async function hold(copy: string, folder: string, head: PackageJson, digest: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = join(folder, `${packageName(head)}-${digest.slice(0, 16)}.age`);
  await syncFile(copy);
  await rename(copy, kept);
  await syncFolder(folder);
  return kept;
}

/** Manifest, bag files, payload, end of archive, then the record lines. */
async function stagePayload(
  staging: Staging,
  members: MemberReader,
  verified: VerifiedHead,
  request: ReadRequest,
): Promise<Pick<StagedParts, 'manifest' | 'entries'>> {
  const { head } = verified;
  if (head.manifest.bytes > request.limits.maxBytes || head.manifest.entries > request.limits.maxEntries) {
    throw new PackageError('E_QUOTA');
  }
  const manifest = await members.bytes(small('manifest-sha256.txt', maxManifestBytes));
  const entries = checkManifest(head, manifest);
  for (const [name, expected] of bagFiles(head, { ...verified, manifest })) {
    checkBagFile(name, expected, await members.bytes(small(name, expected.length)));
  }
  await demandSpace(staging.folder, head.manifest.bytes);
  let total = 0;
  for (const [index, entry] of entries.entries()) {
    total += await stageEntry(staging, members, entry, {
      left: head.manifest.bytes - total,
      refusal: (found) => misplaced(found, entries, index),
      signal: request.signal,
    });
    request.progress?.({ phase: 'unpack', done: total, total: head.manifest.bytes });
  }
  await members.end((found) => misplaced(found, entries, entries.length));
  if (total !== head.manifest.bytes) throw new PackageError('E_TOTALS', '字节数');
  await admitRecords(staging, head, request);
  return { manifest, entries };
}

function small(path: string, maxBytes: number): Parameters<MemberReader['bytes']>[0] {
  return { path, maxBytes, refusal: () => new PackageError('E_MISSING', path) };
}

/** Why the member found is not the one the manifest puts here. */
function misplaced(found: string | null, entries: readonly ManifestEntry[], index: number): PackageError {
  if (found === null) return new PackageError('E_MISSING', entries[index]?.path ?? '');
  const at = entries.findIndex((entry) => entry.path === found);
  if (at < 0) return new PackageError('E_UNLISTED', found);
  return at < index
    ? new PackageError('E_ORDER', found)
    : new PackageError('E_MISSING', entries[index]?.path ?? '');
}

async function stageEntry(
  staging: Staging,
  members: MemberReader,
  entry: ManifestEntry,
  rule: {
    readonly left: number;
    readonly refusal: (found: string | null) => PackageError;
    readonly signal: AbortSignal | undefined;
  },
): Promise<number> {
  const member = await members.next({
    path: entry.path,
    maxBytes: Number.MAX_SAFE_INTEGER,
    refusal: rule.refusal,
  });
  if (member.size > rule.left) throw new PackageError('E_TOTALS', '字节数');
  const written = await staging.write(stagedName(entry.path), member.body, rule.signal);
  if (written.sha256 !== entry.sha256) throw new PackageError('E_HASH', entry.path);
  return written.bytes;
}

function stagedName(path: string): string {
  return path === recordsPath ? 'records.jsonl' : path.slice(filesPrefix.length);
}

/** Refuses before a byte of the payload is written. */
async function demandSpace(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder);
  if (disk.bavail * disk.bsize < bytes) throw new PackageError('E_NO_SPACE');
}

async function admitRecords(staging: Staging, head: PackageJson, request: ReadRequest): Promise<void> {
  let done = 0;
  let batch: RecordLine[] = [];
  const judge = async (): Promise<void> => {
    request.signal?.throwIfAborted();
    await request.admitRecords(batch, head);
    done += batch.length;
    batch = [];
    request.progress?.({ phase: 'records', done, total: head.records.count });
  };
  for await (const record of readRecordLines(staging.open('records.jsonl', request.signal))) {
    batch.push(record);
    if (batch.length === recordsAtOnce) await judge();
  }
  await judge();
  if (done !== head.records.count) throw new PackageError('E_TOTALS', '记录数');
}
