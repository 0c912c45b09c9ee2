import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { AuditEvent } from '../../shared/contract/procedure.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, SiteCode } from '../../shared/ids.ts';
import type { WriteTx } from '../database/handles.ts';
import {
  type AuditHead,
  auditHead,
  insertAuditRow,
  insertPageLine,
  type StoredAuditRow,
  type StoredPageLine,
} from '../database/stores/audit.ts';
import type { AuditObject } from './context.ts';

/** A stored row as it is exported, without its own digest: the names and the order of its canonical JSON (docs/package-format.md "Audit chain"). */
export function auditFields(row: Omit<StoredAuditRow, 'digest'>) {
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
    pagesDigest: row.pages_digest,
    prevDigest: row.prev_digest,
    seq: row.seq,
    site: row.site,
    station: row.station,
  };
}

/** A stored line of the page counts as it is exported, without its own digest. */
export function pageFields(line: Omit<StoredPageLine, 'digest'>) {
  return {
    afterSeq: line.after_seq,
    at: line.at,
    id: line.id,
    mono: line.mono,
    page: line.page,
    prevDigest: line.prev_digest,
    querySeq: line.query_seq,
    rows: line.rows,
  };
}

/** SHA-256 of the canonical JSON of a row or line: keys in alphabetical order, no white space. */
export function auditDigest(fields: ReturnType<typeof auditFields> | ReturnType<typeof pageFields>): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** What happened, for one audit row. */
export interface AuditEntry {
  readonly act: AuditEvent;
  readonly at: Instant;
  /** Account uid, or `system` for acts of the program itself. */
  readonly account: string;
  readonly object: AuditObject | null;
  /** `done`, `refused:<error code>`, or `alarm…`. */
  readonly outcome: string;
}

/** A further page of a query that has its row already. */
export interface PageEntry {
  readonly at: Instant;
  /** Row of the query. */
  readonly querySeq: number;
  /** Number of this page; the row itself is the first. */
  readonly page: number;
  /** Rows shown so far, all pages together. */
  readonly rows: number;
}

/** Number and digest of what was appended. */
export interface Appended {
  readonly seq: number;
  readonly digest: string;
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
 * Where each site's chain stands as far as this process knows, so that an append reads nothing. It is ahead after a
 * transaction was rolled back and behind after another handle wrote; the trigger then refuses, and the head is read anew.
 */
const heads = new Map<SiteCode, AuditHead>();

/**
 * Appends one row to the chain inside the transaction of the act: no audit row, no act. One statement.
 * @returns sequence number and digest of the row, the new head
 * @throws AppError gate.audit-failed
 */
export async function appendAudit(tx: WriteTx, site: SiteCode, entry: AuditEntry): Promise<Appended> {
  return await onHead(tx, site, async (head) => {
    const row = {
      seq: head.seq + 1,
      at: entry.at,
      mono: Math.round(performance.now()),
      site,
      station,
      os_account: osAccount,
      account: entry.account,
      act: entry.act,
      object_kind: entry.object?.kind ?? '',
      object_id: entry.object?.uid ?? '',
      object_number: entry.object?.number ?? '',
      object_mark: entry.object?.mark ?? '',
      outcome: entry.outcome,
      pages_digest: head.pagesDigest,
      prev_digest: head.digest,
    };
    const digest = auditDigest(auditFields(row));
    if (!(await insertAuditRow(tx, { ...row, digest }))) return undefined;
    heads.set(site, { ...head, seq: row.seq, digest, at: entry.at });
    return { seq: row.seq, digest };
  });
}

/**
 * Raises the count of a query by one page: a line of its own chain, which the next audit row binds into the main one.
 * @throws AppError gate.audit-failed
 */
export async function appendPage(tx: WriteTx, site: SiteCode, entry: PageEntry): Promise<Appended> {
  return await onHead(tx, site, async (head) => {
    const line = {
      id: head.pageId + 1,
      after_seq: head.seq,
      query_seq: entry.querySeq,
      page: entry.page,
      rows: entry.rows,
      at: entry.at,
      mono: Math.round(performance.now()),
      prev_digest: head.pagesDigest,
    };
    const digest = auditDigest(pageFields(line));
    if (!(await insertPageLine(tx, { ...line, digest }))) return undefined;
    heads.set(site, { ...head, pageId: line.id, pagesDigest: digest });
    return { seq: line.id, digest };
  });
}

async function onHead(
  tx: WriteTx,
  site: SiteCode,
  append: (head: AuditHead) => Promise<Appended | undefined>,
): Promise<Appended> {
  const known = heads.get(site);
  const quick = known === undefined ? undefined : await append(known);
  const made = quick ?? (await append(await auditHead(tx)));
  if (made === undefined) throw new AppError('gate.audit-failed');
  return made;
}
