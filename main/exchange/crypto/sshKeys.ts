import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { PackageError } from '../format/packageError.ts';
import { admitPublicKey } from './admission.ts';
import { armor, decodeBase64, joinBytes, sameBytes, unarmor, WireReader, WireWriter } from './sshWire.ts';

const keyType = 'ssh-ed25519';
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const privateLabel = 'OPENSSH PRIVATE KEY';
const keyMagic = new TextEncoder().encode('openssh-key-v1\0');

/** An Ed25519 key pair in raw form: 32-byte seed (secret) and 32-byte public key. */
export interface KeyPair {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** node:crypto private key of a 32-byte seed. Throws E_KEY. */
export function privateKeyOf(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw new PackageError('E_KEY', '私钥种子不是 32 字节');
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

/** node:crypto public key of 32 raw bytes, after admission. Throws E_KEY. */
export function publicKeyOf(publicKey: Uint8Array): KeyObject {
  admitPublicKey(publicKey);
  return createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
}

/** Key pair of a given 32-byte seed. Throws E_KEY. */
export function keyPairFromSeed(seed: Uint8Array): KeyPair {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return { seed, publicKey: new Uint8Array(spki.subarray(spkiPrefix.length)) };
}

/** A new random key pair. */
export function generateKeyPair(): KeyPair {
  return keyPairFromSeed(new Uint8Array(randomBytes(32)));
}

/** SSH wire form of a public key: string "ssh-ed25519", string key (RFC 8709). */
export function publicKeyBlob(publicKey: Uint8Array): Uint8Array {
  return new WireWriter().string(keyType).string(publicKey).bytes();
}

/** One line as in `id_ed25519.pub`, without line end: type, base64, comment. */
export function publicKeyLine(publicKey: Uint8Array, comment = ''): string {
  return `${keyType} ${Buffer.from(publicKeyBlob(publicKey)).toString('base64')} ${comment}`.trimEnd();
}

/** Raw 32 bytes from a public key line; the comment is ignored. Admission included. Throws E_KEY. */
export function parsePublicKeyLine(line: string): Uint8Array {
  const match = /^ssh-ed25519 ([A-Za-z0-9+/=]{1,200})(?: [^\r\n]*)?$/.exec(line.trimEnd());
  if (match?.[1] === undefined) throw new PackageError('E_KEY', '不是 ssh-ed25519 公钥');
  try {
    const reader = new WireReader(decodeBase64(match[1]));
    const type = reader.text();
    const key = new Uint8Array(reader.string());
    reader.end();
    if (type !== keyType) throw new PackageError('E_KEY');
    admitPublicKey(key);
    return key;
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError('E_KEY', thrown.detail);
    throw thrown;
  }
}

/** Fingerprint exactly as `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
export function keyFingerprint(publicKey: Uint8Array): string {
  const digest = createHash('sha256').update(publicKeyBlob(publicKey)).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/**
 * Unencrypted OpenSSH private key file of a key pair, for stock `ssh-keygen -Y sign`. The file is secret: keep it inside
 * an `age -p` box (see ageBackup.ts).
 */
export function privateKeyFile(pair: KeyPair, comment: string): string {
  const check = randomBytes(4).readUInt32BE(0);
  const inner = new WireWriter()
    .uint32(check)
    .uint32(check)
    .string(keyType)
    .string(pair.publicKey)
    .string(joinBytes([pair.seed, pair.publicKey]))
    .string(comment)
    .bytes();
  const padding = new Uint8Array((8 - (inner.length % 8)) % 8).map((_, at) => at + 1);
  const file = new WireWriter()
    .raw(keyMagic)
    .string('none')
    .string('none')
    .string('')
    .uint32(1)
    .string(publicKeyBlob(pair.publicKey))
    .string(joinBytes([inner, padding]))
    .bytes();
  return armor(privateLabel, file);
}

/** Key pair of an unencrypted OpenSSH Ed25519 private key file, as stock `ssh-keygen` writes it. Throws E_KEY. */
export function parsePrivateKeyFile(text: string): KeyPair {
  try {
    const reader = new WireReader(unarmor(privateLabel, text));
    if (!sameBytes(reader.raw(keyMagic.length), keyMagic)) throw new PackageError('E_KEY');
    if (reader.text() !== 'none' || reader.text() !== 'none')
      throw new PackageError('E_KEY', '私钥文件有口令');
    reader.string();
    if (reader.uint32() !== 1) throw new PackageError('E_KEY');
    reader.string();
    const inner = new WireReader(reader.string());
    reader.end();
    const check = inner.uint32();
    if (inner.uint32() !== check || inner.text() !== keyType) throw new PackageError('E_KEY');
    const publicKey = new Uint8Array(inner.string());
    const secret = new Uint8Array(inner.string());
    const pair = keyPairFromSeed(secret.slice(0, 32));
    if (!sameBytes(pair.publicKey, publicKey)) throw new PackageError('E_KEY', '公私钥不符');
    return pair;
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError('E_KEY', thrown.detail);
    throw thrown;
  }
}
