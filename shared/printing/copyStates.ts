import type { z } from 'zod';
import type { copyState } from '../contract/printing.ts';

/** State of one printed copy. */
export type PrintCopyState = z.infer<typeof copyState>;

/** Chinese word of each state of a copy. */
export const copyStateWords: Readonly<Record<PrintCopyState, string>> = {
  waiting: '待打印',
  submitted: '已送打印机',
  printed: '已打印',
  spoiled: '作废',
  issued: '已发出',
  acknowledged: '已签收',
  returned: '已退回',
  destroyed: '已销毁',
};

/** Chinese verb of the move into each state. */
export const copyMoveWords: Readonly<Record<PrintCopyState, string>> = {
  waiting: '退回待打印',
  submitted: '送打印机',
  printed: '确认打印',
  spoiled: '作废',
  issued: '发出',
  acknowledged: '签收',
  returned: '退回',
  destroyed: '销毁',
};

/** Moves that a person makes (spec 3 "Printing"). Handing to the printer is the program's own move. */
const moves: Readonly<Record<PrintCopyState, readonly PrintCopyState[]>> = {
  waiting: ['spoiled'],
  submitted: ['printed', 'spoiled'],
  printed: ['issued', 'spoiled'],
  issued: ['acknowledged', 'returned', 'spoiled'],
  acknowledged: ['returned', 'spoiled'],
  returned: ['issued', 'spoiled', 'destroyed'],
  spoiled: ['destroyed'],
  destroyed: [],
};

/** Moves that a person may make with a copy in this state. */
export function copyMovesFrom(from: PrintCopyState): readonly PrintCopyState[] {
  return moves[from];
}

/** Whether a person may move a copy so. */
export function mayMoveCopy(from: PrintCopyState, to: PrintCopyState): boolean {
  return moves[from].includes(to);
}
