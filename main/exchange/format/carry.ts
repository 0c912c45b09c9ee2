import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namespaces, type Signer } from '../crypto/sshsig.ts';
import {
  digestOf,
  publish,
  type RunOptions,
  readChunks,
  refuseLink,
  type WrittenFile,
  writeNewFile,
} from './fileIo.ts';
import { asPackageError, PackageError } from './packageError.ts';
import { siteIdSchema } from './packageJson.ts';
import { signersOf, type TrustedKeys } from './trustedKeys.ts';
import { type CardFacts, verifyText } from './verifyText.ts';

/** Folder on every medium. */
export const transferFolder = 'XFER';
const sumsName = 'SHA256SUMS';
const maxSumsBytes = 1024 * 1024;
const carriedName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A file whose bytes are at hand, e.g. a roster and its signature. */
export interface SmallFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What was put on a medium, each file read back. */
export interface WrittenCarry {
  /** `<medium>/XFER/<site>`. */
  readonly folder: string;
  readonly files: readonly WrittenFile[];
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  phase: 'copy' | 'read-back',
  total: number,
  options: RunOptions,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const part of source) {
    done += part.length;
    options.progress?.({ phase, done, total });
    yield part;
  }
}

/** Copies one file to the medium (`*.partial`, flush, rename, flush folder), opens it again and compares the digest. */
async function put(
  folder: string,
  name: string,
  open: () => AsyncIterable<Uint8Array>,
  expected: { readonly bytes: number; readonly sha256: string } | null,
  options: RunOptions,
): Promise<WrittenFile> {
  const path = join(folder, name);
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  const total = expected?.bytes ?? 0;
  const written = await writeNewFile(partial, counted(open(), 'copy', total, options), options.signal);
  if (expected !== null && written.sha256 !== expected.sha256) {
    await rm(partial, { force: true });
    throw new PackageError('E_SOURCE_CHANGED', name);
  }
  await publish(partial, path);
  const back = await digestOf(counted(readChunks(path, options.signal), 'read-back', written.bytes, options));
  if (back.sha256 !== written.sha256) throw new PackageError('E_READ_BACK', name);
  return { name, path, ...written };
}

/**
 * Puts packages, rosters, VERIFY.txt and, last, the signed list SHA256SUMS into `<medium>/XFER/<site>/`. Every file is
 * read back from the medium before the next step. A carry list from before is removed first, so that an interrupted run
 * leaves none. Throws E_LINK, E_READ_BACK, E_SOURCE_CHANGED, E_NO_SPACE, E_MEDIA_READ, E_ABORTED.
 */
export async function writeCarry(
  input: {
    /** Root folder of the medium. */
    readonly medium: string;
    readonly site: string;
    readonly siteSigner: Signer;
    /** Local files as `writeAge` returned them. */
    readonly packages: readonly WrittenFile[];
    readonly rosters: readonly SmallFile[];
    /** What the auditor card says of the packages; without it the card has placeholders. */
    readonly card?: readonly CardFacts[] | undefined;
  } & RunOptions,
): Promise<WrittenCarry> {
  try {
    const folder = await carryFolder(input.medium, input.site);
    await rm(join(folder, `${sumsName}.sig`), { force: true });
    await rm(join(folder, sumsName), { force: true });
    const files: WrittenFile[] = [];
    for (const file of input.packages) {
      files.push(await put(folder, file.name, () => readChunks(file.path, input.signal), file, input));
    }
    for (const file of input.rosters) {
      files.push(await put(folder, file.name, () => once(file.bytes), null, input));
    }
    const listed = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
    const text = new TextEncoder().encode(verifyText(input.site, input.siteSigner.keyId, input.card));
    files.push(await put(folder, 'VERIFY.txt', () => once(text), null, input));
    const sums = new TextEncoder().encode(listed.map((file) => `${file.sha256}  ${file.name}\n`).join(''));
    const signature = await input.siteSigner.sign(namespaces.carry, sums);
    files.push(await put(folder, sumsName, () => once(sums), null, input));
    files.push(await put(folder, `${sumsName}.sig`, () => once(signature), null, input));
    return { folder, files };
  } catch (thrown) {
    throw asPackageError(thrown);
  }
}

async function carryFolder(medium: string, site: string): Promise<string> {
  const transfer = join(medium, transferFolder);
  const folder = join(transfer, siteIdSchema.parse(site));
  // One step after the other: the medium itself is never made (a pulled stick leaves no folder behind that would pass for it), and
  // nothing is made behind a link.
  for (const step of [transfer, folder]) {
    await mkdir(step).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await refuseLink(step);
  }
  return folder;
}

