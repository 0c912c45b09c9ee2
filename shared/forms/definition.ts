import { z } from 'zod';
import { AppError } from '../errors.ts';
import { moves, states } from '../lifecycle/states.ts';
import { masterTypes, recordKinds } from './kinds.ts';

export type { FormKind, MasterType, RecordKind } from './kinds.ts';
export { formKinds, recordKinds } from './kinds.ts';

/** Key of a field, part, group or column: camelCase, stable for ever (stored in content JSON). */
const keySchema = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);

/** Types of a form field. The value that each holds is described in values.ts. */
export const fieldTypes = [
  'text',
  'longText',
  'number',
  'integer',
  'day',
  'instant',
  'time',
  'boolean',
  'choice',
  'multiChoice',
  'staffList',
  'itemList',
  'equipmentList',
  'master',
  'account',
  'phone',
  'attachmentList',
  'recordList',
  'checkList',
  'data',
] as const;
/** Type of a form field. */
export type FieldType = (typeof fieldTypes)[number];

/** Head entries that a condition may look at beside the form's own fields. */
export const headConditionKeys = ['head.customer', 'head.equipment', 'head.task'] as const;

const conditionSchema = z.union([
  z.strictObject({
    field: z.string(),
    equals: z.union([z.string(), z.number(), z.boolean()]),
  }),
  z.strictObject({ field: z.string(), oneOf: z.array(z.string()).min(1) }),
  z.strictObject({ field: z.string(), filled: z.boolean() }),
]);
/** Declarative condition on another field of the form, or on a head entry (`head.task`). */
export type Condition = z.infer<typeof conditionSchema>;

const optionSchema = z.strictObject({ value: z.string().min(1), label: z.string().min(1) });
/** One choice: stored value and Chinese label. */
export type FieldOption = z.infer<typeof optionSchema>;

const columnSchema = z.strictObject({
  key: keySchema,
  label: z.string().min(1),
  type: z.enum(['text', 'longText', 'number', 'integer', 'day', 'boolean', 'choice', 'phone']),
  required: z.boolean().default(false),
  options: z.array(optionSchema).optional(),
  unit: z.string().optional(),
  /** A text that is picked from master data of this type: code and name as words. */
  master: z.enum(masterTypes).optional(),
  /** Relative width on screen and paper. */
  weight: z.number().positive().default(1),
});
/** Column of an `itemList`. */
export type ItemColumn = z.infer<typeof columnSchema>;

const fieldSchema = z.strictObject({
  key: keySchema,
  /** Chinese label as on the paper form. */
  label: z.string().min(1),
  type: z.enum(fieldTypes),
  required: z.boolean().default(false),
  /** Required only while all of these hold (besides `required`). */
  requiredWhen: z.array(conditionSchema).min(1).optional(),
  /** Shown, checked and printed only while all of these hold. */
  visibleWhen: z.array(conditionSchema).min(1).optional(),
  options: z.array(optionSchema).min(1).optional(),
  columns: z.array(columnSchema).min(1).optional(),
  /** Least number of rows of a list when it is required. */
  minRows: z.number().int().positive().optional(),
  /** Type referred to by a `master` field. */
  master: z.enum(masterTypes).optional(),
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.number().int().positive().optional(),
  group: keySchema,
  part: keySchema.optional(),
  /** In the full-text index and in quick search. */
  searchable: z.boolean().default(false),
  /** Read by figures; a definition change needs a new form version. */
  statistic: z.boolean().default(false),
  /** Personal data: left out of summaries and of lists by default. */
  sensitive: z.boolean().default(false),
  /** Half (1) or full (2) width of the two-column screen. */
  width: z.union([z.literal(1), z.literal(2)]).default(1),
  /** Hint under the field, Chinese, with the clause where there is one. */
  hint: z.string().optional(),
  /** Filled by the program, never by hand. */
  readOnly: z.boolean().default(false),
  /**
   * Written by the customer on the printed paper and typed in afterwards: not covered by the digest of the version
   * printed for signature, so that typing it in does not void the signature.
   */
  fromPaper: z.boolean().default(false),
  /** Value that a new record starts with. */
  initial: z.union([z.string(), z.number(), z.boolean()]).optional(),
  paper: z
    .strictObject({
      /** False leaves the field off the paper form. */
      show: z.boolean().default(true),
      /** Least number of empty text lines on paper. */
      lines: z.number().int().positive().optional(),
    })
    .optional(),
});
/** One field of a form, complete with defaults. */
export type FieldDefinition = z.infer<typeof fieldSchema>;

