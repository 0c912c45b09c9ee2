import type { FieldDefinition, FieldSet, FormDefinition, MasterForm } from '../forms/definition.ts';
import { fieldOf } from '../forms/definition.ts';
import type { RecordKind } from '../forms/kinds.ts';

/** Columns of a list of records that come from the head, in the order of the screen: key → heading of the table. */
export const headColumnLabels = {
  number: '编号',
  marking: '密级标识',
  state: '状态',
  kind: '表单',
  title: '摘要',
  customer: '用户单位',
  occurred: '发生时间',
  due: '期限',
  author: '拟制',
  site: '站点',
  original: '原件',
} as const;
/** Head column of a table of records. */
export type HeadColumn = keyof typeof headColumnLabels;

/** Columns beside the fields of a table of master data. */
export const entryColumnLabels = { state: '条目状态', site: '站点代码' } as const;
/** Column of an entry beside its fields. */
export type EntryColumn = keyof typeof entryColumnLabels;

/** Fields that a cell of a table cannot say again: references to persons, sets, files and records, and computed data. */
const unwritable: readonly FieldDefinition['type'][] = [
  'staffList',
  'equipmentList',
  'account',
  'attachmentList',
  'recordList',
  'checkList',
  'data',
];

/** Kinds whose drafts may come from a table: single contacts and information, as old registers hold them (spec 2 "Excel"). */
export const importableKinds: readonly RecordKind[] = [
  'phoneRecord',
  'faxRecord',
  'outgoingItem',
  'incomingItem',
  'customerInformation',
  'serviceInformation',
];

/** Heading of each field of a form; of two fields with one label each also names its group, so that a heading means one field. */
export function fieldHeadings(form: FieldSet): ReadonlyMap<string, FieldDefinition> {
  const headings = new Map<string, FieldDefinition>();
  for (const field of form.fields) {
    if (field.type === 'data') continue;
    const alone = form.fields.filter((other) => other.label === field.label).length === 1;
    const group = form.layout.groups.find((one) => one.key === field.group)?.label ?? field.group;
    const wanted = alone ? field.label : `${field.label}（${group}）`;
    headings.set(headings.has(wanted) ? `${wanted}${field.key}` : wanted, field);
  }
  return headings;
}

/** Heading of one field, as {@link fieldHeadings} gives it. */
export function headingOf(form: FieldSet, key: string): string {
  for (const [heading, field] of fieldHeadings(form)) if (field.key === key) return heading;
  return key;
}

/** Fields that a table may fill in, by heading. */
export function importableFields(form: FormDefinition | MasterForm): ReadonlyMap<string, FieldDefinition> {
  return new Map(
    [...fieldHeadings(form)].filter(([, field]) => !unwritable.includes(field.type) && !field.readOnly),
  );
}

/** Head entries that a table of drafts may fill in: heading → what it names. */
export function importableHead(
  form: FormDefinition,
): ReadonlyMap<string, 'customer' | 'equipment' | 'occurred'> {
  const head = new Map<string, 'customer' | 'equipment' | 'occurred'>();
  if (form.head.customer !== 'none') head.set(headColumnLabels.customer, 'customer');
  if (form.head.equipment.max !== 0) head.set('产品编号', 'equipment');
  if (form.occurredFrom === null) head.set(headColumnLabels.occurred, 'occurred');
  return head;
}

/** Headings that a table written by this program has beside what can be taken in; they are passed over. */
export const passedOver: ReadonlySet<string> = new Set([
  ...Object.values(headColumnLabels),
  ...Object.values(entryColumnLabels),
]);

/** Whether a column key names something: a head column, or `field.` and a field of the form. */
export function knowsColumn(
  form: FieldSet | null,
  head: Readonly<Record<string, string>>,
  key: string,
): boolean {
  if (key in head) return true;
  return form !== null && key.startsWith('field.') && fieldOf(form, key.slice('field.'.length)) !== undefined;
}
