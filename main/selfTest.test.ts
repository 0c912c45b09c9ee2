import { describe, expect, it } from 'vitest';
import { knownAnswers, selfTest } from './selfTest.ts';

describe('the self-test before the first window', () => {
  it('passes on published vectors of digest, derivation, cipher, signature, key agreement and password hash', async () => {
    await expect(selfTest()).resolves.toBeUndefined();
    const names = knownAnswers.map((answer) => answer.name).join(' ');
    for (const name of ['SHA-256', 'HKDF', 'AES-256-GCM', 'Ed25519', 'X25519', 'Argon2id'])
      expect(names).toContain(name);
  });

  it.each(knownAnswers.map((answer) => [answer.name, answer] as const))(
    'refuses when %s is off by one bit',
    async (name, answer) => {
      const compute = async () => {
        const bytes = Buffer.from(await answer.compute());
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        return bytes;
      };
      const broken = knownAnswers.map((other) => (other === answer ? { ...answer, compute } : other));
      await expect(selfTest(broken)).rejects.toThrow(name);
    },
  );

  it('refuses when a primitive fails altogether', async () => {
    const answers = [
      { name: 'gone', expected: '', compute: () => Promise.reject(new Error('no such cipher')) },
    ];
    await expect(selfTest(answers)).rejects.toThrow();
  });
});
