import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { type ExportRow, type SheetSource, sheetSource } from '../../shared/contract/sheets.ts';
import { AppError } from '../../shared/errors.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Instant, ObjectUid, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import { formatMarking, isLowerMarking, levelRank, parseMarking } from '../../shared/marking/marking.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { makeTraceCode, traceCodeBytes } from '../../shared/printing/traceCode.ts';
import type { ContextBase, LevelRank } from '../access/context.ts';
import { isOwnHand } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { writeDurably } from '../database/durableFiles.ts';
import type { ReadDb } from '../database/handles.ts';
import { activeMedia, mediumByNumber } from '../database/stores/exchange.ts';
import { type ListedMaster, listMaster, masterByUid } from '../database/stores/master.ts';
import { listRecords } from '../database/stores/recordList.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import {
  changeExport,
  exportByUid,
  exportedEntries,
  exportedRecords,
  insertExport,
  type ListedExport,
  listExports,
} from '../database/stores/sheets.ts';
import { toListFilter } from '../records/listing.ts';
import {
  digestOf,
  entryCells,
  filterWords,
  headingsOf,
  markOf,
  recordCells,
  type SheetCells,
} from './listedCells.ts';
import { writeSheet } from './writeSheet.ts';

type Handlers = Contract['sheets'];

/** Rows that one file may have. */
export const mostExported = 5_000;
const pageOfRows = 500;
/** Lines of the register that one answer lists. */
const shownOrders = 60;
/** Rows that a preview shows. */
const shownRows = 200;
const stateWords = { applied: '待审批', approved: '已批准', refused: '未批准', written: '已写出' } as const;

/** What reading a table needs of a context. */
type Reading = Pick<ContextBase, 'scope' | 'actor' | 'today'> & { readonly db: ReadDb };

/**
 * `sheets.apply`: enters a list as an application. Only what the person may read is in it; its cells are kept as a digest.
 * @throws AppError sheet.empty, sheet.too-many, sheet.level, exchange.media-unwritable
 */
export const apply: HandlerFor<Handlers['apply']> = async (ctx, input) => {
  const source = withMarks(input.source);
  const headings = headingsOf(source);
  const found = await rowsFor({ ...ctx, db: ctx.tx }, source);
  const count = found.records.length + found.entries.length;
  if (count === 0) throw new AppError('sheet.empty');
  if (count > mostExported) throw new AppError('sheet.too-many', { most: mostExported });
  const computed = markOf(found.records, ctx.today);
  const marking = input.marking === null ? computed : parseMarking(input.marking);
  const text = marking === null ? '' : formatMarking(marking);
  if (marking === null || isLowerMarking(marking, computed, ctx.today))
    throw new AppError('sheet.level', { marking: input.marking ?? '' });
  const level = levelRank(marking.level);
  const medium = await mediumByNumber(ctx.tx, input.medium);
  if (medium === undefined) throw new AppError('exchange.media-unwritable', { detail: '介质未登记' });
  if (level > medium.level || level > ctx.actor.clearance || level > ctx.site.highestLevel)
    throw new AppError('sheet.level', { marking: text });
  const cells = await cellsOf(ctx.tx, source, found);
  const uid = ctx.newUid();
  await insertExport(
    ctx.tx,
    {
      uid,
      trace_code: makeTraceCode(ctx.site.code as SiteCode, randomBytes(traceCodeBytes)),
      title: input.title,
      source: JSON.stringify(source),
      row_count: count,
      digest: digestOf(headings, cells, text),
      level,
      marking: text,
      purpose: input.purpose,
      medium: input.medium,
      applicant_id: ctx.actor.id,
      applied_at: ctx.now,
      approver_id: null,
      decided_at: null,
      state: 'applied',
      refusal: null,
      file_name: null,
      file_sha256: null,
      written_at: null,
    },
    source.list === 'records'
      ? found.records.map((row) => ({ record_id: row.id, master_id: null }))
      : found.entries.map((row) => ({ record_id: null, master_id: row.id })),
  );
  ctx.audited({ kind: 'sheetExport', uid, mark: text });
  return { uid, rows: count, marking: text };
};

/** `sheets.orders`: own ones, and for who approves those of which every row may be read. */
export const orders: HandlerFor<Handlers['orders']> = async (ctx) => {
  const approves = mayAct(ctx.actor.roles, 'sheet.approve');
  const found = await listExports(ctx.db, ctx.scope, approves ? null : ctx.actor.id, shownOrders);
  return { rows: found.filter((row) => mayLookAt(ctx, row)).map((row) => toRow(ctx, row)) };
};

