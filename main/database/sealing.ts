import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Fixed prefixes of the DER forms of RFC 8410; the 32 key bytes follow. */
const derPrefix = {
  x25519: { secret: '302e020100300506032b656e04220420', public: '302a300506032b656e032100' },
  ed25519: { secret: '302e020100300506032b657004220420', public: '302a300506032b6570032100' },
} as const;
/** Curves of the two kinds of keys: X25519 opens sealed values, Ed25519 signs. */
export type Curve = keyof typeof derPrefix;

const nonceSize = 12;
const tagSize = 16;
const keySize = 32;

/** Overwrites key material; what the runtime copied elsewhere is on the limits page. */
export function zero(...buffers: readonly (Uint8Array | undefined)[]): void {
  for (const buffer of buffers) buffer?.fill(0);
}

/** Key object of 32 raw secret bytes. The DER copy made on the way is zeroed. */
export function secretKeyOf(curve: Curve, secret: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from(derPrefix[curve].secret, 'hex'), secret]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    zero(der);
  }
}

/** Key object of 32 raw public bytes. */
export function publicKeyOf(curve: Curve, bytes: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(derPrefix[curve].public, 'hex'), bytes]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** 32 raw public bytes that belong to raw secret bytes. */
export function publicBytesOf(curve: Curve, secret: Uint8Array): Buffer {
  const spki = createPublicKey(secretKeyOf(curve, secret)).export({ format: 'der', type: 'spki' });
  return spki.subarray(-keySize);
}

/** Fresh raw key pair; the caller zeroes `secret` after use. */
export function makeKeyPair(curve: Curve): { readonly secret: Buffer; readonly publicKey: Buffer } {
  const pair = curve === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('ed25519');
  const der = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const secret = Buffer.from(der.subarray(-keySize));
  zero(der);
  return { secret, publicKey: publicBytesOf(curve, secret) };
}

/**
 * HKDF-SHA-256 (RFC 5869) to 32 bytes.
 * @param label what the key is for; every use has its own
 */
export function deriveSubkey(secret: Uint8Array, label: string, salt: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, label, keySize));
}

/**
 * AES-256-GCM under a random nonce: nonce ‖ ciphertext ‖ tag.
 * @param context what the value is and whom it belongs to; unwrapping needs the same
 */
export function wrap(key: Uint8Array, secret: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Opens {@link wrap}; undefined when key, context or bytes are not the ones that were wrapped. */
export function unwrap(key: Uint8Array, wrapped: Uint8Array, context: string): Buffer | undefined {
  if (wrapped.length < nonceSize + tagSize) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceSize), {
    authTagLength: tagSize,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(wrapped.subarray(-tagSize));
  let clear: Buffer | undefined;
  try {
    clear = decipher.update(wrapped.subarray(nonceSize, -tagSize));
    // Counter mode hands everything out at once; the last step only checks the tag.
    decipher.final();
    return clear;
  } catch {
    zero(clear);
    return undefined;
  }
}

/**
 * Seals a value so that only the holder of an X25519 secret opens it: ephemeral public key ‖ {@link wrap}
 * under HKDF of the shared secret, salted with both public keys.
 */
export function seal(publicKey: Uint8Array, secret: Uint8Array, context: string): Buffer {
  const ephemeral = makeKeyPair('x25519');
  const key = sharedKey(ephemeral.secret, publicKey, ephemeral.publicKey, publicKey);
  try {
    return Buffer.concat([ephemeral.publicKey, wrap(key, secret, context)]);
  } finally {
    zero(ephemeral.secret, key);
  }
}

/** Opens {@link seal} with the raw X25519 secret; undefined when it was not sealed to it, or was changed. */
export function unseal(secretKey: Uint8Array, sealed: Uint8Array, context: string): Buffer | undefined {
  if (sealed.length < keySize) return undefined;
  const ephemeral = sealed.subarray(0, keySize);
  let key: Buffer | undefined;
  try {
    key = sharedKey(secretKey, ephemeral, ephemeral, publicBytesOf('x25519', secretKey));
    return unwrap(key, sealed.subarray(keySize), context);
  } catch {
    // A damaged ephemeral key can be a point that the curve refuses.
    return undefined;
  } finally {
    zero(key);
  }
}

function sharedKey(
  secret: Uint8Array,
  otherPublic: Uint8Array,
  ephemeralPublic: Uint8Array,
  recipientPublic: Uint8Array,
): Buffer {
  const shared = diffieHellman({
    privateKey: secretKeyOf('x25519', secret),
    publicKey: publicKeyOf('x25519', otherPublic),
  });
  try {
    return deriveSubkey(shared, 'sealed value 1', Buffer.concat([ephemeralPublic, recipientPublic]));
  } finally {
    zero(shared);
  }
}
