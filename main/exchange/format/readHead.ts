import { namespaces } from '../crypto/sshsig.ts';
import { sameBytes } from '../crypto/sshWire.ts';
import type { MemberReader } from './memberReader.ts';
import { PackageError } from './packageError.ts';
import {
  maxPackageJsonBytes,
  type PackageJson,
  packageName,
  parsePackageJson,
  sha256Hex,
} from './packageJson.ts';
import { checkKeyUse, signersOf, type TrustedKey, type TrustedKeys } from './trustedKeys.ts';

const maxSignatureMember = 8 * 1024;

/** A head whose signatures verified over the raw bytes before they were parsed. */
export interface VerifiedHead {
  readonly head: PackageJson;
  /** SHA-256 of package.json: the package's identity. */
  readonly digest: string;
  readonly packageJson: Uint8Array;
  readonly siteSig: Uint8Array;
  readonly releaseSig: Uint8Array;
  readonly siteKeyId: string;
  /** Advisory findings (Chinese), e.g. a key outside its days. */
  readonly warnings: readonly string[];
}

/**
 * Reads the first three members (at most 272 KiB) and verifies both signatures over raw bytes, then canonical form,
 * schema, sender, releasing person, root folder and key validity by sequence number. Throws E_MISSING, E_SITE_SIG,
 * E_RELEASE_SIG, E_SAME_KEY, E_NOT_CANONICAL, E_NEEDS_NEWER, E_HEAD, E_UNKNOWN_SENDER, E_KEY_REVOKED, E_KEY_RANGE,
 * E_TAR_NAME.
 */
export async function readHead(members: MemberReader, trust: TrustedKeys): Promise<VerifiedHead> {
  const packageJson = await members.bytes({
    path: 'package.json',
    maxBytes: maxPackageJsonBytes,
    refusal: () => new PackageError('E_MISSING', 'package.json'),
  });
  const siteSig = await members.bytes({
    path: 'package.json.site.sig',
    maxBytes: maxSignatureMember,
    refusal: () => new PackageError('E_SITE_SIG', '没有站点签名'),
  });
  const releaseSig = await members.bytes({
    path: 'package.json.release.sig',
    maxBytes: maxSignatureMember,
    refusal: () => new PackageError('E_RELEASE_SIG', '没有放行签名'),
  });
  const siteKeys = signersOf(trust, 'site', namespaces.site, packageJson, siteSig);
  const releaseKeys = signersOf(trust, 'release', namespaces.release, packageJson, releaseSig);
  const head = parsePackageJson(packageJson);
  if (!trust.knowsSite(head.sender)) throw new PackageError('E_UNKNOWN_SENDER', head.sender);
  const siteKey = siteKeys.find((key) => key.site === head.sender);
  if (siteKey === undefined) throw new PackageError('E_SITE_SIG', '签名站点不是发送站点');
  const releaseKey = trust.find(head.sender, head.released_by.key, 'release');
  if (releaseKey === undefined || !releaseKeys.includes(releaseKey)) {
    throw new PackageError('E_RELEASE_SIG', '签名人不是声明的放行人');
  }
  if (sameBytes(siteKey.publicKey, releaseKey.publicKey)) throw new PackageError('E_SAME_KEY');
  if (members.root !== packageName(head)) throw new PackageError('E_TAR_NAME', '根目录与 package.json 不符');
  return {
    head,
    digest: sha256Hex(packageJson),
    packageJson,
    siteSig,
    releaseSig,
    siteKeyId: siteKey.keyId,
    warnings: [siteKey, releaseKey].flatMap((key) => keyWarnings(key, head)),
  };
}

function keyWarnings(key: TrustedKey, head: PackageJson): string[] {
  return checkKeyUse(key, {
    recipient: head.recipient,
    epoch: head.epoch,
    seq: head.seq,
    day: head.released_at.slice(0, 10),
  });
}
