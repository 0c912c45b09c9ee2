import { mkdir } from 'node:fs/promises';
import { ageEncrypt } from '../crypto/ageBox.ts';
import { namespaces, type Signer, verifySshsig } from '../crypto/sshsig.ts';
import { joinBytes, sameBytes } from '../crypto/sshWire.ts';
import { canonicalText, type JsonObject } from './canonicalJson.ts';
import { type BlobSource, checkedStream, digestOf, type RunOptions, type WrittenFile } from './fileIo.ts';
import {
  bagFiles,
  checkManifest,
  filesPrefix,
  type HeadFiles,
  type ManifestEntry,
  parseManifest,
  recordsPath,
  writeManifest,
} from './manifest.ts';
import { PackageError } from './packageError.ts';
import {
  type PackageJson,
  packageFormat,
  packageJsonBytes,
  packageName,
  packageSuite,
  parsePackageJson,
  readerVersion,
  sha256Hex,
} from './packageJson.ts';
import { maxRecordBytes } from './recordLines.ts';
import type { Staging } from './staging.ts';
import { type TarSource, ustarBytes, writeUstar } from './ustar.ts';
import { writeVolumes } from './volumes.ts';

/** An attachment to send: its SHA-256 (lower-case hex), size in bytes and plaintext content. */
export interface PackageAttachment extends BlobSource {
  readonly sha256: string;
}

/** Records and hash list of a package that has no number yet. */
export interface BuiltPayload {
  readonly manifest: Uint8Array;
  /** Payload bytes, record lines included. */
  readonly bytes: number;
  /** Files in the payload, record lines included. */
  readonly entries: number;
  /** Number of record lines. */
  readonly recordCount: number;
  /** The record lines. Keep them (with their digest) until the package is acknowledged. */
  readonly records: PackageAttachment;
}

/** What is signed of a payload. */
export type PayloadFacts = Omit<BuiltPayload, 'records'>;

/** The head's fields that the caller decides; the rest follows from payload and format. */
export type HeadFields = Omit<
  PackageJson,
  'format' | 'manifest' | 'min_reader' | 'records' | 'required_signatures' | 'suite'
> & {
  /** Schema of the record lines, `records/<n>`. */
  readonly recordsSchema: string;
};

/** A package with number and signatures. Its identity is `digest`; writing it again gives the same package. */
export interface SealedPackage extends HeadFiles {
  readonly head: PackageJson;
  /** SHA-256 of package.json. */
  readonly digest: string;
}

const stagedRecords = 'records.jsonl';
/** Bytes of record lines that are written at once: a call to the disk for each line would take longer than the line. */
const linesAtOnce = 256 * 1024;

async function* recordLines(
  records: AsyncIterable<JsonObject> | Iterable<JsonObject>,
  counter: { count: number },
): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const record of records) {
    const line = Buffer.from(`${canonicalText(record, { numbers: 'finite' })}\n`);
    if (line.length > maxRecordBytes) throw new PackageError('E_RECORDS', '一行超过 1 MiB');
    counter.count += 1;
    gathered.push(line);
    length += line.length;
    if (length < linesAtOnce) continue;
    yield joinBytes(gathered);
    gathered = [];
    length = 0;
  }
  if (length > 0) yield joinBytes(gathered);
}

/**
 * First phase of an export: writes the record lines (canonical JSON, one per line) into staging and hashes every
 * attachment. Repeated attachments travel once. Throws E_RECORDS, E_NOT_CANONICAL, and E_SOURCE_CHANGED when an
 * attachment is not what its digest or size says.
 */
export async function buildManifest(
  input: {
    readonly staging: Staging;
    readonly records: AsyncIterable<JsonObject> | Iterable<JsonObject>;
    readonly attachments: AsyncIterable<PackageAttachment> | Iterable<PackageAttachment>;
  } & RunOptions,
): Promise<BuiltPayload> {
  const counter = { count: 0 };
  const written = await input.staging.write(stagedRecords, recordLines(input.records, counter), input.signal);
  const digests = new Set<string>();
  let bytes = written.bytes;
  for await (const attachment of input.attachments) {
    input.signal?.throwIfAborted();
    if (digests.has(attachment.sha256)) continue;
    const before = bytes;
    const found = await digestOf(attachment.open(), input.signal, (seen) =>
      input.progress?.({ phase: 'hash', done: before + seen, total: null }),
    );
    if (found.sha256 !== attachment.sha256 || found.bytes !== attachment.bytes) {
      throw new PackageError('E_SOURCE_CHANGED');
    }
    digests.add(attachment.sha256);
    bytes += found.bytes;
  }
  return {
    manifest: writeManifest(digests, written.sha256),
    bytes,
    entries: digests.size + 1,
    recordCount: counter.count,
    records: { ...written, open: () => input.staging.open(stagedRecords) },
  };
}

