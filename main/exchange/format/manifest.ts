import { sameBytes } from '../crypto/sshWire.ts';
import { PackageError } from './packageError.ts';
import { maxManifestBytes, type PackageJson, packageName, sha256Hex } from './packageJson.ts';

/** Path of the record lines inside the bag. */
export const recordsPath = 'data/records.jsonl';
/** Folder of attachments inside the bag. */
export const filesPrefix = 'data/files/';
/** One line of the manifest. */
export interface ManifestEntry {
  readonly sha256: string;
  /** `data/records.jsonl` or `data/files/<sha256>`. */
  readonly path: string;
}

/** What two signatures and a manifest are, as bytes. */
export interface HeadFiles {
  readonly packageJson: Uint8Array;
  readonly siteSig: Uint8Array;
  readonly releaseSig: Uint8Array;
  readonly manifest: Uint8Array;
}

const lineGrammar = /^([0-9a-f]{64}) {2}(data\/(?:files\/([0-9a-f]{64})|records\.jsonl))$/;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Bytes of manifest-sha256.txt: attachments in ascending order of digest, then the record lines. Repeated digests are
 * written once. Throws E_MANIFEST over 64 MiB.
 */
export function writeManifest(attachments: Iterable<string>, recordsSha256: string): Uint8Array {
  const lines = [...new Set(attachments)].sort().map((sha256) => `${sha256}  ${filesPrefix}${sha256}\n`);
  lines.push(`${recordsSha256}  ${recordsPath}\n`);
  const bytes = encode(lines.join(''));
  if (bytes.length > maxManifestBytes) throw new PackageError('E_MANIFEST', '超过 64 MiB');
  return bytes;
}

/**
 * Reads manifest-sha256.txt: each line `<hex>  <path>\n`, paths strictly ascending in byte order, attachment names equal
 * to their digest, record lines present. A signed manifest is not safer than an unsigned one. Throws E_MANIFEST.
 */
export function parseManifest(bytes: Uint8Array): ManifestEntry[] {
  if (bytes.length > maxManifestBytes) throw new PackageError('E_MANIFEST', '超过 64 MiB');
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  if (lines.pop() !== '') throw new PackageError('E_MANIFEST', '末行没有换行');
  const entries: ManifestEntry[] = [];
  let previous = '';
  for (const line of lines) {
    const match = lineGrammar.exec(line);
    const [, sha256, path, fileName] = match ?? [];
    if (sha256 === undefined || path === undefined) throw new PackageError('E_MANIFEST', '行格式不符');
    if (fileName !== undefined && fileName !== sha256)
      throw new PackageError('E_MANIFEST', '文件名与摘要不符');
    if (path <= previous) throw new PackageError('E_MANIFEST', '顺序不符或重复');
    previous = path;
    entries.push({ sha256, path });
  }
  if (previous !== recordsPath) throw new PackageError('E_MANIFEST', '缺少记录文件');
  return entries;
}

/** bagit.txt of every package. */
export function bagitTxt(): Uint8Array {
  return encode('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
}

/** bag-info.txt: follows from package.json alone. */
export function bagInfoTxt(head: PackageJson): Uint8Array {
  return encode(
    [
      `Bagging-Date: ${head.released_at.slice(0, 10)}`,
      `External-Identifier: ${packageName(head)}`,
      `Payload-Oxum: ${head.manifest.bytes}.${head.manifest.entries}`,
      `Source-Organization: ${head.sender}`,
      '',
    ].join('\n'),
  );
}

/** tagmanifest-sha256.txt over the other six tag files, ascending by name. */
export function tagManifestTxt(head: PackageJson, files: HeadFiles): Uint8Array {
  const rows: (readonly [string, Uint8Array])[] = [
    ['bag-info.txt', bagInfoTxt(head)],
    ['bagit.txt', bagitTxt()],
    ['manifest-sha256.txt', files.manifest],
    ['package.json', files.packageJson],
    ['package.json.release.sig', files.releaseSig],
    ['package.json.site.sig', files.siteSig],
  ];
  return encode(rows.map(([name, bytes]) => `${sha256Hex(bytes)}  ${name}\n`).join(''));
}

/** The three bag files as a reader must find them, by name. */
export function bagFiles(head: PackageJson, files: HeadFiles): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['bagit.txt', bagitTxt()],
    ['bag-info.txt', bagInfoTxt(head)],
    ['tagmanifest-sha256.txt', tagManifestTxt(head, files)],
  ]);
}

/** Manifest bytes against what package.json pins; returns the entries. Throws E_MANIFEST_HASH, E_MANIFEST, E_TOTALS. */
export function checkManifest(head: PackageJson, bytes: Uint8Array): ManifestEntry[] {
  if (sha256Hex(bytes) !== head.manifest.hex) throw new PackageError('E_MANIFEST_HASH');
  const entries = parseManifest(bytes);
  if (entries.length !== head.manifest.entries) throw new PackageError('E_TOTALS', '文件数');
  return entries;
}

/** Refuses a bag file that differs from the regenerated one. Throws E_BAG. */
export function checkBagFile(name: string, expected: Uint8Array | undefined, found: Uint8Array): void {
  if (expected === undefined || !sameBytes(expected, found)) throw new PackageError('E_BAG', name);
}
