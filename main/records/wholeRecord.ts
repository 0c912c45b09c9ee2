import { createHash } from 'node:crypto';
import type { FormDefinition } from '../../shared/forms/definition.ts';
import { isRecordKind, type RecordKind } from '../../shared/forms/kinds.ts';
import { formFor } from '../../shared/forms/registry.ts';
import type { HeadValues } from '../../shared/forms/validate.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import { canonicalContent, contentForSignature } from '../../shared/forms/versions.ts';
import type { Day, Instant, Sha256Hex } from '../../shared/ids.ts';
import { type State, states } from '../../shared/lifecycle/lifecycle.ts';
import type { ReadDb } from '../database/handles.ts';
import { masterById } from '../database/stores/master.ts';
import { equipmentOf } from '../database/stores/recordParts.ts';
import { recordById, type StoredRecord } from '../database/stores/records.ts';
import { canonicalBytes, canonicalJson } from './canonicalJson.ts';

/** Master-data entry that a record's head names. */
export interface HeadReference {
  readonly id: number;
  readonly uid: string;
  readonly code: string;
  readonly name: string;
}

/** A record with everything that its digest covers, read together. */
export interface WholeRecord {
  readonly record: StoredRecord;
  readonly kind: RecordKind;
  readonly state: State;
  readonly form: FormDefinition;
  readonly content: FormContent;
  readonly parts: readonly string[];
  readonly customer: HeadReference | null;
  readonly equipment: readonly HeadReference[];
  readonly task: StoredRecord | null;
}

/** Kind of a stored record; the column holds nothing else, so anything else is damage. */
export function kindOf(record: { readonly kind: string }): RecordKind {
  if (!isRecordKind(record.kind)) throw new Error(`unknown kind ${record.kind}`);
  return record.kind;
}

/** State of a stored record. */
export function stateOf(record: { readonly state: string }): State {
  const found = states.find((state) => state === record.state);
  if (found === undefined) throw new Error(`unknown state ${record.state}`);
  return found;
}

/** Field values of a stored record. */
export function contentOf(record: { readonly content: string }): Record<string, unknown> {
  return JSON.parse(record.content) as Record<string, unknown>;
}

/** Reads what belongs to a record's head and puts the whole together. */
export async function wholeOf(db: ReadDb, record: StoredRecord): Promise<WholeRecord> {
  const customer = record.customer_id === null ? undefined : await masterById(db, record.customer_id);
  return wholeWith(record, {
    customer: customer ?? null,
    equipment: await equipmentOf(db, record.id),
    task: record.task_id === null ? null : await recordById(db, record.task_id),
  });
}

/** The whole of a record whose head references are at hand already. */
export function wholeWith(
  record: StoredRecord,
  references: Pick<WholeRecord, 'customer' | 'equipment' | 'task'>,
): WholeRecord {
  const kind = kindOf(record);
  return {
    record,
    kind,
    state: stateOf(record),
    form: formFor(kind, record.form_version),
    content: contentOf(record),
    parts: JSON.parse(record.parts) as string[],
    customer: references.customer,
    equipment: references.equipment,
    task: references.task,
  };
}

/** Head entries as the form's conditions and checks look at them. */
export function headOf(whole: WholeRecord): HeadValues {
  return {
    customer: whole.customer?.uid ?? null,
    equipment: whole.equipment.map((entry) => entry.uid),
    task: whole.task?.uid ?? null,
  };
}

/**
 * What a record says, as canonical JSON: identity, head, content and marking. Its SHA-256 is the record's digest; frozen
 * versions keep this text itself.
 */
export function canonicalRecord(whole: WholeRecord): string {
  return canonicalJson({ ...headForDigest(whole), content: canonicalContent(whole.form, whole.content) });
}

/** Digest of the whole record: what people sign when they submit, issue, review or approve. */
export function recordDigest(whole: WholeRecord): Sha256Hex {
  return sha256(canonicalRecord(whole));
}

/**
 * Digest of what is printed for the customer's signature. What the customer writes on the paper is left out, so that
 * typing it in voids nothing; of the dispatch notice only the issued part counts.
 */
export function paperDigest(whole: WholeRecord): Sha256Hex {
  const parts = whole.kind === 'dispatchNotice' ? ['issued'] : undefined;
  return sha256(
    canonicalJson({ ...headForDigest(whole), paper: contentForSignature(whole.form, whole.content, parts) }),
  );
}

/**
 * Bytes that a person signs for a move.
 * @param at moment of the move, as it stands in the signature register
 */
export function moveStatement(uid: string, digest: string, move: string, at: string): Uint8Array {
  return canonicalBytes({ uid, digest, move, at });
}

/** SSHSIG namespace of a signed move. */
export function moveNamespace(move: string): `spm-${string}-v1` {
  return `spm-${move}-v1`;
}

/** First moment of a day at the site (Beijing time). */
export function startOfDay(day: string): Instant {
  return new Date(`${day}T00:00:00.000+08:00`).toISOString() as Instant;
}

/** First moment of the day after. */
export function endOfDay(day: string): Instant {
  return new Date(Date.parse(startOfDay(day)) + 24 * 60 * 60 * 1000).toISOString() as Instant;
}

/** A field's value as a day, or null. */
export function dayField(content: FormContent, key: string): Day | null {
  const value = content[key];
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? (value as Day) : null;
}

function headForDigest(whole: WholeRecord) {
  const { record } = whole;
  return {
    uid: record.uid,
    kind: record.kind,
    formVersion: record.form_version,
    owningSite: record.owning_site,
    occurredAt: record.occurred_at,
    customer: whole.customer?.uid ?? null,
    equipment: whole.equipment.map((entry) => entry.uid).sort(),
    task: whole.task?.uid ?? null,
    parts: [...whole.parts].sort(),
    marking: record.marking,
  };
}

function sha256(text: string): Sha256Hex {
  return createHash('sha256').update(text, 'utf8').digest('hex') as Sha256Hex;
}
