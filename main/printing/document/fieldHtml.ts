import type { FieldDefinition, FieldOption } from '../../../shared/forms/definition.ts';
import { displayRows, displayValue } from '../../../shared/forms/display.ts';
import {
  checkRowSchema,
  equipmentRowSchema,
  recordRowSchema,
  staffRowSchema,
} from '../../../shared/forms/values.ts';
import { escapeHtml, type Html } from './html.ts';

/** A list field as a table on paper: widths are relative. */
export interface PaperTable {
  readonly columns: readonly { readonly label: string; readonly weight: number; readonly centred: boolean }[];
  /** Cells as markup. */
  readonly rows: readonly (readonly Html[])[];
}

/** How much room a field takes in the four-column table: half a row, a whole row, or a table of its own. */
export type Room = 'half' | 'full' | 'table';

// Characters of 10.5 pt that fit beside the label in half a row and in a whole row.
const halfLine = 19;
const fullLine = 50;
/** Text so long that it is printed below its label and may run over to the next page. */
const longestKept = 700;

const yesNo: readonly FieldOption[] = [
  { value: 'true', label: '是' },
  { value: 'false', label: '否' },
];

/** A box to tick, ticked or empty. Drawn by the style sheet, because not every face has the sign. */
export function box(ticked: boolean): Html {
  return ticked ? '<span class="box">√</span>' : '<span class="box"></span>';
}

/** The room that a field needs on paper with this value. */
export function roomOf(field: FieldDefinition, value: unknown): Room {
  switch (field.type) {
    case 'staffList':
    case 'itemList':
    case 'equipmentList':
    case 'checkList':
    case 'recordList':
      return 'table';
    case 'longText':
      return 'full';
    case 'choice':
    case 'multiChoice':
      return optionsWidth(field) > halfLine && optionsWidth(field) <= 2 * fullLine ? 'full' : 'half';
    default:
      if (field.width === 2) return 'full';
      return displayValue(field, value).length > 2 * halfLine ? 'full' : 'half';
  }
}

/** True for a text that would not fit one page beside its label. */
export function isFlowing(field: FieldDefinition, value: unknown): boolean {
  if (field.type !== 'longText' && field.type !== 'text') return false;
  const text = displayValue(field, value);
  return text.length > longestKept || text.split('\n').length > 24;
}

/** A field's value as markup of its cell: choices with all their boxes, text with its lines, an empty value empty. */
export function valueHtml(field: FieldDefinition, value: unknown): Html {
  if (field.type === 'boolean') return optionsHtml(yesNo, [String(value)]);
  const chosen = field.type === 'multiChoice' && Array.isArray(value) ? value.map(String) : [String(value)];
  if ((field.type === 'choice' || field.type === 'multiChoice') && optionsWidth(field) <= 2 * fullLine) {
    return optionsHtml(field.options ?? [], chosen);
  }
  return escapeHtml(displayValue(field, value));
}

function optionsHtml(options: readonly FieldOption[], chosen: readonly string[]): Html {
  return options
    .map(
      (option) =>
        `<span class="option">${box(chosen.includes(option.value))}${escapeHtml(option.label)}</span>`,
    )
    .join('');
}

function optionsWidth(field: FieldDefinition): number {
  return (field.options ?? []).reduce((sum, option) => sum + option.label.length + 2.5, 0);
}

const number = { label: '序号', weight: 0.6, centred: true };
const text = (label: string, weight: number, centred = false) => ({ label, weight, centred });

/** A list field as a table; every row is numbered. */
export function tableOf(field: FieldDefinition, value: unknown): PaperTable {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  switch (field.type) {
    case 'staffList':
      return table(
        [text('姓名', 1.4), text('职称', 1.2), text('资格', 4), text('负责人', 0.8, true)],
        rows.map((item) => {
          const row = staffRowSchema.safeParse(item).data;
          return [row?.name, row?.title, row?.qualification, row?.lead === true ? '√' : ''];
        }),
      );
    case 'equipmentList':
      return table(
        [text('产品编号', 2), text('型号', 2), text('正常', 0.8, true), text('说明', 3)],
        rows.map((item) => {
          const row = equipmentRowSchema.safeParse(item).data;
          return [row?.serial, row?.model, row?.done === true ? '√' : '', row?.note];
        }),
      );
    case 'checkList':
      return table(
        [text('核对项目', 4), text('结果', 1.2, true), text('不适用的理由', 3)],
        rows.map((item) => {
          const row = checkRowSchema.safeParse(item).data;
          const words = row?.state === 'done' ? '完成' : row?.state === 'notApplicable' ? '不适用' : '';
          return [row?.label, words, row?.reason];
        }),
      );
    case 'recordList':
      return table(
        [text('编号', 2), text('内容', 4)],
        rows.map((item) => {
          const row = recordRowSchema.safeParse(item).data;
          return [row?.number, row?.title];
        }),
      );
    default:
      return table(
        (field.columns ?? []).map((column) =>
          text(column.label, column.weight, column.type === 'number' || column.type === 'integer'),
        ),
        displayRows(field, value),
      );
  }
}

function table(
  columns: PaperTable['columns'],
  rows: readonly (readonly (string | undefined)[])[],
): PaperTable {
  return {
    columns: [number, ...columns],
    rows: rows.map((row, index) => [String(index + 1), ...row.map((cell) => escapeHtml(cell ?? ''))]),
  };
}
