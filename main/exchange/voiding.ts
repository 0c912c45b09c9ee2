import { AppError } from '../../shared/errors.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import {
  insertPackageLines,
  insertPackageOut,
  mediumByNumber,
  packageOutByUid,
  supersedePrepared,
} from '../database/stores/exchange.ts';
import { sealedBefore, withdrawalOf } from '../database/stores/exchangeSeries.ts';
import { getMeta } from '../database/stores/meta.ts';
import { voidLineSchema } from './seriesLines.ts';

/**
 * `exchange.prepareVoid`: the next number will say that an earlier one is taken back. No number is used twice, so a lost package is
 * not replaced in its place (docs/decisions/0036-void-takes-the-next-number.md). Collecting starts again from before the package
 * that is taken back: what it held leaves once more with the next package.
 */
export const prepareVoid: AreaHandlers<'exchange'>['prepareVoid'] = async (ctx, input) => {
  const wrong = await packageOutByUid(ctx.db, input.uid);
  const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
  if (wrong === undefined || wrong.seq === null || wrong.digest === null)
    throw new AppError('exchange.package-not-found');
  if (
    wrong.kind === 'void' ||
    wrong.epoch !== epoch ||
    (await withdrawalOf(ctx.db, wrong.digest)) !== undefined
  )
    throw new AppError('people.already-decided');
  if ((await mediumByNumber(ctx.db, input.medium)) === undefined)
    throw new AppError('exchange.media-unwritable', { detail: '介质未登记，未建立作废声明' });
  await supersedePrepared(ctx.tx, wrong.recipient);
  const before = await sealedBefore(ctx.db, wrong.recipient, epoch, wrong.seq);
  const line = voidLineSchema.parse({
    type: 'void',
    id: `void ${epoch} ${wrong.seq}`,
    epoch,
    seq: wrong.seq,
    digest: wrong.digest,
    reason: input.reason,
  });
  const uid = ctx.newUid();
  const marking = formatMarking(defaultMarking);
  const id = await insertPackageOut(ctx.tx, {
    uid,
    recipient: wrong.recipient,
    epoch,
    seq: null,
    period: wrong.period,
    kind: 'void',
    state: 'prepared',
    record_count: 1,
    level: 1,
    marking,
    medium: input.medium,
    through_change_seq: before?.through_change_seq ?? 0,
    prepared_by: ctx.actor.id,
    prepared_at: ctx.now,
    withdrawn: wrong.digest,
    reason: input.reason,
  });
  await insertPackageLines(ctx.tx, id, [{ uid: line.id, line: JSON.stringify(line) }]);
  ctx.audited({ kind: 'package', uid, mark: marking });
  return { uid };
};
