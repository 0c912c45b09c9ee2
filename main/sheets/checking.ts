import type { SheetProblem, SheetRow, SheetTarget } from '../../shared/contract/sheets.ts';
import type { FieldDefinition } from '../../shared/forms/definition.ts';
import { displayValue } from '../../shared/forms/display.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import { latestForm, masterFormFor } from '../../shared/forms/registry.ts';
import { checkComplete, checkField } from '../../shared/forms/validate.ts';
import type { Instant } from '../../shared/ids.ts';
import { momentOf, readCell, type SheetCell, textOf } from '../../shared/sheets/cells.ts';
import { headingOf } from '../../shared/sheets/sheetColumns.ts';
import type { SiteIdentity } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { masterByCode, type StoredMaster } from '../database/stores/master.ts';
import { entriesByCode } from '../database/stores/sheets.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import type { NewRecordSpec } from '../records/drafts.ts';
import { type KnownSheet, namingHeading } from './headings.ts';
import { columnLetters } from './readSheet.ts';

/** What one row will become. */
export type PlannedRow = SheetRow &
  (
    | {
        readonly entry: {
          readonly uid: string | null;
          readonly content: Readonly<Record<string, unknown>>;
          readonly stateBefore: StoredMaster['state'] | null;
        };
      }
    | { readonly draft: NewRecordSpec }
  );

/** Every row of a table judged; nothing is written where there is a fault. */
export interface Plan {
  readonly rows: readonly PlannedRow[];
  readonly problems: readonly SheetProblem[];
}

interface Checking {
  readonly db: ReadDb;
  readonly site: SiteIdentity;
  readonly target: SheetTarget;
  readonly sheet: KnownSheet;
  readonly problems: SheetProblem[];
  /** References looked up already: type and text → answer. */
  readonly known: Map<string, Reference>;
}
type Reference =
  | { readonly value: { uid: string; code: string; name: string } }
  | { readonly problem: string };
type Values = Map<string, unknown>;

/**
 * Judges every row of a table against the form, the master data and the other rows.
 * @returns what each row will become, and every fault with its row and column
 */
export async function planRows(
  ctx: { readonly db: ReadDb; readonly site: SiteIdentity },
  target: SheetTarget,
  sheet: KnownSheet,
): Promise<Plan> {
  const checking: Checking = { ...ctx, target, sheet, problems: [...sheet.problems], known: new Map() };
  const rows: PlannedRow[] = [];
  const seen = new Map<string, number>();
  for (const { row, cells } of sheet.rows) {
    const before = checking.problems.length;
    const values = await valuesOf(checking, row, cells);
    const planned =
      target.into === 'master'
        ? await planEntry(checking, target.type, row, values)
        : planDraft(checking, target.kind, row, values);
    const key = 'entry' in planned ? planned.name : canonicalJson(planned.draft as never);
    const twin = seen.get(key);
    if (twin !== undefined) fault(checking, row, namingHeading(target), `与第 ${twin} 行重复`);
    seen.set(key, row);
    rows.push(checking.problems.length > before ? { ...planned, verdict: 'refused' } : planned);
  }
  if (sheet.rows.length === 0 && checking.problems.length === 0)
    checking.problems.push({ row: sheet.headingRow + 1, column: 'A', problem: '列标题下面没有数据' });
  return { rows, problems: checking.problems };
}

/** Values of a row by heading; empty cells are left out. */
async function valuesOf(checking: Checking, row: number, cells: readonly SheetCell[]): Promise<Values> {
  const values: Values = new Map();
  for (const [place, column] of checking.sheet.columns.entries()) {
    const cell = cells[place] ?? null;
    if (column === undefined || cell === null) continue;
    const read =
      column.fills === 'field'
        ? await readField(checking, column.field, cell)
        : column.fills === 'occurred'
          ? momentOf(cell)
          : await readReferences(checking, column.fills, cell);
    if ('problem' in read)
      checking.problems.push({
        row,
        column: `${columnLetters(place)} ${column.heading}`,
        problem: read.problem,
      });
    else if (read.value !== '') values.set(column.heading, read.value);
  }
  return values;
}

async function readField(checking: Checking, field: FieldDefinition, cell: SheetCell) {
  const read = readCell(field, cell);
  if ('problem' in read || read.value === '') return read;
  if (field.type === 'master' && field.master !== undefined)
    return await referenceTo(checking, field.master, String(read.value));
  const form =
    checking.target.into === 'master'
      ? masterFormFor(checking.target.type)
      : latestForm(checking.target.kind);
  const problem = checkField(form, field.key, read.value);
  return problem === null ? read : { problem: problem.problem };
}

