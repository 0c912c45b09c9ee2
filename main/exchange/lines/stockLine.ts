import { z } from 'zod';
import { day, instant, masterUid, objectUid } from '../../../shared/contract/primitives.ts';
import { AppError } from '../../../shared/errors.ts';
import { siteOfUid } from '../../../shared/ids.ts';
import { type StockAct, stockActs } from '../../../shared/spares/acts.ts';
import { knownStockMoves, stockMovesOf } from '../../database/stores/exchangeLines.ts';
import { masterByUid } from '../../database/stores/master.ts';
import { insertStockMove, levelOf } from '../../database/stores/spares.ts';
import {
  enterMasters,
  masterLineOf,
  masterLineSchema,
  masterProblem,
  withReferences,
} from '../../records/travellingMasters.ts';
import { PackageError } from '../format/packageError.ts';
import { ownLine } from './ownLine.ts';

const acts = Object.keys(stockActs) as [StockAct, ...StockAct[]];
/** Movements that correct others may go either way. */
const eitherWay: readonly StockAct[] = ['swap', 'count'];

/** One movement in a depot of the sending unit. */
const stockLine = z.strictObject({
  type: z.literal('stock'),
  /** `stock <place in the unit's own order, 12 digits> <uid>`: lines go in the order of their names, and stock is never negative. */
  id: z.string().max(60),
  place: z.number().int().min(1).max(999_999_999_999),
  uid: objectUid,
  part: masterUid,
  depot: masterUid,
  masters: z.array(masterLineSchema).max(20),
  act: z.enum(acts),
  quantity: z
    .number()
    .int()
    .min(-10_000_000)
    .max(10_000_000)
    .refine((pieces) => pieces !== 0),
  serial: z.string().max(120).nullable(),
  movedOn: day,
  otherParty: z.string().max(1000),
  reason: z.string().max(4000),
  account: z.string().max(60),
  name: z.string().max(200),
  at: instant,
});

/** Movements of spare parts: each unit those of its own depots (spec 4 "What travels"). */
export const stock = ownLine({
  type: 'stock',
  schema: stockLine,
  from: 'unit',
  most: 500_000,
  idOf: (line) => `stock ${String(line.place).padStart(12, '0')} ${line.uid}`,
  collect: async ({ db, site }) => {
    const moves = await stockMovesOf(db, site.code);
    const named = new Map(
      (
        await withReferences(
          db,
          moves.flatMap((move) => [move.part_id, move.depot_id]),
        )
      ).map((entry) => [entry.id, entry]),
    );
    return moves.map((move) => {
      // A movement names its part, its depot and, where the depot is a customer's, that customer.
      const ids = [move.part_id, move.depot_id].flatMap((id) => {
        const entry = named.get(id);
        return entry === undefined ? [] : [entry.id, entry.customer_id, entry.model_id];
      });
      const entries = [...new Set(ids)].flatMap((id) => (id === null ? [] : (named.get(id) ?? [])));
      return stockLine.parse({
        type: 'stock',
        id: `stock ${String(move.id).padStart(12, '0')} ${move.uid}`,
        place: move.id,
        uid: move.uid,
        part: move.part_uid,
        depot: move.depot_uid,
        masters: entries.map(masterLineOf),
        act: move.act,
        quantity: move.quantity,
        serial: move.serial,
        movedOn: move.moved_on,
        otherParty: move.other_party,
        reason: move.reason,
        account: move.account_uid,
        name: move.account_name,
        at: move.at,
      });
    });
  },
  admit: (line, head) => {
    // A unit speaks for its own depots and for nobody else's.
    if (siteOfUid(line.uid) !== head.sender || siteOfUid(line.depot) !== head.sender)
      throw new PackageError('E_RECORDS', '库存变动不属于发送站点');
    if (!eitherWay.includes(line.act) && Math.sign(line.quantity) !== stockActs[line.act].sign)
      throw new PackageError('E_RECORDS', '库存变动的方向不符');
    for (const entry of line.masters) {
      const problem = masterProblem(entry);
      if (problem === 'newer') throw new PackageError('E_NEEDS_NEWER', entry.type);
      if (problem !== null) throw new PackageError('E_RECORDS', problem);
    }
    const typeOf = (uid: string) => line.masters.find((entry) => entry.uid === uid)?.type;
    if (typeOf(line.part) !== 'part' || typeOf(line.depot) !== 'depot')
      throw new PackageError('E_RECORDS', '缺少所引用的备件或库房');
  },
  outlook: async (db, line) => {
    const part = line.masters.find((entry) => entry.uid === line.part);
    const depot = line.masters.find((entry) => entry.uid === line.depot);
    const known = await knownStockMoves(db, [line.uid]);
    return {
      title: `${line.movedOn} ${part?.code ?? ''} ${part?.name ?? ''}`,
      verdict: known.has(line.uid) ? 'same' : 'new',
      reason: `${stockActs[line.act].label} ${line.quantity}，${depot?.name ?? ''}`,
    };
  },
  apply: async (ctx, lines, sender) => {
    const known = await knownStockMoves(
      ctx.tx,
      lines.map((line) => line.uid),
    );
    for (const line of lines) {
      if (known.has(line.uid)) continue;
      await enterMasters(ctx, { owningSite: sender as never, masters: line.masters });
      const part = await masterByUid(ctx.tx, line.part);
      const depot = await masterByUid(ctx.tx, line.depot);
      if (part?.type !== 'part' || depot?.type !== 'depot') throw refusal('备件或库房的种类不符');
      if ((await levelOf(ctx.tx, part.id, depot.id)) + line.quantity < 0)
        throw refusal(`${part.code} 在 ${depot.name} 的库存不足，缺少之前的变动，请对方以全量包重发`);
      await insertStockMove(ctx.tx, {
        uid: line.uid,
        part_id: part.id,
        depot_id: depot.id,
        act: line.act,
        quantity: line.quantity,
        serial: line.serial,
        moved_on: line.movedOn,
        other_party: line.otherParty,
        reason: line.reason,
        // The report that used the part is the unit's: what is settled with it is settled there.
        record_id: null,
        plan_id: null,
        account_uid: line.account,
        account_name: line.name,
        at: line.at,
      });
    }
  },
});

function refusal(detail: string): AppError {
  return new AppError('package.refused', { code: 'E_RECORDS', detail });
}
