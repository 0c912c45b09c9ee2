import type { FormContent } from '../../shared/forms/values.ts';
import { staffRowSchema } from '../../shared/forms/values.ts';
import { type Day, dayOf, type Instant } from '../../shared/ids.ts';
import type { WriteTx } from '../database/handles.ts';
import { putReader, readersOf, removeReaders } from '../database/stores/recordParts.ts';
import type { StoredRecord } from '../database/stores/records.ts';
import { accountsOfStaff } from '../database/stores/tasks.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';

/** Why the program itself names a reader (spec 2, default readers). */
export const readerReasons = {
  author: '拟制人',
  responsible: '责任人',
  staff: '任务人员',
  marking: '定密',
} as const;

/** Last day on which a grant still holds, as people read it; null for a grant without an end. */
export function lastDay(until: string | null): Day | null {
  return until === null ? null : dayOf(new Date(Date.parse(until) - 1).toISOString() as Instant);
}

/** Who names a reader, and when. */
export interface Grant {
  readonly by: string;
  readonly at: string;
}

/** Names an account as reader of a record without an end date, for a reason that the program knows. */
export async function nameReader(
  tx: WriteTx,
  record: StoredRecord,
  reader: string,
  reason: string,
  grant: Grant,
): Promise<void> {
  await putReader(tx, {
    record_id: record.id,
    reader,
    until: null,
    reason,
    granted_by: grant.by,
    granted_at: grant.at,
  });
}

/** Readers of a record who were named because they work on its task. */
export async function staffReaders(tx: WriteTx, recordId: number): Promise<string[]> {
  const rows = await readersOf(tx, recordId);
  return rows.filter((row) => row.reason === readerReasons.staff).map((row) => row.reader);
}

/** Staff identities in a `staffList` value. */
export function staffUids(content: FormContent, field = 'staff'): string[] {
  const rows = staffRowSchema.array().safeParse(content[field] ?? []);
  return rows.success ? rows.data.map((row) => row.staff) : [];
}

/**
 * Makes the accounts of the named staff readers of the records, and takes the program's own grants back from staff who
 * are named no longer. Grants that a leader gave stay.
 */
export async function nameStaff(
  tx: WriteTx,
  records: readonly StoredRecord[],
  staff: readonly string[],
  grant: Grant,
): Promise<void> {
  const readers = (await accountsOfStaff(tx, staff)).map((account) => readerOfAccount(account.account_uid));
  for (const record of records) {
    const named = new Set((await readersOf(tx, record.id)).map((row) => row.reader));
    await removeReaders(tx, record.id, readerReasons.staff, readers);
    for (const reader of readers) {
      if (!named.has(reader)) await nameReader(tx, record, reader, readerReasons.staff, grant);
    }
  }
}
