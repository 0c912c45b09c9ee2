import { createHash } from 'node:crypto';
import { publicKeyBlob } from '../crypto/sshKeys.ts';
import { fingerprintWords } from './fingerprintWords.ts';

const codeLength = 12;

/**
 * Twelve words (96 bits of SHA-256 over the key's SSH blob) to compare two root keys by voice or on paper.
 * Word n stands for byte n of the digest.
 */
export function fingerprintCode(publicKey: Uint8Array): string[] {
  const digest = createHash('sha256').update(publicKeyBlob(publicKey)).digest();
  return [...digest.subarray(0, codeLength)].map((byte) => fingerprintWords[byte] ?? '');
}

/** True when the words that were read out (any blanks or 、，between them) are this key's code. */
export function matchesFingerprintCode(publicKey: Uint8Array, spoken: string): boolean {
  const words = spoken
    .normalize('NFKC')
    .split(/[\s、,，。;；-]+/)
    .filter((word) => word !== '');
  const code = fingerprintCode(publicKey);
  return words.length === code.length && words.every((word, at) => word === code[at]);
}
