import { z } from 'zod';
import { parsePublicKeyLine } from '../crypto/sshKeys.ts';
import { namespaces, type Signer, verifySshsig } from '../crypto/sshsig.ts';
import { canonicalBytes, type JsonObject, type JsonValue, parseCanonical } from './canonicalJson.ts';
import { PackageError } from './packageError.ts';
import { instantSchema, siteIdSchema } from './packageJson.ts';
import { publicKeySchema } from './roster.ts';

/** Format name of the statement by which a site's root is succeeded. */
export const rootFormat = 'xpkg-root/1';
const maxBytes = 16 * 1024;

const successionSchema = z
  .strictObject({
    format: z.literal(rootFormat),
    from_version: z.number().int().min(2).max(1_000_000),
    issued_at: instantSchema,
    new: publicKeySchema,
    old: publicKeySchema,
    reason: z.enum(['planned', 'compromised']),
    site: siteIdSchema,
  })
  .refine((value) => value.new !== value.old);

/**
 * A new root of a site: rosters from `from_version` on are signed by `new`. Planned: the old root signs it as well. Compromised:
 * the old root vouches for nothing any more; only the words on paper and two persons do, and a new epoch begins.
 */
export type RootSuccession = z.infer<typeof successionSchema>;

/** Canonical bytes of a succession, checked. Throws E_ROSTER. */
export function successionBytes(succession: RootSuccession): Uint8Array {
  return canonicalBytes(checked(succession as unknown as JsonObject));
}

/** Armored signature of a root over a succession (namespace xpkg-root-v1). */
export async function signSuccession(root: Signer, bytes: Uint8Array): Promise<Uint8Array> {
  return await root.sign(namespaces.root, bytes);
}

/**
 * Reads a succession: signed by the new root always, by the old one when it is planned. That the new root is the right one is
 * not decided here, but by the words on paper. Throws E_ROSTER_SIG, E_ROSTER.
 */
export function openSuccession(
  bytes: Uint8Array,
  signatures: { readonly byNew: Uint8Array; readonly byOld: Uint8Array | null },
): RootSuccession {
  if (bytes.length > maxBytes) throw new PackageError('E_ROSTER', '过大');
  let value: JsonValue;
  try {
    value = parseCanonical(bytes);
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError('E_ROSTER', thrown.detail);
    throw thrown;
  }
  const succession = checked(value);
  const signed = (line: string, signature: Uint8Array | null): boolean =>
    signature !== null && verifySshsig(parsePublicKeyLine(line), namespaces.root, bytes, signature);
  if (!signed(succession.new, signatures.byNew)) throw new PackageError('E_ROSTER_SIG', '新根密钥');
  if (succession.reason === 'planned' && !signed(succession.old, signatures.byOld))
    throw new PackageError('E_ROSTER_SIG', '原根密钥');
  return succession;
}

function checked(value: JsonValue): RootSuccession {
  const parsed = successionSchema.safeParse(value);
  if (!parsed.success) throw new PackageError('E_ROSTER', parsed.error.issues[0]?.path.join('.') ?? '');
  return parsed.data;
}
