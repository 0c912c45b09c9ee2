import { sql } from 'kysely';
import type { ReadDb } from '../handles.ts';
import { executor } from './recordRows.ts';

/** What a package says of records, as far as it can clash with what is here. */
export interface ClaimedRecord {
  readonly uid: string;
  readonly kind: string;
  /** Registration number, or null. */
  readonly number: string | null;
}

/**
 * Records of a package that cannot be what they say: another record has their number, or the record here is of another kind
 * or was numbered otherwise.
 * @returns identity of the first one
 */
export async function clashingRecord(
  db: ReadDb,
  claims: readonly ClaimedRecord[],
): Promise<string | undefined> {
  const lists = JSON.stringify(claims.map(({ uid, kind, number }) => [uid, kind, number]));
  const answer = await sql<{ uid: string }>`
    SELECT w.value ->> 0 AS uid FROM json_each(${lists}) w CROSS JOIN records r ON r.uid = w.value ->> 0
      WHERE r.kind <> w.value ->> 1
        OR (r.registration_number IS NOT NULL AND r.registration_number IS NOT w.value ->> 2)
    UNION ALL
    SELECT w.value ->> 0 FROM json_each(${lists}) w CROSS JOIN records r ON r.registration_number = w.value ->> 2
      WHERE r.uid <> w.value ->> 0
    LIMIT 1`.execute(executor(db));
  return answer.rows[0]?.uid;
}

/** The first attachment of a package that is here already, but in another record. */
export async function clashingAttachment(
  db: ReadDb,
  claims: readonly { readonly uid: string; readonly record: string }[],
): Promise<string | undefined> {
  const lists = JSON.stringify(claims.map(({ uid, record }) => [uid, record]));
  const answer = await sql<{
    uid: string;
  }>`SELECT w.value ->> 0 AS uid FROM json_each(${lists}) w CROSS JOIN attachments a ON a.uid = w.value ->> 0
    JOIN records r ON r.id = a.record_id WHERE r.uid <> w.value ->> 1 LIMIT 1`.execute(executor(db));
  return answer.rows[0]?.uid;
}

/** The first archive number of a package's receipts that is not this record's to have: given to another one, or of another kind. */
export async function clashingArchiveNumber(
  db: ReadDb,
  claims: readonly { readonly number: string; readonly record: string; readonly kind: string }[],
): Promise<string | undefined> {
  const lists = JSON.stringify(claims.map(({ number, record, kind }) => [number, record, kind]));
  const answer = await sql<{ number: string }>`
    SELECT w.value ->> 0 AS number FROM json_each(${lists}) w CROSS JOIN records r ON r.archive_number = w.value ->> 0
      WHERE r.uid <> w.value ->> 1
    UNION ALL
    SELECT w.value ->> 0 FROM json_each(${lists}) w CROSS JOIN records r ON r.uid = w.value ->> 1
      WHERE r.kind <> w.value ->> 2
    LIMIT 1`.execute(executor(db));
  return answer.rows[0]?.number;
}