/** The head that `sealPackage` will sign for this payload: for a preview, and for the releasing person to see. */
export function composeHead(payload: PayloadFacts, fields: HeadFields): PackageJson {
  const { recordsSchema, ...rest } = fields;
  return {
    ...rest,
    format: packageFormat,
    manifest: {
      alg: 'sha256',
      bytes: payload.bytes,
      entries: payload.entries,
      hex: sha256Hex(payload.manifest),
    },
    min_reader: readerVersion,
    records: { count: payload.recordCount, schema: recordsSchema },
    required_signatures: ['site', 'release'],
    suite: packageSuite,
  };
}

/**
 * Second phase: package.json and both signatures. Touches no disk, so that the caller can allocate `seq` and store the
 * result in one transaction. Throws E_HEAD, E_SAME_KEY, and E_SITE_SIG / E_RELEASE_SIG when a signer's own signature
 * does not verify.
 */
export async function sealPackage(
  payload: PayloadFacts,
  fields: HeadFields,
  signers: { readonly site: Signer; readonly release: Signer },
): Promise<SealedPackage> {
  if (sameBytes(signers.site.publicKey, signers.release.publicKey)) throw new PackageError('E_SAME_KEY');
  if (signers.release.keyId !== fields.released_by.key) throw new PackageError('E_HEAD', 'released_by');
  const head = composeHead(payload, fields);
  const packageJson = packageJsonBytes(head);
  const siteSig = await signers.site.sign(namespaces.site, packageJson);
  const releaseSig = await signers.release.sign(namespaces.release, packageJson);
  if (!verifySshsig(signers.site.publicKey, namespaces.site, packageJson, siteSig)) {
    throw new PackageError('E_SITE_SIG');
  }
  if (!verifySshsig(signers.release.publicKey, namespaces.release, packageJson, releaseSig)) {
    throw new PackageError('E_RELEASE_SIG');
  }
  return {
    head,
    digest: sha256Hex(packageJson),
    packageJson,
    siteSig,
    releaseSig,
    manifest: payload.manifest,
  };
}

/** A sealed package from its stored bytes. Throws E_NOT_CANONICAL, E_HEAD, E_MANIFEST_HASH when they do not belong together. */
export function restoreSealed(files: HeadFiles): SealedPackage {
  const head = parsePackageJson(files.packageJson);
  checkManifest(head, files.manifest);
  return { ...files, head, digest: sha256Hex(files.packageJson) };
}

/** What a sealed package needs to be written: the record lines and each attachment by digest. */
export interface PayloadSource {
  readonly records: BlobSource;
  attachment(sha256: string): BlobSource | Promise<BlobSource>;
}

function payloadSource(entry: ManifestEntry, payload: PayloadSource): BlobSource | Promise<BlobSource> {
  return entry.path === recordsPath
    ? payload.records
    : payload.attachment(entry.path.slice(filesPrefix.length));
}

async function* members(sealed: SealedPackage, payload: PayloadSource): AsyncGenerator<TarSource> {
  const root = packageName(sealed.head);
  const small: (readonly [string, Uint8Array])[] = [
    ['package.json', sealed.packageJson],
    ['package.json.site.sig', sealed.siteSig],
    ['package.json.release.sig', sealed.releaseSig],
    ['manifest-sha256.txt', sealed.manifest],
    ...bagFiles(sealed.head, sealed),
  ];
  for (const [name, bytes] of small) {
    yield {
      name: `${root}/${name}`,
      size: bytes.length,
      open: async function* () {
        yield bytes;
      },
    };
  }
  for (const entry of parseManifest(sealed.manifest)) {
    const source = await payloadSource(entry, payload);
    yield {
      name: `${root}/${entry.path}`,
      size: source.bytes,
      open: () => checkedStream(source.open(), entry.sha256, () => new PackageError('E_SOURCE_CHANGED')),
    };
  }
}

/** The plaintext ustar of a sealed package as a stream. Throws E_SOURCE_CHANGED when the payload is not the sealed one. */
export function packageTar(sealed: SealedPackage, payload: PayloadSource): AsyncGenerator<Uint8Array> {
  return writeUstar(members(sealed, payload));
}

/**
 * Encrypts a sealed package to the head's recipients into `folder` (made if missing): `<name>.age` or volumes. Fresh
 * encryption each time, same package digest. On any failure nothing but possibly a `*.partial` of a killed process
 * remains. Throws E_SOURCE_CHANGED, E_NO_SPACE-style file-system errors, AbortError.
 */
export async function writeAge(
  input: {
    readonly sealed: SealedPackage;
    readonly payload: PayloadSource;
    readonly folder: string;
    readonly volumeBytes?: number;
  } & RunOptions,
): Promise<WrittenFile[]> {
  await mkdir(input.folder, { recursive: true, mode: 0o700 });
  const { head } = input.sealed;
  const ciphertext = ageEncrypt(head.encrypted_to, packageTar(input.sealed, input.payload));
  return writeVolumes(input.folder, packageName(head), ciphertext, {
    signal: input.signal,
    progress: input.progress,
    volumeBytes: input.volumeBytes,
    total: ustarBytes([head.manifest.bytes, input.sealed.manifest.length]) + head.manifest.entries * 512,
  });
}
