import type { FieldDefinition } from '../../../shared/forms/definition.ts';
import { displayValue } from '../../../shared/forms/display.ts';
import type { FormContent } from '../../../shared/forms/values.ts';
import { box } from './fieldHtml.ts';
import { escapeHtml, type Html } from './html.ts';

/** Fields with the same answers, printed as one table to tick: satisfaction items, checks with a remark. */
export interface Matrix {
  readonly items: readonly { readonly choice: FieldDefinition; readonly note: FieldDefinition | null }[];
  /** Number of fields that the matrix takes from the list. */
  readonly taken: number;
}

const leastItems = 3;

/**
 * The matrix that begins at a place of a group's fields: at least three choices with equal options, each perhaps followed
 * by its remark (a text field whose key is the choice's with `Note`). Undefined if there is none.
 */
export function matrixAt(fields: readonly FieldDefinition[], start: number): Matrix | undefined {
  const items: { choice: FieldDefinition; note: FieldDefinition | null }[] = [];
  let at = start;
  for (;;) {
    const choice = fields[at];
    if (choice?.type !== 'choice' || !sameOptions(choice, fields[start])) break;
    const next = fields[at + 1];
    const note = next?.key === `${choice.key}Note` ? next : null;
    items.push({ choice, note });
    at += note === null ? 1 : 2;
  }
  return items.length < leastItems ? undefined : { items, taken: at - start };
}

function sameOptions(one: FieldDefinition, other: FieldDefinition | undefined): boolean {
  const words = (field: FieldDefinition | undefined): string =>
    (field?.options ?? []).map((option) => option.value).join();
  return words(one) === words(other) && words(one) !== '';
}

/** The matrix as a table: one line per item, one box per answer, a remark column where items have remarks. */
export function matrixHtml(matrix: Matrix, title: string, content: FormContent): Html {
  const options = matrix.items[0]?.choice.options ?? [];
  const noted = matrix.items.some((item) => item.note !== null);
  const head = [title, ...options.map((option) => option.label), ...(noted ? ['说明'] : [])];
  const widths = noted ? [26, ...options.map(() => 11), 74 - options.length * 11] : [32];
  const columns = head
    .map((_, index) => (widths[index] === undefined ? '<col>' : `<col style="width:${widths[index]}%">`))
    .join('');
  const rows = matrix.items.map(({ choice, note }) => {
    const boxes = options.map(
      (option) => `<td class="tick">${box(content[choice.key] === option.value)}</td>`,
    );
    const remark = note === null ? '' : escapeHtml(displayValue(note, content[note.key]));
    return `<tr><td>${escapeHtml(choice.label)}</td>${boxes.join('')}${noted ? `<td>${remark}</td>` : ''}</tr>`;
  });
  const heads = head.map((word) => `<th>${escapeHtml(word)}</th>`).join('');
  return `<table class="grid whole"><colgroup>${columns}</colgroup><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