/** `sheets.media`: media in use, for the choice of where a file goes. */
export const media: HandlerFor<Handlers['media']> = async (ctx) => ({
  rows: (await activeMedia(ctx.db)).map((row) => ({
    number: row.number,
    kind: row.kind,
    level: row.level as LevelRank,
    holder: row.holder,
  })),
});

/** `sheets.preview`: the first rows as they would leave now. */
export const preview: HandlerFor<Handlers['preview']> = async (ctx, input) => {
  const order = await requireExport(ctx, input.uid);
  const source = sourceOf(order);
  const { headings, cells } = await present(ctx, order);
  ctx.audited({ kind: 'sheetExport', uid: order.uid, mark: order.marking });
  return {
    order: toRow(ctx, order),
    headings,
    rows: cells.slice(0, shownRows).map((row) => [...row]),
    filter: filterWords(source),
  };
};

/**
 * `sheets.decide`: by another person, who may read every row, of what the rows said when they were applied for.
 * @throws AppError sheet.not-found, sheet.same-person, sheet.state, sheet.changed
 */
export const decide: HandlerFor<Handlers['decide']> = async (ctx, input) => {
  const order = await requireExport({ ...ctx, db: ctx.tx }, input.uid);
  if (isOwnHand(ctx, order.applicant_uid)) throw new AppError('sheet.same-person');
  if (order.state !== 'applied') throw new AppError('sheet.state', { state: stateWords[order.state] });
  const reason = input.reason.trim();
  if (!input.approve && reason.length < 2)
    throw new AppError('gate.bad-input', { detail: '不批准须填写理由' });
  if (input.approve) await requireUnchanged({ ...ctx, db: ctx.tx }, order);
  const decided = await changeExport(ctx.tx, order.id, 'applied', {
    state: input.approve ? 'approved' : 'refused',
    approver_id: ctx.actor.id,
    decided_at: ctx.now,
    refusal: input.approve ? null : reason,
  });
  if (!decided) throw new AppError('sheet.state', { state: '已变动' });
  ctx.audited({ kind: 'sheetExport', uid: order.uid, mark: order.marking });
  return { done: true };
};

/**
 * `sheets.write`: the register says that the file left before it does; a file that could not be written or read back leaves the
 * application approved, to be written again.
 * @throws AppError sheet.not-found, sheet.state, sheet.changed, exchange.media-unwritable, exchange.read-back-failed
 */
