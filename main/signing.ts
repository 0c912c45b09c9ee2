import type { Signing } from './access/keyRing.ts';
import { encryptBackup } from './exchange/crypto/ageBackup.ts';
import { generateAgeKey } from './exchange/crypto/ageBox.ts';
import {
  generateKeyPair,
  keyFingerprint,
  keyPairFromSeed,
  parsePublicKeyLine,
  privateKeyFile,
  publicKeyLine,
} from './exchange/crypto/sshKeys.ts';
import { signSshsig, verifySshsig } from './exchange/crypto/sshsig.ts';
import { foreignPersonKey } from './exchange/foreignKeys.ts';
import { fingerprintCode } from './exchange/format/fingerprint.ts';

/** Ed25519 and age by the code of the package format, so that every signature of the program opens with stock tools. */
export const signing: Signing = {
  sign: (seed, namespace, message) =>
    Buffer.from(signSshsig(keyPairFromSeed(seed), namespace, message)).toString('latin1'),
  verify: (line, namespace, message, signature) =>
    verifySshsig(parsePublicKeyLine(line), namespace, message, Buffer.from(signature, 'latin1')),
  publicKeyLine: (publicKey) => publicKeyLine(publicKey),
  generate: () => {
    const pair = generateKeyPair();
    return { seed: pair.seed, publicKeyLine: publicKeyLine(pair.publicKey) };
  },
  generateAge: generateAgeKey,
  foreignKey: foreignPersonKey,
  makeRoot: async (site, passphrase) => {
    const pair = generateKeyPair();
    try {
      const file = privateKeyFile(pair, `root@${site}`);
      return {
        publicKeyLine: publicKeyLine(pair.publicKey),
        encrypted: await encryptBackup(passphrase, Buffer.from(file)),
        fingerprint: keyFingerprint(pair.publicKey),
        words: fingerprintCode(pair.publicKey),
      };
    } finally {
      pair.seed.fill(0);
    }
  },
};
