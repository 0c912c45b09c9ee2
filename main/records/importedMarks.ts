import { AppError } from '../../shared/errors.ts';
import type { Sha256Hex } from '../../shared/ids.ts';
import { formatMarking, levelRank, parseMarking } from '../../shared/marking/marking.ts';
import type { WriteContext } from '../access/context.ts';
import { appendMarking, insertSignature, markingsOf, signaturesOf } from '../database/stores/recordParts.ts';
import { type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { markingRow, signatureRow } from './lineRows.ts';
import type { ImportedLine } from './lineSchema.ts';
import { markStatement } from './markSeal.ts';
import { noteHistory } from './writing.ts';

type MarkLine = NonNullable<ImportedLine['markings']>[number];

/**
 * Enters what the owner decided on the mark of a record. Each decision counts only with the signature of a person of the owner's
 * roster; the latest one is effective here as it is there, also when the record is archived and its content is taken no more.
 * @throws AppError package.refused when a decision is not signed by who it says
 */
export async function enterMarkings(
  ctx: WriteContext,
  record: StoredRecord,
  line: ImportedLine,
): Promise<void> {
  const lines = line.markings ?? [];
  if (lines.length === 0) return;
  const known = new Set((await markingsOf(ctx.tx, record.id)).map(nameOf));
  const signed = new Set((await signaturesOf(ctx.tx, 'marking', line.uid)).map((row) => row.signature));
  let entered = 0;
  for (const mark of lines) {
    if (known.has(nameOf({ ...mark, proposed_by: mark.proposedBy }))) continue;
    await requireGenuine(ctx, line.uid, mark);
    await appendMarking(ctx.tx, markingRow(record.id, mark));
    if (mark.decided !== null && !signed.has(mark.decided.signature))
      await insertSignature(ctx.tx, signatureRow('marking', line.uid, signatureOf(mark, mark.decided)));
    entered += 1;
  }
  const last = lines.at(-1);
  if (entered === 0 || last === undefined || last.marking === record.marking) return;
  const after = await updateRecord(ctx.tx, record.id, {
    level: last.level,
    marking: last.marking,
    changed_at: ctx.now,
  });
  await noteHistory(ctx, after, 'marking', record.state, `${line.owningSite} 定密：${last.marking}`);
}

function nameOf(mark: { at: string; status: string; marking: string; proposed_by: string }): string {
  return `${mark.at} ${mark.status} ${mark.marking} ${mark.proposed_by}`;
}

function signatureOf(mark: MarkLine, decided: NonNullable<MarkLine['decided']>) {
  return { purpose: 'marking', digest: mark.digest as Sha256Hex, at: mark.at, ...decided };
}

async function requireGenuine(ctx: WriteContext, uid: string, mark: MarkLine): Promise<void> {
  const marking = parseMarking(mark.marking);
  const shaped =
    marking !== null &&
    formatMarking(marking) === mark.marking &&
    levelRank(marking.level) === mark.level &&
    (mark.decided === null) === (mark.status === 'proposed') &&
    (mark.decided === null || mark.digest !== '');
  if (!shaped) refuse('定密记录不合规定');
  if (mark.decided === null) return;
  const statement = markStatement(uid, mark.digest, mark.marking, mark.at);
  const { keyId, signature } = mark.decided;
  if (!(await ctx.keys.verifyPerson(ctx.db, keyId, 'spm-marking-v1', statement, signature)))
    refuse('定密决定的签名无法核实，请先收入对方的新名册');
}

function refuse(detail: string): never {
  throw new AppError('package.refused', { code: 'E_RECORDS', detail });
}
