import { type CipherChaCha20Poly1305Types, createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { chachaModule, layout } from './program.ts';

/** Bytes of a Poly1305 tag. */
export const tagBytes = 16;
/** Longest plaintext of one call: an age chunk. */
export const chunkBytes = 64 * 1024;

/** ChaCha20-Poly1305 (RFC 8439) without associated data, one chunk of at most 64 KiB at a time. */
export interface ChunkCipher {
  readonly name: 'openssl' | 'wasm';
  /** Writes ciphertext and tag to `into`, which is 16 bytes longer than `plaintext`. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, into: Uint8Array): void;
  /** Writes the plaintext to `into`, 16 bytes shorter than `sealed`. False, and nothing of use in `into`, when the tag is wrong. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, into: Uint8Array): boolean;
}

const algorithm: CipherChaCha20Poly1305Types = 'chacha20-poly1305';
const options = { authTagLength: tagBytes } as const;

function opensslCipher(): ChunkCipher {
  return {
    name: 'openssl',
    seal(key, nonce, plaintext, into) {
      const cipher = createCipheriv(algorithm, key, nonce, options);
      into.set(cipher.update(plaintext));
      cipher.final();
      into.set(cipher.getAuthTag(), plaintext.length);
    },
    open(key, nonce, sealed, into) {
      const end = sealed.length - tagBytes;
      const decipher = createDecipheriv(algorithm, key, nonce, options);
      decipher.setAuthTag(sealed.subarray(end));
      const plaintext = decipher.update(sealed.subarray(0, end));
      try {
        decipher.final();
      } catch {
        return false;
      }
      into.set(plaintext);
      return true;
    },
  };
}

interface ChachaExports {
  readonly memory: WebAssembly.Memory;
  crypt(data: number, groups: number): void;
  authenticate(data: number, blocks: number): void;
}

const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/** Our own WebAssembly: for runtimes whose library has no ChaCha20-Poly1305 cipher, as Electron's BoringSSL. */
function wasmCipher(): ChunkCipher {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(chachaModule()));
  const { memory, crypt, authenticate } = instance.exports as unknown as ChachaExports;
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  const { state, key: keyAt, tag: tagAt, data } = layout;

  const begin = (key: Uint8Array, nonce: Uint8Array): void => {
    for (const [index, word] of constants.entries()) view.setUint32(state + 4 * index, word, true);
    bytes.set(key, state + 16);
    view.setUint32(state + 48, 0, true);
    bytes.set(nonce, state + 52);
    // Block 0 of the key stream is the one-time key of Poly1305 (RFC 8439 section 2.6).
    bytes.fill(0, keyAt, keyAt + 256);
    crypt(keyAt, 1);
    view.setUint32(state + 48, 1, true);
  };
  const tag = (length: number): Uint8Array => {
    const padded = Math.ceil(length / 16) * 16;
    bytes.fill(0, data + length, data + padded + 16);
    view.setUint32(data + padded + 8, length, true);
    authenticate(data, padded / 16 + 1);
    return bytes.subarray(tagAt, tagAt + tagBytes);
  };
  const cryptData = (length: number): void => {
    if (length > 0) crypt(data, Math.ceil(length / 256));
  };
  const forget = (length: number): void => {
    bytes.fill(0, 0, data + Math.ceil(length / 256) * 256 + 32);
  };
  return {
    name: 'wasm',
    seal(key, nonce, plaintext, into) {
      const { length } = plaintext;
      begin(key, nonce);
      bytes.set(plaintext, data);
      cryptData(length);
      into.set(bytes.subarray(data, data + length));
      into.set(tag(length), length);
      forget(length);
    },
    open(key, nonce, sealed, into) {
      const length = sealed.length - tagBytes;
      begin(key, nonce);
      bytes.set(sealed.subarray(0, length), data);
      const expected = tag(length);
      let difference = 0;
      // All sixteen bytes each time: how many were right must not show in the time taken.
      for (let at = 0; at < tagBytes; at += 1) difference |= (expected[at] ?? 0) ^ (sealed[length + at] ?? 0);
      if (difference === 0) {
        cryptData(length);
        into.set(bytes.subarray(data, data + length));
      }
      forget(length);
      return difference === 0;
    },
  };
}

/** RFC 8439 appendix A.5 in the form without associated data, over lengths around a block: computed by two other libraries. */
const knownAnswer = {
  key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
  nonce: '070000004041424344454647',
  lengths: [0, 1, 16, 255, 256, 257, 65_536],
  tags: 'a0784d7abb758e73a6e89dc6e15cc6930626a1b84eec04e77cb04231',
} as const;

function answersRight(cipher: ChunkCipher): boolean {
  const key = Buffer.from(knownAnswer.key, 'hex');
  const nonce = Buffer.from(knownAnswer.nonce, 'hex');
  let tags = '';
  for (const length of knownAnswer.lengths) {
    const plaintext = new Uint8Array(length).map((_, at) => (at * 7) & 255);
    const sealed = new Uint8Array(length + tagBytes);
    cipher.seal(key, nonce, plaintext, sealed);
    tags += Buffer.from(sealed.subarray(length, length + 4)).toString('hex');
    const back = new Uint8Array(length);
    if (!cipher.open(key, nonce, sealed, back) || Buffer.compare(back, plaintext) !== 0) return false;
    sealed[length] = (sealed[length] ?? 0) ^ 1;
    if (cipher.open(key, nonce, sealed, back)) return false;
  }
  return tags === knownAnswer.tags;
}

/** A cipher by name, or `undefined` where this runtime has none or it answers wrongly. */
export function makeCipher(name: ChunkCipher['name']): ChunkCipher | undefined {
  if (name === 'openssl' && !getCiphers().includes(algorithm)) return undefined;
  try {
    const cipher = name === 'openssl' ? opensslCipher() : wasmCipher();
    return answersRight(cipher) ? cipher : undefined;
  } catch {
    return undefined;
  }
}

let chosen: ChunkCipher | undefined;

/** The fastest cipher of this runtime that gives the known answers. Throws when there is none: then nothing is sealed or opened. */
export function chunkCipher(): ChunkCipher {
  chosen ??= makeCipher('openssl') ?? makeCipher('wasm');
  if (chosen === undefined) throw new Error('no ChaCha20-Poly1305 gives the known answers here');
  return chosen;
}
