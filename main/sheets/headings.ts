import type { SheetProblem, SheetTarget } from '../../shared/contract/sheets.ts';
import type { FieldDefinition } from '../../shared/forms/definition.ts';
import { latestForm, masterFormFor } from '../../shared/forms/registry.ts';
import type { SheetCell } from '../../shared/sheets/cells.ts';
import { headingOf, importableFields, importableHead, passedOver } from '../../shared/sheets/sheetColumns.ts';
import { columnLetters, type ReadSheet } from './readSheet.ts';

/** What a column of the file fills in. */
export type SheetColumn =
  | { readonly fills: 'field'; readonly field: FieldDefinition; readonly heading: string }
  | { readonly fills: 'customer' | 'equipment' | 'occurred'; readonly heading: string };

/** A table whose headings were understood. */
export interface KnownSheet {
  /** By place in a line; undefined where the column is passed over. */
  readonly columns: readonly (SheetColumn | undefined)[];
  /** Number of the line with the headings, 1 = first. */
  readonly headingRow: number;
  /** Lines below the headings that say anything. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly SheetCell[] }[];
  readonly problems: readonly SheetProblem[];
}

/** Lines among which the headings are looked for. */
const mostAbove = 10;

/** Headings of an empty table: those that must be filled in first. */
export function templateHeadings(target: SheetTarget): string[] {
  const known = columnsFor(target);
  const required = [...known].filter(([, column]) => column.fills === 'field' && column.field.required);
  const rest = [...known].filter(([heading]) => !required.some(([other]) => other === heading));
  return [...required, ...rest].map(([heading]) => heading);
}

/**
 * Finds the line with the headings and what each column fills in. Unknown, doubled and missing headings are faults; headings that only
 * this program's own tables have are passed over.
 */
export function knowColumns(sheet: ReadSheet, target: SheetTarget): KnownSheet {
  const known = columnsFor(target);
  const at = sheet.lines
    .slice(0, mostAbove)
    .findIndex((line) => line.filter((cell) => known.has(headingText(cell))).length >= 2);
  if (at < 0) {
    const words = templateHeadings(target).slice(0, 6).join('、');
    const problem = `前 ${mostAbove} 行没有找到列标题；应有：${words}…，可先下载空白表格`;
    return { columns: [], headingRow: 0, rows: [], problems: [{ row: 1, column: 'A', problem }] };
  }
  const problems: SheetProblem[] = [];
  const fault = (place: number, problem: string) =>
    problems.push({ row: at + 1, column: columnLetters(place), problem });
  const seen = new Set<string>();
  const columns = (sheet.lines[at] ?? []).map((cell, place): SheetColumn | undefined => {
    const heading = headingText(cell);
    const column = known.get(heading);
    if (column !== undefined && seen.has(heading)) fault(place, `“${heading}”出现了两次`);
    seen.add(heading);
    const filled = sheet.lines.slice(at + 1).some((line) => (line[place] ?? null) !== null);
    if (column === undefined && !passedOver.has(heading) && (heading !== '' || filled))
      fault(place, heading === '' ? '有内容而没有列标题' : `没有“${heading}”这一栏，或该栏不能由表格导入`);
    return column;
  });
  for (const heading of requiredHeadings(target)) if (!seen.has(heading)) fault(0, `缺少“${heading}”列`);
  const rows = sheet.lines
    .map((cells, index) => ({ row: index + 1, cells }))
    .slice(at + 1)
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  problems.push(...sheet.faults.filter((one) => one.row > at));
  return { columns, headingRow: at + 1, rows, problems };
}

/** Heading by which an entry or draft of the target is named in a preview. */
export function namingHeading(target: SheetTarget): string {
  if (target.into === 'records')
    return headingOf(latestForm(target.kind), latestForm(target.kind).layout.summary[0] ?? '');
  const form = masterFormFor(target.type);
  return headingOf(form, form.codeField);
}

function columnsFor(target: SheetTarget): ReadonlyMap<string, SheetColumn> {
  const form = target.into === 'master' ? masterFormFor(target.type) : latestForm(target.kind);
  const columns = new Map<string, SheetColumn>();
  if (target.into === 'records')
    for (const [heading, fills] of importableHead(latestForm(target.kind)))
      columns.set(heading, { fills, heading });
  for (const [heading, field] of importableFields(form))
    columns.set(heading, { fills: 'field', field, heading });
  return columns;
}

/** An entry is only of use when it is whole; a draft may be completed on screen. */
function requiredHeadings(target: SheetTarget): string[] {
  if (target.into === 'records') return [];
  const fields = importableFields(masterFormFor(target.type));
  return [...fields].filter(([, field]) => field.required).map(([heading]) => heading);
}

function headingText(cell: SheetCell | undefined): string {
  return typeof cell === 'string' ? cell.replaceAll(/[*＊\s]+$/g, '').trim() : '';
}
