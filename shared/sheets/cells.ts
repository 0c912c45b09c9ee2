import type { FieldDefinition, ItemColumn } from '../forms/definition.ts';
import { displayRows, displayValue } from '../forms/display.ts';

/** A cell as read from a table: text, a number as its digits, a date or moment without zone (ISO, UTC digits), yes or no. */
export type SheetCell = string | boolean | { readonly number: string } | { readonly date: string } | null;

/** What a cell says to a field: a value, or what is wrong with it in Chinese. */
export type CellReading = { readonly value: unknown } | { readonly problem: string };

const rowSign = '；';
const cellSign = '｜';

/** A field's value as the cell of a table: numbers as numbers, everything else as text, so that no identifier loses a sign. */
export function cellOf(field: FieldDefinition, value: unknown): string | number {
  if ((field.type === 'number' || field.type === 'integer') && typeof value === 'number') return value;
  if (field.type === 'itemList')
    return displayRows(field, value)
      .map((row) => row.join(cellSign))
      .join(rowSign);
  return displayValue(field, value);
}

/**
 * Reads a cell for a field. References to master data are answered as text, for whoever can look them up.
 * @returns the value, or the fault in Chinese; never a guess where the cell does not say it
 */
export function readCell(field: FieldDefinition, cell: SheetCell): CellReading {
  switch (field.type) {
    case 'number':
    case 'integer':
      return numberOf(cell);
    case 'day':
      return dayOfCell(cell);
    case 'instant':
      return momentOf(cell);
    case 'time':
      return timeOf(cell);
    case 'boolean':
      return yesOrNo(cell);
    case 'choice':
      return labelled(field.options ?? [], cell);
    case 'multiChoice':
      return several(field, cell);
    case 'itemList':
      return rowsOf(field.columns ?? [], cell);
    default:
      return textOf(cell);
  }
}

/** The text of a cell. A number that a table keeps with fewer digits than were typed is refused. */
export function textOf(cell: SheetCell): CellReading {
  if (typeof cell === 'string') return { value: cell.trim() };
  if (cell === null) return { value: '' };
  if (typeof cell === 'boolean') return { problem: '应为文字，单元格却是逻辑值' };
  if ('date' in cell) return { problem: '应为文字，单元格却是日期；请把该列设为文本后重填' };
  if (/e/i.test(cell.number) || cell.number.replaceAll(/\D/g, '').length > 15)
    return { problem: '单元格是数字格式，位数可能已丢失；请把该列设为文本后重填' };
  return { value: String(Number(cell.number)) };
}

/** Moment of a text or date cell as Beijing time. */
export function momentOf(cell: SheetCell): CellReading {
  const problem = '应为 2026-11-22 10:32 的形式';
  const text = cell !== null && typeof cell === 'object' && 'date' in cell ? cell.date.slice(0, 16) : cell;
  if (typeof text !== 'string') return { problem };
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:：](\d{2})(?::\d{2})?)?$/.exec(
    text.trim(),
  );
  const day = match === null ? null : calendarDay(match[1], match[2], match[3]);
  if (match === null || day === null) return { problem };
  const [hour, minute] = [Number(match[4] ?? '0'), Number(match[5] ?? '0')];
  if (hour > 23 || minute > 59) return { problem };
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return { value: new Date(`${day}T${time}:00.000+08:00`).toISOString() };
}

function numberOf(cell: SheetCell): CellReading {
  if (cell !== null && typeof cell === 'object' && 'number' in cell) return finite(cell.number);
  if (typeof cell === 'string' && /^[-+]?\d+(?:\.\d+)?$/.test(cell.trim())) return finite(cell.trim());
  return { problem: '应为数字' };
}

function finite(text: string): CellReading {
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: '应为数字' };
}

function dayOfCell(cell: SheetCell): CellReading {
  if (cell !== null && typeof cell === 'object') {
    if ('date' in cell) return { value: cell.date.slice(0, 10) };
    return { problem: `是数字 ${cell.number}，不是日期；请设为日期格式，或写成 2026-11-22` };
  }
  const match =
    typeof cell === 'string' ? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(cell.trim()) : null;
  const day = match === null ? null : calendarDay(match[1], match[2], match[3]);
  return day === null ? { problem: '日期应为 2026-11-22 的形式' } : { value: day };
}

/** The day if the calendar has it: 2026-02-30 is none. */
function calendarDay(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? null : text;
}

function timeOf(cell: SheetCell): CellReading {
  if (cell !== null && typeof cell === 'object' && 'date' in cell) return { value: cell.date.slice(11, 16) };
  const match = typeof cell === 'string' ? /^(\d{1,2})[:：](\d{2})$/.exec(cell.trim()) : null;
  return match === null
    ? { problem: '时间应为 10:32 的形式' }
    : { value: `${(match[1] ?? '').padStart(2, '0')}:${match[2]}` };
}

function yesOrNo(cell: SheetCell): CellReading {
  if (typeof cell === 'boolean') return { value: cell };
  const text = typeof cell === 'string' ? cell.trim() : '';
  if (text === '是') return { value: true };
  return text === '否' ? { value: false } : { problem: '应填“是”或“否”' };
}

function labelled(
  options: readonly { readonly value: string; readonly label: string }[],
  cell: SheetCell,
): CellReading {
  const text = textOf(cell);
  if ('problem' in text) return text;
  const found = options.find((option) => option.label === text.value);
  if (found !== undefined) return { value: found.value };
  return { problem: `不在可选范围内；可填：${options.map((option) => option.label).join('、')}` };
}

function several(field: FieldDefinition, cell: SheetCell): CellReading {
  const text = textOf(cell);
  if ('problem' in text) return text;
  const values: unknown[] = [];
  for (const part of String(text.value).split(/[、;；]/)) {
    const one = labelled(field.options ?? [], part.trim());
    if ('problem' in one) return one;
    values.push(one.value);
  }
  return { value: values };
}

/** Rows of a list in one cell: rows apart by ；or a new line, their columns by ｜ in the order of the form. */
function rowsOf(columns: readonly ItemColumn[], cell: SheetCell): CellReading {
  const text = textOf(cell);
  if ('problem' in text) return text;
  const rows: Record<string, unknown>[] = [];
  for (const line of String(text.value).split(/[;；\n]/)) {
    if (line.trim() === '') continue;
    const cells = line.split(/[|｜]/);
    if (cells.length > columns.length)
      return { problem: `每行至多 ${columns.length} 项：${columns.map((one) => one.label).join(cellSign)}` };
    const row: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) {
      const part = cells[index]?.trim() ?? '';
      if (part === '') continue;
      const read = readColumn(column, part);
      if ('problem' in read) return { problem: `“${column.label}”${read.problem}` };
      row[column.key] = read.value;
    }
    rows.push(row);
  }
  return { value: rows };
}

function readColumn(column: ItemColumn, text: string): CellReading {
  switch (column.type) {
    case 'number':
    case 'integer':
      return numberOf(text);
    case 'day':
      return dayOfCell(text);
    case 'boolean':
      return yesOrNo(text);
    case 'choice':
      return labelled(column.options ?? [], text);
    default:
      return { value: text };
  }
}
