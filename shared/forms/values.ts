import { z } from 'zod';
import type { FieldDefinition, ItemColumn } from './definition.ts';

const instantSchema = z.iso.datetime({ precision: 3 });
const uidText = z.string().min(1).max(40);

/** A person of the staff list: reference and the name and state frozen with it. */
export const staffRowSchema = z.strictObject({
  staff: uidText,
  name: z.string().min(1).max(60),
  title: z.string().max(40).optional(),
  /** Qualification words at the moment of choosing, as `qualificationOf` gave them. */
  qualification: z.string().max(200).optional(),
  lead: z.boolean().optional(),
});
/** Row of a `staffList` field. */
export type StaffRow = z.infer<typeof staffRowSchema>;

/** One serial-numbered set in a list, with its tick. */
export const equipmentRowSchema = z.strictObject({
  equipment: uidText,
  serial: z.string().min(1).max(60),
  model: z.string().max(80).optional(),
  done: z.boolean().optional(),
  note: z.string().max(500).optional(),
});
/** Row of an `equipmentList` field. */
export type EquipmentRow = z.infer<typeof equipmentRowSchema>;

/** Reference to a master-data entry with the words frozen at the moment of choosing. */
export const masterValueSchema = z.strictObject({
  uid: uidText,
  code: z.string().max(60),
  name: z.string().max(120),
});
/** Value of a `master` field. */
export type MasterValue = z.infer<typeof masterValueSchema>;

/** Reference to an account with its name at the time. */
export const accountValueSchema = z.strictObject({ uid: uidText, name: z.string().max(60) });
/** Value of an `account` field. */
export type AccountValue = z.infer<typeof accountValueSchema>;

/** Reference to an attachment of the same record. */
export const attachmentRowSchema = z.strictObject({ uid: uidText, name: z.string().min(1).max(255) });
/** Row of an `attachmentList` field. */
export type AttachmentRow = z.infer<typeof attachmentRowSchema>;

/** Reference to another record. */
export const recordRowSchema = z.strictObject({
  uid: uidText,
  kind: z.string().min(1).max(40),
  number: z.string().max(40).optional(),
  title: z.string().max(200).optional(),
});
/** Row of a `recordList` field. */
export type RecordRow = z.infer<typeof recordRowSchema>;

/** One item of a check list: done, or not applicable with a reason, or open (null). */
export const checkRowSchema = z.strictObject({
  key: z.string().min(1).max(60),
  label: z.string().min(1).max(200),
  state: z.enum(['done', 'notApplicable']).nullable(),
  reason: z.string().max(500).optional(),
});
/** Row of a `checkList` field. */
export type CheckRow = z.infer<typeof checkRowSchema>;

/** Row of an `itemList`: cell by column key. */
export type ItemRow = Readonly<Record<string, string | number | boolean | null>>;

/** Content of a record: field value by key; absent or null means empty. */
export type FormContent = Readonly<Record<string, unknown>>;

const defaultLength = { text: 200, longText: 20_000, phone: 40 } as const;
const mostRows = 2_000;

/** True for everything that counts as not filled: null, absent, blank text, empty list. */
export function isEmptyValue(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** The zod schema of one filled field. Messages are Chinese and name no content. */
export function valueSchema(field: FieldDefinition): z.ZodType {
  switch (field.type) {
    case 'text':
    case 'phone':
    case 'longText':
      return textSchema(field.maxLength ?? defaultLength[field.type]);
    case 'number':
    case 'integer':
      return numberSchema(field.type === 'integer', field.min, field.max);
    case 'day':
      return z.iso.date({ error: '日期应为 2026-11-22 的形式' });
    case 'instant':
      return instantSchema;
    case 'time':
      return z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '时间应为 10:32 的形式' });
    case 'boolean':
      return z.boolean({ error: '应选“是”或“否”' });
    case 'choice':
      return choiceSchema(field.options ?? []);
    case 'multiChoice':
      return z
        .array(choiceSchema(field.options ?? []))
        .refine((values) => new Set(values).size === values.length, { error: '有重复选项' });
    case 'staffList':
      return z.array(staffRowSchema).max(mostRows);
    case 'equipmentList':
      return z.array(equipmentRowSchema).max(mostRows);
    case 'master':
      return masterValueSchema;
    case 'account':
      return accountValueSchema;
    case 'attachmentList':
      return z.array(attachmentRowSchema).max(mostRows);
    case 'recordList':
      return z.array(recordRowSchema).max(mostRows);
    case 'checkList':
      return z.array(checkRowSchema).max(mostRows);
    case 'itemList':
      return z.array(rowSchema(field.columns ?? [])).max(mostRows);
    case 'data':
      return z.json();
  }
}

function textSchema(max: number): z.ZodType {
  return z.string({ error: '应为文字' }).max(max, { error: `不能超过 ${max} 个字符` });
}

function numberSchema(whole: boolean, min: number | undefined, max: number | undefined): z.ZodType {
  let schema = whole ? z.int({ error: '应为整数' }) : z.number({ error: '应为数字' });
  if (min !== undefined) schema = schema.min(min, { error: `不能小于 ${min}` });
  if (max !== undefined) schema = schema.max(max, { error: `不能大于 ${max}` });
  return schema;
}

function choiceSchema(options: readonly { readonly value: string }[]): z.ZodType {
  const values = options.map((option) => option.value);
  return z.string().refine((value) => values.includes(value), { error: '不在可选范围内' });
}

function rowSchema(columns: readonly ItemColumn[]): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  for (const column of columns) shape[column.key] = cellSchema(column).nullish();
  return z.strictObject(shape);
}

function cellSchema(column: ItemColumn): z.ZodType {
  switch (column.type) {
    case 'text':
    case 'phone':
    case 'longText':
      return textSchema(defaultLength[column.type]);
    case 'number':
    case 'integer':
      return numberSchema(column.type === 'integer', undefined, undefined);
    case 'day':
      return z.iso.date({ error: '日期应为 2026-11-22 的形式' });
    case 'boolean':
      return z.boolean({ error: '应选“是”或“否”' });
    case 'choice':
      return choiceSchema(column.options ?? []);
  }
}
