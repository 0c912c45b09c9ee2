import { z } from 'zod';
import type { Move } from '../lifecycle/states.ts';
import type {
  Condition,
  FieldDefinition,
  FieldSet,
  FormDefinition,
  FormPart,
  HeadUse,
} from './definition.ts';
import { fieldOf } from './definition.ts';
import { type FormContent, isEmptyValue, valueSchema } from './values.ts';

/** One fault of a field, in Chinese, fit to stand beside it. */
export interface FieldProblem {
  /** Field key, or `head.customer` and the like for head entries. */
  readonly field: string;
  readonly label: string;
  readonly problem: string;
}

/** Head entries that forms and conditions look at (spec 2, common head). */
export interface HeadValues {
  readonly customer: string | null;
  readonly equipment: readonly string[];
  readonly task: string | null;
}

/** What else completeness depends on. */
export interface CompletenessOptions {
  /** Move that is about to be made: parts that it does not demand are skipped. */
  readonly at?: Move;
  /** Head entries; checked too when given. */
  readonly head?: HeadValues;
}

/** Chinese labels of the head entries. */
export const headLabels: Readonly<Record<keyof HeadValues, string>> = {
  customer: '用户单位',
  equipment: '产品（台、套）',
  task: '服务任务',
};

/**
 * Checks one value before it is saved. An empty value is always allowed in a draft.
 * @returns the fault in Chinese, or null; an unknown key is a fault
 */
export function checkField(form: FieldSet, key: string, value: unknown): FieldProblem | null {
  const field = fieldOf(form, key);
  if (field === undefined) return { field: key, label: key, problem: '表单中没有这一栏' };
  if (value === null || value === undefined || value === '') return null;
  const result = valueSchema(field).safeParse(value);
  if (result.success) return null;
  const issue = result.error.issues[0];
  return { field: key, label: field.label, problem: chinese(issue) };
}

/** zod's own English sentences never reach a person: only messages written here in Chinese do. */
function chinese(issue: z.core.$ZodIssue | undefined): string {
  return issue !== undefined && /[\u4e00-\u9fff]/.test(issue.message)
    ? issue.message
    : '填写的内容不符合要求';
}

/**
 * Everything that keeps a record from being complete: missing required fields, invalid values, too few rows, open
 * check-list items, head entries.
 * @param chosenParts keys of the parts chosen for this case; parts used `always` need not be named
 */
export function checkComplete(
  form: FieldSet & { readonly head?: HeadUse },
  content: FormContent,
  chosenParts: readonly string[],
  options: CompletenessOptions = {},
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const chosen = new Set(chosenParts);
  const parts = form.parts ?? [];
  const choosable = parts.filter((part) => part.use === 'chosen');
  if (choosable.length > 0 && !choosable.some((part) => chosen.has(part.key))) {
    const names = choosable.map((part) => part.label).join('、');
    problems.push({ field: 'parts', label: '内容类别', problem: `至少选一类：${names}` });
  }
  for (const field of form.fields) {
    if (!partDemanded(parts, field, chosen, options.at)) continue;
    if (!conditionsHold(field.visibleWhen, content, options.head)) continue;
    const problem = fieldProblem(form, field, content, options.head);
    if (problem !== null) problems.push(problem);
  }
  if (options.head !== undefined && form.head !== undefined) {
    problems.push(...headProblems(form.head, options.head));
  }
  return problems;
}

/** True if the field is part of the record as chosen (used by entry form, detail page and print alike). */
export function isFieldShown(
  form: FieldSet,
  field: FieldDefinition,
  content: FormContent,
  chosenParts: readonly string[],
  head?: HeadValues,
): boolean {
  const chosen = new Set(chosenParts);
  return (
    partDemanded(form.parts ?? [], field, chosen, undefined) &&
    conditionsHold(field.visibleWhen, content, head)
  );
}

/** True if the field may be written while the record is in the state. */
export function isFieldEditable(form: FormDefinition, field: FieldDefinition, state: string): boolean {
  if (field.readOnly) return false;
  const part = form.parts.find((candidate) => candidate.key === field.part);
  return (part?.editableIn ?? form.editableIn).some((candidate) => candidate === state);
}

