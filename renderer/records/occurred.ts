import type { RecordRow } from '../../shared/contract/records.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';

/** When a record's matter happened: date and time, or the date alone where the form itself asks for no time. */
export function occurredWords({ kind, occurredAt }: Pick<RecordRow, 'kind' | 'occurredAt'>): string {
  const form = latestForm(kind);
  const field = form.occurredFrom === null ? undefined : fieldOf(form, form.occurredFrom);
  const words = displayInstant(occurredAt);
  return field?.type === 'day' ? words.slice(0, 10) : words;
}
