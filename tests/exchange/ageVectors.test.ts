import { Decrypter, Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { ageDecrypt, ageEncrypt, generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';
import { type ChunkCipher, makeCipher, tagBytes } from '../../main/exchange/crypto/chacha/cipher.ts';
import { ageVectors, isRight, judgeVector } from './ageVectors.ts';
import { chunksOf, collect } from './world.ts';

describe('age test vectors of the age project (C2SP/CCTV)', () => {
  it('all of them are there', () => {
    expect(ageVectors.length).toBeGreaterThanOrEqual(143);
    expect(ageVectors.filter((vector) => vector.expect === 'payload failure').length).toBeGreaterThan(15);
  });

  it.each(ageVectors.map((vector) => ({ vector, title: `${vector.name}: ${vector.expect}` })))(
    '$title',
    async ({ vector }) => {
      const verdict = await judgeVector(vector);
      expect(isRight(vector, verdict), verdict.outcome).toBe(true);
    },
  );
});

describe('ChaCha20-Poly1305', () => {
  const ciphers = ['openssl', 'wasm'] as const;

  it.each(ciphers)('%s gives the known answers on this runtime', (name) => {
    expect(makeCipher(name)?.name).toBe(name);
  });

  it('both give the same bytes for any key, nonce and length, and refuse any changed byte', () => {
    const [one, two] = ciphers.map((name) => makeCipher(name)) as [ChunkCipher, ChunkCipher];
    let state = 12_345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const bytes = (length: number): Uint8Array => new Uint8Array(length).map(() => random(256));
    // All-ones keys and texts drive the carries of Poly1305 to their ends.
    const full = (length: number): Uint8Array => new Uint8Array(length).fill(255);
    const lengths = [0, 1, 15, 16, 17, 63, 64, 65, 255, 256, 257, 4095, 65_535, 65_536];
    for (const length of [...lengths, ...lengths, ...Array.from({ length: 60 }, () => random(3000))]) {
      const make = random(4) === 0 ? full : bytes;
      const [key, nonce, plaintext] = [make(32), make(12), make(length)];
      const sealed = new Uint8Array(length + tagBytes);
      const other = new Uint8Array(length + tagBytes);
      one.seal(key, nonce, plaintext, sealed);
      two.seal(key, nonce, plaintext, other);
      expect(other).toEqual(sealed);
      const back = new Uint8Array(length);
      expect(two.open(key, nonce, sealed, back)).toBe(true);
      expect(back).toEqual(plaintext);
      const at = random(sealed.length);
      sealed[at] = (sealed[at] ?? 0) ^ (1 << random(8));
      expect(one.open(key, nonce, sealed, back)).toBe(false);
      expect(two.open(key, nonce, sealed, back)).toBe(false);
    }
  });

  it('a long stream over several threads is what the age library reads and writes', async () => {
    const key = await generateAgeKey();
    // Past the batches done in place, with a last chunk of one byte.
    const plaintext = new Uint8Array(9 * 1024 * 1024 + 1).map((_, at) => (at * 31) % 251);
    const sealed = await collect(ageEncrypt([key.recipient], chunksOf(plaintext, 300_007)));
    const decrypter = new Decrypter();
    decrypter.addIdentity(key.identity);
    expect(Buffer.compare(await decrypter.decrypt(sealed), plaintext)).toBe(0);
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    const theirs = await encrypter.encrypt(plaintext);
    expect(theirs.length).toBe(sealed.length);
    const opened = await ageDecrypt([key.identity], chunksOf(theirs, 300_007));
    expect(Buffer.compare(await collect(opened.plaintext), plaintext)).toBe(0);
  });

  it('a reader that stops early, and a source that fails, end the threads', async () => {
    const key = await generateAgeKey();
    async function* failing(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 12; at += 1) yield new Uint8Array(1024 * 1024);
      throw new Error('disk gone');
    }
    await expect(collect(ageEncrypt([key.recipient], failing()))).rejects.toThrow('disk gone');
    const sealed = await collect(
      ageEncrypt([key.recipient], chunksOf(new Uint8Array(12 * 1024 * 1024), 1 << 20)),
    );
    const opened = await ageDecrypt([key.identity], chunksOf(sealed, 1 << 20));
    let seen = 0;
    for await (const part of opened.plaintext) {
      seen += part.length;
      if (seen > 8 * 1024 * 1024) break;
    }
    expect(seen).toBeGreaterThan(8 * 1024 * 1024);
  });
});
