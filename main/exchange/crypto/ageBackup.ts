import { Decrypter, Encrypter } from 'age-encryption';
import { PackageError } from '../format/packageError.ts';

const largestBackup = 1024 * 1024;

/**
 * Encrypts a small secret (root key file, age identities) under a passphrase, as `age -p` does; stock `age -d` opens it.
 * For the offline root-key backup only: packages are never sealed with a passphrase. Throws E_AGE_HEADER if over 1 MiB.
 */
export async function encryptBackup(passphrase: string, secret: Uint8Array): Promise<Uint8Array> {
  if (passphrase === '' || secret.length > largestBackup)
    throw new PackageError('E_AGE_HEADER', '备份内容不合规定');
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(secret);
}

/** Opens what `encryptBackup` or `age -p` made (binary form). Throws E_AGE_AUTH when passphrase or file is wrong. */
export async function decryptBackup(passphrase: string, box: Uint8Array): Promise<Uint8Array> {
  if (box.length > 2 * largestBackup) throw new PackageError('E_AGE_HEADER', '备份文件过大');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(box);
  } catch (thrown) {
    throw new PackageError('E_AGE_AUTH', '口令或备份文件不正确', { cause: thrown });
  }
}
