import type { Contract } from '../../shared/contract/contract.ts';
import type { ItemOutRow } from '../../shared/contract/following.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, ObjectUid, RecordUid } from '../../shared/ids.ts';
import { notBroughtBack, settlementsFor, takenKinds } from '../../shared/rules/itemsOut.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import {
  insertItemsOut,
  itemOutByUid,
  itemsOutOf,
  noticesWithItemsOut,
  type StoredItemOut,
  settleItemOut,
} from '../database/stores/following.ts';
import { recordById } from '../database/stores/records.ts';
import { requireRecord } from '../records/reading.ts';
import { numberOf, toRecordRow } from '../records/recordRow.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory } from '../records/writing.ts';

type Handlers = Contract['service'];
/** Notices that one answer lists; more wait behind them. */
const mostNotices = 200;

/** A missing thing as the page gets it. */
export function toItemOutRow(
  item: StoredItemOut,
  notice: {
    readonly uid: string;
    readonly archive_number: string | null;
    readonly registration_number: string | null;
  },
): ItemOutRow {
  return {
    uid: item.uid as ObjectUid,
    notice: { uid: notice.uid as RecordUid, number: numberOf(notice) },
    kind: item.kind,
    name: item.name,
    number: item.number,
    quantity: item.quantity,
    notedAt: item.noted_at as Instant,
    how: item.settled_how,
    note: item.settled_note,
    settledBy: item.settled_by,
    settledAt: item.settled_at as Instant | null,
  };
}

/**
 * What a notice that comes back does not account for is named and followed from now on (5.5.4, 5.5.6). A notice handed in
 * again replaces what was open; what was settled by hand meanwhile is not asked for twice.
 */
export async function noteItemsOut(ctx: WriteContext, notice: WholeRecord): Promise<void> {
  const earlier = await itemsOutOf(ctx.tx, [notice.record.id]);
  for (const item of earlier.filter((one) => one.settled_at === null)) {
    await settleItemOut(ctx.tx, item.id, {
      settled_how: 'corrected',
      settled_note: '通知单重新上交',
      settled_by: ctx.actor.name,
      settled_at: ctx.now,
    });
  }
  const settled = earlier.filter((one) => one.settled_how !== null && one.settled_how !== 'corrected');
  const missing = notBroughtBack(notice.content).flatMap((item) => {
    const done = settled
      .filter((one) => one.name === item.name && one.number === item.number)
      .reduce((sum, one) => sum + one.quantity, 0);
    return item.quantity > done ? [{ ...item, quantity: item.quantity - done }] : [];
  });
  await insertItemsOut(
    ctx.tx,
    missing.map((item) => ({
      uid: ctx.newUid(),
      notice_id: notice.record.id,
      kind: item.kind,
      name: item.name,
      number: item.number,
      quantity: item.quantity,
      noted_at: ctx.now,
    })),
  );
  if (missing.length > 0) {
    const names = missing.map((item) => `${takenKinds[item.kind]} ${item.name} ${item.quantity}`).join('、');
    const now = await recordById(ctx.tx, notice.record.id);
    await noteHistory(ctx, now, 'itemsOut', now.state, names);
  }
}

/** `service.itemsOut`: notices on which something is missing. */
export const itemsOut: HandlerFor<Handlers['itemsOut']> = async (ctx) => {
  const notices = await noticesWithItemsOut(ctx.db, ctx.scope, mostNotices);
  const items = await itemsOutOf(
    ctx.db,
    notices.map((notice) => notice.id),
  );
  return {
    rows: notices.map((notice) => ({
      notice: toRecordRow(notice),
      items: items
        .filter((item) => item.notice_id === notice.id && item.settled_at === null)
        .map((item) => toItemOutRow(item, notice)),
    })),
  };
};

/**
 * `service.settleItem`: what became of a missing thing, with a reason. A lost secret medium is settled by a leader only.
 * @throws AppError record.not-found, item.settled-already, item.settle-refused
 */
export const settleItem: HandlerFor<Handlers['settleItem']> = async (ctx, input) => {
  const item = await itemOutByUid(ctx.tx, input.uid);
  if (item === undefined) throw new AppError('record.not-found');
  const { uid } = await recordById(ctx.tx, item.notice_id);
  const notice = await requireRecord(inside(ctx), uid);
  if (!settlementsFor(item.kind).includes(input.how))
    throw new AppError('item.settle-refused', { detail: `${takenKinds[item.kind]}没有这种去向` });
  const leads = ctx.actor.roles.some((role) => role === 'supervisor' || role === 'unitLeader');
  if (item.kind === 'medium' && input.how === 'lost' && !leads)
    throw new AppError('item.settle-refused', { detail: '涉密载体丢失须由主管或单位领导登记' });
  const settled = await settleItemOut(ctx.tx, item.id, {
    settled_how: input.how,
    settled_note: input.note,
    settled_by: ctx.actor.name,
    settled_at: ctx.now,
  });
  if (!settled) throw new AppError('item.settled-already');
  await noteHistory(
    ctx,
    notice.record,
    'itemSettled',
    notice.state,
    `${item.name} ${item.number}：${input.note}`,
  );
  auditRecord(ctx, notice.record);
  return { done: true };
};
