import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { type SheetTarget, sheetTarget } from '../../shared/contract/sheets.ts';
import { AppError } from '../../shared/errors.ts';
import { latestForm, masterFormFor } from '../../shared/forms/registry.ts';
import type { Instant, ObjectUid } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { mayAct, mayRecord } from '../../shared/policy/permissions.ts';
import { importableKinds } from '../../shared/sheets/sheetColumns.ts';
import type { Actor, WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { masterById, masterHistory } from '../database/stores/master.ts';
import { isUntouchedDraft } from '../database/stores/recordState.ts';
import { deleteDraft, recordByUid } from '../database/stores/records.ts';
import {
  changeImport,
  importByUid,
  importRows,
  importsOf,
  insertImport,
  isBuiltOn,
  type StoredImport,
  type StoredImportRow,
} from '../database/stores/sheets.ts';
import { eraseClearFile } from '../records/attaching.ts';
import { createRecord } from '../records/drafts.ts';
import { saveMaster, setMasterState } from '../records/master.ts';
import { keepInTrash } from '../records/trash.ts';
import { kindOf, wholeOf } from '../records/wholeRecord.ts';
import { type PlannedRow, planRows } from './checking.ts';
import { type KnownSheet, knowColumns, templateHeadings } from './headings.ts';
import { largestSheet, readSheet } from './readSheet.ts';
import { writeSheet } from './writeSheet.ts';
import { refuseSheet } from './zipParts.ts';

type Handlers = Contract['sheets'];

/** Faults that one answer lists. */
const mostProblems = 200;
/** Drafts of records that one file may have: each gets its readers, its search row and its history. */
const mostDrafts = 1_000;
const shownImports = 60;
/** Names that a refusal to undo lists. */
const mostNamed = 5;

/** A table that passed every check and waits for a person's decision. */
export interface PendingSheet {
  readonly target: SheetTarget;
  readonly path: string;
  readonly sha256: string;
  readonly sheet: KnownSheet;
}
/** Tables checked and not yet decided: one at a time. They hold contents and are forgotten at lock. */
export class PendingSheets {
  readonly #pending = new Map<string, PendingSheet>();
  /** Clear files of what was taken in during this run, by import: only these may be erased on request. */
  readonly clearFiles = new Map<string, string>();

  /** Keeps a checked table in the place of an earlier one. */
  put(uid: string, sheet: PendingSheet): void {
    this.#pending.clear();
    this.#pending.set(uid, sheet);
  }

  /** @throws AppError sheet.preview-gone */
  get(uid: string): PendingSheet {
    const found = this.#pending.get(uid);
    if (found === undefined) throw new AppError('sheet.preview-gone');
    return found;
  }

  /** Forgets what was checked; at lock, and once it was taken in. */
  forget(): void {
    this.#pending.clear();
  }
}

/** `sheets.template`: an empty table with the right headings. */
export const template: HandlerFor<Handlers['template']> = async (ctx, input) => {
  requireTarget(ctx.actor, input.target);
  const title = titleOf(input.target);
  const bytes = await writeSheet({
    marking: '内部',
    title: `${title}（导入用）`,
    origin: '从第 4 行起填写，一行一条；编号所在的列须设为文本。多行内容用；分开，各项用｜分开。',
    headings: templateHeadings(input.target),
    rows: [],
  });
  const file = join(input.folder, `${title} 空白表格.xlsx`.replaceAll(/[\\/:*?"<>|]/g, ' '));
  await ctx.commit(async (writing) =>
    writing.audited({ kind: 'sheetTemplate', uid: targetKey(input.target) }),
  );
  try {
    await writeDurably(file, bytes);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('exchange.media-unwritable', { detail: '文件写不进去' });
  }
  return { file };
};

/** Import of tables; `pending` of the running program holds what was checked and not yet decided. */
export const importHandlers = (pending: PendingSheets) => {
  const check: HandlerFor<Handlers['check']> = async (ctx, input) => {
    requireTarget(ctx.actor, input.target);
    const path = await ctx.host.chooseFile('选择表格文件', ['xlsx']);
    if (path === null) return { file: null, previewUid: null, rows: [], problems: [], moreProblems: 0 };
    const bytes = await readFileWhole(path);
    const sheet = knowColumns(await readSheet(bytes), input.target);
    if (input.target.into === 'records' && sheet.rows.length > mostDrafts)
      refuseSheet(`记录一次至多导入 ${mostDrafts} 行`);
    const plan = await planRows(ctx, input.target, sheet);
    const uid = ctx.newUid();
    const clean = plan.problems.length === 0;
    if (clean) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      pending.put(uid, { target: input.target, path, sha256, sheet });
    }
    await ctx.commit(async (writing) => writing.audited({ kind: 'sheetImport', uid }));
    return {
      file: basename(path),
      previewUid: clean ? uid : null,
      rows: plan.rows.map(({ row, name, verdict, differences }) => ({
        row,
        name,
        verdict,
        differences: [...differences],
      })),
      problems: plan.problems.slice(0, mostProblems).map((one) => ({ ...one })),
      moreProblems: Math.max(0, plan.problems.length - mostProblems),
    };
  };

  const take: HandlerFor<Handlers['take']> = async (ctx, input) => {
    const { target, path, sha256, sheet } = pending.get(input.previewUid);
    requireTarget(ctx.actor, target);
    // What was true when the file was looked at need not be true any more.
    const plan = await planRows({ db: ctx.tx, site: ctx.site }, target, sheet);
    if (plan.problems.length > 0) throw new AppError('sheet.has-errors', { count: plan.problems.length });
    const written: Parameters<typeof insertImport>[2][number][] = [];
    for (const row of plan.rows) if (row.verdict !== 'same') written.push(await takeRow(ctx, target, row));
    const added = plan.rows.filter((row) => row.verdict === 'new').length;
    const changed = written.length - added;
    const uid = ctx.newUid();
    const line = {
      uid,
      target: JSON.stringify(target),
      file_name: basename(path),
      file_sha256: sha256,
      added,
      changed,
      account_id: ctx.actor.id,
      at: ctx.now,
      clear_file: null,
      undone_by: null,
      undone_at: null,
      undone_reason: null,
    };
    await insertImport(ctx.tx, line, written);
    ctx.audited({ kind: 'sheetImport', uid });
    pending.forget();
    pending.clearFiles.set(uid, path);
    return { uid, added, changed, same: plan.rows.length - written.length, clearFile: path };
  };

  const clearFile: HandlerFor<Handlers['clearFile']> = async (ctx, input) => {
    const stored = await requireImport(ctx.db, ctx.actor, input.uid);
    if (pending.clearFiles.get(input.uid) !== input.path) throw new AppError('sheet.not-found');
    if (input.erase) await eraseClearFile(input.path, stored.file_sha256);
    await ctx.commit(async (writing) => {
      await changeImport(writing.tx, stored.id, { clear_file: input.erase ? 'erased' : 'kept' });
      writing.audited({ kind: 'sheetImport', uid: stored.uid, number: input.erase ? 'erased' : 'kept' });
    });
    pending.clearFiles.delete(input.uid);
    return { done: true };
  };
  return { check, take, clearFile };
};

/** `sheets.imports`: own imports, newest first. */
export const imports: HandlerFor<Handlers['imports']> = async (ctx) => ({
  rows: (await importsOf(ctx.db, ctx.actor.id, shownImports)).map((row) => ({
    uid: row.uid as ObjectUid,
    target: sheetTarget.parse(JSON.parse(row.target)),
    file: row.file_name,
    added: row.added,
    changed: row.changed,
    at: row.at as Instant,
    undoneAt: row.undone_at as Instant | null,
    undoneReason: row.undone_reason,
  })),
});

/**
 * `sheets.undo`: the whole import or nothing (spec 2): entries that were new are retired, changed ones say again what they said, drafts go
 * to the trash.
 * @throws AppError sheet.not-found, sheet.undone, sheet.built-on naming what was used or changed since
 */
export const undo: HandlerFor<Handlers['undo']> = async (ctx, input) => {
  const stored = await requireImport(ctx.tx, ctx.actor, input.uid);
  if (stored.undone_at !== null) throw new AppError('sheet.undone');
  const rows = await importRows(ctx.tx, stored.id);
  const used: string[] = [];
  for (const row of rows) {
    const name = await usedSince(ctx, stored, row);
    if (name !== null) used.push(name);
  }
  if (used.length > 0) {
    const more = used.length > mostNamed ? ` 等 ${used.length} 条` : '';
    throw new AppError('sheet.built-on', { detail: `${used.slice(0, mostNamed).join('、')}${more}` });
  }
  for (const row of rows) await takeBack(ctx, row, input.reason);
  await changeImport(ctx.tx, stored.id, {
    undone_by: ctx.actor.uid,
    undone_at: ctx.now,
    undone_reason: input.reason,
  });
  ctx.audited({ kind: 'sheetImport', uid: stored.uid });
  return { done: true };
};

async function takeRow(ctx: WriteContext, target: SheetTarget, row: PlannedRow) {
  if ('draft' in row) {
    const { record } = await createRecord(ctx, row.draft);
    return { master_id: null, version: null, state_before: null, record_uid: record.uid };
  }
  if (target.into !== 'master') throw new Error('an entry for records');
  const saved = await saveMaster(ctx, {
    uid: row.entry.uid,
    type: target.type,
    content: row.entry.content,
    reason: '表格导入',
  });
  return {
    master_id: saved.id,
    version: saved.version,
    state_before: row.entry.stateBefore,
    record_uid: null,
  };
}

/** Name of what was built on or changed since the import; null when the row can be taken back. */
async function usedSince(
  ctx: WriteContext,
  stored: StoredImport,
  row: StoredImportRow,
): Promise<string | null> {
  if (row.record_uid !== null) {
    const record = await recordByUid(ctx.tx, row.record_uid);
    if (record === undefined) return '已删除的草稿';
    const initial = record.state === lifecycleOf(kindOf(record)).initial;
    const untouched =
      initial && record.changed_at === stored.at && (await isUntouchedDraft(ctx.tx, record.id));
    return untouched ? null : record.title || '未命名的草稿';
  }
  const entry = row.master_id === null ? undefined : await masterById(ctx.tx, row.master_id);
  if (entry === undefined) return '已不存在的条目';
  if (entry.version !== row.version) return entry.code;
  // A changed entry says again what it said; who uses it goes on using it.
  return row.state_before === null && (await isBuiltOn(ctx.tx, entry, stored.at)) ? entry.code : null;
}

async function takeBack(ctx: WriteContext, row: StoredImportRow, reason: string): Promise<void> {
  const words = `撤销导入：${reason}`;
  if (row.record_uid !== null) {
    const record = await recordByUid(ctx.tx, row.record_uid);
    if (record === undefined) return;
    await keepInTrash(ctx, await wholeOf(ctx.tx, record), words);
    await deleteDraft(ctx.tx, record.id);
    return;
  }
  const entry = row.master_id === null ? undefined : await masterById(ctx.tx, row.master_id);
  if (entry === undefined) return;
  if (row.state_before === null) {
    await setMasterState(ctx, entry, 'retired', words);
    return;
  }
  const before = (await masterHistory(ctx.tx, entry.id)).find(
    (line) => line.version === (row.version ?? 0) - 1,
  );
  if (before === undefined) throw new AppError('sheet.built-on', { detail: entry.code });
  const content = JSON.parse(before.content) as Record<string, unknown>;
  await saveMaster(ctx, { uid: entry.uid, type: entry.type, content, reason: words });
  const saved = await masterById(ctx.tx, entry.id);
  const other = row.state_before as typeof entry.state;
  if (saved !== undefined && saved.state !== other) await setMasterState(ctx, saved, other, words);
}

/** @throws AppError gate.forbidden where the person could not write the same by hand */
function requireTarget(actor: Actor, target: SheetTarget): void {
  const may =
    target.into === 'master'
      ? mayAct(actor.roles, 'master.edit')
      : importableKinds.includes(target.kind) && mayRecord(actor.roles, 'write', target.kind);
  if (!may) throw new AppError('gate.forbidden');
}

/** @throws AppError sheet.not-found */
async function requireImport(db: WriteContext['db'], actor: Actor, uid: string): Promise<StoredImport> {
  const stored = await importByUid(db, actor.id, uid);
  if (stored === undefined) throw new AppError('sheet.not-found');
  return stored;
}

async function readFileWhole(path: string): Promise<Buffer> {
  const { size } = await stat(path).catch(() => refuseSheet('文件读不到'));
  if (size > largestSheet) refuseSheet(`文件超过 ${largestSheet / 1024 ** 2} MiB`);
  return await readFile(path).catch(() => refuseSheet('文件读不到'));
}

function titleOf(target: SheetTarget): string {
  return target.into === 'master' ? masterFormFor(target.type).title : latestForm(target.kind).title;
}

function targetKey(target: SheetTarget): string {
  return target.into === 'master' ? `master.${target.type}` : target.kind;
}