async function readReferences(checking: Checking, type: 'customer' | 'equipment', cell: SheetCell) {
  const text = textOf(cell);
  if ('problem' in text) return text;
  const uids: string[] = [];
  const words = String(text.value);
  for (const part of type === 'customer' ? [words] : words.split(/[;；、\n]/)) {
    if (part.trim() === '') continue;
    const found = await referenceTo(checking, type, part.trim());
    if ('problem' in found) return found;
    uids.push(found.value.uid);
  }
  return { value: uids };
}

/** An entry by its code, or by code and name as tables of this program write it. Our own site's wins over another's. */
async function referenceTo(checking: Checking, type: MasterType, text: string): Promise<Reference> {
  const key = `${type} ${text}`;
  const known = checking.known.get(key);
  if (known !== undefined) return known;
  let answer: Reference = { problem: `基础资料中没有代码“${text}”的${masterFormFor(type).title}` };
  // A code may itself have blanks: the longest beginning that is one counts.
  for (let end = text.length; end > 0; end = text.lastIndexOf(' ', end - 1)) {
    const found = await entriesByCode(checking.db, type, text.slice(0, end).trim());
    const own = found.filter((entry) => entry.owning_site === checking.site.code);
    const [entry, another] = own.length > 0 ? own : found;
    if (entry === undefined) continue;
    answer =
      another === undefined
        ? { value: { uid: entry.uid, code: entry.code, name: entry.name } }
        : { problem: `代码“${entry.code}”有多个站点的条目，不能确定是哪一个` };
    break;
  }
  checking.known.set(key, answer);
  return answer;
}

async function planEntry(
  checking: Checking,
  type: MasterType,
  row: number,
  values: Values,
): Promise<PlannedRow> {
  const form = masterFormFor(type);
  const code = String(values.get(headingOf(form, form.codeField)) ?? '').trim();
  const stored = code === '' ? undefined : await masterByCode(checking.db, type, checking.site.code, code);
  const old = stored === undefined ? {} : (JSON.parse(stored.content) as Record<string, unknown>);
  const content: Record<string, unknown> = { ...(stored === undefined ? initialOf(form.fields) : old) };
  for (const column of checking.sheet.columns) {
    if (column?.fills === 'field' && values.has(column.heading))
      content[column.field.key] = values.get(column.heading);
  }
  for (const { field, problem } of checkComplete(form, content, []))
    fault(checking, row, headingOf(form, field), problem);
  const differences = form.fields
    .map((field) => ({
      label: field.label,
      ours: displayValue(field, old[field.key]),
      theirs: displayValue(field, content[field.key]),
    }))
    .filter(({ ours, theirs }) => ours !== theirs);
  if (stored?.state === 'merged')
    fault(checking, row, headingOf(form, form.codeField), '该条目已合并到另一条');
  const retired =
    stored?.state === 'retired' ? [{ label: '条目状态', ours: '已停用', theirs: '恢复使用' }] : [];
  const all = stored === undefined ? [] : [...retired, ...differences];
  return {
    row,
    name: code,
    verdict: stored === undefined ? 'new' : all.length === 0 ? 'same' : 'changed',
    differences: all,
    entry: { uid: stored?.uid ?? null, content, stateBefore: stored?.state ?? null },
  };
}

function initialOf(fields: readonly FieldDefinition[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => (field.initial === undefined ? [] : [[field.key, field.initial]])),
  );
}

function planDraft(
  checking: Checking,
  kind: Extract<SheetTarget, { into: 'records' }>['kind'],
  row: number,
  values: Values,
): PlannedRow {
  const content: Record<string, unknown> = {};
  let customerUid: string | null = null;
  let equipmentUids: readonly string[] = [];
  let occurredAt: Instant | null = null;
  for (const column of checking.sheet.columns) {
    const value = column === undefined ? undefined : values.get(column.heading);
    if (column === undefined || value === undefined) continue;
    if (column.fills === 'field') content[column.field.key] = value;
    else if (column.fills === 'customer') customerUid = (value as readonly string[])[0] ?? null;
    else if (column.fills === 'equipment') equipmentUids = value as readonly string[];
    else occurredAt = value as Instant;
  }
  const name = values.get(namingHeading(checking.target));
  const draft: NewRecordSpec = {
    kind,
    content,
    customerUid,
    equipmentUids: [...new Set(equipmentUids)],
    occurredAt,
  };
  return {
    row,
    name: typeof name === 'string' ? name.slice(0, 80) : '',
    verdict: 'new',
    differences: [],
    draft,
  };
}

/** Notes a fault at a heading; the letter is that of its column, where the file has one. */
function fault(checking: Checking, row: number, heading: string, problem: string): void {
  const place = checking.sheet.columns.findIndex((column) => column?.heading === heading);
  const column = place < 0 ? heading : `${columnLetters(place)} ${heading}`;
  const known = checking.problems.some((one) => one.row === row && one.column === column);
  // What a cell says wrongly is one fault, not a missing value besides.
  if (!known) checking.problems.push({ row, column, problem });
}
