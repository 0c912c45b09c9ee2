import type { FormSource } from '../definition.ts';
import { type FieldSource, field } from './blocks.ts';

type PartSource = NonNullable<FormSource['parts']>[number];

/** A part that is written in some states and complete at one move: a step of a case, closed by its signature. */
export function stepPart(
  key: string,
  label: string,
  editableIn: NonNullable<PartSource['editableIn']>,
  demandedAt: NonNullable<PartSource['demandedAt']>[number],
): PartSource {
  return { key, label, use: 'always', editableIn, demandedAt: [demandedAt] };
}

/** Fields of one part, its group named like it. */
export function partFields(part: string, fields: readonly FieldSource[]): FieldSource[] {
  return fields.map((source) => ({ ...source, part }));
}

/** Groups named like their parts. */
export function partGroups(parts: readonly PartSource[]): { key: string; label: string; part: string }[] {
  return parts.map(({ key, label }) => ({ key, label, part: key }));
}

/** How something was told: a reply, a report to the customer. */
export const wayWords = { phone: '电话', fax: '传真', letter: '函件', onSite: '当面' } as const;

/**
 * What the program keeps of the clock of a case: the moment it runs from, and the times it stood still with their reasons. Written
 * by acts of their own, never by hand.
 */
export const clockFields: readonly FieldSource[] = [
  field('clock', 'clockFrom', '计时起点', 'instant', {
    readOnly: true,
    hint: '单位先受理的，从单位受理时起算',
    paper: { show: true },
  }),
  field('clock', 'holds', '暂停计时', 'itemList', {
    readOnly: true,
    width: 2,
    columns: [
      { key: 'from', label: '自', type: 'day', required: true },
      { key: 'to', label: '至', type: 'day' },
      { key: 'reason', label: '原因', type: 'text', required: true, weight: 3 },
      { key: 'by', label: '办理人', type: 'text' },
    ],
  }),
  field('clock', 'reopened', '重新立案次数', 'integer', { readOnly: true, min: 0, statistic: true }),
];
/** Group of the clock fields. */
export const clockGroup = { key: 'clock', label: '计时' } as const;
