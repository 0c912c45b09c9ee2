import { ruleSetSchema } from '../../../shared/rules/ruleSet.ts';
import type { WriteContext } from '../../access/context.ts';
import { insertSignature } from '../../database/stores/recordParts.ts';
import {
  deleteRulesDraft,
  insertRules,
  rulesByVersion,
  type StoredRules,
} from '../../database/stores/rules.ts';
import { canonicalBytes } from '../../records/canonicalJson.ts';

/** What the center leader signs when a version is decided. */
export function decisionStatement(
  row: { readonly version: number; readonly digest: string; readonly fromDay: string | null },
  decision: 'approve' | 'refuse',
  at: string,
): Uint8Array {
  const { version, digest, fromDay } = row;
  return canonicalBytes({ object: 'rules', version, digest, fromDay, decision, at });
}

/** {@link decisionStatement} of an approval, as it is checked at another site. */
export function approvalStatement(row: {
  readonly version: number;
  readonly digest: string;
  readonly fromDay: string;
  readonly at: string;
}): Uint8Array {
  return decisionStatement(row, 'approve', row.at);
}

/** Whether this program knows how to apply rules of this shape. */
export function isReadable(content: unknown): boolean {
  return ruleSetSchema.safeParse(content).success;
}

/**
 * Enters a version that the center approved. A draft of the same number that was begun here gives way to it.
 * @returns false when another decided version of that number is here
 */
export async function enterApproved(
  ctx: WriteContext,
  row: StoredRules,
  signed: { readonly keyId: string; readonly signature: string },
): Promise<boolean> {
  const known = await rulesByVersion(ctx.tx, row.version);
  if (known?.digest === row.digest && known.state === 'approved') return true;
  if (known !== undefined && known.state !== 'draft') return false;
  if (known !== undefined) await deleteRulesDraft(ctx.tx, row.version);
  await insertRules(ctx.tx, row);
  await insertSignature(ctx.tx, {
    object_kind: 'rules',
    object_uid: String(row.version),
    purpose: 'approve',
    digest: row.digest,
    key_id: signed.keyId,
    account_uid: row.decided_by ?? '',
    account_name: row.decided_name ?? '',
    on_behalf_of: null,
    signature: signed.signature,
    at: row.decided_at ?? ctx.now,
  });
  return true;
}
