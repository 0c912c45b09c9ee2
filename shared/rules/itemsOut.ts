import { z } from 'zod';
import type { FormContent } from '../forms/values.ts';

/** What is taken along on a dispatch notice (5.5.4). */
export const takenKinds = {
  product: '产品',
  tool: '工具仪表',
  part: '备件',
  document: '资料',
  blankForm: '空白表单',
  medium: '涉密载体',
} as const;
/** Kind of a thing taken along. */
export type TakenKind = keyof typeof takenKinds;

/** What became of a thing that stands in the return part of the notice. */
export const backStates = {
  unused: '未用',
  used: '已用',
  spoiled: '作废',
  consumed: '已消耗（装机）',
  left: '留交用户',
  received: '用户移交',
} as const;

/** How a thing that did not come back was settled afterwards. */
export const settledWords = {
  returned: '已补交',
  consumed: '已消耗（装机）',
  left: '留交用户',
  lost: '丢失、损坏',
  corrected: '带回清单更正',
} as const;
/** How a missing thing was settled. */
export type SettledHow = keyof typeof settledWords;

/**
 * Ways to settle a kind by hand. A secret medium is never used up, and a lost one is settled by a leader alone; `corrected` is
 * the program's own, when a notice that was sent back is handed in again.
 */
export function settlementsFor(kind: TakenKind): readonly SettledHow[] {
  return kind === 'medium' ? ['returned', 'left', 'lost'] : ['returned', 'consumed', 'left', 'lost'];
}

/** A thing, a quantity and the number by which one is told from another. */
export interface ItemOut {
  readonly kind: TakenKind;
  readonly name: string;
  readonly number: string;
  readonly quantity: number;
}

const takenRow = z.object({
  kind: z.enum(Object.keys(takenKinds) as [TakenKind, ...TakenKind[]]),
  name: z.string().trim().min(1),
  quantity: z.number().positive(),
  number: z.string().nullish(),
});
const backRow = z.object({
  name: z.string().trim().min(1),
  quantity: z.number().positive(),
  number: z.string().nullish(),
  state: z.string().nullish(),
});

/** Things taken along, from the content of a notice; rows that are not filled in are left out. */
export function takenOf(content: FormContent): ItemOut[] {
  return rowsOf(content.taken, takenRow).map((row) => ({ ...row, number: (row.number ?? '').trim() }));
}

/**
 * What was taken along and is not accounted for in the return part: neither brought back nor used up nor left with the
 * customer. What the customer handed over does not count. A numbered thing is answered only by its own number.
 */
export function notBroughtBack(content: FormContent): ItemOut[] {
  const back = rowsOf(content.broughtBack, backRow)
    .filter((row) => row.state !== 'received')
    .map((row) => ({ name: row.name.trim(), number: (row.number ?? '').trim(), left: row.quantity }));
  // Numbered things first: a row without a number must not use up what belongs to one.
  const taken = takenOf(content).sort(
    (one, other) => Number(one.number === '') - Number(other.number === ''),
  );
  return taken.flatMap((item) => {
    let missing = item.quantity;
    for (const row of back) {
      if (row.name !== item.name.trim() || row.number !== item.number || row.left <= 0) continue;
      const used = Math.min(row.left, missing);
      row.left -= used;
      missing -= used;
    }
    return missing > 0 ? [{ ...item, quantity: missing }] : [];
  });
}

function rowsOf<T>(value: unknown, schema: z.ZodType<T>): T[] {
  return (Array.isArray(value) ? value : []).flatMap((row) => {
    const found = schema.safeParse(row);
    return found.success ? [found.data] : [];
  });
}
