import { AppError } from '../../shared/errors.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { requireRecord } from './reading.ts';
import { numberOf } from './recordRow.ts';

/** Copies out of the program (spec 3 "Copying"): the right allows the number of a readable record, nothing else. */
export const copyingHandlers: AreaHandlers<'copying'> = {
  number: async (ctx, input) => {
    const { record } = await requireRecord(ctx, input.uid);
    const number = numberOf(record);
    const { copyText } = ctx.host;
    if (number === '' || copyText === undefined) throw new AppError('copy.refused');
    // The audit row first: no copy without it.
    await ctx.commit(async (write) =>
      write.audited({ kind: record.kind, uid: record.uid, number, mark: record.marking }),
    );
    await copyText(number);
    return { number };
  },
  refused: async (ctx, input) => {
    ctx.audited({ kind: 'copy', uid: input.how });
    return { done: true };
  },
};
