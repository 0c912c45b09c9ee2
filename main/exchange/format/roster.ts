import { z } from 'zod';
import { isAgeRecipient } from '../crypto/ageBox.ts';
import { parsePublicKeyLine, publicKeyLine } from '../crypto/sshKeys.ts';
import { namespaces, type Signer, verifySshsig } from '../crypto/sshsig.ts';
import { canonicalBytes, type JsonObject, type JsonValue, parseCanonical } from './canonicalJson.ts';
import { PackageError } from './packageError.ts';
import {
  daySchema,
  digestSchema,
  epochSchema,
  instantSchema,
  keyIdSchema,
  sha256Hex,
  siteIdSchema,
} from './packageJson.ts';

/** Format name of rosters of this generation. */
export const rosterFormat = 'xpkg-roster/1';
const maxRosterBytes = 1024 * 1024;
const label = z.string().min(1).max(200);
const sequence = z.number().int().min(1).max(99_999_999);
/** Public key line without comment, whose key every verifier admits. */
export const publicKeySchema = z.string().refine((line) => {
  try {
    return publicKeyLine(parsePublicKeyLine(line)) === line;
  } catch {
    return false;
  }
});

/** Range of sequence numbers of one stream in which a key signs; `to_seq` null = open. */
const streamSchema = z.strictObject({
  epoch: epochSchema,
  from_seq: sequence,
  recipient: siteIdSchema,
  to_seq: sequence.nullable(),
});

const rosterSchema = z.strictObject({
  age: z.array(
    z.strictObject({
      from: daySchema,
      id: label,
      recipient: z.string().refine(isAgeRecipient),
      to: daySchema.nullable(),
    }),
  ),
  epochs: z.array(
    z.strictObject({
      after: z
        .strictObject({ digest: digestSchema.nullable(), epoch: epochSchema, seq: z.number().int().min(0) })
        .nullable(),
      epoch: epochSchema,
      recipient: siteIdSchema,
    }),
  ),
  format: z.literal(rosterFormat),
  issued_at: instantSchema,
  keys: z.array(
    z.strictObject({
      from: daySchema,
      id: keyIdSchema,
      name: label,
      pub: publicKeySchema,
      role: z.enum(['site', 'release', 'person']),
      streams: z.array(streamSchema),
      to: daySchema.nullable(),
    }),
  ),
  kind: z.enum(['center', 'unit']),
  prev: digestSchema.nullable(),
  revocations: z.array(
    z.strictObject({
      epoch: epochSchema.nullable(),
      key: keyIdSchema,
      reason: label,
      recipient: siteIdSchema.nullable(),
      valid_through_seq: z.number().int().min(0).max(99_999_999),
    }),
  ),
  site: siteIdSchema,
  site_name: label,
  suites: z.array(label).min(1),
  version: z.number().int().min(1).max(1_000_000),
});

/**
 * Public trust data of one site, signed by its root key. `keys[].streams` empty = every stream, every number.
 * A revocation with `recipient` and `epoch` null is for every stream; a revoked key stays valid through
 * `valid_through_seq` (0 = never) of the streams its revocations name, and is invalid in all others.
 */
export type Roster = z.infer<typeof rosterSchema>;
/** A key in a roster. */
export type RosterKey = Roster['keys'][number];

/** A roster whose root signature has been verified. */
export interface AcceptedRoster {
  readonly roster: Roster;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  /** `new` replaces the pinned one; `same` changes nothing. */
  readonly news: 'new' | 'same';
  /** Versions between the pinned one and this were not seen, so the chain of `prev` could not be followed. */
  readonly skipped: number;
}

function checkRoster(value: JsonValue): Roster {
  const parsed = rosterSchema.safeParse(value);
  if (!parsed.success) throw new PackageError('E_ROSTER', parsed.error.issues[0]?.path.join('.') ?? '');
  const roster = parsed.data;
  const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;
  const sound =
    (roster.version === 1) === (roster.prev === null) &&
    roster.keys.every((key) => key.id.endsWith(`@${roster.site}`)) &&
    distinct(roster.keys.map((key) => key.id)) &&
    // One key with two roles would let a single person give both signatures.
    distinct(roster.keys.map((key) => key.pub)) &&
    distinct(roster.age.map((key) => key.recipient)) &&
    distinct(roster.epochs.map((row) => `${row.recipient} ${row.epoch}`)) &&
    roster.revocations.every((row) => roster.keys.some((key) => key.id === row.key));
  if (!sound) throw new PackageError('E_ROSTER');
  return roster;
}