/** True while all conditions hold (none given: true). A head condition without a head counts as empty. */
export function conditionsHold(
  conditions: readonly Condition[] | undefined,
  content: FormContent,
  head?: HeadValues,
): boolean {
  return (conditions ?? []).every((condition) => {
    const value = condition.field.startsWith('head.')
      ? headValue(head, condition.field.slice('head.'.length))
      : content[condition.field];
    if ('equals' in condition) return value === condition.equals;
    if ('filled' in condition) return isEmptyValue(value) !== condition.filled;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((item) => condition.oneOf.some((wanted) => wanted === item));
  });
}

/**
 * Strict schema of a form's content: unknown keys refused, every value optional and nullable (a draft is never whole).
 * Built once per form and kept.
 */
export function contentSchema(form: FieldSet): z.ZodType<Record<string, unknown>> {
  const known = schemas.get(form);
  if (known !== undefined) return known;
  const shape: Record<string, z.ZodType> = {};
  for (const field of form.fields) shape[field.key] = z.union([z.literal(''), valueSchema(field)]).nullish();
  const schema = z.strictObject(shape);
  schemas.set(form, schema);
  return schema;
}
const schemas = new WeakMap<FieldSet, z.ZodType<Record<string, unknown>>>();

function partDemanded(
  parts: readonly FormPart[],
  field: FieldDefinition,
  chosen: ReadonlySet<string>,
  at: Move | undefined,
): boolean {
  if (field.part === undefined) return true;
  const part = parts.find((candidate) => candidate.key === field.part);
  if (part === undefined) return false;
  if (part.use === 'chosen' && !chosen.has(part.key)) return false;
  return at === undefined || part.demandedAt === undefined || part.demandedAt.includes(at);
}

function fieldProblem(
  form: FieldSet,
  field: FieldDefinition,
  content: FormContent,
  head: HeadValues | undefined,
): FieldProblem | null {
  const value = content[field.key];
  const required =
    field.required || (field.requiredWhen !== undefined && conditionsHold(field.requiredWhen, content, head));
  if (isEmptyValue(value)) {
    return required ? { field: field.key, label: field.label, problem: '必填' } : null;
  }
  const invalid = checkField(form, field.key, value);
  if (invalid !== null) return invalid;
  const rows = rowProblem(field, value, required);
  return rows === null ? null : { field: field.key, label: field.label, problem: rows };
}

function rowProblem(field: FieldDefinition, value: unknown, required: boolean): string | null {
  if (!Array.isArray(value)) return null;
  const rows: readonly Record<string, unknown>[] = value;
  if (required && field.minRows !== undefined && rows.length < field.minRows) {
    return `至少 ${field.minRows} 项，现有 ${rows.length} 项`;
  }
  if (field.type === 'itemList') {
    for (const column of field.columns ?? []) {
      const index = rows.findIndex((row) => column.required && isEmptyValue(row[column.key]));
      if (index >= 0) return `第 ${index + 1} 行的“${column.label}”未填`;
    }
  }
  if (field.type === 'checkList') {
    const open = rows.filter((row) => row.state === null || row.state === undefined);
    if (required && open.length > 0) return `还有 ${open.length} 项未核对`;
    const bare = rows.find((row) => row.state === 'notApplicable' && isEmptyValue(row.reason));
    if (bare !== undefined) return `“${String(bare.label)}”选“不适用”须填写理由`;
  }
  return null;
}

function headProblems(use: HeadUse, head: HeadValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const key of ['customer', 'task'] as const) {
    if (use[key] === 'required' && head[key] === null) problems.push(headProblem(key, '必填'));
  }
  const count = head.equipment.length;
  const { min, max } = use.equipment;
  if (count < min) problems.push(headProblem('equipment', `至少 ${min} 台（套），现有 ${count} 台（套）`));
  if (max !== null && count > max) {
    problems.push(headProblem('equipment', `至多 ${max} 台（套），现有 ${count} 台（套）`));
  }
  return problems;
}

function headProblem(key: keyof HeadValues, problem: string): FieldProblem {
  return { field: `head.${key}`, label: headLabels[key], problem };
}

function headValue(head: HeadValues | undefined, key: string): unknown {
  if (key === 'customer' || key === 'equipment' || key === 'task') return head?.[key];
  return undefined;
}
