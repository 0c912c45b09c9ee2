import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { defaultMarking, formatMarking, levelRank, parseMarking } from '../../shared/marking/marking.ts';
import type { KeyRing } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { markingsOf, signaturesOf, versionsOf } from '../database/stores/recordParts.ts';
import { moveStatement, recordDigest, type WholeRecord } from './wholeRecord.ts';

/** What a check of a mark needs: stored rows, and the key register to verify decisions with. */
export interface MarkReader {
  readonly db: ReadDb;
  readonly keys: Pick<KeyRing, 'verifyPerson'>;
}

/**
 * Whether the mark that a record shows is the one that was issued. While content is open that is the latest proposal or
 * decision. From freezing on it is the mark that the record's digest covers, or the latest decision after it, whose
 * signature must hold; content and digest must agree as well. A mark changed behind the program's back shows here.
 * @returns record.mark-damaged, or null
 */
export async function markProblem(ctx: MarkReader, whole: WholeRecord): Promise<AppError | null> {
  const { record } = whole;
  const marking = parseMarking(record.marking);
  if (marking === null || levelRank(marking.level) !== record.level) return damaged();
  const lines = await markingsOf(ctx.db, record.id);
  const open = lifecycleOf(whole.kind).editable.includes(whole.state);
  if (open || record.digest === '') {
    const latest = lines.at(-1)?.marking ?? formatMarking(defaultMarking);
    return record.author_id === null || record.marking === latest ? null : damaged();
  }
  const version = (await versionsOf(ctx.db, record.id)).findLast((one) => one.digest === record.digest);
  // Records that other programs froze before they came here have no text of their own to compare with.
  if (version === undefined) return null;
  if (createHash('sha256').update(version.content, 'utf8').digest('hex') !== record.digest) return damaged();
  const issued = (JSON.parse(version.content) as { marking?: unknown }).marking;
  if (typeof issued !== 'string') return damaged();
  if (recordDigest({ ...whole, record: { ...record, marking: issued } }) !== record.digest) return damaged();
  const decided = lines.findLast((line) => line.status !== 'proposed' && line.digest === record.digest);
  if (decided === undefined) return record.marking === issued ? null : damaged();
  if (record.marking !== decided.marking || !(await isGenuine(ctx, whole, decided))) return damaged();
  return null;
}

/** @throws AppError record.mark-damaged */
export async function requireSoundMark(ctx: MarkReader, whole: WholeRecord): Promise<void> {
  const problem = await markProblem(ctx, whole);
  if (problem !== null) throw problem;
}

/** What a marking officer signs: record, content and mark together. */
export function markStatement(uid: string, digest: string, marking: string, at: string): Uint8Array {
  return moveStatement(uid, digest, `marking ${marking}`, at);
}

async function isGenuine(
  ctx: MarkReader,
  whole: WholeRecord,
  line: {
    readonly marking: string;
    readonly digest: string;
    readonly signature: string | null;
    readonly at: string;
  },
): Promise<boolean> {
  if (line.signature === null) return false;
  const register = await signaturesOf(ctx.db, 'marking', whole.record.uid);
  const entry = register.find((row) => row.signature === line.signature);
  if (entry === undefined) return false;
  const statement = markStatement(whole.record.uid, line.digest, line.marking, line.at);
  return await ctx.keys.verifyPerson(ctx.db, entry.key_id, 'spm-marking-v1', statement, line.signature);
}

function damaged(): AppError {
  return new AppError('record.mark-damaged');
}
