import { summaryOf } from '../../shared/forms/display.ts';
import { hasPaperOriginal } from '../../shared/forms/kinds.ts';
import { formFor } from '../../shared/forms/registry.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import type { StoredContent, WriteContext } from '../access/context.ts';
import { insertRows } from '../database/bulk.ts';
import { indexNewRecords } from '../database/fullText.ts';
import type { ReadDb } from '../database/handles.ts';
import { markEndsOn } from '../database/stores/markEnds.ts';
import { masterByUids } from '../database/stores/master.ts';
import { reserveChangeSeqs } from '../database/stores/meta.ts';
import {
  knownRecords,
  newestRecordId,
  type RecordKey,
  type StoredRecord,
} from '../database/stores/records.ts';
import {
  applyImported,
  columnsOf,
  type PreviewRow,
  previewImported,
  requireForeign,
  requireOwnersPart,
} from './importing.ts';
import { historyRow, markingRow, signatureRow } from './lineRows.ts';
import type { ImportedLine } from './lineSchema.ts';
import { enterMasters } from './travellingMasters.ts';
import { type HeadReference, wholeWith } from './wholeRecord.ts';
import { searchTokens } from './writing.ts';

/** Lines that are looked up and entered together. */
export const linesTogether = 1000;

/** Master-data entries of a package that are here by now, by public identity. */
export type EnteredMasters = Map<string, HeadReference>;

/** {@link previewImported} of many lines: what is here already is asked at once. */
export async function previewManyImported(db: ReadDb, lines: readonly ImportedLine[]): Promise<PreviewRow[]> {
  const known = await knownRecords(
    db,
    lines.map((line) => line.uid),
  );
  const rows: PreviewRow[] = [];
  for (const line of lines) {
    if (known.has(line.uid)) {
      rows.push(await previewImported(db, line));
      continue;
    }
    const form = formFor(line.kind, line.formVersion);
    const { uid, kind, marking } = line;
    const title = summaryOf(form, line.content);
    rows.push({ uid, kind, title, marking, verdict: 'new', reason: form.title, differences: [] });
  }
  return rows;
}

/**
 * {@link applyImported} of many lines, with the same outcome. Lines that bring a new record and nothing that must be met with
 * what is here are entered by bulk statements; the others follow one by one.
 */
export async function applyManyImported(
  ctx: WriteContext,
  lines: readonly ImportedLine[],
  stored: ReadonlyMap<string, StoredContent>,
  masters: EnteredMasters,
): Promise<void> {
  requireForeign(ctx, lines);
  const wanted = lines.flatMap((line) => (line.task === null ? [line.uid] : [line.uid, line.task]));
  const known = await knownRecords(ctx.tx, wanted);
  const together = new Map<string, ImportedLine>();
  const apart: ImportedLine[] = [];
  for (const line of lines) {
    if (isPlain(line, known) && !together.has(line.uid)) together.set(line.uid, line);
    else apart.push(line);
  }
  await enterTogether(ctx, [...together.values()], known, masters);
  for (const line of apart) await applyImported(ctx, line, stored);
}

/** A new record whose parts refer to nothing but master data and a task that is here. */
function isPlain(line: ImportedLine, known: ReadonlyMap<string, RecordKey>): boolean {
  return (
    !known.has(line.uid) &&
    (line.task === null || known.has(line.task)) &&
    line.attachments.length === 0 &&
    line.links.length === 0 &&
    // Each decision's signature is verified.
    (line.markings ?? []).every((mark) => mark.decided === null) &&
    !lifecycleOf(line.kind).frozen.includes(line.state)
  );
}

async function enterTogether(
  ctx: WriteContext,
  lines: readonly ImportedLine[],
  known: ReadonlyMap<string, RecordKey>,
  masters: EnteredMasters,
): Promise<void> {
  if (lines.length === 0) return;
  const { tx, now, actor } = ctx;
  await requireOwnersPart(ctx, lines);
  await meetMasters(ctx, lines, masters);
  const ids = new Map([...masters].map(([uid, entry]) => [uid, entry.id]));
  const firstId = (await newestRecordId(tx)) + 1;
  const firstSeq = await reserveChangeSeqs(tx, lines.length);
  const records = lines.map((line, at): StoredRecord => {
    const task = line.task === null ? undefined : known.get(line.task);
    return {
      ...columnsOf(line, ids, task, now),
      id: firstId + at,
      uid: line.uid,
      mark_ends_on: markEndsOn(line.marking, line.recordedAt),
      restricted: 0,
      archive_number: null,
      supersedes_id: null,
      original_state: hasPaperOriginal(line.kind) ? 'expected' : 'none',
      original_due_on: null,
      change_seq: firstSeq + at,
    };
  });
  const each = <T>(make: (line: ImportedLine, record: StoredRecord) => readonly T[]): T[] =>
    lines.flatMap((line, at) => {
      const record = records[at];
      return record === undefined ? [] : make(line, record);
    });
  const equipmentOf = (line: ImportedLine): HeadReference[] =>
    [...new Set(line.equipment)].map((uid) => masters.get(uid)).filter((entry) => entry !== undefined);

  await insertRows(tx, 'records', records);
  await insertRows(
    tx,
    'record_equipment',
    each((line, { id }) => equipmentOf(line).map((entry) => ({ record_id: id, equipment_id: entry.id }))),
  );
  await insertRows(
    tx,
    'record_history',
    each((line, { id, state, version }) => [
      ...line.history.map((row) => historyRow(id, row)),
      {
        record_id: id,
        at: now,
        account_uid: actor.uid,
        account_name: actor.name,
        act: 'import',
        from_state: null,
        to_state: state,
        version,
        reason: '',
      },
    ]),
  );
  await insertRows(
    tx,
    'signatures',
    each((line) => line.signatures.map((row) => signatureRow('record', line.uid, row))),
  );
  await insertRows(
    tx,
    'marking_decisions',
    each((line, { id }) => (line.markings ?? []).map((row) => markingRow(id, row))),
  );
  await insertRows(
    tx,
    'record_versions',
    each((line, { id }) =>
      line.frozen === null
        ? []
        : [
            {
              record_id: id,
              version: line.frozen.version,
              purpose: line.frozen.purpose,
              content: line.frozen.text,
              digest: line.digest,
              made_by: line.owningSite,
              made_at: now,
            },
          ],
    ),
  );
  await indexNewRecords(
    tx,
    each((line, record) => {
      const customer = line.customer === null ? null : (masters.get(line.customer) ?? null);
      const whole = wholeWith(record, { customer, equipment: equipmentOf(line), task: null });
      return [{ recordId: record.id, tokens: searchTokens(whole) }];
    }),
  );
}

/** Enters the master data that the lines name and that is not here yet. */
async function meetMasters(
  ctx: WriteContext,
  lines: readonly ImportedLine[],
  masters: EnteredMasters,
): Promise<void> {
  const learn = async (uids: Iterable<string>): Promise<void> => {
    for (const entry of await masterByUids(ctx.tx, [...uids])) masters.set(entry.uid, entry);
  };
  const named = new Set(lines.flatMap((line) => line.masters.map((entry) => entry.uid)));
  await learn([...named].filter((uid) => !masters.has(uid)));
  for (const line of lines) {
    if (line.masters.every((entry) => masters.has(entry.uid))) continue;
    await learn((await enterMasters(ctx, line)).keys());
  }
}
