import { createCipheriv, createHash, diffieHellman, hkdfSync, sign, verify } from 'node:crypto';
import { argon2id } from 'hash-wasm';
import { publicBytesOf, publicKeyOf, secretKeyOf } from './database/sealing.ts';

/** One published answer and the function that must give it. */
export interface KnownAnswer {
  /** Algorithm and source of the vector. */
  readonly name: string;
  /** Expected bytes in hexadecimal. */
  readonly expected: string;
  readonly compute: () => Promise<Uint8Array> | Uint8Array;
}

const hex = (text: string) => Buffer.from(text, 'hex');
const filled = (length: number, byte: number) => Buffer.alloc(length, byte);

/** Published test vectors of everything that guards data here. */
export const knownAnswers: readonly KnownAnswer[] = [
  {
    name: 'SHA-256, FIPS 180-4 example "abc"',
    expected: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    compute: () => createHash('sha256').update('abc').digest(),
  },
  {
    name: 'HKDF-SHA-256, RFC 5869 A.1',
    expected: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    compute: () =>
      Buffer.from(
        hkdfSync(
          'sha256',
          filled(22, 0x0b),
          hex('000102030405060708090a0b0c'),
          hex('f0f1f2f3f4f5f6f7f8f9'),
          42,
        ),
      ),
  },
  {
    name: 'AES-256-GCM, McGrew and Viega test case 16 (ciphertext and tag)',
    expected:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
      '76fc6ece0f4e1768cddf8853bb2d551b',
    compute: () => {
      const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
      const cipher = createCipheriv('aes-256-gcm', key, hex('cafebabefacedbaddecaf888'));
      cipher.setAAD(hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'));
      const text = hex(
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      );
      return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    },
  },
  {
    name: 'Ed25519, RFC 8032 7.1 test 2 (public key and signature)',
    expected:
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c' +
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    compute: () => {
      const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
      const publicKey = publicBytesOf('ed25519', seed);
      const signature = sign(null, hex('72'), secretKeyOf('ed25519', seed));
      // A verifier that accepts everything would be worse than none.
      const wrong = verify(null, hex('73'), publicKeyOf('ed25519', publicKey), signature);
      const right = verify(null, hex('72'), publicKeyOf('ed25519', publicKey), signature);
      return right && !wrong ? Buffer.concat([publicKey, signature]) : new Uint8Array();
    },
  },
  {
    name: 'X25519, RFC 7748 6.1',
    expected: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    compute: () =>
      diffieHellman({
        privateKey: secretKeyOf(
          'x25519',
          hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
        ),
        publicKey: publicKeyOf(
          'x25519',
          hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
        ),
      }),
  },
  {
    // The reference vector of RFC 9106 needs associated data, which the library does not offer; this one is from
    // the reference implementation's own test file.
    name: 'Argon2id v1.3, phc-winner-argon2 test.c (256 KiB, 2 passes, 1 lane)',
    expected: '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
    compute: () =>
      argon2id({
        password: 'password',
        salt: 'somesalt',
        memorySize: 256,
        iterations: 2,
        parallelism: 1,
        hashLength: 32,
        outputType: 'binary',
      }),
  },
];

/**
 * Proves every cryptographic primitive before the first window opens.
 * @param answers vectors to check; others only in tests
 * @throws Error naming the primitive that answers wrongly; the program must not go on
 */
export async function selfTest(answers: readonly KnownAnswer[] = knownAnswers): Promise<void> {
  for (const { name, expected, compute } of answers) {
    const answer = Buffer.from(await compute()).toString('hex');
    if (answer !== expected) throw new Error(`self-test failed: ${name}`);
  }
}
