/** Keys, signatures and sealing under BoringSSL. */
import { describe, expect, test } from 'bun:test';
import { createHash, getCiphers } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { admitPublicKey } from '../../main/exchange/crypto/admission.ts';
import { decryptBackup, encryptBackup } from '../../main/exchange/crypto/ageBackup.ts';
import { ageDecrypt, ageEncrypt, ageRecipientOf, generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';
import { chunkCipher } from '../../main/exchange/crypto/chacha/cipher.ts';
import {
  keyFingerprint,
  keyPairFromSeed,
  parsePrivateKeyFile,
  privateKeyFile,
  publicKeyLine,
} from '../../main/exchange/crypto/sshKeys.ts';
import { signSshsig, verifySshsig } from '../../main/exchange/crypto/sshsig.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { ageVectors, isRight, judgeVector } from '../exchange/ageVectors.ts';
import { badKeys, badSignatures } from '../exchange/edgeCases.ts';
import { knownAnswers } from '../exchange/knownAnswers.ts';
import { chunksOf, collect } from '../exchange/world.ts';

const pair = keyPairFromSeed(new Uint8Array(32).fill(7));
const message = new TextEncoder().encode('内容\n');

describe('Ed25519 and SSHSIG', () => {
  test('known answers are those of the other runtime', () => {
    expect(publicKeyLine(pair.publicKey)).toBe(knownAnswers.publicKeyLine);
    expect(keyFingerprint(pair.publicKey)).toBe(knownAnswers.fingerprint);
    const signature = signSshsig(pair, 'xpkg-site-v1', message);
    expect(createHash('sha256').update(signature).digest('hex')).toBe(knownAnswers.signatureSha256);
    expect(verifySshsig(pair.publicKey, 'xpkg-site-v1', message, signature)).toBe(true);
    expect(verifySshsig(pair.publicKey, 'xpkg-release-v1', message, signature)).toBe(false);
    expect(parsePrivateKeyFile(privateKeyFile(pair, 'x')).publicKey).toEqual(pair.publicKey);
  });

  for (const { name, key } of badKeys) {
    test(`group 10: refuses a key: ${name}`, () => {
      expect(() => admitPublicKey(key)).toThrow(/E_KEY/);
    });
  }

  for (const { name, make } of badSignatures) {
    test(`group 10: refuses a signature: ${name}`, () => {
      const x = new TextEncoder().encode('x');
      expect(verifySshsig(pair.publicKey, 'xpkg-site-v1', x, make(pair))).toBe(false);
    });
  }
});

describe('age', () => {
  test('streams of several sizes come back', async () => {
    const key = await generateAgeKey();
    expect(await ageRecipientOf(key.identity)).toBe(key.recipient);
    for (const size of [0, 1, 65_536, 65_537, 300_000]) {
      const bytes = new Uint8Array(size).fill(3);
      const sealed = await collect(ageEncrypt([key.recipient], chunksOf(bytes)));
      const opened = await ageDecrypt([key.identity], chunksOf(sealed));
      expect(await collect(opened.plaintext)).toEqual(bytes);
    }
  });

  test('a passphrase backup comes back', async () => {
    const box = await encryptBackup('口令', message);
    expect(await decryptBackup('口令', box)).toEqual(message);
    expect(decryptBackup('别的', box)).rejects.toThrow(/E_AGE_AUTH/);
  }, 60_000);
});

test('staging encrypts and gives back', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'staging-'));
  const staging = await Staging.create(parent);
  const bytes = new Uint8Array(500_000).fill(5);
  await staging.write('records.jsonl', chunksOf(bytes));
  expect(await collect(staging.open('records.jsonl'))).toEqual(bytes);
  await staging.dispose();
  await rm(parent, { recursive: true, force: true });
});

describe('age test vectors of the age project', () => {
  for (const vector of ageVectors) {
    test(`${vector.name}: ${vector.expect}`, async () => {
      expect(isRight(vector, await judgeVector(vector))).toBe(true);
    });
  }
});

describe('ChaCha20-Poly1305 where the library has none', () => {
  test('the WebAssembly gives the known answers', () => {
    expect(getCiphers()).not.toContain('chacha20-poly1305');
    expect(chunkCipher().name).toBe('wasm');
  });

  test('a long stream over threads is what the age library reads', async () => {
    const key = await generateAgeKey();
    const plaintext = new Uint8Array(9 * 1024 * 1024 + 1).map((_, at) => (at * 31) % 251);
    const sealed = await collect(ageEncrypt([key.recipient], chunksOf(plaintext, 300_007)));
    const decrypter = new Decrypter();
    decrypter.addIdentity(key.identity);
    expect(Buffer.compare(await decrypter.decrypt(sealed), plaintext)).toBe(0);
    const opened = await ageDecrypt([key.identity], chunksOf(sealed, 300_007));
    expect(Buffer.compare(await collect(opened.plaintext), plaintext)).toBe(0);
  }, 60_000);
});
