import type { FieldSet } from './definition.ts';
import { displayValue } from './display.ts';
import type { FormContent } from './values.ts';

/**
 * Text of a record's searchable fields for the full-text index, one field a line so that no phrase matches across two
 * fields. Head entries (customer, serials, numbers) are added by the caller.
 */
export function searchText(form: FieldSet, content: FormContent): string {
  return form.fields
    .filter((field) => field.searchable)
    .map((field) => displayValue(field, content[field.key]))
    .filter((text) => text !== '')
    .join('\n');
}
