import { readSheet as readCells } from 'read-excel-file/node';
import type { SheetProblem } from '../../shared/contract/sheets.ts';
import type { SheetCell } from '../../shared/sheets/cells.ts';
import { packParts, refuseSheet, unpackParts } from './zipParts.ts';

/** Largest file that is looked at. */
export const largestSheet = 8 * 1024 ** 2;
/** Rows below the headings, and columns, that one file may have. */
export const mostSheetRows = 5_000;
const mostColumns = 100;
/** Lines that may stand above the headings: mark, title, remarks. */
const linesAbove = 10;

/** Cells of a table as they stand in the file, first line first. */
export interface ReadSheet {
  readonly lines: readonly (readonly SheetCell[])[];
  /** Faults that belong to one cell, found before the cells are read: formulas, merged cells. Row 1 is the first line. */
  readonly faults: readonly SheetProblem[];
}

/**
 * Reads the one worksheet of an .xlsx file. Formulas are not calculated and their kept results not believed.
 * @throws AppError sheet.refused for a file that is no such table, or too large, at whatever layer that shows
 */
export async function readSheet(file: Buffer): Promise<ReadSheet> {
  if (file.length > largestSheet) refuseSheet(`文件超过 ${largestSheet / 1024 ** 2} MiB`);
  const parts = unpackParts(file);
  const pages = [...parts.keys()].filter((name) => name.startsWith('xl/worksheets/'));
  if (pages.length !== 1) refuseSheet(`工作簿有 ${pages.length} 张工作表；请只留一张`);
  for (const [name, bytes] of parts) requirePlain(name, bytes);
  const faults = scan(parts.get(pages[0] ?? '')?.toString('utf8') ?? '');
  try {
    const read = await readCells<{ number: string }>(packParts(parts), {
      parseNumber: (number) => ({ number }),
    });
    return { lines: read.map((line) => line.map(toCell)), faults };
  } catch {
    return refuseSheet('表格内容读不出来，可能已损坏；请用表格软件打开后另存');
  }
}

/** Heading letters of a column by place, 0 = A. */
export function columnLetters(place: number): string {
  let letters = '';
  for (let rest = place + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

function toCell(cell: unknown): SheetCell {
  if (typeof cell === 'string') return cell.trim() === '' ? null : cell;
  if (typeof cell === 'boolean') return cell;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : { date: cell.toISOString() };
  if (typeof cell === 'object' && cell !== null && 'number' in cell) return { number: String(cell.number) };
  return null;
}

/** Declarations could name other files or grow without end; a table needs none. Other encodings could hide what is looked for. */
function requirePlain(name: string, bytes: Buffer): void {
  const head = bytes.subarray(0, 2);
  const text = bytes.toString('utf8');
  if ((head[0] ?? 0) >= 0xfe || text.includes('\u0000') || /<!(?:DOCTYPE|ENTITY)/i.test(text))
    refuseSheet(`${name} 不是普通的表格内容`);
}

/** Where every cell stands, before anybody reserves room for them; and what must not be taken for typed values. */
function scan(xml: string): SheetProblem[] {
  const faults: SheetProblem[] = [];
  let formulas = 0;
  for (const match of xml.matchAll(/<(?:\w+:)?c(?=[\s/>])([^>]*)>\s*(<(?:\w+:)?f[\s/>])?/g)) {
    const place = /\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']/.exec(match[1] ?? '');
    if (place === null) refuseSheet('单元格没有写明位置');
    const [, letters = '', row = ''] = place;
    if (Number(row) > mostSheetRows + linesAbove)
      refuseSheet(`第 ${mostSheetRows + linesAbove} 行之后还有单元格；一次至多 ${mostSheetRows} 行`);
    if (columnPlace(letters) >= mostColumns) refuseSheet(`${letters} 列还有单元格；至多 ${mostColumns} 列`);
    if (match[2] === undefined) continue;
    formulas += 1;
    faults.push({ row: Number(row), column: letters, problem: '是公式；请粘贴为数值后再导入' });
  }
  if ((xml.match(/<(?:\w+:)?f[\s/>]/g) ?? []).length !== formulas) refuseSheet('公式不在单元格的位置上');
  for (const match of xml.matchAll(
    /<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']/g,
  ))
    faults.push({
      row: Number(match[2]),
      column: match[1] ?? '',
      problem: '是合并的单元格；请取消合并，每行各填一次',
    });
  return faults;
}

function columnPlace(letters: string): number {
  let place = 0;
  for (const letter of letters) place = place * 26 + letter.charCodeAt(0) - 64;
  return place - 1;
}
