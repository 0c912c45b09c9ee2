import type { FieldSet, FormDefinition } from './definition.ts';
import { type FormContent, isEmptyValue } from './values.ts';

/**
 * The part of a record's content that is frozen when it is printed for signature: filled fields, without those that the
 * customer writes on the paper itself. Keys are in form order, so that equal content gives equal JSON and equal digests.
 * @param parts parts to take; without it all (04A is signed part by part)
 */
export function contentForSignature(
  form: FormDefinition,
  content: FormContent,
  parts?: readonly string[],
): Record<string, unknown> {
  return pick(
    form,
    content,
    (field) =>
      !field.fromPaper && (parts === undefined || field.part === undefined || parts.includes(field.part)),
  );
}

/** All filled fields in form order: the canonical content that an archived record's digest covers. */
export function canonicalContent(form: FieldSet, content: FormContent): Record<string, unknown> {
  return pick(form, content, () => true);
}

/** Start values of a new record. */
export function initialContent(form: FieldSet): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const field of form.fields) if (field.initial !== undefined) content[field.key] = field.initial;
  return content;
}

function pick(
  form: FieldSet,
  content: FormContent,
  wanted: (field: FieldSet['fields'][number]) => boolean,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of form.fields) {
    const value = content[field.key];
    if (wanted(field) && !isEmptyValue(value)) picked[field.key] = value;
  }
  return picked;
}