/** Canonical bytes of a roster, checked. Throws E_ROSTER. */
export function rosterBytes(roster: Roster): Uint8Array {
  return canonicalBytes(checkRoster(roster as unknown as JsonObject));
}

/** Armored root signature over roster bytes (namespace xpkg-roster-v1). */
export function signRoster(root: Signer, bytes: Uint8Array): Promise<Uint8Array> {
  return root.sign(namespaces.roster, bytes);
}

/** Reads roster bytes after the root's signature over them has been verified. Throws E_ROSTER_SIG, E_ROSTER. */
export function openRoster(rootKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Roster {
  if (bytes.length > maxRosterBytes) throw new PackageError('E_ROSTER', '过大');
  if (!verifySshsig(rootKey, namespaces.roster, bytes, signature)) throw new PackageError('E_ROSTER_SIG');
  let value: JsonValue;
  try {
    value = parseCanonical(bytes);
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError('E_ROSTER', thrown.detail);
    throw thrown;
  }
  return checkRoster(value);
}

/**
 * Judges a roster that arrived: root signature, site, then version against the pinned one. Throws E_ROSTER_SIG, E_ROSTER,
 * E_ROSTER_ROLLBACK (older), E_ROSTER_FORK (same version with other content, or a successor of something else).
 */
export function acceptRoster(
  pinned: {
    readonly site: string;
    readonly rootKey: Uint8Array;
    /** Null before the first roster. */
    readonly current: { readonly version: number; readonly digest: string } | null;
  },
  bytes: Uint8Array,
  signature: Uint8Array,
): AcceptedRoster {
  const roster = openRoster(pinned.rootKey, bytes, signature);
  if (roster.site !== pinned.site) throw new PackageError('E_ROSTER', '站点不符');
  const digest = sha256Hex(bytes);
  const { current } = pinned;
  if (current === null) return { roster, bytes, digest, news: 'new', skipped: roster.version - 1 };
  if (roster.version < current.version) throw new PackageError('E_ROSTER_ROLLBACK');
  if (roster.version === current.version) {
    if (digest !== current.digest) throw new PackageError('E_ROSTER_FORK');
    return { roster, bytes, digest, news: 'same', skipped: 0 };
  }
  const skipped = roster.version - current.version - 1;
  if (skipped === 0 && roster.prev !== current.digest) throw new PackageError('E_ROSTER_FORK');
  return { roster, bytes, digest, news: 'new', skipped };
}

/** age recipients to seal to: those of the roster whose days include `day` (all of them if none does: dates are advisory). */
export function sealingRecipients(roster: Roster, day: string): string[] {
  const current = roster.age.filter((key) => key.from <= day && (key.to === null || day <= key.to));
  return (current.length > 0 ? current : roster.age).map((key) => key.recipient);
}

const roleNamespaces: Readonly<Record<RosterKey['role'], readonly string[]>> = {
  site: [namespaces.site, namespaces.carry, namespaces.receipt, 'spm-audit-head-v1'],
  // Each act of a person is signed in a namespace of its own, `spm-<act>-v1`.
  release: [namespaces.release, 'spm-*-v1'],
  person: ['spm-*-v1'],
};

/** `allowed_signers` of a roster for `ssh-keygen -Y verify`: principal, namespaces of the role, key. */
export function allowedSigners(roster: Roster): string {
  return roster.keys
    .map((key) => `${key.id} namespaces="${roleNamespaces[key.role].join(',')}" ${key.pub}\n`)
    .join('');
}

/** Revocation file for `ssh-keygen -Y verify -r`: keys that are valid for no number of any stream. */
export function revokedKeys(roster: Roster): string {
  const lines: string[] = [];
  for (const key of roster.keys) {
    const rows = roster.revocations.filter((row) => row.key === key.id);
    if (rows.length > 0 && rows.every((row) => row.valid_through_seq === 0)) lines.push(`${key.pub}\n`);
  }
  return lines.join('');
}
