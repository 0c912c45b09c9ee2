import type { WriteTx } from '../../main/database/handles.ts';
import { insertRecord } from '../../main/database/stores/records.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { Office } from './harness.ts';

/** Long ago and yesterday at the office, where Monday 23 November 2026 is today. */
export const long = '2026-10-01T02:00:00.000Z';
export const yesterday = '2026-11-22T01:30:00.000Z';

interface Planted {
  readonly kind: string;
  readonly state: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly due_on?: string;
  readonly original_state?: 'missing';
  readonly original_due_on?: string;
  readonly level?: 2;
  readonly mark_ends_on?: string;
  readonly recorded_at?: string;
  /** Moment of the last step. */
  readonly steppedAt?: string;
  readonly task?: number;
  readonly registration_number?: string;
  readonly responsible_id?: number;
}

/** Puts a record into the database as it would stand there after the acts that led to it. */
export async function put(
  office: Office,
  tx: WriteTx,
  planted: Planted,
): Promise<{ id: number; uid: RecordUid }> {
  const { task, steppedAt, content, mark_ends_on, ...columns } = planted;
  const record = await insertRecord(tx, {
    uid: office.newUid(),
    form_version: 1,
    owning_site: office.code,
    title: '试',
    level: 1,
    marking: '内部',
    occurred_at: long,
    recorded_at: yesterday,
    author_name: '某',
    changed_at: long,
    task_id: task ?? null,
    content: JSON.stringify(content ?? {}),
    ...columns,
  });
  // The store derives it from the marking; here it is the end itself that matters.
  if (mark_ends_on !== undefined)
    await tx.updateTable('records').set({ mark_ends_on }).where('id', '=', record.id).execute();
  await tx
    .insertInto('record_history')
    .values({
      record_id: record.id,
      at: steppedAt ?? yesterday,
      account_uid: 'x',
      account_name: '某',
      act: 'submit',
      from_state: 'draft',
      to_state: planted.state === 'draft' ? 'opened' : planted.state,
      version: 1,
      reason: '',
    })
    .execute();
  return { id: record.id, uid: record.uid as RecordUid };
}
