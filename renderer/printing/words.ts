import type { PrintJobRow } from '../../shared/contract/printing.ts';
import type { PrintCopyState } from '../../shared/printing/copyStates.ts';
import type { Tone } from '../parts/tags.tsx';

/** One copy of an order. */
export type PrintCopy = PrintJobRow['copies'][number];

/** States of an order. */
export const jobStates: Readonly<
  Record<PrintJobRow['state'], { readonly label: string; readonly tone: Tone }>
> = {
  applied: { label: '待审批', tone: 'attention' },
  approved: { label: '待打印', tone: 'underway' },
  refused: { label: '未批准', tone: 'refused' },
  printed: { label: '已打印', tone: 'done' },
  superseded: { label: '已作废', tone: 'draft' },
};

/** Meaning of a copy's state to the eye; its word stands in `copyStateWords`. */
export const copyTones: Readonly<Record<PrintCopyState, Tone>> = {
  waiting: 'draft',
  submitted: 'underway',
  printed: 'underway',
  spoiled: 'refused',
  issued: 'underway',
  acknowledged: 'done',
  returned: 'attention',
  destroyed: 'draft',
};
