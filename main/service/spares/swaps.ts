import { z } from 'zod';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Day, MasterUid, RecordUid } from '../../../shared/ids.ts';
import { dayOf, type Instant } from '../../../shared/ids.ts';
import type { WriteContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import { masterByUid } from '../../database/stores/master.ts';
import { insertStockMove, openSwaps, repairsOfEquipment } from '../../database/stores/spares.ts';
import type { MoveHooks } from '../../records/moveHooks.ts';
import type { RecordContext } from '../../records/reading.ts';
import { dayField, type WholeRecord } from '../../records/wholeRecord.ts';
import { type Depot, depotByCode, type Part, partByCode } from './entries.ts';
import { post, requirePieces } from './moving.ts';

const swapRow = z.object({
  name: z.string().catch(''),
  model: z.string().nullish(),
  quantity: z.number().catch(1),
  oldSerial: z.string().nullish(),
  newSerial: z.string().nullish(),
  partCode: z.string().nullish(),
  depot: z.string().nullish(),
});
type SwapRow = z.infer<typeof swapRow>;

interface Swap {
  readonly part: Part;
  readonly depot: Depot;
  readonly quantity: number;
  readonly serials: readonly string[];
}

/** 06A: parts swapped leave the depot when the report is reviewed, and come back when it is sent back or voided. */
export const repairReportHooks: MoveHooks = {
  check: async (ctx, whole, move) => {
    if (move !== 'submit' && move !== 'review') return null;
    return whole.record.owning_site === ctx.site.code ? await swapProblem(ctx, whole) : null;
  },
  after: async (ctx, whole, move) => {
    if (whole.record.owning_site !== ctx.site.code) return;
    if (move === 'review') await takeOut(ctx, whole);
    if (move === 'sendBack' || move === 'void') await putBack(ctx, whole);
  },
};

/** Whether the depots have what the report says was swapped; the first fault, or null. */
async function swapProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  try {
    for (const swap of await swapsOf(ctx.db, whole, ctx.site.code)) {
      await requirePieces(ctx.db, { ...swap, act: 'swap' });
    }
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function takeOut(ctx: WriteContext, whole: WholeRecord): Promise<void> {
  for (const swap of await swapsOf(ctx.tx, whole, ctx.site.code)) {
    await post(
      ctx,
      { ...swap, act: 'swap' },
      {
        movedOn: dayField(whole.content, 'serviceDay') ?? ctx.today,
        otherParty: whole.customer?.name ?? '',
        reason: `维修换件 ${whole.equipment.map((entry) => entry.code).join('、')}`,
        recordId: whole.record.id,
        planId: null,
      },
    );
  }
}

async function putBack(ctx: WriteContext, whole: WholeRecord): Promise<void> {
  for (const swap of await openSwaps(ctx.tx, whole.record.id)) {
    await insertStockMove(ctx.tx, {
      uid: ctx.newUid(),
      part_id: swap.part_id,
      depot_id: swap.depot_id,
      act: 'swap',
      quantity: -swap.quantity,
      serial: swap.serial,
      moved_on: ctx.today,
      other_party: whole.customer?.name ?? '',
      reason: '报告退回或作废，冲销维修换件',
      record_id: whole.record.id,
      plan_id: null,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      at: ctx.now,
    });
  }
}

/**
 * Rows of the report that name a part and a depot. A customer's depot gives parts only to that customer's sets (5.8).
 * @throws AppError spares.no-part, spares.mixed
 */
async function swapsOf(db: ReadDb, whole: WholeRecord, site: string): Promise<Swap[]> {
  const swaps: Swap[] = [];
  for (const row of rowsOf(whole.content.partsSwapped)) {
    if (isBlank(row.partCode) || isBlank(row.depot)) continue;
    const part = await partByCode(db, row.partCode ?? '', site);
    const depot = await depotByCode(db, row.depot ?? '', site);
    if (depot.ownership === 'customer' && depot.customerId !== whole.record.customer_id) {
      throw new AppError('spares.mixed', { from: depot.name, to: whole.customer?.name ?? '' });
    }
    const serials = isBlank(row.newSerial) ? [] : [String(row.newSerial)];
    swaps.push({ part, depot, quantity: Math.max(1, Math.round(row.quantity)), serials });
  }
  return swaps;
}

/**
 * `spares.configuration`: which pieces went into a set and which came out, as its reviewed repair reports say. It is computed
 * from the reports each time, so that a report sent back leaves nothing behind.
 */
export const configuration: HandlerFor<Contract['spares']['configuration']> = async (ctx, input) => {
  const entry = await masterByUid(ctx.db, input.equipmentUid);
  if (entry === undefined || entry.type !== 'equipment') throw new AppError('master.not-found');
  ctx.audited({ kind: 'master.equipment', uid: entry.uid as MasterUid });
  const rows: Built[] = [];
  for (const report of await repairsOfEquipment(ctx.db, ctx.scope, entry.id)) {
    const content = JSON.parse(report.content) as Record<string, unknown>;
    const on = dayField(content, 'serviceDay') ?? dayOf(report.occurred_at as Instant);
    const record = { uid: report.uid as RecordUid, number: report.number };
    for (const row of rowsOf(content.partsSwapped)) build(rows, row, on, record);
  }
  return { rows };
};

interface Built {
  name: string;
  model: string;
  serial: string;
  quantity: number;
  from: Day | null;
  to: Day | null;
  record: { uid: RecordUid; number: string };
}

/** What comes out ends the row that put it in; what was never put in by a report has an unknown beginning. */
function build(rows: Built[], row: SwapRow, on: Day, record: Built['record']): void {
  const common = { name: row.name, model: row.model ?? '', quantity: row.quantity, record };
  if (!isBlank(row.oldSerial)) {
    const fitted = rows.findLast((one) => one.serial === row.oldSerial && one.to === null);
    if (fitted === undefined) rows.push({ ...common, serial: String(row.oldSerial), from: null, to: on });
    else fitted.to = on;
  }
  rows.push({ ...common, serial: row.newSerial ?? '', from: on, to: null });
}

function rowsOf(value: unknown): readonly SwapRow[] {
  return swapRow.array().safeParse(value ?? []).data ?? [];
}

function isBlank(text: string | null | undefined): boolean {
  return text === null || text === undefined || text.trim() === '';
}
