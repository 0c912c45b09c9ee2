import type { FieldDefinition, FieldSet, ItemColumn } from './definition.ts';
import { fieldOf } from './definition.ts';
import {
  accountValueSchema,
  attachmentRowSchema,
  checkRowSchema,
  equipmentRowSchema,
  type FormContent,
  isEmptyValue,
  masterValueSchema,
  recordRowSchema,
  staffRowSchema,
} from './values.ts';

/**
 * A field's value as people read it: choice labels, 是/否, days as they are, moments in Beijing time to the minute, lists
 * joined. Empty values give an empty text; a value of the wrong shape too, never raw JSON.
 */
export function displayValue(field: FieldDefinition, value: unknown): string {
  if (isEmptyValue(value)) return '';
  switch (field.type) {
    case 'text':
    case 'longText':
    case 'phone':
    case 'day':
    case 'time':
      return typeof value === 'string' ? value : '';
    case 'number':
    case 'integer':
      return typeof value === 'number' ? withUnit(value, field.unit) : '';
    case 'instant':
      return typeof value === 'string' ? displayInstant(value) : '';
    case 'boolean':
      return value === true ? '是' : value === false ? '否' : '';
    case 'choice':
      return labelOf(field.options, value);
    case 'multiChoice':
      return list(value, (item) => labelOf(field.options, item));
    case 'staffList':
      return list(value, (item) => {
        const row = staffRowSchema.safeParse(item).data;
        return row === undefined ? '' : row.lead === true ? `${row.name}（负责人）` : row.name;
      });
    case 'equipmentList':
      return list(value, (item) => {
        const row = equipmentRowSchema.safeParse(item).data;
        return row === undefined ? '' : row.done === true ? `${row.serial} ✓` : row.serial;
      });
    case 'master':
      return masterWords(value);
    case 'account':
      return accountValueSchema.safeParse(value).data?.name ?? '';
    case 'attachmentList':
      return list(value, (item) => attachmentRowSchema.safeParse(item).data?.name ?? '');
    case 'recordList':
      return list(value, (item) => {
        const row = recordRowSchema.safeParse(item).data;
        return row?.number ?? row?.title ?? '';
      });
    case 'checkList':
      return list(value, checkWords, '；');
    case 'itemList':
      return list(value, (item) => rowWords(field.columns ?? [], item), '；');
    case 'data':
      return '';
  }
}

/** A field's value by key; empty for a key that the form lacks. */
export function displayField(form: FieldSet, content: FormContent, key: string): string {
  const field = fieldOf(form, key);
  return field === undefined ? '' : displayValue(field, content[key]);
}

/** One line that stands for the record in lists: the summary fields, cut at 80 characters. */
export function summaryOf(form: FieldSet, content: FormContent): string {
  const words = form.layout.summary
    .map((key) => displayField(form, content, key).replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .join(' · ');
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

/** Cells of an `itemList` as text: one array per row in column order, for tables on screen, paper and Excel. */
export function displayRows(field: FieldDefinition, value: unknown): string[][] {
  if (!Array.isArray(value) || field.columns === undefined) return [];
  const columns = field.columns;
  return value.map((row: unknown) => columns.map((column) => cellWords(column, cellOf(row, column.key))));
}

/** A moment as written on screen and paper, Beijing time to the minute: 2026-11-22 15:43. */
export function displayInstant(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return '';
  return new Date(time + 8 * 60 * 60 * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

function list(value: unknown, words: (item: unknown) => string, separator = '、'): string {
  if (!Array.isArray(value)) return '';
  return value
    .map(words)
    .filter((text) => text !== '')
    .join(separator);
}

function labelOf(options: FieldDefinition['options'] | ItemColumn['options'], value: unknown): string {
  return options?.find((option) => option.value === value)?.label ?? '';
}

function withUnit(value: number, unit: string | undefined): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

function masterWords(value: unknown): string {
  const row = masterValueSchema.safeParse(value).data;
  if (row === undefined) return '';
  return row.code === row.name || row.code === '' ? row.name : `${row.code} ${row.name}`;
}

function checkWords(item: unknown): string {
  const row = checkRowSchema.safeParse(item).data;
  if (row === undefined) return '';
  if (row.state === 'done') return `${row.label}：完成`;
  if (row.state === 'notApplicable') return `${row.label}：不适用（${row.reason ?? ''}）`;
  return `${row.label}：未核对`;
}

function rowWords(columns: readonly ItemColumn[], row: unknown): string {
  return columns
    .map((column) => cellWords(column, cellOf(row, column.key)))
    .filter((text) => text !== '')
    .join(' ');
}

function cellOf(row: unknown, key: string): unknown {
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[key] : undefined;
}

function cellWords(column: ItemColumn, value: unknown): string {
  if (isEmptyValue(value)) return '';
  if (column.type === 'choice') return labelOf(column.options, value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return withUnit(value, column.unit);
  return typeof value === 'string' ? value : '';
}