/** A sender's folder found on a medium. */
export interface FoundCarry {
  readonly site: string;
  readonly folder: string;
  /** Path of each package: `.age`, or its first volume `.age.000`. */
  readonly packages: readonly string[];
  /** Roster files by site, each with its signature, when both are there. */
  readonly rosters: readonly { readonly path: string; readonly signature: string }[];
}

/** Looks for `XFER/<site>/` folders. Reads names only. Throws E_LINK, E_MEDIA_READ. */
export async function findCarries(medium: string): Promise<FoundCarry[]> {
  try {
    const transfer = join(medium, transferFolder);
    await refuseLink(transfer);
    const found: FoundCarry[] = [];
    for (const site of (await readdir(transfer)).sort()) {
      if (!siteIdSchema.safeParse(site).success) continue;
      const folder = join(transfer, site);
      await refuseLink(folder);
      const names = (await readdir(folder)).filter((name) => carriedName.test(name)).sort();
      const packages = names
        .filter((name) => /\.age(?:\.000)?$/.test(name))
        .map((name) => join(folder, name));
      const rosters = names
        .filter((name) => name.endsWith('.roster.json') && names.includes(`${name}.sig`))
        .map((name) => ({ path: join(folder, name), signature: join(folder, `${name}.sig`) }));
      found.push({ site, folder, packages, rosters });
    }
    return found;
  } catch (thrown) {
    throw asPackageError(thrown);
  }
}

/** Verdict on a carry list. It is advisory: packages are judged by themselves. */
export interface CarryVerdict {
  readonly list: 'signed' | 'bad-signature' | 'unsigned' | 'absent';
  /** Listed but not on the medium. */
  readonly missing: readonly string[];
  /** On the medium with another digest. */
  readonly changed: readonly string[];
  /** Package or roster files on the medium that the list does not name. */
  readonly unlisted: readonly string[];
}

async function readSmall(path: string, limit: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of readChunks(path)) {
      length += part.length;
      if (length > limit) return new Uint8Array(0);
      parts.push(part.slice());
    }
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Reads a file of at most 1 MiB from a medium, e.g. a roster. Throws E_LINK, E_MEDIA_READ; an oversized file is E_ROSTER. */
export async function readCarriedFile(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readSmall(path, maxSumsBytes);
    if (bytes === null) throw new PackageError('E_MEDIA_READ');
    if (bytes.length === 0) throw new PackageError('E_ROSTER', '文件为空或过大');
    return bytes;
  } catch (thrown) {
    throw asPackageError(thrown);
  }
}

/** Checks `SHA256SUMS` of a sender's folder and its signature. Throws E_LINK, E_MEDIA_READ. */
export async function checkCarry(
  carry: FoundCarry,
  trust: TrustedKeys,
  run: RunOptions = {},
): Promise<CarryVerdict> {
  try {
    const names = (await readdir(carry.folder)).filter((name) =>
      /\.(?:age(?:\.[0-9]{3})?|roster\.json(?:\.sig)?)$/.test(name),
    );
    const sums = await readSmall(join(carry.folder, sumsName), maxSumsBytes);
    if (sums === null) return { list: 'absent', missing: [], changed: [], unlisted: names };
    const listed = new Map<string, string>();
    for (const line of Buffer.from(sums).toString('latin1').split('\n')) {
      const [, digest, name] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
      if (digest !== undefined && name !== undefined && carriedName.test(name)) listed.set(name, digest);
    }
    const missing: string[] = [];
    const changed: string[] = [];
    for (const [name, digest] of listed) {
      if (!names.includes(name)) missing.push(name);
      else if ((await digestOf(readChunks(join(carry.folder, name), run.signal))).sha256 !== digest)
        changed.push(name);
    }
    const unlisted = names.filter((name) => !listed.has(name));
    const signature = await readSmall(join(carry.folder, `${sumsName}.sig`), 8192);
    return { list: judge(trust, carry.site, sums, signature), missing, changed, unlisted };
  } catch (thrown) {
    throw asPackageError(thrown);
  }
}

function judge(
  trust: TrustedKeys,
  site: string,
  sums: Uint8Array,
  signature: Uint8Array | null,
): CarryVerdict['list'] {
  if (signature === null) return 'unsigned';
  try {
    const signers = signersOf(trust, 'site', namespaces.carry, sums, signature);
    return signers.some((key) => key.site === site) ? 'signed' : 'bad-signature';
  } catch (thrown) {
    if (thrown instanceof PackageError) return 'bad-signature';
    throw thrown;
  }
}