const partSchema = z.strictObject({
  key: keySchema,
  label: z.string().min(1),
  /** `always`: belongs to every record; `chosen`: only if the author chose it for this case. */
  use: z.enum(['always', 'chosen']),
  /** Moves at which the part must be complete; without it, at every completing move. */
  demandedAt: z.array(z.enum(moves)).optional(),
  /** States in which the part may be written; without it, the form's own. */
  editableIn: z.array(z.enum(states)).optional(),
});
/** Part of a form: chosen per case (06A) or written at another time (04A return part). */
export type FormPart = z.infer<typeof partSchema>;

const needSchema = z.enum(['none', 'optional', 'required']);
/** Whether a head entry belongs to the form. */
export type Need = z.infer<typeof needSchema>;

const headSchema = z.strictObject({
  customer: needSchema,
  /** Number of equipment entries: least demanded and most allowed (null = no limit; 0 = none belong here). */
  equipment: z.strictObject({ min: z.number().int().min(0), max: z.number().int().min(0).nullable() }),
  task: needSchema,
});
/** What the form asks of the common head (spec 2). */
export type HeadUse = z.infer<typeof headSchema>;

const layoutSchema = z.strictObject({
  groups: z
    .array(z.strictObject({ key: keySchema, label: z.string().min(1), part: keySchema.optional() }))
    .min(1),
  /** Fields of quick entry in order, at most six; `head.customer` and the like name head entries. */
  quick: z.array(z.string()).max(6).default([]),
  /** Field keys shown as list columns by default, beside the head columns. */
  list: z.array(z.string()).default([]),
  /** Fields whose values make the one-line summary of a record, in order. */
  summary: z.array(z.string()).min(1),
  paper: z
    .strictObject({
      orientation: z.enum(['portrait', 'landscape']).default('portrait'),
      /** Signature row of the form, left to right. */
      signatures: z.array(z.strictObject({ label: z.string(), move: z.enum(moves).nullable() })).default([]),
      /** Space for the customer's signature and seal (5.5.5). */
      customerSignature: z.boolean().default(false),
    })
    .prefault({}),
});
/** Layout on screen and paper. */
export type FormLayout = z.infer<typeof layoutSchema>;

const bodySchema = {
  version: z.number().int().positive(),
  /** QR758-06A for the eleven forms, series letters for other kinds. */
  code: z.string().regex(/^(QR758-(0[1-9]|1[01])A|[A-Z]{2})$/),
  title: z.string().min(1),
  /** Clause of the procedure that demands it. */
  clause: z.string().min(1),
  parts: z.array(partSchema).default([]),
  fields: z.array(fieldSchema).min(1),
  layout: layoutSchema,
};

const formSchema = z.strictObject({
  kind: z.enum(recordKinds),
  ...bodySchema,
  head: headSchema,
  /** Done at the customer's: valid only with signature or seal, and demands evaluation (5.5.5). */
  customerSigned: z.boolean().default(false),
  /** Field (day or instant) that fills the head's occurred time; null: the time of writing. */
  occurredFrom: keySchema.nullable().default(null),
  /** States in which fields without a part may be written. */
  editableIn: z.array(z.enum(states)).min(1).default(['draft']),
});
/** A record form in one version, complete with defaults. */
export type FormDefinition = z.infer<typeof formSchema>;
/** A record form as written down, defaults left out. */
export type FormSource = z.input<typeof formSchema>;

