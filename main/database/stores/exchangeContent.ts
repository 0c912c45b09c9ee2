import { sql } from 'kysely';
import type { State } from '../../../shared/lifecycle/states.ts';
import type { ReadDb } from '../handles.ts';

/** Attachments of records, for the payload of a package. */
export async function attachmentsOfRecords(
  db: ReadDb,
  uids: readonly string[],
): Promise<{ sha256: string; bytes: number; content_name: string; wrapped_key: Uint8Array; name: string }[]> {
  if (uids.length === 0) return [];
  return await db
    .selectFrom('attachments')
    .innerJoin('records', 'records.id', 'attachments.record_id')
    .select([
      'attachments.sha256',
      'attachments.bytes',
      'attachments.content_name',
      'attachments.wrapped_key',
      'attachments.name',
    ])
    // One JSON text, whatever their number: a statement takes no more than 32,766 bound values.
    .where('records.uid', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(uids)}))`)
    .where('attachments.role', 'in', ['file', 'signedScan'])
    .orderBy('attachments.sha256')
    .execute();
}

/**
 * Records of this site that may leave: finished here, changed since the last sealed package, readable by the recipient.
 * @param limits.defaultReader the recipient reads every unrestricted record of this site (the center those of its units);
 *   any other recipient reads only what names it
 */
export async function recordsToSend(
  db: ReadDb,
  limits: {
    self: string;
    recipient: string;
    defaultReader: boolean;
    afterChangeSeq: number;
    states: readonly State[];
    /** States that end a record: told only where it was sent before. */
    endedStates: readonly State[];
    /** Archived records travel again when their mark was decided. */
    marksOfArchived: boolean;
    /** Kinds that are assigned to the recipient while they are being worked on. */
    assignedKinds: readonly string[];
  },
): Promise<{ id: number; uid: string; kind: string; level: number; marking: string; change_seq: number }[]> {
  return await db
    .selectFrom('records')
    .select(['id', 'uid', 'kind', 'level', 'marking', 'change_seq'])
    .where('owning_site', '=', limits.self)
    .where('change_seq', '>', limits.afterChangeSeq)
    .where((eb) =>
      eb.or([
        eb('state', 'in', [...limits.states]),
        eb.and([
          eb('kind', 'in', [...limits.assignedKinds]),
          eb('state', 'not in', ['draft', 'voided', 'invalid']),
        ]),
        eb.and([
          eb('state', 'in', [...limits.endedStates]),
          eb.exists(
            eb
              .selectFrom('package_records')
              .innerJoin('packages_out', 'packages_out.id', 'package_records.package_id')
              .select('packages_out.id')
              .where('packages_out.recipient', '=', limits.recipient)
              .where('packages_out.seq', 'is not', null)
              .where('package_records.record_uid', '=', sql<string>`'record ' || records.uid`),
          ),
        ]),
        ...(limits.marksOfArchived
          ? [
              eb.and([
                eb('state', '=', 'archived'),
                eb.exists(
                  eb
                    .selectFrom('marking_decisions')
                    .select('marking_decisions.id')
                    .whereRef('marking_decisions.record_id', '=', 'records.id')
                    .where('marking_decisions.status', '<>', 'proposed'),
                ),
              ]),
            ]
          : []),
      ]),
    )
    .where((eb) =>
      eb.or([
        ...(limits.defaultReader ? [eb('restricted', '=', 0)] : []),
        eb.exists(
          eb
            .selectFrom('record_readers')
            .select('record_readers.record_id')
            .whereRef('record_readers.record_id', '=', 'records.id')
            .where('record_readers.reader', '=', `s:${limits.recipient}`),
        ),
      ]),
    )
    .orderBy('change_seq')
    .execute();
}
