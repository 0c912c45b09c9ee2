import { ed25519 } from '@noble/curves/ed25519.js';
import { PackageError } from '../format/packageError.ts';

const admittedKeys = new Set<string>();
const rememberedKeys = 1000;

/**
 * Admits an Ed25519 public key (32 bytes) only if every verifier agrees on it: canonical encoding, on the curve,
 * not of small order, in the prime-order group. OpenSSL and BoringSSL differ on the rest. Throws E_KEY.
 */
export function admitPublicKey(publicKey: Uint8Array): void {
  const name = Buffer.from(publicKey).toString('hex');
  if (admittedKeys.has(name)) return;
  if (publicKey.length !== 32) throw new PackageError('E_KEY', '长度不是 32 字节');
  let sound = false;
  try {
    const point = ed25519.Point.fromBytes(publicKey, false);
    sound = !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    sound = false;
  }
  if (!sound) throw new PackageError('E_KEY', '编码或阶不合规定');
  if (admittedKeys.size >= rememberedKeys) admittedKeys.clear();
  admittedKeys.add(name);
}

/** Admits an Ed25519 signature (64 bytes): R canonical and not of small order, S below the group order. Throws E_SSHSIG. */
export function admitSignature(signature: Uint8Array): void {
  if (signature.length !== 64) throw new PackageError('E_SSHSIG', '签名长度不是 64 字节');
  let scalar = 0n;
  for (let at = 63; at >= 32; at -= 1) scalar = (scalar << 8n) | BigInt(signature[at] ?? 0);
  if (scalar >= ed25519.Point.Fn.ORDER) throw new PackageError('E_SSHSIG', '签名 S 不规范');
  let sound = false;
  try {
    sound = !ed25519.Point.fromBytes(signature.subarray(0, 32), false).isSmallOrder();
  } catch {
    sound = false;
  }
  if (!sound) throw new PackageError('E_SSHSIG', '签名 R 不规范');
}
