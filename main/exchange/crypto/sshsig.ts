import { createHash, sign, verify } from 'node:crypto';
import { PackageError } from '../format/packageError.ts';
import { admitSignature } from './admission.ts';
import { type KeyPair, privateKeyOf, publicKeyBlob, publicKeyOf } from './sshKeys.ts';
import { armor, sameBytes, unarmor, WireReader, WireWriter } from './sshWire.ts';

/** What a signature is for. A signature of one purpose never counts for another. */
export const namespaces = {
  site: 'xpkg-site-v1',
  release: 'xpkg-release-v1',
  roster: 'xpkg-roster-v1',
  root: 'xpkg-root-v1',
  carry: 'xpkg-carry-v1',
  receipt: 'xpkg-receipt-v1',
  /** A person's signature over the digest of a record, report or print (not part of a package's head). */
  approval: 'spm-approval-v1',
} as const;
/** One of the fixed namespaces, or one of the person's acts (`spm-review-v1` …): each act signs in its own. */
export type Namespace = (typeof namespaces)[keyof typeof namespaces] | `spm-${string}-v1`;

/** Something that signs: a key in memory today, a hardware token later. */
export interface Signer {
  /** Key id as in the roster, e.g. `site@siteA` or `zhang.san@siteA`. */
  readonly keyId: string;
  /** 32-byte public key. */
  readonly publicKey: Uint8Array;
  /** Armored SSHSIG over `message` in `namespace`. */
  sign(namespace: Namespace, message: Uint8Array): Promise<Uint8Array>;
}

const label = 'SSH SIGNATURE';
const magic = new TextEncoder().encode('SSHSIG');
const hashName = 'sha512';
/** Largest armored signature read, in bytes. */
export const maxSignatureBytes = 8192;

function signedData(namespace: string, message: Uint8Array): Uint8Array {
  const digest = createHash(hashName).update(message).digest();
  return new WireWriter().raw(magic).string(namespace).string('').string(hashName).string(digest).bytes();
}

/**
 * Armored SSHSIG (OpenSSH PROTOCOL.sshsig, version 1, SHA-512) over `message`, byte for byte what
 * `ssh-keygen -Y sign -n <namespace>` writes with the same key.
 */
export function signSshsig(pair: KeyPair, namespace: Namespace, message: Uint8Array): Uint8Array {
  const raw = sign(null, signedData(namespace, message), privateKeyOf(pair.seed));
  return armoredSshsig(pair.publicKey, namespace, raw);
}

/** A raw Ed25519 signature (64 bytes) as the SSHSIG that it came from. */
export function armoredSshsig(publicKey: Uint8Array, namespace: Namespace, raw: Uint8Array): Uint8Array {
  const blob = new WireWriter()
    .raw(magic)
    .uint32(1)
    .string(publicKeyBlob(publicKey))
    .string(namespace)
    .string('')
    .string(hashName)
    .string(new WireWriter().string('ssh-ed25519').string(raw).bytes())
    .bytes();
  return new TextEncoder().encode(armor(label, blob));
}

/** A signer over a key pair held in memory. */
export function memorySigner(keyId: string, pair: KeyPair): Signer {
  return {
    keyId,
    publicKey: pair.publicKey,
    sign: (namespace, message) => Promise.resolve(signSshsig(pair, namespace, message)),
  };
}

/** Parts of a well-formed SSHSIG. `keyBlob` is a claim: compare it, never trust it. */
export interface ParsedSshsig {
  readonly keyBlob: Uint8Array;
  readonly namespace: string;
  /** 64 bytes R || S. */
  readonly signature: Uint8Array;
}

/** Reads an armored SSHSIG without judging it. Throws E_SSHSIG for empty, oversized, malformed, other hash or key type. */
export function parseSshsig(armored: Uint8Array): ParsedSshsig {
  if (armored.length === 0 || armored.length > maxSignatureBytes)
    throw new PackageError('E_SSHSIG', '大小不符');
  const reader = new WireReader(unarmor(label, Buffer.from(armored).toString('latin1')));
  if (!sameBytes(reader.raw(magic.length), magic) || reader.uint32() !== 1) {
    throw new PackageError('E_SSHSIG', '版本不符');
  }
  const keyBlob = reader.string();
  const namespace = reader.text();
  const reserved = reader.string();
  const hash = reader.text();
  const inner = new WireReader(reader.string());
  reader.end();
  const type = inner.text();
  const signature = inner.string();
  inner.end();
  if (reserved.length !== 0 || hash !== hashName || type !== 'ssh-ed25519') {
    throw new PackageError('E_SSHSIG', '算法不符');
  }
  return { keyBlob, namespace, signature };
}

/**
 * Verifies an armored SSHSIG over `message` with a key the caller already trusts.
 * False when the signature is by another key, for another namespace, not admissible, or wrong. Never throws for hostile
 * input; a trusted key that is itself not admissible throws E_KEY.
 */
export function verifySshsig(
  publicKey: Uint8Array,
  namespace: Namespace,
  message: Uint8Array,
  armored: Uint8Array,
): boolean {
  const key = publicKeyOf(publicKey);
  try {
    const parsed = parseSshsig(armored);
    if (parsed.namespace !== namespace || !sameBytes(parsed.keyBlob, publicKeyBlob(publicKey))) return false;
    admitSignature(parsed.signature);
    return verify(null, signedData(namespace, message), key, parsed.signature);
  } catch (thrown) {
    if (thrown instanceof PackageError) return false;
    throw thrown;
  }
}

/**
 * Signs a lower-case hex SHA-256 digest: the message is the 64 hex characters and a line end, so that
 * `printf '%s\n' DIGEST | ssh-keygen -Y verify …` checks it. Returns the armored text.
 */
export async function signDigest(signer: Signer, namespace: Namespace, digest: string): Promise<string> {
  return Buffer.from(await signer.sign(namespace, digestMessage(digest))).toString('latin1');
}

/** Verifies what `signDigest` made. False for anything but a valid signature by `publicKey` in `namespace`. */
export function verifyDigest(
  publicKey: Uint8Array,
  namespace: Namespace,
  digest: string,
  armored: string,
): boolean {
  return verifySshsig(publicKey, namespace, digestMessage(digest), Buffer.from(armored, 'latin1'));
}

function digestMessage(digest: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new PackageError('E_SSHSIG', '摘要不是 64 位小写十六进制');
  return new TextEncoder().encode(`${digest}\n`);
}
