import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Day, RecordUid } from '../../../shared/ids.ts';
import { type EnteredAct, type StockAct, stockActs } from '../../../shared/spares/acts.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import { masterById } from '../../database/stores/master.ts';
import { depotOfSerial, insertStockMove, levelOf } from '../../database/stores/spares.ts';
import { createRecord } from '../../records/drafts.ts';
import { requireRecord } from '../../records/reading.ts';
import { inside } from '../../records/writing.ts';
import { type Depot, type Part, requireDepot, requirePart } from './entries.ts';

type Input = Parameters<HandlerFor<Contract['spares']['move']>>[1];

/** Pieces that go into or out of a depot together. */
interface Pieces {
  readonly part: Part;
  readonly depot: Depot;
  readonly act: StockAct;
  /** Without sign. */
  readonly quantity: number;
  readonly serials: readonly string[];
}

/** What a movement's rows have in common. */
interface Occasion {
  readonly movedOn: Day;
  readonly otherParty: string;
  readonly reason: string;
  readonly recordId: number | null;
  readonly planId: number | null;
}

/**
 * `spares.move`: every movement is a record (5.8, 5.9). Own parts and customers' parts are never mixed; what is lost or damaged of
 * a customer's opens the report to the customer.
 * @throws AppError master.not-found, record.not-found, spares.not-enough, spares.serial, spares.mixed, spares.day, spares.link,
 *   spares.same-depot
 */
export const move: HandlerFor<Contract['spares']['move']> = async (ctx, input) => {
  if (input.movedOn > ctx.today) throw new AppError('spares.day');
  const part = await requirePart(ctx.tx, input.partUid);
  const depot = await requireDepot(ctx.tx, input.depotUid);
  const record = input.recordUid === null ? null : await requireRecord(inside(ctx), input.recordUid);
  const occasion: Occasion = {
    movedOn: input.movedOn,
    otherParty: input.otherParty,
    reason: input.reason,
    recordId: record?.record.id ?? null,
    planId: await planFor(ctx, input, part),
  };
  const pieces = { part, quantity: input.quantity, serials: input.serials };
  if (input.act === 'transfer') await transfer(ctx, { ...pieces, from: depot, input }, occasion);
  else await post(ctx, { ...pieces, depot, act: input.act }, occasion);
  const lost = input.act === 'loss' || input.act === 'damage';
  const caseUid =
    lost && depot.ownership === 'customer' ? await reportToCustomer(ctx, part, depot, input) : null;
  ctx.audited({ kind: 'master.part', uid: part.uid });
  return { caseUid };
};

/**
 * Enters pieces into or out of a depot. A part kept by number has one row a piece, with its number.
 * @throws AppError spares.not-enough, spares.serial
 */
export async function post(ctx: WriteContext, pieces: Pieces, occasion: Occasion): Promise<void> {
  await requirePieces(ctx.tx, pieces);
  const { part, depot, act } = pieces;
  const { sign } = stockActs[act];
  const rows: readonly (string | null)[] =
    part.serialised === true ? pieces.serials : [pieces.serials[0] ?? null];
  for (const serial of rows) {
    await insertStockMove(ctx.tx, {
      uid: ctx.newUid(),
      part_id: part.id,
      depot_id: depot.id,
      act,
      quantity: sign * (part.serialised === true ? 1 : pieces.quantity),
      serial: serial === '' ? null : serial,
      moved_on: occasion.movedOn,
      other_party: occasion.otherParty,
      reason: occasion.reason,
      record_id: occasion.recordId,
      plan_id: occasion.planId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      at: ctx.now,
    });
  }
}

/** Whether the depot has what is taken, and the numbers are right. @throws AppError spares.not-enough, spares.serial */
export async function requirePieces(db: ReadDb, pieces: Pieces): Promise<void> {
  const { part, depot, act, quantity, serials } = pieces;
  const out = stockActs[act].sign < 0;
  const words = `${part.code} ${part.name}`;
  if (part.serialised === true) {
    if (serials.length !== quantity || new Set(serials).size !== serials.length) {
      throw new AppError('spares.serial', { part: words, detail: `应填 ${quantity} 个不同的编号` });
    }
    for (const serial of serials) {
      const lies = await depotOfSerial(db, part.id, serial);
      if (out && lies !== depot.id)
        throw new AppError('spares.serial', { part: words, detail: `编号 ${serial} 不在库房 ${depot.code}` });
      if (!out && lies !== undefined)
        throw new AppError('spares.serial', { part: words, detail: `编号 ${serial} 已经在库` });
    }
  }
  const stock = await levelOf(db, part.id, depot.id);
  if (out && stock < quantity)
    throw new AppError('spares.not-enough', { part: words, depot: depot.code, needed: quantity, stock });
}

async function transfer(
  ctx: WriteContext,
  given: { part: Part; from: Depot; quantity: number; serials: readonly string[]; input: Input },
  occasion: Occasion,
): Promise<void> {
  const { part, from, quantity, serials, input } = given;
  if (input.toDepotUid === null || input.toDepotUid === input.depotUid)
    throw new AppError('spares.same-depot');
  const to = await requireDepot(ctx.tx, input.toDepotUid);
  if (from.ownership !== to.ownership || from.customerId !== to.customerId) {
    throw new AppError('spares.mixed', { from: from.name, to: to.name });
  }
  await post(
    ctx,
    { part, depot: from, act: 'transferOut', quantity, serials },
    { ...occasion, otherParty: to.name },
  );
  await post(
    ctx,
    { part, depot: to, act: 'transferIn', quantity, serials },
    { ...occasion, otherParty: from.name },
  );
}

/** Row number of the plan on which a receipt is delivered. */
async function planFor(ctx: WriteContext, input: Input, part: Part): Promise<number | null> {
  if (input.planUid === null) return null;
  const plan = await requireRecord(inside(ctx), input.planUid);
  if (plan.kind !== 'sparesPlan' || plan.state !== 'inForce' || input.act !== 'receipt') {
    throw new AppError('spares.link', { detail: '只有入库能对应执行中的备件预投计划' });
  }
  const lines = Array.isArray(plan.content.lines) ? (plan.content.lines as { code?: unknown }[]) : [];
  if (!lines.some((line) => line.code === part.code)) {
    throw new AppError('spares.link', { detail: `计划中没有 ${part.code}` });
  }
  return plan.record.id;
}

/** The case by which a loss or damage of customer property is reported to the customer (5.8). */
async function reportToCustomer(
  ctx: WriteContext,
  part: Part,
  depot: Depot,
  input: Input & { act: EnteredAct },
): Promise<RecordUid> {
  const customer = depot.customerId === null ? undefined : await masterById(ctx.tx, depot.customerId);
  const serials = input.serials.length === 0 ? '' : `（${input.serials.join('、')}）`;
  const made = await createRecord(ctx, {
    kind: 'customerProperty',
    content: {
      foundAt: ctx.now,
      propertyState: input.act === 'loss' ? 'lost' : 'damaged',
      item: `${part.name} ${part.code}${serials}`.slice(0, 200),
      quantity: input.quantity,
      place: depot.name,
      description: input.reason,
    },
    customerUid: customer?.uid ?? null,
  });
  return made.record.uid as RecordUid;
}
