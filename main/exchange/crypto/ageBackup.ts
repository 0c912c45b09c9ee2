import { Worker } from 'node:worker_threads';
import { workerFile } from '../../database/workerFile.ts';
import type { PassphraseBoxAnswer, PassphraseBoxJob } from '../../workers/passphraseBox.ts';
import { PackageError } from '../format/packageError.ts';

const largestBackup = 1024 * 1024;

/**
 * Encrypts a small secret (root key file, age identities) under a passphrase, as `age -p` does; stock `age -d` opens it.
 * For the offline root-key backup only: packages are never sealed with a passphrase. scrypt takes one to two seconds, so
 * it runs on a thread of its own. Throws E_AGE_HEADER if over 1 MiB.
 */
export async function encryptBackup(passphrase: string, secret: Uint8Array): Promise<Uint8Array> {
  if (passphrase === '' || secret.length > largestBackup)
    throw new PackageError('E_AGE_HEADER', '备份内容不合规定');
  const box = await onThread({ act: 'encrypt', passphrase, bytes: secret });
  if (box === null) throw new Error('a passphrase box was not made');
  return box;
}

/** Opens what `encryptBackup` or `age -p` made (binary form). Throws E_AGE_AUTH when passphrase or file is wrong. */
export async function decryptBackup(passphrase: string, box: Uint8Array): Promise<Uint8Array> {
  if (box.length > 2 * largestBackup) throw new PackageError('E_AGE_HEADER', '备份文件过大');
  const secret = await onThread({ act: 'decrypt', passphrase, bytes: box });
  if (secret === null) throw new PackageError('E_AGE_AUTH', '口令或备份文件不正确');
  return secret;
}

async function onThread(job: PassphraseBoxJob): Promise<PassphraseBoxAnswer> {
  const worker = new Worker(workerFile('passphraseBox'), { workerData: job });
  try {
    return await new Promise<PassphraseBoxAnswer>((resolve, reject) => {
      worker.once('message', (answer: PassphraseBoxAnswer) =>
        // The thread ends next; what it sent is ours, as plain bytes of this realm.
        resolve(answer === null ? null : new Uint8Array(answer)),
      );
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`passphrase box ended with code ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}
