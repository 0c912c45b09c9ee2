import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { AuditEvent } from '../../shared/contract/procedure.ts';
import type { Instant, SiteCode } from '../../shared/ids.ts';
import type { WriteTx } from '../database/handles.ts';
import { auditHead, insertAuditRow, type StoredAuditRow } from '../database/stores/audit.ts';
import type { AuditObject } from './context.ts';

/** The fields of an audit row in the order and with the names of its canonical JSON (see docs/package-format.md "Audit chain"). */
interface AuditFields {
  readonly account: string;
  readonly act: string;
  readonly at: string;
  readonly mono: number;
  readonly objectId: string;
  readonly objectKind: string;
  readonly objectMark: string;
  readonly objectNumber: string;
  readonly osAccount: string;
  readonly outcome: string;
  readonly prevDigest: string;
  readonly seq: number;
  readonly site: string;
  readonly station: string;
}

/** SHA-256 of the row as canonical JSON without its own digest: keys in alphabetical order, no white space. */
export function auditDigest(fields: AuditFields): string {
  const ordered = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}

/** A stored row with the names that the exported chain uses. */
export function auditFields(row: StoredAuditRow): AuditFields {
  return {
    account: row.account,
    act: row.act,
    at: row.at,
    mono: row.mono,
    objectId: row.object_id,
    objectKind: row.object_kind,
    objectMark: row.object_mark,
    objectNumber: row.object_number,
    osAccount: row.os_account,
    outcome: row.outcome,
    prevDigest: row.prev_digest,
    seq: row.seq,
    site: row.site,
    station: row.station,
  };
}

/** What happened, for one audit row. */
export interface AuditEntry {
  readonly act: AuditEvent;
  readonly at: Instant;
  /** Account uid, or `system` for acts of the program itself. */
  readonly account: string;
  readonly object: AuditObject | null;
  /** `done`, or `refused:<error code>`. */
  readonly outcome: string;
}

const station = hostname();
const osAccount = ((): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
})();

/**
 * Appends one row to the chain inside the transaction of the act: no audit row, no act.
 * @returns sequence number and digest of the row, the new head
 */
export async function appendAudit(
  tx: WriteTx,
  site: SiteCode,
  entry: AuditEntry,
): Promise<{ seq: number; digest: string }> {
  const head = await auditHead(tx);
  const fields: AuditFields = {
    account: entry.account,
    act: entry.act,
    at: entry.at,
    mono: Math.round(performance.now()),
    objectId: entry.object?.uid ?? '',
    objectKind: entry.object?.kind ?? '',
    objectMark: entry.object?.mark ?? '',
    objectNumber: entry.object?.number ?? '',
    osAccount,
    outcome: entry.outcome,
    prevDigest: head.digest,
    seq: head.seq + 1,
    site,
    station,
  };
  const digest = auditDigest(fields);
  await insertAuditRow(tx, {
    seq: fields.seq,
    at: fields.at,
    mono: fields.mono,
    site: fields.site,
    station: fields.station,
    os_account: fields.osAccount,
    account: fields.account,
    act: fields.act,
    object_kind: fields.objectKind,
    object_id: fields.objectId,
    object_number: fields.objectNumber,
    object_mark: fields.objectMark,
    outcome: fields.outcome,
    prev_digest: fields.prevDigest,
    digest,
  });
  return { seq: fields.seq, digest };
}
