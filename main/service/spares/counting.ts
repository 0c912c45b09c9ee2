import { z } from 'zod';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { masterValueSchema } from '../../../shared/forms/values.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { bookOf, insertStockMove, levelOf } from '../../database/stores/spares.ts';
import { requireEditable } from '../../records/drafts.ts';
import type { MoveHooks } from '../../records/moveHooks.ts';
import type { RecordContext } from '../../records/reading.ts';
import { dayField, type WholeRecord } from '../../records/wholeRecord.ts';
import { auditRecord, noteHistory, writeEdit } from '../../records/writing.ts';
import { type Depot, partByCode, requireDepot } from './entries.ts';

const lineSchema = z.object({
  code: z.string(),
  name: z.string().catch(''),
  book: z.number().catch(0),
  counted: z.number().nullable().catch(null),
  reason: z.string().nullable().catch(null),
});
type Line = z.infer<typeof lineSchema>;

/** 盘点单: whole when it is submitted, against the book as it still stands; the differences are posted at approval. */
export const stockTakingHooks: MoveHooks = {
  check: async (ctx, whole, move) =>
    move === 'submit' || move === 'approve' ? await countProblem(ctx, whole) : null,
  after: async (ctx, whole, move) => {
    if (move === 'approve') await postDifferences(ctx, whole);
  },
};

/**
 * `spares.takeBook`: what the book says lies in the depot.
 * @throws AppError record.not-found, record.not-draft, record.incomplete (no depot)
 */
export const takeBook: HandlerFor<Contract['spares']['takeBook']> = async (ctx, input) => {
  const whole = await requireTaking(ctx, input.uid);
  const depot = await depotOf(ctx, whole);
  const known = new Map(linesOf(whole).map((line) => [line.code, line]));
  const book = await bookOf(ctx.tx, depot.id);
  const lines = book.map(({ code, name, quantity }): Line => {
    const before = known.get(code);
    return before?.book === quantity ? before : { code, name, book: quantity, counted: null, reason: null };
  });
  const added = [...known.values()].filter(
    (line) => line.book === 0 && !book.some(({ code }) => code === line.code),
  );
  await writeLines(ctx, whole, [...lines, ...added], `${lines.length} 项账面`);
  return { lines: lines.length };
};

/**
 * `spares.countLine`.
 * @throws AppError record.not-found, record.not-draft, spares.no-part, spares.reason
 */
export const countLine: HandlerFor<Contract['spares']['countLine']> = async (ctx, input) => {
  const whole = await requireTaking(ctx, input.uid);
  const depot = await depotOf(ctx, whole);
  const part = await partByCode(ctx.tx, input.code, ctx.site.code);
  const lines = linesOf(whole);
  const known = lines.find((line) => line.code === part.code);
  const book = known?.book ?? (await levelOf(ctx.tx, part.id, depot.id));
  if (input.counted !== book && input.reason.length < 2) {
    throw new AppError('spares.reason', { detail: `${part.code} 实盘与账面不符，` });
  }
  if (input.counted !== book && part.serialised === true) {
    throw new AppError('spares.serial', {
      part: `${part.code} ${part.name}`,
      detail: '有差异的先按编号登记丢失或入库，再重新取账面数',
    });
  }
  const line: Line = {
    code: part.code,
    name: part.name,
    book,
    counted: input.counted,
    reason: input.reason === '' ? null : input.reason,
  };
  const next =
    known === undefined ? [...lines, line] : lines.map((one) => (one.code === part.code ? line : one));
  await writeLines(ctx, whole, next, null);
  return { done: true };
};

function linesOf(whole: Pick<WholeRecord, 'content'>): Line[] {
  return lineSchema.array().safeParse(whole.content.lines ?? []).data ?? [];
}

async function requireTaking(ctx: WriteContext, uid: string): Promise<WholeRecord> {
  const whole = await requireEditable(ctx, uid);
  if (whole.kind !== 'stockTaking') throw new AppError('record.not-found');
  return whole;
}

async function depotOf(ctx: Pick<RecordContext, 'db'>, whole: WholeRecord): Promise<Depot> {
  const depot = masterValueSchema.safeParse(whole.content.depot);
  if (!depot.success) throw new AppError('record.incomplete', { detail: '库房（必填）' });
  return await requireDepot(ctx.db, depot.data.uid);
}

async function countProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  const lines = linesOf(whole);
  const open = lines.filter((line) => line.counted === null).map((line) => line.code);
  if (open.length > 0) {
    return new AppError('spares.uncounted', { detail: `未登记实盘数：${open.slice(0, 6).join('、')}` });
  }
  if (!masterValueSchema.safeParse(whole.content.depot).success) return null;
  const depot = await depotOf(ctx, whole);
  const book = new Map((await bookOf(ctx.db, depot.id)).map(({ code, quantity }) => [code, quantity]));
  const moved = lines.filter((line) => (book.get(line.code) ?? 0) !== line.book).map((line) => line.code);
  const lacking = [...book.keys()].filter((code) => !lines.some((line) => line.code === code));
  const all = [...moved, ...lacking];
  return all.length === 0
    ? null
    : new AppError('spares.book-changed', { detail: all.slice(0, 6).join('、') });
}

/** Puts the book right by what was counted: one movement for each difference. */
async function postDifferences(ctx: WriteContext, whole: WholeRecord): Promise<void> {
  const depot = await depotOf({ db: ctx.tx }, whole);
  for (const line of linesOf(whole)) {
    const difference = (line.counted ?? line.book) - line.book;
    if (difference === 0) continue;
    const part = await partByCode(ctx.tx, line.code, ctx.site.code);
    await insertStockMove(ctx.tx, {
      uid: ctx.newUid(),
      part_id: part.id,
      depot_id: depot.id,
      act: 'count',
      quantity: difference,
      serial: null,
      moved_on: dayField(whole.content, 'countedDay') ?? ctx.today,
      other_party: '',
      reason: line.reason ?? '盘点差异',
      record_id: whole.record.id,
      plan_id: null,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      at: ctx.now,
    });
  }
}

async function writeLines(
  ctx: WriteContext,
  whole: WholeRecord,
  lines: readonly Line[],
  words: string | null,
): Promise<void> {
  const after = await writeEdit(ctx, whole, { content: { ...whole.content, lines } });
  if (words !== null) await noteHistory(ctx, after.record, 'countLines', after.state, words);
  auditRecord(ctx, after.record);
}
