import { ed25519 } from '@noble/curves/ed25519.js';
import type { KeyPair } from '../../main/exchange/crypto/sshKeys.ts';
import { parseSshsig, signSshsig } from '../../main/exchange/crypto/sshsig.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** Points of order 1, 2, 4 and 8, with their non-canonical spellings. */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0100000000000000000000000000000000000000000000000000000000000080',
] as const;

/** An honest key with a point of order 8 added: on the curve, canonical, not in the prime-order group. */
function mixedOrder(): Uint8Array {
  const torsion = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  return ed25519.Point.BASE.multiply(12_345n).add(torsion).toBytes();
}

/** Public keys on which implementations disagree, or which are none. */
export const badKeys: readonly { readonly name: string; readonly key: Uint8Array }[] = [
  ...smallOrder.map((key) => ({ name: `small order ${key.slice(0, 8)}…${key.slice(-2)}`, key: hex(key) })),
  { name: 'mixed order', key: mixedOrder() },
  { name: 'not on the curve', key: new Uint8Array(32).fill(0x02) },
  { name: 'y of the prime or more', key: hex(`f0${'ff'.repeat(30)}7f`) },
  { name: 'short', key: new Uint8Array(31) },
  { name: 'long', key: new Uint8Array(33) },
];

/** Replaces the 64 signature bytes inside an honest armored signature. */
function bend(pair: KeyPair, change: (signature: Uint8Array) => void): Uint8Array {
  const armored = Buffer.from(signSshsig(pair, 'xpkg-site-v1', new TextEncoder().encode('x'))).toString();
  const lines = armored.trimEnd().split('\n');
  const blob = new Uint8Array(Buffer.from(lines.slice(1, -1).join(''), 'base64'));
  change(blob.subarray(blob.length - 64));
  const body =
    Buffer.from(blob)
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  const bent = new TextEncoder().encode(`${lines[0]}\n${body.join('\n')}\n${lines.at(-1)}\n`);
  parseSshsig(bent);
  return bent;
}

/** Adds the group order to S: the same signature to a lax verifier. */
function addOrder(signature: Uint8Array): void {
  let carry = 0;
  let order = ed25519.Point.Fn.ORDER;
  for (let at = 32; at < 64; at += 1) {
    const sum = (signature[at] ?? 0) + Number(order & 255n) + carry;
    signature[at] = sum & 255;
    carry = sum >> 8;
    order >>= 8n;
  }
}

/** Signatures that are well formed but must not be accepted by anybody. */
export const badSignatures: readonly {
  readonly name: string;
  readonly make: (pair: KeyPair) => Uint8Array;
}[] = [
  { name: 'S plus the group order', make: (pair) => bend(pair, addOrder) },
  { name: 'S of all ones', make: (pair) => bend(pair, (signature) => signature.fill(0xff, 32)) },
  { name: 'zero signature', make: (pair) => bend(pair, (signature) => signature.fill(0)) },
  ...smallOrder.map((point) => ({
    name: `R of small order ${point.slice(0, 8)}…${point.slice(-2)}`,
    make: (pair: KeyPair) => bend(pair, (signature) => signature.set(hex(point), 0)),
  })),
  { name: 'R not on the curve', make: (pair) => bend(pair, (signature) => signature.fill(2, 0, 32)) },
];
