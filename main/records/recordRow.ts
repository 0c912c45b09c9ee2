import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import type { Day, Instant, MasterUid, RecordUid, SiteCode } from '../../shared/ids.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import { kindOf, stateOf } from './wholeRecord.ts';

/** The row of a list as the page gets it: no row numbers. */
export function toRecordRow(row: ListedRecord): RecordRow {
  return {
    uid: row.uid as RecordUid,
    kind: kindOf(row),
    state: stateOf(row),
    title: row.title,
    number: row.archive_number ?? row.registration_number ?? '',
    registrationNumber: row.registration_number,
    archiveNumber: row.archive_number,
    marking: row.marking,
    occurredAt: row.occurred_at as Instant,
    recordedAt: row.recorded_at as Instant,
    dueOn: row.due_on as Day | null,
    customer:
      row.customer_uid === null
        ? null
        : {
            uid: row.customer_uid as MasterUid,
            code: row.customer_code ?? '',
            name: row.customer_name ?? '',
          },
    taskUid: row.task_uid as RecordUid | null,
    author: row.author_name,
    owningSite: row.owning_site as SiteCode,
    originalState: row.original_state,
  };
}

/** A reference to master data as the page gets it. */
export function toMasterRef(entry: {
  readonly uid: string;
  readonly code: string;
  readonly name: string;
}): MasterRef {
  return { uid: entry.uid as MasterUid, code: entry.code, name: entry.name };
}

/** The number that people call a record by: archive number, else registration number, else nothing. */
export function numberOf(record: {
  readonly archive_number: string | null;
  readonly registration_number: string | null;
}): string {
  return record.archive_number ?? record.registration_number ?? '';
}
