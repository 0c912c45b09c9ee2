import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Day, Instant, MasterUid, ObjectUid, RecordUid } from '../../../shared/ids.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { depotsOfParts, moveKey, partsInStock, stockMoves } from '../../database/stores/spares.ts';
import { requireDepot, requirePart, toPart } from './entries.ts';

/** `spares.stock`: parts with what lies where, own and customers' apart. */
export const stock: HandlerFor<Contract['spares']['stock']> = async (ctx, input) => {
  const found = await partsInStock(ctx.db, { ...input, text: input.text.trim(), limit: input.limit + 1 });
  const page = found.slice(0, input.limit);
  const depots = await depotsOfParts(
    ctx.db,
    page.map((part) => part.id),
  );
  const rows = page.map((row) => {
    const part = toPart(row);
    const lowStock = part.lowStock ?? null;
    return {
      part: { uid: row.uid as MasterUid, code: row.code, name: row.name },
      specification: part.specification ?? '',
      unit: part.unit ?? '',
      own: row.own,
      customers: row.customers,
      lowStock,
      low: lowStock !== null && row.own < lowStock,
      depots: depots
        .filter((depot) => depot.part_id === row.id)
        .map((depot) => ({
          depot: { uid: depot.uid as MasterUid, code: depot.code, name: depot.name },
          ownership: depot.ownership,
          customer: depot.customer ?? '',
          quantity: depot.quantity,
        })),
    };
  });
  return { rows, next: found.length > page.length ? (page.at(-1)?.code ?? null) : null };
};

/** `spares.moves`: movements, latest day first. @throws AppError cursor.bad, master.not-found */
export const moves: HandlerFor<Contract['spares']['moves']> = async (ctx, input) => {
  const before = input.before === null ? null : await moveKey(ctx.db, input.before);
  if (before === undefined) throw new AppError('cursor.bad');
  const found = await stockMoves(ctx.db, ctx.scope, {
    partId: input.partUid === null ? null : (await requirePart(ctx.db, input.partUid)).id,
    depotId: input.depotUid === null ? null : (await requireDepot(ctx.db, input.depotUid)).id,
    from: input.from,
    to: input.to,
    before,
    limit: input.limit + 1,
  });
  const page = found.slice(0, input.limit);
  return {
    rows: page.map((row) => ({
      uid: row.uid as ObjectUid,
      movedOn: row.moved_on as Day,
      act: row.act,
      part: { uid: row.part_uid as MasterUid, code: row.part_code, name: row.part_name },
      depot: { uid: row.depot_uid as MasterUid, code: row.depot_code, name: row.depot_name },
      ownership: row.ownership,
      quantity: row.quantity,
      serial: row.serial,
      otherParty: row.other_party,
      reason: row.reason,
      record:
        row.record_uid === null
          ? null
          : { uid: row.record_uid as RecordUid, number: row.record_number ?? '' },
      by: row.account_name,
      at: row.at as Instant,
    })),
    next: found.length > page.length ? (page.at(-1)?.uid ?? null) : null,
  };
};
