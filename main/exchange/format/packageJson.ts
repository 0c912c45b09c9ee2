import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isAgeRecipient, maxRecipients } from '../crypto/ageBox.ts';
import {
  canonicalBytes,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseCanonical,
} from './canonicalJson.ts';
import { PackageError } from './packageError.ts';

/** Format name of this generation. */
export const packageFormat = 'xpkg/1';
/** The one suite of this generation: an id for the whole set, never negotiated. */
export const packageSuite = 'age-x25519+sshsig-ed25519+sha256';
/** Schema of the record lines that this program writes and reads; a later one needs a later program. */
export const recordsSchema = 'records/1';
/** Highest `min_reader` this program satisfies. */
export const readerVersion = 1;
/** Kinds this program knows. */
export const packageKinds = ['delta', 'snapshot', 'void', 'receipt'] as const;
/** Largest package.json, bytes. */
export const maxPackageJsonBytes = 256 * 1024;
/** Largest manifest-sha256.txt, bytes. */
export const maxManifestBytes = 64 * 1024 * 1024;

const deviceSite = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** Site id: a letter, then letters, digits or `_`, at most 32; no device name of Windows; never a hyphen. */
export const siteIdSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/)
  .refine((id) => !deviceSite.test(id));
/** Epoch of a stream: `e01` … `e9999`, each with one spelling. */
export const epochSchema = z.string().regex(/^e(?:0[1-9]|[1-9][0-9]{1,3})$/);
/** Lower-case hex SHA-256. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
/** Key id: ASCII name, `@`, site id. Safe as a principal in an allowed_signers file. */
export const keyIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[A-Za-z][A-Za-z0-9_]{0,31}$/);
/** Calendar day. */
export const daySchema = z.string().regex(/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/);
/** UTC instant to the second or millisecond. */
export const instantSchema = z
  .string()
  .regex(/^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{3})?Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const sequence = z.number().int().min(1).max(99_999_999);
const label = z.string().min(1).max(200);

/** Head of an audit chain: `<seq>:<digest>`. */
export const auditHeadSchema = z.string().regex(/^[1-9][0-9]{0,14}:[0-9a-f]{64}$/);
/** Cumulative receipt for the reverse stream. */
export const ackSchema = z.strictObject({ digest: digestSchema, epoch: epochSchema, through_seq: sequence });

const headSchema = z.strictObject({
  ack: ackSchema.nullable(),
  // Head of the sender's audit chain: kept by the recipient, it shows a tail that is cut later (spec 3 "Audit").
  audit_head: auditHeadSchema.nullable(),
  created_by: z.strictObject({ app: label, version: label }),
  encrypted_to: z.array(z.string().refine(isAgeRecipient)).min(1).max(maxRecipients),
  epoch: epochSchema,
  format: z.literal(packageFormat),
  kind: z.enum(packageKinds),
  manifest: z.strictObject({
    alg: z.literal('sha256'),
    bytes: count,
    entries: z.number().int().min(1).max(1_000_000),
    hex: digestSchema,
  }),
  min_reader: z.number().int().min(1).max(readerVersion),
  next_expected: daySchema.nullable(),
  period: z.string().regex(/^[0-9]{4}-(?:0[1-9]|1[0-2])$/),
  prev: digestSchema.nullable(),
  recipient: siteIdSchema,
  records: z.strictObject({ count, schema: z.string().regex(/^records\/[1-9][0-9]{0,5}$/) }),
  released_at: instantSchema,
  released_by: z.strictObject({ key: keyIdSchema, name: label }),
  required_signatures: z.tuple([z.literal('site'), z.literal('release')]),
  roster: z.record(siteIdSchema, z.number().int().min(1)),
  sender: siteIdSchema,
  seq: sequence,
  suite: z.literal(packageSuite),
});

/** Cumulative receipt for the reverse stream. */
export type PackageAck = z.infer<typeof ackSchema>;
/** Content of `package.json`. */
export type PackageJson = z.infer<typeof headSchema>;
/** Kind of a package. */
export type PackageKind = PackageJson['kind'];

/** What only a newer program can read is told apart from what is wrong. */
function refuseNewer(head: JsonObject): void {
  const known: readonly JsonValue[] = packageKinds;
  const newer =
    (typeof head.format === 'string' && head.format !== packageFormat) ||
    (typeof head.suite === 'string' && head.suite !== packageSuite) ||
    (typeof head.kind === 'string' && !known.includes(head.kind)) ||
    (typeof head.min_reader === 'number' && head.min_reader > readerVersion);
  if (newer) throw new PackageError('E_NEEDS_NEWER');
}

/** Checks a value against the head's schema and its inner rules. Throws E_NEEDS_NEWER or E_HEAD. */
export function checkHead(value: JsonValue): PackageJson {
  if (!isJsonObject(value)) throw new PackageError('E_HEAD');
  refuseNewer(value);
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) {
    throw new PackageError('E_HEAD', parsed.error.issues[0]?.path.join('.') ?? '');
  }
  const head = parsed.data;
  if (!head.released_by.key.endsWith(`@${head.sender}`)) throw new PackageError('E_HEAD', 'released_by');
  if (head.sender === head.recipient) throw new PackageError('E_HEAD', 'recipient');
  if ((head.seq === 1) !== (head.prev === null)) throw new PackageError('E_HEAD', 'prev');
  if (new Set(head.encrypted_to).size !== head.encrypted_to.length)
    throw new PackageError('E_HEAD', 'encrypted_to');
  return head;
}

/** Reads package.json bytes. Call only after both signatures passed. Throws E_NOT_CANONICAL, E_NEEDS_NEWER, E_HEAD. */
export function parsePackageJson(bytes: Uint8Array): PackageJson {
  if (bytes.length > maxPackageJsonBytes) throw new PackageError('E_HEAD', '超过 256 KiB');
  return checkHead(parseCanonical(bytes));
}

/** Canonical bytes of a head, checked. Throws E_HEAD. */
export function packageJsonBytes(head: PackageJson): Uint8Array {
  const bytes = canonicalBytes(checkHead(head as unknown as JsonObject));
  if (bytes.length > maxPackageJsonBytes) throw new PackageError('E_HEAD', '超过 256 KiB');
  return bytes;
}

/** Lower-case hex SHA-256; of package.json bytes it is the package's identity. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Root directory and file label of a package, e.g. `siteA-siteB-e01-000012`. */
export function packageName(head: Pick<PackageJson, 'sender' | 'recipient' | 'epoch' | 'seq'>): string {
  return `${head.sender}-${head.recipient}-${head.epoch}-${String(head.seq).padStart(6, '0')}`;
}
