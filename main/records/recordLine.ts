import type { Day, Instant, MasterUid, ObjectUid, RecordUid, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import type { ReadDb } from '../database/handles.ts';
import { attachmentsOf } from '../database/stores/attachments.ts';
import {
  historyOf,
  linkTargets,
  markingsOf,
  signaturesOf,
  versionsOf,
} from '../database/stores/recordParts.ts';
import { recordById } from '../database/stores/records.ts';
import { type ImportedLine, lineOf } from './lineSchema.ts';
import { masterLineOf, withReferences } from './travellingMasters.ts';
import { stateOf, type WholeRecord, wholeOf } from './wholeRecord.ts';

export { applyReceipt, noteWithdrawn } from './importing.ts';
export {
  applyManyImported,
  type EnteredMasters,
  linesTogether,
  previewManyImported,
} from './importingMany.ts';
export { type ImportedLine, readRecordLine } from './lineSchema.ts';

/**
 * A record as one line of a package: head, content, history, signatures, attachments (their content travels beside),
 * links and every master-data entry that it names.
 * @param recordId row number of the record
 */
export async function exportLine(db: ReadDb, recordId: number): Promise<ImportedLine> {
  const whole = await wholeOf(db, await recordById(db, recordId));
  const { record } = whole;
  return lineOf({
    type: 'record',
    id: `record ${record.uid}`,
    schema: 'records/1',
    uid: record.uid as RecordUid,
    kind: whole.kind,
    formVersion: record.form_version,
    owningSite: record.owning_site as SiteCode,
    state: whole.state,
    version: record.version,
    marking: record.marking,
    occurredAt: record.occurred_at as Instant,
    recordedAt: record.recorded_at as Instant,
    authorName: record.author_name,
    customer: (whole.customer?.uid ?? null) as MasterUid | null,
    equipment: whole.equipment.map((entry) => entry.uid as MasterUid),
    task: (whole.task?.uid ?? null) as RecordUid | null,
    parts: [...whole.parts],
    registrationNumber: record.registration_number,
    digest: record.digest as Sha256Hex | '',
    content: whole.content as ImportedLine['content'],
    frozen: await frozenText(db, whole),
    masters: await mastersOf(db, whole),
    history: (await historyOf(db, record.id)).map((line) => ({
      at: line.at as Instant,
      account: line.account_uid,
      name: line.account_name,
      act: line.act,
      from: line.from_state === null ? null : stateOf({ state: line.from_state }),
      to: stateOf({ state: line.to_state }),
      version: line.version,
      reason: line.reason,
    })),
    signatures: (await signaturesOf(db, 'record', record.uid)).map((signature) => ({
      purpose: signature.purpose,
      digest: signature.digest as Sha256Hex,
      keyId: signature.key_id,
      account: signature.account_uid,
      name: signature.account_name,
      onBehalfOf: signature.on_behalf_of,
      signature: signature.signature,
      at: signature.at as Instant,
    })),
    markings: await markingLines(db, record.id, record.uid),
    attachments: (await attachmentsOf(db, record.id)).map((attachment) => ({
      uid: attachment.uid as ObjectUid,
      role: attachment.role,
      name: attachment.name,
      mediaType: attachment.media_type,
      sha256: attachment.sha256 as Sha256Hex,
      bytes: attachment.bytes,
      traceCode: attachment.trace_code,
      boundVersion: attachment.bound_version,
      boundDigest: attachment.bound_digest as Sha256Hex | null,
      voidedAt: attachment.voided_at as Instant | null,
      addedBy: attachment.added_by,
      addedAt: attachment.added_at as Instant,
    })),
    links: (await linkTargets(db, record.id)).map((link) => ({
      uid: link.uid as RecordUid,
      relation: link.relation,
      at: link.at as Instant,
    })),
    originalState: record.original_state,
    originalDueOn: record.original_due_on as Day | null,
  });
}

/** Proposals and decisions on the mark; a decision whose signature is not in the register does not travel. */
async function markingLines(
  db: ReadDb,
  recordId: number,
  uid: string,
): Promise<NonNullable<ImportedLine['markings']>> {
  const register = new Map((await signaturesOf(db, 'marking', uid)).map((row) => [row.signature, row]));
  return (await markingsOf(db, recordId)).flatMap((row) => {
    const signed = row.signature === null ? undefined : register.get(row.signature);
    if (row.status !== 'proposed' && signed === undefined) return [];
    return [
      {
        level: row.level as 1 | 2 | 3,
        marking: row.marking,
        status: row.status,
        proposedBy: row.proposed_by,
        reason: row.reason,
        digest: row.digest as Sha256Hex | '',
        at: row.at as Instant,
        decided:
          signed === undefined
            ? null
            : {
                keyId: signed.key_id,
                account: signed.account_uid,
                name: signed.account_name,
                onBehalfOf: signed.on_behalf_of,
                signature: signed.signature,
              },
      },
    ];
  });
}

/** The frozen text of the record's digest; none while the content is still open. */
async function frozenText(db: ReadDb, whole: WholeRecord): Promise<ImportedLine['frozen']> {
  if (whole.record.digest === '' || lifecycleOf(whole.kind).editable.includes(whole.state)) return null;
  const versions = await versionsOf(db, whole.record.id);
  const frozen = versions.findLast((version) => version.digest === whole.record.digest);
  return frozen === undefined
    ? null
    : { version: frozen.version, purpose: frozen.purpose, text: frozen.content };
}

/** Customer, equipment and the models of that equipment; what an entry itself refers to travels with it. */
async function mastersOf(db: ReadDb, whole: WholeRecord): Promise<ImportedLine['masters']> {
  const named = [...whole.equipment, ...(whole.customer === null ? [] : [whole.customer])];
  return (
    await withReferences(
      db,
      named.map((entry) => entry.id),
    )
  ).map(masterLineOf);
}