const masterFormSchema = z.strictObject({
  master: z.enum(masterTypes),
  version: bodySchema.version,
  title: bodySchema.title,
  fields: bodySchema.fields,
  layout: layoutSchema,
  /** Field that identifies an entry within its type, and field that names it for people. */
  codeField: keySchema,
  nameField: keySchema,
});
/** Form of a master-data type. */
export type MasterForm = z.infer<typeof masterFormSchema>;
/** A master-data form as written down. */
export type MasterFormSource = z.input<typeof masterFormSchema>;

/** What validation, search text and display need of either sort of form. */
export interface FieldSet {
  readonly version: number;
  readonly title: string;
  readonly fields: readonly FieldDefinition[];
  readonly parts?: readonly FormPart[];
  readonly layout: FormLayout;
}

/**
 * Checks a record form and fills its defaults. Runs when a form is loaded, whether built in or from a signed package.
 * @throws AppError `form.invalid` naming the first fault
 */
export function defineForm(source: unknown): FormDefinition {
  const form = parse(formSchema, source);
  checkReferences(form);
  const occurred = form.occurredFrom === null ? undefined : fieldOf(form, form.occurredFrom);
  if (form.occurredFrom !== null && occurred?.type !== 'day' && occurred?.type !== 'instant') {
    refuse(`${form.title}: occurredFrom ${form.occurredFrom}`);
  }
  return form;
}

/**
 * Checks a master-data form and fills its defaults.
 * @throws AppError `form.invalid` naming the first fault
 */
export function defineMasterForm(source: unknown): MasterForm {
  const form = parse(masterFormSchema, source);
  checkReferences(form);
  const keys = new Set(form.fields.map((field) => field.key));
  for (const key of [form.codeField, form.nameField]) {
    if (!keys.has(key)) refuse(`${form.title}: ${key}`);
  }
  return form;
}

/** The field of a form by key, or undefined. */
export function fieldOf(form: FieldSet, key: string): FieldDefinition | undefined {
  return form.fields.find((field) => field.key === key);
}

function parse<T>(schema: z.ZodType<T>, source: unknown): T {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return refuse(issue ? `${issue.path.join('.')} ${issue.message}` : 'schema');
}

function refuse(detail: string): never {
  throw new AppError('form.invalid', { detail });
}

/** References inside a form that the schema alone cannot see. */
function checkReferences(form: FieldSet): void {
  const keys = new Set<string>();
  const parts = new Set((form.parts ?? []).map((part) => part.key));
  const groups = new Set(form.layout.groups.map((group) => group.key));
  for (const field of form.fields) {
    const where = `${form.title}: ${field.key}`;
    if (keys.has(field.key)) refuse(`${where} 重复`);
    keys.add(field.key);
    if (!groups.has(field.group)) refuse(`${where} group ${field.group}`);
    if (field.part !== undefined && !parts.has(field.part)) refuse(`${where} part ${field.part}`);
    const chooses = field.type === 'choice' || field.type === 'multiChoice';
    if (chooses !== (field.options !== undefined)) refuse(`${where} options`);
    if ((field.type === 'itemList') !== (field.columns !== undefined)) refuse(`${where} columns`);
    if ((field.type === 'master') !== (field.master !== undefined)) refuse(`${where} master`);
    const values = field.options?.map((option) => option.value) ?? [];
    if (new Set(values).size !== values.length) refuse(`${where} options 重复`);
  }
  for (const group of form.layout.groups) {
    if (group.part !== undefined && !parts.has(group.part)) refuse(`${form.title}: group ${group.key}`);
  }
  const known = new Set<string>([...keys, ...headConditionKeys]);
  for (const field of form.fields) {
    for (const condition of [...(field.visibleWhen ?? []), ...(field.requiredWhen ?? [])]) {
      if (!known.has(condition.field)) refuse(`${form.title}: ${field.key} → ${condition.field}`);
    }
  }
  for (const key of [...form.layout.quick, ...form.layout.list, ...form.layout.summary]) {
    if (!known.has(key)) refuse(`${form.title}: layout ${key}`);
  }
}
