import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { exactMaster } from '../database/stores/exchangeLines.ts';
import { joinEntry } from './travellingMasters.ts';

/** Types of which a unit enters provisional entries that the center may know already; stock is counted by entry and never joined. */
const joined: readonly MasterType[] = ['customer', 'model', 'equipment', 'militaryOffice', 'staff'];

/**
 * `master.join`: the center says that an entry is the same as another one. Open records name the other from now on, frozen
 * ones keep what they were signed with; the unit that entered it learns of it with the next package.
 * @throws AppError master.not-found, master.not-joined
 */
export const join: HandlerFor<Contract['master']['join']> = async (ctx, input) => {
  const from = await exactMaster(ctx.tx, input.uid);
  const into = await exactMaster(ctx.tx, input.into);
  if (from === undefined || into === undefined) throw new AppError('master.not-found');
  const problem =
    ctx.site.kind !== 'center'
      ? '由中心办理'
      : from.type !== into.type || !joined.includes(from.type)
        ? '种类不同或不能归并'
        : from.id === into.id
          ? '是同一条'
          : from.state === 'merged'
            ? '已经归并'
            : into.state !== 'active' && into.state !== 'provisional'
              ? '目标条目已停用或已归并'
              : null;
  if (problem !== null) throw new AppError('master.not-joined', { detail: problem });
  await joinEntry(ctx, from, into, input.reason);
  ctx.audited({ kind: `master.${from.type}`, uid: from.uid });
  return { done: true };
};
