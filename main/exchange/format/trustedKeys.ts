import { parsePublicKeyLine, publicKeyBlob } from '../crypto/sshKeys.ts';
import { maxSignatureBytes, type Namespace, parseSshsig, verifySshsig } from '../crypto/sshsig.ts';
import { sameBytes } from '../crypto/sshWire.ts';
import { PackageError } from './packageError.ts';
import type { Roster, RosterKey } from './roster.ts';

/** What a key may sign: packages for the site, packages as releasing person, only records. */
export type KeyRole = RosterKey['role'];

/** A public key that a pinned roster vouches for. */
export interface TrustedKey {
  readonly site: string;
  readonly keyId: string;
  readonly role: KeyRole;
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly streams: RosterKey['streams'];
  readonly revocations: Roster['revocations'];
  readonly from: string;
  readonly to: string | null;
}

/** The use of a key that is to be judged. */
export interface KeyUse {
  readonly recipient: string;
  readonly epoch: string;
  readonly seq: number;
  /** Day the signer claims (`released_at`); only warns. */
  readonly day: string;
}

/** The keys of all pinned rosters, looked up by (site, key id, role). */
export class TrustedKeys {
  // A Map, so that ids such as `constructor` or `__proto__` find nothing.
  readonly #keys = new Map<string, TrustedKey>();
  readonly #sites = new Set<string>();

  /** Keys of rosters that `acceptRoster` / `openRoster` has admitted. */
  constructor(rosters: Iterable<Roster>) {
    for (const roster of rosters) {
      this.#sites.add(roster.site);
      for (const key of roster.keys) {
        this.#keys.set(`${roster.site}\n${key.id}\n${key.role}`, {
          site: roster.site,
          keyId: key.id,
          role: key.role,
          name: key.name,
          publicKey: parsePublicKeyLine(key.pub),
          streams: key.streams,
          revocations: roster.revocations.filter((row) => row.key === key.id),
          from: key.from,
          to: key.to,
        });
      }
    }
  }

  /** True when a roster of that site is pinned. */
  knowsSite(site: string): boolean {
    return this.#sites.has(site);
  }

  /** The key of that site, id and role. */
  find(site: string, keyId: string, role: KeyRole): TrustedKey | undefined {
    return this.#keys.get(`${site}\n${keyId}\n${role}`);
  }

  /** All keys of a role whose blob equals the claimed one (more than one only if two sites list the same key). */
  withBlob(role: KeyRole, keyBlob: Uint8Array): TrustedKey[] {
    return [...this.#keys.values()].filter(
      (key) => key.role === role && sameBytes(publicKeyBlob(key.publicKey), keyBlob),
    );
  }
}

/**
 * Who signed these raw bytes, before anything is parsed: the trusted keys of `role` that the signature verifies with.
 * The blob inside the signature only selects among trusted keys. Throws `refusal` when there is none.
 */
export function signersOf(
  trust: TrustedKeys,
  role: 'site' | 'release',
  namespace: Namespace,
  message: Uint8Array,
  armored: Uint8Array,
): TrustedKey[] {
  const refusal = role === 'site' ? 'E_SITE_SIG' : 'E_RELEASE_SIG';
  if (armored.length === 0 || armored.length > maxSignatureBytes)
    throw new PackageError(refusal, '签名为空或过大');
  let keyBlob: Uint8Array;
  try {
    keyBlob = parseSshsig(armored).keyBlob;
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError(refusal, thrown.detail);
    throw thrown;
  }
  const candidates = trust.withBlob(role, keyBlob);
  const [first] = candidates;
  if (first === undefined) throw new PackageError(refusal, '未知密钥');
  if (!verifySshsig(first.publicKey, namespace, message, armored))
    throw new PackageError(refusal, '签名无效');
  return candidates;
}

/**
 * Whether a key counts for a sequence number. Ranges and revocations are by number, because clocks of separated machines
 * lie; dates only yield warnings (returned, Chinese). Throws E_KEY_REVOKED, E_KEY_RANGE.
 */
export function checkKeyUse(key: TrustedKey, use: KeyUse): string[] {
  if (key.revocations.length > 0) {
    const rows = key.revocations.filter(
      (row) =>
        (row.recipient === null || row.recipient === use.recipient) &&
        (row.epoch === null || row.epoch === use.epoch),
    );
    const through = rows.length === 0 ? 0 : Math.min(...rows.map((row) => row.valid_through_seq));
    if (use.seq > through) throw new PackageError('E_KEY_REVOKED', `${key.keyId}，有效至序号 ${through}`);
  }
  if (key.streams.length > 0) {
    const inRange = key.streams.some(
      (row) =>
        row.recipient === use.recipient &&
        row.epoch === use.epoch &&
        row.from_seq <= use.seq &&
        (row.to_seq === null || use.seq <= row.to_seq),
    );
    if (!inRange) throw new PackageError('E_KEY_RANGE', key.keyId);
  }
  const warnings: string[] = [];
  if (use.day < key.from || (key.to !== null && key.to < use.day)) {
    warnings.push(`密钥 ${key.keyId} 按日期不在有效期内（以序号为准，已接受）`);
  }
  return warnings;
}
