import { parentPort, workerData } from 'node:worker_threads';
import { Decrypter, Encrypter } from 'age-encryption';

/** One passphrase box to be made or opened; see `main/exchange/crypto/ageBackup.ts`. */
export interface PassphraseBoxJob {
  readonly act: 'encrypt' | 'decrypt';
  readonly passphrase: string;
  readonly bytes: Uint8Array;
}

/** The bytes, or null when passphrase or box was wrong. */
export type PassphraseBoxAnswer = Uint8Array | null;

async function work({ act, passphrase, bytes }: PassphraseBoxJob): Promise<PassphraseBoxAnswer> {
  if (act === 'encrypt') {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    const box = await encrypter.encrypt(bytes);
    bytes.fill(0);
    return box;
  }
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return await decrypter.decrypt(bytes).catch(() => null);
}

// A rejection ends the thread with an error event, which fails the act that waits for it.
void work(workerData as PassphraseBoxJob).then((answer) => parentPort?.postMessage(answer));