export const write: HandlerFor<Handlers['write']> = async (ctx, input) => {
  const order = await requireExport(ctx, input.uid);
  if (order.applicant_id !== ctx.actor.id) throw new AppError('sheet.not-found');
  if (order.state !== 'approved') throw new AppError('sheet.state', { state: stateWords[order.state] });
  const { headings, cells } = await requireUnchanged(ctx, order);
  const bytes = await writeSheet({
    marking: order.marking,
    title: order.title,
    origin: [
      ctx.site.name,
      `追踪码 ${order.trace_code}`,
      `${displayInstant(ctx.now)} ${ctx.actor.name} 导出`,
      `${order.approver_name ?? ''} 批准`,
      `介质 ${order.medium}`,
      `共 ${order.row_count} 行`,
    ].join('　'),
    headings,
    rows: cells,
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256Hex;
  const name = `${order.trace_code} ${order.marking} ${order.title}.xlsx`.replaceAll(/[\\/:*?"<>|]/g, ' ');
  const file = join(input.folder, name);
  await ctx.commit(async (writing) => {
    const change = {
      state: 'written' as const,
      file_name: name,
      file_sha256: sha256,
      written_at: writing.now,
    };
    if (!(await changeExport(writing.tx, order.id, 'approved', change)))
      throw new AppError('sheet.state', { state: '已变动' });
    writing.audited({ kind: 'sheetExport', uid: order.uid, number: order.trace_code, mark: order.marking });
  });
  try {
    await writeDurably(file, bytes);
    if (!(await readFile(file)).equals(bytes)) throw new AppError('exchange.read-back-failed');
  } catch (error) {
    await rm(file, { force: true });
    await ctx.stage(async ({ tx }) => {
      const change = { state: 'approved' as const, file_name: null, file_sha256: null, written_at: null };
      await changeExport(tx, order.id, 'written', change);
    });
    if (error instanceof AppError) throw error;
    throw new AppError('exchange.media-unwritable', { detail: '文件写不进去' });
  }
  return { file, sha256 };
};

/** The mark stands in every row of records, whatever columns the person shows on the screen. */
function withMarks(source: SheetSource): SheetSource {
  if (source.list === 'master' || source.columns.includes('marking')) return source;
  const at = source.columns.indexOf('number') + 1;
  return { ...source, columns: source.columns.toSpliced(at, 0, 'marking') };
}

interface Rows {
  readonly records: readonly ListedRecord[];
  readonly entries: readonly Pick<ListedMaster, 'id' | 'content' | 'state' | 'owning_site'>[];
}

/** Rows of a list, one more than may leave when there are more. */
async function rowsFor(ctx: Reading, source: SheetSource): Promise<Rows> {
  if (source.list === 'master') {
    const idOf = async (uid: string | null) =>
      uid === null ? null : ((await masterByUid(ctx.db, uid))?.id ?? -1);
    const filter = {
      type: source.type,
      text: source.text,
      customerId: await idOf(source.customerUid),
      modelId: await idOf(source.modelUid),
    };
    return { records: [], entries: await listMaster(ctx.db, filter, null, mostExported + 1) };
  }
  const filter = await toListFilter(ctx, source.filter);
  const records: ListedRecord[] = [];
  for (let page = pageOfRows; page === pageOfRows && records.length <= mostExported; ) {
    const found = await listRecords(
      ctx.db,
      ctx.scope,
      filter,
      source.sort,
      records.at(-1) ?? null,
      pageOfRows,
    );
    records.push(...found);
    page = found.length;
  }
  return { records, entries: [] };
}

async function cellsOf(db: ReadDb, source: SheetSource, rows: Rows): Promise<SheetCells> {
  return source.list === 'records'
    ? await recordCells(db, source, rows.records)
    : entryCells(source, rows.entries);
}

/** The rows of an application as they are now, as far as the person reads them. */
async function present(ctx: Reading, order: ListedExport) {
  const source = sourceOf(order);
  const rows: Rows =
    source.list === 'records'
      ? { records: await exportedRecords(ctx.db, ctx.scope, order.id), entries: [] }
      : { records: [], entries: await exportedEntries(ctx.db, order.id) };
  return { headings: headingsOf(source), cells: await cellsOf(ctx.db, source, rows), records: rows.records };
}

/** @throws AppError sheet.changed when a row reads otherwise, is gone, or rose above the mark that was applied for */
async function requireUnchanged(ctx: Reading, order: ListedExport) {
  const { headings, cells, records } = await present(ctx, order);
  const rose = records.some((row) => row.level > order.level);
  if (rose || cells.length !== order.row_count || digestOf(headings, cells, order.marking) !== order.digest)
    throw new AppError('sheet.changed');
  return { headings, cells };
}

function mayLookAt(ctx: Pick<ContextBase, 'actor'>, order: ListedExport): boolean {
  if (order.level > ctx.actor.clearance) return false;
  if (order.applicant_id === ctx.actor.id) return true;
  return mayAct(ctx.actor.roles, 'sheet.approve') && order.readable === order.row_count;
}

/** @throws AppError sheet.not-found for hidden and for not existing alike */
async function requireExport(ctx: Reading, uid: string): Promise<ListedExport> {
  const order = await exportByUid(ctx.db, ctx.scope, uid);
  if (order === undefined || !mayLookAt(ctx, order)) throw new AppError('sheet.not-found');
  return order;
}

function sourceOf(order: ListedExport): SheetSource {
  return sheetSource.parse(JSON.parse(order.source));
}

function toRow(ctx: Pick<ContextBase, 'actor'>, order: ListedExport): ExportRow {
  return {
    uid: order.uid as ObjectUid,
    traceCode: order.trace_code,
    title: order.title,
    rows: order.row_count,
    marking: order.marking,
    level: order.level as LevelRank,
    purpose: order.purpose,
    medium: order.medium,
    applicant: order.applicant_name,
    mine: order.applicant_id === ctx.actor.id,
    appliedAt: order.applied_at as Instant,
    approver: order.approver_name,
    decidedAt: order.decided_at as Instant | null,
    state: order.state,
    refusal: order.refusal,
    file: order.file_name,
    sha256: order.file_sha256 as Sha256Hex | null,
    writtenAt: order.written_at as Instant | null,
  };
}
