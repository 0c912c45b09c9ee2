import { createHash, createPublicKey, verify } from 'node:crypto';
import { demand } from './failure.ts';

/** A line of an allowed_signers file: principals, namespace patterns (empty = any), 32-byte key. */
export interface AllowedSigner {
  readonly principals: readonly string[];
  readonly namespaces: readonly string[];
  readonly key: Buffer;
}

/** Reads an allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS): Ed25519 keys, the `namespaces` option. */
export function readAllowedSigners(text: string): AllowedSigner[] {
  const signers: AllowedSigner[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^(\S+) (?:(\S+) )?ssh-ed25519 (\S+)/.exec(line);
    demand(match !== null, `签名人文件有无法识别的行`, 'unreadable line in the signers file');
    const blob = Buffer.from(match[3] ?? '', 'base64');
    demand(
      blob.length === 51,
      '签名人文件中的公钥长度不符',
      'public key of wrong length in the signers file',
    );
    const namespaces = /namespaces="([^"]*)"/.exec(match[2] ?? '')?.[1] ?? '';
    signers.push({
      principals: (match[1] ?? '').split(','),
      namespaces: namespaces === '' ? [] : namespaces.split(','),
      key: blob.subarray(19),
    });
  }
  return signers;
}

function field(blob: Buffer, at: number): { readonly value: Buffer; readonly next: number } {
  demand(at + 4 <= blob.length, '签名不完整', 'signature cut short');
  const end = at + 4 + blob.readUInt32BE(at);
  demand(end <= blob.length, '签名不完整', 'signature cut short');
  return { value: blob.subarray(at + 4, end), next: end };
}

function sshString(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function admits(signer: AllowedSigner, namespace: string): boolean {
  return (
    signer.namespaces.length === 0 ||
    signer.namespaces.some((pattern) => {
      const source = pattern
        .split('*')
        .map((part) => part.replace(/[^A-Za-z0-9-]/g, '\\$&'))
        .join('.*');
      return new RegExp(`^${source}$`).test(namespace);
    })
  );
}

/**
 * Principals whose key made this armored SSHSIG over `message` in `namespace`. Throws a Failure when there is none.
 * Written from OpenSSH's PROTOCOL.sshsig, apart from the program's own code.
 */
export function verifySignature(
  signers: readonly AllowedSigner[],
  namespace: string,
  message: Buffer,
  armored: Buffer,
): string[] {
  const match = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n$/.exec(
    armored.toString('latin1'),
  );
  demand(match !== null, '签名文件为空或格式不符', 'signature file empty or malformed');
  const blob = Buffer.from((match[1] ?? '').replaceAll('\n', ''), 'base64');
  demand(blob.subarray(0, 6).toString('latin1') === 'SSHSIG', '不是 SSH 签名', 'not an SSH signature');
  demand(blob.length > 10 && blob.readUInt32BE(6) === 1, '签名版本不符', 'unknown signature version');
  const publicKey = field(blob, 10);
  const space = field(blob, publicKey.next);
  const reserved = field(blob, space.next);
  const hash = field(blob, reserved.next);
  const inner = field(blob, hash.next);
  demand(
    inner.next === blob.length && reserved.value.length === 0,
    '签名尾部有多余数据',
    'excess bytes in signature',
  );
  demand(space.value.toString('latin1') === namespace, '签名用途不符', 'signature is for another purpose');
  demand(hash.value.toString('latin1') === 'sha512', '签名算法不符', 'unexpected hash in signature');
  const type = field(inner.value, 0);
  const raw = field(inner.value, type.next);
  demand(
    type.value.toString('latin1') === 'ssh-ed25519' &&
      raw.next === inner.value.length &&
      raw.value.length === 64,
    '签名算法不符',
    'unexpected signature algorithm',
  );
  const matching = signers.filter(
    (signer) =>
      Buffer.concat([sshString('ssh-ed25519'), sshString(signer.key)]).equals(publicKey.value) &&
      admits(signer, namespace),
  );
  const [first] = matching;
  demand(first !== undefined, '签名来自未列入的密钥', 'signed by a key that is not in the signers file');
  const signedBytes = Buffer.concat([
    Buffer.from('SSHSIG'),
    sshString(namespace),
    sshString(''),
    sshString('sha512'),
    sshString(createHash('sha512').update(message).digest()),
  ]);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: first.key.toString('base64url') },
    format: 'jwk',
  });
  demand(verify(null, signedBytes, key, raw.value), '签名无效', 'signature does not verify');
  return matching.flatMap((signer) => signer.principals);
}
