import type { ImportedLine } from './lineSchema.ts';

/** A line of history as another site wrote it, as a row of the history here. */
export function historyRow(recordId: number, row: ImportedLine['history'][number]) {
  return {
    record_id: recordId,
    at: row.at,
    account_uid: row.account,
    account_name: row.name,
    act: row.act,
    from_state: row.from,
    to_state: row.to,
    version: row.version,
    reason: row.reason,
  };
}

/** A signature as another site wrote it, as a row of the register here. */
export function signatureRow(
  objectKind: 'record' | 'marking',
  uid: string,
  row: ImportedLine['signatures'][number],
) {
  return {
    object_kind: objectKind,
    object_uid: uid,
    purpose: row.purpose,
    digest: row.digest,
    key_id: row.keyId,
    account_uid: row.account,
    account_name: row.name,
    on_behalf_of: row.onBehalfOf,
    signature: row.signature,
    at: row.at,
  };
}

/** A decision on a mark as another site wrote it, as a row of the decisions here. */
export function markingRow(recordId: number, row: NonNullable<ImportedLine['markings']>[number]) {
  return {
    record_id: recordId,
    level: row.level,
    marking: row.marking,
    status: row.status,
    proposed_by: row.proposedBy,
    decided_by: row.decided?.account ?? null,
    reason: row.reason,
    digest: row.digest,
    signature: row.decided?.signature ?? null,
    at: row.at,
  };
}
