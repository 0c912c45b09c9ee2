import { lstat, readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { decryptBackup } from './crypto/ageBackup.ts';
import { parsePrivateKeyFile, parsePublicKeyLine } from './crypto/sshKeys.ts';
import { parseSshsig } from './crypto/sshsig.ts';
import { asPackageError, PackageError } from './format/packageError.ts';

const posts: readonly Role[] = ['systemAdmin', 'securityAdmin'];
/** Largest roster or key file that is read at once. */
const smallFile = 4 * 1024 * 1024;

/** The post that the second person of an act of trust holds. */
export function otherPost(roles: readonly Role[]): readonly Role[] {
  return posts.filter((post) => !roles.includes(post));
}

/** Opens the root key from the safe. @throws AppError exchange.root-key-wrong */
export async function openRootKey(
  file: string,
  passphrase: string,
): Promise<ReturnType<typeof parsePrivateKeyFile>> {
  try {
    const text = await decryptBackup(passphrase, await readSmall(file));
    return parsePrivateKeyFile(Buffer.from(text).toString('utf8'));
  } catch {
    // Which of file, passphrase or content was wrong is not told: whoever tries must not learn how close they are.
    throw new AppError('exchange.root-key-wrong');
  }
}

/** Reads a small regular file from a medium; a link, a pipe or an endless file is refused unread. */
export async function readSmall(file: string): Promise<Buffer> {
  const found = await lstat(file);
  if (!found.isFile() || found.size > smallFile) throw new PackageError('E_MEDIA_READ', '不是可读取的小文件');
  return await readFile(file);
}

/** A roster and its signature. @throws AppError exchange.media-unreadable */
export async function readRosterFiles(file: string): Promise<{ bytes: Uint8Array; signature: Uint8Array }> {
  try {
    const [bytes, signature] = await Promise.all([readSmall(file), readSmall(`${file}.sig`)]);
    return { bytes, signature };
  } catch {
    throw new AppError('exchange.media-unreadable', { detail: '名册或其签名文件不存在' });
  }
}

/** The key that a signature claims. @throws AppError package.refused */
export function claimedKey(signature: Uint8Array): Uint8Array {
  return refusing(() =>
    parsePublicKeyLine(`ssh-ed25519 ${Buffer.from(parseSshsig(signature).keyBlob).toString('base64')}`),
  );
}

/** Refusals of the format as the program's own error. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof PackageError)) throw thrown;
    const refused = asPackageError(thrown);
    throw new AppError('package.refused', { code: refused.code, detail: refused.detail });
  }
}
